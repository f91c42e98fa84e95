"""The parts of a formula and how they stand beside each other: spaces, brackets, raised and lowered characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from xentlib.plaintext import symbols

Kind: TypeAlias = Literal[
    "atom", "open", "close", "bar", "relation", "sign", "prefix", "operator", "function", "comma", "space"
]  # a sign is + or −; where it belongs to what follows, it is a prefix

FIRM = "\u00a0"
"""A space at which no line may end."""


@dataclass(frozen=True)
class Piece:
    """A part of a formula. `whole` means that it may stand beside / or ^ without brackets around it."""

    text: str
    kind: Kind
    whole: bool = True


def join(pieces: list[Piece]) -> str:
    """Put the pieces of a line together, spaced by what they are and not by how the author typed them."""
    line = ""
    before: Piece | None = None
    spaced, bars = 0, 0
    drawn = [piece.text[0] for piece in pieces if piece.kind == "bar"]
    for piece in pieces:
        if piece.kind == "space":
            spaced = max(spaced, len(piece.text), 1)
            continue
        if spaced > 2:  # \quad: what follows begins anew
            line, before = f"{line}{' ' * spaced}", None
        if piece.kind == "bar":
            bars += 1
            lonely = drawn.count(piece.text[0]) % 2 == 1  # as in KL(p ‖ q)
            piece = Piece(piece.text, "relation" if lonely else "open" if bars % 2 else "close")
        if piece.kind == "sign" and (before is None or before.kind in _BEFORE_PREFIX):
            piece = Piece(piece.text, "prefix")
        text, gap = piece.text, _gap(before, piece, spaced=spaced > 0)
        if before is not None and before.kind in _LEFT_FACTORS and piece.kind in _RIGHT_FACTORS:
            if not piece.whole:
                text, gap = f"({text})", FIRM  # ln (a/b), 2 (a/b)
            if not before.whole:
                line = f"{line.removesuffix(before.text)}({before.text})"
        line, before, spaced = line + gap + text, piece, 0
    return line


_BEFORE_PREFIX = ("relation", "sign", "operator", "open", "comma", "function", "prefix")
_LEFT_FACTORS = ("atom", "close", "function")
_RIGHT_FACTORS = ("atom", "open", "function")


def _gap(before: Piece | None, piece: Piece, *, spaced: bool) -> str:
    if before is None or before.kind in ("open", "prefix") or piece.kind in ("close", "comma"):
        return ""
    kinds = {before.kind, piece.kind}
    if before.kind == "relation":
        return FIRM  # a line may end before it
    if piece.kind == "relation" or before.kind == "comma":
        return " "
    if piece.kind == "prefix":
        return FIRM
    if kinds & {"sign", "operator"}:
        tight = "/" in (before.text, piece.text) and not spaced
        return "" if tight else FIRM if before.kind in ("sign", "operator") else " "
    if piece.kind == "open":
        return FIRM if spaced and before.kind != "function" else ""
    apart = spaced or "function" in kinds or before.kind == "close" or len(before.text) > 1 or len(piece.text) > 1
    return FIRM if apart else ""


def bracketed(piece: Piece) -> str:
    return piece.text if piece.whole else f"({piece.text})"


def grouped(pieces: list[Piece]) -> Piece:
    """Make one piece of several: whole if it is a single one, or stands in its own brackets."""
    solid = [piece for piece in pieces if piece.kind != "space"]
    text = join(pieces).strip()
    if len(solid) == 1:
        return Piece(text, solid[0].kind, solid[0].whole)
    called = len(solid) > 2 and solid[0].kind in ("atom", "function", "open") and solid[-1].kind == "close"
    start = 1 if called and solid[0].kind != "open" else 0
    whole = called and solid[start].kind == "open" and _closed("".join(piece.text for piece in solid[start:]))
    return Piece(text, "atom", whole=whole)


def _closed(text: str) -> bool:
    """Tell whether the bracket that opens `text` is closed by its last character."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if not depth:
            return place == len(text) - 1
    return False


def raised_or_lowered(text: str, *, raised: bool) -> str:
    """Return a raised or lowered text: in characters of that kind, else behind ^ or _ and, if need be, in brackets."""
    text = text.strip()
    table = symbols.RAISED if raised else symbols.LOWERED
    tight = text.replace(" ", "").replace(FIRM, "")
    worded = re.search("[A-Za-z]{3}", tight) or tight.startswith("(")
    if tight and not worded and all(character in table for character in tight):
        return "".join(table[character] for character in tight)
    mark = "^" if raised else "_"
    plain = text.isalnum() or re.fullmatch(r"[0-9]+[.,][0-9]+", text) or (text.startswith("(") and _closed(text))
    return mark + (text if plain else f"({text})")
