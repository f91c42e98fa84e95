"""Steps downhill: too small, right, too large (lesson 7)."""

from __future__ import annotations

import numpy as np

from xentlib.examples.registry import Shown, Value, Worked, example
from xentlib.examples.steps import bracketed, digits
from xentlib.losses import binary_cross_entropy_with_logits, sigmoid
from xentlib.training import BOWL, TWO_VALLEYS, Surface, descend


@example
def learning_rates(
    shown: Shown, start: float = 1.0, rates: Value = (0.1, 0.5, 0.9, 1.1), steps: int = 3
) -> Worked:
    """Walk down C = w² from the same start: each step multiplies w by 1 − 2η, which decides everything."""
    rates = np.asarray(rates)
    factors = 1 - 2 * rates
    paths = np.array([[start * factor**step for step in range(steps + 1)] for factor in factors])
    return Worked(
        values={"factors": factors, "paths": paths, "last": paths[:, -1]},
        mistakes={"uphill": start * (1 + 2 * rates) ** steps, "two_forgotten": start * (1 - rates) ** steps},
        steps=lambda: tuple(
            (r"\eta = ", rate, rf": \quad w_{{{steps}}} &= ", start, r" \cdot (1 - 2 \cdot ", rate,
             f")^{{{steps}}} = ", path[-1])
            for rate, path in zip(rates, paths, strict=True)
        ),
    )


@example
def one_step(shown: Shown, w: Value = (2.0, 1.0), rate: float = 0.1) -> Worked:
    """Take one step on C = w₁² + 3 w₂²: the gradient tells the direction of growth, and we go against it."""
    w = np.asarray(w)
    curvature = np.array([1.0, 3.0])
    slope = shown(2 * curvature * w)
    after = shown(w - rate * slope)
    return Worked(
        values={
            "cost": (curvature * w**2).sum(),
            "gradient": slope,
            "after": after,
            "cost_after": (curvature * after**2).sum(),
        },
        mistakes={
            "with_the_gradient": w + rate * slope,
            "rate_forgotten": w - slope,
            "two_forgotten": w - rate * slope / 2,
        },
        steps=lambda: (
            (r"\nabla C &= [2 \cdot ", *bracketed(w[0]), r", \; 6 \cdot ", *bracketed(w[1]), "] = ", slope),
            (r"w' &= ", w, " - ", rate, r" \cdot ", slope, " = ", after),
            (r"C &= ", (curvature * w**2).sum(), r" \;\to\; ", (curvature * after**2).sum()),
        ),
    )


@example
def first_step(
    shown: Shown, x: Value = BOWL.x, y: Value = BOWL.y, rate: float = 0.5, batch: int = 2
) -> Worked:
    """Take the first step of p = σ(w₁x + w₂) on six photos, from (0, 0): all of them, then two at a time.

    `batches` are the slopes by w₁ of the mini-batches in this order; their mean is the slope of all photos.
    """
    x, y = np.asarray(x), np.asarray(y)
    p = sigmoid(np.zeros(len(x)))
    error = p - y
    products = error * x + 0.0  # −0.0 + 0.0 is 0.0
    gradient = shown(np.array([products.mean(), error.mean()]))
    after = shown(0.0 - rate * gradient)

    def loss(w: Value) -> Value:
        return binary_cross_entropy_with_logits(w[0] * x + w[1], y, reduction="mean")

    return Worked(
        values={
            "p": p,
            "error": error,
            "products": products,
            "product_sum": products.sum(),
            "gradient": gradient,
            "after": after,
            "loss": loss((0.0, 0.0)),
            "loss_after": loss(after),
            "predicted_fall": rate * (gradient**2).sum(),
            "fall": loss((0.0, 0.0)) - loss(after),
            "batches": products.reshape(-1, batch).mean(axis=1),
        },
        mistakes={
            "with_the_gradient": loss(-after),
            "sum_for_mean": loss(after * len(x)),
            "rate_forgotten": loss(after / rate),
        },
        steps=lambda: (
            (r"\frac{\partial L}{\partial w_1} &= \frac{", products.sum(), "}{", len(x), "} = ", gradient[0]),
            (r"\frac{\partial L}{\partial w_2} &= \frac{", error.sum(), "}{", len(x), "} = ", gradient[1]),
            (r"w_1 &= 0 - ", rate, r" \cdot ", *bracketed(gradient[0]), " = ", after[0]),
            (r"w_2 &= 0 - ", rate, r" \cdot ", *bracketed(gradient[1]), " = ", after[1]),
        ),
    )


@example
def rates_on_the_bowl(
    shown: Shown,
    start: Value = (0.0, 0.0),
    rates: Value = (0.1, 3.0, 9.0),
    zigzag: float = 7.0,
    count: int = 20,
) -> Worked:
    """Descend on six photos with three learning rates; the curvature at the bottom tells which of them can arrive.

    `limit` is 2/λ with the largest curvature λ; `factors` is by how much a step with each rate multiplies the
    distance to the bottom, along the steepest direction and along the flattest.
    """
    walks = [descend(BOWL.value, BOWL.gradient, start, rate=rate, steps=count) for rate in rates]
    bottom = stationary(BOWL, start)
    curvatures = np.linalg.eigvalsh(BOWL.hessian(bottom))[::-1]
    return Worked(
        values={
            "paths": np.array([walk.weights for walk in walks]),
            "losses": np.array([walk.values for walk in walks]),
            "bottom": bottom,
            "lowest": BOWL.value(bottom),
            "curvatures": curvatures,
            "limit": 2 / curvatures[0],
            "factors": 1 - np.outer(rates, curvatures),
            "zigzag_factor": 1 - zigzag * curvatures[0],
            "zigzag_last": descend(BOWL.value, BOWL.gradient, start, rate=zigzag, steps=count).values[-1],
            "steepest": np.hypot(np.abs(BOWL.x).mean(), 1.0),
        },
        steps=lambda: (
            (r"\frac{2}{\lambda} &= \frac{2}{", digits(6, curvatures[0]), "} = ", 2 / curvatures[0]),
            *(
                (r"1 - \eta \lambda &= 1 - ", rate, r" \cdot ", digits(6, curvatures[0]), " = ",
                 1 - rate * curvatures[0])
                for rate in rates
            ),
        ),
    )


@example
def two_starts(
    shown: Shown,
    starts: Value = ((-1.5, 1.0), (-1.0, 1.0)),
    rate: float = 1.0,
    count: int = 100,
    stalled: Value = (10, 40),
) -> Worked:
    """Descend on a loss that is not convex from two starts, into two valleys; between them lies a pass."""
    walks = [descend(TWO_VALLEYS.value, TWO_VALLEYS.gradient, start, rate=rate, steps=count) for start in starts]
    top = stationary(TWO_VALLEYS, (-0.5, 0.1))
    losses = np.array([walk.values for walk in walks])
    return Worked(
        values={
            "paths": np.array([walk.weights for walk in walks]),
            "losses": losses,
            "ends": np.array([walk.weights[-1] for walk in walks]),
            "last": losses[:, -1],
            "apart": losses[0, -1] - losses[1, -1],
            "stalled_at": losses[1][list(stalled)],
            "pass_at": top + 0.0,
            "pass_loss": TWO_VALLEYS.value(top),
            "pass_curvatures": np.linalg.eigvalsh(TWO_VALLEYS.hessian(top)),
        },
        steps=lambda: ((r"L - L' &= ", losses[0, -1], " - ", losses[1, -1], " = ", losses[0, -1] - losses[1, -1]),),
    )


def stationary(surface: Surface, near: Value) -> Value:
    """Return the point near `near` where the gradient is 0, by Newton's method: a bottom, or a pass."""
    w = np.asarray(near, dtype=np.float64)
    for _ in range(30):
        w = w - np.linalg.solve(surface.hessian(w), surface.gradient(w))
    return w
