"""Put computed numbers where a text says `{{ … }}`.

One syntax for lessons and questions. What stands between the braces is a Jinja2 expression over the names that
the caller gives, evaluated in a sandbox; the result is written as the language writes numbers, and as the place
asks: prose, formula or code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from xentlib.errors import ContentError, InputError
from xentlib.examples import Inputs, Step, Worked
from xentlib.markup import PLACEHOLDER, tokens
from xentlib.numbers import Markup, show

_MARKUP: Mapping[str, Markup] = {"code": "code", "formula": "tex", "display": "tex"}
_PLACEHOLDER = re.compile(PLACEHOLDER, re.DOTALL)


@dataclass(frozen=True)
class Formatted:
    """A value with the way it wants to be shown: the result of `| decimals(2)` or `| digits(3)`."""

    value: Any
    style: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Names:
    """Named values that a text reads as `cats.p`: no dict, so that a value may be named `values` or `items`."""

    _values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self._values[name]


@dataclass(frozen=True)
class Steps:
    """The lines of a derivation; `{{ cats.steps }}` on a line of its own shows them aligned."""

    lines: tuple[Step, ...]

    def tex(self, language: str) -> str:
        rows = ("".join(_piece(piece, language) for piece in line) for line in self.lines)
        return r"$$\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}$$"


def names_of(inputs: Inputs, worked: Worked) -> dict[str, Any]:
    """Return what a text may say of a worked example: inputs, values, `mistakes` and `steps`."""
    return {**inputs, **worked.values, "mistakes": Names(worked.mistakes), "steps": Steps(worked.steps)}


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


def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
    """Return the value of a Jinja2 expression over `names`. Raises InputError where it has none.

    >>> evaluate("cats.p[0] | decimals(2)", {"cats": {"p": [0.665]}})
    Formatted(value=0.665, style={'decimals': 2})
    """
    try:
        value = _compiled(expression)(**names)
    except InputError:
        raise
    except TemplateSyntaxError as error:
        raise InputError(f"{{{{ {expression} }}}}", error.message, "an expression such as cats.p[0]") from None
    except UndefinedError as error:
        raise InputError(f"{{{{ {expression} }}}}", error.message, "a known name") from None
    except SecurityError as error:
        raise InputError(f"{{{{ {expression} }}}}", error.message, "values and filters only") from None
    except (TypeError, ValueError, IndexError, ZeroDivisionError) as error:
        raise InputError(f"{{{{ {expression} }}}}", error, "an expression with a value") from None
    if isinstance(value, Undefined):
        message = f"unknown name {expression.split('|')[0].strip()!r}"
        raise InputError(f"{{{{ {expression} }}}}", message, "a known name")
    return value


@cache
def _compiled(expression: str) -> Callable[..., Any]:
    return _ENVIRONMENT.compile_expression(expression, undefined_to_none=False)


def _expand_token(
    piece: str, kind: str, names: Mapping[str, Any], language: str, source: Source, text: str, start: int
) -> str:
    markup = _MARKUP.get(kind, "text")

    def replace(match: re.Match[str]) -> str:
        line = source.line(text, start + match.start())
        try:
            return _written(evaluate(match[0][2:-2].strip(), names), language, markup)
        except (InputError, ContentError) as error:  # of the expression, or of the figure that it asks for
            raise ContentError(str(error), source.path, line) from None

    return _PLACEHOLDER.sub(replace, piece)


def _written(value: Any, language: str, markup: Markup) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Steps):
        return value.tex(language)
    if isinstance(value, Formatted):
        return show(value.value, language, markup=markup, **value.style)
    return show(value, language, markup=markup)


def _piece(piece: Any, language: str) -> str:
    return piece if isinstance(piece, str) else show(piece, language, markup="tex")


def _filter(name: str) -> Callable[[Any, int], Formatted]:
    def apply(value: Any, count: int) -> Formatted:
        if not isinstance(count, int):
            raise InputError(name, repr(count), "a whole number")
        return Formatted(value, {name: count})

    return apply


_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_ENVIRONMENT.globals.clear()
_ENVIRONMENT.filters = {"decimals": _filter("decimals"), "digits": _filter("digits"), "abs": abs}
