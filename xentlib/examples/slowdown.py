"""A sigmoid neuron that unlearns a wrong answer: slowly with the quadratic cost (lesson 6)."""

from __future__ import annotations

import math

import numpy as np

from xentlib.examples.registry import Shown, Value, Worked, example
from xentlib.examples.steps import bracketed, digits
from xentlib.losses import binary_cross_entropy_with_logits, quadratic_cost_with_logits, sigmoid


@example
def neuron_step(
    shown: Shown, weight: float = 2.0, bias: float = 2.0, x: float = 1.0, y: int = 0, rate: float = 0.15
) -> Worked:
    """Take the first step with either cost: σ′ cancels in the gradient of cross-entropy, and only there."""
    z = weight * x + bias
    a = shown(sigmoid(z))
    slope = shown(a * (1 - a))
    fast, slow = shown((a - y) * x), shown((a - y) * slope * x)
    return Worked(
        values={
            "z": z,
            "a": a,
            "slope": slope,
            "gradient": fast,
            "gradient_quadratic": slow,
            "ratio": fast / slow,
            "weight_after": weight - rate * fast,
            "weight_after_quadratic": weight - rate * slow,
        },
        mistakes={
            "slope_kept": slow,
            "by_the_output": (a - y) / (a * (1 - a)) * x,
            "sign_flipped": -fast,
        },
        steps=lambda: (
            ("a &= \\sigma(", z, ") = ", digits(6, a)),
            (r"\sigma'(z) &= ", digits(6, a), " (1 - ", digits(6, a), ") = ", digits(5, slope)),
            (r"\text{cross-entropy:} \quad (a - \y) x &= (", digits(6, a), " - ", y, r") \cdot ", *bracketed(x), " = ",
             fast),
            (r"\text{quadratic:} \quad (a - \y) \, \sigma' x &= (", digits(6, a), " - ", y, r") \cdot ",
             digits(5, slope), r" \cdot ", *bracketed(x), " = ", slow),
        ),
    )


@example
def both_starts(
    shown: Shown,
    weight: Value = (0.6, 2.0),
    bias: Value = (0.9, 2.0),
    x: float = 1.0,
    y: int = 0,
    rate: float = 0.15,
) -> Worked:
    """Compare a mildly and a very wrong neuron: the larger error has the smaller slope with the quadratic cost."""
    z = np.asarray(weight) * x + np.asarray(bias)
    a = shown(sigmoid(z))
    slopes = shown(a * (1 - a))
    error = a - y
    quadratic, fast = shown(error * slopes * x), shown(error * x)
    steepest = 2 / 3  # of a²(1 − a), the size of the quadratic slope by z for y = 0
    return Worked(
        values={
            "z": z,
            "a": a,
            "error": error,
            "slopes": slopes,
            "gradient": fast,
            "gradient_quadratic": quadratic,
            "error_ratio": error[1] / error[0],
            "slope_ratio": slopes[0] / slopes[1],
            "weight_after": weight - rate * fast,
            "weight_after_quadratic": weight - rate * quadratic,
            "cost": binary_cross_entropy_with_logits(z, np.full_like(z, y), reduction="none"),
            "cost_quadratic": quadratic_cost_with_logits(z, np.full_like(z, y), reduction="none"),
            "by_output": error / (a * (1 - a)),
            "steepest": steepest,
            "steepest_slope": steepest**2 * (1 - steepest),
        },
        mistakes={"slope_forgotten": fast, "slope_itself": slopes},
        steps=lambda: tuple(
            (
                r"(a - \y) \, \sigma' x &= (", digits(6, output), " - ", y, r") \cdot ", digits(5, slope), r" \cdot ",
                *bracketed(x), " = ", product,
            )
            for output, slope, product in zip(a, slopes, quadratic, strict=True)
        ),
    )  # fmt: skip


@example
def animation(
    shown: Shown,
    weight: float = 2.0,
    bias: float = 2.0,
    rate: float = 0.15,
    small_rate: float = 0.005,
    epochs: int = 300,
) -> Worked:
    """Step as the animation of Nielsen (2015), chapter 3, does (saturation4.js): 1/(1 − a) for x = 1 and y = 0.

    That is the derivative by the output. It needs a small rate; the right derivative, a, is slow with that rate.
    """
    a = shown(sigmoid(weight + bias))
    by_output = shown(1 / (1 - a))
    return Worked(
        values={
            "a": a,
            "by_output": by_output,
            "move": small_rate * by_output,
            "move_same_rate": rate * by_output,
            "weight_after": weight - rate * by_output,
            "right_later": _outputs((weight, bias), 1.0, 0, small_rate, epochs)[epochs],
        },
        mistakes={"slope_kept": a * a * (1 - a)},
        steps=lambda: (
            ("1 / (1 - a) &= 1 / (1 - ", digits(6, a), ") = ", by_output),
            (r"\eta / (1 - a) &= ", rate, r" \cdot ", digits(5, by_output), " = ", rate * by_output),
        ),
    )


@example
def slowdown(
    shown: Shown,
    hard: Value = (2.0, 2.0),
    easy: Value = (0.6, 0.9),
    x: float = 1.0,
    y: int = 0,
    rate: float = 0.15,
    epochs: int = 50,
    more_epochs: int = 300,
) -> Worked:
    """Train from a very wrong and from a mildly wrong start with either cost, and compare the outputs.

    Nielsen (2015), chapter 3, takes another rate for each cost. Here both have the same, so that only the costs
    differ.
    """
    fast, slow = _outputs(hard, x, y, rate, more_epochs), _outputs(hard, x, y, rate, more_epochs, quadratic=True)
    easy_fast = _outputs(easy, x, y, rate, more_epochs)
    easy_slow = _outputs(easy, x, y, rate, more_epochs, quadratic=True)
    return Worked(
        values={
            "first": fast[0],
            "cross_entropy": fast[epochs],
            "quadratic": slow[epochs],
            "cross_entropy_later": fast[more_epochs],
            "quadratic_later": slow[more_epochs],
            "easy_first": easy_fast[0],
            "easy_cross_entropy": easy_fast[epochs],
            "easy_quadratic": easy_slow[epochs],
            "easy_cross_entropy_later": easy_fast[more_epochs],
            "easy_quadratic_later": easy_slow[more_epochs],
        },
        steps=lambda: (
            (r"\text{cross-entropy:} \quad a_{0} = ", fast[0], r", \; a_{", epochs, "} &= ", fast[epochs]),
            (r"\text{quadratic:} \quad a_{0} = ", slow[0], r", \; a_{", epochs, "} &= ", slow[epochs]),
        ),
    )


def _outputs(
    start: Value, x: float, y: int, rate: float, epochs: int, *, quadratic: bool = False
) -> list[float]:
    """Return the output a = σ(wx + b) before the first epoch and after each."""
    weight, bias = start
    outputs = []
    for _ in range(epochs + 1):
        a = 1 / (1 + math.exp(-(weight * x + bias)))
        outputs.append(a)
        slope = (a - y) * (a * (1 - a) if quadratic else 1)
        weight, bias = weight - rate * slope * x, bias - rate * slope
    return outputs


@example
def derivative_of_sigmoid(shown: Shown, z: Value = (0.0, 2.0, 4.0)) -> Worked:
    """Watch σ′ = σ(1 − σ) die out: it is ¼ at most, and next to nothing where the neuron is sure."""
    a = shown(sigmoid(z))
    slopes = a * (1 - a)
    return Worked(
        values={"a": a, "slopes": slopes},
        mistakes={"sigmoid_itself": a, "of_z": np.asarray(z) * (1 - np.asarray(z))},
        steps=lambda: tuple(
            (r"\sigma'(", one, ") &= ", digits(6, output), " (1 - ", digits(6, output), ") = ", slope)
            for one, output, slope in zip(z, a, slopes, strict=True)
        ),
    )
