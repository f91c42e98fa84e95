"""Refuse a page that says something its author surely meant otherwise: nothing unexpanded ever reaches a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xentlib.errors import ContentError
from xentlib.expand import Source
from xentlib.markup import tokens

BLOCKS = ("note", "tip", "warning", "details")
SLOT = re.compile("\ue000(\\d+)\ue001")
"""Where a figure or a question stands in a draft, by its number."""

_HEADING_ID = re.compile(r" \{#(?P<id>[a-z][a-z0-9-]*)\}$")
_BLOCK = re.compile(r"[ ]*/{3,}[ ]*(?P<name>[\w-]+)?")


def proofread(text: str, source: Source) -> None:
    """Check an expanded page. Raises ContentError with file and line.

    >>> proofread("a\\n\\n/// detials | Proof\\n///\\n", Source("lesson.md"))
    Traceback (most recent call last):
    xentlib.errors.ContentError: lesson.md:3: unknown block 'detials'; known are note, tip, warning, details
    """
    _refuse_slots_in_text(text, source)
    _refuse_open_blocks(text, source)
    _refuse_headings_without_id(text, source)


def _refuse_slots_in_text(text: str, source: Source) -> None:
    for row, line in _prose(text, source):
        if SLOT.search(row) and not SLOT.fullmatch(row.strip()):
            raise ContentError("a figure or a question needs a line of its own", source.path, line)


def _refuse_open_blocks(text: str, source: Source) -> None:
    still_open: list[tuple[str, int]] = []
    for row, line in _prose(text, source):
        if not (match := _BLOCK.match(row)):
            continue
        name = match["name"]
        if name is not None and name not in BLOCKS:
            raise ContentError(f"unknown block {name!r}; known are {', '.join(BLOCKS)}", source.path, line)
        if name is not None:
            still_open.append((name, line))
        elif still_open:
            still_open.pop()
        else:
            raise ContentError("/// closes a block, but none is open", source.path, line)
    if still_open:
        name, line = still_open[-1]
        raise ContentError(f"block {name!r} is not closed; end it with ///", source.path, line)


def _refuse_headings_without_id(text: str, source: Source) -> None:
    """The address of a section, which readers and questions link to, must be the same in every language."""
    seen: set[str] = set()
    for row, line in _prose(text, source):
        if not row.startswith("#"):
            continue
        match = _HEADING_ID.search(row)
        if not match:
            message = f"heading {row!r} has no id of a-z, 0-9 and '-'; write one at its end, such as {{#by-hand}}"
            raise ContentError(message, source.path, line)
        if match["id"] in seen:
            raise ContentError(f"a second heading with the id {match['id']!r}", source.path, line)
        seen.add(match["id"])


def _prose(text: str, source: Source) -> Iterator[tuple[str, int]]:
    """Yield the lines of a page without its code, each with the line of the file."""
    shown = (token.text if token.kind != "code" else "\n" * token.text.count("\n") for token in tokens(text))
    for number, row in enumerate("".join(shown).split("\n")):
        yield row, source.lines[number] if number < len(source.lines) else number + 1
