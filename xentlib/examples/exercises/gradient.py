"""What the questions on the gradient draw: p − y and its signs, the Jacobian, the gradient check (lesson 5)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from xentlib.draws import Draws
from xentlib.examples.registry import Inputs, Shown, Value, Worked, example
from xentlib.examples.steps import bracketed, digits, shares
from xentlib.numbers import round_half_up
from xentlib.pictures import bars

LETTERS = ("A", "B", "C", "D")
LEAST_SHARE = 0.05
LEAST_GAP = 0.03


def _shares(draws: Draws, count: int) -> tuple[float, ...] | None:
    """Draw probabilities in hundredths that add up to 1, none small and no two alike."""
    cuts = (0.0, *sorted(draws.decimals("cuts", count - 1, 0, 1, places=2)), 1.0)
    p = tuple(round(above - below, 2) for below, above in pairwise(cuts))
    apart = min(above - below for below, above in pairwise(sorted(p)))
    return p if round(min(p), 2) >= LEAST_SHARE and round(apart, 2) >= LEAST_GAP else None


def draw_bars_and_truth(draws: Draws) -> Inputs | None:
    """Draw four probabilities, and a true class that is neither the most likely nor the least likely one."""
    p, truth = _shares(draws, len(LETTERS)), draws.choice("truth", LETTERS)
    return {"p": p, "truth": truth} if p and min(p) < p[LETTERS.index(truth)] < max(p) else None


@example(draw=draw_bars_and_truth)
def moves_of_the_scores(shown: Shown, p: Value = (0.46, 0.19, 0.25, 0.1), truth: str = "C") -> Worked:
    """Rank the classes by how a step of gradient descent moves their scores, from the largest rise down."""
    y = np.array([float(letter == truth) for letter in LETTERS])
    slope = np.asarray(p) - y
    return Worked(
        values={"y": y, "gradient": slope, "moves": -slope},
        steps=lambda: ((r"\p - \y &= ", p, " - ", y, " = ", slope),),
        chosen={
            "order": _ranked(slope),
            "least_likely_first": _ranked(np.asarray(p)),
            "most_likely_first": _ranked(-np.asarray(p)),
            "true_class_last": _ranked(np.where(y == 1, np.inf, p)),
        },
        pictures={"shares": bars(dict(zip(LETTERS, p, strict=True)))},
    )


def _ranked(keys: Value) -> tuple[str, ...]:
    return tuple(LETTERS[place].lower() for place in np.argsort(keys))


def draw_shares_and_truth(draws: Draws) -> Inputs | None:
    """Draw three probabilities, and a true class that is not the most likely one."""
    p, place = _shares(draws, 3), draws.integer("truth", 0, 2)
    y = tuple(int(k == place) for k in range(3))
    return {"p": p, "y": y} if p and p[place] < max(p) else None


@example(draw=draw_shares_and_truth)
def gradient_of_three(shown: Shown, p: Value = (0.23, 0.61, 0.16), y: Value = (1, 0, 0)) -> Worked:
    """Compute ∂L/∂z = p − y from three probabilities and the truth."""
    p, y = np.asarray(p), np.asarray(y)
    slope = p - y
    largest = np.eye(len(p))[p.argmax()]
    return Worked(
        values={"gradient": slope, "p_y": p @ y, "of_true": slope @ y},
        mistakes={
            "sign_flipped": y - p,
            "true_class_only": y * slope + 0.0,  # −0.0 + 0.0 is 0.0
            "probabilities": p,
            "largest_class": p - largest,
            "by_the_probability": -y / p + 0.0,
            "sizes": abs(slope),
        },
        steps=lambda: ((r"\p - \y &= ", p, " - ", y, " = ", slope),),
    )


def draw_weight_step(draws: Draws) -> Inputs | None:
    """Draw a feature of either sign, not near 0 or 1 in size, and a probability that leaves something to learn."""
    (p,) = draws.decimals("p", 1, 0, 1, places=2)
    (x,) = draws.decimals("x", 1, -3, 3, places=1)
    (weight,) = draws.decimals("weight", 1, -1, 1, places=1)
    rate = draws.choice("rate", (0.1, 0.2, 0.5))
    plain = 0.12 <= p <= 0.85 and abs(p - 0.5) > 0.03 and abs(x) >= 0.5 and abs(abs(x) - 1) > 0.1 and weight
    return {"p": p, "x": x, "weight": weight, "rate": rate} if plain else None


@example(draw=draw_weight_step)
def weight_after_step(
    shown: Shown, p: float = 0.7, x: float = -1.4, weight: float = 0.6, rate: float = 0.2
) -> Worked:
    """Take one step on a weight of the true class: the sign of the feature decides which way it goes."""
    error = shown(p - 1)
    slope = shown(error * x)
    after = weight - rate * slope
    return Worked(
        values={"error": error, "slope": slope, "weight_after": after, "score": weight * x, "score_after": after * x},
        mistakes={
            "stepped_with_the_gradient": weight + rate * slope,
            "x_forgotten": weight - rate * error,
            "rate_forgotten": weight - slope,
            "truth_forgotten": weight - rate * p * x,
            "by_the_probability": weight + rate * x / p,
            "slope_kept": weight - rate * slope * p * (1 - p),
        },
        steps=lambda: (
            (r"\frac{\partial L}{\partial \z} &= \p - 1 = ", p, " - 1 = ", error),
            (r"\frac{\partial L}{\partial w} &= (\p - 1) \, x = ", *bracketed(error), r" \cdot ", *bracketed(x), " = ",
             slope),
            (r"w' &= w - \eta \, \frac{\partial L}{\partial w} = ", weight, " - ", rate, r" \cdot ", *bracketed(slope),
             " = ", digits(6, after)),
        ),
    )


def draw_chain(draws: Draws) -> Inputs | None:
    """Draw a probability of the true class with three decimals, neither near 0, ½ nor 1."""
    (p,) = draws.decimals("p", 1, 0, 1, places=3)
    return {"p": p} if 0.1 <= p <= 0.9 and abs(p - 0.5) > 0.03 else None


@example(draw=draw_chain)
def chain_through_softmax(shown: Shown, p: float = 0.274) -> Worked:
    """Multiply ∂L/∂p by ∂p/∂z for the true class: the product is p − 1."""
    by_probability, between = shown(-1 / p), shown(p * (1 - p))
    by_score = by_probability * between
    return Worked(
        values={"by_probability": by_probability, "between": between, "by_score": by_score},
        mistakes={
            "other_class": -p * p,
            "factor_forgotten": 1 - p,
            "product_forgotten": p,
            "sign_flipped": -p * (1 - p),
            "inverse": 1 / p,
        },
        steps=lambda: (
            (r"\frac{\partial L}{\partial \p} &= -\frac{1}{", p, "} = ", digits(6, by_probability)),
            (r"\frac{\partial \p}{\partial \z} &= ", digits(6, between)),
            (r"\frac{\partial L}{\partial \z} &= ", digits(6, by_probability), r" \cdot ", digits(6, between), " = ",
             by_score),
        ),
    )


def draw_three_shares(draws: Draws) -> Inputs | None:
    """Draw three probabilities of which the first two are not small."""
    p = _shares(draws, 3)
    return {"p": p} if p and p[0] * p[1] > 0.04 else None


@example(draw=draw_three_shares)
def neighbor_of_a_score(shown: Shown, p: Value = (0.48, 0.17, 0.35)) -> Worked:
    """Compute ∂p_2/∂z_1 = −p_1 p_2: what the second class loses when the score of the first one rises."""
    first, second, third = p
    own = first * (1 - first)
    return Worked(
        values={"own": own, "neighbor": -first * second, "third_share": -first * third},
        mistakes={
            "sign_forgotten": first * second,
            "shared_evenly": -own / 2,
            "diagonal_entry": second * (1 - second),
            "entry_of_the_first": own,
            "everything_lost": -second,
            "independent": 0.0,
        },
        steps=lambda: (
            (r"\frac{\partial \p_1}{\partial \z_1} &= ", first, r" \cdot (1 - ", first, ") = ", own),
            (r"\frac{\partial \p_2}{\partial \z_1} &= -", first, r" \cdot ", second, " = ", -first * second),
            (r"\frac{\partial \p_3}{\partial \z_1} &= -", first, r" \cdot ", third, " = ", -first * third),
        ),
    )


LOSS_PLACES = 5


def draw_three_losses(draws: Draws) -> Inputs | None:
    """Draw scores, and print the loss at the true class's score and a step to either side, as a program would."""
    z, h = draws.decimals("z", 3, -2, 2, places=1), draws.choice("h", (0.1, 0.2))
    if not 0.15 < shares(np.exp(z))[0] < 0.8:
        return None
    scores = np.array(z) + np.outer((-h, 0, h), (1, 0, 0))
    losses = np.log(np.exp(scores).sum(axis=1)) - scores[:, 0]
    below, here, above = (float(round_half_up(loss, LOSS_PLACES)) for loss in losses)
    return {"h": h, "loss_below": below, "loss_here": here, "loss_above": above}


@example(draw=draw_three_losses)
def slope_by_two_losses(
    shown: Shown, h: float = 0.1, loss_below: float = 1.42734, loss_here: float = 1.35227, loss_above: float = 1.2791
) -> Worked:
    """Measure ∂L/∂z_y by a centered difference, and compare it with e^{−L} − 1 = p_y − 1."""
    centered = (loss_above - loss_below) / (2 * h)
    by_formula = np.exp(-loss_here) - 1
    return Worked(
        values={"width": 2 * h, "centered": centered, "by_formula": by_formula},
        mistakes={
            "divided_by_h": 2 * centered,
            "one_sided_above": (loss_above - loss_here) / h,
            "one_sided_below": (loss_here - loss_below) / h,
            "sign_flipped": -centered,
            "not_divided": loss_above - loss_below,
        },
        steps=lambda: (
            (r"\frac{L(\z_y + h) - L(\z_y - h)}{2 h} &= \frac{", digits(6, loss_above), " - ", digits(6, loss_below),
             "}{", 2 * h, "} = ", digits(6, centered)),
            (r"\p_y - 1 &= e^{-L} - 1 = e^{-", digits(6, loss_here), "} - 1 = ", by_formula),
        ),
    )


def draw_two_signs(draws: Draws) -> Inputs | None:
    """Draw a class that is true or not, and a feature of either sign."""
    (p,) = draws.decimals("p", 1, 0, 1, places=2)
    (x,) = draws.decimals("x", 1, -3, 3, places=1)
    (weight,) = draws.decimals("weight", 1, -2, 2, places=1)
    y, rate = draws.integer("y", 0, 1), draws.choice("rate", (0.1, 0.2, 0.5))
    plain = 0.1 <= p <= 0.9 and abs(x) >= 0.5 and weight
    return {"p": p, "y": y, "x": x, "weight": weight, "rate": rate} if plain else None


@example(draw=draw_two_signs)
def weight_and_score(
    shown: Shown, p: float = 0.8, y: int = 1, x: float = -1.5, weight: float = 0.5, rate: float = 0.1
) -> Worked:
    """Tell the way of a weight from the way of its score: they part where the feature is negative."""
    error = shown(p - y)
    slope = shown(error * x)
    move = shown(-rate * slope)
    score_move = move * x
    which = f"{'rises' if move > 0 else 'falls'}_{'rises' if score_move > 0 else 'falls'}"
    return Worked(
        values={"error": error, "slope": slope, "move": move, "score_move": score_move},
        steps=lambda: (
            (r"\p - \y &= ", p, " - ", y, " = ", error),
            (r"-\eta \, (\p - \y) \, x &= -", rate, r" \cdot ", *bracketed(error), r" \cdot ", *bracketed(x), " = ",
             digits(6, move)),
            (r"-\eta \, (\p - \y) \, x^2 &= ", *bracketed(digits(6, move)), r" \cdot ", *bracketed(x), " = ",
             digits(6, score_move)),
        ),
        chosen={"which": (which,)},
    )


RIGHT_PARTS = {"below": "powers.sum()", "logarithm": "np.log", "claim": "softmax(z) - t", "width": "(2 * h)"}
WRONG_PARTS = (
    ("below", "powers.max()"),
    ("logarithm", "np.log2"),
    ("claim", "t - softmax(z)"),
    ("claim", "softmax(z)"),
    ("claim", "t * (softmax(z) - t)"),
    ("width", "h"),
)
PLACES_OF_PARTS = {"below": "in_softmax", "logarithm": "in_loss", "claim": "in_claimed", "width": "in_measured"}


def draw_program(draws: Draws) -> Inputs | None:
    """Draw scores whose largest is not the true one, and one wrong part of the program."""
    z, y = draws.decimals("z", 3, -1, 2, places=1), draws.integer("y", 0, 2)
    place = draws.choice("place", tuple(RIGHT_PARTS))
    part, wrong = draws.choice("wrong", [pair for pair in WRONG_PARTS if pair[0] == place])
    plain = z[y] < max(z) - 0.3 and shares(np.exp(z)).min() > 0.05
    return {"z": z, "y": y, **RIGHT_PARTS, part: wrong} if plain else None


@example(draw=draw_program)
def program_with_a_check(
    shown: Shown,
    z: Value = (0.8, -0.5, 1.7),
    y: int = 0,
    below: str = "powers.sum()",
    logarithm: str = "np.log",
    claim: str = "t - softmax(z)",
    width: str = "(2 * h)",
) -> Worked:
    """Print what a program with one wrong part prints: the claimed gradient beside the measured one."""
    z, t = np.asarray(z), np.eye(len(z))[y]
    powers = np.exp(z)
    right = shares(powers)
    unit = 1 / np.log(2) if logarithm == "np.log2" else 1.0
    if below == "powers.max()":
        p = powers / powers.max()
        slope = np.eye(len(z))[z.argmax()] - t  # of L = max(z) − z_y
    else:
        p, slope = right, (right - t) * unit
    claimed = {
        "softmax(z) - t": p - t,
        "t - softmax(z)": t - p,
        "softmax(z)": p,
        "t * (softmax(z) - t)": t * (p - t),
    }[claim]
    parts = {"below": below, "logarithm": logarithm, "claim": claim, "width": width}
    (wrong,) = (part for part, text in parts.items() if text != RIGHT_PARTS[part])
    return Worked(
        values={
            "claimed": claimed,
            "measured": 2 * slope if width == "h" else slope,
            "gradient": right - t,
        },
        steps=lambda: ((r"\p - \y &= ", right, " - ", t, " = ", right - t),),
        chosen={"which": (PLACES_OF_PARTS[wrong],)},
    )


def draw_statements(draws: Draws) -> Inputs | None:
    """Draw three probabilities and a true class that is not the most likely one, half of the time the second."""
    p, truth = _shares(draws, 3), draws.choice("truth", (1, 2, 2, 3))
    return {"p": p, "truth": truth} if p and p[truth - 1] < max(p) else None


@example(draw=draw_statements)
def statements_on_the_gradient(shown: Shown, p: Value = (0.22, 0.65, 0.13), truth: int = 3) -> Worked:
    """Judge five statements on p − y; the classes are counted from 1."""
    y = np.eye(len(p))[truth - 1]
    slope = np.asarray(p) - y
    rises = ("rises",) if slope[1] < 0 else ()
    larger = ("larger",) if abs(slope[0]) > abs(slope[1]) else ()
    return Worked(
        values={"y": y, "gradient": slope, "by_probability": -1 / p[truth - 1]},
        steps=lambda: ((r"\p - \y &= ", p, " - ", y, " = ", slope),),
        chosen={"which": ("adds_up", *rises, *larger)},
    )


def draw_derivation(draws: Draws) -> Inputs | None:
    """Draw a number of classes, the true one, and the class whose score is varied."""
    classes = draws.integer("classes", 3, 9)
    y, k = draws.integer("y", 1, classes), draws.integer("k", 1, classes)
    return {"classes": classes, "y": y, "k": k}


@example(draw=draw_derivation)
def derivation_by_a_score(shown: Shown, classes: int = 4, y: int = 2, k: int = 3) -> Worked:
    """Derive ∂L/∂z_k = p_k − y_k: split the logarithm, then differentiate, then see softmax again."""
    own = int(y == k)
    even = 1 / classes - own
    return Worked(
        values={"own": own, "even": even},
        steps=lambda: (
            (r"\p_{", k, r"} = \tfrac{1}{", classes, r"}: \quad \frac{\partial L}{\partial \z_{", k,
             r"} } &= \frac{1}{", classes, "} - ", own, " = ", even),
        ),
        chosen={
            "order": ("loss", "softmax", "split", "derivative", "share"),
            "split_after_derivative": ("loss", "softmax", "derivative", "split", "share"),
            "share_before_derivative": ("loss", "softmax", "split", "share", "derivative"),
        },
    )


def draw_midpoint(draws: Draws) -> Inputs | None:
    """Draw two losses and three candidates for the loss halfway, of which the largest may be too large."""
    first, second = draws.decimals("losses", 2, 0, 4, places=1)
    low, high = sorted((first, second))
    whole = {first, second, (first + second) / 2} & {1.0, 2.0, 3.0}  # "1 nat" would want a word of its own
    if low < 0.4 or high == 4 or high - low < 1.2 or whole:
        return None
    bound, average = _most_halfway(low, high), (low + high) / 2
    start, end = (average, high) if draws.choice("impossible", (True, False)) else ((low + bound) / 2, bound)
    lowest, middle, highest = (
        round(below + draws.integer(name, 20, 80) / 100 * (above - below), 2)
        for name, below, above in (("lowest", 0, low), ("middle", low, (low + bound) / 2), ("highest", start, end))
    )
    inputs = {"first": first, "second": second, "lowest": lowest, "middle": middle, "highest": highest}
    return inputs if lowest + 0.04 < low < middle - 0.04 and abs(highest - average) > 0.04 else None


def _most_halfway(low: float, high: float) -> float:
    """Return what the loss halfway between two score vectors can come up to.

    With S the sum of e^{z_k − z_y} over the wrong classes, L = ln(1 + S), and halfway S is at most √(S S′) (Cauchy).
    """
    return float(np.log1p(np.sqrt(np.expm1(low) * np.expm1(high))))


@example(draw=draw_midpoint)
def loss_halfway(
    shown: Shown,
    first: float = 0.6,
    second: float = 2.8,
    lowest: float = 0.45,
    middle: float = 1.1,
    highest: float = 1.93,
) -> Worked:
    """See what convexity forbids: the loss halfway between two score vectors is at most the average loss."""
    average = (first + second) / 2
    return Worked(
        values={"average": average},
        steps=lambda: ((r"\tfrac12 (", first, " + ", second, ") &= ", average),),
        chosen={"which": ("highest",) if highest > average else ("all_possible",)},
    )
