"""Numbers are shown as a language writes them, and read back as what they are."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from answers import JUNK, LANGUAGES, wide
from hypothesis import given, settings
from hypothesis import strategies as st

from xentlib.errors import InputError
from xentlib.numbers import (
    REASONS,
    Number,
    Unreadable,
    echo,
    locale_data,
    read,
    read_vector,
    round_half_up,
    show,
)

SITE_LANGUAGES = ("en", "ru", "zh")
NO_BREAK, NARROW = "\u00a0", "\u202f"

# grading.md, "Reading a number": what is typed, and what is read in English and Chinese, and in Russian.
READ = [
    *((typed, "0.67", "0.67") for typed in ("0.67", ".67", "0,67", "+0.67", "０．６７", "6.7e-1", "6.7E-1")),
    *((typed, "0.67", "0.67") for typed in ("6,7·10^-1", "6,7×10^-1", "6.7*10^-1", "6.7 · 10⁻¹", "6,7е-1")),
    *((typed, "-0.67", "-0.67") for typed in ("-0.67", "−0.67", "–0.67", "﹣0.67", "－0,67")),
    ("1,234", "ambiguous", "1.234"),
    ("-999,000", "ambiguous", "-999"),
    ("1.234", "1.234", "1.234"),
    ("0,234", "0.234", "0.234"),
    ("1,23", "1.23", "1.23"),
    ("1,2345", "1.2345", "1.2345"),
    ("1234,567", "1234.567", "1234.567"),
    ("1,234e0", "1.234", "1.234"),
    *((f"1{space}234", "1234", "1234") for space in (" ", NO_BREAK, NARROW)),
    ("22 026 465,7", "22026465.7", "22026465.7"),
    *((typed, "not_a_number", "not_a_number") for typed in ("1.234,5", "1,234.5", "1,2,3", "1_000", "0x10")),
    *((typed, "not_a_number", "not_a_number") for typed in ("nan", "inf", "∞", "5 кг", "1 23", "0 123")),
    *((typed, "not_a_number", "not_a_number") for typed in ("0.5²", "10²", "0.6₇", "1½", "٠٫٦٧", "<b>1</b>")),
    ("", "empty", "empty"),
    (NO_BREAK, "empty", "empty"),
    ("2/3", "2/3", "2/3"),
    ("-２／３", "-2/3", "-2/3"),
    ("2/0", "zero_denominator", "zero_denominator"),
    ("67%", "0.67", "0.67"),
    (f"67{NO_BREAK}%", "0.67", "0.67"),
    ("67", "67", "67"),
    ("1e400", "1e400", "1e400"),
    ("1e401", "exponent", "exponent"),
    ("1e-9999999999999999999999", "exponent", "exponent"),
    ("0" * 63 + "5", "5", "5"),
    ("0" * 64 + "5", "too_long", "too_long"),
]


@pytest.mark.parametrize(("typed", "elsewhere", "russian"), READ)
@pytest.mark.parametrize("language", SITE_LANGUAGES)
def test_the_table_of_grading_is_read(typed: str, elsewhere: str, russian: str, language: str) -> None:
    expected = russian if language == "ru" else elsewhere
    result = read(typed, language, fraction=True, percent=True)
    if isinstance(result, Unreadable):
        assert result.reason == expected
    else:
        assert result == Number(Fraction(expected), percent="%" in typed)


def test_fractions_and_percentages_are_read_only_where_allowed() -> None:
    assert read("2/3", "en", percent=True) == Unreadable("fraction")
    assert read("67%", "en", fraction=True) == Unreadable("percent")


@pytest.mark.parametrize(
    ("typed", "language", "whole", "decimal"),
    [
        ("1,234", "en", "1234", "1.234"),
        ("−12,345%", "zh", "-12345%", "-12.345%"),
        ("1.234", "de", "1234", "1,234"),
    ],
)
def test_what_is_ambiguous_is_asked_back_with_two_ways_to_write_it(
    typed: str, language: str, whole: str, decimal: str
) -> None:
    result = read(typed, language, percent=True)
    assert result == Unreadable("ambiguous", {"whole": whole, "decimal": decimal})
    for way in (whole, decimal.replace("345", "3450").replace("234", "2340")):
        assert isinstance(read(way, language, percent=True), Number)


@given(st.text() | st.text(st.sampled_from("0123456789.,eE+-−·×*^/% \u00a0⁻¹²;[]()")), st.booleans())
@settings(deadline=None, max_examples=400)
def test_no_text_raises(text: str, allowed: bool) -> None:
    for language in SITE_LANGUAGES:
        single = read(text, language, fraction=allowed, percent=allowed)
        several = read_vector(text, language, 3, fraction=allowed, percent=allowed)
        for result in (single, several):
            assert not isinstance(result, Unreadable) or result.reason in REASONS


@pytest.mark.parametrize("text", [*JUNK, "\ud800", "\x00" * 9, "9" * 10**6, " " * 10**6, "<p>" * 10**5])
def test_junk_raises_nothing_in_any_language(text: str) -> None:
    for language in LANGUAGES:
        assert isinstance(read(text, language), (Number, Unreadable))
        assert isinstance(read_vector(text, language, 10**6), (tuple, Unreadable))


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("0,67; 0,24; 0,09", "ru", ("0.67", "0.24", "0.09")),
        ("[0,67;0,24;0,09]", "ru", ("0.67", "0.24", "0.09")),
        ("0,67 0,24 0,09", "ru", ("0.67", "0.24", "0.09")),
        ("(0.67, 0.24, 0.09)", "en", ("0.67", "0.24", "0.09")),
        ("［0.67；0.24；0.09］", "zh", ("0.67", "0.24", "0.09")),
        ("1 234; 5; -6", "ru", ("1234", "5", "-6")),
        ("1 234 5", "en", ("1", "234", "5")),
        ("1/2; 25%; 1/4", "en", ("0.5", "0.25", "0.25")),
        ("0.67; 0.24", "en", "count"),
        ("0.67; 0.24;", "en", "empty"),
        ("0.67,0.24,0.09", "en", "count"),
        ("1; 2; 1,234", "en", "ambiguous"),
        ("1; 2; x", "en", "not_a_number"),
        ("", "en", "count"),
        ("[]", "en", "count"),
        ("1; 2; " + "0" * 65, "en", "too_long"),
        ("1; 2; " + "0" * 200, "en", "too_long"),
    ],
)
def test_vectors_are_read(typed: str, language: str, expected: Any) -> None:
    result = read_vector(typed, language, 3, fraction=True, percent=True)
    if isinstance(result, Unreadable):
        assert result.reason == expected
    else:
        assert [number.value for number in result] == [Fraction(value) for value in expected]


def test_one_box_for_one_number_may_hold_spaces_between_groups() -> None:
    assert read_vector("22 026", "ru", 1) == (Number(Fraction(22026)),)


@pytest.mark.parametrize(
    ("value", "options", "english", "russian", "chinese"),
    [
        (0.6652409557748219, {"decimals": 2}, "0.67", "0,67", "0.67"),
        (0.6652409557748219, {}, "0.6652", "0,6652", "0.6652"),
        (0.5, {}, "0.5", "0,5", "0.5"),
        (0.5, {"decimals": 3}, "0.500", "0,500", "0.500"),
        (2.0, {}, "2", "2", "2"),
        (-0.3348, {}, "−0.3348", "−0,3348", "−0.3348"),
        (-0.001, {"decimals": 2}, "0.00", "0,00", "0.00"),
        (-0.0, {}, "0", "0", "0"),
        (1234.5, {"decimals": 1}, "1234.5", "1234,5", "1234.5"),
        (22026.4658, {"decimals": 1}, "22026.5", f"22{NO_BREAK}026,5", "22026.5"),
        (22026.4658, {}, "22030", f"22{NO_BREAK}030", "22030"),
        (65536, {}, "65536", f"65{NO_BREAK}536", "65536"),
        (9999999, {}, "9999999", f"9{NO_BREAK}999{NO_BREAK}999", "9999999"),
        (9999999.0, {}, "1·10⁷", "1·10⁷", "1·10⁷"),
        (12345678, {}, "1.235·10⁷", "1,235·10⁷", "1.235·10⁷"),
        (0.0001, {}, "0.0001", "0,0001", "0.0001"),
        (0.000099996, {}, "0.0001", "0,0001", "0.0001"),
        (0.00001234, {}, "1.234·10⁻⁵", "1,234·10⁻⁵", "1.234·10⁻⁵"),
        (float("-inf"), {}, "−∞", "−∞", "−∞"),
        (Fraction(2, 3), {}, "0.6667", "0,6667", "0.6667"),
        (Decimal("0.10"), {}, "0.1", "0,1", "0.1"),
        (np.float32(0.1), {"digits": 12}, "0.1", "0,1", "0.1"),
        (np.int64(10), {}, "10", "10", "10"),
        (np.array(0.25), {}, "0.25", "0,25", "0.25"),
        ([10, 9.5, -8], {}, "[10, 9.5, −8]", "[10; 9,5; −8]", "[10, 9.5, −8]"),  # no-break spaces
        (np.array([[1, 0.5], [0, 1]]), {}, "[[1, 0.5], [0, 1]]", "[[1; 0,5]; [0; 1]]", "[[1, 0.5], [0, 1]]"),
        ((), {}, "[]", "[]", "[]"),
    ],
)
def test_text_is_what_the_language_writes(
    value: Any, options: dict[str, Any], english: str, russian: str, chinese: str
) -> None:
    assert [show(value, language, **options) for language in SITE_LANGUAGES] == [english, russian, chinese]


@pytest.mark.parametrize(
    ("value", "english", "russian", "code"),
    [
        (-0.67, "-0.67", "-0{,}67", "-0.67"),
        ([0.67, 0.24], "[0.67, 0.24]", r"[0{,}67;\; 0{,}24]", "[0.67, 0.24]"),
        (22026, "22026", r"22\,026", "22026"),
        (1.2e-5, r"1.2 \cdot 10^{-5}", r"1{,}2 \cdot 10^{-5}", "1.2e-05"),
        (1.2e8, r"1.2 \cdot 10^{8}", r"1{,}2 \cdot 10^{8}", "1.2e+08"),
        (float("inf"), r"\infty", r"\infty", "inf"),
    ],
)
def test_formulas_and_code_have_their_own_marks(value: Any, english: str, russian: str, code: str) -> None:
    assert show(value, "en", markup="tex") == english
    assert show(value, "ru", markup="tex") == russian
    assert {show(value, language, markup="code") for language in LANGUAGES} == {code}


@pytest.mark.parametrize(
    ("value", "options", "message"),
    [
        (float("nan"), {}, "value: nan; expected a number"),
        (Decimal("nan"), {}, "value: NaN; expected a number"),
        (True, {}, "value: True"),
        ("0.67", {}, "value: '0.67'; expected a number or a list of numbers"),
        (1, {"digits": 0}, "digits: 0; expected at least 1"),
        (1, {"decimals": -1}, "decimals: -1; expected at least 0"),
        (1, {"markup": "html"}, "markup: 'html'; expected text, tex or code"),
    ],
)
def test_what_cannot_be_shown_is_refused(value: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        show(value, "en", **options)


@pytest.mark.parametrize("language", ["xx", "", "en us", "../en"])
def test_an_unknown_language_is_refused(language: str) -> None:
    with pytest.raises(InputError, match="a locale that Babel knows"):
        show(1, language)


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (2.675, 2, "2.68"),
        (-2.675, 2, "-2.68"),
        (0.125, 2, "0.13"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (-0.5, 0, "-1"),
        (-0.4, 0, "0"),
        (0.005, 2, "0.01"),
        (0.0049999, 2, "0.00"),
        (1234, -2, "1.2E+3"),
        (Fraction(1, 3), 30, "0." + "3" * 30),
        (Decimal("9" * 40 + ".5"), 0, "1" + "0" * 40),
        (np.float32(2.675), 2, "2.68"),
    ],
)
def test_rounding_is_half_up_and_symmetric(value: Any, decimals: int, rounded: str) -> None:
    assert str(round_half_up(value, decimals)) == rounded


def test_infinity_is_not_rounded() -> None:
    with pytest.raises(InputError, match="a finite number"):
        round_half_up(float("inf"), 2)


FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1e6, 1e6)
FINITE = FLOATS | st.integers(-(10**9), 10**9)


@given(FINITE, st.integers(1, 17), st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=300)
def test_what_is_shown_with_digits_is_read_as_the_same_value(value: Any, digits: int, language: str) -> None:
    shown = show(value, language, digits=digits)
    kept = max(digits, 7) if isinstance(value, int) and abs(value) < 10**7 else digits
    rounded = Context(prec=kept, rounding=ROUND_HALF_UP).create_decimal(repr(value))
    assert read(shown, language) == Number(Fraction(rounded))


@given(st.floats(-1e30, 1e30), st.integers(0, 12), st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=300)
def test_what_is_shown_with_decimals_is_read_as_the_same_value(
    value: float, decimals: int, language: str
) -> None:
    shown = show(value, language, decimals=decimals)
    assert read(shown, language) == Number(Fraction(round_half_up(value, decimals)))


@given(st.lists(FINITE, min_size=1, max_size=8), st.integers(1, 17), st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_vectors_that_are_shown_are_read_as_the_same_values(
    values: list[Any], digits: int, language: str
) -> None:
    read_back = read_vector(show(values, language, digits=digits), language, len(values))
    assert read_back == tuple(read(show(value, language, digits=digits), language) for value in values)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=20), st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_the_echo_keeps_every_digit(value: Decimal, language: str) -> None:
    assert read(echo(Fraction(value), language), language) == Number(Fraction(value))


@given(st.floats(0, 1), st.sampled_from(SITE_LANGUAGES))
@settings(deadline=None)
def test_full_width_characters_are_read(value: float, language: str) -> None:
    shown = show(value, language, decimals=4)
    assert read(wide(shown), language) == read(shown, language)


def test_the_page_gets_the_facts_of_the_language() -> None:
    assert locale_data("ru") == {"decimal": ",", "group": NO_BREAK, "thousands": NO_BREAK}
    assert locale_data("zh") == {"decimal": ".", "group": ",", "thousands": ""}
