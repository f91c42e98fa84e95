"""How good are the answers, and how honest: measures that one reads, not ones that one descends.

With this module one can

- count right answers: `accuracy`;
- ask whether 90 % sure means right in 90 of 100 cases: `reliability`, `expected_calibration_error`;
- score probabilities without a logarithm: `brier_score`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from xentlib.errors import InputError
from xentlib.losses import inputs
from xentlib.losses.inputs import Doubles, Floats, Indices


def accuracy(scores: ArrayLike, targets: ArrayLike, *, ignore_index: int | None = None) -> float:
    """Return the share of examples whose largest score belongs to the true class; among equals, the first counts.

    `scores` has the shape (…, C) and may hold probabilities as well; `targets` has the shape (…) with class
    indices. Accuracy does not see how sure an answer was, a loss does:

    >>> accuracy([[0.51, 0.49], [0.99, 0.01]], [0, 1])
    0.5

    Raises InputError for scores that `softmax` refuses, targets of a wrong shape, kind or range, or all ignored.
    Source: Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 2.4 (zero-one loss).
    """
    z = inputs.scores("scores", scores, -1)
    y = inputs.class_indices("targets", targets, z.shape, ignore_index, soft=False)
    used = inputs.used_rows("targets", y, ignore_index)
    return float((z.argmax(axis=-1) == y)[used].mean())


class Reliability(NamedTuple):
    """The bins of a reliability diagram: how many answers each holds, and their means, 0 where a bin is empty."""

    number: Indices
    confidence: Doubles
    accuracy: Doubles


def reliability(probabilities: ArrayLike, targets: ArrayLike, *, bins: int = 15) -> Reliability:
    """Sort answers by their confidence max_k p_k into `bins` equal parts of (0, 1]; compare with how many are right.

    `probabilities` has the shape (…, C), `targets` the shape (…) with class indices. A bin holds (low, high].

    >>> reliability([[0.9, 0.1], [0.8, 0.2]], [0, 1], bins=2).accuracy
    array([0. , 0.5])

    Raises InputError where rows are not distributions, for targets of a wrong shape, kind or range, and for less
    than one bin.
    Source: DeGroot and Fienberg (1983), "The comparison and evaluation of forecasters".
    """
    p = inputs.distribution("probabilities", probabilities, -1)
    y = inputs.class_indices("targets", targets, p.shape, soft=False)
    if not inputs.is_integer(bins) or bins < 1:
        raise InputError("bins", repr(bins), "an integer of at least 1")
    confidence = np.atleast_1d(p.max(axis=-1)).reshape(-1).astype(np.float64)
    right = np.atleast_1d(p.argmax(axis=-1) == y).reshape(-1)
    # Compare with the borders themselves: ⌈confidence · bins⌉ puts 0.7 of 10 bins a bin too high or low.
    borders = np.arange(1, bins) / bins
    place = np.searchsorted(borders, confidence, side="left")
    count = np.bincount(place, minlength=bins)
    filled = np.maximum(count, 1)
    return Reliability(
        number=count,
        confidence=np.bincount(place, weights=confidence, minlength=bins) / filled,
        accuracy=np.bincount(place, weights=right, minlength=bins) / filled,
    )


def expected_calibration_error(probabilities: ArrayLike, targets: ArrayLike, *, bins: int = 15) -> float:
    """Return Σ_b (n_b / n) |accuracy_b − confidence_b| over the bins of `reliability`: 0 for honest confidence.

    Sure at 90 % and right in half of the cases is 40 points off:

    >>> round(expected_calibration_error([[0.9, 0.1], [0.9, 0.1]], [0, 1]), 4)
    0.4

    Raises InputError as `reliability` does. Source: Guo, Pleiss, Sun and Weinberger (2017), "On calibration of
    modern neural networks", equation 3; 15 bins as there.
    """
    found = reliability(probabilities, targets, bins=bins)
    gaps = np.abs(found.accuracy - found.confidence)
    return float((found.number * gaps).sum() / found.number.sum())


def brier_score(probabilities: ArrayLike, targets: ArrayLike) -> float:
    """Return the mean over all examples of Σ_k (p_k − y_k)²: from 0, sure and right, to 2, sure and wrong.

    `probabilities` has the shape (…, C), `targets` the shape (…) with class indices. Unlike cross-entropy it has
    a ceiling: the surest mistake costs 2, not ∞.

    >>> round(brier_score([0.665241, 0.244728, 0.090031], 0), 4)
    0.1801

    Raises InputError where rows are not distributions or for targets of a wrong shape, kind or range.
    Source: Brier (1950), "Verification of forecasts expressed in terms of probability".
    """
    p: Floats = inputs.distribution("probabilities", probabilities, -1)
    y = inputs.class_indices("targets", targets, p.shape, soft=False)
    error = p.astype(np.float64).reshape(-1, p.shape[-1])
    error[np.arange(len(error)), y.reshape(-1)] -= 1.0
    return float((error**2).sum(axis=1).mean())
