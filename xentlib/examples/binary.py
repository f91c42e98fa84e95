"""Two classes, and many yes-or-no labels: the loss of a sigmoid (lesson 4)."""

from __future__ import annotations

import numpy as np

from xentlib.examples.registry import Shown, Value, Worked, example
from xentlib.examples.steps import digits, joined
from xentlib.losses import sigmoid, softmax


@example
def binary_loss(shown: Shown, p: float = 0.82, y: int = 0) -> Worked:
    """Compute −[y ln p + (1 − y) ln(1 − p)]: the label chooses which of the two terms counts."""
    yes, no = np.log(p), np.log(1 - p)
    loss = -(y * yes + (1 - y) * no)
    return Worked(
        values={"loss": loss, "of_yes": -yes, "of_no": -no},
        mistakes={
            "first_term_only": -y * yes + 0.0,  # −0.0 + 0.0 is 0.0
            "logarithm_of_p": -yes,
            "brackets_forgotten": -y * yes + (1 - y) * no,
            "both_terms": -(yes + no),
            "base_two": loss / np.log(2),
            "base_ten": loss / np.log(10),
            "difference": abs(p - y),
        },
        steps=lambda: (
            (r"L &= -[", y, r" \cdot \ln ", p, " + ", 1 - y, r" \cdot \ln ", 1 - p, "] = ", loss),
        ),
    )


@example
def binary_from_score(shown: Shown, z: float = 2.0, y: int = 1) -> Worked:
    """Compute the loss of one output from its score; a sigmoid before the loss makes it run twice.

    The second one gets p from 0 to 1 and gives σ(0) = 0.5 to σ(1) = 0.731. So the loss stays above −ln 0.731, which
    is ln(1 + e⁻¹), and where y = 0 above −ln 0.5 = ln 2.
    """
    p = shown(sigmoid(z))
    p_y = p if y else 1 - p
    twice = shown(sigmoid(p))
    twice_y = twice if y else 1 - twice
    floor = np.log1p(np.exp(-float(y)))
    return Worked(
        values={"p": p, "loss": -np.log(p_y), "twice": twice, "floor_of_twice": floor},
        mistakes={
            "sigmoid_twice": -np.log(twice_y),
            "other_label": -np.log(1 - p_y),
        },
        steps=lambda: (
            (r"\p &= \sigma(", z, r") = \frac{1}{1 + e^{", -z, "}} = ", digits(5, p)),
            (r"L &= -\ln ", digits(5, p_y), " = ", -np.log(p_y)),
            (r"\sigma(\p) &= \sigma(", digits(5, p), ") = ", digits(5, twice)),
            (r"L' &= -\ln ", digits(5, twice_y), " = ", -np.log(twice_y)),
            (r"L' &\ge \ln(1 + e^{", -y, "}) = ", floor),
        ),
    )


@example
def one_output_softmax(shown: Shown, z: float = 2.0, y: int = 0) -> Worked:
    """Put softmax on a single output: its share of itself is 1, the loss is 0, and nothing is ever learned."""
    p = shown(sigmoid(z))
    p_y = p if y else 1 - p
    alone = softmax([z])
    return Worked(
        values={"p": p, "loss": -np.log(p_y), "share": alone[0]},
        mistakes={"softmax_of_one": -np.log(alone[0]) + 0.0},  # −0.0 + 0.0 is 0.0
        steps=lambda: (
            (r"\softmax([", z, r"]) &= \frac{e^{", z, "}}{e^{", z, "}} = ", alone[0]),
            (r"L' &= -\ln ", alone[0], " = ", 0),
            (r"\sigma(", z, ") &= ", digits(5, p)),
            (r"L &= -\ln ", digits(5, p_y), " = ", -np.log(p_y)),
        ),
    )


@example
def multi_label(shown: Shown, z: Value = (2.0, -1.0, 0.5), y: Value = (1, 0, 1)) -> Worked:
    """Let several labels be true at once: a sigmoid and a binary loss for each, then the mean."""
    z, y = np.asarray(z), np.asarray(y)
    p = shown(sigmoid(z))
    p_y = np.where(y == 1, p, 1 - p)
    losses = shown(-np.log(p_y))
    shares = softmax(z)
    return Worked(
        values={"p": p, "p_y": p_y, "losses": losses, "sum": losses.sum(), "mean": losses.mean(), "total": p.sum()},
        mistakes={
            "softmax_first": -np.log(np.where(y == 1, shares, 1 - shares)).mean(),
            "true_labels_only": (y * losses).sum() / len(y),
            "sum_for_mean": losses.sum(),
        },
        steps=lambda: (
            (r"\sigma(\z) &= ", digits(5, p)),
            *(
                (rf"L_{k + 1} &= -\ln ", digits(5, one), " = ", loss)
                for k, (one, loss) in enumerate(zip(p_y, losses, strict=True))
            ),
            (r"L &= \tfrac{1}{", len(z), "}(", *joined(" + ", losses), ") = ", losses.mean()),
        ),
    )
