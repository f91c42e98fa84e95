"""What the database holds, as rows; and `Rows`, through which operations and reads speak to either database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

_UNSTORABLE = re.compile("[\x00\x1b\ud800-\udfff]")
_ESCAPED = re.compile("\x1b([0-9a-f]{4})")


class Rows(Protocol):
    """A connection within a transaction. SQL has `?` for a value and must mean the same to both databases."""

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first row as a tuple, or None."""

    def all(self, sql: str, *values: Any) -> list[Any]:
        """Return all rows as tuples."""

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement that returns no rows; tell how many it touched."""

    def each(self, sql: str, values: Iterable[tuple[Any, ...]]) -> list[Any]:
        """Run one statement for each tuple of values, in order, and return the first row of each, or None."""

    def offer(self, table: str, columns: str, values: Sequence[tuple[Any, ...]], where: str = "true") -> int:
        """Insert those new rows that conflict with none and for which `where` holds of `given`; tell how many.

        One statement for all of them, which gives up Python's lock once: between rows, another thread would take it.
        """

    def add(self, table: str, columns: str, values: Iterable[tuple[Any, ...]]) -> None:
        """Insert new rows, which must conflict with none, the fastest way there is."""


class VariantRow(NamedTuple):
    """A variant that was issued. `seed` is the answer key: it never leaves the server."""

    id: str
    learner: str
    klass: str | None
    question: str
    n: int
    note: str
    seed: str


class GradeRow(NamedTuple):
    """What one version of the grader says of an answer."""

    grader: str
    verdict: str
    score: float
    mistake: str | None


class Stored(NamedTuple):
    """An answer that is stored. Not `new`: it came before, under the same key, and this is its first grade.

    `counts` is false where the solution had been seen.
    """

    attempt: int
    n: int
    new: bool
    counts: bool
    grade: GradeRow


class ClassRow(NamedTuple):
    """A class. `token` is the hash of the instructor's."""

    id: str
    name: str
    code: str
    token: str
    made: int


class AttemptRow(NamedTuple):
    """An answer with all that grading it again needs, and its latest grade. `counts`: the solution was unseen."""

    id: int
    variant: str
    learner: str
    klass: str | None
    question: str
    note: str
    seed: str
    n: int
    answer: str
    lang: str
    arrived: int
    counts: bool
    grade: GradeRow


class ProgressRow(NamedTuple):
    """One counted answer of a learner: neither near nor unreadable, nor after the variant was over."""

    question: str
    variant: str
    verdict: str
    score: float
    mistake: str | None


def storable(text: str) -> str:
    r"""Escape what PostgreSQL or UTF-8 does not take: NUL and lone surrogates, and the escape sign itself.

    >>> storable("0.5"), storable("a\0b")
    ('0.5', 'a\x1b0000b')
    """
    if text.isprintable():  # none of these are: the quick way, for nearly every text
        return text
    return _UNSTORABLE.sub(lambda match: f"\x1b{ord(match[0]):04x}", text)


def storable_row(values: Iterable[Any]) -> list[Any]:
    """Return the values of a statement, their texts `storable`."""
    return [storable(value) if type(value) is str else value for value in values]


def as_typed(text: str) -> str:
    r"""Undo `storable`.

    >>> as_typed(storable("\0 \x1b \ud800")) == "\0 \x1b \ud800"
    True
    """
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "\x1b" in text else text
