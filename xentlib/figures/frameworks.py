"""The figures of the lesson on PyTorch and Keras."""

from __future__ import annotations

from typing import Any

import numpy as np

from xentlib.examples import EXAMPLES
from xentlib.examples.cross_entropy import CLIPPED_AT
from xentlib.examples.frameworks import LOWEST_LOGARITHM
from xentlib.figures.axes import below, scales
from xentlib.figures.colors import CAT, DOG, FOURTH, INK, MUTED
from xentlib.figures.registry import Figure, Show, Words, figure


@figure
def one_photo_through_each_loss(_: Words, show: Show) -> Figure:
    """Draw what the calls of both libraries give for the cat photo: those that are right, then those that are not."""
    photo, raw = EXAMPLES["cat_photo"].story(), EXAMPLES["scores_as_probabilities"].story().mistakes
    right = photo.values["loss"]
    groups = (
        (
            _("as it should be"),
            CAT,
            (
                ("PyTorch", "CrossEntropyLoss()(z, y)", right),
                ("PyTorch", "NLLLoss()(log_p, y)", right),
                ("Keras", "SparseCategoricalCrossentropy(from_logits=True)(y, z)", right),
                ("Keras", "SparseCategoricalCrossentropy()(y, p)", right),
            ),
        ),
        (
            _("wrong, without an error message"),
            FOURTH,
            (
                ("Keras", "SparseCategoricalCrossentropy()(y, z)", raw["sparse"]),
                ("Keras", "CategoricalCrossentropy()(truth, z)", raw["categorical"]),
                ("PyTorch", "CrossEntropyLoss()(p, y)", photo.mistakes["softmax_twice"]),
                ("PyTorch", "BCELoss()(p, truth)", photo.mistakes["binary_mean"]),
                ("PyTorch", "NLLLoss()(p, y)", photo.mistakes["logarithm_forgotten"]),
            ),
        ),
    )
    told = _("{loss} ({library})")

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.01, right=0.99, top=1, bottom=0)
        axes = canvas.subplots()
        top = 0.0
        for name, color, rows in groups:
            axes.text(-0.7, top, name, va="center", ha="left", color=MUTED, fontsize=13)
            top -= 1
            for library, call, loss in rows:
                axes.text(-0.7, top, call, va="center", ha="left", color=INK, fontsize=11.5)
                axes.barh(top - 0.85, loss, height=0.62, color=color)
                axes.text(
                    max(loss, 0) + 0.03, top - 0.85, told.format(loss=show(loss, decimals=2), library=library),
                    va="center", ha="left", color=INK, fontsize=12,
                )  # fmt: skip
                axes.plot([0, 0], [top - 1.16, top - 0.54], color=MUTED, linewidth=1)
                top -= 1.95
            top -= 0.3
        axes.set_xlim(-0.7, 1.75)
        axes.set_ylim(top + 0.7, 0.6)
        axes.axis("off")

    return Figure(
        title=_("Four calls give the right {right} nats, five others a wrong number and no error").format(
            right=show(right, decimals=2)
        ),
        caption=_(
            "One photo of a cat: its scores z are {z}, its probabilities p are {p}. Each bar is the loss in nats that "
            "a call gives. The wrong ones run from {lowest} to {highest}, and nothing but the number tells."
        ).format(
            z=show(EXAMPLES["cat_photo"].inputs["z"]),
            p=show(photo.values["p"], decimals=2),
            lowest=show(photo.mistakes["logarithm_forgotten"], decimals=2),
            highest=show(raw["sparse"], decimals=2),
        ),
        alt=_(
            "Bars in two groups, each below the call that gives it. In the first group four bars of equal length. In "
            "the second group three longer bars, a shorter one, and one that points to the left, below zero."
        ),
        table=[
            [_("call"), _("library"), _("loss in nats"), _("verdict")],
            *([call, library, show(loss), name] for name, _color, rows in groups for library, call, loss in rows),
        ],
        draw=draw,
        size=(380, 400),
    )


@figure
def blind_to_the_score(_: Words, show: Show) -> Figure:
    """Draw the loss over the cat's score, with from_logits=True and without, where the others stay."""
    cat, dog, horse = EXAMPLES["cat_photo"].inputs["z"]
    stuck, right = float(np.log(3)), float(loss_of_scores(cat, dog, horse))

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.09, right=0.97, top=0.9, bottom=0.2)
        axes = canvas.subplots()
        scores = np.linspace(0.0001, 14, 400)
        axes.plot(scores, loss_of_scores(scores, dog, horse), color=CAT, linewidth=2.5, solid_capstyle="round")
        axes.plot(scores, loss_of_raw_scores(scores), color=FOURTH, linewidth=2.5, solid_capstyle="round")
        axes.plot([cat, cat], [stuck, right], marker="o", markersize=8, linestyle="", color=INK)
        axes.text(2.3, 7.7, _("with {option}").format(option="from_logits=True"), ha="left", color=INK, fontsize=13)
        axes.text(14, stuck + 0.55, _("without: {loss}").format(loss=show(stuck, decimals=2)), ha="right", color=INK,
                  fontsize=13)  # fmt: skip
        scales(axes, show, x=(0, 1, 4, 7, 10, 13), y=(0, 2, 4, 6, 8))
        axes.set_xlim(-0.2, 14.1)
        axes.set_ylim(-0.1, 9.4)
        axes.set_title(_("loss in nats"), loc="left", color=MUTED, fontsize=12, pad=7)
        below(axes, _("score of the cat"))

    return Figure(
        title=_("Without {option}, scores above 1 all cost {loss} nats").format(
            option="from_logits=True", loss=show(stuck, decimals=2)
        ),
        caption=_(
            "The cat’s score moves, {dog} for the dog and {horse} for the horse stay. With the option, the loss falls "
            "as the score rises; the photo, at {cat}, has {right} nats. Without it, TensorFlow cuts every score above "
            "1 down to a little less: the loss is {stuck} nats, the line is flat, and the gradient is 0."
        ).format(
            dog=show(dog),
            horse=show(horse),
            cat=show(cat),
            right=show(right, decimals=2),
            stuck=show(stuck, decimals=2),
        ),
        alt=_(
            "Two curves over the score of the cat. One falls evenly from the upper left and flattens near 0 at the "
            "right. The other plunges at the left edge until the score is 1 and is a flat line from there on. Two "
            "dots, one on each curve, mark the photo."
        ),
        table=[
            [_("score of the cat"), _("with {option}").format(option="from_logits=True"), _("without")],
            *(
                [show(score), show(float(loss_of_scores(score, dog, horse))), show(float(loss_of_raw_scores(score)))]
                for score in (0.5, 1.0, 4.0, 7.0, cat, 13.0)
            ),
        ],
        draw=draw,
        size=(380, 240),
    )


def loss_of_scores(cat: Any, dog: float, horse: float) -> Any:
    """Return the loss where the cat is the true class."""
    return np.log1p((np.exp(dog) + np.exp(horse)) / np.exp(cat))


def loss_of_raw_scores(cat: Any) -> Any:
    """Return what Keras on TensorFlow makes of scores without from_logits, where those of dog and horse exceed 1."""
    highest = 1 - CLIPPED_AT
    share = np.clip(cat, CLIPPED_AT, highest)
    return -np.log(share / (share + 2 * highest))


@figure
def sure_and_wrong(_: Words, show: Show) -> Figure:
    """Draw the loss of a sure but wrong yes over its score: from the score, and from its sigmoid in float32."""
    told = (10.0, 16.0, 20.0, 40.0, 120.0)
    keras_ceiling = float(keras_loss_of_a_no(told[-1]))

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.12, right=0.96, top=0.9, bottom=0.2)
        axes = canvas.subplots()
        scores = np.linspace(0, 120, 961)
        axes.plot(scores, scores + np.log1p(np.exp(-scores)), color=CAT, linewidth=2.5, solid_capstyle="round")
        axes.plot(scores, pytorch_loss_of_a_no(scores), color=DOG, linewidth=2.5, solid_capstyle="round")
        axes.plot(scores, keras_loss_of_a_no(scores), color=FOURTH, linewidth=2.5, solid_capstyle="round")
        axes.text(58, 50, _("from the score"), ha="left", va="top", color=INK, fontsize=13)
        axes.text(24, 104, _("{name}: {loss}").format(name="BCELoss", loss=show(-LOWEST_LOGARITHM)), ha="left",
                  va="bottom", color=INK, fontsize=13)  # fmt: skip
        named = _("{name}: {loss}").format(name="BinaryCrossentropy", loss=show(keras_ceiling, decimals=2))
        axes.text(119, keras_ceiling - 3, named, ha="right", va="top", color=INK, fontsize=13)
        scales(axes, show, x=(0, 20, 40, 60, 80, 100, 120), y=(0, 20, 40, 60, 80, 100, 120))
        axes.set_xlim(0, 121)
        axes.set_ylim(0, 124)
        axes.set_title(_("loss in nats"), loc="left", color=MUTED, fontsize=12, pad=7)
        below(axes, _("score of a wrong “yes”"))

    return Figure(
        title=_("From probabilities, a sure mistake costs {keras} or {torch} nats, whatever its score").format(
            keras=show(keras_ceiling, decimals=2), torch=show(-LOWEST_LOGARITHM)
        ),
        caption=_(
            "The answer should be no, and a network says yes, with a score from 0 to {last}. From the score, the loss "
            "grows by 1 nat for each point. From the sigmoid in float32, Keras’ BinaryCrossentropy stops at {keras} "
            "nats, and PyTorch’s BCELoss jumps to {torch}: already at the score {jump} the sigmoid is rounded to 1."
        ).format(
            last=show(told[-1]),
            keras=show(keras_ceiling, decimals=2),
            torch=show(-LOWEST_LOGARITHM),
            jump=show(told[2]),
        ),
        alt=_(
            "Three lines start together at the lower left. A straight one rises along the diagonal to the upper right. "
            "The second turns into a low flat line. The third jumps up near the left edge, high above the straight "
            "one, and runs flat until both cross near the right edge."
        ),
        table=[
            [_("score"), _("from the score"), "BCELoss", "BinaryCrossentropy"],
            *(
                [
                    show(score),
                    show(score + np.log1p(np.exp(-score))),
                    show(float(pytorch_loss_of_a_no(score))),
                    show(float(keras_loss_of_a_no(score))),
                ]
                for score in told
            ),
        ],
        draw=draw,
        size=(380, 260),
    )


def pytorch_loss_of_a_no(score: Any) -> Any:
    """Return −ln(1 − σ(z)) as BCELoss computes it: σ in float32, no logarithm below −100."""
    with np.errstate(divide="ignore"):
        return -np.maximum(np.log1p(-_sigmoid(score)), np.float32(LOWEST_LOGARITHM))


def keras_loss_of_a_no(score: Any) -> Any:
    """Return −ln(1 − σ(z)) as BinaryCrossentropy computes it: σ in float32, cut off at 1 − 10⁻⁷."""
    highest = np.float32(1) - np.float32(CLIPPED_AT)
    return -np.log(np.float32(1) - np.minimum(_sigmoid(score), highest))


def _sigmoid(score: Any) -> Any:
    return np.float32(1) / (np.float32(1) + np.exp(-np.asarray(score, dtype=np.float32)))
