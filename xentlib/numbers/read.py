"""Read the number that a person typed, exactly, or say why it cannot be read.

One explicit grammar and never `float(text)`, which takes `nan`, `1_000` and Arabic digits. The script of the
page, content/theme/assets/quiz.js, reads with the same rules; tests/answers.py makes the answers that compare
both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from xentlib.numbers.locale import locale_of

Reason = Literal[
    "empty",
    "too_long",
    "ambiguous",
    "fraction",
    "percent",
    "zero_denominator",
    "exponent",
    "not_a_number",
    "count",
]
REASONS: tuple[Reason, ...] = get_args(Reason)
LIMIT = 64  # characters of one number, counted as JavaScript does (UTF-16)

_LARGEST_EXPONENT = 400


@dataclass(frozen=True)
class Number:
    """What was typed, exactly; 67% is the value 0.67 with `percent` set. Only a quotient such as 2/3 is a Fraction."""

    value: Decimal | Fraction
    percent: bool = False


@dataclass(frozen=True)
class Unreadable:
    """Why a text is not a number here, with what a message about it needs to name."""

    reason: Reason
    arguments: Mapping[str, str] = field(default_factory=dict)


def read(text: str, language: str, *, fraction: bool = False, percent: bool = False) -> Number | Unreadable:
    """Read one number; `fraction` allows 2/3, `percent` allows 67%.

    >>> read("0,67", "ru"), read("２/３", "zh", fraction=True)
    (Number(value=Decimal('0.67'), percent=False), Number(value=Fraction(2, 3), percent=False))
    >>> read("1,234", "en")
    Unreadable(reason='ambiguous', arguments={'whole': '1234', 'decimal': '1.234'})
    """
    if _length(text) > LIMIT:  # never judge the beginning of an answer
        return Unreadable("too_long", {"limit": str(LIMIT)})
    return _read_one(_normal(text), language, fraction, percent)


def read_vector(
    text: str, language: str, count: int, *, fraction: bool = False, percent: bool = False
) -> tuple[Number, ...] | Unreadable:
    """Read `count` numbers with `;` or spaces between them (or ", " where the comma is no decimal mark).

    >>> [float(number.value) for number in read_vector("[0,67; 0,24; 0,09]", "ru", 3)]
    [0.67, 0.24, 0.09]
    >>> read_vector("0,67 0,24", "ru", 3)
    Unreadable(reason='count', arguments={'expected': '3', 'found': '2'})
    """
    if _length(text) > LIMIT * max(count, 1):
        return Unreadable("too_long", {"limit": str(LIMIT * max(count, 1))})
    inside = _normal(text)
    if inside[:1] + inside[-1:] in ("[]", "()"):
        inside = inside[1:-1].strip(_SPACE)
    parts = [part.strip(_SPACE) for part in _split(inside, language, count)]
    if len(parts) != count:
        return Unreadable("count", {"expected": str(count), "found": str(len(parts))})
    numbers: list[Number] = []
    for part in parts:
        if len(part) > LIMIT:
            return Unreadable("too_long", {"limit": str(LIMIT)})
        number = _read_one(part, language, fraction, percent)
        if isinstance(number, Unreadable):
            return number
        numbers.append(number)
    return tuple(numbers)


_SPACE = " \t\r\n"
_RAISED = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)")
_LOWERED = re.compile("([₀₁₂₃₄₅₆₇₈₉₊₋]+)")
_MINUS = str.maketrans("\N{MINUS SIGN}\N{EN DASH}", "--")  # NFKC has mapped the small and the wide ones

_FRACTION = re.compile("([+-]?)([0-9]+) ?/ ?([0-9]+)")
_NUMBER = re.compile(
    "([+-]?)"
    "([1-9][0-9]{0,2}(?: [0-9]{3})+|[0-9]*)"
    "(?:([.,])([0-9]+))?"
    r"(?:[eE\u0435\u0415]([+-]?[0-9]+)| ?[·⋅×*] ?10\^([+-]?[0-9]+))?"  # also the Cyrillic letter е
    "( ?%)?"
)
_ONE_GROUP = re.compile("[1-9][0-9]{0,2}")


def _length(text: str) -> int:
    if len(text) > LIMIT or text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def _normal(text: str) -> str:
    if text.isascii():
        return text.strip(_SPACE)
    # NFKC would turn 0.5² into 0.52: what is raised or lowered is marked first.
    marked = _LOWERED.sub(r"_\1", _RAISED.sub(r"^\1", text))
    return unicodedata.normalize("NFKC", marked).translate(_MINUS).strip(_SPACE)


def _read_one(text: str, language: str, fraction: bool, percent: bool) -> Number | Unreadable:
    if not text:
        return Unreadable("empty")
    if ratio := _FRACTION.fullmatch(text):
        sign, above, below = ratio.groups()
        if not fraction:
            return Unreadable("fraction")
        if not int(below):
            return Unreadable("zero_denominator")
        return Number(Fraction(int(sign + above), int(below)))
    match = _NUMBER.fullmatch(text)
    if not match or not (match[2] or match[4]):
        return Unreadable("not_a_number")
    sign, whole, mark, decimals, letter_exponent, power, per_cent = match.groups(default="")
    if per_cent and not percent:
        return Unreadable("percent")
    exponent = letter_exponent or power
    locale = locale_of(language)
    if mark == locale.group and not exponent and len(decimals) == 3 and _ONE_GROUP.fullmatch(whole):
        return Unreadable("ambiguous", {
            "whole": f"{sign}{whole}{decimals}{per_cent}",
            "decimal": f"{sign}{whole}{locale.decimal}{decimals}{per_cent}",
        })  # fmt: skip
    if abs(int(exponent or "0")) > _LARGEST_EXPONENT:
        return Unreadable("exponent", {"limit": str(_LARGEST_EXPONENT)})
    shift = int(exponent or "0") - len(decimals) - (2 if per_cent else 0)
    digits = whole.replace(" ", "") + decimals
    return Number(Decimal(f"{sign}{digits}E{shift}"), bool(per_cent))  # from its digits: exact in every context


def _split(inside: str, language: str, count: int) -> list[str]:
    if ";" in inside:
        return inside.split(";")
    if count == 1:
        return [inside]
    if locale_of(language).decimal != ",":
        inside = re.sub(",(?=[ \t\r\n])", " ", inside)
    return re.split("[ \t\r\n]+", inside) if inside else []
