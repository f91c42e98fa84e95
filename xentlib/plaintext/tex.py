"""Write the TeX of this course with the characters that a terminal has: `\\frac{a}{b}` is a/b, `e^{-1}` is e⁻¹."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from xentlib.errors import InputError
from xentlib.plaintext import symbols

Kind: TypeAlias = Literal[
    "atom", "open", "close", "bar", "relation", "sign", "prefix", "operator", "function", "comma", "space"
]  # a sign is + or −; where it belongs to what follows, it is a prefix

GAP = "[ ? ]"
"""The empty box of a step."""

FIRM = "\u00a0"
"""A space at which no line may end."""


@dataclass(frozen=True)
class Piece:
    """A part of a line. `whole` means that it may stand beside / or ^ without brackets around it."""

    text: str
    kind: Kind
    whole: bool = True


def formula(tex: str) -> str:
    r"""Return a formula as one line of text.

    >>> formula(r"\p_k = \frac{e^{\z_k}}{\sum_j e^{\z_j}}"), formula(r"-\ln 0{,}67 = 4{,}5 \cdot 10^{-5}")
    ('pₖ =\xa0e^zₖ\xa0/\xa0(Σⱼ\xa0e^zⱼ)', '−ln\xa00,67 =\xa04,5 ·\xa010⁻⁵')

    Raises InputError that names a command which has no rule here, or a brace without its partner.
    """
    return " ".join(cell.strip() for row in _grid(tex) for cell in row if cell.strip())


def display(tex: str) -> tuple[tuple[str, str], ...]:
    r"""Return the lines of a formula that stands by itself, each cut at its `&`: what aligns ends the first part.

    >>> display(r"\begin{aligned} a + b &= 1 \\ c &= 2 \end{aligned}")
    (('a +\xa0b', '=\xa01'), ('c', '=\xa02'))
    """
    rows = _grid(tex)
    if not any(len(row) > 1 for row in rows):
        return tuple(("", "".join(row).strip()) for row in rows)
    return tuple((row[0].strip(), " ".join(cell.strip() for cell in row[1:]).strip()) for row in rows)


@cache
def _grid(tex: str) -> list[list[str]]:
    """Return the cells of each line."""
    reader = _Reader(tex)
    rows = reader.rows(until=None)
    return [[_join(cell) for cell in row] for row in rows if any(row)]


_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\{,\}|\s+|[0-9]+(?:(?:\.|\{,\}|\\,(?=[0-9]{3}))[0-9]+)*|.", re.DOTALL)


class _Reader:
    """Reads a formula from left to right; a group, an argument or an environment is read by the same methods."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.tokens = _TOKEN.findall(tex)
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        item = self.peek()
        self.place += 1
        return item

    def skip_space(self) -> None:
        while self.peek().isspace():
            self.place += 1

    def skip_length(self) -> None:
        """Pass over the length behind the end of a line, as in [4pt]."""
        ahead = self.tokens[self.place : self.place + 5]
        rest = ahead[: ahead.index("]") + 1] if "]" in ahead else []
        if re.fullmatch(r"\[[0-9.]+(pt|em|ex|mm)\]", "".join(rest)):
            self.place += len(rest)

    def rows(self, until: str | None) -> list[list[list[Piece]]]:
        """Return rows of cells of pieces, up to the end of the environment `until` or of the formula."""
        rows: list[list[list[Piece]]] = [[[]]]
        while item := self.take():
            if item == "\\\\":
                self.skip_length()
                rows.append([[]])
            elif item == "&":
                rows[-1].append([])
            elif item == r"\begin":
                self.environment(rows)
            elif item == r"\end":
                if self.word() != until:
                    raise InputError("formula", self.tex, f"an end of {until}")
                return rows
            elif item == "}":
                raise InputError("formula", self.tex, "a brace { for each }")
            else:
                self.one(item, rows[-1][-1])
        if until is not None:
            raise InputError("formula", self.tex, rf"\end{{{until}}}")
        return rows

    def environment(self, rows: list[list[list[Piece]]]) -> None:
        name = self.word()
        if name not in ("aligned", "align", "align*", "split", "gathered", "cases", "pmatrix", "bmatrix"):
            raise InputError("formula", rf"\begin{{{name}}}", "aligned, gathered, cases, pmatrix or bmatrix")
        inside = [row for row in self.rows(until=name) if any(row)]
        if name in ("pmatrix", "bmatrix"):
            cells = "; ".join(" ".join(_join(cell) for cell in row) for row in inside)
            rows[-1][-1].append(Piece(f"[{cells}]", "atom"))
        elif name == "cases":
            cells = "; ".join(" ".join(_join(cell) for cell in row) for row in inside)
            rows[-1][-1].append(Piece(cells, "atom", whole=False))
        elif rows[-1] == [[]]:
            rows[-1:] = inside
        else:
            raise InputError("formula", self.tex, f"nothing before {name}")

    def word(self) -> str:
        """Return the text of a group as it is written."""
        self.skip_space()
        if self.take() != "{":
            raise InputError("formula", self.tex, "a group in braces")
        found, depth = "", 1
        while item := self.take():
            depth += (item == "{") - (item == "}")
            if not depth:
                return found
            found += item
        raise InputError("formula", self.tex, "a brace } for each {")

    def argument(self) -> list[Piece]:
        """Return what one group, or one sign, or one digit says."""
        self.skip_space()
        item = self.take()
        if not item:
            raise InputError("formula", self.tex, "something after its last sign")
        pieces: list[Piece] = []
        if item == "{":
            self.group(pieces)
            return pieces
        if len(item) > 1 and item[0].isdigit():  # \tfrac14
            self.place -= 1
            self.tokens[self.place : self.place + 1] = list(item)
            item = self.take()
        self.one(item, pieces, bare=True)
        return pieces

    def group(self, pieces: list[Piece]) -> None:
        while True:
            item = self.take()
            if item == "}":
                return
            if not item:
                raise InputError("formula", self.tex, "a brace } for each {")
            self.one(item, pieces)

    def one(self, item: str, pieces: list[Piece], *, bare: bool = False) -> None:
        """Read what begins with `item` and add it; `bare` leaves a ^ or _ behind it alone."""
        if item.isspace():
            pieces.append(Piece("", "space"))
            return
        if item in "^_'" or item == "′":
            self.script(item, pieces)
            return
        if item == "{":
            inner: list[Piece] = []
            self.group(inner)
            pieces += inner
        elif item.startswith("\\"):
            self.command(item[1:], pieces)
        else:
            pieces.append(_plain(item))
        if bare:
            return

    def script(self, mark: str, pieces: list[Piece]) -> None:
        """Add a raised or lowered text to the piece before it."""
        base = pieces.pop() if pieces and pieces[-1].kind != "space" else Piece("", "atom")
        if mark in ("'", "′"):
            pieces.append(Piece(base.text + "′", base.kind, base.whole))
            return
        text = _join(self.argument())
        kind = base.kind if base.kind in ("function", "close", "bar") else "atom"
        raised = mark == "^"
        inside = base.text if base.whole else f"({base.text})"
        pieces.append(Piece(inside + _script(text, raised), kind))

    def command(self, name: str, pieces: list[Piece]) -> None:
        for table, kind in _SIGNS:
            if name in table:
                pieces.append(Piece(table[name], kind))
                return
        if name in symbols.SPACES:
            pieces.append(Piece(symbols.SPACES[name], "space"))
        elif name in symbols.NOTHING:
            if name in ("left", "right") and self.peek() == ".":
                self.take()
        elif name in symbols.PREFIXES:
            pieces.append(self.prefixed(symbols.PREFIXES[name]))
        elif name in symbols.WORDS:
            self.words(name, pieces)
        elif name in symbols.FACES:
            pieces.append(_grouped(self.argument()))
        elif name in symbols.ACCENTS:
            accented = _join(self.argument()) + symbols.ACCENTS[name]
            pieces.append(Piece(unicodedata.normalize("NFC", accented), "atom"))
        elif name in _COMMANDS:
            pieces += _COMMANDS[name](self)
        else:
            raise InputError("formula", f"\\{name}", "a command that xentlib/plaintext/symbols.py knows")

    def prefixed(self, sign: str) -> Piece:
        self.skip_space()
        if self.peek() and self.peek() in "^_":
            inner: list[Piece] = [Piece(sign, "atom")]
            self.script(self.take(), inner)
            sign = inner[0].text + (FIRM if inner[0].text[1:].startswith("_") else "")
            self.skip_space()
        rest: list[Piece] = []
        if self.peek() and self.peek() not in "}&)":
            self.one(self.take(), rest)
        while self.peek() and self.peek() in "^_'":
            self.script(self.take(), rest)
        return Piece(sign + _join(rest), "atom")

    def words(self, name: str, pieces: list[Piece]) -> None:
        text = self.word().replace("{,}", ",").replace("~", FIRM).replace("\\", "")
        if name == "operatorname" and len(text) > 1:
            pieces.append(Piece(text, "function"))
        else:
            space = Piece("", "space")
            pieces += [space] if text[:1].isspace() else []
            pieces.append(Piece(text.strip(), "atom", whole=" " not in text.strip()))
            pieces += [space] if text[-1:].isspace() else []

    def fraction(self) -> list[Piece]:
        above, below = _grouped(self.argument()), _grouped(self.argument())
        if quarter := symbols.QUARTERS.get((above.text, below.text)):
            return [Piece(quarter, "atom")]
        slash = f"{FIRM}/{FIRM}" if {FIRM, "^"} & {*above.text, *below.text} else "/"
        return [Piece(_bracketed(above) + slash + _bracketed(below), "atom", whole=False)]

    def root(self) -> list[Piece]:
        return [Piece("√" + _bracketed(_grouped(self.argument())), "atom")]

    def box(self) -> list[Piece]:
        text = _join(self.argument()).strip()
        return [Piece(f"[{FIRM}{text}{FIRM}]" if text else GAP.replace(" ", FIRM), "atom")]

    def phantom(self) -> list[Piece]:
        self.argument()
        return []

    def class_(self) -> list[Piece]:
        self.word()
        return self.argument()

    def stacked(self) -> list[Piece]:
        """Read \\underset{under}{sign}: the sign, and what stands under or over it in brackets."""
        small, large = _join(self.argument()), self.argument()
        return [*large, Piece(f"({small})", "atom")] if small.strip() else large

    def braced(self) -> list[Piece]:
        """Read \\underbrace{…}_{why}: the reason stands behind, in brackets."""
        inside = self.argument()
        self.skip_space()
        if self.peek() and self.peek() in "_^":
            self.take()
            inside = [*inside, Piece("", "space"), Piece(f"({_join(self.argument())})", "atom")]
        return inside

    def blackboard(self) -> list[Piece]:
        text = _join(self.argument())
        return [Piece(symbols.BLACKBOARD.get(text, text), "atom")]

    def negated(self) -> list[Piece]:
        return [Piece(_join(self.argument()) + "\u0338", "relation")]


_COMMANDS: dict[str, Callable[[_Reader], list[Piece]]] = {
    "frac": _Reader.fraction,
    "tfrac": _Reader.fraction,
    "dfrac": _Reader.fraction,
    "sqrt": _Reader.root,
    "boxed": _Reader.box,
    "phantom": _Reader.phantom,
    "class": _Reader.class_,
    "underset": _Reader.stacked,
    "overset": _Reader.stacked,
    "underbrace": _Reader.braced,
    "overbrace": _Reader.braced,
    "mathbb": _Reader.blackboard,
    "not": _Reader.negated,
}

_SIGNS: Sequence[tuple[dict[str, str], Kind]] = (
    (symbols.LETTERS, "atom"),
    (symbols.FUNCTIONS, "function"),
    (symbols.RELATIONS, "relation"),
    (symbols.OPERATORS, "operator"),
    (symbols.OPENING, "open"),
    (symbols.CLOSING, "close"),
    (symbols.BARS, "bar"),
)

_KINDS: dict[str, Kind] = {
    "+": "sign", "-": "sign", "−": "sign", "/": "operator", "*": "operator", "=": "relation", "<": "relation",
    ">": "relation", ":": "comma", "(": "open", "[": "open", ")": "close", "]": "close", "|": "bar", ",": "comma",
    ";": "comma", "~": "space",
}  # fmt: skip


def _plain(item: str) -> Piece:
    if item[0].isdigit():
        return Piece(item.replace("{,}", ",").replace(r"\,", FIRM), "atom")
    if item == "{,}":
        return Piece(",", "atom")
    kind = _KINDS.get(item, "atom")
    return Piece({"-": "−", "~": " "}.get(item, item), kind)


def _script(text: str, raised: bool) -> str:
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


def _bracketed(piece: Piece) -> str:
    return piece.text if piece.whole else f"({piece.text})"


def _grouped(pieces: list[Piece]) -> Piece:
    """Make one piece of several: whole if it is a single one, or stands in its own brackets."""
    solid = [piece for piece in pieces if piece.kind != "space"]
    text = _join(pieces).strip()
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


def _join(pieces: list[Piece]) -> str:
    """Put the pieces of a line together, spaced by what they are and not by how the author typed them."""
    line = ""
    before: Piece | None = None
    spaced, bars = 0, 0
    drawn = [piece.text[0] for piece in pieces if piece.kind == "bar"]
    for piece in pieces:
        if piece.kind == "space":
            spaced = max(spaced, len(piece.text), 1)
            continue
        if spaced > 2:  # \\quad: what follows begins anew
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
