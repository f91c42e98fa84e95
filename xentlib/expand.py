"""Put computed numbers where a text says `{{ … }}`.

One syntax for lessons and questions. What stands between the braces is an expression over the names that the caller
gives (see `expressions`); its value is written as the language writes numbers, and as the place
asks: prose, formula or code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from xentlib.errors import ContentError, InputError
from xentlib.examples import Inputs, Step, Worked
from xentlib.expressions import Formatted, Names, evaluate
from xentlib.markup import PLACEHOLDER, tokens
from xentlib.numbers import Markup, listed, show
from xentlib.pictures import Picture

GAP = r"\boxed{\phantom{0{,}0}}"
"""The empty box in a step, in TeX."""

_MARKUP: Mapping[str, Markup] = {"code": "code", "formula": "tex", "display": "tex"}
_PLACEHOLDER = re.compile(PLACEHOLDER, re.DOTALL)
_SLIP = re.compile(r"\$\$|\{\{|\}\}|\{ *\w[\w.]* *\}|(?<!\\)(?:\\[A-Za-z]+|\$(?=[A-Za-z{]))")
"""What prose never means: half a formula or placeholder, one with single braces, TeX outside of a formula."""


@dataclass(frozen=True)
class Steps:
    """The lines of a derivation; `{{ cats.steps }}` on a line of its own shows them aligned.

    With `gap`, a number, each place where it stands is an empty box.
    """

    lines: Callable[[], tuple[Step, ...]]
    gap: float | None = None

    def tex(self, language: str) -> str:
        lines = ("".join(self._piece(piece, language) for piece in line) for line in self.lines())
        rows = (row for line in lines for row in _rows(line))
        return r"$$\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}$$"

    def _piece(self, piece: Any, language: str) -> str:
        value, style = (piece.value, piece.style) if isinstance(piece, Formatted) else (piece, {})
        if self.gap is None or isinstance(value, str):
            return _written(piece, language, "tex")
        if isinstance(value, (list, tuple, np.ndarray)) and np.ndim(value):
            return listed((self._piece(Formatted(one, style), language) for one in value), language, "tex")
        return GAP if value == self.gap else _written(piece, language, "tex")


LONGEST_ROW, LONGEST_SUM = 36, 42
"""Characters of algebra, and of a sum alone, that fit beside each other on a phone."""

_COMMAND = re.compile(r"\\[A-Za-z]+|[{}^_&\\]")


def _rows(line: str) -> list[str]:
    r"""Break a long line of algebra at its equals signs, one below the other.

    >>> _rows(r"x &= 1 + 1 = 2")
    ['x &= 1 + 1 = 2']
    >>> _rows(r"x &= 1.25 + 2.5 + 3.75 + 5 + 6.25 + 7.5 = 26.25")
    ['x &= 1.25 + 2.5 + 3.75 + 5 + 6.25 + 7.5', '&= 26.25']
    """
    left, mark, right = line.partition("&=")
    sides = right.split(" = ")
    if not mark or len(sides) == 1 or _length(line) <= LONGEST_ROW:
        return _sum_rows(line)
    return [row for side in (left + mark + sides[0], *("&= " + side for side in sides[1:])) for row in _sum_rows(side)]


def _sum_rows(row: str) -> list[str]:
    r"""Break a row that is still too long before its plus signs, but not inside of a fraction or a power.

    >>> _sum_rows("x &= 12345.1 + 12345.2 + 12345.3 + 12345.4 + 12345.5")
    ['x &= 12345.1 + 12345.2 + 12345.3 + 12345.4', '&\\quad + 12345.5']
    """
    if _length(row) <= LONGEST_SUM:
        return [row]
    first, *terms = row.split(" + ")
    rows = [first]
    for term in terms:
        longer = f"{rows[-1]} + {term}"
        whole = "&" in rows[-1] and rows[-1].count("{") == rows[-1].count("}")
        if whole and _length(longer) > LONGEST_SUM:
            rows.append(rf"&\quad + {term}")
        else:
            rows[-1] = longer
    return rows


def _length(tex: str) -> int:
    return len(_COMMAND.sub("", tex))


def names_of(inputs: Inputs, worked: Worked) -> dict[str, Any]:
    """Return what a text may say of a worked example: inputs, values, pictures, `mistakes` and `steps`."""
    told = {"mistakes": Names(worked.mistakes), "steps": Steps(worked.steps)}
    return {**inputs, **worked.values, **worked.pictures, **told}


class Source(NamedTuple):
    """Where a text comes from, for the messages of errors: `lines[i]` is the line of the file of its line i."""

    path: str
    lines: Sequence[int] = ()

    def line(self, text: str, offset: int) -> int:
        index = text.count("\n", 0, offset)
        return self.lines[index] if index < len(self.lines) else index + 1


def expand(text: str, names: Mapping[str, Any], language: str, source: Source) -> str:
    """Replace each `{{ expression }}` in `text` by its value.

    >>> names = {"cats": {"p": [0.665, 0.245]}}
    >>> expand("{{ cats.p }}, $p = {{ cats.p }}$, `{{ cats.p }}`", names, "ru", Source("lesson.md"))
    '[0,665;\\xa00,245], $p = [0{,}665;\\\\; 0{,}245]$, `[0.665, 0.245]`'

    Raises ContentError with file, line and expression where a name is unknown or an expression fails, and where prose
    holds what is left of a placeholder or of a formula that was not closed.
    """
    slip = _slip(text)
    if slip:
        found, start = slip
        message = f"{found!r} is left over; a value stands as {{{{ name }}}}, a formula between two $"
        raise ContentError(message, source.path, source.line(text, start))
    told = [
        piece if isinstance(piece, str) else _told(piece, names, language, source, text) for piece in pieces(text)
    ]
    return "".join(told)


@dataclass(frozen=True)
class Placeholder:
    """One `{{ expression }}` of a text: its expression, what it stands in, and where it starts."""

    expression: str
    markup: Markup
    start: int


@lru_cache(maxsize=4096)
def _slip(text: str) -> tuple[str, int] | None:
    """Find the first slip in the prose of a text, and where it starts."""
    for token in tokens(text):
        if token.kind == "text" and (match := _SLIP.search(token.text)):
            return match[0], token.start + match.start()
    return None


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[str | Placeholder, ...]:
    """Cut a text into what is told as it stands and the placeholders between.

    >>> pieces("so $p = {{ p }}$")
    ('so $p = ', Placeholder(expression='p', markup='tex', start=8), '$')
    """
    found: list[str | Placeholder] = []
    for token in tokens(text):
        end = 0
        for match in _PLACEHOLDER.finditer(token.text):
            found.append(token.text[end : match.start()])
            expression = " ".join(match[0][2:-2].split())
            found.append(Placeholder(expression, _MARKUP.get(token.kind, "text"), token.start + match.start()))
            end = match.end()
        found.append(token.text[end:])
    joined: list[str | Placeholder] = []
    for piece in found:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece:
            joined.append(piece)
    return tuple(joined)


def _told(place: Placeholder, names: Mapping[str, Any], language: str, source: Source, text: str) -> str:
    try:
        return _written(evaluate(place.expression, names), language, place.markup)
    except InputError as error:
        line = source.line(text, place.start)
        raise ContentError(f"{{{{ {place.expression} }}}}: {error}", source.path, line) from None
    except ContentError as error:  # of the figure, the question or the program that it asks for
        raise ContentError(str(error), source.path, source.line(text, place.start)) from None


def _written(value: Any, language: str, markup: Markup) -> str:
    if isinstance(value, float):
        return show(value, language, markup=markup)
    if isinstance(value, str):
        return value
    if isinstance(value, Steps):
        return value.tex(language)
    if isinstance(value, Picture):
        return value.markdown()
    if isinstance(value, Formatted):
        return show(value.value, language, markup=markup, **value.style)
    return show(value, language, markup=markup)
