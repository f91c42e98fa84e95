"""What the questions on the learning slowdown draw: a sigmoid neuron, and two costs to teach it (lesson 6).

The quadratic cost is (a − y)²/2 throughout, the cross-entropy −[y ln a + (1 − y) ln(1 − a)] in nats.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np

from xentlib.draws import Draws
from xentlib.examples.registry import Inputs, Shown, Value, Worked, example
from xentlib.examples.steps import bracketed, digits
from xentlib.numbers import round_half_up
from xentlib.pictures import curves
from xentlib.training.neuron import SLOPES, Cost

LETTERS = ("A", "B", "C", "D")
COSTS: tuple[Cost, Cost] = ("cross-entropy", "quadratic")
TWELFTHS = 12
LEAST_DISTANCE = 0.15
"""How far two curves must be apart at their ends, so that people see which one is lower."""
LEAST_DIFFERENCE = 0.005
"""How much two bugs must differ in the weight or in the bias that they lead to."""
TYPED_PLACES = 5
"""With how many decimal places a line shows an output that the next line goes on with."""
LEAST_RATIO = 1.15
"""How much two speeds must differ, so that no comparison hangs on rounding."""


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def draw_sure_output(draws: Draws) -> Inputs | None:
    """Draw the output of a neuron that is sure of a wrong answer, near 0 or near 1."""
    (sure,) = draws.decimals("a", 1, 0, 1, places=3)
    y = draws.integer("y", 0, 1)
    return {"a": round(abs(y - sure), 3), "y": y} if 0.75 <= sure <= 0.99 else None


@example(draw=draw_sure_output)
def ratio_of_the_slopes(shown: Shown, a: float = 0.962, y: int = 0) -> Worked:
    """Compare the two slopes of a sure neuron: they differ by σ′ = a(1 − a), and nothing else."""
    slope = shown(a * (1 - a))
    ratio = 1 / slope
    return Worked(
        values={"slope": slope, "ratio": ratio, "error": a - y},
        mistakes={
            "inverted": slope,
            "only_a": 1 / a,
            "only_one_minus_a": 1 / (1 - a),
            "two_kept": ratio / 2,
            "squared": ratio * ratio,
        },
        steps=lambda: (
            (r"\sigma'(z) &= ", a, r" \cdot (1 - ", a, ") = ", digits(6, slope)),
            (r"\frac{(a - \y) \, x}{(a - \y) \, \sigma'(z) \, x} &= \frac{1}{", digits(6, slope), "} = ", ratio),
        ),
    )


def draw_output_and_feature(draws: Draws) -> Inputs | None:
    """Draw an output that leaves an error, and a feature of either sign that is neither 0 nor 1 in size."""
    (a,) = draws.decimals("a", 1, 0, 1, places=2)
    (x,) = draws.decimals("x", 1, -3, 3, places=1)
    y = draws.integer("y", 0, 1)
    plain = abs(a - y) > 0.25 and abs(a - y) * a * (1 - a) * abs(x) > 0.03 and abs(abs(x) - 1) > 0.1
    return {"a": a, "y": y, "x": x} if plain else None


@example(draw=draw_output_and_feature)
def both_slopes(shown: Shown, a: float = 0.92, y: int = 0, x: float = 1.5) -> Worked:
    """Compute ∂C/∂w for cross-entropy and for the quadratic cost: the second has the factor σ′."""
    error = shown(a - y)
    slope = shown(a * (1 - a))
    fast, slow = error * x, error * slope * x
    return Worked(
        values={"error": error, "slope": slope, "slopes": np.array([fast, slow])},
        mistakes={
            "swapped": np.array([slow, fast]),
            "slope_kept": np.array([slow, slow]),
            "slope_forgotten": np.array([fast, fast]),
            "sign_flipped": np.array([-fast, -slow]),
            "x_forgotten": np.array([error, error * slope]),
            "two_kept": np.array([fast, 2 * slow]),
        },
        steps=lambda: (
            (r"\sigma'(z) &= ", a, r" \cdot (1 - ", a, ") = ", digits(6, slope)),
            (r"\frac{\partial C_1}{\partial w} &= (a - \y) \, x = (", a, " - ", y, r") \cdot ", *bracketed(x), " = ",
             fast),
            (r"\frac{\partial C_2}{\partial w} &= (a - \y) \, \sigma'(z) \, x = (", a, " - ", y, r") \cdot ",
             digits(6, slope), r" \cdot ", *bracketed(x), " = ", digits(7, slow)),
        ),
    )


@example(draw=draw_output_and_feature)
def chain_through_the_sigmoid(shown: Shown, a: float = 0.85, y: int = 0, x: float = -1.2) -> Worked:
    """Multiply ∂C/∂a of cross-entropy by σ′ and x: the denominator of the first cancels the second."""
    slope = shown(a * (1 - a))
    error = shown(a - y)
    by_output = shown((a - y) / (a * (1 - a)))
    return Worked(
        values={"slope": slope, "error": error, "by_output": by_output, "by_weight": by_output * slope * x},
        mistakes={
            "quadratic": a - y,
            "sign_flipped": -(a - y) / (a * (1 - a)),
            "other_truth": (a - 1 + y) / (a * (1 - a)),
            "multiplied": (a - y) * a * (1 - a),
            "slope": a * (1 - a),
        },
        steps=lambda: (
            (r"\frac{\partial C}{\partial a} &= ", digits(6, by_output)),
            (r"\frac{\partial a}{\partial z} &= \sigma'(z) = ", a, r" \cdot (1 - ", a, ") = ", digits(6, slope)),
            (r"\frac{\partial C}{\partial w} &= ", digits(6, by_output), r" \cdot ", digits(6, slope),
             r" \cdot ", *bracketed(x), " = ", by_output * slope * x),
        ),
    )


def draw_neuron(draws: Draws) -> Inputs | None:
    """Draw a neuron with a feature that is not 1 and a wrong output."""
    (weight,) = draws.decimals("weight", 1, -2, 2, places=1)
    (bias,) = draws.decimals("bias", 1, -2, 2, places=1)
    (x,) = draws.decimals("x", 1, -2, 2, places=1)
    y, rate = draws.integer("y", 0, 1), draws.choice("rate", (0.2, 0.3, 0.5))
    a = _sigmoid(weight * x + bias)
    plain = weight and bias and 0.4 <= abs(x) <= 1.8 and abs(abs(x) - 1) > 0.1
    wrong = 0.6 <= abs(a - y) <= 0.97
    return {"weight": weight, "bias": bias, "x": x, "y": y, "rate": rate} if plain and wrong else None


@example(draw=draw_neuron)
def weight_after_epoch(
    shown: Shown, weight: float = 0.9, bias: float = 1.1, x: float = 1.4, y: int = 0, rate: float = 0.3
) -> Worked:
    """Take one step with cross-entropy, from the weight and the bias to the new weight."""
    z = shown(weight * x + bias)
    a = shown(_sigmoid(z))
    slope = shown((a - y) * x)
    bend = a * (1 - a)
    typed = float(round_half_up(a, TYPED_PLACES))  # with it, each line can be typed as it stands
    typed_slope = (typed - y) * x
    return Worked(
        values={"z": z, "a": a, "slope": slope, "weight_after": weight - rate * slope},
        mistakes={
            "slope_kept": weight - rate * slope * bend,
            "by_the_output": weight - rate * slope / bend,
            "stepped_with_the_gradient": weight + rate * slope,
            "x_forgotten": weight - rate * (a - y),
            "rate_forgotten": weight - slope,
            "sigmoid_forgotten": weight - rate * (z - y) * x,
        },
        steps=lambda: (
            ("z &= w x + b = ", *bracketed(weight), r" \cdot ", *bracketed(x), " + ", *bracketed(bias), " = ",
             digits(6, z)),
            (r"a &= \sigma(", digits(6, z), ") = ", digits(TYPED_PLACES, typed)),
            (r"\frac{\partial C}{\partial w} &= (a - \y) \, x = (", digits(TYPED_PLACES, typed), " - ", y, r") \cdot ",
             *bracketed(x), " = ", digits(8, typed_slope)),
            (r"w' &= w - \eta \, \frac{\partial C}{\partial w} = ", weight, " - ", rate, r" \cdot ",
             *bracketed(digits(8, typed_slope)), " = ", digits(8, weight - rate * typed_slope)),
        ),
    )


def draw_four_outputs(draws: Draws) -> Inputs | None:
    """Draw four outputs, from surely wrong to right, whose speeds neither the error nor the slope alone ranks."""
    hundredths = {"sure": (90, 98), "wrong": (75, 87), "unsure": (45, 68), "right": (5, 35)}
    errors = [draws.integer(name, low, high) / 100 for name, (low, high) in hundredths.items()]
    y = draws.integer("y", 0, 1)
    a = tuple(round(abs(y - error), 2) for error in draws.shuffled("order", errors))
    outputs = np.array(a)
    bends, speeds = outputs * (1 - outputs), _speeds(outputs, y)
    if not (_all_apart(speeds) and _all_apart(bends)):
        return None
    order, *others = (_fastest_first(measure) for measure in (speeds, abs(outputs - y), bends))
    return {"a": a, "y": y} if len({order, order[::-1], *others}) == len(LETTERS) else None


def _all_apart(speeds: Value) -> bool:
    return all(_apart(one, other) for one, other in pairwise(sorted(speeds.tolist())))


def _speeds(a: Value, y: int) -> Value:
    """Return the size of ∂C/∂z of the quadratic cost."""
    return abs(a - y) * a * (1 - a)


@example(draw=draw_four_outputs)
def speeds_of_four_neurons(shown: Shown, a: Value = (0.97, 0.7, 0.86, 0.2), y: int = 0) -> Worked:
    """Rank four neurons by how fast they learn with the quadratic cost: sure and wrong is slow."""
    a = np.asarray(a)
    bends = shown(a * (1 - a))
    speeds = _speeds(a, y)
    return Worked(
        values={"errors": abs(a - y), "bends": bends, "speeds": speeds},
        steps=lambda: tuple(
            (r"|a - \y| \, \sigma' &= ", error, r" \cdot ", digits(6, bend), " = ", digits(6, speed))
            for error, bend, speed in zip(abs(a - y), bends, speeds, strict=True)
        ),
        chosen={
            "order": _fastest_first(speeds),
            "by_the_error": _fastest_first(abs(a - y)),
            "by_the_slope": _fastest_first(a * (1 - a)),
        },
    )


def _fastest_first(speeds: Value) -> tuple[str, ...]:
    return tuple(LETTERS[place].lower() for place in np.argsort(-speeds))


def draw_two_starts(draws: Draws) -> Inputs | None:
    """Draw a bad and a mild start, a rate, and which letter each of the four curves gets."""
    tenths = {"weight": (12, 25), "bias": (12, 25), "mild_weight": (1, 12), "mild_bias": (1, 12)}
    start = {name: draws.integer(name, low, high) / 10 for name, (low, high) in tenths.items()}
    rate, epochs = draws.choice("rate", (0.2, 0.3, 0.4)), draws.choice("epochs", (60, 84, 120))
    score, mild = start["weight"] + start["bias"], start["mild_weight"] + start["mild_bias"]
    if not (3 <= score <= 4.6 and 0.4 <= mild <= 1.7):
        return None
    fast, slow = (_outputs(score, cost, rate, epochs)[-1] for cost in COSTS)
    inputs = {**start, "rate": rate, "epochs": epochs, "letters": "".join(draws.shuffled("letters", LETTERS))}
    return inputs if fast + LEAST_DISTANCE < slow else None


@example(draw=draw_two_starts)
def four_learning_curves(
    shown: Shown,
    weight: float = 1.8,
    bias: float = 2.0,
    mild_weight: float = 0.6,
    mild_bias: float = 0.9,
    rate: float = 0.3,
    epochs: int = 84,
    letters: str = "CADB",
) -> Worked:
    """Draw the output of a neuron from two starts with either cost, for x = 1 and y = 0."""
    scores = (weight + bias, mild_weight + mild_bias)
    runs = dict(zip(letters, [_outputs(z, cost, rate, epochs) for z in scores for cost in COSTS], strict=True))
    first, mild_first = (_sigmoid(z) for z in scores)
    return Worked(
        values={
            "first": first,
            "mild_first": mild_first,
            "starts": np.array([runs[letter][0] for letter in LETTERS]),
            "ends": np.array([runs[letter][-1] for letter in LETTERS]),
            "slope": first * (1 - first),
        },
        steps=lambda: (
            (r"\sigma(", weight, " + ", bias, ") &= ", first),
            (r"\sigma(", mild_weight, " + ", mild_bias, ") &= ", mild_first),
        ),
        chosen={"which": (letters[0].lower(),)},
        pictures={"outputs": curves({letter: runs[letter] for letter in LETTERS})},
    )


@lru_cache(maxsize=2)  # of the start that a draw tries, and the example then draws
def _outputs(z: float, cost: Cost, rate: float, epochs: int) -> tuple[float, ...]:
    """Return the output a = σ(z) at first and after each twelfth of the epochs.

    With x = 1, weight and bias take the same step, so their sum z takes it twice.
    """
    slope, twelfth = SLOPES[cost], epochs // TWELFTHS
    outputs = [round(_sigmoid(z), 3)]
    for _ in range(TWELFTHS):
        for _ in range(twelfth):
            z -= 2 * rate * slope(_sigmoid(z), 0)
        outputs.append(round(_sigmoid(z), 3))
    return tuple(outputs)


LOG_PLACES = 4
BUGS = ("nothing", "slope_kept", "sign_flipped", "by_the_output", "x_forgotten")


def draw_log(draws: Draws) -> Inputs | None:
    """Draw a neuron, and what is wrong with the program that trains it."""
    inputs = draw_neuron(draws)
    if inputs is None:
        return None
    pairs = combinations(_after_an_epoch(**inputs).values(), 2)
    apart = min(max(abs(one[0] - other[0]), abs(one[1] - other[1])) for one, other in pairs)
    return {**inputs, "bug": draws.choice("bug", BUGS)} if apart > LEAST_DIFFERENCE else None


@example(draw=draw_log)
def log_of_one_epoch(
    shown: Shown,
    weight: float = 0.9,
    bias: float = 1.1,
    x: float = 1.4,
    y: int = 0,
    rate: float = 0.3,
    bug: str = "slope_kept",
) -> Worked:
    """Print weight, bias and output before and after one epoch of a program that may have a bug."""
    a = _sigmoid(weight * x + bias)
    error, bend = a - y, a * (1 - a)
    typed = float(round_half_up(a, LOG_PLACES))
    end = np.array(_after_an_epoch(weight, bias, x, y, rate)[bug])
    return Worked(
        values={
            "a": a,
            "next": end,
            "next_a": _sigmoid(end[0] * x + end[1]),
            "right": np.array([weight - rate * error * x, bias - rate * error]),
            "bend": bend,
            "times": 1 / bend,
        },
        steps=lambda: (
            (r"a - \y &= ", digits(6, typed), " - ", y, " = ", digits(6, typed - y)),
            (r"w - \eta \, (a - \y) \, x &= ", weight, " - ", rate, r" \cdot ", *bracketed(digits(6, typed - y)),
             r" \cdot ", *bracketed(x), " = ", digits(8, weight - rate * (typed - y) * x)),
            (r"b - \eta \, (a - \y) &= ", bias, " - ", rate, r" \cdot ", *bracketed(digits(6, typed - y)), " = ",
             digits(8, bias - rate * (typed - y))),
        ),
        chosen={"which": (bug,)},
    )


def _after_an_epoch(weight: float, bias: float, x: float, y: int, rate: float) -> dict[str, tuple[float, float]]:
    """Return the weight and the bias that each bug leads to."""
    a = _sigmoid(weight * x + bias)
    error, bend = a - y, a * (1 - a)
    slopes = {
        "nothing": (error * x, error),
        "slope_kept": (error * bend * x, error * bend),
        "sign_flipped": (-error * x, -error),
        "by_the_output": (error / bend * x, error / bend),
        "x_forgotten": (error, error),
    }
    return {bug: (weight - rate * by_weight, bias - rate * by_bias) for bug, (by_weight, by_bias) in slopes.items()}


MANY_TIMES = 10


def draw_two_outputs(draws: Draws) -> Inputs | None:
    """Draw two outputs so that no comparison is close."""
    first, second = draws.decimals("outputs", 2, 0, 1, places=2)
    if min(first, second) < 0.1 or max(first, second) > 0.99 or abs(first - second) < 0.05:
        return None
    ratio, speeds = 1 / (first * (1 - first)), _speeds(np.array([first, second]), 0)
    return {"first": first, "second": second} if _apart(ratio, MANY_TIMES) and _apart(*speeds) else None


def _apart(one: float, other: float) -> bool:
    return max(one, other) / min(one, other) > LEAST_RATIO


@example(draw=draw_two_outputs)
def statements_on_two_costs(shown: Shown, first: float = 0.97, second: float = 0.81) -> Worked:
    """Judge five statements on how fast two neurons learn that should both answer 0."""
    outputs = np.array([first, second])
    bends = outputs * (1 - outputs)
    speeds = outputs * bends
    ratio = 1 / bends[0]
    told = {"cross_entropy": first > second, "quadratic": speeds[0] > speeds[1], "many_times": ratio > MANY_TIMES}
    return Worked(
        values={"outputs": outputs, "bends": bends, "speeds": speeds, "ratio": ratio},
        steps=lambda: (
            *(
                (rf"a_{k} \, \sigma'(z_{k}) &= ", a, r" \cdot ", a, r" \cdot (1 - ", a, ") = ", digits(6, speed))
                for k, a, speed in zip((1, 2), outputs, speeds, strict=True)
            ),
            (r"\frac{1}{\sigma'(z_1)} &= \frac{1}{", first, r" \cdot (1 - ", first, ")} = ", ratio),
        ),
        chosen={"which": ("at_least_fourfold", *(name for name, true in told.items() if true))},
    )
