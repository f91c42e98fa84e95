"""Cut a question file into its settings and its blocks, each with the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xentlib.errors import ContentError, listing
from xentlib.files import front_matter, told

_BLOCK_START = re.compile(r"///[ ]*(?P<name>\w+)(?:[ ]*\|[ ]*(?P<argument>\S+))?[ ]*")
_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
# Does a block of this name have an id? True, False, or None where it may.
_HAS_ID: Mapping[str, bool | None] = {
    "hint": False, "labels": False, "solution": None, "right": None, "wrong": True, "option": True, "item": True,
    "mistake": True,
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A part of a question as written: Markdown with `{{ … }}`, and the line of the file for each of its lines."""

    text: str
    lines: Sequence[int] = ()

    @property
    def line(self) -> int | None:
        """The line that an error names: the first one."""
        return self.lines[0] if self.lines else None


@dataclass(frozen=True)
class Settings:
    """The front matter of a file, and the line of each of its keys."""

    values: Mapping[str, Any]
    path: str
    lines: Mapping[str, int]

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def get(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)

    def line(self, key: str) -> int | None:
        return self.lines.get(key)

    def one_of(self, key: str, known: Sequence[Any]) -> Any:
        value = self.values.get(key)
        if isinstance(value, bool | float) or value not in known:
            said = f"unknown {key} {told(value)}" if key in self.values else f"no {key}"
            raise ContentError(f"{said}; known are {listing(map(str, known), told(value))}", self.path, self.line(key))
        return value

    def all_of(self, key: str, known: Sequence[str]) -> list[str]:
        value = self.values.get(key, [])
        found = value if isinstance(value, list) else [value]
        for item in found:
            if item not in known:
                message = f"{key}: unknown notation {told(item)}; known are {', '.join(known)}"
                raise ContentError(message, self.path, self.line(key))
        return found


@dataclass(frozen=True)
class Blocks:
    """The blocks of a file in their order, by name and id; what stands outside of all is the prompt."""

    prompt: Section
    all: tuple[tuple[tuple[str, str], Section], ...]

    def named(self, name: str) -> dict[str, Section]:
        """Return the blocks of this name by their ids; the id of a block without one is ""."""
        return {argument: section for (block, argument), section in self.all if block == name}


def read_settings(text: str, path: str, known: Sequence[str]) -> Settings:
    """Return the front matter. Raises ContentError with the line of a key that is not `known`."""
    values, _body = front_matter(text, path)
    rows = enumerate(text.split("\n---")[0].split("\n"), start=1)
    lines = {row.partition(":")[0]: number for number, row in rows if ":" in row}
    for key in values:
        if key not in known:
            message = f"front matter: unknown key {told(key)}; known are {', '.join(known)}"
            raise ContentError(message, path, lines.get(str(key)))
    return Settings(values, path, lines)


def read_blocks(text: str, path: str, lines: Sequence[int]) -> Blocks:
    """Return the blocks below the front matter. Raises ContentError for one that is unknown, doubled or left open."""
    _values, body = front_matter(text, path)
    found: dict[tuple[str, str], list[tuple[int, str]]] = {("", ""): []}
    starts: dict[tuple[str, str], int] = {}
    current = outside = ("", "")
    first = text.count("\n", 0, len(text) - len(body))
    for number, row in enumerate(text.split("\n")[first:], start=first):
        line = lines[min(number, len(lines) - 1)]
        if row.strip() == "///":
            if current == outside:
                raise ContentError("/// closes a block, but none is open", path, line)
            current = outside
        elif match := _BLOCK_START.fullmatch(row.strip()):
            if current != outside:
                raise _left_open(current, starts[current], path, line)
            current = _block_key(match, path, line)
            if current in found:
                raise ContentError(f"a second block {' | '.join(filter(None, current))!r}", path, line)
            found[current], starts[current] = [], line
        elif row.startswith("//"):
            said = "a block begins with /// name or /// name | id, and ends with ///"
            raise ContentError(f"cannot read {row.strip()!r}; {said}", path, line)
        elif current == outside and starts and row.strip():
            message = f"{told(row.strip())} stands in no block; the prompt stands above the first one"
            raise ContentError(message, path, line)
        else:
            found[current].append((line, row))
    if current != outside:
        raise _left_open(current, starts[current], path, lines[-1])
    sections = {key: _section(rows) for key, rows in found.items()}
    for key, section in sections.items():
        if key != outside and not section.text:
            raise ContentError(f"block {key[0]!r} is empty", path, starts[key])
    return Blocks(sections.pop(outside), tuple(sections.items()))


def _left_open(key: tuple[str, str], start: int, path: str, line: int) -> ContentError:
    block = " | ".join(filter(None, key))
    return ContentError(f"block {block!r} of line {start} is not closed; end it with ///", path, line)


def _block_key(match: re.Match[str], path: str, line: int) -> tuple[str, str]:
    name, argument = match["name"], match["argument"] or ""
    if name not in _HAS_ID:
        raise ContentError(f"unknown block {name!r}; known are {', '.join(_HAS_ID)}", path, line)
    has_id = _HAS_ID[name]
    if has_id is not None and bool(argument) != has_id:
        form = f"/// {name} | id" if has_id else f"/// {name}"
        raise ContentError(f"write this block as: {form}", path, line)
    if argument and not _ID.fullmatch(argument):
        raise ContentError(f"id {argument!r}; expected a-z, 0-9 and '_', such as base_two", path, line)
    return name, argument


def _section(rows: list[tuple[int, str]]) -> Section:
    while rows and not rows[0][1].strip():
        rows = rows[1:]
    while rows and not rows[-1][1].strip():
        rows = rows[:-1]
    return Section("\n".join(row for _line, row in rows), tuple(line for line, _row in rows))
