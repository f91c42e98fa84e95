"""The loss of a classifier, its gradient and its curvature, straight from the scores.

With this module one can

- score a classifier: `softmax_cross_entropy`, with class indices, one-hot or soft labels;
- train it: `softmax_cross_entropy_gradient`, or both in one pass, `softmax_cross_entropy_and_gradient`;
- see that it is convex in the scores: `softmax_cross_entropy_hessian`.

Notation as in the course: z scores (logits), p = softmax(z), y the true class, t the label as a distribution,
w the class weights, ε the label smoothing, C the number of classes. With all options, one example has

    L_i = Σ_k w_k t_ik (−ln p_ik)        ∂L_i/∂z_k = (Σ_j w_j t_ij) p_ik − w_k t_ik

where t is the label with ε taken off and spread, (1 − ε) t + ε/C. "none" gives each L_i, "sum" Σ_i L_i, and "mean"
divides that sum by the weights used, Σ_i w_{y_i} over the targets that are not ignored, so that weights and ignored
targets leave the mean a mean. A soft label uses Σ_k w_k t_ik of its own t; a one-hot label gives what its index gives.
(PyTorch divides by the number of examples where labels are one-hot or soft, so the same targets give two losses.)

The work goes through blocks of rows that stay in the processor's cache, so it needs little memory beside the result.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from xentlib.errors import InputError
from xentlib.losses import inputs
from xentlib.losses.information import times_with_zero
from xentlib.losses.inputs import Doubles, Floats, Indices, like
from xentlib.losses.labels import Labels, read_labels
from xentlib.losses.probabilities import below_maximum, softmax_jacobian, sum_of_others
from xentlib.losses.reductions import Reduction, check_reduction, reduce

BLOCK = 1 << 18
"""Scores in a block: 1 MB of float32, about the second-level cache of a core; smaller ones pay for more calls."""
SOFT_BLOCK = 1 << 15
"""Scores in a block of distributions, which needs some ten float64 arrays of this size."""

FEW_CLASSES = 32
"""Up to so many classes a block lies class by class in memory: numpy walks long columns faster than short rows."""


def softmax_cross_entropy(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    reduction: Reduction = "mean",
    weights: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    ignore_index: int | None = None,
) -> Floats:
    """Return the loss L = −ln softmax(z)_y = ln Σ_j e^{z_j} − z_y in nats, from scores and labels.

    `logits` has the shape (…, C). `targets` has the shape (…) with class indices from 0 to C − 1, or the shape
    (…, C) with one-hot or soft labels that sum to 1. The mean (or the sum) runs over all examples; "none" has
    the shape (…). The options are defined at the head of this module; examples whose target is `ignore_index`
    cost nothing and do not count.

    >>> float(softmax_cross_entropy([10.0, 9.0, 8.0], 0).round(4))
    0.4076

    From the probabilities this answer is out of reach, because softmax gives an exact 0 here:

    >>> float(softmax_cross_entropy([0.0, -800.0], 1))
    800.0

    The mean divides by the weights that were used, not by the number of examples:

    >>> scores = [[10.0, 9.0, 8.0], [3.0, 1.0, 0.5]]
    >>> float(softmax_cross_entropy(scores, [0, 2], weights=[1, 2, 4]).round(4))
    2.2389

    Raises InputError for scores that `softmax` refuses, targets of a wrong shape, kind or range, all of them
    ignored, weights that are negative, all zero or (for the mean) zero on every target, and unknown options.
    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.2.3; smoothing: Szegedy et al. (2016).
    """
    z = _read_scores(logits)
    labels = _read_labels(targets, z, reduction, weights, label_smoothing, ignore_index)
    return _loss(z, labels, reduction, None)


def softmax_cross_entropy_gradient(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    reduction: Reduction = "mean",
    weights: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    ignore_index: int | None = None,
    out: Floats | None = None,
) -> Floats:
    """Return ∂L/∂z = p − y, the gradient of `softmax_cross_entropy` with respect to the scores.

    The shape is that of `logits`. Each row sums to 0: what one class gains, the others lose.

    >>> softmax_cross_entropy_gradient([10.0, 9.0, 8.0], 0).round(4)
    array([-0.3348,  0.2447,  0.09  ])

    With "mean" each row is divided by what the mean divides by; "sum" and "none" give the same gradient, because
    an example's scores move no loss but its own. Raises InputError as `softmax_cross_entropy` does.
    Source: Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.4.
    """
    return softmax_cross_entropy_and_gradient(
        logits, targets, reduction=reduction, weights=weights, label_smoothing=label_smoothing,
        ignore_index=ignore_index, out=out,
    )[1]  # fmt: skip


def softmax_cross_entropy_and_gradient(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    reduction: Reduction = "mean",
    weights: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    ignore_index: int | None = None,
    out: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Return the loss and its gradient with respect to the scores in one pass: each exponential is computed once.

    >>> loss, gradient = softmax_cross_entropy_and_gradient([10.0, 9.0, 8.0], 0)
    >>> float(loss.round(4)), gradient.round(4).tolist()
    (0.4076, [-0.3348, 0.2447, 0.09])

    `out`, an array of the shape and type of `logits`, takes the gradient and is returned; after an error its
    contents are undefined. Raises InputError as `softmax_cross_entropy` does, and for another `out`.
    Source: Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.4.
    """
    z = _read_scores(logits)
    labels = _read_labels(targets, z, reduction, weights, label_smoothing, ignore_index)
    gradient = np.empty(z.shape, z.dtype) if out is None else _check_out(out, z)
    return _loss(z, labels, reduction, gradient), gradient[()]


def softmax_cross_entropy_hessian(logits: ArrayLike) -> Floats:
    """Return the second derivatives ∂²L/∂z_j∂z_k = diag(p) − p pᵀ of each example's loss, of shape (…, C, C).

    They do not depend on the target. No eigenvalue is negative: the loss is convex in the scores. One is 0,
    because a shift of all scores changes nothing.

    >>> np.linalg.eigvalsh(softmax_cross_entropy_hessian([10.0, 9.0, 8.0])).round(4) + 0.0
    array([0.    , 0.1186, 0.3709])

    Raises InputError as `softmax` does.
    Source: Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.4.
    """
    return softmax_jacobian(inputs.scores("logits", logits, -1))


def _read_scores(logits: ArrayLike) -> Floats:
    """Check kind and shape; nan and infinities come to light in `_loss`, with the maximum of each row."""
    z = inputs.real_numbers("logits", logits)
    if z.ndim == 0 or z.size == 0:
        raise InputError("logits", f"shape {z.shape}", "at least one score in an array")
    return z


def _read_labels(
    targets: ArrayLike,
    z: Floats,
    reduction: Reduction,
    weights: ArrayLike | None,
    label_smoothing: float,
    ignore_index: int | None,
) -> Labels:
    check_reduction(reduction)
    return read_labels(
        targets, z.shape, weights=weights, label_smoothing=label_smoothing,
        ignore_index=ignore_index, mean=reduction == "mean",
    )  # fmt: skip


def _check_out(out: Floats, z: Floats) -> Floats:
    if not isinstance(out, np.ndarray) or out.shape != z.shape or out.dtype != z.dtype or not out.flags.c_contiguous:
        found = f"shape {out.shape} of {out.dtype}" if isinstance(out, np.ndarray) else type(out).__name__
        raise InputError("out", found, f"a contiguous array of shape {z.shape} of {z.dtype}")
    return out


def _loss(z: Floats, labels: Labels, reduction: Reduction, gradient: Floats | None) -> Floats:
    """Return the reduced loss; fill `gradient` on the way if there is one."""
    rows = z.reshape(-1, z.shape[-1])
    count, classes = rows.shape
    slopes = None if gradient is None else gradient.reshape(rows.shape)
    losses = np.empty(count)
    denominator = labels.denominator if reduction == "mean" else 1.0
    indices = None if labels.smoothing else labels.indices  # smoothing turns them into distributions
    height = min(count, max(1, (SOFT_BLOCK if indices is None else BLOCK) // classes))
    buffer = np.empty((classes, height), z.dtype).T if classes <= FEW_CLASSES else None
    for start in range(0, count, height):
        block = slice(start, start + height)
        scores, part = rows[block], None if slopes is None else slopes[block]
        if buffer is not None:
            scores = buffer[: len(scores)]
            np.copyto(scores, rows[block])
        largest = scores.max(axis=1)
        if not np.isfinite(largest).all():  # nan and +inf come through a maximum, and so does a row of −inf
            inputs.reject_scores("logits", z, -1)
        if indices is None:
            losses[block] = _distributions(scores, labels.weighted(block), denominator, part)
            continue
        weights = labels.row_weights[block]
        workspace = part if buffer is None else scores
        each = _one_class(scores, largest, indices[block], weights / denominator, workspace)
        losses[block] = times_with_zero(weights, each)
        if part is not None and buffer is not None:
            np.copyto(part, scores)
    return like(reduce(losses.reshape(z.shape[:-1]), reduction, denominator), z)


@np.errstate(over="ignore")  # the difference of two huge scores may be −∞, and its exponential is 0
def _one_class(scores: Floats, largest: Floats, y: Indices, factor: Doubles, out: Floats | None) -> Doubles:
    """Return L = ln(1 + Σ_{k≠y} e^{z_k} / e^{z_y}) of each row; leave its gradient times `factor` in `out`.

    The true class stays out of the sum: where p_y is nearly 1, both 1 + tiny and p_y − 1 would keep no digits.
    """
    true = (np.arange(len(y)), y)
    shift = _exact_shift(largest, scores.shape[1])
    own_score = (scores[true] - shift).astype(np.float64)
    own = np.exp(own_score)
    shifted = np.subtract(scores, shift[:, None], out=out) if shift.any() else scores
    exponentials = np.exp(shifted, out=out)
    exponentials[true] = 0.0
    others = exponentials.sum(axis=1, dtype=np.float64)  # a float32 sum of 100,000 classes would lose two digits
    if out is not None:  # ∂L/∂z = p − y
        _scale_rows(out, factor, own + others)
        out[true] = -factor * (others / (own + others))
    # ln Σ e^{z − c} − (z_y − c), where e^{z_y − c} is taken out of the logarithm if it is above 1
    lead = np.maximum(own, 1.0)
    losses: Doubles = np.log1p((others + (own - lead)) / lead) - np.minimum(own_score, 0.0)
    return losses


def _scale_rows(exponentials: Floats, factor: Doubles, total: Doubles) -> None:
    """Multiply each row by factor / total, in two steps where the quotient would be too small for the type."""
    scale = factor / total
    kind = exponentials.dtype
    if (scale >= np.finfo(kind).tiny).all():
        exponentials *= scale[:, None].astype(kind)
    else:
        exponentials *= (1 / total)[:, None].astype(kind)
        exponentials *= factor[:, None].astype(kind)


@np.errstate(over="ignore")  # a weight may lead beyond the type
def _distributions(scores: Floats, labels: Doubles, denominator: float, out: Floats | None) -> Doubles:
    """Return L = Σ_k t_k (−ln p_k) of each row; leave ((Σ_j t_j) p − t) / denominator in `out`. t contains weights."""
    below, exponentials = below_maximum(scores.astype(np.float64), 1.0)
    others = sum_of_others(exponentials)
    surprise = np.log1p(others) - below
    if out is not None:
        p = exponentials / (1.0 + others)
        out[...] = (p * labels.sum(axis=1, keepdims=True) - labels) / denominator
    losses: Doubles = times_with_zero(labels, surprise).sum(axis=1)
    return losses


def _exact_shift(largest: Floats, classes: int) -> Floats:
    """Return c for each row so that Σ_k e^{z_k − c} fits into the type and its largest term is at least 1.

    Why not simply the maximum? z − max is rounded, and the exponential magnifies that: in float32,
    e^{0.1 − 80.3} comes out 16 units in the last place too small. A whole number c between 0 and max takes no bit away
    from z − c, as far as the class matters; nor does the maximum itself where it is large, because the scores
    that matter are then of its size. Mostly c is 0, and there is nothing to subtract.
    """
    room = np.log(np.finfo(largest.dtype).max) - np.log(classes) - 3
    whole = np.floor(np.minimum(largest, 0)) + np.ceil(np.maximum(largest - room, 0))
    shift: Floats = np.where(largest > 4 * room, largest, whole).astype(largest.dtype)
    return shift
