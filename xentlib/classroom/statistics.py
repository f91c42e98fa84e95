"""The numbers of a report, from counts and sums alone: whoever adds them up may be a database.

    facility          how easy a question is: the mean score
    item_rest         how well a question tells strong learners from weak ones
    wilson            how sure a share of learners is

A score lies from 0 to 1. A learner counts once for a question, with the first answer that counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from xentlib.errors import InputError

FEWEST = 5
"""Below so many learners nothing is told: a number about four people is a number about a person."""

STABLE_FROM = 30
"""Below so many learners a number may well be another one next week, and is marked."""

CONFIDENCE_95 = 1.959963984540054
"""The quantile of the normal distribution that 95 % of it lie within, on both sides of 0."""

_NO_SPREAD = 1e-9  # sums of the same thirds differ in their last digits


@dataclass(frozen=True)
class Share:
    """A share of learners, with the two ends of its confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Sums:
    """What a correlation needs of pairs (x, y) from 0 to 1: their number, sums and extremes. Sums can be added."""

    n: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float
    least_x: float
    most_x: float
    least_y: float
    most_y: float

    @classmethod
    def of(cls, pairs: Iterable[tuple[float, float]]) -> Sums:
        """Return the sums of some pairs.

        >>> Sums.of([(0, 0.5), (1, 0.5)]).xy
        0.5
        """
        total = NOTHING
        for x, y in pairs:
            total += cls(1, x, y, x * x, y * y, x * y, x, x, y, y)
        return total

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.n + other.n,
            self.x + other.x,
            self.y + other.y,
            self.xx + other.xx,
            self.yy + other.yy,
            self.xy + other.xy,
            min(self.least_x, other.least_x),
            max(self.most_x, other.most_x),
            min(self.least_y, other.least_y),
            max(self.most_y, other.most_y),
        )


NOTHING = Sums(0, 0, 0, 0, 0, 0, math.inf, -math.inf, math.inf, -math.inf)


def facility(total: float, learners: int) -> float:
    """Return the mean score of a question's learners: 1 where all were right at once.

    Source: Lord and Novick, Statistical Theories of Mental Test Scores, 1968, chapter 15 ("item difficulty").

    >>> facility(12.5, 20)
    0.625
    """
    if learners < 1:
        raise InputError("learners", learners, "at least one")
    return total / learners


def item_rest(sums: Sums) -> float | None:
    r"""Return the correlation of the scores x at a question with the learners' rest scores y, or None.

    It is Pearson's: r = (n Σxy − Σx Σy) / √((n Σxx − (Σx)²) (n Σyy − (Σy)²)). The rest score is the mean of the
    learner's *other* questions, those that were answered: with its own score in it, a question would correlate with
    itself. It is not defined where all scores, or all rest scores, are the same, and 0 would be a lie there.

    Source: Henrysson, Correction of item-total correlations in item analysis, Psychometrika 28, 1963; the mean instead
    of the sum because learners answer different questions.

    >>> round(item_rest(Sums.of([(0, 0.2), (1, 0.6), (1, 1.0)])), 4)
    0.866
    >>> item_rest(Sums.of([(1, 0.2), (1, 0.6)])) is None
    True
    """
    if sums.n < 2 or sums.most_x - sums.least_x < _NO_SPREAD or sums.most_y - sums.least_y < _NO_SPREAD:
        return None
    n = sums.n
    spread = (sums.xx - sums.x * sums.x / n) * (sums.yy - sums.y * sums.y / n)
    if spread <= 0:
        return None
    return max(-1.0, min(1.0, (sums.xy - sums.x * sums.y / n) / math.sqrt(spread)))


def wilson(count: int, learners: int, z: float = CONFIDENCE_95) -> Share:
    r"""Return the share `count` / `learners` with its score interval; it never leaves 0 to 1, also for small numbers.

    The middle of the interval is (p + z²/2n) / (1 + z²/n), its half width z √(p(1 − p)/n + z²/4n²) / (1 + z²/n).

    Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927.

    >>> share = wilson(0, 10)
    >>> share.low, round(share.high, 4)
    (0.0, 0.2775)
    """
    if not 0 <= count <= learners or learners < 1:
        raise InputError("count", f"{count} of {learners}", "from none to all of at least one")
    share, square = count / learners, z * z / learners
    middle = (share + square / 2) / (1 + square)
    half = z * math.sqrt(share * (1 - share) / learners + square / (4 * learners)) / (1 + square)
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == learners else min(1.0, middle + half)
    return Share(share, low, high)
