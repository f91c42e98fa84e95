"""Write numbers as a language does: 0.67 in English, 0,67 in Russian, `0{,}67` inside a Russian formula.

Rounding is half up from the decimal digits that Python itself shows, symmetric in sign: 2.675 becomes 2.68,
although the double nearest to it lies below.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from xentlib.errors import InputError
from xentlib.numbers.locale import locale_of

Markup = Literal["text", "tex", "code"]
Showable: TypeAlias = (
    "int | float | Decimal | Fraction | np.number[Any] | np.ndarray[Any, Any] | Sequence[Showable]"
)

_MARKUPS = get_args(Markup)
_FLOATS = frozenset({float, np.float64})
_INTEGERS = frozenset({int, np.int64})
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
    if markup not in _MARKUPS:
        raise InputError("markup", repr(markup), "text, tex or code")
    if digits < 1:
        raise InputError("digits", digits, "at least 1")
    if decimals is not None and decimals < 0:
        raise InputError("decimals", decimals, "at least 0")
    return _show(value, digits, decimals, _style(language, markup))


def _show(value: Showable, digits: int, decimals: int | None, style: _Style) -> str:
    if type(value) in _FLOATS:  # most are, and the questions below take longer than the rest
        return _show_float(value, digits, decimals, style)  # type: ignore[arg-type]  # a type of those is a float
    if type(value) in _INTEGERS:
        return _show_integer(value, digits, decimals, style)  # type: ignore[arg-type]  # and one of these an int
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim):
        values = value.tolist() if isinstance(value, np.ndarray) and value.dtype == np.float64 else value
        return f"[{style.separator.join([_show(one, digits, decimals, style) for one in values])}]"
    if isinstance(value, np.ndarray):
        value = value[()]
    if isinstance(value, numbers.Integral):
        return _show_whole(value, digits, decimals, style)
    return _show_number(value, digits, decimals, style)


def _show_whole(value: Any, digits: int, decimals: int | None, style: _Style) -> str:
    return _show_number(value, _SCIENTIFIC_FROM if abs(value) < 10**_SCIENTIFIC_FROM else digits, decimals, style)


def _show_number(value: Showable, digits: int, decimals: int | None, style: _Style) -> str:
    exact = _exact(value)
    if isinstance(exact, float):
        return _signed(style.infinity, exact < 0, style)
    if decimals is not None:
        rounded = _rounded(exact, decimals)
        return _signed(_plain(rounded, style), rounded < 0, style)
    return _significant(exact, digits, style)


def listed(shown: Iterable[str], language: str, markup: Markup = "text") -> str:
    """Join numbers that are written already, as `show` joins those of a vector.

    >>> listed(["0,67", "?"], "ru")
    '[0,67;\\xa0?]'
    """
    return f"[{_style(language, markup).separator.join(shown)}]"


def echo(value: Decimal | Fraction, language: str) -> str:
    """Write what was read back to the learner: all digits of a decimal number, six of a fraction without end.

    >>> echo(Decimal("0.665240955774"), "ru"), echo(Fraction(2, 3), "en")
    ('0,665240955774', '0.666667')
    """
    if isinstance(value, Decimal):
        return _significant(value, 64, _style(language, "text"))
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
    return _rounded(exact, decimals)


@dataclass(frozen=True, eq=False)  # there is one of each, told apart by identity
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


_show_float = lru_cache(maxsize=8192)(_show_number)  # a variant shows the same numbers again and again
_show_integer = lru_cache(maxsize=8192)(_show_whole)  # another cache: as a key, 1 would be 1.0

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


# Room for every digit that a float or an answer can have: nothing is rounded but where we say so.
_WIDE = Context(prec=2500, Emin=MIN_EMIN, Emax=MAX_EMAX, rounding=ROUND_HALF_UP)


def _exact(value: object) -> Decimal | Fraction | float:
    """Return the number that the shortest decimal digits name; a float only for the two infinities."""
    if type(value) in _FLOATS:
        decimal = Decimal(repr(float(value)))  # type: ignore[arg-type]  # a type that is a key is a float
    elif isinstance(value, Decimal):
        decimal = value
    elif isinstance(value, Fraction):
        return value
    elif isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return Decimal(int(value))
    elif isinstance(value, numbers.Real) and not isinstance(value, bool):
        decimal = Decimal(str(value))  # not float, which makes 0.10000000149 of a float32 0.1
    else:
        raise InputError("value", repr(value), "a number or a list of numbers")
    if decimal.is_nan():
        raise InputError("value", value, "a number")
    return decimal if decimal.is_finite() else math.copysign(math.inf, decimal)


def _rounded(value: Decimal | Fraction, decimals: int) -> Decimal:
    """Round half up, symmetric in sign; there is no -0."""
    if isinstance(value, Decimal):
        rounded = value.quantize(_unit(decimals), context=_WIDE)
        return rounded if rounded else rounded.copy_abs()
    size = abs(value) * Fraction(10) ** decimals
    scaled = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return Decimal(scaled if value > 0 else -scaled).scaleb(-decimals, _WIDE)


@cache
def _unit(decimals: int) -> Decimal:
    return Decimal((0, (1,), -decimals))


def _significant(value: Decimal | Fraction, digits: int, style: _Style) -> str:
    if not value:
        return "0"
    rounded = _rounded(value, digits - 1 - _exponent(value)).normalize(_WIDE)
    exponent = rounded.adjusted()
    if _SCIENTIFIC_BELOW <= exponent < _SCIENTIFIC_FROM:
        return _signed(_plain(rounded, style), rounded < 0, style)
    kept = "".join(map(str, rounded.as_tuple().digits))
    mantissa = kept[0] + (style.decimal + kept[1:] if kept[1:] else "")
    return _signed(style.power(mantissa, exponent), rounded < 0, style)


def _exponent(value: Decimal | Fraction) -> int:
    """Return the power of ten of the first digit."""
    if isinstance(value, Decimal):
        return value.adjusted()
    size = abs(value)
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    return exponent if size >= Fraction(10) ** exponent else exponent - 1


def _plain(value: Decimal, style: _Style) -> str:
    """Write the digits without the sign; in groups of three from 10 000 on."""
    whole, _, rest = f"{value.copy_abs():f}".partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", style.thousands)
    return whole + (style.decimal + rest if rest else "")


def _signed(written: str, negative: bool, style: _Style) -> str:
    return style.minus + written if negative else written
