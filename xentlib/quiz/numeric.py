"""Keys of questions whose answer is a number or several: which answers are right, nearly right, or a known mistake.

All of it is compiled into closed intervals of decimals when a variant is made; judging only tests membership, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any, TypeAlias

from xentlib.errors import InputError
from xentlib.numbers import Number, Unreadable, echo, listed, read, read_vector
from xentlib.quiz.grade import Grade

_EXACT = Context(prec=1000, Emin=MIN_EMIN, Emax=MAX_EMAX)  # no answer has so many digits

Interval: TypeAlias = tuple[Decimal, Decimal]  # closed: both ends belong to it


@dataclass(frozen=True)
class Part:
    """What is right for one number: `accept`, and `near` for the right value with wrong digits."""

    value: Decimal
    accept: Interval
    near: tuple[Interval, ...] = ()

    def __post_init__(self) -> None:
        for interval in (self.accept, *self.near):
            _check("interval", interval)
        if not _inside(self.value, self.accept):
            raise InputError("accept", f"{self.accept}", f"an interval that holds the key {self.value}")

    def right(self, value: Decimal | Fraction) -> bool:
        return _inside(value, self.accept)

    def nearly(self, value: Decimal | Fraction) -> bool:
        for low, high in self.near:  # noqa: SIM110  # any() with a generator takes three times as long
            if low <= value <= high:
                return True
        return False

    def hundredfold(self, value: Decimal | Fraction) -> bool:
        """Tell whether the value is right or nearly so but for a percent sign that was left out."""
        hundredth = value.scaleb(-2, _EXACT) if isinstance(value, Decimal) else value / 100
        return self.right(hundredth) or self.nearly(hundredth)

    def data(self) -> dict[str, Any]:
        return {"accept": _written(self.accept), "near": [_written(interval) for interval in self.near]}

    def meets(self, band: Interval) -> str | None:
        """Return the name of the band of this part that shares an answer with `band`."""
        if _meet(self.accept, band):
            return "accept"
        return "near" if any(_meet(interval, band) for interval in self.near) else None


@dataclass(frozen=True)
class NumberKey:
    """The right number, how the course writes it, and one band for each known mistake."""

    part: Part
    shown: str
    mistakes: Mapping[str, Interval]
    fraction: bool = False  # is 2/3 read?
    percent: bool = False  # is 67% read? then a bare 67 is the mistake "percent"

    def __post_init__(self) -> None:
        for name, interval in self.mistakes.items():
            _check(name, interval)

    @property
    def value(self) -> Decimal:
        return self.part.value

    def judge(self, answer: str, language: str) -> Grade:
        number = read(answer, language, fraction=self.fraction, percent=self.percent)
        if isinstance(number, Unreadable):
            return Grade("unreadable", reason=number.reason, arguments=number.arguments)
        value, seen = number.value, echo(number.value, language)
        if self.part.right(value):
            return Grade("correct", 1.0, read=seen)
        for mistake, interval in self.mistakes.items():
            if _inside(value, interval):
                return Grade("mistake", mistake=mistake, read=seen)
        if self.part.nearly(value):
            return Grade("near", read=seen)
        if self.percent and not number.percent and self.part.hundredfold(value):
            return Grade("mistake", mistake="percent", read=seen)
        return Grade("wrong", read=seen)

    def overlap(self) -> tuple[str, str] | None:
        if self._apart():
            return None
        for (one, band), (other, further) in combinations(self.mistakes.items(), 2):
            if _meet(band, further):
                return one, other
        for name, band in self.mistakes.items():
            if met := self.part.meets(band):
                return met, name
        return None

    def _apart(self) -> bool:
        """Tell whether all bands lie apart: in their order, each one ends before the next one begins."""
        lows, highs = zip(self.part.accept, *self.part.near, strict=True)
        bands = sorted([(min(lows), max(highs)), *self.mistakes.values()])
        return all(one[1] < other[0] for one, other in pairwise(bands))

    def data(self) -> dict[str, Any]:
        mistakes = [[name, *_written(interval)] for name, interval in self.mistakes.items()]
        allowed = {"fraction": self.fraction, "percent": self.percent}
        return {"kind": "number", **self.part.data(), "mistakes": mistakes, **allowed}


@dataclass(frozen=True)
class VectorKey:
    """The right numbers, in their order; a mistake is a vector too, with one band for each number."""

    parts: tuple[Part, ...]
    shown: str
    mistakes: Mapping[str, tuple[Interval, ...]]
    fraction: bool = False
    percent: bool = False

    def __post_init__(self) -> None:
        for name, bands in self.mistakes.items():
            if len(bands) != len(self.parts):
                raise InputError(name, f"{len(bands)} intervals", f"{len(self.parts)}, one for each number")
            for interval in bands:
                _check(name, interval)

    def judge(self, answer: str, language: str) -> Grade:
        numbers = read_vector(answer, language, len(self.parts), fraction=self.fraction, percent=self.percent)
        if isinstance(numbers, Unreadable):
            return Grade("unreadable", reason=numbers.reason, arguments=numbers.arguments)
        values = [number.value for number in numbers]
        seen = listed([echo(value, language) for value in values], language)
        right = [part.right(value) for part, value in zip(self.parts, values, strict=True)]
        if all(right):
            return Grade("correct", 1.0, read=seen)
        for mistake, bands in self.mistakes.items():
            if all(map(_inside, values, bands)):
                return Grade("mistake", mistake=mistake, read=seen)
        if all(ok or part.nearly(value) for ok, part, value in zip(right, self.parts, values, strict=True)):
            return Grade("near", read=seen)
        if self.percent and _bare_percentages(numbers, self.parts):
            return Grade("mistake", mistake="percent", read=seen)
        return Grade("wrong", arguments={"place": str(right.index(False) + 1)}, read=seen)

    def overlap(self) -> tuple[str, str] | None:
        for (one, bands), (other, further) in combinations(self.mistakes.items(), 2):
            if all(map(_meet, bands, further)):
                return one, other
        for name, bands in self.mistakes.items():
            if all(map(Part.meets, self.parts, bands)):
                met = [part.meets(band) for part, band in zip(self.parts, bands, strict=True)]
                return "near" if "near" in met else "accept", name
        return None

    def data(self) -> dict[str, Any]:
        mistakes = [[name, [_written(interval) for interval in bands]] for name, bands in self.mistakes.items()]
        allowed = {"fraction": self.fraction, "percent": self.percent}
        return {"kind": "vector", "parts": [part.data() for part in self.parts], "mistakes": mistakes, **allowed}


def _bare_percentages(numbers: tuple[Number, ...], parts: tuple[Part, ...]) -> bool:
    """Tell whether every number is right but for a percent sign that was left out."""
    if any(number.percent for number in numbers):
        return False
    return all(part.hundredfold(number.value) for part, number in zip(parts, numbers, strict=True))


def _inside(value: Decimal | Fraction, interval: Interval) -> bool:
    return interval[0] <= value <= interval[1]


def _meet(one: Interval, other: Interval) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _check(name: str, interval: Interval) -> None:
    if not interval[0] <= interval[1]:
        raise InputError(name, f"({interval[0]}, {interval[1]})", "an interval with its lower end first")


def _written(interval: Interval) -> list[str]:
    return [f"{end:f}" for end in interval]

