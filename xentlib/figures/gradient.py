"""The figures of the lesson on the gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from xentlib.examples import EXAMPLES
from xentlib.figures.axes import below, quiet
from xentlib.figures.colors import CAT, CLASSES, DOG, FOURTH, GRID, HORSE, INK, MUTED
from xentlib.figures.registry import Figure, Show, Words, figure


@figure
def signed_slopes(_: Words, show: Show) -> Figure:
    """Draw how far each probability lies from the truth, and beside it, on the same scale, the slopes p − y."""
    worked = EXAMPLES["gradient"].story().values
    p, truth, slopes = worked["p"], worked["truth"], worked["gradient"]
    names = (_("cat"), _("dog"), _("horse"))
    told = [show(slope, decimals=2) for slope in slopes]

    def draw(canvas: Any) -> None:
        left, right = canvas.add_axes([0.165, 0.02, 0.4, 0.84]), canvas.add_axes([0.595, 0.02, 0.4, 0.84])
        left.set_title(_("probability"), loc="left", color=MUTED, fontsize=12, pad=5)
        right.set_title(_("slope"), loc="left", x=0.46, color=MUTED, fontsize=12, pad=5)
        left.text(1, 0.5, _("truth"), ha="center", va="bottom", color=MUTED, fontsize=11)
        rows = zip(names, p, truth, slopes, told, CLASSES, strict=True)
        for row, (name, probability, true, slope, label, color) in enumerate(rows):
            left.barh(-row, probability, height=0.4, color=color)
            left.text(-0.05, -row, name, ha="right", va="center", color=INK, fontsize=13)
            shown = show(probability, decimals=2)
            left.text(probability + 0.035, -row, shown, ha="left", va="center", color=INK, fontsize=13)
            left.plot((true, true), (-row - 0.42, -row + 0.36), color=INK, linewidth=2.2)
            _arrow(left, (probability, -row - 0.34), (true, -row - 0.34))
            right.barh(-row, slope, height=0.4, color=color)
            side = -1 if slope < 0 else 1
            align = "right" if slope < 0 else "left"
            right.text(slope + side * 0.03, -row, label, ha=align, va="center", color=INK, fontsize=13)
        right.axvline(0, color=MUTED, linewidth=1)
        for axes, low in ((left, -0.02), (right, -0.6)):
            axes.set_xlim(low, low + 1.2)  # one scale, so that an arrow is as long as its bar
            axes.set_ylim(-2.5, 0.55)
            axes.axis("off")

    return Figure(
        title=_("Only the cat’s slope is negative: {slope} nats per point").format(slope=told[0]),
        caption=_(
            "Left: the probabilities {p}; an arrow leads from each to the truth. Right: the slopes of the loss, "
            "{slopes} nats per point of the score. Each bar is as long as its arrow and points the opposite way."
        ).format(p=show(p, decimals=2), slopes=show(slopes, decimals=2)),
        alt=_(
            "Two bar charts side by side. On the left the probabilities of cat, dog and horse, with a mark for the "
            "truth: at the far right for the cat, at zero for the others. The cat’s arrow points right, the other two "
            "point left. On the right the slopes: the cat’s bar reaches left of zero, those of dog and horse right."
        ),
        table=[
            [_("class"), _("probability"), _("truth"), _("slope")],
            *(
                [name, show(probability), show(true), show(slope)]
                for name, probability, true, slope in zip(names, p, truth, slopes, strict=True)
            ),
        ],
        draw=draw,
        size=(380, 176),
    )


def _arrow(axes: Any, start: Any, end: Any, color: str = INK, width: float = 1.3) -> None:
    """Draw an arrow between two points (x, y)."""
    style = {"arrowstyle": "-|>", "color": color, "linewidth": width, "mutation_scale": 9}
    axes.annotate("", end, start, arrowprops={**style, "shrinkA": 0, "shrinkB": 0})


@figure
def two_slopes(_: Words, show: Show) -> Figure:
    """Draw −1/p and p − 1 over the probability of the true class: one has no bound, the other ends at −1."""
    worked = EXAMPLES["by_score_and_probability"].story().values
    here, steep, flat = (float(worked[name]) for name in ("p_y", "by_probability", "by_score"))
    lowest, told = -5.2, (0.01, 0.1, 0.5, here, 0.9)

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.09, right=0.96, top=0.9, bottom=0.19)
        axes = canvas.subplots()
        p = np.linspace(-1 / lowest, 1, 120)
        axes.plot(p, -1 / p, color=DOG, linewidth=2.5, solid_capstyle="round")
        axes.plot((0, 1), (-1, 0), color=CAT, linewidth=2.5, solid_capstyle="round")
        axes.plot((here, here), (steep, flat), color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
        axes.plot((here, here), (steep, flat), "o", markersize=8, color=INK)
        labelled = _("{name}: {loss}")
        axes.annotate(
            labelled.format(name=_("by the score"), loss=show(flat, decimals=2)),
            (here, flat), (here + 0.04, 0.13), ha="right", va="bottom", color=INK, fontsize=13,
        )  # fmt: skip
        axes.annotate(
            labelled.format(name=_("by the probability"), loss=show(steep, decimals=2)),
            (here, steep), (1.01, -2.55), ha="right", va="top", color=INK, fontsize=13,
            arrowprops={"arrowstyle": "-", "color": MUTED, "shrinkA": 1, "shrinkB": 4, "relpos": (0.5, 1)},
        )  # fmt: skip
        axes.set_xticks((0, 0.25, 0.5, 0.75, 1), [show(one) for one in (0, 0.25, 0.5, 0.75, 1)])
        axes.set_yticks(range(-5, 1), [show(one) for one in range(-5, 1)])
        quiet(axes)
        axes.set_xlim(0, 1.02)
        axes.set_ylim(lowest, 0.65)
        axes.set_title(_("slope, nats per unit"), loc="left", color=MUTED, fontsize=12, pad=7)
        below(axes, _("probability of the true class"))

    return Figure(
        title=_("One photo, two slopes: {flat} by the score, {steep} by the probability").format(
            flat=show(flat, decimals=2), steep=show(steep, decimals=2)
        ),
        caption=_(
            "Where the true class has {p}, the loss falls by {steep} nats per unit of its probability, but only by "
            "{flat} nats per point of its score. Toward 0 the first slope has no bound, while the second ends at {end}."
        ).format(p=show(here), steep=show(-steep), flat=show(-flat), end=show(-1)),
        alt=_(
            "Two lines over the probability of the true class. One comes steeply from below at the left and bends "
            "toward −1 at the right. The other is straight and rises gently from −1 to 0. Two dots, one above the "
            "other, mark the cat photo."
        ),
        table=[
            [_("probability of the true class"), _("slope by the probability"), _("slope by the score")],
            *([show(one), show(-1 / one), show(one - 1)] for one in told),
        ],
        draw=draw,
        size=(380, 250),
    )


@figure
def sign_question(_: Words, show: Show) -> Figure:
    """Draw one step of a weight where x is positive and where it is negative: wx, and with it the score, rises."""
    story = EXAMPLES["sign_of_the_gradient"]
    worked, weight, x = story.story().values, story.inputs["weight"], story.inputs["x"]
    panels = (
        (x, worked["weight_after"], worked["score"], worked["score_after"], _("x = {x}: weight rises")),
        (
            -x, worked["weight_after_negative"], worked["score_negative"], worked["score_after_negative"],
            _("x = {x}: weight falls"),
        ),
    )  # fmt: skip
    around, height = 0.05, 0.105  # half the width, and the height, that a panel shows

    def draw(canvas: Any) -> None:
        for at, (feature, after, score, score_after, heading) in zip((0.12, 0.62), panels, strict=True):
            axes = canvas.add_axes([at, 0.215, 0.36, 0.545])
            low, bottom = weight - around, score - 0.04
            axes.set_xlim(low, weight + around)
            axes.set_ylim(bottom, bottom + height)
            ends = np.array([bottom + 0.004, bottom + height - 0.004]) / feature
            axes.plot(ends, ends * feature, color=MUTED, linewidth=1.5)
            for w, z, filled in ((weight, score, "none"), (after, score_after, INK)):
                axes.plot((low, w, w), (z, z, bottom), color=GRID, linewidth=1, zorder=0)
                axes.plot(w, z, "o", markersize=8, markerfacecolor=filled, markeredgecolor=INK, zorder=4)
            _arrow(axes, (weight, bottom + 0.003), (after, bottom + 0.003), FOURTH, 3)
            _arrow(axes, (low + 0.002, score), (low + 0.002, score_after), HORSE, 3)
            axes.set_xticks((weight, after), [show(one) for one in (weight, after)])
            axes.set_yticks((score, score_after), [show(one) for one in (score, score_after)])
            quiet(axes)
            axes.grid(visible=False)
            axes.set_title("wx", loc="left", x=-0.06, color=MUTED, fontsize=12, pad=5)
            axes.text(
                0.5, 1.21, heading.format(x=show(feature)),
                transform=axes.transAxes, ha="center", va="bottom", color=INK, fontsize=13,
            )  # fmt: skip
            below(axes, _("weight"))

    return Figure(
        title=_("With {positive} the weight rises, with {negative} it falls; the score rises by {rise} in both").format(
            positive="x\u00a0>\u00a00", negative="x\u00a0<\u00a00", rise=show(worked["rise"])
        ),
        caption=_(
            "One step from the open dot to the full one. With {x} the weight goes from {w} to {up}, and its "
            "product with x from {score} to {score_up}. With {minus_x} the weight goes from {w} to {down}, and "
            "the product from {negative} to {negative_up}. The rest of the score stays."
        ).format(
            x=f"x\u00a0=\u00a0{show(x)}",
            minus_x=f"x\u00a0=\u00a0{show(-x)}",
            w=show(weight),
            up=show(worked["weight_after"]),
            down=show(worked["weight_after_negative"]),
            score=show(worked["score"]),
            score_up=show(worked["score_after"]),
            negative=show(worked["score_negative"]),
            negative_up=show(worked["score_after_negative"]),
        ),
        alt=_(
            "Two charts with the weight along the bottom and its product with x up the side. In the left one a line "
            "rises; the step goes right along the bottom and up the side. In the right one a line falls; the step goes "
            "left along the bottom, and again up the side by the same length."
        ),
        table=[
            ["x", _("weight before"), _("weight after"), _("product before"), _("product after")],
            *([show(one) for one in (feature, weight, after, *scores)] for feature, after, *scores, _heading in panels),
        ],
        draw=draw,
        size=(380, 212),
    )


@figure
def differences(_: Words, show: Show) -> Figure:
    """Draw the loss over the score of the cat with its tangent, the centered and the one-sided difference for h = 1."""
    story = EXAMPLES["gradient_check"]
    z, y, wide = story.inputs["z"], story.inputs["y"], 1.0
    at = float(z[y])
    by_step = {h: story.work({**story.inputs, "h": h}).values for h in (wide, 0.1, 0.01)}
    far = by_step[wide]
    exact, here = float(far["gradient"]), loss_at(at)

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.1, right=0.97, top=0.9, bottom=0.19)
        axes = canvas.subplots()
        scores = np.linspace(at - 1.7, at + 1.7, 60)
        axes.plot(scores, [loss_at(score) for score in scores], color=CAT, linewidth=2.5, solid_capstyle="round")
        low, high = at - 1.35, at + 1.45
        lines = (
            (here, exact, INK, (0, (4, 3))),
            (here, float(far["one_sided"]), FOURTH, "-"),
            ((far["higher"] + far["lower"]) / 2, float(far["centered"]), HORSE, "-"),
        )
        for through, slope, color, style in lines:
            ends = np.array([low, high])
            axes.plot(ends, through + slope * (ends - at), color=color, linewidth=1.8, linestyle=style)
        for score in (at - wide, at, at + wide):
            axes.plot(score, loss_at(score), "o", color=INK, markersize=7)
        labelled = _("{name}: {loss}")
        labels = (  # name, where it stands, and where its line touches
            (_("tangent"), (at + 0.3, 0.09), "right", (1, 0.6), at + 0.62),
            (_("one-sided"), (low - 0.2, 0.28), "left", (0.3, 1), at - 1.0),
            (_("centered"), (high + 0.2, 0.86), "right", (0.3, 0), at + 0.2),
        )
        for (through, slope, *_style), (name, place, side, corner, touch) in zip(lines, labels, strict=True):
            axes.annotate(
                labelled.format(name=name, loss=show(slope, decimals=2)),
                (touch, through + slope * (touch - at)), place,
                ha=side, va="center", color=INK, fontsize=13,
                arrowprops={"arrowstyle": "-", "color": MUTED, "shrinkA": 1, "shrinkB": 1, "relpos": corner},
            )  # fmt: skip
        axes.set_xticks([at - 1, at, at + 1], [show(one) for one in (at - 1, at, at + 1)])
        axes.set_yticks((0, 0.5, 1), [show(one) for one in (0, 0.5, 1)])
        quiet(axes)
        axes.set_xlim(at - 1.7, at + 1.7)
        axes.set_ylim(0, 1.3)
        axes.set_title(_("loss in nats"), loc="left", color=MUTED, fontsize=12, pad=7)
        below(axes, _("score of the cat"))

    return Figure(
        title=_("The centered difference misses the slope by {error}, the one-sided by {error_one_sided}").format(
            error=show(far["error"], decimals=2), error_one_sided=show(far["error_one_sided"], decimals=2)
        ),
        caption=_(
            "The loss over the score of the cat, with a deliberately large step of {h}. The tangent at {at} has the "
            "slope {exact}. The line through the two outer dots is nearly parallel to it, with {centered}. The line "
            "through the middle dot and the right one is too flat, with {one_sided}."
        ).format(
            h=show(wide),
            at=show(at),
            exact=show(exact),
            centered=show(far["centered"]),
            one_sided=show(far["one_sided"]),
        ),
        alt=_(
            "A falling curve with three dots, evenly spaced from left to right. A dashed line touches it at the middle "
            "dot. A line through the outer dots runs above it in the same direction. A line through the middle dot and "
            "the right one crosses the dashed line and is visibly flatter."
        ),
        table=[
            [_("step h"), _("error, centered"), _("error, one-sided")],
            *(
                [show(h), show(one["error"], decimals=7), show(one["error_one_sided"], decimals=7)]
                for h, one in by_step.items()
            ),
        ],
        draw=draw,
        size=(380, 262),
    )


def loss_at(score: float) -> float:
    """Return the loss of the cat photo in nats if the cat has this score and the others keep theirs."""
    story = EXAMPLES["cat_photo"]
    z, y = list(story.inputs["z"]), story.inputs["y"]
    z[y] = score
    return float(story.work({"z": z, "y": y}).values["loss"])
