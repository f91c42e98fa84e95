"""Judge an answer: read it, then see in which closed interval of decimals it lies.

A key is compiled once, when a variant is made. Page, terminal and service only test membership, exactly; the
page does it with `key_data` and content/theme/assets/quiz.js, which must give the same verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal, TypeAlias

from xentlib.errors import InputError
from xentlib.numbers import Number, Unreadable, echo, read

Interval: TypeAlias = tuple[Decimal, Decimal]  # closed: both ends belong to it
Verdict = Literal["correct", "near", "mistake", "wrong", "unreadable"]


@dataclass(frozen=True)
class NumberKey:
    """The right number, and which answers are right, nearly right, or a mistake that has a name."""

    value: Decimal
    shown: str
    accept: Interval
    near: Interval  # the right value with too few digits; encloses `accept`
    mistakes: Mapping[str, Interval]
    fraction: bool = False  # is 2/3 read?
    percent: bool = False  # is 67% read? then a bare 67 is the mistake "percent"

    def __post_init__(self) -> None:
        for name, (low, high) in _bands(self):
            if not low <= high:
                raise InputError(name, f"({low}, {high})", "an interval with its lower end first")
        if not self.accept[0] <= self.value <= self.accept[1]:
            raise InputError("accept", f"{self.accept}", f"an interval that holds the key {self.value}")
        if not self.near[0] <= self.accept[0] <= self.accept[1] <= self.near[1]:
            raise InputError("near", f"{self.near}", f"an interval that encloses accept, {self.accept}")


@dataclass(frozen=True)
class ChoiceKey:
    """The id of the right option, and the mistake behind each wrong option that has feedback of its own."""

    right: str
    mistakes: Mapping[str, str]


Key: TypeAlias = NumberKey | ChoiceKey


@dataclass(frozen=True)
class Grade:
    """What became of an answer, in ids and arguments, so that it can be told in any language."""

    verdict: Verdict
    score: float = 0.0
    mistake: str | None = None
    reason: str | None = None  # of an unreadable answer
    arguments: Mapping[str, str] = field(default_factory=dict)
    read: str | None = None  # the number that was read, as the language writes it


def judge(key: Key, answer: str, language: str) -> Grade:
    """Judge what was typed, or the id of the option that was chosen.

    Right, then each mistake, then near, then a bare percentage: the first that holds. Only "correct" scores.
    A near or unreadable answer scores nothing and costs nothing: the learner answers again.

    >>> half = NumberKey(Decimal("0.5"), "0.50", (Decimal("0.495"), Decimal("0.505")),
    ...                  (Decimal("0.45"), Decimal("0.55")), {"doubled": (Decimal("0.99"), Decimal("1.01"))})
    >>> [judge(half, answer, "ru").verdict for answer in ("0,505", "0,51", "1", "7", "seven")]
    ['correct', 'near', 'mistake', 'wrong', 'unreadable']
    """
    return _judge_choice(key, answer) if isinstance(key, ChoiceKey) else _judge_number(key, answer, language)


def overlap(key: Key) -> tuple[str, str] | None:
    """Return two bands of a key that share an answer, or None: a verdict must not hang on their order."""
    if isinstance(key, ChoiceKey):
        return ("accept", key.mistakes[key.right]) if key.right in key.mistakes else None
    for (one, (low, high)), (other, (lower, higher)) in combinations(_bands(key), 2):
        if (one, other) != ("accept", "near") and low <= higher and lower <= high:
            return one, other
    return None


def key_data(key: Key) -> dict[str, Any]:
    """Return what the page's script judges with, ready for JSON: decimals as strings, mappings as pairs."""
    if isinstance(key, ChoiceKey):
        return {"kind": "choice", "right": key.right, "mistakes": [[*pair] for pair in key.mistakes.items()]}
    return {
        "kind": "number",
        "accept": [f"{end:f}" for end in key.accept],
        "near": [f"{end:f}" for end in key.near],
        "mistakes": [[name, *(f"{end:f}" for end in interval)] for name, interval in key.mistakes.items()],
        "fraction": key.fraction,
        "percent": key.percent,
    }


def _bands(key: NumberKey) -> Iterator[tuple[str, Interval]]:
    yield "accept", key.accept
    yield "near", key.near
    yield from key.mistakes.items()


def _judge_choice(key: ChoiceKey, answer: str) -> Grade:
    if not answer:
        return Grade("unreadable", reason="choice")
    if answer == key.right:
        return Grade("correct", 1.0)
    if answer in key.mistakes:
        return Grade("mistake", mistake=key.mistakes[answer])
    return Grade("wrong")


def _judge_number(key: NumberKey, answer: str, language: str) -> Grade:
    number = read(answer, language, fraction=key.fraction, percent=key.percent)
    if isinstance(number, Unreadable):
        return Grade("unreadable", reason=number.reason, arguments=number.arguments)
    seen = echo(number.value, language)
    if _inside(number.value, key.accept):
        return Grade("correct", 1.0, read=seen)
    for mistake, interval in key.mistakes.items():
        if _inside(number.value, interval):
            return Grade("mistake", mistake=mistake, read=seen)
    if _inside(number.value, key.near):
        return Grade("near", read=seen)
    if _forgot_percent(number, key):
        return Grade("mistake", mistake="percent", read=seen)
    return Grade("wrong", read=seen)


def _inside(value: Fraction, interval: Interval) -> bool:
    return Fraction(interval[0]) <= value <= Fraction(interval[1])


def _forgot_percent(number: Number, key: NumberKey) -> bool:
    return key.percent and not number.percent and _inside(number.value / 100, key.near)
