"""Serve a built site from memory, and its questions with a JSON API.

    memory      the site as a dict from path to bytes, with type, ETag, policy and compressed forms
    app         `create_app`: the answers, and the headers that every answer carries
    server      `serve`: a port, and an end on Ctrl-C or SIGTERM
    guard       the server's protocol with limits of size and time
    preview     `preview`: build again after every change, and tell the open pages

    api         the table of routes            messages    bodies of requests and replies
    learning    what a learner does            openapi     the same, described
    teaching    classes                        exchange    a request and its reply
    service     what the handlers share        refusal     why not, in a language
    variants    the questions being asked      identity    cookies and seeds
    html        texts for the page             limits      how often one may guess
    teach       the page of an instructor      reports     what happens in a class
    line        work that waits for its turn
    page        what the pages get, so that their script finds the service
"""

from xentlib.service.api import routes
from xentlib.service.app import create_app
from xentlib.service.memory import Site
from xentlib.service.page import judged_site
from xentlib.service.preview import preview
from xentlib.service.server import require_port, serve
from xentlib.service.service import Service

__all__ = ["Service", "Site", "create_app", "judged_site", "preview", "require_port", "routes", "serve"]
