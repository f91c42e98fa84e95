"""Softmax: scores become probabilities (lesson 2)."""

from __future__ import annotations

import numpy as np

from xentlib.draws import Draws
from xentlib.examples.registry import Inputs, Shown, Step, Value, Worked, example
from xentlib.examples.steps import bracketed, digits, joined, shares
from xentlib.losses import sigmoid, softmax, softmax_cross_entropy
from xentlib.numbers import round_half_up


@example
def cats(shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0) -> Worked:
    """Work the running example: the scores of cat, dog and horse for the photo of a cat."""
    z = np.asarray(z)
    exponentials = shown(np.exp(z))
    total = shown(exponentials.sum())
    p = softmax(z)
    below_maximum = z - z.max()
    small = shown(np.exp(below_maximum))
    return Worked(
        values={
            "exponentials": exponentials,
            "total": total,
            "p": p,
            "p_y": p[y],
            "loss": softmax_cross_entropy(z, y),
            "below_maximum": below_maximum,
            "small": small,
            "small_total": shown(small.sum()),
            "ratio": np.exp(z[0] - z[1]),
            "twice_limit": softmax(np.eye(len(z))[y])[y],  # softmax of a probability of 1
        },
        mistakes={"divided_by_sum": z / z.sum(), "twice": softmax(p)},
        steps=lambda: (
            (r"\textstyle\sum_j e^{\z_j} &= ", *joined(" + ", z, before="e^{", after="}"), " = ", digits(6, total)),
            *(
                (rf"\p_{k + 1} &= \frac{{", digits(6, one), "}{", digits(6, total), "} = ", p[k])
                for k, one in enumerate(exponentials)
            ),
        ),
    )


@example
def from_rounded(shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0, places: int = 2) -> Worked:
    """Compute the loss of the running example from a probability that was rounded too early."""
    p_y = float(round_half_up(softmax(z)[y], places))
    return Worked({"p_y": p_y, "loss": -np.log(p_y)}, steps=lambda: ((r"-\ln ", p_y, " &= ", -np.log(p_y)),))


@example
def shifts(shown: Shown, z: Value = (10.0, 9.0, 8.0), down: float = 7.0) -> Worked:
    """Take the same number off every score: the probabilities stay."""
    z = np.asarray(z)
    return Worked(
        values={"lower": z - down, "lowest": z - z.max(), "p": softmax(z), "p_lower": softmax(z - down)},
        steps=lambda: (_softmax_line(z), _softmax_line(z - down), _softmax_line(z - z.max())),
    )


@example
def scales(shown: Shown, z: Value = (10.0, 9.0, 8.0), factor: float = 10.0) -> Worked:
    """Multiply every score by the same number: the probabilities change."""
    z = np.asarray(z)
    return Worked(
        values={"scaled": factor * z, "p": softmax(z), "p_scaled": softmax(factor * z)},
        steps=lambda: (_softmax_line(z), (r"\softmax(", factor * z, ") &= ", digits(5, softmax(factor * z)))),
    )


@example
def temperatures(shown: Shown, z: Value = (10.0, 9.0, 8.0), cold: float = 0.5, hot: float = 2.0) -> Worked:
    """Divide the scores by a temperature: below 1 the largest probability grows, above 1 it shrinks."""
    return Worked(
        values={
            "p": softmax(z),
            "p_cold": softmax(z, temperature=cold),
            "p_hot": softmax(z, temperature=hot),
        },
        mistakes={"multiplied": softmax(z, temperature=1 / hot)},
        steps=lambda: tuple(
            (r"\softmax(\tfrac{1}{", one, r"} \cdot ", np.asarray(z), ") &= ", softmax(z, temperature=one))
            for one in (cold, hot)
        ),
    )


@example
def overflow(shown: Shown, z: Value = (123.0, 456.0, 789.0)) -> Worked:
    """Meet scores whose exponentials no float can hold, and take off the maximum first."""
    z = np.asarray(z)
    with np.errstate(over="ignore", invalid="ignore"):
        exponentials = np.exp(z)
    return Worked(
        values={
            "exponentials": exponentials,
            "largest": np.log(np.finfo(float).max),
            "below_maximum": z - z.max(),
            "p": softmax(z),
        },
        steps=lambda: (_softmax_line(z - z.max()),),
    )


@example
def two_classes(shown: Shown, z: Value = (2.0, 0.5)) -> Worked:
    """See the sigmoid of a difference come out of softmax with two classes."""
    difference = shown(z[0] - z[1])
    return Worked(
        values={"difference": difference, "p": softmax(z), "sigmoid": sigmoid(difference)},
        steps=lambda: (
            (r"\z_1 - \z_2 &= ", z[0], " - ", *bracketed(z[1]), " = ", difference),
            (r"\sigma(", difference, r") &= \frac{1}{1 + e^{", -difference, "}} = ", sigmoid(difference)),
        ),
    )


def draw_three_scores(draws: Draws) -> Inputs | None:
    """Draw unequally spaced scores of which the first, the class asked for, is not the largest."""
    z = draws.decimals("z", 3, -1, 4, places=1)
    low, middle, high = sorted(z)
    plain = z[0] != high and abs((high - middle) - (middle - low)) > 0.2 and high - low < 3.5
    return {"z": z} if plain and sum(z) > 1 else None


@example(draw=draw_three_scores)
def one_probability(shown: Shown, z: Value = (3.2, 5.1, -1.7)) -> Worked:
    """Compute the probability of the first class from three scores."""
    z = np.asarray(z)
    exponentials = shown(np.exp(z))
    total = shown(exponentials.sum())
    p_cat = exponentials[0] / total
    return Worked(
        values={"exponentials": exponentials, "total": total, "p_cat": p_cat, "base": np.e},
        mistakes={
            "divided_by_sum": z[0] / z.sum(),
            "not_divided": exponentials[0],
            "odds": exponentials[0] / (total - exponentials[0]),
            "largest_class": exponentials.max() / total,
            "sigmoid": exponentials[0] / (1 + exponentials[0]),
            "sign_flipped": shares(1 / exponentials)[0],
            "base_two": shares(2.0**z)[0],
            "base_ten": shares(10.0**z)[0],
        },
        steps=lambda: (
            (r"e^{", z[0], "} &= ", digits(6, exponentials[0])),
            (r"e^{", z[1], "} &= ", digits(6, exponentials[1])),
            (r"e^{", z[2], "} &= ", digits(6, exponentials[2])),
            (r"\textstyle\sum_j e^{\z_j} &= ", digits(6, total)),
            (r"\p &= \frac{", digits(6, exponentials[0]), "}{", digits(6, total), "} = ", p_cat),
        ),
    )


def draw_close_scores(draws: Draws) -> Inputs | None:
    """Draw scores close enough for every probability to show at two decimals after doubling or tripling."""
    factor = draws.choice("factor", (2, 3))
    z = draws.decimals("z", 3, 0, 2, places=1)
    low, middle, high = sorted(z)
    if not (0 < low < middle - 0.2 and middle < high - 0.2 and factor * (high - low) < 4):
        return None
    shown = (shares(np.exp(z)).round(2), shares(np.exp(factor * np.array(z))).round(2))
    whole = all(round(p.sum(), 2) == 1 for p in shown)  # else the reader wonders where a hundredth went
    return {"z": z, "factor": factor} if whole else None


@example(draw=draw_close_scores)
def sharpened(shown: Shown, z: Value = (0.4, 1.6, 0.9), factor: int = 2) -> Worked:
    """Multiply three scores by a factor above 1 and see the largest probability grow."""
    z = np.asarray(z)
    p, p_scaled = shares(np.exp(z)), shares(np.exp(factor * z))
    return Worked(
        values={"p": p, "scaled": factor * z, "p_scaled": p_scaled},
        mistakes={
            "unchanged": p,
            "flattened": shares(np.exp(z / factor)),
            "divided_by_sum": z / z.sum(),
        },
        steps=lambda: ((r"\softmax(", z, ") &= ", p), (r"\softmax(", factor * z, ") &= ", p_scaled)),
    )


def _softmax_line(z: Value) -> Step:
    return (r"\softmax(", z, ") &= ", softmax(z))
