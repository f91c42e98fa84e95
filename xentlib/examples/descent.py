"""Steps downhill: too small, right, too large (lesson 7)."""

from __future__ import annotations

import numpy as np

from xentlib.examples.registry import Shown, Value, Worked, example
from xentlib.examples.steps import bracketed


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
        steps=tuple(
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
        steps=(
            (r"\nabla C &= [2 \cdot ", *bracketed(w[0]), r", \; 6 \cdot ", *bracketed(w[1]), "] = ", slope),
            (r"w' &= ", w, " - ", rate, r" \cdot ", slope, " = ", after),
            (r"C &= ", (curvature * w**2).sum(), r" \;\to\; ", (curvature * after**2).sum()),
        ),
    )
