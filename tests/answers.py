"""Answers that Python and the page's script must judge alike: a corpus, the same on every run."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np

from xentlib.numbers import round_half_up, show
from xentlib.quiz.judge import ChoiceKey, Key, NumberKey

LANGUAGES = ("en", "ru", "zh", "de", "fr")  # de: a dot between groups; fr: a narrow no-break space


def number_key(
    value: str, *, unit: str, fraction: bool = False, percent: bool = False, **mistakes: str
) -> NumberKey:
    """Return a key of the common kind: half a unit around the value, near within five units."""
    middle, half = Decimal(value), Decimal(unit) / 2

    def band(center: str) -> tuple[Decimal, Decimal]:
        return Decimal(center) - half, Decimal(center) + half

    near = (middle - 10 * half, middle + 10 * half)
    return NumberKey(
        middle, value, band(value), near, {name: band(at) for name, at in mistakes.items()}, fraction, percent
    )


KEYS: tuple[Key, ...] = (
    number_key("0.67", unit="0.01", percent=True, fraction=True, log2="0.97", swapped="0.24"),
    number_key("0.67", unit="0.01", log2="0.97"),
    number_key("-0.3348", unit="0.0001", sign="0.3348", fraction=True),
    number_key("0", unit="0.001", one="1"),
    number_key("1234", unit="1", thousandth="1.234"),
    number_key("22026", unit="1", percent=True, rounded="22000"),
    number_key("0.0000454", unit="0.0000001", fraction=True, inverse="22026"),
    number_key("1e12", unit="1", billion="1e9"),
    ChoiceKey("right", {"swapped": "swapped", "__proto__": "log2", "2": "two"}),
)

JUNK = (
    "", " ", "\t\n", "\x00", "0\x00", "\x1c5", "\x855", "\ufeff5", "nan", "inf", "-inf", "∞",
    "Infinity", "0x10", "0b1", "1_000", "1e", "e5", ".", ",", "-", "+", "--1", "+-1", "- 1", "1-",
    "1 2", "1 23", "1 2345", "0 123", "1  234", "12 345", "1234 567", "1 234 567,89", "1,2,3", "1.2.3",
    "1.234,5", "1,234.5", "1,234,567", "1.234.567", "5.", "5,", "5 кг", "5kg", "$5", "five", "٠٫٦٧",
    "०.६७", "½", "1½", "⅔", "10²", "0.5²", "0.6₂", "²", "①", "𝟎.𝟔𝟕", "0۔67", "0。67", "1/0", "0/0",
    "2/3", "-2/3", "2 / 3", "2//3", "2/-3", "2/3/4", "2.0/3", "2/3%", "２／３", "2⁄3", "/3", "2/", "%",
    "67%", "67 %", "67\u00a0%", "67％", "67%%", "67 percent", "%67", "-67%", "1,234%", "1.234%", "67e0%",
    "2202600%", "1e400", "1e401", "1e-400", "1e-401", "1e99999999999999999999",
    "1e-99999999999999999999", "-1e400", "1e0400", "1·10^5", "1×10^5", "1*10^5", "1⋅10^5", "1 · 10^5",
    "1  · 10^5", "1·10⁵", "1·10⁻⁵", "1·10^-401", "1·10^+2", "10^5", "1·10^", "1·11^2", "1e5·10^2",
    "1·10^5,5", "1e5,5", "1x10^5", "1**5", "−0.3348", "–0.3348", "—0.3348", "﹣0.3348", "－0.3348",
    "‐0.3348", "1е3", "1Е3", "1,234е0", "1,234e0", "1.234e0", "0,234", "00,234", "01,234", "999,999",
    "-999,999", "+1,234", "1000,234", "1,23", "1,2345", "<script>", "<b>0.67</b>", "0.67\n", "\n0.67",
    "0.6\u200b7", "0.67\u2028", "\ud800", "0.67\udfff", "😀", "0" * 64, "0" * 65, " " * 65,
    "0." + "6" * 62, "😀" * 33, "0." + "6" * 63, "9" * 64, "right", "wrong", "swapped", "__proto__",
    "constructor", "2", "Right", "toString",
    "6700%", "9999999/10000001", "29999999/3", "1/1024", "22026000/7",
)  # fmt: skip

SPOKEN = (
    "{}", "+{}", " {} ", "{}%", "{} %", "{}e0", "{}E+1", "{}е-1", "{}·10^-1", "{} × 10^2", "{}*10⁻²", "{}/3",
)  # fmt: skip


def corpus() -> Iterator[tuple[str, Key, str]]:
    """Make (answer, key, language): junk and edges for every key, then numbers in all notations."""
    for key in KEYS:
        answers = (*JUNK, *edges(key))
        yield from ((answer, key, language) for answer, language in product(answers, ("en", "ru")))
    yield from ((answer, KEYS[0], language) for answer, language in product(JUNK, LANGUAGES))
    generator = np.random.default_rng(1)
    for _ in range(400):
        value = float(generator.normal()) * 10.0 ** int(generator.integers(-8, 9))
        decimals, key = int(generator.integers(0, 6)), KEYS[int(generator.integers(len(KEYS)))]
        spoken = SPOKEN[int(generator.integers(len(SPOKEN)))]
        for language in LANGUAGES:
            yield show(value, language), key, language
            yield spoken.format(show(value, language, decimals=decimals)), key, language
        plain = f"{round_half_up(value, decimals):f}"
        yield spoken.format(wide(plain.replace(".", ","))), key, "zh"
        yield f"{Fraction(plain).limit_denominator(99)}", key, "ru"


def edges(key: Key) -> Iterator[str]:
    """Write both ends of every interval and the next decimals beside them, and the same as percentages."""
    if not isinstance(key, NumberKey):
        return
    for end in (end for band in (key.accept, key.near, *key.mistakes.values()) for end in band):
        for beside in (Decimal(0), Decimal("1e-20"), Decimal("-1e-20")):
            yield f"{end + beside:f}"
            yield f"{100 * (end + beside):f}%"
            yield f"{100 * (end + beside):f}"


def wide(text: str) -> str:
    """Write ASCII in full-width characters, as a Chinese keyboard does: ０，６７."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)
