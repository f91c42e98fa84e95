"""Serve a built site over HTTP, from memory.

    memory      the site as a dict from path to bytes, with type, ETag and compressed forms
    app         `create_app`: the answers, and the headers that every answer carries
    server      `serve`: a port, and an end on Ctrl-C
    preview     `preview`: build again after every change, and tell the open pages
"""

from xentlib.service.app import create_app
from xentlib.service.memory import Site
from xentlib.service.preview import preview
from xentlib.service.server import require_port, serve

__all__ = ["Site", "create_app", "preview", "require_port", "serve"]
