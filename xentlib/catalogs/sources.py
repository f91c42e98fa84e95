"""List what a course has to translate: its pages, its questions, its interface words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xentlib.catalogs.compare import breakages
from xentlib.catalogs.interface import INTERFACE, Word, interface_words
from xentlib.catalogs.markdown import Catalog, Message, messages
from xentlib.catalogs.po import parse_bytes
from xentlib.catalogs.scanner import Kind
from xentlib.catalogs.typography import typeset
from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import ContentError


@dataclass(frozen=True)
class Source:
    """An English text that has a PO file in each language; `name` is that file's path without `.po`."""

    name: str
    messages: tuple[Message, ...]

    def unique(self) -> dict[str, list[Message]]:
        """Return the places of each different text, texts in the order of their first place."""
        places: dict[str, list[Message]] = {}
        for message in self.messages:
            places.setdefault(message.text, []).append(message)
        return places


def sources(course: Course, also: Iterable[Word] = ()) -> list[Source]:
    """Return every source of the course: pages, then questions, then interface words and those of `also`."""
    found = [
        _file(course, page.removesuffix(".md"), course.content / page, "page") for page in course.pages()
    ]
    found += [
        _file(course, f"quizzes/{question.removesuffix('.md')}", course.quizzes / question, "question")
        for question in course.questions()
    ]
    found.append(Source(INTERFACE, tuple(interface_words(course, also))))
    for source in found:
        if sum(source.name == other.name for other in found) > 1:
            raise ContentError("another text of the course has the same PO file; rename this page",
                               f"content/{source.name}.md")
    return found


def translated_languages(course: Course, languages: Sequence[str] | None = None) -> list[str]:
    """Return the codes of these languages, or of all, without the one that the course is written in."""
    codes = [course.language(code).code for code in languages] if languages else [
        language.code for language in course.languages
    ]
    return [code for code in codes if code != SOURCE_LANGUAGE]


def untranslated(course: Course, language: str, path: Path, kind: Kind) -> str:
    """Return a line for a page or a question that is not whole in a language: file, line, first text; else nothing."""
    if language == SOURCE_LANGUAGE:
        return ""
    top = course.content if kind == "page" else course.root
    name = path.relative_to(top).with_suffix("").as_posix()
    known = read_catalog(course, language, name).messages
    open_ones = [message for message in _file(course, name, path, kind).messages if message.text not in known]
    if not open_ones:
        return ""
    first = open_ones[0]
    more = f", and {len(open_ones) - 1} more" if len(open_ones) > 1 else ""
    return f"{first.path}:{first.line}: {first.text[:40]!r}: not translated into {language}{more}"


def read_catalog(course: Course, language: str, source: str) -> Catalog:
    """Return the translations that may be shown: neither fuzzy nor empty. No file is an empty catalog.

    Raises ContentError with file and line for one that lost a placeholder or a formula, or brought markup in.
    """
    path = course.po(language, source)
    content = path.read_bytes() if path.is_file() else b""
    return _catalog(content, course.relative(path), language, source == INTERFACE)


@cache
def _catalog(content: bytes, shown: str, language: str, interface: bool) -> Catalog:
    usable = [entry for entry in parse_bytes(content, shown).entries if entry.usable]
    for entry in usable:
        for what in breakages(entry.text, entry.translation, interface=interface):
            raise ContentError(f"{entry.text[:40]!r}: {what}", shown, entry.line)
    return Catalog(language, {entry.text: entry.translation for entry in usable})


def words(course: Course, language: str) -> Callable[[str], str]:
    """Return the function `_` that says an interface word in a language, typeset; untranslated ones stay English."""
    catalog = read_catalog(course, language, INTERFACE)
    return lambda message: typeset(catalog.get(message), language)


def _file(course: Course, name: str, path: Path, kind: Kind) -> Source:
    found = messages(course.read(path), kind=kind)
    return Source(name, tuple(Message(one.text, one.line, course.relative(path)) for one in found))
