"""Grade again: add new grades beside the old ones, one by one or those of a whole range at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xentlib.store.firsts import renew_firsts
from xentlib.store.operation import Operation
from xentlib.store.reads import LATEST
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
class AddGrades(Operation[int]):
    """Add grades of another version of the grader beside the old ones: pairs of an attempt's id and a grade.

    Returns how many are new. An attempt that is gone, or whose latest grade is by that version, is passed over.
    """

    grades: Sequence[tuple[int, GradeRow]]

    def run(self, rows: Rows) -> int:
        """Add them."""
        made = rows.each(
            "INSERT INTO grades (attempt, place, grader, verdict, score, mistake)"
            " SELECT a.id, g.place + 1, ?, ?, ?, ? FROM attempts a JOIN grades g ON g.attempt = a.id"
            f" WHERE a.id = ? AND {LATEST} AND g.grader <> ? ON CONFLICT DO NOTHING"
            " RETURNING attempt, (SELECT old.verdict = grades.verdict AND old.score = grades.score"
            " AND coalesce(old.mistake, '') = coalesce(grades.mistake, '')"
            # The value once more: SQLite finds no index for a column of the new row.
            " FROM grades AS old WHERE old.attempt = ? AND old.place = grades.place - 1)",
            [(*grade, attempt, grade.grader, attempt) for attempt, grade in self.grades],
        )
        renew_firsts(rows, [row[0] for row in made if row and not row[1]])
        return len(made) - made.count(None)


@dataclass(frozen=True, slots=True)
class AddRegrades(Operation[int]):
    """Add grades that were made from the range `first` to `last` when its fingerprint was `seen`; return how many.

    Where the range is as it was, they are just inserted, many times as fast as by `AddGrades`. Else `AddGrades` looks
    at each. `changed` are the attempts whose grade is another one than before.
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
