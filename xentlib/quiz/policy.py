"""How exact an answer must be, compiled into closed intervals of decimals.

Page, terminal and service never round or compare digits: they test membership in the intervals made here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import inf
from typing import Any

from xentlib.errors import ContentError
from xentlib.numbers import round_half_up, show
from xentlib.quiz.numeric import Interval

RELATIVE_FLOOR = Decimal("0.01")
"""Below this size of the answer a relative tolerance asks for more digits than anyone sees."""

NEAR_UNITS = Decimal("2.5")
"""How many units of the last digit asked for an answer may be off and still be the right value with wrong digits."""

_KEPT = 2  # digits of a result worked by hand that matter, beyond those asked for


@dataclass(frozen=True)
class Policy:
    """One row of a question's front matter, such as `decimals: 3` or `absolute: 0.02`.

    >>> Policy("decimals", Decimal(3)).accept(Decimal("0.12998"), Decimal("0.12998"))
    (Decimal('0.1295'), Decimal('0.1305'))

    Someone who rounded on the way, as the page shows the numbers, is right too:

    >>> Policy("decimals", Decimal(3)).accept(Decimal("0.12998"), Decimal("0.1309"))
    (Decimal('0.1295'), Decimal('0.131'))
    """

    kind: str
    amount: Decimal

    @classmethod
    def read(cls, row: object, path: str, line: int | None = None) -> Policy:
        """Read the front matter's `policy`. Raises ContentError where its kind or number makes no sense."""
        if not isinstance(row, Mapping) or len(row) != 1:
            raise ContentError(f"policy: {row!r}; expected one of {', '.join(_POLICIES)} with a number", path, line)
        ((kind, amount),) = row.items()
        if kind not in _POLICIES:
            raise ContentError(f"unknown policy {kind!r}; known are {', '.join(_POLICIES)}", path, line)
        whole = kind in ("decimals", "significant")
        if isinstance(amount, bool) or not isinstance(amount, int if whole else (int, float)) or not 0 <= amount < inf:
            expected = "a whole number" if whole else "a number that is not negative"
            raise ContentError(f"policy: {kind}: {amount!r}; expected {expected}", path, line)
        return cls(kind, Decimal(repr(amount)))

    def accept(self, value: Decimal, by_hand: Decimal) -> Interval:
        """Return the answers that count as `value`; `by_hand` is what rounding on the way leads to."""
        half = self.unit(value) / 2
        middle = self.rounded(value)
        ends = [middle - half, middle + half]
        if self.rounds:
            last = Decimal((0, (1,), -self._places(value) - _KEPT))
            ends += [by_hand.quantize(last, way) for way in (ROUND_FLOOR, ROUND_CEILING)]
            ends.append(self.rounded(by_hand))
        return min(ends).normalize(), max(ends).normalize()

    def near(self, value: Decimal, accept: Interval) -> tuple[Interval, ...]:
        """Return the right value with wrong digits: a little off, or rounded one or two digits too early.

        >>> Policy("decimals", Decimal(3)).near(Decimal("0.12998"), (Decimal("0.1295"), Decimal("0.1305")))
        ((Decimal('0.1275'), Decimal('0.1325')), (Decimal('0.1'), Decimal('0.1')))
        """
        if not self.rounds:
            return ()
        around, middle = NEAR_UNITS * self.unit(value), self.rounded(value)
        low, high = min(middle - around, accept[0]).normalize(), max(middle + around, accept[1]).normalize()
        early = [self._places(value) - digits for digits in (1, 2)]
        rounded = {round_half_up(value, places).normalize() for places in early if places >= -value.adjusted()}
        points = sorted(point for point in rounded if not low <= point <= high)
        return ((low, high), *((point, point) for point in points))

    def shown(self, value: Decimal, language: str) -> str:
        """Return the answer as the course would write it."""
        return show(value, language, decimals=self._places(value)) if self.rounds else show(value, language)

    @property
    def rounds(self) -> bool:
        return self.kind in ("decimals", "significant")

    def _places(self, value: Decimal) -> int:
        if self.kind == "decimals":
            return int(self.amount)
        return int(self.amount) - 1 - value.adjusted()

    def unit(self, value: Decimal) -> Decimal:
        return _POLICIES[self.kind](self, value)

    def rounded(self, value: Decimal) -> Decimal:
        return round_half_up(value, self._places(value)) if self.rounds else value


def _unit_of_last_place(policy: Policy, value: Decimal) -> Decimal:
    return Decimal(1).scaleb(-policy._places(value))


def _relative(policy: Policy, value: Decimal) -> Decimal:
    return 2 * abs(value) * policy.amount


_POLICIES: dict[str, Callable[[Policy, Decimal], Decimal]] = {
    "decimals": _unit_of_last_place,
    "significant": _unit_of_last_place,
    "absolute": lambda policy, value: 2 * policy.amount,
    "relative": _relative,
    "exact": lambda policy, value: Decimal(0),
}


def as_decimal(value: Any) -> Decimal:
    """Return the number that a float stands for: twelve digits, without the noise of the arithmetic behind it."""
    return value if isinstance(value, Decimal) else Decimal(f"{float(value):.12g}")
