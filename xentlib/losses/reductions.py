"""From the losses of single examples to one number: none, mean or sum.

The sum over a batch is what the formulas of books show; the mean, what frameworks return. They differ by a factor, and
so do their gradients.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from xentlib.losses import inputs
from xentlib.losses.inputs import Doubles

Reduction = Literal["none", "mean", "sum"]


def check_reduction(reduction: str) -> None:
    inputs.check_choice("reduction", reduction, ("none", "mean", "sum"))


def reduce(losses: Doubles, reduction: Reduction, denominator: float | None = None) -> Doubles:
    """Return the losses, their sum, or their sum over `denominator`, which is their number unless given."""
    check_reduction(reduction)
    if reduction == "none":
        return losses
    with np.errstate(over="ignore"):  # a sum beyond the type is ∞
        total: Doubles = np.asarray(losses.sum())
    if reduction == "sum":
        return total
    divisor = losses.size if denominator is None else denominator
    if np.isfinite(total):
        return total / divisor
    return np.asarray((losses / divisor).sum())  # the mean may well fit into the type


def reduce_gradient(slopes: Doubles, reduction: Reduction) -> Doubles:
    """Return the gradient of the reduced loss from the slopes of single losses that do not share arguments."""
    check_reduction(reduction)
    return slopes / slopes.size if reduction == "mean" else slopes

