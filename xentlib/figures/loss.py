"""The figures of the lesson on the loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from xentlib.examples import EXAMPLES
from xentlib.figures.colors import CAT, CLASSES, DOG, FOURTH, GRID, HORSE, INK, MUTED, PAPER
from xentlib.figures.registry import Figure, Show, Words, figure


@figure
def pipeline(_: Words, show: Show) -> Figure:
    """Draw the way of one photo: features, weights, scores, probabilities, and the loss of the true class."""
    story = EXAMPLES["pipeline"]
    W, x = np.asarray(story.inputs["W"]), story.inputs["x"]
    b, worked = story.inputs["b"], story.story().values
    z, p = worked["z"], worked["p"]
    loss = show(worked["loss"], decimals=2)
    names = (_("cat"), _("dog"), _("horse"))
    width, height = 380, 204
    rows, features = (150, 103, 56), (132, 74)  # heights of the classes and of the features

    def draw(canvas: Any) -> None:
        axes = canvas.add_axes([0, 0, 1, 1])
        axes.set_xlim(0, width)
        axes.set_ylim(0, height)
        axes.axis("off")
        for at, word in ((30, _("photo")), (94, _("features")), (188, _("scores"))):
            axes.text(at, 188, word, ha="center", va="center", color=MUTED, fontsize=11)
        axes.text(217, 188, _("probabilities"), ha="left", va="center", color=MUTED, fontsize=11)
        axes.text(349, 188, _("loss"), ha="center", va="center", color=MUTED, fontsize=11)
        for at, formula in ((142, "W x + b"), (244, "softmax"), (316, "−ln")):
            axes.text(at, 12, formula, ha="center", va="center", color=MUTED, fontsize=11)
        _photo_of_a_cat(axes, 30, 103)
        for at, word in ((features[0] + 22, _("ears")), (features[1] - 22, _("coat"))):
            axes.text(94, at, word, ha="center", va="center", color=INK, fontsize=11)
        for row, y in enumerate(features):
            _arrow(axes, (55, 103 + (y - 103) * 0.45), (77, y))
            for target, color, weights in zip(rows, CLASSES, W, strict=True):
                axes.plot((94, 188), (y, target), color=color, linewidth=0.5 * weights[row], zorder=1)
                spot = (94 + 0.71 * 94, y + 0.71 * (target - y))
                axes.plot(*spot, "o", color=PAPER, markersize=12, zorder=2)
                axes.text(*spot, show(weights[row]), ha="center", va="center", color=INK, fontsize=11, zorder=3)
            _node(axes, (94, y), show(x[row]), MUTED)
        for name, y, color, bias, score, probability in zip(names, rows, CLASSES, b, z, p, strict=True):
            _node(axes, (188, y), show(score), color)
            axes.text(188, y - 23, f"+ {show(bias)}", ha="center", va="center", color=INK, fontsize=11)
            axes.barh(y - 4, 84 * probability, left=217, height=15, color=color)
            axes.text(217, y + 12, name, ha="left", va="center", color=INK, fontsize=11)
            shown = show(probability, decimals=2)
            axes.text(221 + 84 * probability, y - 4, shown, ha="left", va="center", color=INK, fontsize=11)
        _arrow(axes, (306, rows[0] - 4), (327, rows[0] - 4))
        axes.text(351, rows[0] - 4, loss, ha="center", va="center", color=INK, fontsize=15)
        axes.text(351, rows[0] - 22, _("nats"), ha="center", va="center", color=MUTED, fontsize=11)

    return Figure(
        title=_("A photo goes in, one number comes out: a loss of {loss} nats").format(loss=loss),
        caption=_(
            "The features {x} meet six weights, written on the lines, and the biases under the circles. That gives the "
            "scores {z}; softmax makes the probabilities {p}. The photo shows a cat, so only the cat’s probability goes"
            " on: the loss is {loss} nats."
        ).format(x=show(x), z=show(z), p=show(p, decimals=2), loss=loss),
        alt=_(
            "From left to right: a photo of a cat; two circles for its features; lines from both to three circles, "
            "the scores of cat, dog and horse, each line with a weight; three bars for the probabilities, the cat’s "
            "by far the longest; from the cat’s bar alone an arrow to the loss."
        ),
        table=[
            [_("class"), _("weights"), _("bias"), _("score"), _("probability")],
            *(
                [name, show(weights), show(bias), show(score), show(probability)]
                for name, weights, bias, score, probability in zip(names, W, b, z, p, strict=True)
            ),
        ],
        draw=draw,
        size=(width, height),
    )


def _node(axes: Any, at: tuple[float, float], label: str, color: str) -> None:
    """Draw a circle with a number in it."""
    axes.plot(*at, "o", markersize=29, markerfacecolor=PAPER, markeredgecolor=color, markeredgewidth=2, zorder=3)
    axes.text(*at, label, ha="center", va="center", color=INK, fontsize=13, zorder=4)


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float], color: str = MUTED) -> None:
    style = {"arrowstyle": "-|>", "color": color, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 9}
    axes.annotate("", end, start, arrowprops=style)


def _photo_of_a_cat(axes: Any, x: float, y: float) -> None:
    """Draw a photo with the head of a cat around the point (x, y)."""
    frame = np.add((x, y), [(-24, -24), (24, -24), (24, 24), (-24, 24), (-24, -24)])
    axes.fill(*frame.T, facecolor=PAPER, edgecolor=MUTED, linewidth=1.2)
    head = np.linspace(0, 2 * np.pi, 49)
    axes.fill(x + 15 * np.cos(head), y - 4 + 13 * np.sin(head), color=CAT, linewidth=0)
    for side in (-1, 1):
        ear = np.add((x, y), [(side * 14.5, -2), (side * 13.5, 18), (side * 3, 7)])
        axes.fill(*ear.T, color=CAT, linewidth=0)
        axes.plot(x + side * 5.5, y - 1, "o", markersize=4, color=PAPER)
        for drop in (-7, -10):
            axes.plot((x + side * 7, x + side * 20), (y - 8, y + drop), color=MUTED, linewidth=0.8)
    axes.plot(x, y - 7, "v", markersize=4, color=PAPER)


@figure
def penalty_balls(_: Words, show: Show) -> Figure:
    """Draw the same bowl over the L1 ball and over the L2 ball: where its level lines touch each of them first."""
    story = EXAMPLES["budgets"]
    m, A = np.asarray(story.inputs["minimum"]), np.asarray(story.inputs["curvature"])
    worked, budget = story.story().values, story.inputs["budget"]
    l1, l2 = worked["touch_l1"], worked["touch_l2"]
    turn = np.linspace(0, 2 * np.pi, 181)
    circle = np.sqrt(budget) * np.array([np.cos(turn), np.sin(turn)])
    diamond = budget * np.array([(1, 0, -1, 0, 1), (0, 1, 0, -1, 0)])

    def level_line(touch: Any, share: float) -> Any:
        """Return the ellipse on which the bowl has `share` of the height that it has at the touching point."""
        size = np.sqrt(share * (touch - m) @ A @ (touch - m))
        return m[:, None] + size * np.linalg.solve(np.linalg.cholesky(A).T, np.array([np.cos(turn), np.sin(turn)]))

    def panel(axes: Any, title: str, ball: Any, touch: Any, color: str) -> None:
        axes.set_title(title, loc="left", color=MUTED, fontsize=12, pad=8)
        axes.plot((-1.35, 2.05), (0, 0), color=GRID, linewidth=1)
        axes.plot((0, 0), (-1.2, 2.85), color=GRID, linewidth=1)
        axes.text(2.05, -0.2, "w₁", ha="right", va="center", color=MUTED, fontsize=12)
        axes.text(-0.12, 2.75, "w₂", ha="right", va="center", color=MUTED, fontsize=12)
        axes.text(1.16, -0.2, show(1), ha="center", va="center", color=MUTED, fontsize=11)
        axes.fill(*ball, facecolor=color, alpha=0.25, linewidth=0)
        axes.plot(*ball, color=color, linewidth=1.8)
        for share, line_width in ((0.15, 1), (0.5, 1), (1, 1.8)):
            axes.plot(*level_line(touch, share), color=FOURTH, linewidth=line_width)
        axes.plot(*m, "+", color=INK, markersize=8)
        axes.plot(*touch, "o", color=INK, markersize=7)
        shown = show(touch, digits=2)
        axes.text(0, 0.3, shown, ha="center", va="center", color=INK, fontsize=11)
        axes.plot((0.5 * touch[0], touch[0]), (0.47, touch[1]), color=MUTED, linewidth=0.8)
        axes.set_aspect("equal")
        axes.set_xlim(-1.75, 2.1)
        axes.set_ylim(-1.2, 2.9)
        axes.axis("off")

    def draw(canvas: Any) -> None:
        bounded = _("{name}: {sum} ≤ {budget}")
        left, right = canvas.subplots(1, 2)
        panel(left, bounded.format(name="L1", sum="|w₁| + |w₂|", budget=show(budget)), diamond, l1, HORSE)
        panel(right, bounded.format(name="L2", sum="w₁² + w₂²", budget=show(budget)), circle, l2, DOG)

    return Figure(
        title=_("L1 touches in a corner, where the first weight is {zero}; L2 keeps it at {kept}").format(
            zero=show(l1[0], digits=2), kept=show(l2[0], digits=2)
        ),
        caption=_(
            "The rings are level lines of one data loss; the cross is its minimum, {minimum}. The ring that first "
            "reaches the L1 ball meets its corner {l1}. The ring that first reaches the L2 ball meets it at {l2}, "
            "where no weight is 0."
        ).format(minimum=show(m), l1=show(l1, digits=2), l2=show(l2, digits=2)),
        alt=_(
            "Two drawings with axes for two weights. On the left a square standing on a corner, on the right a circle, "
            "both around the origin. Elliptic rings around a cross at the upper right widen until they touch: the "
            "square at its top corner, the circle to the right of its top."
        ),
        table=[
            [_("where"), "w₁", "w₂", "|w₁| + |w₂|", "w₁² + w₂²"],
            *(
                [name, show(w[0]), show(w[1]), show(absolute), show(squared)]
                for name, w, absolute, squared in zip(
                    (_("minimum"), "L1", "L2"), (m, l1, l2), worked["absolute"], worked["squared"], strict=True
                )
            ),
        ],
        draw=draw,
        size=(380, 224),
    )


@figure
def one_bad_answer(_: Words, show: Show) -> Figure:
    """Draw the losses of four photos, their mean, and the mean without the worst of them."""
    story = EXAMPLES["average_loss"]
    losses, worked = np.asarray(story.inputs["losses"]), story.story().values
    mean, rest = worked["mean"], worked["without_worst"]
    right = len(losses) - 0.55

    def draw(canvas: Any) -> None:
        axes = canvas.add_axes([0.02, 0.12, 0.96, 0.8])
        for place, loss in enumerate(losses):
            axes.bar(place, loss, width=0.6, color=FOURTH)
            axes.text(place, loss + 0.04, show(loss), ha="center", va="bottom", color=INK, fontsize=12)
            axes.text(place, -0.07, show(place + 1), ha="center", va="top", color=MUTED, fontsize=12)
        axes.axhline(0, color=GRID, linewidth=1)
        for height, start, style, words in ((mean, -0.5, "-", _("mean")), (rest, 1.55, ":", _("without the worst"))):
            axes.plot((start, right), (height, height), style, color=INK, linewidth=1.4)
            axes.text(right + 0.08, height, show(height, digits=2), ha="left", va="center", color=INK, fontsize=12)
            axes.text(right + 0.74, height, words, ha="left", va="center", color=MUTED, fontsize=11)
        axes.text(-0.5, losses.max() + 0.1, _("loss in nats"), ha="left", va="center", color=MUTED, fontsize=12)
        axes.text(right + 0.08, -0.07, _("photo"), ha="left", va="top", color=MUTED, fontsize=12)
        axes.set_xlim(-0.6, right + 3.5)
        axes.set_ylim(0, losses.max() + 0.25)
        axes.axis("off")

    return Figure(
        title=_("One bad answer lifts the mean from {rest} to {mean} nats").format(
            rest=show(rest, digits=2), mean=show(mean, digits=2)
        ),
        caption=_(
            "The losses of four photos: {losses} nats. Their mean is {mean}. Without the worst answer it would be "
            "{rest}."
        ).format(losses=show(losses), mean=show(mean), rest=show(rest, digits=2)),
        alt=_(
            "Four bars, three of them low and the third one several times as high as the others. A solid line for "
            "the mean runs above all three low bars; a dotted line for the mean without the worst lies well below it."
        ),
        table=[
            [_("photo"), _("loss in nats")],
            *([show(place + 1), show(loss)] for place, loss in enumerate(losses)),
            [_("mean"), show(mean)],
            [_("without the worst"), show(rest)],
        ],
        draw=draw,
        size=(380, 190),
    )
