"""What can be asked of the database: `store.read(lambda rows: reads.variant(rows, id))`."""

from __future__ import annotations

from typing import Any

from xentlib.errors import UnknownClass
from xentlib.store.classes import CLASS, class_row
from xentlib.store.learning import variant_row
from xentlib.store.rows import AttemptRow, ClassRow, GradeRow, ProgressRow, Rows, VariantRow, as_typed

VARIANT = "id, learner, class, question, n, note, seed"
LATEST = "g.place = (SELECT max(place) FROM grades WHERE attempt = a.id)"
# No join: where few answers are right, or PostgreSQL does not know yet how many, it would begin with all grades.
RIGHT = "(SELECT verdict FROM grades WHERE attempt = a.id ORDER BY place DESC LIMIT 1) = 'correct'"
COUNTS = "NOT EXISTS (SELECT 1 FROM reveals r WHERE r.variant = a.variant AND r.n < a.n)"
ATTEMPT = (
    "a.id, v.id, v.learner, v.class, v.question, v.note, v.seed, a.n, a.answer, a.lang, a.arrived,"
    f" {COUNTS}, g.grader, g.verdict, g.score, g.mistake"
)

RANGE = 5000
"""So many ids are looked through at a time for attempts of a class."""


def variant(rows: Rows, identity: str) -> VariantRow | None:
    """Return a variant by its id."""
    row = rows.one(f"SELECT {VARIANT} FROM variants WHERE id = ?", identity)
    return variant_row(row) if row else None


def latest(rows: Rows, learner: str, klass: str | None, question: str) -> tuple[VariantRow, bool] | None:
    """Return a learner's latest variant of a question in a class, and whether it is over: right, or revealed."""
    row = rows.one(
        f"SELECT {VARIANT}, EXISTS (SELECT 1 FROM reveals WHERE variant = v.id)"
        f" OR EXISTS (SELECT 1 FROM attempts a WHERE a.variant = v.id AND {RIGHT})"
        " FROM variants v WHERE learner = ? AND class = ? AND question = ? ORDER BY n DESC LIMIT 1",
        *(learner, klass or "", question),
    )
    return (variant_row(row[:7]), bool(row[7])) if row else None


def answered(rows: Rows, identity: str, client_key: str) -> bool:
    """Tell whether an answer to a variant came under this key."""
    return bool(rows.one("SELECT 1 FROM attempts WHERE variant = ? AND client_key = ?", identity, client_key))


def answers(rows: Rows, identity: str) -> int:
    """Return how many answers came to a variant."""
    return int(rows.one("SELECT coalesce(max(n), 0) FROM attempts WHERE variant = ?", identity)[0])


def ended(rows: Rows, identity: str) -> int | None:
    """Return the number of the last answer to a variant that may count: the right one, or the last unaided one.

    None: the variant is not over.
    """
    found = rows.one(
        f"SELECT (SELECT min(a.n) FROM attempts a WHERE a.variant = v.id AND {RIGHT}),"
        " (SELECT n FROM reveals WHERE variant = v.id) FROM variants v WHERE id = ?",
        identity,
    )
    numbers = [n for n in found or () if n is not None]
    return min(numbers) if numbers else None


def progress(rows: Rows, learner: str) -> list[ProgressRow]:
    """Return the counted answers of a learner, whatever the class, the oldest first."""
    found = rows.all(
        "SELECT v.question, v.id, g.verdict, g.score, g.mistake FROM variants v"
        " JOIN attempts a ON a.variant = v.id JOIN grades g ON g.attempt = a.id"
        f" WHERE v.learner = ? AND {LATEST} AND {COUNTS} AND g.verdict NOT IN ('near', 'unreadable') ORDER BY a.id",
        learner,
    )
    counted, over = [], set()
    for row in (ProgressRow(*row) for row in found):
        if row.variant not in over:
            counted.append(row)
        if row.verdict == "correct":
            over.add(row.variant)
    return counted


def learner_class(rows: Rows, learner: str) -> ClassRow | None:
    """Return the class for which a learner works now."""
    sql = f"SELECT {CLASS} FROM classes WHERE id = (SELECT class FROM learners WHERE id = ?)"
    return class_row(rows.one(sql, learner))


def learner_exists(rows: Rows, learner: str) -> bool:
    """Tell whether there is anything about a learner."""
    return rows.one("SELECT 1 FROM learners WHERE id = ?", learner) is not None


def learner_by_recovery(rows: Rows, recovery: str) -> str | None:
    """Return the learner with this hash of a recovery code."""
    row = rows.one("SELECT id FROM learners WHERE recovery = ?", recovery)
    return row[0] if row else None


def class_by_id(rows: Rows, identity: str) -> ClassRow | None:
    """Return a class by its id."""
    return class_row(rows.one(f"SELECT {CLASS} FROM classes WHERE id = ?", identity))


def existing_class(rows: Rows, identity: str) -> ClassRow:
    """Return a class by its id. Raises UnknownClass."""
    found = class_by_id(rows, identity)
    if found is None:
        raise UnknownClass(f"{identity}: no such class; xent class list tells which there are")
    return found


def class_by_code(rows: Rows, code: str) -> ClassRow | None:
    """Return a class by the code with which learners join it."""
    return class_row(rows.one(f"SELECT {CLASS} FROM classes WHERE code = ?", code))


def class_by_token(rows: Rows, token: str) -> ClassRow | None:
    """Return a class by the hash of its instructor's token."""
    return class_row(rows.one(f"SELECT {CLASS} FROM classes WHERE token = ?", token))


def classes(rows: Rows) -> list[ClassRow]:
    """Return all classes, the oldest first."""
    found = (class_row(row) for row in rows.all(f"SELECT {CLASS} FROM classes ORDER BY made, id"))
    return [row for row in found if row]


def members(rows: Rows, klass: str) -> list[tuple[str, int]]:
    """Return the learners of a class and when each joined (µs, UTC), the earliest first."""
    return rows.all("SELECT learner, joined FROM memberships WHERE class = ? ORDER BY joined, learner", klass)


def attempts_of(rows: Rows, klass: str | None, after: int = 0, limit: int = 1000) -> list[AttemptRow]:
    """Return up to `limit` attempts with an id above `after`, by id; of one class, or of all for None."""
    found: list[AttemptRow] = []
    last = last_attempt(rows)
    while after < last and len(found) < limit:  # range by range: PostgreSQL would sort all that follows for each page
        reach = after + (min(RANGE, limit) if klass is None else RANGE)
        mine, values = ("", ()) if klass is None else ("WHERE v.class = ?", (klass,))
        page = rows.all(
            f"SELECT {ATTEMPT} FROM (SELECT * FROM attempts WHERE id > ? AND id <= ?) AS a"
            " JOIN variants v ON v.id = a.variant"
            # The range once more: PostgreSQL does not see that it follows.
            f" JOIN grades g ON g.attempt = a.id AND g.attempt > ? AND g.attempt <= ? AND {LATEST} {mine}"
            " ORDER BY a.id LIMIT ?",
            *(after, reach, after, reach, *values, limit - len(found)),
        )
        found += map(_attempt_row, page)
        after = reach
    return found


def last_attempt(rows: Rows) -> int:
    """Return the highest id of an attempt; 0 where there is none."""
    return int(rows.one("SELECT coalesce(max(id), 0) FROM attempts")[0])


def _attempt_row(row: Any) -> AttemptRow:
    identity, variant, learner, klass, question, note, seed, n, answer, lang, arrived, counts, *grade = row
    return AttemptRow(
        *(identity, variant, learner, klass or None, question, note, seed, n, as_typed(answer), lang, arrived),
        *(bool(counts), GradeRow(*grade)),
    )
