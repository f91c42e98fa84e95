"""Put computed numbers where a text says `{{ … }}`.

One syntax for lessons and questions. What stands between the braces is an expression over the names that the caller
gives (see `expressions`); its value is written as the language writes numbers, and as the place
asks: prose, formula or code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xentlib.errors import ContentError, InputError
from xentlib.examples import Inputs, Step, Worked
from xentlib.expressions import Formatted, Names, evaluate
from xentlib.markup import PLACEHOLDER, tokens
from xentlib.numbers import Markup, show
from xentlib.pictures import Picture

_MARKUP: Mapping[str, Markup] = {"code": "code", "formula": "tex", "display": "tex"}
_PLACEHOLDER = re.compile(PLACEHOLDER, re.DOTALL)


@dataclass(frozen=True)
class Steps:
    """The lines of a derivation; `{{ cats.steps }}` on a line of its own shows them aligned."""

    lines: tuple[Step, ...]

    def tex(self, language: str) -> str:
        rows = ("".join(_written(piece, language, "tex") for piece in line) for line in self.lines)
        return r"$$\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}$$"


def names_of(inputs: Inputs, worked: Worked) -> dict[str, Any]:
    """Return what a text may say of a worked example: inputs, values, pictures, `mistakes` and `steps`."""
    told = {"mistakes": Names(worked.mistakes), "steps": Steps(worked.steps)}
    return {**inputs, **worked.values, **worked.pictures, **told}


@dataclass(frozen=True)
class Source:
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

    Raises ContentError with file, line and expression where a name is unknown or an expression fails.
    """
    return "".join(
        _expand_token(token.text, token.kind, names, language, source, text, token.start) for token in tokens(text)
    )


def _expand_token(
    piece: str, kind: str, names: Mapping[str, Any], language: str, source: Source, text: str, start: int
) -> str:
    markup = _MARKUP.get(kind, "text")

    def replace(match: re.Match[str]) -> str:
        line = source.line(text, start + match.start())
        expression = " ".join(match[0][2:-2].split())
        try:
            return _written(evaluate(expression, names), language, markup)
        except InputError as error:
            raise ContentError(f"{{{{ {expression} }}}}: {error}", source.path, line) from None
        except ContentError as error:  # of the figure, the question or the program that it asks for
            raise ContentError(str(error), source.path, line) from None

    return _PLACEHOLDER.sub(replace, piece)


def _written(value: Any, language: str, markup: Markup) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Steps):
        return value.tex(language)
    if isinstance(value, Picture):
        return value.markdown()
    if isinstance(value, Formatted):
        return show(value.value, language, markup=markup, **value.style)
    return show(value, language, markup=markup)
