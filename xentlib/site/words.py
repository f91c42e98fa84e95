"""The words that the site itself says in mkdocs.yml, which a reader sees and nobody writes as `_("…")`.

`messages` gives them to whoever keeps the translations; `translate_settings` puts the translations in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xentlib.course import Course

Words = Callable[[str], str]

FOLDERS = {"lessons": "Lessons"}  # titles of the groups in the navigation, by folder below content/


@dataclass(frozen=True)
class Message:
    """An English text that a reader sees, and the place where it stands."""

    text: str
    path: str
    line: int | None = None


def messages(course: Course) -> tuple[Message, ...]:
    """Return what mkdocs.yml and the navigation say to a reader."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    translate_settings(course, note)
    return tuple(Message(text, "mkdocs.yml") for text in dict.fromkeys((*found, *FOLDERS.values())))


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
