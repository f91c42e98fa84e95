"""The language between `{{` and `}}`: a small part of Jinja2's expressions, safe for whoever may write a translation.

Names, their values by `.name` and `[number]`, numbers and texts, + - * /, the filters `decimals` and `digits`, and
calls of what the names offer, with one text. There is no way from here to a method of a value.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from jinja2 import Environment, TemplateSyntaxError, nodes

from xentlib.errors import InputError, listing

FILTERS = ("decimals", "digits")
MOST_DIGITS = 20
MOST_NAMES = 20
"""So many names stand in a message: all values of an example, and of all examples the nearest."""


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

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)


def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
    """Return the value of an expression over `names`. Raises InputError where it has none.

    >>> evaluate("cats.p[0] | decimals(2)", {"cats": Names({"p": [0.665]})})
    Formatted(value=0.665, style={'decimals': 2})
    """
    try:
        return compiled(expression)(names)
    except RecursionError:
        raise InputError("syntax", "nested too deeply", "a short expression") from None


Value = Callable[[Mapping[str, Any]], Any]
"""An expression that was read: a function of the names."""


@cache
def compiled(expression: str) -> Value:
    """Read an expression once. Whether it has a value over some names is told when it is called with them."""
    return _value(_parsed(expression))


def _parsed(expression: str) -> nodes.Expr:
    try:
        template = _GRAMMAR.parse("{{ " + expression + " }}")
    except TemplateSyntaxError as error:
        raise InputError("syntax", error.message, "an expression such as cats.p[0]") from None
    except ValueError:  # Python refuses to read an integer of thousands of digits
        raise InputError("syntax", "a number that is too long", "an expression such as cats.p[0]") from None
    match template.body:
        case [nodes.Output(nodes=[nodes.Expr() as found])] if not isinstance(found, nodes.TemplateData):
            return found
    raise InputError("syntax", "not one expression", "an expression such as cats.p[0]")


def _value(node: nodes.Node) -> Value:
    """Return what gives the value of a node; whatever has no rule here is no part of the language."""
    match node:
        case nodes.Const(value=int() | float() | str() as value) if not isinstance(value, bool):
            return lambda names: value
        case nodes.Const(value=bool() | None as word):
            return _refused(str(word).lower(), "a word of Jinja's", "another name for a value, in the example too")
        case nodes.Name(name=name):
            return lambda names: names[name] if name in names else _named(names, name, name)
        case nodes.Getattr(node=owner, attr=name):
            value_of, told = _value(owner), f"{_told(owner)}.{name}"
            return lambda names: _named(value_of(names), name, told)
        case nodes.Getitem(node=owner, arg=nodes.Const(value=int() as index)):
            value_of, told = _value(owner), f"{_told(owner)}[{index}]"
            return lambda names: _item(value_of(names), index, told)
        case nodes.Neg(node=operand):
            value_of = _value(operand)
            return lambda names: -_number(value_of(names))
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div():
            return _arithmetic(node)
        case nodes.Filter(node=nodes.Node() as one, name=name, args=[nodes.Const(value=count)]) if name in FILTERS:
            if not isinstance(count, int) or not 0 <= count <= MOST_DIGITS:
                return _refused(name, repr(count), f"a whole number up to {MOST_DIGITS}")
            value_of, style = _value(one), {name: count}
            return lambda names: Formatted(value_of(names), style)
        case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=str() as argument)], kwargs=[]):
            return _call(name, argument, _told(node))
    allowed = "names, .name, [0], numbers, + - * /, decimals(2), digits(3), figure(…)"
    return _refused(_told(node), "not part of this language", allowed)


def _refused(*reason: str) -> Value:
    def refuse(names: Mapping[str, Any]) -> Any:
        raise InputError(*reason)

    return refuse


def _arithmetic(node: nodes.BinExpr) -> Value:
    left, right, operation = _value(node.left), _value(node.right), _OPERATORS[type(node)]

    def value(names: Mapping[str, Any]) -> Any:
        one, other = _number(left(names)), _number(right(names))
        try:
            return operation(one, other)
        except ArithmeticError as error:
            raise InputError(_told(node), error, "numbers with a result") from None

    return value


def _call(name: str, argument: str, told: str) -> Value:
    def value(names: Mapping[str, Any]) -> Any:
        function = _named(names, name, name)
        if callable(function):
            return function(argument)
        raise InputError(told, f"{name} is a value", "a call of figure, quiz, code or output")

    return value


def _named(owner: Any, name: str, told: str) -> Any:
    if isinstance(owner, Names | Mapping) and name in owner:
        return owner[name]
    if isinstance(owner, Names | Mapping):
        raise InputError(told, "unknown name", f"one of {listing(sorted(owner), name, most=MOST_NAMES)}")
    raise InputError(told, "unknown name", "no name after a number")


def _item(owner: Any, index: int, told: str) -> Any:
    if not isinstance(owner, list | tuple | np.ndarray):
        raise InputError(told, "not a vector", "a vector before [ ]")
    if not 0 <= index < len(owner):
        raise InputError(told, f"{len(owner)} numbers", f"an index from 0 to {len(owner) - 1}")
    return owner[index]


def _number(value: Any) -> Any:
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return value
    if isinstance(value, Formatted):
        raise InputError("arithmetic", "a number already formatted", "brackets, as in (2 * x) | digits(3)")
    raise InputError("arithmetic", repr(value), "numbers on both sides")


def _told(node: nodes.Node) -> str:
    match node:
        case nodes.Name(name=name):
            return str(name)
        case nodes.Getattr(node=owner, attr=name):
            return f"{_told(owner)}.{name}"
        case nodes.Getitem(node=owner, arg=nodes.Const(value=index)):
            return f"{_told(owner)}[{index}]"
        case nodes.Const(value=value):
            return str(value).lower()
        case nodes.Filter(node=nodes.Node() as one, name=name):
            return f"{_told(one)} | {name}"
    return type(node).__name__.lower()


_OPERATORS: Mapping[type, Callable[[Any, Any], Any]] = {
    nodes.Add: operator.add,
    nodes.Sub: operator.sub,
    nodes.Mul: operator.mul,
    nodes.Div: operator.truediv,
}
_GRAMMAR = Environment(autoescape=False)  # noqa: S701  # it parses, it never renders
