"""A sigmoid neuron that learns one answer, with either of two costs (the learning slowdown)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from xentlib.errors import InputError
from xentlib.losses import Floats, binary_cross_entropy_with_logits, inputs, quadratic_cost_with_logits, sigmoid
from xentlib.training.arguments import finite_array, whole

Cost = Literal["quadratic", "cross-entropy"]


@dataclass(frozen=True, eq=False)
class NeuronCurves:
    """What a neuron did: `weight`, `bias`, `output` a and `cost`, each of the shape (epochs + 1,)."""

    weight: Floats
    bias: Floats
    output: Floats
    cost: Floats


def train_neuron(
    weight: float,
    bias: float,
    *,
    cost: Cost,
    rate: float = 0.15,
    epochs: int = 300,
    x: float = 1.0,
    y: float = 0.0,
) -> NeuronCurves:
    """Train a = σ(wx + b) on the one pair (x, y): w ← w − η ∂C/∂w and b ← b − η ∂C/∂b, `epochs` times.

    "quadratic" is C = (a − y)²/2, with ∂C/∂w = (a − y) σ′(z) x.
    "cross-entropy" is C = −[y ln a + (1 − y) ln(1 − a)] in nats, with ∂C/∂w = (a − y) x: σ′ cancels.

    Where the neuron is surely wrong, σ′ is near 0 and the quadratic cost hardly moves it. The output at first, after
    50 and after 300 epochs:

    >>> for cost in ("quadratic", "cross-entropy"):
    ...     print(cost, train_neuron(2.0, 2.0, cost=cost).output[[0, 50, 300]].round(3))
    quadratic [0.982 0.976 0.203]
    cross-entropy [0.982 0.099 0.012]

    Raises InputError for an unknown cost, a rate that is not positive, epochs that are no count, a weight, bias, x or
    wx + b that is not finite, a y outside [0, 1], and a rate that leads out of the floating-point numbers.
    Source: Nielsen (2015), chapter 3: x = 1, y = 0, from (0.6, 0.9) and (2, 2). His cross-entropy neuron has the rate
    0.005; here both have 0.15, so that only the costs differ.
    """
    inputs.check_choice("cost", cost, tuple(SLOPES))
    inputs.check_positive("rate", rate)
    inputs.check_fraction("y", y)
    w, b, x = (float(finite_array(*named, shape=())) for named in (("weight", weight), ("bias", bias), ("x", x)))
    if not math.isfinite(w * x + b):
        raise InputError("weight", w, f"a weight for which the score wx + b is finite with x = {x}")
    path = [(w, b)]
    for _ in range(whole("epochs", epochs)):
        slope = SLOPES[cost](float(sigmoid(w * x + b)), y)
        w, b = w - rate * slope * x, b - rate * slope
        if not math.isfinite(w * x + b):
            raise InputError("rate", rate, "a smaller one: with this one the score wx + b overflows")
        path.append((w, b))
    weights, biases = np.array(path).T
    z = weights * x + biases
    costs = quadratic_cost_with_logits if cost == "quadratic" else binary_cross_entropy_with_logits
    return NeuronCurves(weights, biases, sigmoid(z), costs(z, np.full_like(z, y), reduction="none"))


SLOPES: dict[str, Callable[[float, float], float]] = {
    "quadratic": lambda a, y: (a - y) * a * (1 - a),
    "cross-entropy": lambda a, y: a - y,
}
"""The slope ∂C/∂z of each cost, from the output a: the factor a(1 − a) = σ′(z) is all that tells them apart."""
