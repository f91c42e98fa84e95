"""Questions on gradient descent (lesson 7)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from xentlib.draws import Draws
from xentlib.examples.registry import Inputs, Shown, Value, Worked, example, unrounded
from xentlib.examples.steps import bracketed, digits, joined, products
from xentlib.pictures import bars, curves

LETTERS = "ABCD"


MOST_DECIMALS = 12
"""A weight that should be 0 is no 2·10⁻¹⁶."""


def draw_slope(draws: Draws) -> Inputs | None:
    """Draw a weight and a slope at it, of either sign, with a step that does not end at 0."""
    (w,) = draws.decimals("w", 1, -3, 3, places=1)
    (slope,) = draws.decimals("slope", 1, -4, 4, places=1)
    rate = draws.choice("rate", (0.1, 0.2, 0.3, 0.5))
    return {"w": w, "slope": slope, "rate": rate} if abs(slope) >= 0.3 and abs(w) > rate * abs(slope) else None


@example(draw=draw_slope)
def slope_and_direction(shown: Shown, w: float = 1.4, slope: float = -0.8, rate: float = 0.5) -> Worked:
    """Step against the slope: where the cost grows to the right, the weight goes to the left."""
    return Worked(
        values={"after": w - rate * slope, "uphill": w + rate * slope},
        steps=lambda: (("w' &= ", w, " - ", rate, r" \cdot ", *bracketed(slope), " = ", w - rate * slope),),
    )


LEAST_APART = 3
"""How far two whole numbers must lie apart to be told from each other when one is read as nearly right."""


def draw_epochs(draws: Draws) -> Inputs | None:
    """Draw a training set whose last mini-batch is smaller, and so many epochs that this matters."""
    batch = draws.choice("batch", (12, 16, 20, 24, 32, 40))
    count = draws.integer("whole", 3, 15) * batch + draws.integer("rest", 1, batch - 1)
    epochs = draws.integer("epochs", 5, 15)
    counts = (epochs * (count // batch), -(-epochs * count // batch), epochs * -(-count // batch))
    apart = all(high - low >= LEAST_APART for low, high in pairwise(counts))
    return {"count": count, "batch": batch, "epochs": epochs} if apart else None


@example(draw=draw_epochs)
def updates_in_epochs(shown: Shown, count: int = 1000, batch: int = 64, epochs: int = 8) -> Worked:
    """Count the steps: one for each mini-batch, the smaller one at the end of an epoch included."""
    whole, each = count // batch, -(-count // batch)
    return Worked(
        values={
            "whole": whole,
            "rest": count - whole * batch,
            "batches": each,
            "updates": epochs * each,
        },
        mistakes={
            "last_batch_dropped": epochs * whole,
            "one_epoch": each,
            "one_for_each_example": epochs * count,
            "one_for_each_epoch": epochs,
            "rest_carried_over": -(-epochs * count // batch),
        },
        steps=lambda: (
            (whole, r" \cdot ", batch, " + ", count - whole * batch, " &= ", count),
            (whole, " + 1 &= ", each),
            (epochs, r" \cdot ", each, " &= ", epochs * each),
        ),
    )


def draw_parabola(draws: Draws) -> Inputs | None:
    """Draw a parabola C = a (w − m)², a start away from its bottom and a rate that does not end at 0."""
    a = draws.choice("a", (0.5, 1.5, 2, 2.5, 3))
    (w,) = draws.decimals("w", 1, -4, 4, places=1)
    (bottom,) = draws.decimals("bottom", 1, 1, 3, places=1)
    rate = draws.choice("rate", (0.05, 0.1, 0.15, 0.2))
    inputs = {"a": a, "bottom": bottom, "w": w, "rate": rate}
    after = w - rate * 2 * a * (w - bottom)
    return inputs if abs(w - bottom) >= 0.5 and abs(w) >= 0.3 and abs(after) > 0.1 else None


@example(draw=draw_parabola)
def step_on_parabola(
    shown: Shown, a: float = 1.5, bottom: float = 1.2, w: float = -0.7, rate: float = 0.1
) -> Worked:
    """Take one step on the parabola C = a (w − m)²."""
    away = shown(w - bottom)
    slope = shown(2 * a * away)
    return Worked(
        values={"slope": slope, "after": w - rate * slope},
        mistakes={
            "with_the_gradient": w + rate * slope,
            "rate_forgotten": w - slope,
            "two_forgotten": w - rate * slope / 2,
            "bottom_forgotten": w - rate * 2 * a * w,
            "cost_for_slope": w - rate * a * away**2,
            "step_alone": -rate * slope,
        },
        steps=lambda: (
            (r"C'(w_0) &= 2 \cdot ", a, r" \cdot (", w, " - ", bottom, ") = ", slope),
            ("w_1 &= ", w, " - ", rate, r" \cdot ", *bracketed(slope), " = ", w - rate * slope),
        ),
    )


def draw_two_weights(draws: Draws) -> Inputs | None:
    """Draw a bowl C = a w₁² + b w₂² + c w₁w₂ and a point on its slope."""
    a, b, *_ = draws.shuffled("a", (2, 3, 4, 5))
    c = draws.choice("c", (2, 3))
    w = draws.decimals("w", 2, -2, 2, places=1)
    rate = draws.choice("rate", (0.05, 0.1, 0.15))
    slope = (2 * a * w[0] + c * w[1], c * w[0] + 2 * b * w[1])
    plain = min(map(abs, w)) >= 0.4 and min(map(abs, slope)) >= 1
    return {"a": a, "b": b, "c": c, "w": w, "rate": rate} if plain else None


@example(draw=draw_two_weights)
def step_of_two_weights(
    shown: Shown, a: int = 3, b: int = 2, c: int = 2, w: Value = (1.5, -0.7), rate: float = 0.1
) -> Worked:
    """Take one step on C = a w₁² + b w₂² + c w₁w₂: each weight has a slope of its own, both taken at the same point."""
    w = np.asarray(w)
    slope = shown(_slope_of_bowl(a, b, c, w))
    after = w - rate * slope
    return Worked(
        values={"slope": slope, "after": after},
        mistakes={
            "with_the_gradient": w + rate * slope,
            "rate_forgotten": w - slope,
            "two_forgotten": w - rate * np.array([a * w[0] + c * w[1], c * w[0] + b * w[1]]),
            "cross_term_forgotten": np.round(w - rate * np.array([2 * a * w[0], 2 * b * w[1]]), MOST_DECIMALS),
            "updated_in_turn": _walk_in_turn(a, b, c, w, rate),
            "gradient": slope,
        },
        steps=lambda: (
            (r"\tfrac{\partial C}{\partial w_1} &= ", *products((2 * a, c), w), " = ", slope[0]),
            (r"\tfrac{\partial C}{\partial w_2} &= ", *products((c, 2 * b), w), " = ", slope[1]),
            ("w' &= ", w, " - ", rate, r" \cdot ", slope, " = ", after),
        ),
    )


def _slope_of_bowl(a: int, b: int, c: int, w: Value) -> Value:
    return np.array([2 * a * w[0] + c * w[1], c * w[0] + 2 * b * w[1]])


def _walk_in_turn(a: int, b: int, c: int, w: Value, rate: float) -> Value:
    """Take a step as a program does that moves w₁ first and takes the slope of w₂ at the new place."""
    first = w[0] - rate * (2 * a * w[0] + c * w[1])
    return np.array([first, w[1] - rate * (c * first + 2 * b * w[1])])


def draw_factor(draws: Draws) -> Inputs | None:
    """Draw a walk on C = a w² whose factor is neither 0 nor ±1 nor equal to a number that is shown."""
    a = draws.choice("a", (1.5, 2, 2.5, 3, 4))
    (w,) = draws.decimals("w", 1, -3, 3, places=1)
    rate = draws.integer("rate", 4, 45) / 100
    factor = round(1 - 2 * a * rate, 4)
    plain = 0.1 < abs(factor) < 1.3 and abs(abs(factor) - 1) > 0.03 and abs(w) >= 0.5
    inputs = {"a": a, "w": w, "rate": rate, "count": draws.integer("count", 3, 5)}
    return inputs if plain and factor not in (a, 2 * a, w, rate, 2 * a * rate) else None


@example(draw=draw_factor)
def factor_of_a_step(shown: Shown, a: float = 1.5, w: float = -2.4, rate: float = 0.12, count: int = 4) -> Worked:
    """See on C = a w² that every step multiplies the weight by the same number, 1 − 2aη."""
    factor = shown(round(1 - 2 * a * rate, 4))
    return Worked(
        values={"factor": factor, "double": 2 * a, "part": 2 * a * rate},
        mistakes={
            "two_forgotten": 1 - a * rate,
            "with_the_gradient": 1 + 2 * a * rate,
            "one_forgotten": 2 * a * rate,
            "rate_forgotten": 1 - 2 * a,
            "whole_walk": factor**count,
            "sign_lost": -factor,
        },
        steps=lambda: (
            (r"w_1 &= w_0 - \eta \, C'(w_0) = (", factor, r") \cdot w_0"),
            (rf"w_{{{count}}} &= ", *bracketed(w), r" \cdot (", factor, f")^{{{count}}} = ", w * factor**count),
        ),
    )


OPTIONS_OF_RATES = ("first", "second", "third", "fourth")


def draw_rates(draws: Draws) -> Inputs | None:
    """Draw a steepness and four learning rates, on both sides of the largest that still arrives."""
    a = draws.choice("a", (0.2, 0.25, 0.4, 0.5, 0.8, 1.25, 2, 2.5, 4, 5))
    shares = draws.shuffled("shares", (0.1, 0.3, 0.6, 0.8, 0.9, 0.95, 1.05, 1.1, 1.2, 1.4, 2, 3))[:4]
    rates = tuple(round(share / a, 2) for share in shares)
    (w,) = draws.decimals("w", 1, 1, 4, places=1)
    factors = [abs(1 - 2 * a * rate) for rate in rates]
    apart = all(abs(factor - 1) >= 0.04 for factor in factors) and len(set(rates)) == len(rates)
    mixed = min(factors) < 1 < max(factors)
    return {"a": a, "w": w, "rates": rates} if apart and mixed else None


@example(draw=draw_rates)
def diverging_rates(
    shown: Shown, a: float = 0.4, w: float = 2.0, rates: Value = (0.5, 2.3, 2.7, 1.2)
) -> Worked:
    """Find the learning rates that are too large for C = a w²: each step multiplies the weight by 1 − 2aη."""
    factors = shown(1 - 2 * a * np.asarray(rates))
    sizes = np.abs(factors)
    return Worked(
        values={"factors": factors, "sizes": sizes, "limit": 1 / a},
        steps=lambda: tuple(
            (r"1 - 2 \cdot ", a, r" \cdot ", rate, " &= ", factor)
            for rate, factor in zip(rates, factors, strict=True)
        ),
        chosen={
            "diverging": tuple(name for name, size in zip(OPTIONS_OF_RATES, sizes, strict=True) if size > 1),
        },
    )


STEPS_OF_CURVES = 6
SEEN_APART = 0.12
"""How far two curves must lie apart after the first step, as shares of the cost at the start."""


def draw_curves(draws: Draws) -> Inputs | None:
    """Draw four walks down C = a w²: two that creep up to the bottom, one that jumps over it, one that runs away.

    The one that jumps falls more slowly than one of the others, so that the order of the curves is not that of the
    rates.
    """
    a = draws.choice("a", (0.5, 0.8, 1.25, 2, 2.5))
    creeping, fast = draws.integer("creeping", 80, 96), draws.integer("fast", 15, 65)
    jumping, leaving = -draws.integer("jumping", 35, 95), -draws.integer("leaving", 103, 109)
    rates = tuple(round((1 - share / 100) / (2 * a), 3) for share in (creeping, fast, jumping, leaving))
    shares = sorted((1 - 2 * a * rate) ** 2 for rate in rates)
    apart = all(high - low >= SEEN_APART for low, high in pairwise(shares)) and -jumping > fast
    (w,) = draws.decimals("w", 1, 1, 3, places=1)
    letters = "".join(draws.shuffled("letters", LETTERS))
    return {"a": a, "w": w, "rates": rates, "letters": letters} if apart else None


@example(draw=draw_curves)
def rates_by_curve(
    shown: Shown,
    a: float = 0.5,
    w: float = 2.0,
    rates: Value = (0.1, 0.6, 1.7, 2.05),
    letters: str = "CADB",
) -> Worked:
    """Tell four learning rates by how the cost develops on C = a w²; `letters` name their curves in the same order."""
    factors = shown(1 - 2 * a * np.asarray(rates))
    walks = {
        letter: a * (w * factor ** np.arange(STEPS_OF_CURVES + 1)) ** 2
        for letter, factor in zip(letters, factors, strict=True)
    }
    names = [letter.lower() for letter in letters]
    by_speed = [names[i] for i in np.argsort(-np.abs(factors))]  # the slowest fall first
    staying = [name for name in by_speed if name != names[-1]]
    return Worked(
        values={"factors": factors, "shares": factors**2},
        steps=lambda: tuple(
            (r"\eta = ", rate, r": \quad 1 - 2 \cdot ", a, r" \cdot ", rate, " &= ", factor)
            for rate, factor in zip(rates, factors, strict=True)
        ),
        chosen={
            "order": tuple(names),
            "faster_is_larger": tuple(by_speed),
            "runaway_apart": (*staying, names[-1]),
            "lower_is_smaller": tuple(reversed(by_speed)),
        },
        pictures={"shown": curves({letter: walks[letter] for letter in LETTERS})},
    )


BARS_OF_VALLEYS = 10


def draw_valleys(draws: Draws) -> Inputs | None:
    """Draw a cost with two valleys and two starts, one of which lies nearer to the valley that it cannot reach."""
    near, ridge, far = draws.choice("shape", ((2, 6, 7), (2, 7, 8), (2, 7, 9), (3, 7, 8), (3, 8, 9)))
    costs = {near: draws.integer("bottom", 5, 8)}
    for bar in range(near - 1, 0, -1):
        costs[bar] = costs[bar + 1] + draws.integer(f"rise {bar}", 2, 5)
    for bar in range(near + 1, BARS_OF_VALLEYS + 1):
        sign = -1 if ridge < bar <= far else 1
        costs[bar] = costs[bar - 1] + sign * draws.integer(f"rise {bar}", 2, 5)
    if costs[near] < costs[far]:
        others = [bar for bar in costs if bar > ridge and bar != far]  # it ends in the valley that is not so deep
    else:
        others = [bar for bar in costs if abs(bar - near) < abs(bar - far) and bar != near]
    other = draws.choice("other", others)
    starts = draws.shuffled("starts", (ridge - 1, other))
    heights = [costs[bar] / 10 for bar in sorted(costs)]
    if draws.choice("mirrored", (False, True)):
        heights, starts = heights[::-1], tuple(BARS_OF_VALLEYS + 1 - bar for bar in starts)
    if min(heights) <= 0 or costs[near] == costs[far]:
        return None
    inputs: Inputs = {"costs": tuple(heights), "starts": starts}
    worked = valleys(unrounded, **inputs)
    ends = {worked.values["ends"], *worked.mistakes.values()}
    return inputs if len(ends) == 1 + len(worked.mistakes) else None


@example(draw=draw_valleys)
def valleys(
    shown: Shown,
    costs: Value = (0.9, 0.3, 0.6, 0.8, 0.9, 1.1, 1.3, 0.4, 0.6, 0.8),
    starts: Value = (6, 10),
) -> Worked:
    """Roll down a cost with two valleys from two starts: the slope underfoot decides, not the depth of the valley."""
    bottoms = [bar for bar in range(2, len(costs)) if costs[bar - 2] > costs[bar - 1] < costs[bar]]
    deepest = min(bottoms, key=lambda bar: costs[bar - 1])
    ends = tuple(_rolled(costs, start, down=True) for start in starts)
    tops = tuple(_rolled(costs, start, down=False) for start in starts)
    nearest = tuple(min((abs(bar - start), bar) for bar in bottoms)[1] for start in starts)
    return Worked(
        values={"ends": ends, "deepest": deepest},
        mistakes={"both_deepest": (deepest, deepest), "nearest": nearest, "uphill": tops},
        steps=lambda: tuple(
            (rf"{start} \to {end}: \quad ", costs[start - 1], " - ", costs[end - 1], " &= ",
             round(costs[start - 1] - costs[end - 1], 4))
            for start, end in zip(starts, ends, strict=True)
        ),
        pictures={"shown": bars({str(bar): cost for bar, cost in enumerate(costs, start=1)})},
    )


def _rolled(costs: Value, start: int, *, down: bool) -> int:
    """Return the bar, counted from 1, at which a walk from neighbor to neighbor ends that goes down, or up."""
    sign = 1 if down else -1
    bar = start
    while True:
        near = [one for one in (bar - 1, bar + 1) if 1 <= one <= len(costs)]
        best = min(near, key=lambda one: sign * costs[one - 1])
        if sign * costs[best - 1] >= sign * costs[bar - 1]:
            return bar
        bar = best


def draw_slopes(draws: Draws) -> Inputs | None:
    """Draw the slopes of eight examples so that some, but not all, of the four pairs point the other way."""
    slopes = draws.decimals("slopes", 8, -3, 3, places=1)
    pairs = [slopes[i] + slopes[i + 1] for i in range(0, 8, 2)]
    total = sum(slopes)
    plain = min(map(abs, pairs)) > 0.15 and abs(total) > 0.75 and 0 not in slopes
    against = sum(pair * total < 0 for pair in pairs)
    return {"slopes": slopes} if plain and 1 <= against <= 2 else None


@example(draw=draw_slopes)
def wrong_way_batches(
    shown: Shown, slopes: Value = (1.2, -0.4, -2.1, 0.9, 2.5, 0.3, -0.8, 1.6)
) -> Worked:
    """Compare the mean slope of each mini-batch of two with the mean slope of all eight examples."""
    means = np.reshape(slopes, (-1, 2)).mean(axis=1)
    mean = shown(np.mean(slopes))
    return Worked(
        values={"means": means, "mean": mean},
        steps=lambda: (
            *(
                (r"\tfrac12 (", pair[0], " + ", *bracketed(pair[1]), ") &= ", pair_mean)
                for pair, pair_mean in zip(np.reshape(slopes, (-1, 2)), means, strict=True)
            ),
            (r"\tfrac14 (", *joined(" + ", means), ") &= ", mean),
        ),
        chosen={"against": tuple(name for name, one in zip(OPTIONS_OF_RATES, means, strict=True) if one * mean < 0)},
    )


LOGGED_STEPS = 3
BUGS_OF_A_WALK = ("as_it_should", "uphill", "two_forgotten", "rate_forgotten", "accumulated")


def draw_walk(draws: Draws) -> Inputs | None:
    """Draw a walk on C = a w² with one of the classic bugs, all of which leave different traces."""
    a = draws.choice("a", (0.5, 1.5, 2, 2.5))
    (w,) = draws.decimals("w", 1, 1, 4, places=1)
    rate = draws.choice("rate", (0.05, 0.1, 0.15, 0.2))
    bug = draws.choice("bug", BUGS_OF_A_WALK)
    walks = [_walk(one, a, w, rate) for one in BUGS_OF_A_WALK]
    apart = all(np.abs(one - other).max() > 0.03 for i, one in enumerate(walks) for other in walks[:i])
    return {"a": a, "w": w, "rate": rate, "bug": bug} if apart and abs(2 * a * rate - 1) > 0.05 else None


@example(draw=draw_walk)
def walk_log(shown: Shown, a: float = 1.5, w: float = 2.0, rate: float = 0.1, bug: str = "accumulated") -> Worked:
    """Tell from the weights that a program logged on C = a w² which mistake it makes, if any."""
    walks = {one: _walk(one, a, w, rate) for one in BUGS_OF_A_WALK}
    slope = shown(2 * a * w)
    after = shown(w - rate * slope)
    return Worked(
        values={
            "log": walks[bug],
            "slope": slope,
            "expected": walks["as_it_should"],
            "second_slope": 2 * a * after,
            "slopes_added": slope + 2 * a * after,
        },
        mistakes={one: walk for one, walk in walks.items() if one != "as_it_should"},
        steps=lambda: (
            (r"C'(w_0) &= 2 \cdot ", a, r" \cdot ", w, " = ", slope),
            ("w_1 &= ", w, " - ", rate, r" \cdot ", slope, " = ", digits(6, after)),
            ("w_2 &= ", digits(6, after), " - ", rate, r" \cdot 2 \cdot ", a, r" \cdot ",
             *bracketed(digits(6, after)), " = ", digits(6, after - rate * 2 * a * after)),
        ),
        chosen={"which": (bug,)},
    )


def _walk(bug: str, a: float, w: float, rate: float) -> Value:
    """Return the weights after each step of a walk on C = a w² that makes this mistake."""
    path, kept = [], 0.0
    for _ in range(LOGGED_STEPS):
        slope = (1 if bug == "two_forgotten" else 2) * a * w
        kept = kept + slope if bug == "accumulated" else slope
        w = w - (1 if bug == "rate_forgotten" else rate) * kept * (-1 if bug == "uphill" else 1)
        path.append(w)
    return np.array(path)


UPDATES = {
    (
        "s1, s2 = 2 * a * w1 + c * w2, c * w1 + 2 * b * w2",
        "w1, w2 = w1 - rate * s1, w2 - rate * s2",
    ): "as_it_should",
    (
        "s1, s2 = 2 * a * w1 + c * w2, c * w1 + 2 * b * w2",
        "w1, w2 = w1 + rate * s1, w2 + rate * s2",
    ): "uphill",
    (
        "s1, s2 = 2 * a * w1, 2 * b * w2",
        "w1, w2 = w1 - rate * s1, w2 - rate * s2",
    ): "cross_term_forgotten",
    (
        "w1 = w1 - rate * (2 * a * w1 + c * w2)",
        "w2 = w2 - rate * (c * w1 + 2 * b * w2)",
    ): "updated_in_turn",
}
"""What a program may do in a step, in two lines, with the name of the mistake."""


def draw_program(draws: Draws) -> Inputs | None:
    """Draw a bowl, a point on it and the two lines of a program that steps down, or should."""
    drawn = draw_two_weights(draws)
    if drawn is None:
        return None
    first, second = draws.choice("lines", tuple(UPDATES))
    inputs: Inputs = {**drawn, "first": first, "second": second}
    printed = program_of_two_weights(unrounded, **inputs).values["printed"]
    return inputs if np.abs(printed).min() > 0.005 else None  # no "-0.00000"


@example(draw=draw_program)
def program_of_two_weights(
    shown: Shown,
    a: int = 3,
    b: int = 2,
    c: int = 2,
    w: Value = (1.5, -0.7),
    rate: float = 0.1,
    first: str = "w1 = w1 - rate * (2 * a * w1 + c * w2)",
    second: str = "w2 = w2 - rate * (c * w1 + 2 * b * w2)",
) -> Worked:
    """Spot what is wrong in two lines of a program that should go down C = a w₁² + b w₂² + c w₁w₂."""
    bug = UPDATES[first, second]
    w = np.asarray(w)
    slope = shown(_slope_of_bowl(a, b, c, w))
    after = {
        "as_it_should": w - rate * slope,
        "uphill": w + rate * slope,
        "cross_term_forgotten": w - rate * np.array([2 * a * w[0], 2 * b * w[1]]),
        "updated_in_turn": _walk_in_turn(a, b, c, w, rate),
    }
    return Worked(
        values={"slope": slope, "after": after["as_it_should"], "printed": after[bug]},
        mistakes={name: value for name, value in after.items() if name != "as_it_should"},
        steps=lambda: (
            (r"\tfrac{\partial C}{\partial w_1} &= ", *products((2 * a, c), w), " = ", slope[0]),
            (r"\tfrac{\partial C}{\partial w_2} &= ", *products((c, 2 * b), w), " = ", slope[1]),
            ("w' &= ", w, " - ", rate, r" \cdot ", slope, " = ", after["as_it_should"]),
        ),
        chosen={"which": (bug,)},
    )
