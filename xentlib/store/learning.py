"""The operations of learning: issue a variant, answer it, look at the solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xentlib.errors import KeyTaken, StoreError, UnknownLearner, UnknownVariant, XentError
from xentlib.store.firsts import Counted, note_firsts
from xentlib.store.operation import Operation
from xentlib.store.rows import GradeRow, Rows, Stored, VariantRow, as_typed

MOST_RACES = 20
"""So often other processes may take the place of an answer before it has to be sent again."""


@dataclass(frozen=True, slots=True)
class Issue(Operation[VariantRow]):
    """Issue the n-th variant of a question to a learner of a class (None: of none); the stored one where there is one.

    The first one makes the learner. Refused with UnknownLearner where it does not, and there is none: who was
    forgotten must not come back with the variants that are known already.
    """

    learner: str
    klass: str | None
    question: str
    n: int
    id: str
    seed: str
    note: str
    makes: bool = True

    @classmethod
    def together(cls, rows: Rows, operations: Sequence[Any]) -> list[VariantRow | XentError]:
        """Issue them all: two statements where each of them is new, as nearly always."""
        rows.offer("learners", "id", [*{(issue.learner,) for issue in operations if issue.makes}])
        made = rows.offer(
            "variants",
            "learner, class, question, n, id, note, seed",
            [(i.learner, i.klass or "", i.question, i.n, i.id, i.note, i.seed) for i in operations],
            where="EXISTS (SELECT 1 FROM learners WHERE id = given.learner)",
        )
        if made == len(operations):
            return [VariantRow(i.id, i.learner, i.klass, i.question, i.n, i.note, i.seed) for i in operations]
        stored = rows.each(
            "SELECT id, learner, class, question, n, note, seed FROM variants"
            " WHERE learner = ? AND class = ? AND question = ? AND n = ?",
            [(i.learner, i.klass or "", i.question, i.n) for i in operations],
        )
        found = zip(operations, stored, strict=True)
        return [variant_row(row) if row else UnknownLearner(issue.learner) for issue, row in found]


def variant_row(row: Any) -> VariantRow:
    """Read a row of `variants`, whose class is '' where there is none."""
    identity, learner, klass, question, n, note, seed = row
    return VariantRow(identity, learner, klass or None, question, n, note, seed)


@dataclass(frozen=True, slots=True)
class Answer(Operation[Stored]):
    """Store an answer under the client's key, with its first grade. The same once more returns what is stored.

    Refused with KeyTaken where another answer came under that key, with UnknownVariant where there is no variant.
    """

    variant: str
    client_key: str
    answer: str
    lang: str
    arrived: int
    grade: GradeRow

    @classmethod
    def together(cls, rows: Rows, operations: Sequence[Any]) -> list[Stored | XentError]:
        """Store them all: two statements for what is new, one more for what is not."""
        results: dict[int, Stored | XentError] = {}
        waiting = sorted(enumerate(operations), key=lambda numbered: numbered[1].variant)  # so that no two deadlock
        counted: list[Counted] = []
        for _race in range(MOST_RACES):
            waiting = _answer(rows, waiting, results, counted)
            if not waiting:
                break
        note_firsts(rows, counted)
        for number, _late in waiting:
            results[number] = StoreError("other processes store too many answers to the same variant")
        return [results[number] for number in range(len(operations))]


def _answer(
    rows: Rows, answers: list[tuple[int, Answer]], results: dict[int, Stored | XentError], counted: list[Counted]
) -> list[tuple[int, Answer]]:
    """Store what is new, look up what came before; return those whose place another process took meanwhile."""
    made = rows.each(
        "INSERT INTO attempts (variant, n, client_key, answer, lang, arrived)"
        " SELECT id, 1 + coalesce((SELECT max(n) FROM attempts WHERE variant = variants.id), 0), ?, ?, ?, ?"
        " FROM variants WHERE id = ? ON CONFLICT DO NOTHING"
        # The value once more: SQLite finds no index for a column of the new row.
        " RETURNING id, n, (SELECT count(*) FROM reveals WHERE variant = ?), (SELECT class FROM variants WHERE id = ?),"
        " (SELECT learner FROM variants WHERE id = ?), (SELECT question FROM variants WHERE id = ?)",
        [(a.client_key, a.answer, a.lang, a.arrived, *[a.variant] * 5) for _number, a in answers],
    )
    new = [(numbered, row) for numbered, row in zip(answers, made, strict=True) if row]
    rows.add(
        "grades",
        "attempt, place, grader, verdict, score, mistake",
        [(row[0], 1, *answer.grade) for (_number, answer), row in new],
    )
    for (number, answer), (attempt, n, revealed, *_place) in new:
        results[number] = Stored(attempt, n, True, not revealed, answer.grade)
    counted += [((*row[3:],), row[0], a.lang, *a.grade[1:]) for (_number, a), row in new if row[3] and not row[2]]
    return _look_up(rows, [numbered for numbered, row in zip(answers, made, strict=True) if not row], results)


def _look_up(
    rows: Rows, answers: list[tuple[int, Answer]], results: dict[int, Stored | XentError]
) -> list[tuple[int, Answer]]:
    """Find what is stored under the keys of these answers; return those with a variant and nothing under their key."""
    found = rows.each(
        "SELECT a.id, a.n, a.answer, (SELECT count(*) FROM reveals r WHERE r.variant = a.variant AND r.n < a.n),"
        " g.grader, g.verdict, g.score, g.mistake FROM variants v"
        " LEFT JOIN attempts a ON a.variant = v.id AND a.client_key = ?"
        " LEFT JOIN grades g ON g.attempt = a.id AND g.place = 1 WHERE v.id = ?",
        [(answer.client_key, answer.variant) for _number, answer in answers],
    )
    again = []
    for (number, answer), row in zip(answers, found, strict=True):
        if row is None:
            results[number] = UnknownVariant(answer.variant)
        elif row[0] is None:
            again.append((number, answer))
        elif as_typed(row[2]) != answer.answer:
            results[number] = KeyTaken(f"another answer came under the key {answer.client_key!r}")
        else:
            results[number] = Stored(row[0], row[1], False, not row[3], GradeRow(*row[4:]))
    return again


@dataclass(frozen=True, slots=True)
class Reveal(Operation[int]):
    """Note that the solution of a variant was seen: later answers do not count. Returns how many came before.

    Refused with UnknownVariant.
    """

    variant: str
    arrived: int

    @classmethod
    def together(cls, rows: Rows, operations: Sequence[Any]) -> list[int | XentError]:
        """Note them all, unless they are noted."""
        reveals = sorted(operations, key=lambda reveal: reveal.variant)  # so that no two deadlock
        rows.each(
            "INSERT INTO reveals (variant, arrived, n)"
            " SELECT id, ?, coalesce((SELECT max(n) FROM attempts WHERE variant = variants.id), 0)"
            " FROM variants WHERE id = ? ON CONFLICT DO NOTHING",
            [(reveal.arrived, reveal.variant) for reveal in reveals],
        )
        sql = "SELECT n FROM reveals WHERE variant = ?"
        found = rows.each(sql, [(reveal.variant,) for reveal in operations])
        pairs = zip(operations, found, strict=True)
        return [UnknownVariant(reveal.variant) if row is None else row[0] for reveal, row in pairs]
