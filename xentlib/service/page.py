"""Let the pages with questions know that a service is there: its script and its words are put at their end.

The site itself, as it lies on a disk, has neither and asks nobody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from xentlib.service.memory import File, Site

Words = Callable[[str], str]

_QUESTION = b'<section class="quiz"'
_END = b"</body>"
_LANGUAGE = re.compile(r"^/([^/]+)/(.*)$")


def judged_site(site: Site, words_of: Callable[[str], Words]) -> Site:
    """Return the site whose questions the service judges."""
    return Site({path: with_service(file, words_of) for path, file in site.files.items()})


def with_service(file: File, words_of: Callable[[str], Words]) -> File:
    """Return a page that has questions with the script of the service; any other file as it is.

    `words_of` gives the interface words of the language whose folder the page lies in.
    """
    found = _LANGUAGE.match(file.path)
    if not (found and file.path.endswith(".html") and _QUESTION in file.content):
        return file
    language, below = found[1], found[2]
    data = {"language": language, "words": service_words(words_of(language))}
    told = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    top = "../" * below.count("/")
    tags = (
        f'<script id="service-words" type="application/json">{told}</script>'
        f'<script src="{top}assets/service.js" defer></script>'
    )
    return File(file.path, file.content.replace(_END, tags.encode() + _END))


def service_words(words: Words) -> dict[str, str]:
    """Return what content/theme/assets/service.js says."""
    _ = words
    return {
        # Translators: a question with new numbers; {number} counts them: 1, 2, 3 …
        "number": _("Variant {number}"),
        "saving": _("Saving …"),
        "saved": _("Saved."),
        "waiting": _("Not saved yet: the service does not answer. Your answer is kept here and will be sent again."),
        "meanwhile": _("Go on without saving"),
        "refused": _("Not saved: this variant is no longer known. Take another one."),
        "away": _("The service does not answer. Try again in a minute."),
        "alone": _("The service does not answer. This page judges your answers itself and does not save them."),
        "open": _("This variant is open to all: the page judges your answers itself and does not save them."),
        "panel": _("Your progress, your class"),
        "about": _("Your answers are kept by the service that shows this page, without your name."),
        "class_code": _("Code of your class:"),
        "join": _("Join"),
        # Translators: {name} is the name of a class, as its teacher wrote it.
        "in_class": _("You are in the class “{name}”. Its teacher sees answers, no names."),
        "leave": _("Leave the class"),
        "devices": _(
            "With a code you find your progress again on another device. Whoever has the code has your progress."
        ),
        "make_code": _("Show me a code"),
        "code": _("Your code. An earlier one no longer works:"),
        "have_code": _("Code from another device:"),
        "use_code": _("Use it"),
        "forget": _("Delete all your answers, in this browser and in the service? This cannot be undone."),
    }
