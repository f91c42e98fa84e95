"""How exact an answer must be, compiled into closed intervals of decimals.

Page, terminal and service never round or compare digits: they test membership in the intervals made here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from math import inf
from typing import Any

from xentlib.errors import ContentError, InputError
from xentlib.files import told
from xentlib.numbers import show
from xentlib.quiz.numeric import Interval

RELATIVE_FLOOR = Decimal("0.01")
"""Below this size of the answer a relative tolerance asks for more digits than anyone sees."""

NEAR_UNITS = Decimal("2.5")
"""How many units of the last digit asked for an answer may be off and still be the right value with wrong digits."""

MOST_DIGITS = 12
MOST = Decimal("1e12")
"""An answer has so many digits at most, and so has what comes before its decimal mark."""


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
            raise ContentError(f"policy: {told(row)}; expected one of {', '.join(_POLICIES)} with a number", path, line)
        ((kind, amount),) = row.items()
        if kind not in _POLICIES:
            raise ContentError(f"unknown policy {told(kind)}; known are {', '.join(_POLICIES)}", path, line)
        whole = kind in ("decimals", "significant")
        if isinstance(amount, bool) or not isinstance(amount, int if whole else (int, float)) or not 0 <= amount < inf:
            expected = "a whole number" if whole else "a number that is not negative"
            raise ContentError(f"policy: {kind}: {told(amount)}; expected {expected}", path, line)
        if whole and amount > MOST_DIGITS:
            message = f"policy: {kind}: {told(amount)}; expected at most {MOST_DIGITS} digits"
            raise ContentError(message, path, line)
        if kind == "significant" and not amount:
            raise ContentError(f"policy: {kind}: {amount}; expected at least 1 digit", path, line)
        return cls(kind, Decimal(repr(amount)))

    @cached_property
    def rounds(self) -> bool:
        """Whether it asks for digits; else it gives a tolerance."""
        return self.kind in ("decimals", "significant")

    def accept(self, value: Decimal, by_hand: Decimal) -> Interval:
        """Return the answers that count as `value`; `by_hand` is what rounding on the way leads to."""
        if not self.rounds:
            reach = _REACH[self.kind](value, self.amount)
            return (value - reach).normalize(), (value + reach).normalize()
        unit = self.unit(value)
        middle, half = value.quantize(unit, ROUND_HALF_UP), unit / 2
        low, high = middle - half, middle + half
        if low < by_hand < high:
            return low, high
        ends = [low, high, by_hand.quantize(unit, ROUND_HALF_UP)]
        ends += [by_hand.quantize(unit / 100, way) for way in (ROUND_FLOOR, ROUND_CEILING)]
        return min(ends).normalize(), max(ends).normalize()

    def near(self, value: Decimal, accept: Interval) -> tuple[Interval, ...]:
        """Return the right value with wrong digits: a little off, or rounded one or two digits too early.

        >>> Policy("decimals", Decimal(3)).near(Decimal("0.12998"), (Decimal("0.1295"), Decimal("0.1305")))
        ((Decimal('0.1275'), Decimal('0.1325')), (Decimal('0.1'), Decimal('0.1')))
        """
        if not self.rounds:
            return ()
        unit = self.unit(value)
        middle, reach = value.quantize(unit, ROUND_HALF_UP), NEAR_UNITS * unit
        low, high = min(middle - reach, accept[0]), max(middle + reach, accept[1])
        early = [one for one in (unit.scaleb(2), unit.scaleb(1)) if one.adjusted() <= value.adjusted()]
        points = [value.quantize(one, ROUND_HALF_UP) for one in early]
        return ((low, high), *[(point, point) for point in points if not low <= point <= high])

    def shown(self, value: Decimal, language: str) -> str:
        """Return the answer as the course would write it."""
        if not self.rounds:
            return show(value, language)
        return show(self.rounded(value), language, decimals=max(0, -self.unit(value).adjusted()))

    def unit(self, value: Decimal) -> Decimal:
        """Return one unit of the last digit asked for."""
        return _unit(self._digits if self.kind == "decimals" else self._digits - 1 - value.adjusted())

    @cached_property
    def _digits(self) -> int:
        return int(self.amount)

    def rounded(self, value: Decimal) -> Decimal:
        return value.quantize(self.unit(value), ROUND_HALF_UP) if self.rounds else value


@cache
def _unit(places: int) -> Decimal:
    return Decimal((0, (1,), -places))


_REACH: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "absolute": lambda value, amount: amount,
    "relative": lambda value, amount: abs(value) * amount,
    "exact": lambda value, amount: Decimal(0),
}
_POLICIES = ("decimals", "significant", *_REACH)


def as_decimal(value: Any, name: str = "answer") -> Decimal:
    """Return the number that a float stands for: twelve digits, without the noise of the arithmetic behind it.

    Raises InputError, with the `name` of the value, where that is no number of an ordinary size.
    """
    try:
        decimal = value if isinstance(value, Decimal) else Decimal(f"{value:.12g}")
    except (ArithmeticError, TypeError, ValueError):  # an array, a text, nothing
        raise InputError(name, told(value), "one number") from None
    if not (decimal.is_finite() and abs(decimal) < MOST):
        raise InputError(name, value, f"a number below {MOST:.0e}")
    return decimal
