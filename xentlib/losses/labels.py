"""What the targets, class weights, smoothing and ignored index of a classification loss come to, row by row.

A label is either an index, the true class, or a distribution over the classes: one-hot, or soft where a teacher is
not sure. `read_labels` checks all of it; `Labels.weighted` writes the distributions out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from xentlib.errors import InputError
from xentlib.losses import inputs
from xentlib.losses.inputs import Doubles, Floats, Indices


class Labels(NamedTuple):
    """The labels of N examples. Either `indices`, of shape (N,), or `distributions`, of shape (N, C), is there."""

    indices: Indices | None
    distributions: Floats | None
    row_weights: Doubles
    """What each example counts: w_y, 0 where it is ignored; with distributions Σ_k w_k t_k."""
    class_weights: Doubles
    smoothing: float
    used: Doubles
    """1 for each example that counts, 0 for each that is ignored."""

    @property
    def denominator(self) -> float:
        """What the mean divides by: the sum of the weights used."""
        return float(self.row_weights.sum())

    def weighted(self, block: slice) -> Doubles:
        """Return w_k ((1 − ε) t_ik + ε/C) for the rows of a block; a row of 0 for an example that is ignored."""
        if self.indices is None:
            assert self.distributions is not None
            truth = self.distributions[block].astype(np.float64)
        else:
            chosen = self.indices[block]
            truth = np.zeros((len(chosen), len(self.class_weights)))
            truth[np.arange(len(chosen)), chosen] = 1.0
        if self.smoothing:
            truth *= 1 - self.smoothing
            truth += self.smoothing / len(self.class_weights)
        truth *= self.class_weights
        truth *= self.used[block, None]
        return truth


def read_labels(
    targets: ArrayLike,
    logits_shape: tuple[int, ...],
    *,
    weights: ArrayLike | None,
    label_smoothing: float,
    ignore_index: int | None,
    mean: bool,
) -> Labels:
    """Check the labels and options for scores of the given shape (…, C). With `mean`, something must count."""
    inputs.check_fraction("label_smoothing", label_smoothing)
    classes = logits_shape[-1]
    class_weights = np.ones(classes) if weights is None else inputs.class_weights("weights", weights, classes)
    if mean and weights is not None:  # only their ratios count; a power of two takes no digit, and no sum overflows
        class_weights = np.ldexp(class_weights, -np.frexp(class_weights.max())[1])
    given = inputs.array("targets", targets)
    if given.shape == logits_shape:
        if ignore_index is not None:
            raise InputError("ignore_index", ignore_index, "None with one-hot or soft labels, which have no index")
        distributions = inputs.distribution("targets", given, -1).reshape(-1, classes)
        everyone = np.ones(len(distributions))
        row_weights = everyone if weights is None else distributions.astype(np.float64) @ class_weights
        _check_row_weights(row_weights, mean)
        return Labels(None, distributions, row_weights, class_weights, label_smoothing, everyone)
    indices = inputs.class_indices("targets", given, logits_shape, ignore_index).reshape(-1)
    used = inputs.used_rows("targets", indices, ignore_index)
    indices = np.where(used, indices, 0)
    row_weights = np.where(used, class_weights[indices], 0.0)
    _check_row_weights(row_weights, mean)
    return Labels(indices, None, row_weights, class_weights, label_smoothing, used.astype(np.float64))


def _check_row_weights(row_weights: Doubles, mean: bool) -> None:
    if mean and not row_weights.any():
        raise InputError("weights", "0 for the class of every target", "a positive weight for one of these classes")
