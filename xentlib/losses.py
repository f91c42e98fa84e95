"""Softmax, entropy and cross-entropy, exact to the last digits.

With this module one can

- turn scores into probabilities: `softmax`, `log_softmax`, and `sigmoid` for two classes;
- measure uncertainty and disagreement of distributions, in nats: `entropy`, `cross_entropy`;
- compute the loss of a classifier and its gradient straight from the scores: `softmax_cross_entropy`,
  `softmax_cross_entropy_gradient`.

Two conventions stand in for the epsilons that one meets elsewhere. 0·ln 0 = 0, because x ln x → 0 as x → 0.
A score of −∞ is a masked class: its probability is exactly 0. Nothing here warns and nothing returns nan.

Notation as in the course: z scores (logits), p = softmax(z), y the true class.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xentlib.errors import InputError

Floats = NDArray[np.floating[Any]]
Reduction = Literal["none", "mean", "sum"]

SUM_TOLERANCE = 1e-6
"""How far the sum of given probabilities may be from 1: room for float32 and for six typed decimals."""


def softmax(z: ArrayLike, *, temperature: float = 1.0, axis: int = -1) -> Floats:
    """Turn scores into probabilities: p_k = e^{z_k/T} / Σ_j e^{z_j/T}, of the same shape as `z`.

    The maximum is taken off first. That does not change the result, and no exponential overflows.

    >>> softmax([10.0, 9.0, 8.0]).round(2)
    array([0.67, 0.24, 0.09])
    >>> softmax([1000.0, 999.0, 998.0]).round(2)
    array([0.67, 0.24, 0.09])

    Raises InputError for no scores, nan, +inf, only −inf, or a temperature that is not positive.
    Source: Bridle (1990), "Probabilistic interpretation of feedforward classification network outputs".
    """
    exponentials: Floats = np.exp(_shifted(z, temperature, axis))
    exponentials /= exponentials.sum(axis=axis, keepdims=True)
    return exponentials


def log_softmax(z: ArrayLike, *, temperature: float = 1.0, axis: int = -1) -> Floats:
    """Return ln softmax(z) = z_k/T − ln Σ_j e^{z_j/T} in nats, of the same shape as `z`.

    The logarithm of a computed softmax loses everything where a probability underflows to 0. This does not:

    >>> log_softmax([0.0, -800.0])
    array([   0., -800.])

    Raises InputError as `softmax` does.
    """
    shifted = _shifted(z, temperature, axis)
    return shifted - _log_sum_exp_of_shifted(shifted, axis)


def sigmoid(z: ArrayLike) -> Floats:
    """Return σ(z) = 1 / (1 + e^{−z}), elementwise: softmax of two classes whose scores differ by `z`.

    >>> float(sigmoid(0.0)), float(sigmoid(-800.0))
    (0.5, 0.0)

    Raises InputError for nan.
    """
    scores = _floats("z", z)
    _reject(np.isnan(scores), "z", scores, "a number")
    # e^{−|z|} never overflows; each sign of z has its own form of the same quotient.
    small = np.exp(-np.abs(scores))
    return np.where(scores >= 0, 1.0, small) / (1.0 + small)


def entropy(p: ArrayLike, *, axis: int = -1) -> Floats:
    """Return H(p) = −Σ_k p_k ln p_k in nats: the least average surprise at outcomes drawn from `p`.

    `axis` runs over the outcomes and disappears. 0·ln 0 = 0, so a certain outcome has no entropy:

    >>> float(entropy([1.0, 0.0, 0.0])), float(entropy([0.5, 0.5]).round(4))
    (0.0, 0.6931)

    Raises InputError where `p` is not a distribution. Source: Shannon (1948), section 6.
    """
    p = _distribution("p", p, axis)
    return _expected_surprise(p, p, axis)


def cross_entropy(truth: ArrayLike, model: ArrayLike, *, axis: int = -1) -> Floats:
    """Return H(truth, model) = −Σ_k truth_k ln model_k in nats: the price of believing `model`.

    `axis` runs over the outcomes and disappears. The arguments play different roles, and it shows:

    >>> float(cross_entropy([0.7, 0.2, 0.1], [0.5, 0.3, 0.2]).round(4))
    0.8869
    >>> float(cross_entropy([0.5, 0.3, 0.2], [0.7, 0.2, 0.1]).round(4))
    1.1217

    It is +inf where the model calls impossible what does happen. Raises InputError where an argument is not a
    distribution or the shapes differ.
    """
    truth, model = _distribution("truth", truth, axis), _distribution("model", model, axis)
    if truth.shape != model.shape:
        raise InputError("model", f"shape {model.shape}", f"the shape of truth, {truth.shape}")
    return _expected_surprise(truth, model, axis)


def softmax_cross_entropy(logits: ArrayLike, targets: ArrayLike, *, reduction: Reduction = "mean") -> Floats:
    """Return the loss L = −ln softmax(z)_y = ln Σ_j e^{z_j} − z_y in nats, from scores and class indices.

    `logits` has the shape (…, C), `targets` the shape (…) with integers from 0 to C − 1. The mean (or the
    sum) runs over all examples; "none" keeps the shape of `targets`.

    >>> float(softmax_cross_entropy([10.0, 9.0, 8.0], 0).round(4))
    0.4076

    From the probabilities this answer is out of reach, because softmax gives an exact 0 here:

    >>> float(softmax_cross_entropy([0.0, -800.0], 1))
    800.0

    Raises InputError for scores that `softmax` refuses, targets of a wrong shape, kind or range, and an
    unknown reduction.
    """
    z, y = _scores(logits, -1), _targets(targets, np.shape(logits))
    shifted = z - z.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(shifted, y[..., None], axis=-1)[..., 0]
    losses = _log_sum_exp_of_shifted(shifted, -1)[..., 0] - chosen
    return _reduce(losses, reduction)


def softmax_cross_entropy_gradient(
    logits: ArrayLike, targets: ArrayLike, *, reduction: Reduction = "mean"
) -> Floats:
    """Return ∂L/∂z = p − y, the gradient of `softmax_cross_entropy` with respect to the scores.

    The shape is that of `logits`. Each row sums to 0: what one class gains, the others lose.

    >>> softmax_cross_entropy_gradient([10.0, 9.0, 8.0], 0).round(4)
    array([-0.3348,  0.2447,  0.09  ])

    With "mean" each row is divided by the number of examples; "sum" and "none" give the same gradient.
    Raises InputError as `softmax_cross_entropy` does.
    """
    z, y = _scores(logits, -1), _targets(targets, np.shape(logits))
    _check_reduction(reduction)
    gradient = softmax(z)
    true = np.take_along_axis(gradient, y[..., None], axis=-1)
    np.put_along_axis(gradient, y[..., None], true - 1.0, axis=-1)
    return gradient / y.size if reduction == "mean" else gradient


def times_with_zero(factor: ArrayLike, value: ArrayLike) -> Floats:
    """Multiply elementwise with the convention 0·∞ = 0, the limit of x ln x for x → 0.

    >>> times_with_zero([0.0, 2.0], [np.inf, 3.0])
    array([0., 6.])
    """
    factor, value = np.asarray(factor, dtype=float), np.asarray(value, dtype=float)
    result: Floats = np.zeros(np.broadcast_shapes(factor.shape, value.shape))
    np.multiply(factor, value, out=result, where=factor != 0)
    return result


def _shifted(z: ArrayLike, temperature: float, axis: int) -> Floats:
    if not (isinstance(temperature, (int, float)) and 0 < temperature < np.inf):
        raise InputError("temperature", temperature, "a positive number")
    scores = _scores(z, axis)
    # Shift before dividing: the difference of two large scores is exact, their quotients are rounded.
    shifted: Floats = (scores - scores.max(axis=axis, keepdims=True)) / temperature
    return shifted


def _log_sum_exp_of_shifted(shifted: Floats, axis: int) -> Floats:
    """Return ln Σ e^{shifted} where the largest term is e^0 = 1: log1p keeps what ln(1 + tiny) loses."""
    exponentials: Floats = np.exp(shifted)
    first = np.expand_dims(exponentials.argmax(axis=axis), axis)
    np.put_along_axis(exponentials, first, 0.0, axis=axis)
    logarithm: Floats = np.log1p(exponentials.sum(axis=axis, keepdims=True))
    return logarithm


def _expected_surprise(truth: Floats, model: Floats, axis: int) -> Floats:
    with np.errstate(divide="ignore"):
        surprise = -np.log(model)
    price: Floats = times_with_zero(truth, surprise).sum(axis=axis)
    return price + 0.0  # −0.0 + 0.0 is 0.0: a certain outcome costs 0, not −0


def _reduce(losses: Floats, reduction: Reduction) -> Floats:
    _check_reduction(reduction)
    if reduction == "none":
        return losses
    total: Floats = losses.sum() if reduction == "sum" else losses.mean()
    return total


def _check_reduction(reduction: str) -> None:
    if reduction not in ("none", "mean", "sum"):
        raise InputError("reduction", repr(reduction), "'none', 'mean' or 'sum'")


def _floats(name: str, values: ArrayLike) -> Floats:
    """Return `values` as floats: float32 stays float32, everything else becomes float64."""
    try:
        array = np.asarray(values)
    except ValueError:
        raise InputError(name, "rows of different lengths", "a rectangular array of numbers") from None
    if array.dtype.kind not in "iuf":
        raise InputError(name, f"values of type {array.dtype}", "real numbers")
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def _scores(z: ArrayLike, axis: int) -> Floats:
    scores = _floats("scores", z)
    if scores.ndim == 0 or scores.size == 0:
        raise InputError("scores", f"shape {scores.shape}", "at least one score in an array")
    _check_axis(axis, "scores", scores)
    _reject(np.isnan(scores), "scores", scores, "a number or -inf")
    _reject(scores == np.inf, "scores", scores, "a number or -inf")
    masked = (scores == -np.inf).all(axis=axis, keepdims=True)
    _reject(np.broadcast_to(masked, scores.shape), "scores", scores, "a class that is not masked by -inf")
    return scores


def _targets(targets: ArrayLike, logits_shape: tuple[int, ...]) -> NDArray[np.intp]:
    indices = np.asarray(targets)
    if indices.dtype.kind not in "iu":
        raise InputError("targets", f"values of type {indices.dtype}", "class indices (integers)")
    if indices.shape != logits_shape[:-1]:
        expected = f"shape {logits_shape[:-1]}, one class for each row of scores"
        raise InputError("targets", f"shape {indices.shape}", expected)
    classes = logits_shape[-1]
    _reject((indices < 0) | (indices >= classes), "targets", indices, f"an index from 0 to {classes - 1}")
    return indices.astype(np.intp)


def _distribution(name: str, values: ArrayLike, axis: int) -> Floats:
    p = _floats(name, values)
    if p.ndim == 0 or p.size == 0:
        raise InputError(name, f"shape {p.shape}", "at least one probability in an array")
    _check_axis(axis, name, p)
    _reject(~((p >= 0) & (p <= 1 + SUM_TOLERANCE)), name, p, "a probability from 0 to 1")
    totals = p.sum(axis=axis)
    _reject(np.abs(totals - 1) > SUM_TOLERANCE, f"sum of {name}", totals, f"1 within {SUM_TOLERANCE}")
    return p


def _check_axis(axis: int, name: str, values: Floats) -> None:
    if not -values.ndim <= axis < values.ndim:
        raise InputError("axis", axis, f"an axis of {name}, whose shape is {values.shape}")


def _reject(wrong: NDArray[np.bool_], name: str, values: NDArray[Any], expected: str) -> None:
    """Raise an InputError that names the first position where `wrong` holds."""
    if not np.any(wrong):
        return
    position = tuple(int(index) for index in np.argwhere(wrong)[0])
    place = f"{name}[{', '.join(map(str, position))}]" if position else name
    raise InputError(place, np.asarray(values)[position], expected)
