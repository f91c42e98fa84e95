"""What questions ask about the cross-entropy loss, of one example and of many (lesson 4)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from xentlib.draws import Draws
from xentlib.examples.cross_entropy import CLIPPED_AT
from xentlib.examples.registry import Inputs, Shown, Value, Worked, example
from xentlib.examples.steps import bracketed, digits, joined, products, shares
from xentlib.expressions import Formatted
from xentlib.pictures import bars, curves

LETTERS = ("a", "b", "c", "d")


def draw_four_scores(draws: Draws) -> Inputs | None:
    """Draw scores of both signs, so that their sizes give another order than the scores themselves."""
    z = draws.decimals("z", 4, -5, 5, places=1)
    sizes = sorted(abs(score) for score in z)
    order, by_size = (sorted(z, key=key) for key in (lambda score: score, abs))
    plain = _narrowest_gap(sorted(z)) > 0.35 and _narrowest_gap(sizes) > 0.15
    return {"z": z} if plain and by_size not in (order, order[::-1]) and min(z) < -1 and max(z) > 1 else None


@example(draw=draw_four_scores)
def order_of_losses(shown: Shown, z: Value = (-2.4, 1.3, 3.1, -0.6)) -> Worked:
    """Order four classes by the loss that would fall due if they were the true one: the order of the scores."""
    scores = np.asarray(z)
    log_sum = round(float(np.log(np.exp(scores).sum())), 3)
    losses = (log_sum - scores).round(3)

    def ordered(numbers: Value) -> tuple[str, ...]:
        return tuple(LETTERS[k] for k in np.argsort(numbers))

    return Worked(
        values={"losses": losses, "log_sum": log_sum},
        steps=lambda: (
            (r"\ln \textstyle\sum_j e^{\z_j} &= ", log_sum),
            *(
                (rf"L_{LETTERS[k].upper()} &= ", log_sum, " - ", *bracketed(score), " = ", losses[k])
                for k, score in enumerate(z)
            ),
        ),
        chosen={"order": ordered(losses), "by_size": ordered(-np.abs(scores))},
    )


def draw_wrong_yes(draws: Draws) -> Inputs | None:
    """Draw how sure a model is of a yes that is a no."""
    (p,) = draws.decimals("p", 1, 0, 1, places=3)
    return {"p": p} if 0.2 < p < 0.98 and abs(p - 0.5) > 0.03 else None


@example(draw=draw_wrong_yes)
def truth_is_no(shown: Shown, p: float = 0.73) -> Worked:
    """Compute the binary loss where the label is 0: only ln(1 − p) counts."""
    rest = round(1 - p, 3)
    loss = -np.log(rest)
    return Worked(
        values={"rest": rest, "loss": loss},
        mistakes={
            "logarithm_of_p": -np.log(p),
            "first_term_only": 0.0,
            "brackets_forgotten": -loss,
            "both_terms": loss - np.log(p),
            "half_of_both_terms": (loss - np.log(p)) / 2,
            "base_two": loss / np.log(2),
            "base_ten": loss / np.log(10),
            "difference": p,
        },
        steps=lambda: (
            (r"1 - \p &= 1 - ", p, " = ", rest),
            (r"L &= -[0 \cdot \ln ", p, r" + 1 \cdot \ln ", rest, "] = ", loss),
        ),
    )


def draw_small_batch(draws: Draws) -> Inputs | None:
    """Draw the predictions for three examples and their true classes, not always the likeliest ones."""
    p = tuple(_three_parts(draws, f"p[{i}]") for i in range(3))
    y = tuple(draws.integer(f"y[{i}]", 0, 2) for i in range(3))
    likeliest = [row.index(max(row)) == true for row, true in zip(p, y, strict=True)]
    plain = min(map(min, p)) >= 0.04 and 0 < sum(likeliest) < 3
    return {"p": p, "y": y} if plain else None


@example(draw=draw_small_batch)
def small_batch(
    shown: Shown,
    p: Value = ((0.62, 0.27, 0.11), (0.48, 0.09, 0.43), (0.13, 0.56, 0.31)),
    y: Value = (0, 2, 1),
) -> Worked:
    """Compute the mean loss of three examples from their probabilities."""
    rows = np.asarray(p)
    true = rows[range(len(y)), list(y)]
    losses = shown(-np.log(true))
    total = shown(losses.sum())
    mean = total / len(y)
    return Worked(
        values={"true": true, "losses": losses, "total": total, "mean": mean},
        mistakes={
            "sum_for_mean": total,
            "of_mean_probability": -np.log(true.mean()),
            "divided_by_numbers": total / rows.size,
            "largest_class": -np.log(rows.max(axis=1)).mean(),
            "one_minus_p": (1 - true).mean(),
            "base_two": mean / np.log(2),
            "base_ten": mean / np.log(10),
        },
        steps=lambda: (
            *(
                (rf"L_{i} &= -\ln ", one, " = ", digits(6, loss))
                for i, (one, loss) in enumerate(zip(true, losses, strict=True), start=1)
            ),
            (r"L &= \frac{", *joined(" + ", [digits(6, loss) for loss in losses]), "}{", len(y), "} = ", mean),
        ),
    )


def draw_scores_and_class(draws: Draws) -> Inputs | None:
    """Draw three unequally spaced scores, and a true class that the model does not favor."""
    z = draws.decimals("z", 3, -3, 6, places=1)
    y = draws.integer("y", 0, 2)
    low, middle, high = sorted(z)
    uneven = abs((high - middle) - (middle - low)) > 0.3 and middle - low > 0.3 and high - middle > 0.3
    plain = 0.4 < z[y] < high < 4 + z[y] and sum(z) > 0.5
    return {"z": z, "y": y} if uneven and plain else None


@example(draw=draw_scores_and_class)
def loss_of_scores(shown: Shown, z: Value = (3.2, 5.1, -1.7), y: int = 0) -> Worked:
    """Compute the loss of one example straight from its scores: L = ln Σ e^z − z_y."""
    scores = np.asarray(z)
    exponentials = shown(np.exp(scores))
    total = shown(exponentials.sum())
    log_sum = shown(np.log(total))
    loss = log_sum - z[y]
    p = shares(np.exp(scores))
    others = [one for k, one in enumerate(p) if k != y]
    share = z[y] / scores.sum()
    return Worked(
        values={"score": z[y], "total": total, "log_sum": log_sum, "p_y": p[y], "loss": loss},
        mistakes={
            "softmax_twice": np.log(np.exp(p).sum()) - p[y],
            "divided_by_sum": -np.log(share) if share > 0 else np.inf,
            "base_two": loss / np.log(2),
            "base_ten": loss / np.log(10),
            "largest_class": -np.log(p.max()),
            "one_minus_p": 1 - p[y],
            "binary_sum": loss - np.log1p(-np.array(others)).sum(),
            "divided_by_classes": loss / len(z),
            "sign_flipped": -loss,
        },
        steps=lambda: (
            (r"\textstyle\sum_j e^{\z_j} &= ", *joined(" + ", z, before="e^{", after="}"), " = ", digits(7, total)),
            (r"\ln \textstyle\sum_j e^{\z_j} &= \ln ", digits(7, total), " = ", _with_decimals(5, log_sum)),
            ("L &= ", _with_decimals(5, log_sum), " - ", *bracketed(z[y]), " = ", _with_decimals(5, loss)),
        ),
    )


@example(draw=draw_scores_and_class)
def missing_log_sum(shown: Shown, z: Value = (3.2, 5.1, -1.7), y: int = 0) -> Worked:
    """Find ln Σ e^z where the largest score was taken off first: it must come back."""
    scores = np.asarray(z)
    below = (scores - scores.max()).round(1)
    highest, small = max(z), shown(np.exp(below).sum())
    log_sum = shown(highest + np.log(small))
    return Worked(
        values={"highest": highest, "small": small, "log_small": np.log(small), "score": z[y], "log_sum": log_sum,
                "loss": log_sum - z[y]},
        mistakes={
            "maximum_forgotten": np.log(small),
            "logarithm_forgotten": highest + small,
            "maximum_subtracted": np.log(small) - highest,
            "multiplied": highest * np.log(small),
            "not_taken_off": np.exp(scores).sum(),
            "of_sum_of_scores": np.log(scores.sum()),
            "loss_itself": log_sum - z[y],
        },
        steps=lambda: (
            (r"\textstyle\sum_j e^{\z_j - ", highest, "} &= ", *joined(" + ", below, before="e^{", after="}"), " = ",
             digits(5, small)),
            (r"\ln \textstyle\sum_j e^{\z_j} &= ", digits(5, log_sum)),
            ("L &= ", digits(5, log_sum), " - ", *bracketed(z[y])),
        ),
    )


def draw_one_hot(draws: Draws) -> Inputs:
    """Draw a one-hot label of three to five classes and how much of it is to be smoothed."""
    classes = draws.integer("classes", 3, 5)
    true = draws.integer("true", 0, classes - 1)
    share = draws.integer("share", 15, 90)  # in thousandths, so that three decimals are exact
    return {"y": tuple(int(k == true) for k in range(classes)), "smoothing": share * classes / 1000}


@example(draw=draw_one_hot)
def smoothed_label(shown: Shown, y: Value = (0, 0, 1, 0), smoothing: float = 0.124) -> Worked:
    """Smooth a one-hot label: take ε off the true class, then give ε/C to every class."""
    truth, classes = np.asarray(y), len(y)
    kept, share = round(1 - smoothing, 3), smoothing / classes
    target = kept * truth + share
    return Worked(
        values={"classes": classes, "kept": kept, "share": share, "target": target, "floor": _entropy(target)},
        mistakes={
            "spread_over_the_others": np.where(truth, kept, smoothing / (classes - 1)),
            "own_share_forgotten": np.where(truth, kept, share),
            "not_taken_off": truth + share,
            "not_spread": kept * truth,
            "all_to_each": np.where(truth, kept, smoothing),
        },
        steps=lambda: (
            (r"\frac{\varepsilon}{C} &= \frac{", smoothing, "}{", classes, "} = ", share),
            (r"1 - \varepsilon + \frac{\varepsilon}{C} &= ", kept, r" + \frac{", smoothing, "}{", classes, "} = ",
             kept + share),
        ),
    )


def draw_two_models(draws: Draws) -> Inputs:
    """Draw what two models give to the true class of four photos: one careful, one bold with a slip."""
    doubts = draws.integer("doubts", 1, 2)
    careful = [
        draws.integer(f"careful[{i}]", *((41, 47) if i < doubts else (54, 68))) / 100 for i in range(4)
    ]
    slip = draws.choice("slip", (1, 2, 3, 22, 26, 30))
    bold = [slip / 100, *(draws.integer(f"bold[{i}]", 88, 97) / 100 for i in range(3))]
    placed = (draws.shuffled("photos", careful), draws.shuffled("photos of the bold", bold))
    a, b = draws.shuffled("models", placed)
    return {"a": a, "b": b}


@example(draw=draw_two_models)
def two_models(
    shown: Shown, a: Value = (0.61, 0.57, 0.44, 0.66), b: Value = (0.95, 0.02, 0.91, 0.96)
) -> Worked:
    """Compare two models by accuracy and by loss: one bold mistake may outweigh three good answers."""
    p = np.array([a, b])
    losses = -np.log(p)
    right, means = (p > 0.5).sum(axis=1), losses.mean(axis=1)
    holds = {
        "same_accuracy": right[0] == right[1],
        "lower_loss": means[0] < means[1],
        "more_photos": (losses[1] < losses[0]).sum() > 2,
        "one_photo": (losses.max(axis=1) > losses.sum(axis=1) / 2).any(),
        "bounded": losses.max() < 1,
    }
    return Worked(
        values={
            "losses_a": losses[0], "losses_b": losses[1], "right_a": right[0], "right_b": right[1],
            "mean_a": means[0], "mean_b": means[1], "worst": losses.max(), "cheaper": (losses[1] < losses[0]).sum(),
            "total": losses[losses.max(axis=1).argmax()].sum(),
        },
        steps=lambda: tuple(
            (f"L_{letter} &= \\tfrac14 (", *joined(" + ", [digits(6, loss) for loss in row]), ") = ", row.mean())
            for letter, row in zip("AB", losses, strict=True)
        ),
        chosen={"holding": tuple(name for name, true in holds.items() if true)},
        pictures={
            f"picture_{name}": bars({f"{name.upper()}{k}": one for k, one in enumerate(row, start=1)})
            for name, row in zip("ab", (a, b), strict=True)
        },
    )  # fmt: skip


FAULTS = ("none", "summed", "base_two", "divided_by_classes", "yes_or_no")


def draw_first_line(draws: Draws) -> Inputs | None:
    """Draw a network that knows nothing, and the fault of its loss; each fault gives another number."""
    classes, batch = draws.integer("classes", 5, 60), draws.choice("batch", (4, 6, 8, 12, 16, 24, 32))
    falling = tuple(draws.integer(f"falling[{i}]", low, low + 6) / 100 for i, low in enumerate((90, 75)))
    drawn = {"classes": classes, "batch": batch, "fault": draws.choice("fault", FAULTS), "falling": falling}
    firsts = sorted(_first_losses(classes, batch).values())
    return drawn if all(high > 1.1 * low for low, high in pairwise(firsts)) else None


@example(draw=draw_first_line)
def first_line(
    shown: Shown, classes: int = 12, batch: int = 8, fault: str = "base_two", falling: Value = (0.93, 0.78)
) -> Worked:
    """Find out from the first loss of a training log what is wrong: a network that knows nothing pays ln C."""
    firsts = _first_losses(classes, batch)
    first = firsts[fault]
    return Worked(
        values={
            "log": first * np.array([1, *falling]),
            "expected": firsts["none"],
            "summed": firsts["summed"],
            "base_two": firsts["base_two"],
            "divided": firsts["divided_by_classes"],
            "yes_or_no": firsts["yes_or_no"],
        },
        steps=lambda: (
            (r"\ln C &= \ln ", classes, " = ", _with_decimals(4, firsts["none"])),
            (r"N \ln C &= ", batch, r" \cdot \ln ", classes, " = ", _with_decimals(4, firsts["summed"])),
            (r"\log_2 C &= \log_2 ", classes, " = ", _with_decimals(4, firsts["base_two"])),
            (r"\frac{\ln C}{C} &= \frac{", digits(6, firsts["none"]), "}{", classes, "} = ",
             firsts["divided_by_classes"]),
            (r"\ln 2 &= ", _with_decimals(4, firsts["yes_or_no"])),
        ),
        chosen={"which": (fault,)},
    )


def _first_losses(classes: int, batch: int) -> dict[str, float]:
    """Return the loss of a network that gives every class the same probability, for each fault."""
    right = float(np.log(classes))
    numbers = (right, batch * right, float(np.log2(classes)), right / classes, float(np.log(2)))
    return dict(zip(FAULTS, numbers, strict=True))


def draw_weighted_batch(draws: Draws) -> Inputs | None:
    """Draw the losses of four examples of three classes that weigh differently; one class has two examples."""
    losses = draws.decimals("losses", 4, 0, 3, places=2)
    weights = tuple(draws.integer(f"weights[{k}]", 1, 12) / 2 for k in range(3))
    y = draws.shuffled("y", (0, 1, 2, draws.integer("twice", 0, 2)))
    used = [weights[k] for k in y]
    mean = sum(weight * loss for weight, loss in zip(used, losses, strict=True)) / sum(used)
    tie = abs(1000 * mean % 1 - 0.5) < 0.01  # half a thousandth, which a float may miss
    plain = min(losses) > 0.1 and len({*weights}) == 3 and sum(used) != len(used) and not tie
    return {"losses": losses, "y": y, "weights": weights} if plain else None


@example(draw=draw_weighted_batch)
def weighted_batch(
    shown: Shown,
    losses: Value = (0.42, 1.87, 0.31, 0.96),
    y: Value = (0, 2, 0, 1),
    weights: Value = (0.5, 2.5, 4.0),
) -> Worked:
    """Take the weighted mean of four losses, divided by the sum of the weights that occur."""
    each = np.asarray(losses)
    used = np.asarray(weights)[list(y)]
    total = shown((used * each).sum())
    mean = total / used.sum()
    return Worked(
        values={"used": used, "total": total, "used_total": used.sum(), "mean": mean},
        mistakes={
            "divided_by_count": total / len(each),
            "divided_by_all_weights": total / sum(weights),
            "sum": total,
            "weights_forgotten": each.mean(),
        },
        steps=lambda: (
            (r"\textstyle\sum_i w_i L_i &= ", *products(used, each), " = ", digits(6, total)),
            (r"\textstyle\sum_i w_i &= ", *joined(" + ", used), " = ", used.sum()),
            (r"L &= \frac{", digits(6, total), "}{", used.sum(), "} = ", mean),
        ),
    )


EPOCHS = 9


def draw_three_runs(draws: Draws) -> Inputs | None:
    """Draw three runs of one network by letters: a plain one, one with smoothed labels, one with softmax twice."""
    classes, smoothing = draws.integer("classes", 4, 12), draws.integer("smoothing", 5, 60) / 100
    floors = _floors(classes, smoothing)
    if abs(floors["smoothed"] - floors["twice"]) < 0.25:
        return None
    return {
        "classes": classes,
        "smoothing": smoothing,
        **dict(zip(LETTERS, draws.shuffled("runs", tuple(floors)), strict=False)),
        "speeds": tuple(draws.integer(f"speeds[{k}]", 42, 52) / 100 for k in range(3)),
    }


@example(draw=draw_three_runs)
def three_runs(
    shown: Shown,
    classes: int = 8,
    smoothing: float = 0.1,
    a: str = "smoothed",
    b: str = "twice",
    c: str = "plain",
    speeds: Value = (0.5, 0.45, 0.48),
) -> Worked:
    """Recognize the run with softmax twice by the level at which its loss stops falling."""
    first, floors, runs = float(np.log(classes)), _floors(classes, smoothing), (a, b, c)
    epochs = np.arange(EPOCHS)
    lines = {
        LETTERS[k].upper(): (floors[run] + (first - floors[run]) * speeds[k] ** epochs).round(3)
        for k, run in enumerate(runs)
    }
    return Worked(
        values={
            "first": first,
            "floor_smoothed": floors["smoothed"],
            "floor_twice": floors["twice"],
            "ends": [line[-1] for line in lines.values()],
        },
        steps=lambda: (
            (r"e + C - 1 &= e^1 + ", classes - 1, r" \cdot e^0 = ", digits(6, np.e + classes - 1)),
            (r"L &\ge \ln ", digits(6, np.e + classes - 1), " - 1 = ", digits(4, floors["twice"])),
        ),
        chosen={"which": (LETTERS[runs.index("twice")],)},
        pictures={"picture": curves({letter: line.tolist() for letter, line in lines.items()})},
    )


def _floors(classes: int, smoothing: float) -> dict[str, float]:
    """Return the level that no run can pass, for each run."""
    share = smoothing / classes
    target = [1 - (classes - 1) * share, *[share] * (classes - 1)]
    return {"plain": 0.0, "smoothed": _entropy(target), "twice": float(np.log1p((classes - 1) / np.e))}


BUGS = {
    "-np.mean(truth * np.log(p))": "mean_of_classes",
    "-np.sum(truth * np.log(p) + (1 - truth) * np.log(1 - p))": "binary",
    "-np.sum(p * np.log(np.clip(truth, 1e-7, 1)))": "swapped",
    "-np.sum(p * np.log(p))": "entropy",
}
"""How a program may compute the loss, and the bug in it."""


def draw_program(draws: Draws) -> Inputs | None:
    """Draw scores, a true class that the model does not favor, and the bug in the program's last line."""
    drawn = draw_scores_and_class(draws)
    return {**drawn, "line": draws.choice("line", tuple(BUGS))} if drawn else None


@example(draw=draw_program)
def last_line(
    shown: Shown, z: Value = (3.2, 5.1, -1.7), y: int = 0, line: str = "-np.mean(truth * np.log(p))"
) -> Worked:
    """Find the bug in the line of a program that computes the loss."""
    p, truth = shares(np.exp(z)), np.eye(len(z))[y]
    loss = -np.log(p[y])
    printed = {
        "mean_of_classes": loss / len(z),
        "binary": -(truth * np.log(p) + (1 - truth) * np.log(1 - p)).sum(),
        "swapped": -(p * np.log(np.clip(truth, CLIPPED_AT, 1))).sum(),
        "entropy": _entropy(p),
    }
    return Worked(
        values={
            "p": p,
            "printed": printed[BUGS[line]],
            "p_y": p[y],
            "loss": loss,
            **{f"printed_{name}": number for name, number in printed.items()},
        },
        steps=lambda: (("L &= -\\ln ", digits(7, p[y]), " = ", -np.log(p[y])),),
        chosen={"which": (BUGS[line],)},
    )


def _with_decimals(count: int, value: float) -> Formatted:
    """Show a term and a difference alike, so that one is the other less a number of one decimal."""
    return Formatted(value, {"decimals": count})


def _entropy(p: Value) -> float:
    return -float(np.dot(p, np.log(p)))


def _narrowest_gap(ordered: list[float]) -> float:
    return min(high - low for low, high in pairwise(ordered))


def _three_parts(draws: Draws, name: str) -> tuple[float, ...]:
    """Cut 1 in three parts of whole hundredths."""
    cuts = sorted(draws.decimals(name, 2, 0, 1, places=2))
    return tuple(round(high - low, 2) for low, high in zip((0.0, *cuts), (*cuts, 1.0), strict=True))
