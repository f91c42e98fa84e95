"""Say everything that is wrong with the translations of a course, and with the wording of its English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xentlib.catalogs.compare import differences
from xentlib.catalogs.glossary import Term, glossary, renamed
from xentlib.catalogs.inline import mask
from xentlib.catalogs.interface import INTERFACE, Word
from xentlib.catalogs.po import Entry, read
from xentlib.catalogs.sources import Source, sources, translated_languages
from xentlib.catalogs.style import flaws
from xentlib.course import SOURCE_LANGUAGE, Course

OTHERWISE = "in other words"
"""A translator's note in a PO file: this text departs on purpose from the one word for one thing."""


@dataclass(frozen=True)
class Problem:
    """Something to mend: where it stands, how the message begins, what is wrong.

    >>> print(Problem("content/po/ru/index.po", 57, "Scores become", "not translated"))
    content/po/ru/index.po:57: "Scores become": not translated
    """

    path: str
    line: int
    start: str
    what: str

    def __str__(self) -> str:
        return f'{self.path}:{self.line}: "{self.start}": {self.what}'


def check(
    course: Course, languages: Sequence[str] | None = None, also: Iterable[Word] = ()
) -> list[Problem]:
    """Check all languages, or some; an empty list means that all is translated and well."""
    chosen = translated_languages(course, languages)
    found, terms = sources(course, also), glossary(course)
    problems: list[Problem] = []
    if not languages or SOURCE_LANGUAGE in languages:
        problems += _english(found, terms)
    for language in chosen:
        names = {source.name for source in found if source.messages}
        for source in found:
            problems += _translations(course, language, source, terms)
        problems += _told_twice(course, language, found)
        folder = course.content / "po" / language
        problems += [
            Problem(course.relative(path), 1, path.stem, "no text has this name; run update")
            for path in sorted(folder.rglob("*.po"))
            if path.relative_to(folder).with_suffix("").as_posix() not in names
        ]
    return problems


def _english(found: Sequence[Source], terms: Sequence[Term]) -> Iterator[Problem]:
    for source in found:
        for text, places in source.unique().items():
            for what in (*flaws(text, SOURCE_LANGUAGE), *_forbidden(terms, SOURCE_LANGUAGE, text, text)):
                yield Problem(places[0].path, places[0].line, _start(text), what)


def _translations(course: Course, language: str, source: Source, terms: Sequence[Term]) -> Iterator[Problem]:
    path = course.po(language, source.name)
    shown = course.relative(path)
    entries = {entry.text: entry for entry in read(path, shown).entries}
    for text, places in source.unique().items():
        if text not in entries:
            yield Problem(places[0].path, places[0].line, _start(text),
                          f"not in {shown}; run xent translations update")
            continue
        entry = entries[text]
        for what in _wrong(entry, language, terms, interface=source.name == INTERFACE):
            yield Problem(shown, entry.line, _start(text), what)
    yield from _stale(entries, source, shown)


def _told_twice(course: Course, language: str, found: Sequence[Source]) -> Iterator[Problem]:
    """Find an English text that is translated in one way here and in another way there."""
    first: dict[str, tuple[str, str]] = {}
    for source in found:
        path = course.po(language, source.name)
        shown = course.relative(path)
        for entry in filter(lambda entry: entry.usable, read(path, shown).entries):
            if OTHERWISE in entry.notes:
                continue
            place, told = first.setdefault(entry.text, (f"{shown}:{entry.line}", entry.translation))
            if entry.translation != told:
                what = f"another translation than in {place}; use one, or note above it: # {OTHERWISE}"
                yield Problem(shown, entry.line, _start(entry.text), what)


def _stale(entries: Mapping[str, Entry], source: Source, shown: str) -> Iterator[Problem]:
    texts = source.unique()
    for entry in entries.values():
        if texts and entry.text not in texts:
            yield Problem(shown, entry.line, _start(entry.text),
                          "no longer in the English text; run xent translations update")


def _wrong(entry: Entry, language: str, terms: Sequence[Term], *, interface: bool) -> list[str]:
    if not entry.translation:
        return ["not translated"]
    if entry.fuzzy:
        return ["fuzzy: the English text changed; mend the translation and delete the word fuzzy"]
    return [
        *differences(entry.text, entry.translation, interface=interface),
        *([*_forbidden(terms, language, entry.text, entry.translation)] or _renamed(terms, language, entry)),
        *flaws(entry.translation, language),
    ]


def _renamed(terms: Sequence[Term], language: str, entry: Entry) -> Iterator[str]:
    for term in renamed(terms, language, mask(entry.text), mask(entry.translation)):
        note = f"{OTHERWISE}: {term.english}"
        if note not in entry.notes:
            words = " or ".join(term.allowed(language))
            yield f"{term.english!r} is {words}; where the text does without, note above it: # {note}"


def _forbidden(terms: Sequence[Term], language: str, english: str, translation: str) -> Iterator[str]:
    masked = mask(translation)
    for term in terms:
        for rule in term.avoid.get(language, ()):
            word = rule.found(english, masked)
            if word:
                better = term.words.get(language, term.english)
                yield f"{word}: for {term.english!r} write {better} ({rule.why})"


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
