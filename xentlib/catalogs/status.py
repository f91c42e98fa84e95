"""Count how much of the course is translated, by language and file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xentlib.catalogs.interface import Word
from xentlib.catalogs.po import Entry, read
from xentlib.catalogs.sources import Source, sources, translated_languages
from xentlib.course import Course


@dataclass(frozen=True)
class Count:
    """How much of one file is translated."""

    language: str
    source: str
    total: int
    translated: int
    fuzzy: int
    missing: int

    @property
    def percent(self) -> int:
        """The share that is done, rounded down: 100 means all of it.

        >>> Count("ru", "index", total=201, translated=200, fuzzy=0, missing=1).percent
        99
        """
        return 100 * self.translated // self.total if self.total else 100

    @classmethod
    def sum(cls, language: str, counts: Sequence[Count]) -> Count:
        """Add the files of a language up."""
        rows = [(count.total, count.translated, count.fuzzy, count.missing) for count in counts]
        return cls(language, "all files", *(sum(column) for column in zip(*rows, strict=True)))


def status(
    course: Course, languages: Sequence[str] | None = None, also: Iterable[Word] = ()
) -> list[Count]:
    """Count the messages of every source in every language that the course is translated into."""
    chosen = translated_languages(course, languages)
    found = sources(course, also)
    return [_count(course, language, source) for language in chosen for source in found if source.messages]

def _count(course: Course, language: str, source: Source) -> Count:
    path = course.po(language, source.name)
    entries = {entry.text: entry for entry in read(path, course.relative(path)).entries}
    texts = [entries.get(text, Entry(text)) for text in source.unique()]
    translated = sum(entry.usable for entry in texts)
    fuzzy = sum(entry.fuzzy and bool(entry.translation) for entry in texts)
    return Count(language, source.name, len(texts), translated, fuzzy, len(texts) - translated - fuzzy)
