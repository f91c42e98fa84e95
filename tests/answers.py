"""Answers that Python and the page's script must judge alike: a corpus, the same on every run."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np

from xentlib.numbers import round_half_up, show
from xentlib.proof.answers import JUNK, edges, ids_of, picks, wide
from xentlib.quiz import ChoiceKey, ChoicesKey, Key, NumberKey, OrderKey, Part, VectorKey

LANGUAGES = ("en", "ru", "zh", "de", "fr")  # de: a dot between groups; fr: a narrow no-break space


def number_key(
    value: str, *, unit: str, fraction: bool = False, percent: bool = False, **mistakes: str
) -> NumberKey:
    """Return a key of the common kind: half a unit around the value, near within five units."""
    middle, half = Decimal(value), Decimal(unit) / 2

    def band(center: str) -> tuple[Decimal, Decimal]:
        return Decimal(center) - half, Decimal(center) + half

    part = Part(middle, band(value), ((middle - 5 * half, middle + 5 * half), (middle + 20 * half,) * 2))
    return NumberKey(part, value, {name: band(at) for name, at in mistakes.items()}, fraction, percent)


def vector_key(*parts: NumberKey, percent: bool = False, **mistakes: NumberKey | tuple[NumberKey, ...]) -> VectorKey:
    """Return a key of several numbers; the bands of a mistake are what these keys accept."""
    bands = {name: tuple(key.part.accept for key in keys) for name, keys in mistakes.items()}  # type: ignore[union-attr]
    return VectorKey(tuple(key.part for key in parts), "", bands, fraction=True, percent=percent)


KEYS: tuple[Key, ...] = (
    number_key("0.67", unit="0.01", percent=True, fraction=True, log2="0.97", swapped="0.24"),
    number_key("0.67", unit="0.01", log2="0.97"),
    number_key("-0.3348", unit="0.0001", sign="0.3348", fraction=True),
    number_key("0", unit="0.001", one="1"),
    number_key("1234", unit="1", thousandth="1.234"),
    number_key("22026", unit="1", percent=True, rounded="22000"),
    number_key("0.0000454", unit="0.0000001", fraction=True, inverse="22026"),
    number_key("1e12", unit="1", billion="1e9"),
    vector_key(
        number_key("0.67", unit="0.01"), number_key("0.24", unit="0.01"), percent=True,
        swapped=(number_key("0.24", unit="0.01"), number_key("0.67", unit="0.01")),
        shifted=(number_key("0.5", unit="0.01"), number_key("0.24", unit="0.01")),
    ),
    vector_key(number_key("-2", unit="1"), number_key("1234", unit="1"), number_key("3", unit="1")),
    ChoicesKey(("right", "two", "__proto__", "2"), frozenset({"two", "__proto__"})),
    OrderKey(("right", "constructor", "2"), {"reversed": ("2", "constructor", "right")}),
    ChoiceKey("right", {"swapped": "swapped", "__proto__": "log2", "2": "two"}),
)

LISTS = (
    "0,67; 0,24", "0.67; 0.24", "0.67 0.24", "[0.67, 0.24]", "(0,67;0,24)", "0.67, 0.24", "0.67,0.24", "67; 24",
    "67%; 24%", "67; 24%", "0.67;", ";", ";;", "[", "[]", "0.67; 0.24; 0.09", "2/3; 0.24", "0.67; cat", "0.5 0.24",
    "-2; 1234; 3", "-2 1 234 3", "-2;1 234;3", "-2, 1234, 3", "−2; 1,234; 3", "-2; 1e3; 3", "-2; 12340; 4", "0.6  0.2",
    "0.67\t0.24", "0.67\n0.24", "0.67\u00a00.24", "[0.67; 0.24)", "0.24; 0.67", "0.77; 0.24", "１; ２; ３", ", ,",
    "9" * 70 + ";1", "1;" + "9" * 70, "1; " * 100, "\ud800; 1",
)  # fmt: skip

SPOKEN = (
    "{}", "+{}", " {} ", "{}%", "{} %", "{}e0", "{}E+1", "{}е-1", "{}·10^-1", "{} × 10^2", "{}*10⁻²", "{}/3",
)  # fmt: skip


def corpus() -> Iterator[tuple[str, Key, str]]:
    """Make (answer, key, language): junk and edges for every key, then numbers in all notations."""
    for key in KEYS:
        chosen = picks(ids_of(key))
        answers = (*JUNK, *LISTS, *edges(key), *chosen)
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
