"""Gradient descent on a function of two weights, with its path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from xentlib.errors import InputError
from xentlib.losses import Floats, inputs
from xentlib.training.arguments import finite_array, whole


@dataclass(frozen=True, eq=False)
class Descent:
    """The path of a descent: `weights` (steps + 1, 2) and the `values` (steps + 1,) there, the start included.

    Where a step leaves the floating-point numbers, the path ends before it and `overflowed` is true.
    """

    weights: Floats
    values: Floats
    overflowed: bool = False

    @property
    def diverged(self) -> bool:
        """Whether all this walking has led uphill: out of the numbers, or to a higher value than at the start."""
        return self.overflowed or bool(self.values[-1] > self.values[0])

    @property
    def uphill_steps(self) -> int:
        """How many steps led to a higher value: none where the rate is small enough."""
        return int((np.diff(self.values) > 0).sum())


def descend(
    function: Callable[[Floats], Any],
    gradient: Callable[[Floats], ArrayLike],
    start: ArrayLike,
    *,
    rate: float,
    steps: int,
) -> Descent:
    """Step against the gradient, w ← w − η ∇f(w), `steps` times with the learning rate η = `rate`.

    `function` and `gradient` get weights of the shape (2,); the first returns a number, the second the shape (2,).

    On f(u, v) = u² + v² a step multiplies the weights by 1 − 2η. So η = 0.1 creeps, 0.5 arrives at once,
    and 1.1 goes further out with each step:

    >>> bowl = lambda w: w @ w
    >>> slope = lambda w: 2 * w
    >>> for rate in (0.1, 0.5, 1.1):
    ...     path = descend(bowl, slope, [1.0, 1.0], rate=rate, steps=3)
    ...     print(path.values.round(3), path.diverged)
    [2.    1.28  0.819 0.524] False
    [2. 0. 0. 0.] False
    [2.    2.88  4.147 5.972] True

    Raises InputError for a start or gradient of a wrong shape, a start that is not finite or where the function
    is not, a rate that is not positive, and steps that are no count. Source: Cauchy (1847).
    """
    weights, steps = finite_array("start", start, shape=(2,)), whole("steps", steps)
    inputs.check_positive("rate", rate)
    value = _value(function, weights)
    if not np.isfinite(value):
        raise InputError("start", weights.tolist(), f"a point where the function is finite, not {value}")
    path, values = [weights], [value]
    for _ in range(steps):
        with np.errstate(all="ignore"):
            weights = weights - rate * _slope(gradient, weights)
        value = _value(function, weights) if np.isfinite(weights).all() else np.nan
        if not np.isfinite(value):
            return Descent(np.array(path), np.array(values), overflowed=True)
        path.append(weights)
        values.append(value)
    return Descent(np.array(path), np.array(values))


def _value(function: Callable[[Floats], Any], weights: Floats) -> float:
    with np.errstate(all="ignore"):
        try:
            value = inputs.real_numbers("function", function(weights))
        except OverflowError:  # `math` and whole powers raise where NumPy gives inf
            return np.inf
    if value.shape != ():
        raise InputError("function", f"shape {value.shape}", "one number for two weights")
    return float(value)


def _slope(gradient: Callable[[Floats], ArrayLike], weights: Floats) -> Floats:
    try:
        slope = inputs.real_numbers("gradient", gradient(weights)).astype(np.float64)
    except OverflowError:
        return np.full(2, np.inf)
    if slope.shape != (2,):
        raise InputError("gradient", f"shape {slope.shape}", "shape (2,), a slope for each weight")
    return slope
