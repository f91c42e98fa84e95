"""Surprise and what follows from it, in nats, or in another unit with `base`: 2 gives bits.

With this module one can

- measure how surprising an outcome is: `self_information`;
- measure a distribution: `entropy`, the least average surprise;
- measure a belief against the truth: `cross_entropy`, `kl_divergence`, `perplexity`.

One convention stands in for the epsilons that one meets elsewhere: 0·ln 0 = 0, because x ln x → 0 as x → 0. It has
a name, `times_with_zero`. Sums of probabilities may be off 1 by `inputs.SUM_TOLERANCE`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from xentlib.errors import InputError
from xentlib.losses import inputs
from xentlib.losses.inputs import Doubles, Floats, like


def self_information(p: ArrayLike, *, base: float | None = None) -> Floats:
    """Return the surprise −ln p in nats of an outcome that has probability `p`, elementwise.

    What is certain does not surprise; what is impossible surprises without bound. A fair coin gives one bit:

    >>> self_information([1.0, 0.5, 0.0], base=2)
    array([ 0.,  1., inf])

    Raises InputError for a probability outside of 0 to 1 or a base of at most 1. Source: Shannon (1948).
    """
    given = inputs.probabilities("p", p)
    return like(_surprise(given) / _nats_in_unit(base), given)


def entropy(p: ArrayLike, *, base: float | None = None, axis: int = -1) -> Floats:
    """Return H(p) = −Σ_k p_k ln p_k in nats: the least average surprise at outcomes drawn from `p`.

    `axis` runs over the outcomes and disappears. 0·ln 0 = 0, so a certain outcome has no entropy:

    >>> float(entropy([1.0, 0.0, 0.0])), float(entropy([0.5, 0.5]).round(4))
    (0.0, 0.6931)
    >>> float(entropy([0.25, 0.25, 0.25, 0.25], base=2))
    2.0

    Raises InputError where `p` is not a distribution. Source: Shannon (1948), section 6.
    """
    given = inputs.distribution("p", p, axis)
    return like(_expected(given, _surprise(given), axis) / _nats_in_unit(base), given)


def cross_entropy(truth: ArrayLike, model: ArrayLike, *, base: float | None = None, axis: int = -1) -> Floats:
    """Return H(truth, model) = −Σ_k truth_k ln model_k in nats: the price of believing `model`.

    `axis` runs over the outcomes and disappears. The arguments play different roles, and it shows:

    >>> float(cross_entropy([0.7, 0.2, 0.1], [0.5, 0.3, 0.2]).round(4))
    0.8869
    >>> float(cross_entropy([0.5, 0.3, 0.2], [0.7, 0.2, 0.1]).round(4))
    1.1217

    It is +inf where the model calls impossible what does happen. Raises InputError where an argument is not a
    distribution or the shapes differ.
    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.13.
    """
    p, q = _two_distributions(truth, model, axis)
    return like(_expected(p, _surprise(q), axis) / _nats_in_unit(base), p, q)


def kl_divergence(truth: ArrayLike, model: ArrayLike, *, base: float | None = None, axis: int = -1) -> Floats:
    """Return KL(truth ‖ model) = Σ_k truth_k ln(truth_k / model_k) in nats: what believing `model` costs extra.

    It is H(truth, model) − H(truth), never negative, and 0 for the right belief only. `axis` runs over the
    outcomes and disappears. The difference of the two entropies says the same with fewer digits. Where truth and
    model nearly agree, digits are lost here too: the error is a few units in the last place of 1, not of the result.

    >>> float(kl_divergence([0.7, 0.2, 0.1], [0.5, 0.3, 0.2]).round(4))
    0.0851
    >>> float(kl_divergence([0.5, 0.3, 0.2], [0.7, 0.2, 0.1]).round(4))
    0.092

    Raises InputError as `cross_entropy` does. Source: Kullback and Leibler (1951), "On information and sufficiency".
    """
    p, q = _two_distributions(truth, model, axis)
    with np.errstate(invalid="ignore"):  # ∞ − ∞ where both are 0: times_with_zero has the answer
        extra = _surprise(q) - _surprise(p)
    # Below 0 there is only rounding, of the terms and of the sums of the arguments.
    return like(np.maximum(_expected(p, extra, axis), 0.0) / _nats_in_unit(base), p, q)


def perplexity(
    truth: ArrayLike, model: ArrayLike | None = None, *, base: float | None = None, axis: int = -1
) -> Floats:
    """Return e^{H(truth, model)}, or e^{H(truth)} without a model: among how many equal outcomes one seems to guess.

    `axis` runs over the outcomes and disappears. The number has no unit: base^H with H in that base is the same
    for each `base`. Mixing the two, 2^{nats}, is the usual mistake.

    >>> float(perplexity([0.25, 0.25, 0.25, 0.25]).round(12))
    4.0
    >>> float(perplexity([1.0, 0.0, 0.0], [0.5, 0.25, 0.25], base=2).round(12))
    2.0

    Raises InputError as `cross_entropy` does.
    Source: Jelinek, Mercer, Bahl and Baker (1977), "Perplexity: a measure of the difficulty of speech recognition
    tasks".
    """
    _nats_in_unit(base)
    p, q = _two_distributions(truth, truth if model is None else model, axis)
    with np.errstate(over="ignore"):  # e^{737} is beyond the type
        return like(np.exp(_expected(p, _surprise(q), axis)), p, q)


def times_with_zero(factor: ArrayLike, value: ArrayLike) -> Doubles:
    """Multiply elementwise with the convention 0·∞ = 0, the limit of x ln x for x → 0.

    >>> times_with_zero([0.0, 2.0], [np.inf, 3.0])
    array([0., 6.])

    Raises InputError where the shapes differ.
    Source: Cover and Thomas (2006), Elements of Information Theory, section 2.1.
    """
    factor, value = inputs.real_numbers("factor", factor), inputs.real_numbers("value", value)
    inputs.check_shape("value", value, factor.shape, "that of factor")
    result: Doubles = np.zeros(factor.shape)
    with np.errstate(over="ignore"):
        np.multiply(factor, value, out=result, where=factor != 0)
    return result


def _surprise(p: Floats) -> Doubles:
    with np.errstate(divide="ignore"):
        surprise: Doubles = -np.log(p.astype(np.float64))
    return surprise + 0.0  # −0.0 + 0.0 is 0.0: what is certain surprises by 0, not by −0


def _expected(p: Floats, value: Doubles, axis: int) -> Doubles:
    # The outcomes side by side in memory: there numpy sums in pairs, elsewhere one by one.
    products = np.ascontiguousarray(np.moveaxis(times_with_zero(p, value), axis, -1))
    expected: Doubles = products.sum(axis=-1)
    return expected


def _nats_in_unit(base: float | None) -> float:
    if base is None:
        return 1.0
    inputs.check_positive("base", base)
    if base <= 1:
        raise InputError("base", base, "a number above 1, such as 2 for bits")
    return float(np.log(base))


def _two_distributions(truth: ArrayLike, model: ArrayLike, axis: int) -> tuple[Floats, Floats]:
    p, q = inputs.distribution("truth", truth, axis), inputs.distribution("model", model, axis)
    if p.shape != q.shape:
        raise InputError("model", f"shape {q.shape}", f"the shape of truth, {p.shape}")
    return p, q
