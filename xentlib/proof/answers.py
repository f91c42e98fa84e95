"""Answers to try on a key: every notation of a number, the ends of every interval, and junk.

The same answers are judged in Python and in the page's script, which must agree on every one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from xentlib.numbers import locale_of
from xentlib.quiz import ChoiceKey, ChoicesKey, Interval, Key, NumberKey, OrderKey, Variant, VectorKey
from xentlib.quiz.policy import as_decimal

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

BESIDE = Decimal("1e-20")
"""What lies right beside the end of an interval."""


def typed(variant: Variant) -> Iterator[tuple[str, bool]]:
    """Yield answers to a variant, and whether they are right."""
    key, language = variant.key, variant.question.language
    if isinstance(key, ChoiceKey):
        yield key.right, True
    elif isinstance(key, ChoicesKey):
        right = key.right_ids
        yield from ((" ".join(right), True), (" ".join(reversed(right)), True), (" ".join(key.options), False))
    elif isinstance(key, OrderKey):
        yield from ((" ".join(key.right), True), (" ".join(key.right[::-1]), False))
    elif isinstance(key, VectorKey):
        yield from _typed_vector(key, language)
    else:
        yield key.shown, True
        for notation in _notations(key.value, language, fraction=key.fraction, percent=key.percent):
            yield notation, True
        low, high = key.part.accept
        yield from ((f"{low:f}", True), (f"{high:f}", True))
        yield from ((f"{low - BESIDE:f}", False), (f"{high + BESIDE:f}", False))


def _typed_vector(key: VectorKey, language: str) -> Iterator[tuple[str, bool]]:
    yield key.shown, True
    spoken = [list(_notations(part.value, language)) for part in key.parts]
    for together in zip(*spoken, strict=False):  # a number without a sign has a notation more
        yield "; ".join(together), True
    for end, beside in ((0, -BESIDE), (1, BESIDE)):
        ends = [part.accept[end] for part in key.parts]
        yield " ".join(f"{value:f}" for value in ends), True
        for place in range(len(ends)):
            yield " ".join(f"{value + beside * (i == place):f}" for i, value in enumerate(ends)), False


def _notations(value: Decimal, language: str, *, fraction: bool = False, percent: bool = False) -> Iterator[str]:
    """Write an exact number in every way in which people of this language may type it."""
    plain = f"{value:f}" if "." in f"{value:f}" else f"{value:f}.0"
    mark = locale_of(language).decimal
    yield from (plain, f" {plain} ", wide(plain), plain + "e0", plain + "0000", plain.replace(".", mark))
    if mark == "," or len(plain.partition(".")[2]) != 3:  # elsewhere 1,234 may mean a thousand, and is asked back
        yield from (plain.replace(".", ","), plain.replace("-", "−").replace(".", ","))
    yield from (f"{value.scaleb(1):f}e-1", f"{value.scaleb(-2):f}·10^2", f"{value.scaleb(3):f} × 10⁻³")
    if value >= 0:
        yield f"+{plain}"
    if fraction:
        exact = Fraction(value)
        yield f"{exact.numerator}/{exact.denominator}"
    if percent:
        yield from (f"{value.scaleb(2):f}%", f"{value.scaleb(2):f} %")


def mistaken(variant: Variant) -> Iterator[tuple[str, str]]:
    """Yield each mistake with an answer of someone who made it."""
    key, language = variant.key, variant.question.language
    if isinstance(key, ChoiceKey):
        yield from ((mistake, option) for option, mistake in key.mistakes.items())
    elif isinstance(key, ChoicesKey):
        for option in key.options:
            if answer := " ".join(key.right ^ {option}):
                yield option, answer
    elif isinstance(key, OrderKey):
        yield from ((mistake, " ".join(order)) for mistake, order in key.mistakes.items())
    else:
        policy, worked = variant.question.policy, variant.question.example.work(variant.inputs)
        assert policy is not None
        for mistake, value in worked.mistakes.items():
            values = [as_decimal(one) for one in (value if isinstance(key, VectorKey) else [value])]
            yield mistake, "; ".join(f"{one:f}" for one in values)
            yield mistake, "; ".join(policy.shown(one, language) for one in values)


def edges(key: Key) -> Iterator[str]:
    """Write both ends of every interval and the decimals right beside them, and the same as percentages."""
    if isinstance(key, NumberKey):
        intervals = [key.part.accept, *key.part.near, *key.mistakes.values()]
        for value in (end + beside for band in intervals for end in band for beside in (Decimal(0), BESIDE, -BESIDE)):
            yield f"{value:f}"
            yield f"{100 * value:f}%"
            yield f"{100 * value:f}"
    elif isinstance(key, VectorKey):
        vectors: list[Sequence[Interval]] = [[part.accept for part in key.parts], *key.mistakes.values()]
        vectors.append([(part.near or (part.accept,))[-1] for part in key.parts])
        for bands in vectors:
            for end in (0, 1):
                yield "; ".join(f"{band[end]:f}" for band in bands)
                yield "; ".join(f"{100 * band[end]:f}" for band in bands)
                for place in range(len(bands)):
                    beside = (1 if end else -1) * BESIDE
                    yield " ".join(f"{band[end] + beside * (i == place):f}" for i, band in enumerate(bands))


def picks(ids: tuple[str, ...]) -> Iterator[str]:
    """Write choices and orders of these ids: each, all, all reversed, all but one, one first, one twice."""
    if not ids:
        return
    yield from ids
    yield " ".join(ids)
    yield "  ".join(reversed(ids))
    for i in range(len(ids)):
        rest = (*ids[:i], *ids[i + 1 :])
        yield " ".join(rest)
        yield " ".join((ids[i], *rest))
        yield " ".join((*rest, ids[i], ids[i]))


def ids_of(key: Key) -> tuple[str, ...]:
    """Return the ids that an answer to this key may be made of; none where it is made of numbers."""
    match key:
        case ChoiceKey():
            return (key.right, *key.mistakes)
        case ChoicesKey():
            return key.options
        case OrderKey():
            return key.right
    return ()


def wide(text: str) -> str:
    """Write ASCII in full-width characters, as a Chinese keyboard does: ０，６７."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)
