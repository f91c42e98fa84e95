"""The figures of the lesson on the cross-entropy loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from xentlib.examples import EXAMPLES
from xentlib.figures.axes import below, scales
from xentlib.figures.colors import CAT, DOG, FOURTH, GRID, INK, MUTED
from xentlib.figures.registry import Figure, Show, Words, figure

LEVELS = (0.1, 1.0, 2.0, 3.0, 4.0)
"""The losses whose level lines are drawn besides that of the cat photo, in nats."""


@figure
def surprise_curve(_: Words, show: Show) -> Figure:
    """Draw −ln p with three answers to the cat photo: right and sure, right but unsure, wrong."""
    cases = EXAMPLES["three_cases"]
    worked, inputs, y = cases.story().values, cases.inputs, cases.inputs["y"]
    rows = (
        (_("right and sure"), inputs["sure"][y], worked["loss_sure"]),
        (_("right but unsure"), inputs["unsure"][y], worked["loss_unsure"]),
        (_("wrong and sure"), inputs["wrong"][y], worked["loss_wrong"]),
    )
    low, middle, high = (show(loss, decimals=2) for _name, _p, loss in rows)
    places = ((34, 46, "right"), (6, 46, "left"), (11, 0, "left"))  # of the labels, in points from their marks

    named = _("{name}: {loss}")

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.09, right=0.96, top=0.9, bottom=0.2)
        axes = canvas.subplots()
        p = np.geomspace(np.exp(-4.2), 1, 160)
        axes.plot(p, -np.log(p), color=CAT, linewidth=2.5, solid_capstyle="round")
        for (name, probability, loss), (right, up, side) in zip(rows, places, strict=True):
            axes.plot([probability], [loss], marker="o", markersize=8, color=INK)
            axes.annotate(
                named.format(name=name, loss=show(loss, decimals=2)),
                (probability, loss), (right, up), textcoords="offset points",
                ha=side, va="bottom" if up else "center", color=INK, fontsize=13,
            )  # fmt: skip
            if up:
                axes.annotate(
                    "", (probability, loss), (10, up), textcoords="offset points",
                    arrowprops={"arrowstyle": "-", "color": MUTED, "shrinkA": 0},
                )  # fmt: skip
        scales(axes, show, x=(0, 0.25, 0.5, 0.75, 1), y=(0, 1, 2, 3, 4))
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, 4.2)
        axes.set_title(_("loss in nats"), loc="left", color=MUTED, fontsize=12, pad=7)
        below(axes, _("probability of the true class"))

    return Figure(
        title=_("Sure and right costs {low} nats, sure and wrong costs {high}").format(low=low, high=high),
        caption=_(
            "The curve is the loss of one photo over the probability that the true class received. At {p_high} it is "
            "{low} nats, at {p_middle} it is {middle}, at {p_low} it is {high}. Toward 0 it rises without bound."
        ).format(
            low=low,
            middle=middle,
            high=high,
            p_high=show(rows[0][1]),
            p_middle=show(rows[1][1]),
            p_low=show(rows[2][1]),
        ),
        alt=_(
            "A falling curve. It comes from above at the left edge, where the probability is close to 0, falls "
            "steeply, then ever more gently, and ends at 0 on the right, where the probability is 1. Three dots: high "
            "on the left the wrong answer, lower down the unsure one, nearly at the bottom right the sure one."
        ),
        table=[
            [_("answer"), _("probability of the true class"), _("loss in nats")],
            *([name, show(probability), show(loss)] for name, probability, loss in rows),
        ],
        draw=draw,
        size=(380, 260),
    )


@figure
def loss_of_two_scores(_: Words, show: Show) -> Figure:
    """Draw level lines of the loss over the scores of cat and dog; the score of the horse stays."""
    photo = EXAMPLES["cat_photo"]
    cat, dog, horse = photo.inputs["z"]
    loss = photo.story().values["loss"]
    lowest, highest = 5.0, 12.0  # of the dog's scores
    levels = (LEVELS[0], loss, *LEVELS[1:])
    far = [show(cat_score(level, highest, horse), decimals=1) for level in (*LEVELS[-2:], *LEVELS[:2])]

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.14, right=0.97, top=0.84, bottom=0.17)
        axes = canvas.subplots()
        dogs = np.linspace(lowest, highest, 80)
        for level in levels:
            here = level == loss
            line = [cat_score(level, one, horse) for one in dogs]
            axes.plot(line, dogs, color=CAT if here else MUTED, linewidth=2.5 if here else 1.2)
            axes.annotate(
                show(level, decimals=2 if here else None), (line[-1], highest), (0, 4), textcoords="offset points",
                ha="center", va="bottom", color=INK, fontsize=12,
            )  # fmt: skip
        axes.plot([cat], [dog], marker="o", markersize=8, color=INK)
        axes.annotate(
            _("the cat photo"), (cat, dog), (14.9, 6.6), ha="right", va="center", color=INK, fontsize=13,
            arrowprops={"arrowstyle": "-", "color": MUTED, "shrinkA": 2, "relpos": (0, 1)},
        )  # fmt: skip
        scales(axes, show, x=(6, 8, 10, 12, 14), y=(6, 8, 10, 12))
        axes.set_xlim(4.6, 15)
        axes.set_ylim(lowest, highest)
        axes.set_title(_("on each line: loss in nats"), loc="left", color=MUTED, fontsize=12, pad=23)
        axes.annotate(
            _("score of the dog"), (0, 0.5), (-30, 0), xycoords="axes fraction", textcoords="offset points",
            ha="right", va="center", rotation=90, color=MUTED, fontsize=12,
        )  # fmt: skip
        below(axes, _("score of the cat"))

    return Figure(
        title=_("Where the cat lags behind, each point of its score is worth about 1 nat"),
        caption=_(
            "Level lines of the loss when the horse’s score stays at {horse}. The photo, with {cat} for the cat and "
            "{dog} for the dog, lies on the line of {loss} nats. At the top edge the lines of {four} and {three} nats "
            "cross at {at_four} and {at_three} points for the cat, those of {one} and {tenth} at {at_one} and "
            "{at_tenth}."
        ).format(
            horse=show(horse),
            cat=show(cat),
            dog=show(dog),
            loss=show(loss, decimals=2),
            three=show(LEVELS[3]),
            four=show(LEVELS[4]),
            one=show(LEVELS[1]),
            tenth=show(LEVELS[0]),
            at_three=far[0],
            at_four=far[1],
            at_tenth=far[2],
            at_one=far[3],
        ),
        alt=_(
            "Lines side by side, each of the same form: upright at the bottom, then bending to the upper right until "
            "it runs along the diagonal. On the left, where the loss is high, they are evenly spaced; toward the "
            "right, where it is low, the gaps widen. A dot marks the cat photo on the second line from the right."
        ),
        table=[
            [_("loss in nats"), _("score of the dog"), _("score of the cat")],
            *([show(level), show(dog), show(cat_score(level, dog, horse))] for level in levels),
        ],
        draw=draw,
        size=(380, 300),
    )


def cat_score(level: float, dog: float, horse: float) -> float:
    """Return the score of the cat, the true class, that makes the loss `level`: L = ln(1 + (e^dog + e^horse)/e^cat)."""
    return float(np.logaddexp(dog, horse) - np.log(np.expm1(level)))


@figure
def smoothing_floor(_: Words, show: Show) -> Figure:
    """Draw the loss over p_y with a one-hot label and with a smoothed one; the other classes share the rest evenly."""
    worked = EXAMPLES["label_smoothing"].story().values
    best, floor, classes = float(max(worked["target"])), float(worked["floor"]), len(worked["target"])
    told = (0.5, 0.7, 0.9, best, 0.99, 0.999)

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.1, right=0.95, top=0.9, bottom=0.2)
        axes = canvas.subplots()
        p = 1 - np.geomspace(0.6, 0.0002, 200)
        axes.plot(p, -np.log(p), color=CAT, linewidth=2.5, solid_capstyle="round")
        axes.plot(p, smoothed_loss(p, best, classes), color=DOG, linewidth=2.5, solid_capstyle="round")
        axes.plot([best], [floor], marker="o", markersize=8, color=INK)
        axes.plot([0.4, 1], [floor, floor], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
        axes.text(0.405, floor - 0.02, f"H(y′) = {show(floor, decimals=2)}", va="top", color=INK, fontsize=13)
        left, right = 0.62, 0.8
        axes.annotate(
            _("smoothed label"), (left, float(smoothed_loss(left, best, classes))), (6, 5),
            textcoords="offset points", ha="left", va="bottom", color=INK, fontsize=13,
        )  # fmt: skip
        axes.annotate(
            _("one-hot label"), (right, -np.log(right)), (-8, -3), textcoords="offset points",
            ha="right", va="top", color=INK, fontsize=13,
        )  # fmt: skip
        scales(axes, show, x=(0.4, 0.6, 0.8, 1), y=(0, 0.2, 0.4, 0.6, 0.8))
        axes.set_xlim(0.4, 1.01)
        axes.set_ylim(0, 0.95)
        axes.set_title(_("loss in nats"), loc="left", color=MUTED, fontsize=12, pad=7)
        below(axes, _("probability of the true class"))

    return Figure(
        title=_("With smoothed labels no loss falls below {floor} nats").format(floor=show(floor, decimals=2)),
        caption=_(
            "With the one-hot label the loss falls to 0. With the smoothed label it is lowest where the cat gets "
            "{best}: there it is {floor} nats, the entropy of the label. Beyond, it rises again. The other classes "
            "share the rest evenly."
        ).format(best=show(best, decimals=2), floor=show(floor, decimals=2)),
        alt=_(
            "Two curves over the probability of the true class. The lower one, for the one-hot label, falls all the "
            "way to 0. The upper one, for the smoothed label, falls until it touches a dashed line near the right "
            "end, at a dot, and then climbs steeply."
        ),
        table=[
            [_("probability of the true class"), _("one-hot label"), _("smoothed label")],
            *([show(p), show(-np.log(p)), show(float(smoothed_loss(p, best, classes)))] for p in told),
        ],
        draw=draw,
        size=(380, 240),
    )


def smoothed_loss(p: Any, best: float, classes: int) -> Any:
    """Return the loss where the label gives `best` to the true class, and label and model share the rest evenly."""
    return -best * np.log(p) - (1 - best) * np.log((1 - p) / (classes - 1))


@figure
def same_accuracy(_: Words, show: Show) -> Figure:
    """Draw the losses of four photos for two classifiers that are right equally often."""
    story = EXAMPLES["accuracy_is_not_loss"]
    worked, inputs = story.story().values, story.inputs
    panels = (
        (_("careful network"), inputs["careful"], worked["losses_careful"], worked["loss_careful"]),
        (_("bold network"), inputs["bold"], worked["losses_bold"], worked["loss_bold"]),
    )
    longest = max(worked["losses_bold"])
    accuracy = show(100 * worked["accuracy_bold"])
    means = [show(mean, decimals=2) for _name, _p, _losses, mean in panels]

    judged = _("p = {p}, {verdict}")

    def verdict(p: float) -> str:
        return _("right") if p > 0.5 else _("wrong")

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.43, right=0.98, top=0.91, bottom=0.02, hspace=0.3)
        for axes, (name, probabilities, losses, mean) in zip(canvas.subplots(2, 1), panels, strict=True):
            for row, (p, loss) in enumerate(zip(probabilities, losses, strict=True)):
                axes.barh(-row, loss, height=0.62, color=CAT if p > 0.5 else FOURTH)
                said = judged.format(p=show(p), verdict=verdict(p))
                axes.text(-0.02 * longest, -row, said, va="center", ha="right", fontsize=13)
                axes.text(
                    loss + 0.02 * longest, -row, show(loss, decimals=2), va="center", ha="left", color=INK, fontsize=13
                )
            axes.axvline(0, color=GRID, linewidth=1)
            heading = _("{network}: mean loss {mean} nats").format(network=name, mean=show(mean, decimals=2))
            axes.set_title(heading, loc="left", x=-0.745, color=MUTED, fontsize=13, pad=4)
            axes.set_xlim(0, longest * 1.18)
            axes.set_ylim(-len(losses) + 0.5, 0.5)
            axes.axis("off")

    return Figure(
        title=_("Equal accuracy, {accuracy}%, but a mean loss of {low} nats against {high}").format(
            accuracy=accuracy, low=means[0], high=means[1]
        ),
        caption=_(
            "The probability of the true class and the loss in nats, photo by photo. Both networks are right on "
            "{accuracy}% of the photos. The bold one pays {worst} nats for its single mistake; this alone makes its "
            "mean loss {high}, while the careful one has {low}."
        ).format(accuracy=accuracy, worst=show(longest, decimals=2), low=means[0], high=means[1]),
        alt=_(
            "Two bar charts, one above the other, with a bar for the loss of each photo. Above, the careful network: "
            "four short bars of nearly the same length. Below, the bold network: three bars too short to see, and "
            "under them one that runs across the whole chart, for the photo that it got wrong."
        ),
        table=[
            [_("network"), _("probability of the true class"), _("answer"), _("loss in nats")],
            *(
                [name, show(p), verdict(p), show(loss)]
                for name, probabilities, losses, _mean in panels
                for p, loss in zip(probabilities, losses, strict=True)
            ),
        ],
        draw=draw,
        size=(380, 270),
    )
