"""Add the grades of a whole range of answers at once: what `AddGrades` does, many times as fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xentlib.store.firsts import renew_firsts
from xentlib.store.learning import AddGrades
from xentlib.store.operation import Operation
from xentlib.store.rows import GradeRow, Rows

Regrade = tuple[int, int, str, str, float, str | None]
"""An attempt, the place of its new grade among its grades, and the grade: grader, verdict, score, mistake."""


def fingerprint(rows: Rows, first: int, last: int) -> tuple[int, int]:
    """Return what changes when a grade of this range is added, or an answer with its grades forgotten."""
    count, total = rows.one(
        "SELECT count(*), coalesce(sum(attempt), 0) FROM grades WHERE attempt BETWEEN ? AND ?", first, last
    )
    return int(count), int(total)


@dataclass(frozen=True, slots=True)
class AddRegrades(Operation[int]):
    """Add grades that were made from the range `first` to `last` when its fingerprint was `seen`; return how many.

    Where the range is as it was, they are just inserted. Else each is looked at, as `AddGrades` does. `changed` are the
    attempts whose grade is another one than before.
    """

    first: int
    last: int
    seen: tuple[int, int]
    grades: Sequence[Regrade]
    changed: Sequence[int]

    def run(self, rows: Rows) -> int:
        """Add them."""
        if fingerprint(rows, self.first, self.last) != self.seen:
            return AddGrades([(grade[0], GradeRow(*grade[2:])) for grade in self.grades]).run(rows)
        rows.add("grades", "attempt, place, grader, verdict, score, mistake", self.grades)
        renew_firsts(rows, self.changed)
        return len(self.grades)
