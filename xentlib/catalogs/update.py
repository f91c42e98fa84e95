"""Refresh the PO files after the English text has changed.

What did not change keeps its translation. What changed is carried over page by page and marked fuzzy, with
the text that its translation was made for; nobody sees it until a translator has looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from xentlib.catalogs.interface import Word
from xentlib.catalogs.po import Entry, PoFile, read, render, write
from xentlib.catalogs.sources import Source, sources, translated_languages
from xentlib.course import Course

SIMILAR = 0.5


@dataclass(frozen=True)
class Refreshed:
    """What `update` did to one PO file.

    `new` messages have no translation yet, those to `redo` have one of an older text, `reused` ones were
    found translated on another page, `gone` ones were dropped.
    """

    language: str
    path: str
    new: int = 0
    redo: int = 0
    reused: int = 0
    gone: int = 0
    written: bool = False
    deleted: bool = False


def update(
    course: Course, languages: Sequence[str] | None = None, also: Iterable[Word] = ()
) -> list[Refreshed]:
    """Rewrite the PO files that are out of date, of all languages or some. A second run changes nothing."""
    chosen = translated_languages(course, languages)
    found = sources(course, also)
    before = {language: _read_all(course, language) for language in chosen}  # errors come before any writing
    return [
        done for language in chosen for done in _update_language(course, language, found, before[language])
    ]


def _read_all(course: Course, language: str) -> dict[str, PoFile]:
    folder = course.content / "po" / language
    return {
        path.relative_to(folder).with_suffix("").as_posix(): read(path, course.relative(path))
        for path in sorted(folder.rglob("*.po"))
    }


def _update_language(
    course: Course, language: str, found: Iterable[Source], before: Mapping[str, PoFile]
) -> Iterable[Refreshed]:
    kept = {source.name: _kept(before.get(source.name, PoFile()).entries, source) for source in found}
    known = [entry for entries in kept.values() for entry in entries.values()]
    known += [entry for file in before.values() for entry in file.entries]
    memory = {entry.text: entry for entry in reversed(known) if entry.usable}  # the first one wins
    for source in found:
        if source.messages:
            file = before.get(source.name, PoFile())
            yield _refresh(course, language, source, file, kept[source.name], memory)
    for name in sorted(set(before) - {source.name for source in found if source.messages}):
        path = course.po(language, name)
        path.unlink()
        gone = len(before[name].entries)
        yield Refreshed(language, course.relative(path), gone=gone, written=True, deleted=True)


def _kept(old: Iterable[Entry], source: Source) -> dict[str, Entry]:
    """Return the entries whose text still stands, or stands again after a change was taken back."""
    texts = source.unique()
    kept = {entry.text: entry for entry in old if entry.text in texts}
    for entry in old:
        if entry.fuzzy and entry.text not in texts and entry.previous in texts and entry.translation:
            back = kept.get(entry.previous)
            if back is None or not back.usable:
                kept[entry.previous] = replace(entry, text=entry.previous, fuzzy=False, previous="")
    return kept


def _refresh(
    course: Course, language: str, source: Source, file: PoFile, kept: Mapping[str, Entry],
    memory: Mapping[str, Entry],
) -> Refreshed:
    places = source.unique()
    entries: dict[str, Entry] = {}
    for text in places:
        entry = kept.get(text, Entry(text))
        if not entry.usable and text in memory:
            entry = replace(entry, translation=memory[text].translation, fuzzy=False, previous="")
        entries[text] = entry
    old = {entry.text: entry for entry in file.entries}
    fresh = [text for text in places if text not in old and not entries[text].usable]
    for text, source_text in _pairs(list(old), list(places), fresh).items():
        if old[source_text].translation:
            entries[text] = _carried(text, old[source_text])
    rendered = render(language, PoFile(tuple(
        replace(entry, references=tuple(f"{place.path}:{place.line}" for place in places[text]),
                comments=tuple(dict.fromkeys(place.comment for place in places[text] if place.comment)))
        for text, entry in entries.items()
    ), file.notes))
    path = course.po(language, source.name)
    added = [entry for text, entry in entries.items() if text not in old]
    redo = sum(entry.fuzzy for entry in added)
    return Refreshed(
        language, course.relative(path), written=write(path, rendered), redo=redo,
        new=sum(not entry.translation for entry in added), reused=sum(entry.usable for entry in added),
        gone=len(set(old) - set(places)) - redo,
    )


def _carried(text: str, old: Entry) -> Entry:
    previous = old.previous if old.fuzzy and old.previous else old.text
    return replace(old, text=text, fuzzy=True, previous=previous)


def _pairs(old: Sequence[str], new: Sequence[str], fresh: Iterable[str]) -> dict[str, str]:
    """Return, for each new text, the vanished one that it comes from.

    First those that stand between the same neighbours, the most similar ones before the others, then the most
    similar ones of the whole page.
    """
    vanished, wanted = set(old) - set(new), set(fresh)
    pairs: dict[str, str] = {}
    rest_old: list[str] = []
    rest_new: list[str] = []
    for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        here_old = [text for text in old[i1:i2] if text in vanished]
        here_new = [text for text in new[j1:j2] if text in wanted]
        found = _similar(here_old, here_new)
        here_old = [text for text in here_old if text not in found.values()]
        here_new = [text for text in here_new if text not in found]
        if len(here_old) == len(here_new):
            found |= dict(zip(here_new, here_old, strict=True))
        else:
            rest_old += here_old
            rest_new += here_new
        pairs |= found
    return pairs | _similar(rest_old, rest_new)


def _similar(old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """Pair the most similar texts, best first."""
    scored = []
    for i, before in enumerate(old):
        matcher = SequenceMatcher(None, b=_tokens(before), autojunk=False)
        for j, after in enumerate(new):
            matcher.set_seq1(_tokens(after))
            if matcher.quick_ratio() >= SIMILAR and (ratio := matcher.ratio()) >= SIMILAR:
                scored.append((-ratio, j, i))
    pairs: dict[str, str] = {}
    for _, j, i in sorted(scored):
        if new[j] not in pairs and old[i] not in pairs.values():
            pairs[new[j]] = old[i]
    return pairs


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)
