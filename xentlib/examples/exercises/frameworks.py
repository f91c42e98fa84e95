"""Questions on cross-entropy in PyTorch and Keras (lesson 9)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from xentlib.draws import Draws
from xentlib.examples.cross_entropy import CLIPPED_AT
from xentlib.examples.registry import Inputs, Shown, Value, Worked, example, unrounded
from xentlib.examples.steps import bracketed, digits, joined, products
from xentlib.losses import entropy

PRINTED_PLACES = 4
"""With how many decimals the programs of the questions print a loss."""

IGNORED = -100
"""What PyTorch ignores unless told otherwise."""


def _prints_alike(loss: float) -> bool:
    """Say whether float32 and float64 print the same: the loss does not lie where the rounding turns."""
    return bool(abs(abs(loss) * 10**PRINTED_PLACES % 1 - 0.5) > 0.02)


def _plain_softmax(z: Sequence[float]) -> list[float]:
    """Return the softmax of a few small scores. Many draws are tried, so this must be quick, not safe for all."""
    powers = [math.exp(one) for one in z]
    total = sum(powers)
    return [one / total for one in powers]


def _plain_loss(z: Sequence[float], y: int) -> float:
    """Return the cross-entropy of a few small scores in nats."""
    return math.log(sum(map(math.exp, z))) - z[y]


def _halfway(numbers: Value) -> bool:
    """Say whether a number lies halfway between two answers of three decimals: half up and half to even differ."""
    return bool((np.abs(np.abs(numbers) * 1000 % 1 - 0.5) < 1e-6).any())


def _apart(numbers: Value, least: float) -> bool:
    return all(abs(one - other) >= least for one, other in combinations(numbers, 2))


GAPS = tuple((first, second) for first in range(3, 19) for second in range(3, 19) if abs(first - second) > 2)
"""How many tenths may lie between three scores: at least 3, and not about as many above as below."""


def draw_positive_scores(draws: Draws) -> Inputs:
    """Draw three scores above 1, unequally spaced, and a true class that is not always the favorite."""
    low = draws.integer("low", 11, 24)
    first, second = draws.choice("gaps", GAPS)
    z = draws.shuffled("z", (low, low + first, low + first + second))
    return {"z": tuple(one / 10 for one in z), "y": draws.integer("y", 0, 2)}


@example(draw=draw_positive_scores)
def losses_for_scores(shown: Shown, z: Value = (3.2, 5.1, 1.7), y: int = 0) -> Worked:
    """Give raw scores to losses of both frameworks: some expect them, the others make something else of them."""
    p, loss = _plain_softmax(z), _plain_loss(z, y)
    return Worked(
        values={"loss": loss, "of_nll": -z[y], "of_sparse": math.log(len(z)), "p": np.array(p), "p_y": p[y]},
        steps=lambda: ((r"L &= -\ln ", digits(6, p[y]), " = ", loss),),
    )


def draw_calls(draws: Draws) -> Inputs | None:
    """Draw scores, a shift and a factor so that no wrong call gives nearly the right loss."""
    z = draws.decimals("z", 3, -2, 5, places=1)
    y = draws.integer("y", 0, 2)
    shift, factor = draws.integer("shift", 2, 9), draws.choice("factor", (2, 3))
    inputs: Inputs = {"z": z, "y": y, "shift": shift, "factor": factor}
    worked = calls_that_agree(unrounded, **inputs)
    losses = [worked.values["loss"], *worked.mistakes.values()]
    return inputs if _apart(losses, 0.05) and 0.1 < losses[0] < 5 and np.ptp(z) > 1 else None


@example(draw=draw_calls)
def calls_that_agree(
    shown: Shown, z: Value = (3.2, 2.1, -1.7), y: int = 1, shift: int = 5, factor: int = 2
) -> Worked:
    """Compute the same loss by several calls, and other numbers by calls that look much the same."""
    p, loss = _plain_softmax(z), _plain_loss(z, y)
    return Worked(
        values={"loss": loss, "p": np.array(p), "p_y": p[y], "logarithms": np.log(p)},
        mistakes={
            "softmax_before": _plain_loss(p, y),
            "logarithm_forgotten": -p[y],
            "scaled": _plain_loss([factor * one for one in z], y),
        },
        steps=lambda: (
            (r"\p &= \softmax(", np.asarray(z), ") = ", np.array(p)),
            (r"L &= -\ln ", digits(6, p[y]), " = ", loss),
        ),
    )


BATCH_OF_TARGETS = 3


def draw_targets(draws: Draws) -> Inputs | None:
    """Draw the true classes of three examples, the last class among them."""
    classes = draws.integer("classes", 3, 6)
    y = tuple(draws.integer(f"y[{i}]", 0, classes - 1) for i in range(BATCH_OF_TARGETS))
    return {"classes": classes, "y": y} if max(y) == classes - 1 and len(set(y)) > 1 else None


@example(draw=draw_targets)
def forms_of_targets(shown: Shown, classes: int = 4, y: Value = (3, 0, 1)) -> Worked:
    """Write the true classes in the forms that a loss may or may not take."""
    one_hot = np.eye(classes, dtype=int)[list(y)]
    return Worked(
        values={
            "one_hot": one_hot,
            "column": np.reshape(y, (-1, 1)),
            "from_one": np.asarray(y) + 1,
            "highest": classes - 1,
        },
        steps=lambda: ((classes, " - 1 &= ", classes - 1),),
    )


def draw_ignored(draws: Draws) -> Inputs | None:
    """Draw the losses of five tokens, of which one or two are to be ignored."""
    losses = draws.decimals("losses", 5, 0, 4, places=2)
    places = draws.shuffled("places", range(5))[: draws.integer("ignored", 1, 2)]
    y = tuple(IGNORED if i in places else draws.integer(f"y[{i}]", 0, 9) for i in range(5))
    inputs: Inputs = {"losses": losses, "y": y}
    worked = mean_without_ignored(unrounded, **inputs)
    return inputs if min(losses) > 0.1 and not _halfway(worked.values["mean"]) else None


@example(draw=draw_ignored)
def mean_without_ignored(
    shown: Shown, losses: Value = (0.31, 2.47, 1.12, 0.86, 3.05), y: Value = (7, 2, -100, 4, -100)
) -> Worked:
    """Take the mean of the losses whose target is not to be ignored: the others are not counted either."""
    losses = np.asarray(losses)
    used = losses[np.asarray(y) != IGNORED]
    total = shown(used.sum())
    return Worked(
        values={
            "total": total,
            "used": len(used),
            "count": len(losses),
            "mean": total / len(used),
        },
        mistakes={
            "counted_all_the_same": total / len(losses),
            "all_included": losses.mean(),
            "numerator_not_cleared": losses.sum() / len(used),
            "sum": total,
        },
        steps=lambda: (
            (*joined(" + ", used), " &= ", digits(6, total)),
            (r"L &= \frac{", digits(6, total), "}{", len(used), "} = ", digits(6, total / len(used))),
        ),
    )


def draw_weighted(draws: Draws) -> Inputs | None:
    """Draw three losses, their true classes, of which one does not occur or occurs twice, and class weights."""
    losses = draws.decimals("losses", 3, 0, 3, places=2)
    y = tuple(draws.integer(f"y[{i}]", 0, 2) for i in range(3))
    weights = draws.decimals("weights", 3, 0, 6, places=1)
    plain = min(losses) > 0.1 and min(weights) >= 0.4 and len(set(y)) == 2
    inputs: Inputs = {"losses": losses, "y": y, "weights": weights}
    return inputs if plain and not _halfway(weighted_mean(unrounded, **inputs).values["mean"]) else None


@example(draw=draw_weighted)
def weighted_mean(
    shown: Shown, losses: Value = (0.42, 2.65, 1.13), y: Value = (0, 2, 0), weights: Value = (1.5, 0.8, 4.0)
) -> Worked:
    """Weight each loss by its class and divide by the weights that were used, as PyTorch does."""
    losses, weights = np.asarray(losses), np.asarray(weights)
    used = weights[list(y)]
    total, used_total = shown((used * losses).sum()), shown(used.sum())
    return Worked(
        values={
            "total": total,
            "used": used,
            "used_total": used_total,
            "count": len(losses),
            "all_weights": weights.sum(),
            "mean": total / used_total,
        },
        mistakes={
            "divided_by_count": total / len(losses),
            "divided_by_all_weights": total / weights.sum(),
            "sum": total,
            "weights_forgotten": losses.mean(),
            "weights_by_place": (weights * losses).sum() / weights.sum(),
        },
        steps=lambda: (
            (*products(used, losses), " &= ", digits(6, total)),
            (*joined(" + ", used), " &= ", used_total),
            (r"L &= \frac{", digits(6, total), "}{", used_total, "} = ", total / used_total),
        ),
    )


def draw_smoothing(draws: Draws) -> Inputs | None:
    """Draw a prediction, a true class and a smoothing that leaves the true class the largest share."""
    classes = draws.integer("classes", 3, 5)
    z = draws.decimals("z", classes, -2, 2, places=1)
    rounded = [round(one, 3) for one in _plain_softmax(z)[1:]]
    p = (round(1 - sum(rounded), 3), *rounded)
    smoothing = draws.choice("smoothing", (0.06, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.24, 0.3))
    inputs = {"p": p, "y": draws.integer("y", 0, classes - 1), "smoothing": smoothing}
    target = 1 - smoothing + smoothing / classes
    return inputs if min(p) >= 0.03 and target not in p and np.abs(-np.log(p) - target).min() > 0.01 else None


@example(draw=draw_smoothing)
def smoothed_target(
    shown: Shown, p: Value = (0.184, 0.692, 0.124), y: int = 1, smoothing: float = 0.1
) -> Worked:
    """Take ε off the true class and give every class ε/C, the true one included."""
    p = np.asarray(p)
    classes = len(p)
    share = shown(smoothing / classes)
    true = shown(1 - smoothing + smoothing / classes)
    surprises = shown(-np.log(p))
    target = np.where(np.arange(classes) == y, true, share)
    return Worked(
        values={
            "classes": classes,
            "share": share,
            "of_true_class": true,
            "among_others": smoothing / (classes - 1),
            "total": true + (classes - 1) * share,
        },
        mistakes={
            "spread_over_the_others": 1 - smoothing,
            "not_smoothed": 1.0,
            "not_taken_off": 1 + smoothing / classes,
            "share_alone": smoothing / classes,
            "taken_off_twice": 1 - smoothing - smoothing / classes,
        },
        steps=lambda: (
            *(
                (rf"-\ln \p_{{{k}}} &= -\ln ", one, " = ", digits(6, surprise))
                for k, (one, surprise) in enumerate(zip(p, surprises, strict=True))
            ),
            (
                "L &= ",
                *products([digits(6, one) for one in target], [digits(6, surprise) for surprise in surprises]),
                " = ",
                (target * surprises).sum(),
            ),
        ),
    )


def draw_clipped(draws: Draws) -> Inputs | None:
    """Draw two scores whose first probability is far below the bound where a program cuts off."""
    (first,) = draws.decimals("first", 1, -25, 10, places=1)
    gap = draws.integer("gap", 310, 590) / 10
    bound = float(f"{draws.choice('mantissa', (1, 2, 3, 5))}e-{draws.integer('exponent', 5, 12)}")
    inputs = {"z": (first, round(first + gap, 1)), "bound": bound}
    return inputs if first and first + gap and np.exp(-gap) < bound / 20 else None


@example(draw=draw_clipped)
def clipped_loss(shown: Shown, z: Value = (-11.3, 17.6), bound: float = 2e-7) -> Worked:
    """Compute the loss from a probability that was cut off: no loss gets past −ln of the bound."""
    gap = round(z[1] - z[0], 4)
    loss = -np.log(bound)
    return Worked(
        values={
            "p_y": 1 / (1 + np.exp(gap)),
            "loss": loss,
            "true_loss": gap + np.log1p(np.exp(-gap)),
            "keras_bound": CLIPPED_AT,
            "keras_ceiling": -np.log(CLIPPED_AT),
        },
        mistakes={
            "not_clipped": gap + np.log1p(np.exp(-gap)),
            "base_ten": -np.log10(bound),
            "base_two": -np.log2(bound),
            "sign_forgotten": -loss,
        },
        steps=lambda: (
            (r"\p_1 &= \frac{1}{1 + e^{", z[1], " - ", *bracketed(z[0]), "} } = ", 1 / (1 + np.exp(gap))),
            (r"L &= -\ln(", bound, ") = ", digits(5, loss)),
        ),
    )


def draw_batch_gradient(draws: Draws) -> Inputs | None:
    """Draw a prediction with three decimals, its true class and the size of the batch."""
    first = draws.integer("first", 50, 750)
    second = draws.integer("second", 50, 950 - first)
    p = (first / 1000, second / 1000, (1000 - first - second) / 1000)
    inputs: Inputs = {"p": p, "y": draws.integer("y", 0, 2), "size": draws.choice("size", (3, 5, 6, 7, 9, 10, 12))}
    plain = len(set(p)) == len(p)
    return inputs if plain and not _halfway(gradient_in_a_batch(unrounded, **inputs).values["gradient"]) else None


@example(draw=draw_batch_gradient)
def gradient_in_a_batch(shown: Shown, p: Value = (0.23, 0.648, 0.122), y: int = 0, size: int = 4) -> Worked:
    """Find what stands in the gradient of one row of scores when the loss is the mean of a batch."""
    p = np.asarray(p)
    truth = np.eye(len(p))[y]
    gap = shown(p - truth)
    by_probability = -truth / p[y]
    return Worked(
        values={"truth": truth.astype(int), "gap": gap, "gradient": gap / size},
        mistakes={
            "sum_for_mean": gap,
            "sign_flipped": -gap / size,
            "true_class_only": gap * truth / size,
            "by_the_probability": by_probability / size,
            "divided_by_all_numbers": gap / (size * len(p)),
            "truth_forgotten": p / size,
        },
        steps=lambda: (
            (r"\p - \y &= ", p, " - ", truth.astype(int), " = ", gap),
            (
                r"\tfrac{\partial L}{\partial \z} &= ", rf"\tfrac{{1}}{{{size}}} \cdot ", gap, " = ",
                digits(6, gap / size),
            ),
        ),
    )  # fmt: skip


CALLS = {
    "nn.CrossEntropyLoss()(z, y)": "as_it_should",
    "nn.NLLLoss()(torch.log_softmax(z, dim=1), y)": "as_it_should",
    "nn.CrossEntropyLoss()(torch.softmax(z, dim=1), y)": "softmax_twice",
    "nn.NLLLoss()(torch.softmax(z, dim=1), y)": "logarithm_forgotten",
    "nn.NLLLoss()(torch.log_softmax(z, dim=0), y)": "over_the_batch",
}
"""Calls of PyTorch for a batch of scores, with what happens in each."""


def draw_pytorch_program(draws: Draws) -> Inputs | None:
    """Draw two rows of scores, their classes and a call that is right or makes a classic mistake."""
    rows = draws.decimals("z", 6, -3, 6, places=1)
    y = (draws.integer("y[0]", 0, 2), draws.integer("y[1]", 0, 2))
    inputs: Inputs = {"z": (rows[:3], rows[3:]), "y": y, "call": draws.choice("call", tuple(CALLS))}
    worked = pytorch_program(unrounded, **inputs)
    losses = (worked.values["loss"], *worked.mistakes.values())
    return inputs if _apart(losses, 0.05) and losses[0] > 0.1 and _prints_alike(worked.values["printed"]) else None


@example(draw=draw_pytorch_program)
def pytorch_program(
    shown: Shown,
    z: Value = ((3.2, 5.1, -1.7), (0.4, 1.5, 2.9)),
    y: Value = (0, 2),
    call: str = "nn.CrossEntropyLoss()(torch.softmax(z, dim=1), y)",
) -> Worked:
    """Spot what a program makes of a batch of scores."""
    columns = list(zip(*z, strict=True))
    true = [shown(_plain_softmax(row)[k]) for row, k in zip(z, y, strict=True)]
    losses = {
        "as_it_should": -sum(map(math.log, true)) / len(z),
        "softmax_twice": sum(_plain_loss(_plain_softmax(row), k) for row, k in zip(z, y, strict=True)) / len(z),
        "logarithm_forgotten": -sum(true) / len(z),
        "over_the_batch": sum(_plain_loss(columns[k], i) for i, k in enumerate(y)) / len(z),
    }
    return Worked(
        values={"printed": losses[CALLS[call]], "loss": losses["as_it_should"], "p_true": np.array(true)},
        mistakes={name: loss for name, loss in losses.items() if name != "as_it_should"},
        steps=lambda: (
            *(
                (rf"\softmax(\z_{i + 1})_y &= ", *_softmax_entry(z[i], y[i]), " = ", digits(5, one))
                for i, one in enumerate(true)
            ),
            (
                r"L &= \tfrac12 (", *joined(" + ", [digits(5, one) for one in true], before=r"(-\ln ", after=")"),
                ") = ", losses["as_it_should"],
            ),
        ),
        chosen={"which": (CALLS[call],)},
    )  # fmt: skip


def _softmax_entry(z: Value, y: int) -> tuple[Value, ...]:
    return (r"\frac{e^{", z[y], "} }{", *joined(" + ", z, before="e^{", after="}"), " }")


KERAS_CALLS = {
    ("SparseCategoricalCrossentropy(from_logits=True)", "z"): "as_it_should",
    ("SparseCategoricalCrossentropy()", "p"): "as_it_should",
    ("SparseCategoricalCrossentropy(from_logits=True)", "p"): "softmax_twice",
    ("SparseCategoricalCrossentropy()", "z"): "clipped",
    ("CategoricalCrossentropy()", "z"): "divided_by_sum",
}
"""A loss of Keras and what it is given, with what becomes of a row of scores above 1."""


def draw_keras_program(draws: Draws) -> Inputs | None:
    """Draw a row of scores above 1, a Keras loss and whether it is given the scores or their softmax."""
    drawn = draw_positive_scores(draws)
    call, given = draws.choice("call", tuple(KERAS_CALLS))
    y = drawn["y"]
    target = (y,) if call.startswith("Sparse") else (tuple(int(k == y) for k in range(3)),)
    inputs: Inputs = {"z": drawn["z"], "target": target, "call": call, "given": given}
    worked = keras_program(unrounded, **inputs)
    losses = (worked.values["loss"], *worked.mistakes.values())
    return inputs if _apart(losses, 0.02) and losses[0] > 0.1 and _prints_alike(worked.values["printed"]) else None


@example(draw=draw_keras_program)
def keras_program(
    shown: Shown,
    z: Value = (3.2, 5.1, 1.7),
    target: Value = (0,),
    call: str = "SparseCategoricalCrossentropy()",
    given: str = "z",
) -> Worked:
    """Spot what a Keras loss makes of a row of scores above 1."""
    bug = KERAS_CALLS[call, given]
    y = target[0].index(1) if isinstance(target[0], Sequence) else target[0]
    total, p = sum(z), _plain_softmax(z)
    losses = {
        "as_it_should": _plain_loss(z, y),
        "clipped": math.log(len(z)),
        "divided_by_sum": math.log(total / z[y]),
        "softmax_twice": _plain_loss(p, y),
    }
    return Worked(
        values={"printed": losses[bug], "loss": losses["as_it_should"]},
        mistakes={name: loss for name, loss in losses.items() if name != "as_it_should"},
        steps=lambda: (
            (r"-\ln ", digits(6, p[y]), " &= ", losses["as_it_should"]),
            (r"-\ln \frac{", z[y], "}{", total, "} &= ", losses["divided_by_sum"]),
            (r"\ln ", len(z), " &= ", losses["clipped"]),
            (
                r"\ln (", *joined(" + ", [digits(5, one) for one in p], before="e^{", after="}"), ") - ",
                digits(5, p[y]), " &= ", losses["softmax_twice"],
            ),
        ),
        chosen={"which": (bug,)},
    )  # fmt: skip


LEADS = (1.0, 3.0, 6.0, 20.0)
"""By how much the true class leads in a training log, in scores: from hardly to so far that p is 1."""

FLOORS = ("softmax_twice", "smoothing", "binary_loss", "clipped")


def draw_floor(draws: Draws) -> Inputs | None:
    """Draw a number of classes, a smoothing and the reason why the loss falls no further."""
    classes, smoothing = draws.integer("classes", 4, 20), draws.choice("smoothing", (0.05, 0.1, 0.15, 0.2, 0.25, 0.3))
    inputs: Inputs = {"classes": classes, "smoothing": smoothing, "bug": draws.choice("bug", FLOORS)}
    floors = [_log_of(bug, classes, smoothing)[-1] for bug in FLOORS]
    return inputs if _apart(floors, 0.04) else None


@example(draw=draw_floor)
def floor_of_a_log(
    shown: Shown, classes: int = 4, smoothing: float = 0.1, bug: str = "softmax_twice"
) -> Worked:
    """Tell from the number at which a loss comes to rest what keeps it from falling."""
    log = _log_of(bug, classes, smoothing)
    share = smoothing / classes
    target = np.array([1 - smoothing + share, *[share] * (classes - 1)])
    floors = {one: _log_of(one, classes, smoothing)[-1] for one in FLOORS}
    return Worked(
        values={"log": log, "floor": log[-1], "others": classes - 1, "share": share, "largest": target[0]},
        mistakes=floors,
        steps=lambda: (
            (r"\ln(1 + \tfrac{", classes - 1, "}{e}) &= ", np.log1p((classes - 1) / np.e)),
            (
                "-", digits(5, target[0]), r" \ln ", digits(5, target[0]), " - ", classes - 1,
                r" \cdot ", digits(5, share), r" \ln ", digits(5, share), " &= ", entropy(target),
            ),
            (
                r"\tfrac{1}{", classes, r"} (\ln(1 + e^{-1}) + ", classes - 1, r" \ln 2) &= ",
                (np.log1p(np.exp(-1)) + (classes - 1) * np.log(2)) / classes,
            ),
            (r"\ln ", classes, " &= ", np.log(classes)),
        ),
        chosen={"which": (bug,)},
    )  # fmt: skip


def _log_of(bug: str, classes: int, smoothing: float) -> Value:
    """Return the losses of a training in which the true class leads more and more, as far as the bug lets it."""
    if bug == "clipped":
        return np.full(len(LEADS), np.log(classes))
    share = smoothing / classes
    best = np.log((1 - smoothing + share) / share)  # where a smoothed loss is smallest
    leads = best * np.array([0.2, 0.6, 0.9, 1]) if bug == "smoothing" else np.array(LEADS)
    others = 1 / (np.exp(leads) + classes - 1)
    p = np.exp(leads) * others
    if bug == "smoothing":
        losses = -(1 - smoothing + share) * np.log(p) - (classes - 1) * share * np.log(others)
    elif bug == "softmax_twice":
        losses = np.log(np.exp(p) + (classes - 1) * np.exp(others)) - p
    else:
        losses = (np.log1p(np.exp(-p)) + (classes - 1) * np.log1p(np.exp(others))) / classes
    return losses


LINES_OF_A_STEP = ("batch", "scores", "loss", "backward", "update")


def draw_loop(draws: Draws) -> Inputs | None:
    """Draw which examples a mini-batch holds."""
    size = draws.choice("size", (8, 16, 20, 25, 32, 50, 64, 100))
    first = size * draws.integer("first", 1, 12)
    return {"first": first, "last": first + size}


@example(draw=draw_loop)
def lines_of_a_step(shown: Shown, first: int = 64, last: int = 96) -> Worked:
    """Put the lines of a training step in the order in which each has what it needs."""
    batch, scores, loss, backward, update = LINES_OF_A_STEP
    return Worked(
        values={"size": last - first},
        steps=lambda: ((last, " - ", first, " &= ", last - first),),
        chosen={
            "order": LINES_OF_A_STEP,
            "update_before_backward": (batch, scores, loss, update, backward),
            "backward_before_loss": (batch, scores, backward, loss, update),
        },
    )


def draw_sum_for_mean(draws: Draws) -> Inputs | None:
    """Draw a batch size and a learning rate whose quotient has few digits."""
    size = draws.choice("size", (4, 5, 8, 10, 16, 20, 25, 40, 50, 80, 100))
    rate = draws.choice("rate", (0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.3, 0.4, 0.5, 0.8))
    return {"size": size, "rate": rate} if rate / size >= 0.0005 else None


@example(draw=draw_sum_for_mean)
def rate_for_a_sum(shown: Shown, size: int = 20, rate: float = 0.1) -> Worked:
    """Find the learning rate that makes the same step when the loss is a sum instead of a mean."""
    return Worked(
        values={"new_rate": rate / size},
        mistakes={"unchanged": rate, "multiplied": rate * size, "root": rate / np.sqrt(size)},
        steps=lambda: (
            (r"\frac{", rate, "}{", size, "} &= ", rate / size),
            (size, r" \cdot ", rate / size, " &= ", rate),
        ),
    )
