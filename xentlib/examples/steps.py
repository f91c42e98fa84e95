"""Pieces for the lines of algebra: numbers with their digits, in brackets where negative, joined by a sign.

A line shows numbers with four significant digits. What goes into a logarithm or a quotient is shown with one or
two digits more, so that a reader who types the line into a calculator gets what stands to the right.
"""

from __future__ import annotations

from collections.abc import Iterable

from xentlib.examples.registry import Step, Value
from xentlib.expressions import Formatted


def digits(count: int, value: Value) -> Formatted:
    """Show `value`, a number or several, with `count` significant digits."""
    return Formatted(value, {"digits": count})


def bracketed(value: Value) -> Step:
    """Put a negative number into brackets.

    >>> bracketed(-1.5), bracketed(2.0)
    (('(', -1.5, ')'), (2.0,))
    """
    number = value.value if isinstance(value, Formatted) else value
    return ("(", value, ")") if number < 0 else (value,)


def joined(sign: str, values: Iterable[Value], *, before: str = "", after: str = "") -> Step:
    """Put `sign` between the values, and `before` and `after` around each.

    >>> joined(" + ", [3.0, -1.5])
    (3.0, ' + ', '(', -1.5, ')')
    >>> joined(" + ", [0.5, 2.0], before="e^{", after="}")
    ('e^{', 0.5, '}', ' + ', 'e^{', 2.0, '}')
    """
    pieces: list[Value] = []
    for value in values:
        own = (before, value, after) if before or after else bracketed(value)
        pieces += [sign, *own] if pieces else own
    return tuple(pieces)


def products(factors: Iterable[Value], values: Iterable[Value]) -> Step:
    """Write a sum of products.

    >>> products([0.7, 0.3], [2.0, -1.0])
    (0.7, ' \\\\cdot ', 2.0, ' + ', 0.3, ' \\\\cdot ', '(', -1.0, ')')
    """
    pieces: list[Value] = []
    for factor, value in zip(factors, values, strict=True):
        if pieces:
            pieces.append(" + ")
        pieces += [*bracketed(factor), r" \cdot ", *bracketed(value)]
    return tuple(pieces)


def shares(weights: Value) -> Value:
    """Divide by the sum: the last step of softmax, as one does it by hand with powers that are there already.

    >>> import numpy as np
    >>> shares(np.array([1.0, 3.0]))
    array([0.25, 0.75])
    """
    return weights / weights.sum()
