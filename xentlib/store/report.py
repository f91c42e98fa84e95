"""What reports and regrading read: sums over the first answers of a class, and ranges of answers to grade again."""

from __future__ import annotations

from typing import NamedTuple

from xentlib.store.reads import LATEST
from xentlib.store.rows import Rows


class SumsRow(NamedTuple):
    """Learners who answered a question first in one language, with the same mistake ('' none known; None: right).

    From `pairs` on: sums over those of them who answered other questions too, x being the score here and y the mean
    score at the others; the last four are the extremes of x and y.
    """

    question: str
    lang: str
    mistake: str | None
    learners: int
    tries: int
    score: float
    pairs: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float
    least_x: float
    most_x: float
    least_y: float
    most_y: float


_SUMS = """
    WITH rested AS (
        SELECT question, lang, mistake, score AS x, tries,
            (sum(score) OVER mine - score) / nullif(count(*) OVER mine - 1, 0) AS y
        FROM firsts WHERE class = ? WINDOW mine AS (PARTITION BY learner)
    )
    SELECT question, lang, mistake, count(*), sum(tries), sum(x), count(y),
        sum(CASE WHEN y IS NULL THEN 0 ELSE x END), sum(y),
        sum(CASE WHEN y IS NULL THEN 0 ELSE x * x END), sum(y * y), sum(x * y),
        min(CASE WHEN y IS NULL THEN NULL ELSE x END), max(CASE WHEN y IS NULL THEN NULL ELSE x END), min(y), max(y)
    FROM rested GROUP BY question, lang, mistake ORDER BY question, lang, mistake
"""


def sums(rows: Rows, klass: str) -> list[SumsRow]:
    """Return the sums of a class, in one pass over its first answers: the other questions by a window, not a join."""
    return [SumsRow._make(row) for row in rows.all(_SUMS, klass)]


def counts(rows: Rows, klass: str) -> tuple[int, int]:
    """Return how many learners joined a class, and how many of them gave an answer that counts."""
    members = rows.one("SELECT count(*) FROM memberships WHERE class = ?", klass)[0]
    active = rows.one(
        "SELECT count(*) FROM memberships m WHERE m.class = ? AND EXISTS"
        " (SELECT 1 FROM firsts f WHERE f.class = m.class AND f.learner = m.learner)",
        klass,
    )[0]
    return int(members), int(active)


GradedRow = tuple[int, str, str, str, str, str, int, str, str, float, str | None]
"""An answer and its latest grade: id, learner, question, note, answer, lang, place, grader, verdict, score, mistake.

A plain tuple, with the answer as it is stored (`as_typed` reads it): there are millions.
"""


def graded_between(rows: Rows, first: int, last: int) -> list[GradedRow]:
    """Return the answers with ids from `first` to `last`, of all classes, by id."""
    return rows.all(
        "SELECT a.id, v.learner, v.question, v.note, a.answer, a.lang, g.place, g.grader, g.verdict, g.score,"
        " g.mistake FROM attempts a JOIN variants v ON v.id = a.variant JOIN grades g ON g.attempt = a.id"
        # The range of the grades follows from that of the answers, but PostgreSQL does not see it.
        f" WHERE a.id BETWEEN ? AND ? AND g.attempt BETWEEN ? AND ? AND {LATEST} ORDER BY a.id",
        *(first, last, first, last),
    )
