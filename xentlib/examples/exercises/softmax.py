"""What the questions on softmax draw: shifts, temperatures, gaps between scores, and the axis of a sum (lesson 2)."""

from __future__ import annotations

import numpy as np

from xentlib.draws import Draws
from xentlib.examples.exercises.quick import quick_sigmoid, quick_softmax
from xentlib.examples.registry import Inputs, Shown, Value, Worked, example, unrounded
from xentlib.examples.steps import bracketed, digits, joined
from xentlib.pictures import bars

SMALLEST_SHOWN, LARGEST_SHOWN = 0.03, 0.97
"""Probabilities beyond these say little in a question: two decimals show them as nearly nothing or nearly 1."""

DIGITS_BEFORE_ROUNDING = 5
"""With four digits, 0.34849 would be shown as 0.3485, and a reader would round that to 0.349 and not to 0.348."""


def tells(p: Value) -> bool:
    """Say whether all probabilities can be told apart from 0 and 1."""
    return bool(p.min() > SMALLEST_SHOWN and p.max() < LARGEST_SHOWN)


def uneven(z: Value, least: float = 0.25) -> bool:
    """Say whether the gaps between three scores, sorted, are at least `least` wide and not alike."""
    low, middle, high = sorted(z)
    lower, upper = middle - low, high - middle
    return bool(min(lower, upper) >= least and abs(upper - lower) >= least)


def whole(p: Value) -> bool:
    """Say whether rounded probabilities still add up to 1, so that nobody wonders where a hundredth went."""
    return bool(abs(np.sum(p) - 1) < 1e-9)


def draw_scores_with_a_negative(draws: Draws) -> Inputs | None:
    """Draw three scores of which some are negative, though not their sum."""
    z = draws.decimals("z", 3, -2, 3, places=1)
    good = min(z) < 0 < min(map(abs, z)) and sum(z) > 0.5 and uneven(z) and tells(quick_softmax(z))
    return {"z": z} if good else None


@example(draw=draw_scores_with_a_negative)
def three_probabilities(shown: Shown, z: Value = (0.4, -0.7, 1.9)) -> Worked:
    """Compute the probabilities of three classes, of which one has a negative score."""
    z = np.asarray(z)
    exponentials = shown(np.exp(z))
    total = shown(exponentials.sum())
    p = exponentials / total
    sigmoids = quick_sigmoid(z)
    return Worked(
        values={
            "exponentials": exponentials,
            "total": total,
            "p": p,
            "sum_of_sigmoids": sigmoids.sum(),
            "base": np.e,
        },
        mistakes={
            "divided_by_sum": z / z.sum(),
            "not_divided": exponentials,
            "sign_flipped": quick_softmax(-z),
            "base_two": quick_softmax(z * np.log(2)),
            "base_ten": quick_softmax(z * np.log(10)),
            "sigmoids": sigmoids,
            "twice": quick_softmax(p),
        },
        steps=lambda: (
            *((r"e^{", one, "} &= ", digits(8, power)) for one, power in zip(z, exponentials, strict=True)),
            (r"\textstyle\sum_j e^{\z_j} &= ", *joined(" + ", z, before="e^{", after="}"), " = ", digits(8, total)),
            (r"\p &= \frac{1}{", digits(8, total), r"} \cdot ", digits(8, exponentials), " = ",
             digits(DIGITS_BEFORE_ROUNDING, p)),
        ),
    )


SHIFTED = ("higher", "lower", "from_top")
"""The options that may be `z` with one number added to every score."""


def draw_shifts(draws: Draws) -> Inputs | None:
    """Draw scores and three shifts of them, of which some, not all, are spoiled in one place."""
    z = draws.decimals("z", 3, -2, 3, places=1)
    shifts = (draws.integer("up", 2, 9), -draws.integer("down", 11, 49) / 10, -max(z))
    spoiled = draws.choice("spoiled", ((), ("higher",), ("lower",), ("from_top",), SHIFTED[:2], SHIFTED[1:]))
    options = {}
    for name, shift in zip(SHIFTED, shifts, strict=True):
        moved = np.add(z, shift)
        if name in spoiled:
            moved[draws.integer(f"place of {name}", 0, 2)] -= draws.choice(f"by {name}", (0.5, 1.0, 1.5))
        options[name] = tuple(moved.round(1).tolist())
    good = uneven(z, 0.4) and 0 not in z and min(map(len, map(set, options.values()))) == len(z)
    return {"z": z, **options, "factor": draws.choice("factor", (2, 3))} if good else None


@example(draw=draw_shifts)
def same_probabilities(
    shown: Shown,
    z: Value = (1.4, -0.3, 0.6),
    higher: Value = (6.4, 4.7, 5.6),
    lower: Value = (-1.1, -2.8, -2.9),
    from_top: Value = (0.0, -1.7, -0.8),
    factor: int = 2,
) -> Worked:
    """Tell which scores give the same probabilities as `z`: those with the same gaps."""
    z = np.asarray(z)
    scores = {
        "higher": np.asarray(higher),
        "lower": np.asarray(lower),
        "from_top": np.asarray(from_top),
        "multiplied": factor * z,
        "mirrored": -z,
    }
    gaps = {name: (one[:-1] - one[1:]).round(1) for name, one in {"z": z, **scores}.items()}
    same = tuple(name for name in scores if np.array_equal(gaps[name], gaps["z"]))
    return Worked(
        values={
            "multiplied": scores["multiplied"],
            "mirrored": scores["mirrored"],
            **{f"gaps_{name}": gap for name, gap in gaps.items()},
        },
        chosen={"same": same},
        steps=lambda: (
            (r"\z_1 - \z_2 &= ", z[0], " - ", *bracketed(z[1]), " = ", gaps["z"][0]),
            (r"\z_2 - \z_3 &= ", z[1], " - ", *bracketed(z[2]), " = ", gaps["z"][1]),
        ),
    )


def draw_overflowing_scores(draws: Draws) -> Inputs | None:
    """Draw scores whose exponentials no 64-bit float can hold."""
    base = draws.integer("base", 711, 990)
    z = tuple(round(base + one, 1) for one in draws.decimals("z", 3, 0, 4, places=1))
    return {"z": z} if z[0] != max(z) and uneven(z, 0.3) and tells(quick_softmax(z)) else None


@example(draw=draw_overflowing_scores)
def shift_by_maximum(shown: Shown, z: Value = (812.6, 814.1, 811.4)) -> Worked:
    """Take the largest score off first, so that no exponential overflows, and compute the first probability."""
    z = np.asarray(z)
    top = z.max()
    below = (z - top).round(1)
    powers = shown(np.exp(below))
    total = shown(powers.sum())
    return Worked(
        values={"top": top, "below": below, "powers": powers, "total": total, "p_cat": powers[0] / total},
        mistakes={
            "zero_power": total - 1,
            "sign_flipped": np.exp(-below).sum(),
            "base_two": (2.0**below).sum(),
            "powers_forgotten": below.sum(),
            "exponents_added": np.exp(below.sum()),
            "logarithm_taken": np.log(total),
        },
        steps=lambda: (
            (z, " - ", top, " &= ", below),
            (r"\textstyle\sum_j e^{\z_j - ", top, "} &= ", *joined(" + ", below, before="e^{", after="}"), " = ",
             digits(7, total)),
            (r"\p_1 &= \frac{e^{", below[0], "} }{", digits(7, total), "} = ", powers[0] / total),
        ),
    )


def draw_temperature(draws: Draws) -> Inputs | None:
    """Draw positive scores and a temperature that leaves every probability visible."""
    z = draws.decimals("z", 3, 0, 4, places=1)
    temperature = draws.choice("temperature", (0.5, 0.8, 1.6, 2.0, 2.5, 4.0, 5.0))
    good = min(z) > 0 and uneven(z) and tells(quick_softmax(z)) and tells(quick_softmax(z, temperature=temperature))
    return {"z": z, "temperature": temperature} if good else None


@example(draw=draw_temperature)
def at_temperature(shown: Shown, z: Value = (3.1, 1.2, 2.4), temperature: float = 2.5) -> Worked:
    """Compute the probability of the first class at a temperature: the scores are divided by it, then softmax."""
    z = np.asarray(z)
    divided = shown(z / temperature)
    powers = shown(np.exp(divided))
    total = shown(powers.sum())
    p = quick_softmax(z)
    return Worked(
        values={
            "divided": divided,
            "powers": powers,
            "total": total,
            "p_cat": powers[0] / total,
            "p": p,
            "undivided_total": np.exp(z).sum(),
        },
        mistakes={
            "multiplied": quick_softmax(z * temperature)[0],
            "ignored": p[0],
            "probability_divided": p[0] / temperature,
            "numerator_only": powers[0] / np.exp(z).sum(),
            "not_divided": powers[0],
            "divided_by_sum": z[0] / z.sum(),
        },
        steps=lambda: (
            (r"\frac{1}{", temperature, r"} \cdot ", z, " &= ", digits(7, divided)),
            (r"\textstyle\sum_j e^{\z_j / ", temperature, "} &= ",
             *joined(" + ", [digits(7, one) for one in divided], before="e^{", after="}"), " = ", digits(8, total)),
            (r"\p_1 &= \frac{e^{", digits(7, divided[0]), "} }{", digits(8, total), "} = ",
             digits(DIGITS_BEFORE_ROUNDING, powers[0] / total)),
        ),
    )


LETTERS = ("A", "B", "C")
REORDERED = (2, 0, 1)
"""Which class lends its sharpened probability to each class in the picture whose order is wrong."""


def draw_bars(draws: Draws) -> Inputs | None:
    """Draw scores, a temperature below or above 1, and the letters of three pictures."""
    z = draws.decimals("z", 3, 0, 3, places=1)
    if not uneven(z, 0.4) or not 0.45 < quick_softmax(z).max().round(2) < 0.75:  # most draws end here
        return None
    shapes = [quick_softmax(z, temperature=one).round(2) for one in (0.5, 1, 2)]
    if shapes[0].min() == 0 or not all(map(whole, shapes)):
        return None
    sharper, flatter, reordered = draws.shuffled("letters", LETTERS)
    letters = {"sharper": sharper, "flatter": flatter, "reordered": reordered}
    return {"z": z, "temperature": draws.choice("temperature", (0.5, 2.0)), **letters}


@example(draw=draw_bars)
def bars_at_temperature(
    shown: Shown,
    z: Value = (0.6, 1.9, 1.1),
    temperature: float = 2.0,
    sharper: str = "B",
    flatter: str = "C",
    reordered: str = "A",
) -> Worked:
    """See in bars what a temperature does: below 1 the tallest bar grows, above 1 it shrinks, and the order stays."""
    z = np.asarray(z)
    p = quick_softmax(z)
    strength = max(temperature, 1 / temperature)
    sharp, flat = quick_softmax(z * strength), quick_softmax(z / strength)
    shapes = {sharper: sharp, flatter: flat, reordered: (sharp if temperature < 1 else flat)[list(REORDERED)]}
    told = {"before": p, **{f"picture_{letter.lower()}": shapes[letter] for letter in sorted(shapes)}}
    return Worked(
        values={"largest": p.max(), "largest_sharper": sharp.max(), "largest_flatter": flat.max()},
        chosen={"which": ("sharper" if temperature < 1 else "flatter",)},
        pictures={name: bars({str(k): round(one, 2) for k, one in enumerate(q, 1)}) for name, q in told.items()},
        steps=lambda: (
            (r"\softmax(", z, ") &= ", p),
            (r"\softmax(\tfrac{1}{", temperature, r"} \cdot ", z, ") &= ", quick_softmax(z, temperature=temperature)),
        ),
    )


def draw_two_scores(draws: Draws) -> Inputs | None:
    """Draw two scores with a gap that decides, though not entirely."""
    z = draws.decimals("z", 2, -2, 4, places=1)
    good = 0.4 <= abs(z[0] - z[1]) <= 3 and abs(sum(z)) >= 0.5 and all(abs(one) >= 0.3 for one in z)
    return {"z": z} if good else None


@example(draw=draw_two_scores)
def sigmoid_of_gap(shown: Shown, z: Value = (1.3, -0.8)) -> Worked:
    """Compute the probability of the first of two classes: the sigmoid of the gap between the scores."""
    gap = shown(round(z[0] - z[1], 1))
    power = shown(np.exp(-gap))
    p_cat = 1 / (1 + power)
    return Worked(
        values={"gap": gap, "power": power, "p_cat": p_cat, "p_dog": 1 - p_cat},
        mistakes={
            "gap_reversed": 1 - p_cat,
            "own_score_only": quick_sigmoid(z[0]),
            "sum_for_gap": quick_sigmoid(z[0] + z[1]),
            "sigmoids_shared": quick_sigmoid(z[0]) / (quick_sigmoid(z[0]) + quick_sigmoid(z[1])),
            "odds": np.exp(gap),
            "divided_by_sum": z[0] / (z[0] + z[1]),
        },
        steps=lambda: (
            (r"\z_1 - \z_2 &= ", z[0], " - ", *bracketed(z[1]), " = ", gap),
            (r"e^{", -gap, "} &= ", digits(8, power)),
            (r"\sigma(", gap, r") &= \frac{1}{1 + ", digits(8, power), "} = ", digits(DIGITS_BEFORE_ROUNDING, p_cat)),
        ),
    )


def draw_probabilities(draws: Draws) -> Inputs | None:
    """Draw three probabilities, of which the first is clearly larger than the second."""
    cat, dog = draws.integer("cat", 20, 80), draws.integer("dog", 4, 45)
    horse = 100 - cat - dog
    good = cat > 1.3 * dog and horse >= 4 and horse not in (cat, dog)
    return {"p": (cat / 100, dog / 100, horse / 100)} if good else None


@example(draw=draw_probabilities)
def gap_of_scores(shown: Shown, p: Value = (0.56, 0.31, 0.13)) -> Worked:
    """Go back from two probabilities to the gap between their scores: ln(p_1 / p_2)."""
    ratio = shown(p[0] / p[1])
    gap = np.log(ratio)
    return Worked(
        values={"ratio": ratio, "gap": gap},
        mistakes={
            "ratio": p[0] / p[1],
            "difference": p[0] - p[1],
            "base_two": gap / np.log(2),
            "base_ten": gap / np.log(10),
            "reversed": -gap,
            "log_odds": np.log(p[0] / (1 - p[0])),
            "softmax_again": np.exp(p[0] - p[1]),
        },
        steps=lambda: (
            (r"\frac{\p_1}{\p_2} &= \frac{", p[0], "}{", p[1], "} = ", digits(8, ratio)),
            (r"\z_1 - \z_2 &= \ln ", digits(8, ratio), " = ", digits(DIGITS_BEFORE_ROUNDING, gap)),
        ),
    )


POWERS, BARE = "np.exp(z)", "z"
FIRST_AXIS, SECOND_AXIS, NO_AXIS = "sum(axis=0, keepdims=True)", "sum(axis=1, keepdims=True)", "sum()"
PHOTOS_FIRST, CLASSES_FIRST = "photos, classes", "classes, photos"


def draw_program(draws: Draws) -> Inputs | None:
    """Draw the scores of two photos, how they lie in the array, and a program with one bug or none."""
    scores = draws.decimals("z", 6, 0, 3, places=1)
    if min(scores) == 0 or not uneven(scores[:3]) or not uneven(scores[3:]):  # most draws end here
        return None
    z = np.reshape(scores, (2, 3))
    layout = draws.choice("layout", (PHOTOS_FIRST, CLASSES_FIRST))
    right, wrong = (SECOND_AXIS, FIRST_AXIS) if layout == PHOTOS_FIRST else (FIRST_AXIS, SECOND_AXIS)
    powers, total = draws.choice("bug", ((POWERS, right), (POWERS, wrong), (POWERS, NO_AXIS), (BARE, right)))
    array = z if layout == PHOTOS_FIRST else z.T
    inputs = {"z": tuple(map(tuple, array.tolist())), "layout": layout, "powers": powers, "total": total}
    worked = over_which_axis(unrounded, **inputs)
    sums, printed = worked.values["sums"], worked.values["printed"]
    clear = all(map(whole, sums)) if total == right else np.abs(sums - 1).min() > 0.05
    return inputs if clear and tells(printed) else None


@example(draw=draw_program)
def over_which_axis(
    shown: Shown,
    z: Value = ((1.7, 0.4, 2.9), (0.8, 2.1, 1.3)),
    layout: str = PHOTOS_FIRST,
    powers: str = POWERS,
    total: str = FIRST_AXIS,
) -> Worked:
    """Run a softmax of two photos whose sum may take the wrong axis, or whose powers may be missing."""
    z = np.asarray(z)
    classes_axis = 1 if layout == PHOTOS_FIRST else 0
    axis = {FIRST_AXIS: 0, SECOND_AXIS: 1, NO_AXIS: None}[total]
    parts = np.exp(z) if powers == POWERS else z
    if powers == BARE:
        which = "no_powers"
    elif axis is None:
        which = "one_sum"
    else:
        which = "none" if axis == classes_axis else "across_photos"
    photos = z if layout == PHOTOS_FIRST else z.T
    printed = np.round(parts / parts.sum(axis=axis, keepdims=True), 2)
    return Worked(
        values={
            "printed": printed,
            "sums": printed.sum(axis=classes_axis).round(2),
            "sum_of_all": printed.sum().round(2),
            "p": quick_softmax(photos),
        },
        chosen={"which": (which,)},
        steps=lambda: tuple((r"\softmax(", photo, ") &= ", quick_softmax(photo)) for photo in photos),
    )
