"""Write the TeX of this course with the characters that a terminal has: `\\frac{a}{b}` is a/b, `e^{-1}` is e⁻¹."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from xentlib.errors import InputError
from xentlib.plaintext import symbols
from xentlib.plaintext.pieces import FIRM, Kind, Piece, bracketed, grouped, join, raised_or_lowered

GAP = "[ ? ]"
"""The empty box of a step."""


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
    return [[join(cell) for cell in row] for row in rows if any(row)]


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
            cells = "; ".join(" ".join(join(cell) for cell in row) for row in inside)
            rows[-1][-1].append(Piece(f"[{cells}]", "atom"))
        elif name == "cases":
            cells = "; ".join(" ".join(join(cell) for cell in row) for row in inside)
            rows[-1][-1].append(Piece(cells, "atom", whole=False))
        elif rows[-1] == [[]]:
            rows[-1:] = inside
        else:
            raise InputError("formula", self.tex, f"nothing before {name}")

    def word(self) -> str:
        """Return the text of a group, or of a single sign, as it is written."""
        self.skip_space()
        begin = self.take()
        if not begin or begin in "}&\\":
            raise InputError("formula", self.tex, "a group in braces")
        if begin != "{":  # \mathsf T
            return begin
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
        text = join(self.argument())
        kind = base.kind if base.kind in ("function", "close", "bar") else "atom"
        raised = mark == "^"
        inside = base.text if base.whole else f"({base.text})"
        pieces.append(Piece(inside + raised_or_lowered(text, raised=raised), kind))

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
            pieces.append(grouped(self.argument()))
        elif name in symbols.ACCENTS:
            accented = join(self.argument()) + symbols.ACCENTS[name]
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
        return Piece(sign + join(rest), "atom")

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
        above, below = grouped(self.argument()), grouped(self.argument())
        if quarter := symbols.QUARTERS.get((above.text, below.text)):
            return [Piece(quarter, "atom")]
        slash = f"{FIRM}/{FIRM}" if {FIRM, "^"} & {*above.text, *below.text} else "/"
        return [Piece(bracketed(above) + slash + bracketed(below), "atom", whole=False)]

    def root(self) -> list[Piece]:
        return [Piece("√" + bracketed(grouped(self.argument())), "atom")]

    def box(self) -> list[Piece]:
        text = join(self.argument()).strip()
        return [Piece(f"[{FIRM}{text}{FIRM}]" if text else GAP.replace(" ", FIRM), "atom")]

    def phantom(self) -> list[Piece]:
        self.argument()
        return []

    def class_(self) -> list[Piece]:
        self.word()
        return self.argument()

    def stacked(self) -> list[Piece]:
        """Read \\underset{under}{sign}: the sign, and what stands under or over it in brackets."""
        small, large = join(self.argument()), self.argument()
        return [*large, Piece(f"({small})", "atom")] if small.strip() else large

    def braced(self) -> list[Piece]:
        """Read \\underbrace{…}_{why}: the reason stands behind, in brackets."""
        inside = self.argument()
        self.skip_space()
        if self.peek() and self.peek() in "_^":
            self.take()
            inside = [*inside, Piece("", "space"), Piece(f"({join(self.argument())})", "atom")]
        return inside

    def blackboard(self) -> list[Piece]:
        text = join(self.argument())
        return [Piece(symbols.BLACKBOARD.get(text, text), "atom")]

    def negated(self) -> list[Piece]:
        return [Piece(join(self.argument()) + "\u0338", "relation")]


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
