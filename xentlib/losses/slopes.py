"""Is a gradient right? Ask the function itself: a small step up, a small step down, and compare.

With this module one can measure the slopes of a function by centered differences, `centered_differences`, and hold a
gradient against them, `gradient_check`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from xentlib.errors import InputError
from xentlib.losses import inputs
from xentlib.losses.inputs import Doubles

Function = Callable[[Doubles], ArrayLike]


class GradientCheck(NamedTuple):
    """The largest relative error of a gradient, where it is, and the two slopes there."""

    error: float
    position: tuple[int, ...]
    claimed: float
    measured: float


def gradient_check(
    function: Function, point: ArrayLike, gradient: ArrayLike, *, step: float | None = None
) -> GradientCheck:
    """Compare `gradient` with centered differences of `function` at `point`; return the largest relative error.

    The error is |claimed − measured| over the largest slope of either: below 1e-7 for a right gradient, above 1e-2
    for nearly every wrong one. (Slopes that are tiny beside the largest drown in the rounding of the function,
    so they are not held against their own size.)

    >>> from xentlib.losses import softmax, softmax_cross_entropy
    >>> z = np.array([10.0, 9.0, 8.0])
    >>> p_minus_y = softmax(z) - [1, 0, 0]
    >>> gradient_check(lambda z: softmax_cross_entropy(z, 0), z, p_minus_y).error < 1e-7
    True
    >>> found = gradient_check(lambda z: softmax_cross_entropy(z, 0), z, -p_minus_y)  # y − p: the sign is wrong
    >>> round(found.error, 3), found.position
    (2.0, (0,))

    Raises InputError for a point or gradient that is empty or not finite, for shapes that differ, and where the
    function does not return one finite number.
    Source: Press et al. (2007), Numerical Recipes, section 5.7.
    """
    at = inputs.finite_numbers("point", point).astype(np.float64)
    claimed = inputs.finite_numbers("gradient", gradient).astype(np.float64)
    inputs.check_shape("gradient", claimed, at.shape, "the shape of point")
    measured = centered_differences(function, at, step=step)
    gaps = np.abs(claimed - measured)
    position = tuple(int(index) for index in np.unravel_index(gaps.argmax(), gaps.shape))
    largest = max(np.abs(claimed).max(), np.abs(measured).max())
    error = float(gaps[position] / largest) if largest else 0.0
    return GradientCheck(error, position, float(claimed[position]), float(measured[position]))


def centered_differences(function: Function, point: ArrayLike, *, step: float | None = None) -> Doubles:
    """Return (f(x + h e_k) − f(x − h e_k)) / 2h for each component k of `point`.

    Centered, because the error is of the order h², not h. Without `step`, h is the cube root of the rounding unit
    times max(1, |x_k|), which balances that error with the rounding of f.

    >>> centered_differences(lambda x: (x**2).sum(), [1.0, -3.0]).round(6)
    array([ 2., -6.])

    Raises InputError as `gradient_check` does, and for a step so small that x + h = x, or so large that it overflows.
    Source: Press et al. (2007), Numerical Recipes, section 5.7.
    """
    at = inputs.finite_numbers("point", point).astype(np.float64)
    if step is not None:
        inputs.check_positive("step", step)
    slopes = np.empty(at.shape)
    for position in np.ndindex(at.shape):
        h = step if step is not None else np.cbrt(np.finfo(float).eps) * max(1.0, abs(at[position]))
        above, below = at.copy(), at.copy()
        with np.errstate(over="ignore"):
            above[position] += h
            below[position] -= h
            taken = above[position] - below[position]  # divide by the step that was taken: x + h is rounded
        if not 0 < taken < np.inf:
            raise InputError("step", h, f"a step that leads from {at[position]} to other finite numbers")
        slopes[position] = (_value(function, above) - _value(function, below)) / taken
    return slopes


def _value(function: Function, point: Doubles) -> float:
    value = inputs.real_numbers("function", function(point))
    if value.size != 1 or not np.isfinite(value).all():
        found = value.item() if value.size == 1 else f"a result of shape {value.shape}"
        raise InputError("function", found, "one finite number")
    return float(value.item())
