"""Write every answer of a class as CSV, for a teacher's own statistics: learners are named by pseudonyms."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime

from xentlib.classroom.table import Cell, csv_lines
from xentlib.store import Store, reads

PAGE = 5000  # attempts that are read at once

HEADS = (
    "attempt", "learner", "question", "variant", "n", "arrived", "lang", "answer", "counts",
    "verdict", "score", "mistake", "grader",
)  # fmt: skip


def export_csv(store: Store, klass: str, *, bom: bool = False) -> Iterator[str]:
    """Yield the lines of the CSV: every answer, also those that do not count, each with its latest grade.

    A pseudonym is the same in every export of the class and another one in every other class; only this server's
    secret leads from it to a learner. `variant` is a pseudonym too.
    """
    return csv_lines(HEADS, _rows(store, klass), bom=bom)


def _rows(store: Store, klass: str) -> Iterator[list[Cell]]:
    after = 0
    while found := store.read(lambda rows, after=after: reads.attempts_of(rows, klass, after, PAGE)):  # type: ignore[misc]
        for row in found:
            learner, variant = (_pseudonym(store.secret, klass, one) for one in (row.learner, row.variant))
            told: list[Cell] = [row.id, learner, row.question, variant, row.n, _time(row.arrived), row.lang, row.answer]
            grade = row.grade
            yield [*told, int(row.counts), grade.verdict, grade.score, grade.mistake, grade.grader]
        after = found[-1].id


def _pseudonym(secret: bytes, klass: str, identity: str) -> str:
    return hmac.new(secret, f"export|{klass}|{identity}".encode(), hashlib.sha256).hexdigest()[:12]


def _time(arrived: int) -> str:
    return datetime.fromtimestamp(arrived / 1_000_000, UTC).isoformat(timespec="seconds")
