"""What a loss measures: the way from the features to one number, and the penalty on large weights (lesson 1)."""

from __future__ import annotations

import numpy as np

from xentlib.examples.registry import Shown, Value, Worked, example
from xentlib.examples.steps import digits, joined, products
from xentlib.losses import softmax


@example
def pipeline(
    shown: Shown,
    W: Value = ((4.0, 1.0), (3.0, 2.0), (3.0, 1.0)),
    b: Value = (1.0, 1.0, 1.0),
    x: Value = (2.0, 1.0),
    y: int = 0,
) -> Worked:
    """Go from two features through scores and probabilities to the loss: x → Wx + b → softmax → −ln p_y."""
    W, b, x = np.asarray(W), np.asarray(b), np.asarray(x)
    z = shown(W @ x + b)
    p = shown(softmax(z))
    loss = -np.log(p[y])
    return Worked(
        values={"z": z, "p": p, "loss": loss},
        mistakes={
            "bias_forgotten": W @ x,
            "bias_subtracted": W @ x - b,
            "columns_for_rows": W.T.reshape(W.shape) @ x + b,  # the shape fits, the numbers of W are read down
        },
        steps=lambda: (
            *((rf"\z_{k + 1} &= ", *products(W[k], x), " + ", b[k], " = ", z[k]) for k in range(len(z))),
            (r"\p &= \softmax(", z, ") = ", p),
            (r"L &= -\ln ", digits(5, p[y]), " = ", loss),
        ),
    )


@example
def penalties(
    shown: Shown,
    concentrated: Value = (1.0, 0.0, 0.0, 0.0),
    spread: Value = (0.25, 0.25, 0.25, 0.25),
    x: Value = (1.0, 1.0, 1.0, 1.0),
) -> Worked:
    """Give the same score with one large weight and with four small ones: L2 tells them apart, L1 does not."""
    concentrated, spread, x = np.asarray(concentrated), np.asarray(spread), np.asarray(x)
    l1_spread, l2_spread = np.abs(spread).sum(), shown(spread**2).sum()
    return Worked(
        values={
            "score_concentrated": concentrated @ x,
            "score_spread": spread @ x,
            "l1_concentrated": np.abs(concentrated).sum(),
            "l1_spread": l1_spread,
            "l2_concentrated": (concentrated**2).sum(),
            "l2_spread": l2_spread,
        },
        mistakes={"square_root": np.sqrt(l2_spread), "halved": l2_spread / 2, "averaged": l2_spread / len(spread)},
        steps=lambda: (
            (r"L_1(1, 0, \ldots) &= ", *joined(" + ", np.abs(concentrated)), " = ", np.abs(concentrated).sum()),
            (r"L_1(\tfrac14, \ldots) &= ", *joined(" + ", np.abs(spread)), " = ", l1_spread),
            (r"L_2(1, 0, \ldots) &= ", *joined(" + ", concentrated, after="^2"), " = ", (concentrated**2).sum()),
            (r"L_2(\tfrac14, \ldots) &= ", *joined(" + ", spread, after="^2"), " = ", l2_spread),
        ),
    )


@example
def penalized_loss(
    shown: Shown, data_loss: float = 0.4, weights: Value = (2.0, -1.0, 0.5), strength: float = 0.1
) -> Worked:
    """Add the L2 penalty to the data loss: what training makes small is the sum of both."""
    weights = np.asarray(weights)
    squares = shown(weights**2)
    penalty = shown(squares.sum())
    total = data_loss + strength * penalty
    return Worked(
        values={"squares": squares, "penalty": penalty, "loss": total},
        mistakes={
            "penalty_forgotten": data_loss,
            "strength_forgotten": data_loss + penalty,
            "penalty_subtracted": data_loss - strength * penalty,
            "absolute_values": data_loss + strength * np.abs(weights).sum(),
            "not_squared": data_loss + strength * weights.sum(),
        },
        steps=lambda: (
            (r"\textstyle\sum_i w_i^2 &= ", *joined(" + ", squares), " = ", penalty),
            (r"L + \lambda \textstyle\sum_i w_i^2 &= ", data_loss, " + ", strength, r" \cdot ", penalty, " = ", total),
        ),
    )


@example
def average_loss(shown: Shown, losses: Value = (0.1, 0.3, 2.0, 0.4)) -> Worked:
    """Judge a classifier by its average loss: one bad answer among four shows, and does not decide alone."""
    losses = np.asarray(losses)
    total = shown(losses.sum())
    mean = total / len(losses)
    return Worked(
        values={"count": len(losses), "total": total, "mean": mean, "without_worst": np.sort(losses)[:-1].mean()},
        mistakes={"sum": total, "median": np.median(losses), "largest": losses.max()},
        steps=lambda: (
            (r"\textstyle\sum_i L_i &= ", *joined(" + ", losses), " = ", total),
            (r"L &= \frac{", total, "}{", len(losses), "} = ", mean),
        ),
    )


@example
def budgets(
    shown: Shown,
    minimum: Value = (0.6, 1.6),
    curvature: Value = ((1.0, 0.5), (0.5, 2.0)),
    budget: float = 1.0,
) -> Worked:
    """Find the lowest point of a bowl ½ (w − m)ᵀA(w − m) where Σ|w| or Σw² may not exceed a budget.

    The level lines of the bowl, widening from its minimum m, touch the L1 ball and the L2 ball there first.
    """
    m, A = np.asarray(minimum), np.asarray(curvature)
    l1, l2 = shown(_lowest_in_diamond(m, A, budget)), shown(_lowest_in_circle(m, A, budget))
    return Worked(
        values={
            "touch_l1": l1,
            "touch_l2": l2,
            "absolute": np.array([np.abs(w).sum() for w in (m, l1, l2)]),  # at the minimum, at the two touching points
            "squared": np.array([(w**2).sum() for w in (m, l1, l2)]),
        },
        steps=lambda: (
            (r"|w_1| + |w_2| &= ", *joined(" + ", np.abs(l1)), " = ", np.abs(l1).sum()),
            (r"w_1^2 + w_2^2 &= ", *joined(" + ", l2, after="^2"), " = ", (l2**2).sum()),
        ),
    )


def _lowest_in_diamond(m: Value, A: Value, budget: float) -> Value:
    """Return the lowest point of the bowl on |w₁| + |w₂| = budget: on each edge a parabola, cut at the corners."""
    corners = budget * np.array([(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)])
    found = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        edge = end - start
        found.append(start + np.clip(edge @ A @ (m - start) / (edge @ A @ edge), 0, 1) * edge)
    return min(found, key=lambda w: float((w - m) @ A @ (w - m)))


def _lowest_in_circle(m: Value, A: Value, budget: float) -> Value:
    """Return the lowest point of the bowl on w₁² + w₂² = budget, where A(m − w) = μ w: bisect for μ ≥ 0."""

    def pulled(strength: float) -> Value:
        return np.linalg.solve(A + strength * np.eye(len(m)), A @ m)

    weak, strong = 0.0, 1e6
    for _ in range(100):
        middle = (weak + strong) / 2
        weak, strong = (middle, strong) if (pulled(middle) ** 2).sum() > budget else (weak, middle)
    return pulled(strong)
