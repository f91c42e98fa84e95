"""What large weights cost: the regularization term that is added to the data term of a loss.

With this module one can punish the sizes of the weights (`l1_penalty`) or their squares (`l2_penalty`), and follow the
gradients of both. L1 cares only for the sum of sizes and drives small weights to 0; L2 prefers many small weights to
one large one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from xentlib.losses import inputs
from xentlib.losses.inputs import Doubles, Floats, like


def l1_penalty(weights: ArrayLike, *, strength: float = 1.0) -> Floats:
    """Return λ Σ |w| over all weights, for the strength λ ≥ 0. How the sum is spread does not matter:

    >>> float(l1_penalty([1.0, 0.0, 0.0, 0.0])), float(l1_penalty([0.25, 0.25, 0.25, 0.25]))
    (1.0, 1.0)

    Raises InputError for no weights, weights that are not finite, or a strength below 0.
    Source: Tibshirani (1996), "Regression shrinkage and selection via the lasso".
    """
    given, w = _weights(weights, strength)
    with np.errstate(over="ignore"):
        return like((strength * np.abs(w)).sum(), given)


def l1_penalty_gradient(weights: ArrayLike, *, strength: float = 1.0) -> Floats:
    """Return λ sign(w), and by convention 0 for a weight of 0, where |w| has a corner: such a weight may stay.

    >>> l1_penalty_gradient([3.0, 0.0, -0.1])
    array([ 1.,  0., -1.])

    Raises InputError as `l1_penalty` does.
    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 7.1.
    """
    given, w = _weights(weights, strength)
    return like(strength * np.sign(w), given)


def l2_penalty(weights: ArrayLike, *, strength: float = 1.0) -> Floats:
    """Return λ Σ w² over all weights, for the strength λ ≥ 0; without the ½ that some books put in front.

    One large weight costs more than four small ones that do the same:

    >>> float(l2_penalty([1.0, 0.0, 0.0, 0.0])), float(l2_penalty([0.25, 0.25, 0.25, 0.25]))
    (1.0, 0.25)

    Raises InputError as `l1_penalty` does. Source: Hoerl and Kennard (1970), "Ridge regression".
    """
    given, w = _weights(weights, strength)
    with np.errstate(over="ignore"):  # λw · w and not λ · w²: a square may be beyond the type where its share is not
        return like((strength * w * w).sum(), given)


def l2_penalty_gradient(weights: ArrayLike, *, strength: float = 1.0) -> Floats:
    """Return 2 λ w: each step takes the same share off each weight, hence the name weight decay.

    >>> l2_penalty_gradient([3.0, 0.0, -0.5])
    array([ 6.,  0., -1.])

    Raises InputError as `l1_penalty` does.
    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 7.1.
    """
    given, w = _weights(weights, strength)
    with np.errstate(over="ignore"):
        return like(2 * (strength * w), given)


def _weights(weights: ArrayLike, strength: float) -> tuple[Floats, Doubles]:
    inputs.check_not_negative("strength", strength)
    given = inputs.finite_numbers("weights", weights)
    return given, given.astype(np.float64)
