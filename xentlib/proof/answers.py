"""Answers to try on a key: every notation of a number, the ends of every interval, and junk.

The same answers are judged in Python and in the page's script, which must agree on every one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from xentlib.quiz import Interval, Key, NumberKey, OrderKey, VectorKey

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


BESIDE = Decimal("1e-20")


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
    """Write choices and orders of these ids: each one, all, none twice, two the other way round, one too many."""
    yield from ids
    yield " ".join(ids)
    yield "  ".join(reversed(ids))
    for i in range(len(ids)):
        rest = (*ids[:i], *ids[i + 1 :])
        yield " ".join(rest)
        yield " ".join((ids[i], *rest))
        yield " ".join((*rest, ids[i], ids[i]))


def ids_of(key: Key) -> tuple[str, ...]:
    """Return the ids that an answer to this key may be made of."""
    data = key.data()
    if isinstance(key, OrderKey):
        return key.right
    return tuple(data.get("options") or [data.get("right"), *(option for option, _ in data.get("mistakes", []))])


def wide(text: str) -> str:
    """Write ASCII in full-width characters, as a Chinese keyboard does: ０，６７."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)
