"""How a language writes what a report says: shares, intervals, counts, and numbers that are not defined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xentlib.classroom.report import Discrimination, Group
from xentlib.classroom.statistics import Share
from xentlib.numbers import listed, show

MARK = "*"
"""Behind a number of so few learners that it may well be another one next week."""


@dataclass(frozen=True)
class Style:
    """A language and its interface words."""

    language: str
    words: Callable[[str], str]

    def count(self, value: int) -> str:
        return show(value, self.language)

    def percent(self, share: float) -> str:
        _ = self.words
        # Translators: a share of learners, for example 63 %; write the space as your language does.
        return _("{number}%").replace("{number}", show(100 * share, self.language, decimals=0))

    def interval(self, share: Share) -> str:
        return listed((self.percent(share.low), self.percent(share.high)), self.language)

    def facility(self, group: Group) -> str:
        return self.percent(group.facility) + (MARK if group.unstable else "")

    def discrimination(self, found: Discrimination) -> str:
        _ = self.words
        if found.value is None:
            return _("not defined")
        return show(found.value, self.language, decimals=2) + (MARK if found.unstable else "")
