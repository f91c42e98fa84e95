"""Temperature scaling: one number that makes a trained classifier's confidence honest."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xentlib.errors import InputError
from xentlib.losses import (
    Floats,
    expected_calibration_error,
    inputs,
    softmax,
    softmax_cross_entropy,
    times_with_zero,
)
from xentlib.training.arguments import whole

UNIFORM = 2.0**-60
"""An inverse temperature at which scores up to 4 give e^z = 1 to the last bit: every class is as likely."""


@dataclass(frozen=True)
class Calibration:
    """The best `temperature`, and the loss (nats) and expected calibration error at T = 1 and at that T."""

    temperature: float
    loss_before: float
    loss_after: float
    calibration_error_before: float
    calibration_error_after: float


def fit_temperature(logits: ArrayLike, labels: ArrayLike, *, bins: int = 15) -> Calibration:
    """Find the temperature T that minimizes the mean of −ln softmax(z/T)_y over a validation set.

    `logits` has the shape (n, C), `labels` (n,). T > 1 says that the classifier was over-confident. No answer
    changes, because the order of the scores stays. `bins` are those of the calibration errors, which need not fall.

    Here every answer is given with p = 0.9 and two in three are right. At the best T, p = 2/3:

    >>> import math
    >>> logits = [[math.log(9), 0.0]] * 3
    >>> found = fit_temperature(logits, [0, 0, 1])
    >>> round(found.temperature, 4), round(math.log(9) / math.log(2), 4)
    (3.1699, 3.1699)
    >>> softmax(logits[0], temperature=found.temperature).round(4)
    array([0.6667, 0.3333])

    The loss is convex in s = 1/T, with the slope mean(Σ_k p_k z_k − z_y). It rises, and we halve an interval around
    its zero until no float is left between the ends: some 60 steps, and no tolerance to choose.

    Raises InputError for logits and labels that `softmax_cross_entropy` refuses, a masked true class, and where no
    temperature is the best: every answer right (T → 0) or scores no better than none (T → ∞).
    Source: Guo, Pleiss, Sun, Weinberger (2017), "On calibration of modern neural networks", section 4.2.
    """
    bins = whole("bins", bins, low=1)
    z = inputs.scores("logits", logits, -1).astype(np.float64)
    if z.ndim != 2:
        raise InputError("logits", f"shape {z.shape}", "shape (n, C)")
    y = inputs.class_indices("labels", labels, z.shape, soft=False)
    loss_before = float(softmax_cross_entropy(z, y))
    if not np.isfinite(loss_before):
        raise InputError("logits", "a true class masked by -inf", "a finite score for each true class")
    temperature = _best_temperature(z, y)
    return Calibration(
        temperature=temperature,
        loss_before=loss_before,
        loss_after=float(softmax_cross_entropy(z / temperature, y)),
        calibration_error_before=float(expected_calibration_error(softmax(z), y, bins=bins)),
        calibration_error_after=float(expected_calibration_error(softmax(z, temperature=temperature), y, bins=bins)),
    )


def _best_temperature(z: Floats, y: NDArray[np.intp]) -> float:
    # Dividing by a power of two is exact; after it no difference of scores overflows.
    largest = float(np.abs(z[np.isfinite(z)]).max())
    scale = math.ldexp(1.0, math.frexp(largest)[1] - 1)
    true = np.take_along_axis(z, y[:, None], axis=1)
    leads = z / scale - true / scale  # how far each class leads the true one; −∞ where masked
    def slope(inverse: float) -> float:
        with np.errstate(over="ignore"):
            p = softmax(leads, temperature=1 / inverse)
        return float(times_with_zero(p, leads).sum(axis=1).mean())

    if slope(UNIFORM) >= 0:
        raise InputError("logits", "scores no better than none", "true classes above the average score, or T → ∞")
    if leads.max(axis=1).mean() <= 0:
        raise InputError("logits", "every answer right", "a mistake: without one, T → 0 is always better")
    low, high = UNIFORM, 1.0
    while slope(high) <= 0:
        high *= 2
    while low < (middle := (low + high) / 2) < high:
        low, high = (low, middle) if slope(middle) > 0 else (middle, high)
    return scale / high
