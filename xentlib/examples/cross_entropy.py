"""The cross-entropy loss of one example, and of a batch (lesson 4)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from xentlib.examples.registry import Shown, Value, Worked, example
from xentlib.examples.steps import bracketed, digits, joined, products
from xentlib.losses import entropy, log_softmax, softmax, softmax_cross_entropy

CLIPPED_AT = 1e-7
"""Where Keras cuts off probabilities before it takes a logarithm."""


def mistaken_losses(z: Value, p: Value, y: int) -> Mapping[str, Value]:
    """Return what people get instead of −ln p_y, by the name of the mistake (M01 to M14).

    The sum of the scores and the true class's score must have one sign, or dividing by the sum gives no logarithm.
    """
    truth = np.eye(len(z))[y]
    surprises = -np.log(p)
    binary = np.where(truth == 1, surprises, -np.log(1 - p))
    squares = (p - truth) ** 2
    return {
        "softmax_twice": softmax_cross_entropy(p, y),
        "divided_by_sum": -np.log(z[y] / z.sum()),
        "base_two": surprises[y] / np.log(2),
        "base_ten": surprises[y] / np.log(10),
        "sign_forgotten": -surprises[y],
        "logarithm_forgotten": -p[y],
        "swapped_and_clipped": -(p * np.log(np.clip(truth, CLIPPED_AT, 1))).sum(),
        "all_classes": surprises.sum(),
        "mean_of_all_classes": surprises.mean(),
        "binary_sum": binary.sum(),
        "binary_mean": binary.mean(),
        "one_minus_p": 1 - p[y],
        "p_times_logarithm": p[y] * surprises[y],
        "entropy_of_p": (p * surprises).sum(),
        "divided_by_classes": surprises[y] / len(z),
        "next_class": surprises[(y + 1) % len(z)],
        "largest_class": surprises.min(),
        "squares_sum": squares.sum(),
        "squares_mean": squares.mean(),
        "squares_half": squares.sum() / 2,
    }


@example
def cat_photo(shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0) -> Worked:
    """Compute the loss −ln p_y of the running example, and what comes out of every classic mistake."""
    z = np.asarray(z)
    exponentials = shown(np.exp(z))
    total = shown(exponentials.sum())
    p = shown(exponentials / total)
    loss = -np.log(p[y])
    return Worked(
        values={"exponentials": exponentials, "total": total, "p": p, "p_y": p[y], "loss": loss},
        mistakes=mistaken_losses(z, p, y),
        steps=lambda: (
            (r"\textstyle\sum_j e^{\z_j} &= ", *joined(" + ", z, before="e^{", after="}"), " = ", digits(6, total)),
            (r"\p_y &= \frac{", digits(6, exponentials[y]), "}{", digits(6, total), "} = ", digits(5, p[y])),
            (r"L &= -\ln ", digits(5, p[y]), " = ", loss),
        ),
    )


@example
def loss_from_scores(shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0) -> Worked:
    """Compute L = ln Σ e^z − z_y straight from the scores: the maximum first, and nothing overflows."""
    z = np.asarray(z)
    below = z - z.max()
    small = shown(np.exp(below))
    small_total = shown(small.sum())
    log_sum_exp = shown(z.max() + np.log(small_total))
    loss = log_sum_exp - z[y]
    return Worked(
        values={
            "below_maximum": below,
            "small": small,
            "small_total": small_total,
            "log_sum_exp": log_sum_exp,
            "loss": loss,
        },
        mistakes={
            "sign_flipped": -loss,
            "maximum_forgotten": np.log(small_total) - z[y],
            "logarithm_forgotten": small_total - z[y],
            "sum_for_log_sum_exp": z.sum() - z[y],
            "maximum_for_log_sum_exp": z.max() - z[y],
        },
        steps=lambda: (
            (r"\textstyle\sum_j e^{\z_j - ", z.max(), "} &= ", *joined(" + ", below, before="e^{", after="}"),
             " = ", digits(6, small_total)),
            (r"\ln \textstyle\sum_j e^{\z_j} &= ", z.max(), r" + \ln ", digits(6, small_total), " = ",
             digits(6, log_sum_exp)),
            ("L &= ", digits(6, log_sum_exp), " - ", *bracketed(z[y]), " = ", loss),
        ),
    )


@example
def three_cases(
    shown: Shown,
    sure: Value = (0.9, 0.07, 0.03),
    unsure: Value = (0.4, 0.35, 0.25),
    wrong: Value = (0.05, 0.9, 0.05),
    y: int = 0,
) -> Worked:
    """Compare right and sure, right but unsure, and wrong: small, larger, large."""
    losses = -np.log(np.array([sure[y], unsure[y], wrong[y]]))
    return Worked(
        values={"loss_sure": losses[0], "loss_unsure": losses[1], "loss_wrong": losses[2]},
        mistakes={"one_minus_p": np.array([1 - sure[y], 1 - unsure[y], 1 - wrong[y]])},
        steps=lambda: tuple(
            (r"-\ln ", p[y], " &= ", loss) for p, loss in zip((sure, unsure, wrong), losses, strict=True)
        ),
    )


@example
def softmax_twice(
    shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0, classes: Value = (3, 4, 10)
) -> Worked:
    """Give probabilities to a loss that takes scores: softmax runs twice, and the loss is shut in between two bounds.

    At best p = 1 for the true class, and the loss is ln((e + C − 1)/e); at worst p = 1 for another one, which costs
    1 more.
    """
    p = shown(softmax(z))
    floors = np.log1p((np.asarray(classes) - 1) / np.e)
    twice = softmax_cross_entropy(p, y)
    return Worked(
        values={"p": p, "loss": softmax_cross_entropy(z, y), "floors": floors, "ceilings": floors + 1},
        mistakes={"softmax_twice": twice},
        steps=lambda: (
            (r"\textstyle\sum_j e^{\p_j} &= ", *joined(" + ", [digits(5, one) for one in p], before="e^{", after="}"),
             " = ", digits(6, np.exp(p).sum())),
            (r"L' &= \ln ", digits(6, np.exp(p).sum()), " - ", digits(5, p[y]), " = ", twice),
            *(
                (r"C = ", count, r": \quad L' &\ge \ln(1 + \frac{", count - 1, "}{e}) = ", floor)
                for count, floor in zip(classes, floors, strict=True)
            ),
        ),
    )


@example
def log_softmax_twice(shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0) -> Worked:
    """Give log-probabilities to a loss that takes scores: nothing changes, for they are the scores with a shift."""
    logarithms = log_softmax(z)
    shift = z[0] - logarithms[0]
    return Worked(
        values={
            "logarithms": logarithms,
            "shift": shift,
            "total": np.exp(logarithms).sum(),
            "loss": softmax_cross_entropy(z, y),
            "loss_of_logarithms": softmax_cross_entropy(logarithms, y),
        },
        mistakes={"as_bad_as_softmax": softmax_cross_entropy(softmax(z), y)},
        steps=lambda: (
            (r"\ln \p &= ", np.asarray(z), " - ", digits(6, shift), " = ", logarithms),
            (r"L' &= -(", digits(5, logarithms[y]), r") + \ln 1 = ", softmax_cross_entropy(logarithms, y)),
        ),
    )


@example
def batch(shown: Shown, z: Value = ((10.0, 9.0, 8.0), (1.0, 3.0, 0.5)), y: Value = (0, 2)) -> Worked:
    """Reduce the losses of two examples to one number: frameworks take the mean, books often write the sum."""
    p = shown(softmax(z))
    true = p[range(len(y)), list(y)]
    losses = shown(-np.log(true))
    total, mean = losses.sum(), losses.mean()
    return Worked(
        values={"p_true": true, "losses": losses, "sum": total, "mean": mean},
        mistakes={
            "sum_for_mean": total,
            "divided_by_numbers": total / p.size,
            "of_mean_probability": -np.log(true.mean()),
        },
        steps=lambda: (
            *(
                (rf"L_{i + 1} &= -\ln ", digits(6, one), " = ", digits(6, loss))
                for i, (one, loss) in enumerate(zip(true, losses, strict=True))
            ),
            (r"\textstyle\sum_i L_i &= ", *joined(" + ", [digits(6, loss) for loss in losses]),
             " = ", digits(6, total)),
            (r"L &= \frac{", digits(6, total), "}{", len(losses), "} = ", digits(5, mean)),
        ),
    )


@example
def class_weights(
    shown: Shown,
    z: Value = ((10.0, 9.0, 8.0), (1.0, 3.0, 0.5)),
    y: Value = (0, 2),
    weights: Value = (1.0, 2.0, 4.0),
) -> Worked:
    """Weight the losses by the class, and divide by the sum of the weights used: then the mean stays a mean."""
    losses = shown(softmax_cross_entropy(z, y, reduction="none"))
    used = np.asarray(weights)[list(y)]
    total = shown((used * losses).sum())
    return Worked(
        values={"losses": losses, "used": used, "total": total, "used_total": used.sum(), "mean": total / used.sum()},
        mistakes={
            "divided_by_count": total / len(losses),
            "divided_by_all_weights": total / np.sum(weights),
            "sum": total,
            "weights_forgotten": losses.mean(),
        },
        steps=lambda: (
            (r"\textstyle\sum_i w_i L_i &= ", *products(used, [digits(6, loss) for loss in losses]), " = ",
             digits(6, total)),
            (r"\textstyle\sum_i w_i &= ", *joined(" + ", used), " = ", used.sum()),
            (r"L &= \frac{", digits(6, total), "}{", used.sum(), "} = ", digits(5, total / used.sum())),
        ),
    )


@example
def ignored_target(
    shown: Shown, z: Value = ((10.0, 9.0, 8.0), (1.0, 3.0, 0.5)), y: Value = (0, -100), ignored: int = -100
) -> Worked:
    """Leave an example out of the loss, and out of the number that the sum is divided by."""
    used = [i for i, target in enumerate(y) if target != ignored]
    losses = shown(softmax_cross_entropy(np.asarray(z)[used], np.asarray(y)[used], reduction="none"))
    total, count = losses.sum(), len(used)
    return Worked(
        values={"losses": losses, "count": count, "all": len(y), "mean": total / count},
        mistakes={"counted_all_the_same": total / len(y)},
        steps=lambda: ((r"L &= \frac{", digits(5, total), "}{", count, "} = ", total / count),),
    )


@example
def label_smoothing(
    shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0, smoothing: float = 0.1
) -> Worked:
    """Take ε off the true class and spread it over all classes, the true one included: ε/C for each."""
    truth, classes = np.eye(len(z))[y], len(z)
    surprises = shown(-log_softmax(z))
    target = shown((1 - smoothing) * truth + smoothing / classes)
    among_others = (1 - smoothing) * truth + smoothing / (classes - 1) * (1 - truth)
    loss = (target * surprises).sum()
    return Worked(
        values={"surprises": surprises, "target": target, "loss": loss, "floor": entropy(target / target.sum())},
        mistakes={
            "spread_over_the_others": (among_others * surprises).sum(),
            "not_smoothed": surprises[y],
            "not_taken_off": surprises[y] + smoothing * surprises.mean(),
            "not_spread": (1 - smoothing) * surprises[y],
        },
        steps=lambda: (
            (r"-\ln \p &= ", digits(6, surprises)),
            (r"\y' &= ", 1 - smoothing, r" \cdot ", truth, r" + \frac{", smoothing, "}{", classes, "} = ",
             digits(6, target)),
            ("L &= ", *products([digits(6, one) for one in target], [digits(6, one) for one in surprises]),
             " = ", loss),
        ),
    )


@example
def first_loss(shown: Shown, classes: int = 3, more: Value = (10, 1000)) -> Worked:
    """Predict the first loss of a network that knows nothing yet: every class has p = 1/C, so L = ln C."""
    return Worked(
        values={"p": 1 / classes, "loss": np.log(classes), "losses_of_more": np.log(np.asarray(more))},
        mistakes={"zero": 0.0, "one": 1.0, "half": 0.5, "one_over_classes": 1 / classes},
        steps=lambda: (
            (r"L &= -\ln \tfrac{1}{", classes, r"} = \ln ", classes, " = ", np.log(classes)),
            *((r"C = ", count, r": \quad L &= \ln ", count, " = ", np.log(count)) for count in more),
        ),
    )


@example
def accuracy_is_not_loss(
    shown: Shown,
    careful: Value = (0.51, 0.51, 0.51, 0.49),
    bold: Value = (0.99, 0.99, 0.99, 0.0001),
) -> Worked:
    """Compare two classifiers of two classes by the probabilities of the true class: same accuracy, other loss."""
    careful, bold = np.asarray(careful), np.asarray(bold)
    losses_careful, losses_bold = shown(-np.log(careful)), shown(-np.log(bold))
    return Worked(
        values={
            "accuracy_careful": (careful > 0.5).mean(),
            "accuracy_bold": (bold > 0.5).mean(),
            "losses_careful": losses_careful,
            "losses_bold": losses_bold,
            "loss_careful": losses_careful.mean(),
            "loss_bold": losses_bold.mean(),
        },
        mistakes={"of_mean_probability": -np.log(bold.mean()), "rate_of_errors": (bold <= 0.5).mean()},
        steps=lambda: (
            (r"-\ln ", careful[0], " &= ", losses_careful[0], r" \qquad -\ln ", careful[-1], " = ", losses_careful[-1]),
            (r"L &= \tfrac14 (", *joined(" + ", losses_careful), ") = ", losses_careful.mean()),
            (r"-\ln ", bold[0], " &= ", losses_bold[0], r" \qquad -\ln ", bold[-1], " = ", losses_bold[-1]),
            (r"L &= \tfrac14 (", *joined(" + ", losses_bold), ") = ", losses_bold.mean()),
        ),
    )
