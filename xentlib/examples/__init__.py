"""The worked examples of the course: each is a function from inputs to values.

A lesson prints the values, a figure draws them, a question asks for one of them, and a grader knows the right
number and the wrong ones that people reach. With this package one can

- register an example: decorate a function with `@example`, or with `@example(draw=…)` if questions use it;
- work it: `EXAMPLES["cats"].story()` with the inputs that the course tells, `.work(inputs)` with any others,
  `.by_hand(inputs)` as someone who rounds each intermediate result to the digits shown.

The inputs that the course tells are the defaults of the function's parameters. Its first parameter, `shown`,
stands between each intermediate result and the next step: it changes nothing, or it rounds.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from xentlib.examples.registry import (
    EXAMPLES,
    INTERMEDIATE_DIGITS,
    Example,
    Inputs,
    Shown,
    Step,
    Value,
    Worked,
    example,
)

__all__ = ["EXAMPLES", "INTERMEDIATE_DIGITS", "Example", "Inputs", "Shown", "Step", "Value", "Worked", "example"]

for _module in pkgutil.walk_packages(__path__, f"{__name__}."):  # a module registers its examples when it is imported
    import_module(_module.name)
