"""What the questions on the loss draw: stages of a classifier, averages of losses, penalties on weights (lesson 1)."""

from __future__ import annotations

import numpy as np

from xentlib.draws import Draws
from xentlib.examples.exercises.quick import quick_softmax
from xentlib.examples.registry import Inputs, Shown, Step, Value, Worked, example, unrounded
from xentlib.examples.steps import bracketed, digits, joined, products
from xentlib.pictures import curves


def squares(weights: Value) -> Step:
    """Write the sum of the squares of the weights."""
    pieces: list[Value] = []
    for weight in weights:
        pieces += [" + ", *bracketed(weight), "^2"]
    return tuple(pieces[1:])


def ties(number: float) -> bool:
    """Say whether a number lies halfway between two answers of three decimals, as 1.4725 does."""
    return abs(1000 * number % 1 - 0.5) < 0.01


def draw_weights_and_features(draws: Draws) -> Inputs | None:
    """Draw whole weights of three classes and two features, and biases that cannot be overlooked."""
    W = np.reshape(draws.shuffled("W", (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0))[:6], (3, 2))
    x, b = draws.decimals("x", 2, 0, 3, places=1), draws.decimals("b", 3, -2, 2, places=1)
    plain = min(x) > 0 and abs(x[0] - x[1]) >= 0.5 and min(map(abs, b)) >= 0.5
    good = plain and np.abs(W @ x + b).min() > 0.3
    return {"W": tuple(map(tuple, W.tolist())), "b": b, "x": x} if good else None


@example(draw=draw_weights_and_features)
def three_scores(
    shown: Shown,
    W: Value = ((2.0, -1.0), (-3.0, 4.0), (1.0, 3.0)),
    b: Value = (0.7, -1.2, 0.5),
    x: Value = (1.5, 0.4),
) -> Worked:
    """Compute the scores of three classes from two features: z = Wx + b."""
    W, b, x = np.asarray(W), np.asarray(b), np.asarray(x)
    z = shown((W @ x + b).round(1))
    return Worked(
        values={"z": z, "without_bias": (W @ x).round(1)},
        mistakes={
            "bias_forgotten": W @ x,
            "bias_subtracted": W @ x - b,
            "features_swapped": W @ x[::-1] + b,
            "features_ignored": W.sum(axis=1) + b,
            "softmax_taken": quick_softmax(z),
        },
        steps=lambda: tuple(
            (rf"\z_{k + 1} &= ", *products(W[k], x), " + ", *bracketed(b[k]), " = ", z[k]) for k in range(len(z))
        ),
    )


STAGES = ("features", "scores", "probabilities", "probability", "loss")
"""What a classifier has at each stage for one example, from the input to the loss."""


def draw_stages(draws: Draws) -> Inputs | None:
    """Draw features and scores that nobody takes for probabilities, and a true class."""
    z = draws.decimals("z", 3, -2, 4, places=1)
    if not min(z) < 0 < min(map(abs, z)) or abs(sum(z) - 1) <= 0.3:
        return None
    x, y = draws.decimals("x", 2, 1, 5, places=1), draws.integer("y", 0, 2)
    exact = quick_softmax(z)
    p, loss = exact.round(2), round(-np.log(exact[y]), 2)
    clear = abs(p.sum() - 1) < 1e-9 and p.min() > 0.02 and len(set(p.tolist())) == len(p)
    return {"x": x, "z": z, "y": y} if clear and np.abs(p - loss).min() > 0.02 else None


@example(draw=draw_stages)
def stages(shown: Shown, x: Value = (2.4, 1.3), z: Value = (1.6, -0.4, 0.7), y: int = 2) -> Worked:
    """Follow one example through the stages of a classifier: features, scores, probabilities, loss."""
    p = quick_softmax(z)
    loss = -np.log(p[y])
    features, scores, probabilities, probability, last = STAGES
    return Worked(
        values={"p": p, "p_y": p[y], "loss": loss},
        chosen={
            "order": STAGES,
            "softmax_first": (features, probabilities, scores, probability, last),
            "loss_first": (features, scores, probabilities, last, probability),
            "scores_first": (scores, features, probabilities, probability, last),
        },
        steps=lambda: (
            (r"\softmax(", np.asarray(z), ") &= ", p),
            (r"-\ln ", digits(6, p[y]), " &= ", loss),
        ),
    )


def draw_three_networks(draws: Draws) -> Inputs | None:
    """Draw what three networks say of the same photo, its true class in the middle of each row.

    The surest network has neither the largest loss nor the smallest.
    """
    low, middle, high = draws.integer("low", 4, 18), draws.integer("middle", 20, 34), draws.integer("high", 38, 60)
    even, most = draws.integer("even", 36, 64), draws.integer("most", 80, 94)
    shares = (even, draws.choice("favorite", (most, 100 - most)), draws.integer("share", 15, 85))
    rows = []
    for true, share in zip((low, middle, high), shares, strict=True):
        first = round((100 - true) * share / 100)
        rows.append((first / 100, true / 100, (100 - true - first) / 100))
    apart = min(middle - low, high - middle) >= 8
    unlike = all(min(p) > 0.02 and len(set(p)) == len(p) for p in rows)
    good = apart and unlike and max(rows[1]) >= max(*rows[0], *rows[2]) + 0.03
    return dict(zip("abc", draws.shuffled("networks", rows), strict=True)) if good else None


@example(draw=draw_three_networks)
def three_networks(
    shown: Shown,
    a: Value = (0.62, 0.25, 0.13),
    b: Value = (0.05, 0.41, 0.54),
    c: Value = (0.44, 0.12, 0.44),
) -> Worked:
    """Find the network with the largest loss: the one that gives the true class the least."""
    networks = {"a": a, "b": b, "c": c}
    losses = {name: shown(-np.log(p[1])) for name, p in networks.items()}
    return Worked(
        values={f"loss_{name}": loss for name, loss in losses.items()},
        chosen={"which": (max(losses, key=lambda name: float(losses[name])),)},
        steps=lambda: tuple(
            (rf"L_{name.upper()} &= -\ln ", p[1], " = ", losses[name]) for name, p in networks.items()
        ),
    )


def draw_one_more_loss(draws: Draws) -> Inputs | None:
    """Draw a mean loss, how many examples it stands for, and the loss of one more, far above it."""
    count = draws.integer("count", 3, 20)
    (mean,), (loss,) = draws.decimals("mean", 1, 0, 1, places=2), draws.decimals("loss", 1, 2, 9, places=1)
    good = mean >= 0.15 and not ties((count * mean + loss) / (count + 1))
    return {"count": count, "mean": mean, "loss": loss} if good else None


@example(draw=draw_one_more_loss)
def one_more_loss(shown: Shown, count: int = 7, mean: float = 0.35, loss: float = 4.3) -> Worked:
    """Take one more example, a bad one, into a mean loss."""
    before = shown(round(count * mean, 2))
    total = shown(round(before + loss, 2))
    new_mean = total / (count + 1)
    return Worked(
        values={"before": before, "total": total, "new_count": count + 1, "new_mean": new_mean},
        mistakes={
            "mean_of_two": (mean + loss) / 2,
            "old_count": total / count,
            "sum_kept": total,
            "added_to_mean": mean + loss,
            "only_new_divided": mean + loss / (count + 1),
            "old_counts_once": (mean + loss) / (count + 1),
        },
        steps=lambda: (
            (count, r" \cdot ", mean, " &= ", before),
            (before, " + ", loss, " &= ", total),
            (r"L &= \frac{", total, "}{", count + 1, "} = ", digits(6, new_mean)),
        ),
    )


EPOCHS = 9
"""How many points a curve of the training has, the start included."""

LETTERS = ("A", "B", "C")


def draw_training_curves(draws: Draws) -> Inputs | None:
    """Draw a training in which the data loss falls by more than the penalty grows, and the letters of its curves."""
    classes, kept = draws.integer("classes", 3, 10), draws.choice("kept", (0.5, 0.55, 0.6, 0.65, 0.7))
    floor, size = draws.integer("floor", 8, 40) / 100, draws.integer("size", 20, 60) / 100
    data, penalty, total = draws.shuffled("letters", LETTERS)
    numbers = {"classes": classes, "floor": floor, "size": size, "kept": kept}
    inputs = {**numbers, "data": data, "penalty": penalty, "total": total}
    rows = dict(training_curves(unrounded, **inputs).pictures["shown"].rows)
    falls = all(np.diff(rows[total]) <= 0)  # at the end too, where hundredths are rounded
    return inputs if falls and abs(size - floor) >= 0.08 else None


@example(draw=draw_training_curves)
def training_curves(
    shown: Shown,
    classes: int = 5,
    floor: float = 0.14,
    size: float = 0.42,
    kept: float = 0.6,
    data: str = "C",
    penalty: str = "A",
    total: str = "B",
) -> Worked:
    """Tell the data loss, the penalty and their sum apart: weights that start at 0 grow while the data loss falls."""
    left = kept ** np.arange(EPOCHS)  # how much of the way to the end is left at each point
    of_data = (floor + (np.log(classes) - floor) * left).round(2)
    of_weights = (size * (1 - left) ** 2).round(2)
    both = (of_data + of_weights).round(2)
    rows = {data: of_data, penalty: of_weights, total: both}
    return Worked(
        values={
            "first": of_data[0],
            "last_data": of_data[-1],
            "last_penalty": of_weights[-1],
            "last_total": both[-1],
        },
        pictures={"shown": curves({letter: rows[letter] for letter in LETTERS})},
        steps=lambda: ((of_data[-1], " + ", of_weights[-1], " &= ", both[-1]),),
    )


def draw_data_term_and_weights(draws: Draws) -> Inputs | None:
    """Draw a data loss, weights of both signs and the strength of the penalty."""
    weights = draws.decimals("weights", 3, -3, 3, places=1)
    (data_loss,) = draws.decimals("data_loss", 1, 0, 2, places=2)
    strength = draws.choice("strength", (0.01, 0.02, 0.05, 0.1))
    good = min(weights) < 0 < max(weights) and min(map(abs, weights)) >= 0.3 and data_loss >= 0.1
    return {"data_loss": data_loss, "weights": weights, "strength": strength} if good else None


@example(draw=draw_data_term_and_weights)
def squares_of_weights(
    shown: Shown, data_loss: float = 0.47, weights: Value = (1.4, -2.1, 0.6), strength: float = 0.05
) -> Worked:
    """Add up the squares of the weights for the penalty of a loss."""
    weights = np.asarray(weights)
    squared = shown((weights**2).round(2))
    penalty = shown(squared.sum().round(2))
    total = data_loss + strength * penalty
    return Worked(
        values={"squared": squared, "penalty": penalty, "loss": total},
        mistakes={
            "signs_kept": (np.sign(weights) * squared).sum(),
            "absolute_values": np.abs(weights).sum(),
            "not_squared": weights.sum(),
            "sum_squared": weights.sum() ** 2,
            "square_root": np.sqrt(penalty),
            "averaged": penalty / len(weights),
        },
        steps=lambda: (
            (r"\textstyle\sum_i w_i^2 &= ", *squares(weights), " = ", penalty),
            (r"L + \lambda \textstyle\sum_i w_i^2 &= ", data_loss, " + ", strength, r" \cdot ", penalty, " = ",
             digits(6, total)),
        ),
    )


def draw_two_weights(draws: Draws) -> Inputs | None:
    """Draw two sets of weights, of which one is the other with a part of it moved, merged or turned around."""
    one, two, three = draws.decimals("weights", 3, -2, 2, places=1)
    (moved,) = draws.decimals("moved", 1, -1, 1, places=1)
    merged, shifted = (one + two, 0.0, three), (one + moved, two - moved, three)
    changed = draws.choice("how", (merged, shifted, (one + three, two, 0.0), (-one, two, three)))
    same, third = draws.integer("x", 1, 3), draws.integer("third", 1, 3)
    b = tuple(round(weight, 1) for weight in changed)
    a, b = draws.shuffled("sets", ((one, two, three), b))
    if min(map(abs, (one, two, three, moved))) < 0.3:
        return None
    inputs = {"a": a, "b": b, "x": (same, same, third)}
    return inputs if two_sets_of_weights(unrounded, **inputs).chosen["facts"] else None


@example(draw=draw_two_weights)
def two_sets_of_weights(
    shown: Shown, a: Value = (1.5, 0.0, -0.6), b: Value = (0.9, 0.6, -0.6), x: Value = (2, 2, 1)
) -> Worked:
    """Compare two sets of weights: by the score that they give, and by what L1 and L2 charge for them."""
    x = np.asarray(x)
    score, l1, l2 = {}, {}, {}
    for name, weights in {"a": np.asarray(a), "b": np.asarray(b)}.items():
        score[name] = (weights @ x).round(1)
        l1[name] = np.abs(weights).sum().round(1)
        l2[name] = (weights**2).sum().round(2)
    facts = {
        "same_score": score["a"] == score["b"],
        "same_l1": l1["a"] == l1["b"],
        "larger_l2_a": l2["a"] > l2["b"],
        "larger_l2_b": l2["b"] > l2["a"],
    }
    named = {"score": score, "l1": l1, "l2": l2}
    return Worked(
        values={f"{what}_{name}": value for what, both in named.items() for name, value in both.items()},
        chosen={"facts": tuple(name for name, fact in facts.items() if fact)},
        steps=lambda: tuple(
            (rf"L_2({name.upper()}) &= ", *squares(weights), " = ", l2[name])
            for name, weights in (("a", a), ("b", b))
        ),
    )


def draw_columns(draws: Draws) -> Inputs | None:
    """Draw a weight and the number of identical columns that it is spread over."""
    (weight,) = draws.decimals("weight", 1, -9, 9, places=1)
    columns = draws.integer("columns", 3, 12)
    return {"weight": weight, "columns": columns} if abs(weight) >= 1.2 and not ties(weight**2 / columns) else None


@example(draw=draw_columns)
def spread_weight(shown: Shown, weight: float = -2.4, columns: int = 5) -> Worked:
    """Spread one weight over identical columns: the score stays, the L2 penalty falls, the L1 penalty stays."""
    one = shown(weight / columns)
    square = shown(weight**2)
    penalty = square / columns
    return Worked(
        values={"one": one, "square": square, "penalty": penalty, "l1": abs(weight)},
        mistakes={
            "unchanged": square,
            "one_column": square / columns**2,
            "absolute_values": abs(weight),
            "multiplied": square * columns,
            "square_root": np.sqrt(penalty),
            "halved": penalty / 2,
        },
        steps=lambda: (
            (r"w &= \frac{", weight, "}{", columns, "} = ", digits(6, one)),
            (r"\textstyle\sum_i w_i^2 &= ", columns, r" \cdot (\frac{", weight, "}{", columns, "})^2 = ",
             digits(6, penalty)),
        ),
    )


MEAN_OF_MEANS = "np.mean([first.mean(), second.mean()])"
OVER_ALL = "(first.sum() + second.sum()) / len(losses)"
OVER_BATCHES = "(first.sum() + second.sum()) / 2"
SECOND_ONLY = "second.mean()"


def draw_epoch(draws: Draws) -> Inputs | None:
    """Draw the losses of an epoch, where it is cut into two batches, and how a program averages them."""
    losses = draws.decimals("losses", 6, 0, 4, places=1)
    even, uneven = 3, draws.choice("cut", (2, 4))
    bugs = ((uneven, MEAN_OF_MEANS), (uneven, OVER_BATCHES), (uneven, SECOND_ONLY))
    cut, formula = draws.choice("bug", (*bugs, *bugs, (even, MEAN_OF_MEANS), (uneven, OVER_ALL)))
    inputs = {"losses": losses, "cut": cut, "formula": formula}
    worked = epoch_mean(unrounded, **inputs)
    printed = worked.values["printed"]
    others = {"none": "mean", "over_batches": "half_of_total", "second_only": "second_mean"}
    told = [worked.values[value] for option, value in others.items() if worked.chosen["which"] != (option,)]
    clear = min(abs(value - printed) for value in told) > 0.1
    return inputs if clear and min(losses) > 0 and printed != np.round(printed) else None


@example(draw=draw_epoch)
def epoch_mean(
    shown: Shown,
    losses: Value = (0.4, 0.2, 0.7, 0.3, 2.6, 1.8),
    cut: int = 4,
    formula: str = MEAN_OF_MEANS,
) -> Worked:
    """Average the losses of an epoch that came in two batches."""
    losses = np.asarray(losses)
    first, second = losses[:cut], losses[cut:]
    results = {
        MEAN_OF_MEANS: np.mean([first.mean(), second.mean()]),
        OVER_ALL: (first.sum() + second.sum()) / len(losses),
        OVER_BATCHES: (first.sum() + second.sum()) / 2,
        SECOND_ONLY: second.mean(),
    }
    which = {OVER_BATCHES: "over_batches", SECOND_ONLY: "second_only"}.get(formula, "none")
    if formula == MEAN_OF_MEANS and len(first) != len(second):
        which = "uneven_batches"
    total, first_mean, second_mean = shown(losses.sum()), first.mean(), second.mean()
    return Worked(
        values={
            "printed": results[formula].round(3),
            "mean": total / len(losses),
            "first_mean": first_mean,
            "second_mean": second_mean,
            "total": total,
            "half_of_total": total / 2,
            "count": len(losses),
        },
        chosen={"which": (which,)},
        steps=lambda: (
            (r"\textstyle\sum_i L_i &= ", *joined(" + ", losses), " = ", total),
            (r"L &= \frac{", total, "}{", len(losses), "} = ", total / len(losses)),
        ),
    )
