"""The words that the site itself says: in the templates of content/theme and in mkdocs.yml.

Every message is English text. A template writes `{{ _("Search") }}`; what mkdocs.yml says to a reader is
listed below. `messages` gives all of them to whoever keeps the translations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from xentlib.course import Course
from xentlib.errors import ContentError

Words = Callable[[str], str]

FOLDERS = {"lessons": "Lessons"}  # titles of the groups in the navigation, by folder below content/


@dataclass(frozen=True)
class Message:
    """An English text that a reader sees, and the place where it stands."""

    text: str
    path: str
    line: int | None = None


def messages(course: Course) -> tuple[Message, ...]:
    """Return every message of the site, each once, with its first place."""
    first: dict[str, Message] = {}
    for message in (*_in_settings(course), *_in_templates(course)):
        first.setdefault(message.text, message)
    return tuple(first.values())


def translate_settings(course: Course, _: Words) -> dict[str, Any]:
    """Return the part of mkdocs.yml that a reader sees, in the language of `_`, as settings over it."""
    settings = course.settings
    translated: dict[str, Any] = {name: _(settings[name]) for name in _TEXTS if name in settings}
    extensions = settings.get("markdown_extensions") or {}
    translated["markdown_extensions"] = {
        name: {option: _(extensions[name][option])}
        for name, option in _OPTIONS
        if option in (extensions.get(name) or {})
    }
    palette = (settings.get("theme") or {}).get("palette") or []
    translated["theme"] = {
        "palette": [
            {**row, "toggle": {**row["toggle"], "name": _(row["toggle"]["name"])}} if "toggle" in row else row
            for row in palette
        ]
    }
    return translated


_TEXTS = ("site_name", "site_description")
_OPTIONS = (("toc", "permalink_title"), ("footnotes", "BACKLINK_TITLE"))


def _in_settings(course: Course) -> Iterator[Message]:
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    translate_settings(course, note)
    yield from (Message(text, "mkdocs.yml") for text in (*found, *FOLDERS.values()))


def _in_templates(course: Course) -> Iterator[Message]:
    import jinja2
    from jinja2.ext import babel_extract

    for path in sorted([*course.theme.rglob("*.html"), *course.theme.rglob("*.xml")]):
        try:
            with path.open("rb") as template:
                calls = list(babel_extract(template, ("_",), (), {"silent": "false"}))
        except jinja2.TemplateSyntaxError as error:
            message = error.message or "not a template"
            raise ContentError(message, course.relative(path), error.lineno) from None
        for line, _function, text, _comments in calls:
            if isinstance(text, str):
                yield Message(text, course.relative(path), line)
