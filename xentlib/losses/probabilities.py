"""Scores become probabilities: softmax, its logarithm, and the sigmoid for two classes.

With this module one can

- turn scores into probabilities: `softmax`, `sigmoid`;
- stay with their logarithms, where nothing underflows: `log_softmax`, `log_sigmoid`, `log_sum_exp`;
- see how each probability answers to each score: `softmax_jacobian`.

All of them are exact to four units in the last place, for scores of any size. A score of −∞ is a masked class: its
probability is exactly 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from xentlib.losses import inputs, rounding
from xentlib.losses.inputs import Doubles, Floats, like


def softmax(scores: ArrayLike, *, temperature: float = 1.0, axis: int = -1) -> Floats:
    """Turn scores into probabilities: p_k = e^{z_k/T} / Σ_j e^{z_j/T}, of the same shape as `scores`.

    The maximum is taken off first. That does not change the result, and no exponential overflows.

    >>> softmax([10.0, 9.0, 8.0]).round(2)
    array([0.67, 0.24, 0.09])
    >>> softmax([1000.0, 999.0, 998.0]).round(2)
    array([0.67, 0.24, 0.09])

    Raises InputError for no scores, nan, +inf, only −inf, or a temperature that is not positive.
    Source: Bridle (1990), "Probabilistic interpretation of feedforward classification network outputs".
    """
    z = inputs.scores("scores", scores, axis)
    _, exponentials = below_maximum(_classes_last(z, axis), temperature)
    p = exponentials / (1.0 + sum_of_others(exponentials))
    return like(np.moveaxis(p, -1, axis), z)


def log_softmax(scores: ArrayLike, *, temperature: float = 1.0, axis: int = -1) -> Floats:
    """Return ln softmax(z) = z_k/T − ln Σ_j e^{z_j/T} in nats, of the same shape as `scores`.

    The logarithm of a computed softmax loses everything where a probability underflows to 0. This does not:

    >>> log_softmax([0.0, -800.0])
    array([   0., -800.])

    Raises InputError as `softmax` does.
    Source: Blanchard, Higham and Higham (2021), "Accurately computing the log-sum-exp and softmax functions".
    """
    z = inputs.scores("scores", scores, axis)
    below, exponentials = below_maximum(_classes_last(z, axis), temperature)
    return like(np.moveaxis(below - np.log1p(sum_of_others(exponentials)), -1, axis), z)


def log_sum_exp(scores: ArrayLike, *, axis: int = -1) -> Floats:
    """Return ln Σ_k e^{z_k} in nats: a smooth maximum. `axis` runs over the classes and disappears.

    Its derivative by z_k is softmax(z)_k. The exponentials themselves need not fit into a float:

    >>> float(log_sum_exp([1000.0, 1000.0]).round(4))  # 1000 + ln 2
    1000.6931

    Raises InputError as `softmax` does. Source: Blanchard, Higham and Higham (2021), "Accurately computing the
    log-sum-exp and softmax functions". Where the maximum and the logarithm cancel, as for [−ln 2, −ln 2], the
    error is 4 units in the last place of the maximum, not of the result.
    """
    z = inputs.scores("scores", scores, axis)
    last = _classes_last(z, axis)
    _, exponentials = below_maximum(last, 1.0)
    return like((last.max(axis=-1, keepdims=True) + np.log1p(sum_of_others(exponentials)))[..., 0], z)


def sigmoid(z: ArrayLike) -> Floats:
    """Return σ(z) = 1 / (1 + e^{−z}), elementwise: softmax of two classes whose scores differ by `z`.

    >>> float(sigmoid(0.0)), float(sigmoid(-800.0))
    (0.5, 0.0)

    Raises InputError for nan.
    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.10.
    """
    scores = _numbers(z)
    # e^{−|z|} never overflows; each sign of z has its own form of the same quotient.
    small = np.exp(-np.abs(scores.astype(np.float64)))
    return like(np.where(scores >= 0, 1.0, small) / (1.0 + small), scores)


def log_sigmoid(z: ArrayLike) -> Floats:
    """Return ln σ(z) = −ln(1 + e^{−z}) in nats, elementwise.

    The logarithm of a computed sigmoid is 0 from z = 37 on and −∞ below z = −745. This one is neither:

    >>> log_sigmoid([-800.0, 0.0, 40.0])
    array([-8.00000000e+02, -6.93147181e-01, -4.24835426e-18])

    Raises InputError for nan.
    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.10.
    """
    scores = _numbers(z)
    wide = scores.astype(np.float64)
    # ln σ(z) = min(z, 0) − ln(1 + e^{−|z|}): two terms of one sign, so that no digits cancel
    return like(np.minimum(wide, 0.0) - np.log1p(np.exp(-np.abs(wide))), scores)


def softmax_jacobian(scores: ArrayLike) -> Floats:
    """Return the derivatives ∂p_j/∂z_k = p_j (δ_jk − p_k) of softmax: the matrix diag(p) − p pᵀ.

    `scores` has the shape (…, C), the result (…, C, C). Each row sums to 0, because the probabilities always
    sum to 1: what one class gains, the others lose.

    >>> softmax_jacobian([10.0, 9.0, 8.0]).round(4)
    array([[ 0.2227, -0.1628, -0.0599],
           [-0.1628,  0.1848, -0.022 ],
           [-0.0599, -0.022 ,  0.0819]])

    Raises InputError as `softmax` does.
    Source: Bishop (2006), Pattern Recognition and Machine Learning, equation 4.106.
    """
    z = inputs.scores("scores", scores, -1)
    p = softmax(z.astype(np.float64))
    jacobian: Doubles = -p[..., :, None] * p[..., None, :]
    diagonal = np.einsum("...kk->...k", jacobian)  # a view that can be written to
    # p (1 − p) = p · (the other probabilities): where p is nearly 1, 1 − p would keep no digits
    diagonal[...] = 0.0
    diagonal[...] = -jacobian.sum(axis=-1)
    return like(jacobian + 0.0, z)  # −0.0 + 0.0 is 0.0: a masked class moves nothing


def below_maximum(z: Doubles, temperature: float) -> tuple[Doubles, Doubles]:
    """Return (z − max z)/T and its exponentials; classes run along the last axis.

    The maximum, and not some rounder number, because then a shift of all scores changes no bit of the result.
    """
    inputs.check_positive("temperature", temperature)
    # Shift before dividing: the difference of two scores is nearly exact, their quotients are rounded.
    below, rest = rounding.difference(z, z.max(axis=-1, keepdims=True))
    if temperature != 1:
        below, rest_of_quotient = rounding.quotient(below, temperature)
        rest = rest / temperature + rest_of_quotient
    exponentials = np.exp(below)
    exponentials += exponentials * rest
    return below, exponentials


def sum_of_others(exponentials: Doubles) -> Doubles:
    """Return the sum of `below_maximum`'s exponentials without the largest, which is 1. The last axis stays.

    Added to a thousand tiny terms one by one, the 1 would round each of them; and ln(1 + tiny) needs all digits
    of tiny, for log1p.
    """
    first = exponentials.argmax(axis=-1)[..., None]
    np.put_along_axis(exponentials, first, 0.0, axis=-1)
    others: Doubles = exponentials.sum(axis=-1, keepdims=True)
    np.put_along_axis(exponentials, first, 1.0, axis=-1)
    return others


def _classes_last(z: Floats, axis: int) -> Doubles:
    """Return a float64 array with the classes side by side in memory, where numpy sums in pairs, not one by one."""
    return np.ascontiguousarray(np.moveaxis(z, axis, -1), dtype=np.float64)


def _numbers(z: ArrayLike) -> Floats:
    scores = inputs.real_numbers("z", z)
    inputs.reject(np.isnan(scores), "z", scores, "a number")
    return scores
