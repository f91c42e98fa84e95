"""Keep `firsts`: of each learner of a class and each question the first answer that counts, as reports read it.

An answer counts unless it is near or unreadable, or came after the solution was seen. Everything here follows from
attempts and grades, is written in the same transaction as they are, and could be made again from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xentlib.store.rows import Rows

FREE = ("near", "unreadable")
"""Verdicts on answers that do not count: the learner answers again."""

Counted = tuple[tuple[str, str, str], int, str, str, float, str | None]
"""An answer of a class that came before the solution: class, learner and question, attempt, lang and grade."""

_INSERT = "INSERT INTO firsts (class, learner, question, attempt, lang, score, mistake, tries)"
_EARLIER = "CASE WHEN excluded.attempt < firsts.attempt THEN excluded.{0} ELSE firsts.{0} END"
_NOTE = (
    f"{_INSERT} SELECT class, learner, ?, ?, ?, ?, ?, 1 FROM memberships WHERE class = ? AND learner = ?"
    " ON CONFLICT (class, learner, question) DO UPDATE SET tries = firsts.tries + 1"
    # Of two processes the one that was given the later id may be the first to commit.
    + "".join(f", {name} = {_EARLIER.format(name)}" for name in ("attempt", "lang", "score", "mistake"))
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


def note_firsts(rows: Rows, answers: Iterable[Counted]) -> None:
    """Note new answers."""
    rows.each(
        _NOTE,
        [
            (question, attempt, lang, score, None if verdict == "correct" else mistake or "", klass, learner)
            # In the order of `renew_firsts`, so that no two processes deadlock.
            for (klass, learner, question), attempt, lang, verdict, score, mistake in sorted(answers)
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
