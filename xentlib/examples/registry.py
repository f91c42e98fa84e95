"""What a worked example is, and the list of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context
from functools import cached_property
from typing import Any, overload

import numpy as np

from xentlib.draws import Draws
from xentlib.errors import InputError
from xentlib.pictures import Picture

Value = Any  # a number, or an array of numbers
Inputs = Mapping[str, Value]
Shown = Callable[[Value], Value]
Step = tuple[str | Value, ...]

INTERMEDIATE_DIGITS = 4
"""Significant digits that people keep on the way to an answer; a line of algebra shows as many, or more."""

_ON_THE_WAY = Context(prec=INTERMEDIATE_DIGITS, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Worked:
    """What an example gives: named values, the wrong ones that people reach, and the algebra.

    A step is one line of a derivation: pieces of TeX and, between them, the numbers put in, plain or with their
    digits (`steps.digits`). One "&" marks where the lines are aligned. Few are read, so `steps` is a function that
    writes them when somebody does. `chosen` names options of a question by their ids: the right one, the right ones,
    a right order, a wrong order that people reach.
    """

    values: Mapping[str, Value]
    mistakes: Mapping[str, Value] = field(default_factory=dict)
    steps: Callable[[], tuple[Step, ...]] = tuple
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """A worked example. `draw` gives the inputs of a variant, or None where the draw is no good question."""

    name: str
    function: Callable[..., Worked]
    draw: Callable[[Draws], Inputs | None] | None = None

    @cached_property
    def inputs(self) -> dict[str, Value]:
        """The inputs that the course tells. Raises InputError where a parameter has no default."""
        _shown, *parameters = inspect.signature(self.function).parameters.values()
        for parameter in parameters:
            if parameter.default is parameter.empty:
                told = f"{parameter.name} has no default"
                raise InputError(f"example {self.name}", told, "the input that the course tells")
        return {parameter.name: parameter.default for parameter in parameters}

    def story(self) -> Worked:
        return self.work(self.inputs)

    def work(self, inputs: Inputs) -> Worked:
        return self.function(unrounded, **inputs)

    def by_hand(self, inputs: Inputs) -> Worked:
        """Work it with every intermediate result rounded to the digits shown."""
        return self.function(_as_shown, **inputs)


EXAMPLES: dict[str, Example] = {}


def unrounded(value: Value) -> Value:
    """Change nothing: what `shown` is to whoever keeps all digits, a draw that works its own example for instance."""
    return value


def _as_shown(value: Value) -> Value:
    """Round to the digits that the course shows on the way to an answer."""
    if not isinstance(value, float) and np.ndim(value):
        return np.array([_as_shown(one) for one in value])
    return float(_ON_THE_WAY.create_decimal(repr(float(value)))) or 0.0  # never −0


@overload
def example(function: Callable[..., Worked]) -> Callable[..., Worked]: ...
@overload
def example(
    *, draw: Callable[[Draws], Inputs | None]
) -> Callable[[Callable[..., Worked]], Callable[..., Worked]]: ...


def example(
    function: Callable[..., Worked] | None = None, *, draw: Callable[[Draws], Inputs | None] | None = None
) -> Callable[..., Any]:
    """Register the decorated function under its own name."""

    def register(function: Callable[..., Worked]) -> Callable[..., Worked]:
        name: str = function.__name__
        if name in EXAMPLES:  # the last one would win without a word
            raise ValueError(f"a second example {name!r}; give it another name")
        EXAMPLES[name] = Example(name, function, draw)
        return function

    return register if function is None else register(function)
