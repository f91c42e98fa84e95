"""Keep `firsts`: of each learner of a class and each question the first answer that counts, as reports read it.

An answer counts unless it is near or unreadable, or came after the solution was seen. Everything here follows from
attempts and grades, is written in the same transaction as they are, and could be made again from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xentlib.store.rows import Rows

FREE = ("near", "unreadable")
"""Verdicts on answers that do not count: the learner answers again."""

_INSERT = "INSERT INTO firsts (class, learner, question, attempt, lang, score, mistake, tries)"
_NOTE = (
    f"{_INSERT} SELECT v.class, v.learner, v.question, ?, ?, ?, ?, 1"
    " FROM variants v JOIN memberships m ON m.class = v.class AND m.learner = v.learner WHERE v.id = ?"
    " ON CONFLICT (class, learner, question) DO UPDATE SET tries = firsts.tries + 1"
)
_COUNTED = (
    f"{_INSERT} SELECT class, learner, question, attempt, lang, score, mistake, tries FROM ("
    " SELECT v.class, v.learner, v.question, a.id AS attempt, a.lang, g.score,"
    " CASE WHEN g.verdict = 'correct' THEN NULL ELSE coalesce(g.mistake, '') END AS mistake,"
    " row_number() OVER mine AS place, count(*) OVER (PARTITION BY v.class, v.learner, v.question) AS tries"
    " FROM memberships m JOIN variants v ON v.learner = m.learner AND v.class = m.class"
    " JOIN attempts a ON a.variant = v.id JOIN grades g ON g.attempt = a.id"
    " WHERE {where} AND g.verdict NOT IN ('near', 'unreadable')"
    " AND g.place = (SELECT max(place) FROM grades WHERE attempt = a.id)"
    " AND NOT EXISTS (SELECT 1 FROM reveals r WHERE r.variant = a.variant AND r.n < a.n)"
    " WINDOW mine AS (PARTITION BY v.class, v.learner, v.question ORDER BY a.id)"
    ") AS counted WHERE place = 1"
)
ALL_AGAIN = _COUNTED.replace("{where}", "v.class <> ''")
"""Makes the whole table, where it is empty."""

_AGAIN = _COUNTED.replace("{where}", "v.class = ? AND v.learner = ? AND v.question = ?")


def note_firsts(rows: Rows, answers: Iterable[tuple[str, int, str, str, float, str | None]]) -> None:
    """Note new answers of a class that came before the solution: variant, attempt, lang, verdict, score, mistake."""
    rows.each(
        _NOTE,
        [
            (attempt, lang, score, None if verdict == "correct" else mistake or "", variant)
            for variant, attempt, lang, verdict, score, mistake in answers
            if verdict not in FREE
        ],
    )


def renew_firsts(rows: Rows, attempts: Sequence[int]) -> None:
    """Find the first answers anew for whoever gave these, whose grades have changed."""
    found = rows.each(
        "SELECT v.class, v.learner, v.question FROM attempts a JOIN variants v ON v.id = a.variant"
        " WHERE a.id = ? AND v.class <> ''",
        [(attempt,) for attempt in attempts],
    )
    touched = sorted({row for row in found if row})
    rows.each("DELETE FROM firsts WHERE class = ? AND learner = ? AND question = ?", touched)
    rows.each(_AGAIN, touched)
