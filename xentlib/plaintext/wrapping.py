"""Break lines by the columns that they take: Chinese between any two characters, formulas where they allow it."""

from __future__ import annotations

from functools import cache

from xentlib.plaintext import symbols
from xentlib.plaintext.pieces import FIRM

_NOT_FIRST = set("，。、；：？！）》」』】〉”’…—·,.;:?!)]}%")
_NOT_LAST = set("（《「『【〈“‘([{")


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for a Chinese character, none for an accent.

    >>> columns("p = 1"), columns("概率"), columns("L̃")
    (5, 4, 1)
    """
    from rich.cells import cell_len

    return cell_len(text)


def breaks(text: str, width: int, *, before: str = "") -> list[int]:
    """Return where the lines after the first begin, so that none takes more than `width` columns.

    A line ends at a space, or beside a Chinese character, but no line begins with a comma; what is longer than a
    line is cut. The signs in `before` are good beginnings, if the line before is not too short then.

    >>> breaks("a bc, d", 5), breaks("概率很小，真的", 5)
    ([6], [2, 3, 5])
    """
    found: list[int] = []
    start = used = possible = good = 0
    for place, character in enumerate(text):
        if place > start and _may_break(text[place - 1], character):
            possible = place
            good = place if character in before and used > width // 3 else good
        used += _size(character)
        while used > width and character != " " and place > start:
            start = good if good > start else possible if possible > start else place
            found.append(start)
            used = columns(text[start : place + 1])
    return found


def lines(text: str, width: int, *, indent: int = 0, before: str = "") -> list[str]:
    """Return the lines of a text; all but the first are indented."""
    if columns(text) <= width:
        return [text.rstrip(" ").replace(FIRM, " ")]
    first = breaks(text, width, before=before)[0]
    rest = text[first:]
    ends = breaks(rest, width - indent, before=before)
    more = [rest[a:b] for a, b in zip([0, *ends], [*ends, len(rest)], strict=True)]
    return [line.rstrip(" ").replace(FIRM, " ") for line in (text[:first], *(" " * indent + one for one in more))]


def clipped(text: str, width: int) -> str:
    """Return a text of at most `width` columns: what is longer ends with …

    >>> clipped("概率很小", 8), clipped("概率很小", 6)
    ('概率很小', '概率…')
    """
    if columns(text) <= width:
        return text
    return text[: breaks(text, max(width - 1, 1))[0]].rstrip() + "…"


def encodable(text: str, encoding: str) -> str:
    """Return a text with other signs for those that an encoding does not have.

    >>> encodable("eˣ ≤ 1 · ∞, да", "ascii"), encodable("да ≤", "koi8-r")
    ('e^x <= 1 * inf, ??', 'да ≤')
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_encodable(character, encoding) for character in text)
    return text


@cache
def _encodable(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return symbols.ASCII.get(character, "?")
    return character


@cache
def _size(character: str) -> int:
    return columns(character)


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    wide = _size(before) > 1 or _size(after) > 1
    return wide and after != " " and FIRM not in (before, after) and after not in _NOT_FIRST and before not in _NOT_LAST
