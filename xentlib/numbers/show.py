"""Write numbers as a language does: 0.67 in English, 0,67 in Russian, `0{,}67` inside a Russian formula.

Rounding is half up from the decimal digits that Python itself shows, symmetric in sign: 2.675 becomes 2.68,
although the double nearest to it lies below.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from xentlib.errors import InputError
from xentlib.numbers.locale import locale_of

Markup = Literal["text", "tex", "code"]
Showable: TypeAlias = (
    "int | float | Decimal | Fraction | np.number[Any] | np.ndarray[Any, Any] | Sequence[Showable]"
)

_SCIENTIFIC_BELOW = -4  # 0.0001 is written out, 0.00001 is not
_SCIENTIFIC_FROM = 7


def show(
    value: Showable, language: str, *, digits: int = 4, decimals: int | None = None, markup: Markup = "text"
) -> str:
    """Write a number, or a nested list of numbers, for readers of `language`.

    `digits` is how many significant digits to show at most, without zeros at the end; `decimals` is how many
    to show after the mark, zeros included. With `digits`, integers below 10 million are never rounded, and
    what is below 0.0001 or from 10 million on is written with a power of ten.

    >>> show([0.66524, 0.24473, 0.09003], "ru", decimals=2)
    '[0,67;\\xa00,24;\\xa00,09]'
    >>> show([0.66524, 0.24473], "ru", digits=2, markup="tex")
    '[0{,}67;\\\\; 0{,}24]'
    >>> show(-1.2e-5, "en"), show(-1.2e-5, "en", markup="tex"), show(-1.2e-5, "ru", markup="code")
    ('−1.2·10⁻⁵', '-1.2 \\\\cdot 10^{-5}', '-1.2e-05')
    """
    if markup not in get_args(Markup):
        raise InputError("markup", repr(markup), "text, tex or code")
    if digits < 1:
        raise InputError("digits", digits, "at least 1")
    if decimals is not None and decimals < 0:
        raise InputError("decimals", decimals, "at least 0")
    style = _style(language, markup)
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim):
        shown = (show(one, language, digits=digits, decimals=decimals, markup=markup) for one in value)
        return f"[{style.separator.join(shown)}]"
    if isinstance(value, np.ndarray):
        value = value[()]
    exact = _exact(value)
    if isinstance(exact, float):
        return _signed(style.infinity, exact < 0, style)
    if decimals is not None:
        scaled = _half_up(abs(exact) * 10**decimals)
        return _signed(_plain(scaled, decimals, style), exact < 0 < scaled, style)
    if isinstance(value, numbers.Integral) and abs(exact) < 10**_SCIENTIFIC_FROM:
        digits = _SCIENTIFIC_FROM
    return _significant(exact, digits, style)


def echo(value: Fraction, language: str) -> str:
    """Write what was read back to the learner: all digits of a decimal number, six of a fraction without end.

    >>> echo(Fraction("0.665240955774"), "ru"), echo(Fraction(2, 3), "en")
    ('0,665240955774', '0.666667')
    """
    ends = value.numerator * 10**600 % value.denominator == 0  # what one can type ends by then or never
    return show(value, language, digits=64 if ends else 6)


def round_half_up(value: Showable, decimals: int) -> Decimal:
    """Round to `decimals` digits after the mark as people do by hand, from the digits that Python shows.

    >>> round_half_up(2.675, 2), round(2.675, 2), round_half_up(-0.125, 2), round_half_up(-0.001, 2)
    (Decimal('2.68'), 2.67, Decimal('-0.13'), Decimal('0.00'))
    """
    exact = _exact(value)
    if isinstance(exact, float):
        raise InputError("value", value, "a finite number")
    scaled = _half_up(abs(exact) * Fraction(10) ** decimals)
    sign = int(exact < 0 < scaled)  # there is no -0
    # From its digits: every other way to shift a Decimal rounds to the 28 digits of the context.
    return Decimal((sign, tuple(map(int, str(scaled))), -decimals))


@dataclass(frozen=True)
class _Style:
    decimal: str
    thousands: str
    minus: str
    infinity: str
    separator: str
    power: Callable[[str, int], str]


@cache
def _style(language: str, markup: Markup) -> _Style:
    locale = locale_of(language)
    if markup == "code":
        return _Style(".", "", "-", "inf", ", ", lambda mantissa, exponent: f"{mantissa}e{exponent:+03d}")
    if markup == "text":
        return _Style(
            locale.decimal, locale.thousands, "−", "∞", locale.separator.replace(" ", "\u00a0"),
            lambda mantissa, exponent: f"{mantissa}·10{str(exponent).translate(_SUPERSCRIPT)}",
        )  # fmt: skip
    return _Style(
        locale.decimal.replace(",", "{,}"), r"\," if locale.thousands else "", "-", r"\infty",
        locale.separator.replace(";", r";\;"),
        lambda mantissa, exponent: rf"{mantissa} \cdot 10^{{{exponent}}}",
    )  # fmt: skip


_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _exact(value: object) -> Fraction | float:
    """Return the number that the shortest decimal digits name; a float only for the two infinities."""
    if isinstance(value, numbers.Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, (Decimal, numbers.Real)) and not isinstance(value, bool):
        if math.isnan(value):
            raise InputError("value", value, "a number")
        # str, for repr says "np.float64(0.1)"; not float, which makes 0.10000000149 of a float32 0.1.
        return float(value) if math.isinf(value) else Fraction(Decimal(str(value)))
    raise InputError("value", repr(value), "a number or a list of numbers")


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _significant(value: Fraction, digits: int, style: _Style) -> str:
    if not value:
        return "0"
    size = abs(value)
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    if size < Fraction(10) ** exponent:
        exponent -= 1
    scaled = _half_up(size * Fraction(10) ** (digits - 1 - exponent))
    if scaled == 10**digits:
        exponent += 1
    kept = str(scaled)[:digits].rstrip("0")
    if _SCIENTIFIC_BELOW <= exponent < _SCIENTIFIC_FROM:
        decimals = max(0, len(kept) - 1 - exponent)
        return _signed(_plain(int(kept.ljust(exponent + 1, "0")), decimals, style), value < 0, style)
    mantissa = kept[0] + (style.decimal + kept[1:] if kept[1:] else "")
    return _signed(style.power(mantissa, exponent), value < 0, style)


def _plain(scaled: int, decimals: int, style: _Style) -> str:
    """Write `scaled` with its last `decimals` digits after the mark; in groups of three from 10 000 on."""
    written = str(scaled).rjust(decimals + 1, "0")
    whole, rest = written[: len(written) - decimals], written[len(written) - decimals :]
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", style.thousands)
    return whole + (style.decimal + rest if rest else "")


def _signed(written: str, negative: bool, style: _Style) -> str:
    return style.minus + written if negative else written
