"""Yes or no: the loss of one sigmoid output, from its probability or from its score, and the quadratic cost.

With this module one can

- score yes-no answers, alone or many labels at once: `binary_cross_entropy`, `binary_cross_entropy_with_logits`;
- compare with the quadratic cost of the output a or of the score z: `quadratic_cost`, `quadratic_cost_with_logits`.

Each element is one output with its own target from 0 to 1, and arguments have the same shape; "mean" divides by the
number of elements. The gradients have that shape too. In z they are a − y for the cross-entropy and (a − y) σ′(z) for
the quadratic cost, whose σ′ is what makes a wrong, saturated neuron learn slowly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from xentlib.losses import inputs
from xentlib.losses.information import times_with_zero
from xentlib.losses.inputs import Doubles, Floats, like
from xentlib.losses.probabilities import sigmoid
from xentlib.losses.reductions import Reduction, reduce, reduce_gradient


def binary_cross_entropy(probabilities: ArrayLike, targets: ArrayLike, *, reduction: Reduction = "mean") -> Floats:
    """Return −(y ln p + (1 − y) ln(1 − p)) in nats. Both terms count, each with its own minus sign:

    >>> float(binary_cross_entropy(0.82, 0).round(4)), float(binary_cross_entropy(0.82, 1).round(4))
    (1.7148, 0.1985)

    It is +inf where what is called impossible happens, and 0·ln 0 = 0. Raises InputError for probabilities or
    targets outside of 0 to 1, empty input, or shapes that differ. Source: Nielsen (2015), Neural Networks and
    Deep Learning, chapter 3, equation 57.
    """
    given = inputs.probabilities("probabilities", probabilities)
    p, y = given.astype(np.float64), _targets(targets, given)
    with np.errstate(divide="ignore"):
        losses = -times_with_zero(y, np.log(p)) - times_with_zero(1 - y, np.log1p(-p))
    return like(reduce(losses + 0.0, reduction), given)


def binary_cross_entropy_with_logits(
    logits: ArrayLike, targets: ArrayLike, *, reduction: Reduction = "mean"
) -> Floats:
    """Return the binary cross-entropy of σ(z) in nats, from the score: ln(1 + e^z) − y z.

    From the probability this answer is out of reach, because σ(800) is 1 in every float:

    >>> float(binary_cross_entropy_with_logits(800.0, 0))
    800.0

    A score of −∞ is an answer that is ruled out. Raises InputError for nan and +inf, targets outside of 0 to 1,
    empty input, or shapes that differ.
    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.2.2.
    """
    given = inputs.binary_scores("logits", logits)
    z, y = given.astype(np.float64), _targets(targets, given)
    # The side that z is on costs ln(1 + e^{−|z|}), the other |z| more: two terms of one sign, no digits cancel.
    losses = times_with_zero(np.where(z >= 0, 1 - y, y), np.abs(z)) + np.log1p(np.exp(-np.abs(z)))
    return like(reduce(losses, reduction), given)


def binary_cross_entropy_with_logits_gradient(
    logits: ArrayLike, targets: ArrayLike, *, reduction: Reduction = "mean"
) -> Floats:
    """Return σ(z) − y, the gradient of `binary_cross_entropy_with_logits` with respect to the scores.

    A neuron that is sure and wrong is told so at full strength, one that is right has nothing to learn:

    >>> binary_cross_entropy_with_logits_gradient([4.0, 4.0], [0, 1], reduction="sum").round(3)
    array([ 0.982, -0.018])

    With "mean" it is divided by the number of elements. Raises InputError as the loss does.
    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.2.2.
    """
    given = inputs.binary_scores("logits", logits)
    error = _error(given.astype(np.float64), _targets(targets, given))
    return like(reduce_gradient(error, reduction), given)


def quadratic_cost(outputs: ArrayLike, targets: ArrayLike, *, reduction: Reduction = "mean") -> Floats:
    """Return (a − y)²/2 of outputs a, which may be any finite numbers, as may the targets y.

    >>> float(quadratic_cost(0.82, 0.0).round(4))
    0.3362

    Raises InputError for numbers that are not finite, empty input, or shapes that differ.
    Source: Nielsen (2015), chapter 3, equation 54.
    """
    error, given = _difference(outputs, targets)
    with np.errstate(over="ignore"):
        return like(reduce(error * (error / 2), reduction), given)


def quadratic_cost_gradient(outputs: ArrayLike, targets: ArrayLike, *, reduction: Reduction = "mean") -> Floats:
    """Return a − y, the gradient of `quadratic_cost` with respect to the outputs (not to the scores).

    >>> quadratic_cost_gradient([0.82, 0.5], [0, 1], reduction="sum")
    array([ 0.82, -0.5 ])

    With "mean" it is divided by the number of elements. Raises InputError as the cost does.
    Source: Nielsen (2015), Neural Networks and Deep Learning, chapter 3.
    """
    error, given = _difference(outputs, targets)
    return like(reduce_gradient(error, reduction), given)


def quadratic_cost_with_logits(logits: ArrayLike, targets: ArrayLike, *, reduction: Reduction = "mean") -> Floats:
    """Return (σ(z) − y)²/2, the quadratic cost of sigmoid neurons with the scores z.

    >>> float(quadratic_cost_with_logits(4.0, 0).round(4))
    0.4822

    Raises InputError as `binary_cross_entropy_with_logits` does.
    Source: Nielsen (2015), Neural Networks and Deep Learning, chapter 3.
    """
    given = inputs.binary_scores("logits", logits)
    error = _error(given.astype(np.float64), _targets(targets, given))
    return like(reduce(error**2 / 2, reduction), given)


def quadratic_cost_with_logits_gradient(
    logits: ArrayLike, targets: ArrayLike, *, reduction: Reduction = "mean"
) -> Floats:
    """Return (σ(z) − y) σ′(z) with σ′ = σ(1 − σ): the gradient of `quadratic_cost_with_logits` by the scores.

    The neuron that is sure and wrong hardly learns, because σ′ is nearly 0 there. Cross-entropy gives 0.982:

    >>> quadratic_cost_with_logits_gradient([4.0], [0], reduction="sum").round(4)
    array([0.0173])

    With "mean" it is divided by the number of elements. Raises InputError as the cost does.
    Source: Nielsen (2015), Neural Networks and Deep Learning, chapter 3.
    """
    given = inputs.binary_scores("logits", logits)
    z = given.astype(np.float64)
    slopes = _error(z, _targets(targets, given)) * sigmoid(z) * sigmoid(-z)
    return like(reduce_gradient(slopes, reduction), given)


def _targets(targets: ArrayLike, outputs: Floats) -> Doubles:
    y = inputs.probabilities("targets", targets)
    inputs.check_shape("targets", y, outputs.shape, "one for each output")
    return y.astype(np.float64)


def _difference(outputs: ArrayLike, targets: ArrayLike) -> tuple[Doubles, Floats]:
    """Return a − y, and the outputs as they were given."""
    given, y = inputs.finite_numbers("outputs", outputs), inputs.finite_numbers("targets", targets)
    inputs.check_shape("targets", y, given.shape, "one for each output")
    with np.errstate(over="ignore"):
        return given.astype(np.float64) - y.astype(np.float64), given


def _error(z: Doubles, y: Doubles) -> Doubles:
    """Return σ(z) − y, for the labels 0 and 1 with all its digits: σ(z) − 1 = −σ(−z)."""
    return (1 - y) * sigmoid(z) - y * sigmoid(-z)
