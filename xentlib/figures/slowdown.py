"""The figures of the lesson on the learning slowdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from xentlib.examples import EXAMPLES
from xentlib.figures.axes import below, scales
from xentlib.figures.colors import CAT, DOG, INK, MUTED, PAPER
from xentlib.figures.registry import Figure, Show, Words, figure
from xentlib.losses import sigmoid
from xentlib.training import Cost, NeuronCurves, train_neuron

STORY = EXAMPLES["slowdown"].inputs
MILD, BAD = STORY["easy"], STORY["hard"]
EPOCHS, ALL_EPOCHS = STORY["epochs"], STORY["more_epochs"]
TOLD = (0, EPOCHS, 2 * EPOCHS, 4 * EPOCHS, ALL_EPOCHS)
"""The epochs whose numbers the tables tell."""

QUADRATIC_LEVELS = tuple(round(0.05 * step, 2) for step in range(1, 10))
CROSS_ENTROPY_LEVELS = tuple(0.5 * step for step in range(1, 12))
"""The costs whose level lines are drawn, at even distances."""


def curves(start: tuple[float, float], cost: Cost) -> NeuronCurves:
    """Train the neuron of the lesson from a start."""
    return train_neuron(*start, cost=cost, rate=STORY["rate"], epochs=ALL_EPOCHS, x=STORY["x"], y=STORY["y"])


@figure
def slow_start(_: Words, show: Show) -> Figure:
    """Draw the outputs of two neurons with the quadratic cost: the one that is more wrong learns later."""
    bad, mild = curves(BAD, "quadratic").output, curves(MILD, "quadratic").output
    told = [show(one, decimals=2) for one in (bad[EPOCHS], mild[EPOCHS])]

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.09, right=0.94, top=0.9, bottom=0.2)
        axes = canvas.subplots()
        axes.plot(bad, color=DOG, linewidth=2.5)
        axes.plot(mild, color=DOG, linewidth=2.5, linestyle=(0, (4, 1.5)))
        for output, at, up, name in ((bad, 145, 8, _("badly wrong")), (mild, 72, 3, _("a little wrong"))):
            _beside(axes, name, (at, output[at]), (8, up), "left", "bottom", 13)
            _dot(axes, EPOCHS, output[EPOCHS])
        _beside(axes, told[0], (EPOCHS, bad[EPOCHS]), (0, -9), "center", "top")
        _beside(axes, told[1], (EPOCHS, mild[EPOCHS]), (-8, -3), "right", "top")
        _outputs_over_epochs(_, axes, show)

    return Figure(
        title=_("The neuron that is more wrong learns later"),
        caption=_(
            "The outputs of two neurons that should answer 0. Both have the quadratic cost and the same learning "
            "rate. They start at {mild} and {bad}. After {epochs} epochs the first has come down to {mild_told}, "
            "the second is still at {bad_told}."
        ).format(
            mild=show(mild[0], decimals=2),
            bad=show(bad[0], decimals=2),
            epochs=show(EPOCHS),
            mild_told=told[1],
            bad_told=told[0],
        ),
        alt=_(
            "Two falling curves. The dashed one starts a little lower and falls at once, steeply at first. The solid "
            "one stays flat near the top for more than a third of the time, and only then falls in the same way."
        ),
        table=[
            [_("epoch"), _("output, a little wrong"), _("output, badly wrong")],
            *([show(epoch), show(mild[epoch]), show(bad[epoch])] for epoch in TOLD),
        ],
        draw=draw,
        size=(380, 240),
    )


@figure
def sigmoid_and_slope(_: Words, show: Show) -> Figure:
    """Draw σ and σ′ over the score, with both starts: where the neuron is sure, the slope is nearly 0."""
    worked = EXAMPLES["both_starts"].story().values
    scores, outputs, slopes = worked["z"], worked["a"], worked["slopes"]
    told = (-4.0, -2.0, 0.0, *scores)
    shown = [show(slope, digits=2) for slope in slopes]

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.1, right=0.96, top=0.9, bottom=0.2)
        axes = canvas.subplots()
        z = np.linspace(-6, 6, 161)
        a = sigmoid(z)
        axes.plot(z, a, color=CAT, linewidth=2.5)
        axes.plot(z, a * (1 - a), color=DOG, linewidth=2.5)
        for score, output, slope in zip(scores, outputs, slopes, strict=True):
            near = np.array([-1.1, 1.1])
            axes.plot(score + near, output + slope * near, color=INK, linewidth=1.2)
            axes.plot([score, score], [slope, output], color=MUTED, linewidth=1, linestyle=(0, (2, 2)))
            _dot(axes, score, output)
            _dot(axes, score, slope)
            _beside(axes, show(output, decimals=2), (score, output), (7, -7), "left", "top")
            _beside(axes, show(slope, digits=2), (score, slope), (5, 7), "left", "bottom")
        _beside(axes, "σ", (0.2, 0.55), (-6, 2), "right", "bottom", 15)
        _beside(axes, "σ′", (0, 0.25), (0, -9), "center", "top", 15)
        _beside(axes, show(0.25), (0, 0.25), (0, 5), "center", "bottom")
        scales(axes, show, x=(-6, -4, -2, 0, 2, 4, 6), y=(0, 0.25, 0.5, 0.75, 1), size=11, pad=7)
        axes.set_xlim(-6.1, 6.1)
        axes.set_ylim(-0.02, 1.06)
        axes.set_title(_("output σ and its slope σ′"), loc="left", color=MUTED, fontsize=12, pad=7)
        below(axes, _("score z"), down=23)

    return Figure(
        title=_("Where the neuron is sure, its output hardly responds: the slope is {slope}").format(slope=shown[1]),
        caption=_(
            "The sigmoid σ and its slope σ′. At the score {z_mild} the slope is {mild}, at {z_bad} it is {bad}. It is "
            "largest at 0, where it is {highest}. Short lines touch the sigmoid at both starts."
        ).format(z_mild=show(scores[0]), z_bad=show(scores[1]), mild=shown[0], bad=shown[1], highest=show(0.25)),
        alt=_(
            "An S-shaped curve that rises from 0 on the left to 1 on the right, and below it a low hill with its top "
            "in the middle. Two dots on the S have touching lines: the one further left clearly rises, the one on "
            "the right is nearly level. Under them, the hill has come down to little and to almost nothing."
        ),
        table=[
            [_("score z"), _("output σ"), _("slope σ′")],
            *([show(z), show(sigmoid(z)), show(sigmoid(z) * sigmoid(-z))] for z in told),
        ],
        draw=draw,
        size=(380, 250),
    )


@figure
def error_and_speed(_: Words, show: Show) -> Figure:
    """Draw the slope of either cost over the error: a straight line, and a hill that comes down again."""
    worked = EXAMPLES["both_starts"].story().values
    errors, fast, slow = worked["error"], worked["gradient"], worked["gradient_quadratic"]
    best, most = worked["steepest"], worked["steepest_slope"]
    told = (0.2, 0.5, best, *errors)

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.1, right=0.88, top=0.9, bottom=0.2)
        axes = canvas.subplots()
        a = np.linspace(0, 1, 101)
        axes.plot(a, a, color=CAT, linewidth=2.5)
        axes.plot(a, quadratic_slope(a), color=DOG, linewidth=2.5)
        _beside(axes, _("cross-entropy"), (0.48, 0.48), (-9, 4), "right", "bottom", 13)
        _beside(axes, _("quadratic cost"), (0.3, float(quadratic_slope(0.3))), (0, 16), "left", "bottom", 13)
        for error, one, other in zip(errors, fast, slow, strict=True):
            axes.plot([error, error], [other, one], color=MUTED, linewidth=1, linestyle=(0, (2, 2)))
            _dot(axes, error, one)
            _dot(axes, error, other)
            _beside(axes, show(one, decimals=2), (error, one), (-8, 3), "right", "bottom")
        _beside(axes, show(slow[0], digits=2), (errors[0], slow[0]), (-6, -7), "right", "top")
        _beside(axes, show(slow[1], digits=2), (errors[1], slow[1]), (16, 0), "left", "center")
        scales(axes, show, x=(0, 0.2, 0.4, 0.6, 0.8, 1), y=(0, 0.25, 0.5, 0.75, 1), size=11, pad=7)
        axes.set_xlim(-0.01, 1.03)
        axes.set_ylim(-0.02, 1.09)
        axes.set_title(_("slope ∂C/∂z"), loc="left", color=MUTED, fontsize=12, pad=7)
        below(axes, _("error a − y, for the truth y = 0"), down=23)

    return Figure(
        title=_("Error {error}: slope {fast} with cross-entropy, {slow} with the quadratic cost").format(
            error=show(errors[1], decimals=2), fast=show(fast[1], decimals=2), slow=show(slow[1], digits=2)
        ),
        caption=_(
            "With cross-entropy the slope is the error itself. With the quadratic cost it is largest at the error "
            "{best}, where it is {most}. Beyond, it falls: {mild} at the error {at_mild}, {bad} at {at_bad}."
        ).format(
            best=show(best, decimals=2),
            most=show(most, digits=2),
            mild=show(slow[0], digits=2),
            at_mild=show(errors[0], decimals=2),
            bad=show(slow[1], digits=2),
            at_bad=show(errors[1], decimals=2),
        ),
        alt=_(
            "A straight line climbs from the lower left corner to the upper right one. Far below it a flat hill "
            "rises, has its top right of the middle, and comes down to 0 at the right edge. Dashed lines join the two "
            "dots of each start: the second pair, close to the edge, is the furthest apart."
        ),
        table=[
            [_("error a − y"), _("slope, cross-entropy"), _("slope, quadratic cost")],
            *([show(error), show(error), show(float(quadratic_slope(error)))] for error in told),
        ],
        draw=draw,
        size=(380, 250),
    )


def quadratic_slope(a: Any) -> Any:
    """Return (a − y) σ′ for y = 0, the slope of the quadratic cost by the score."""
    return a * a * (1 - a)


@figure
def cost_landscapes(_: Words, show: Show) -> Figure:
    """Draw both costs over weight and bias: level lines, and the ways of both starts in the first epochs."""
    panels: tuple[tuple[str, Cost, Any, Any, str], ...] = (
        (_("quadratic cost"), "quadratic", QUADRATIC_LEVELS, quadratic_score, DOG),
        (_("cross-entropy, nats"), "cross-entropy", CROSS_ENTROPY_LEVELS, cross_entropy_score, CAT),
    )
    low, high = -2.0, 3.0
    ways = [[curves(start, cost) for start in (MILD, BAD)] for _name, cost, *_rest in panels]
    ends = [show(way[1].weight[EPOCHS], decimals=2) for way in ways]

    def panel(axes: Any, name: str, levels: Any, score: Any, color: str, way: Any) -> None:
        for number, level in enumerate(levels):
            z = score(level)
            corners = [(low, low), (high, low), (high, high), (low, high)]
            above = _above(corners, z)
            if above:
                axes.fill(*np.array(above).T, color=color, alpha=1.1 / (len(levels) + 3), linewidth=0)
            start, end = max(low, z - high), min(high, z - low)
            axes.plot((start, end), (z - start, z - end), color=color, linewidth=1)
            if number % 2 and z < 4.2:
                aside = min(1 + number / 4, 5.2 - z)  # each further along its line than the last, inside the square
                axes.text(
                    (z - aside) / 2, (z + aside) / 2, show(level), ha="center", va="center", color=INK, fontsize=11.5,
                    bbox={"facecolor": PAPER, "edgecolor": "none", "boxstyle": "square,pad=0.12"},
                )  # fmt: skip
        for one in way:
            axes.plot(one.weight[: EPOCHS + 1], one.bias[: EPOCHS + 1], color=INK, linewidth=1.2)
            axes.plot(one.weight[10 : EPOCHS + 1 : 10], one.bias[10 : EPOCHS + 1 : 10], "o", color=INK, markersize=3)
            axes.plot([one.weight[0]], [one.bias[0]], "o", markersize=7, markerfacecolor=PAPER, markeredgecolor=INK)
        scales(axes, show, x=(-2, -1, 0, 1, 2, 3), y=(-2, -1, 0, 1, 2, 3), size=11.5, pad=8)
        axes.grid(visible=False)
        axes.set_xlim(low, high)
        axes.set_ylim(low, high)
        axes.set_aspect("equal")
        axes.set_title(name, loc="left", color=INK, fontsize=12, pad=7)
        below(axes, _("weight w"), down=23)

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.105, right=0.98, top=0.92, bottom=0.17, wspace=0.2)
        both = canvas.subplots(1, 2)
        for axes, (name, _cost, levels, score, color), way in zip(both, panels, ways, strict=True):
            panel(axes, name, levels, score, color, way)
        _up(both[0], _("bias b"))

    return Figure(
        title=_("On the plateau, {epochs} epochs bring w from {w} to {slow}; on the slope, to {fast}").format(
            epochs=show(EPOCHS), w=show(BAD[0]), slow=ends[0], fast=ends[1]
        ),
        caption=_(
            "Both costs over weight and bias; a stronger tint means a higher cost. The circles are the two starts, the "
            "dots follow each ten epochs, {epochs} in all. In the upper right corner the quadratic cost is a plateau "
            "without lines, slightly below {top}. Cross-entropy keeps on rising there. From the start {start} the "
            "weight comes to {slow} with the quadratic cost and to {fast} with cross-entropy."
        ).format(epochs=show(EPOCHS), top=show(0.5), start=show(BAD), slow=ends[0], fast=ends[1]),
        alt=_(
            "Two square maps with slanting parallel level lines. On the left the lines crowd along the middle, and "
            "the upper right corner has none; a path that begins there has hardly left its circle. On the right the "
            "lines go on at nearly even distances to the corner, and both paths run far down to the lower left."
        ),
        table=[
            [_("cost"), _("start [w, b]"), _("at first"), _("after {epochs} epochs").format(epochs=show(EPOCHS))],
            *(
                [name, show(start), show(one.cost[0]), show(one.cost[EPOCHS])]
                for (name, *_rest), way in zip(panels, ways, strict=True)
                for start, one in zip((MILD, BAD), way, strict=True)
            ),
        ],
        draw=draw,
        size=(400, 244),
    )


def quadratic_score(level: float) -> float:
    """Return the score z at which ½ σ(z)² is `level`."""
    a = np.sqrt(2 * level)
    return float(np.log(a / (1 - a)))


def cross_entropy_score(level: float) -> float:
    """Return the score z at which −ln(1 − σ(z)) = ln(1 + e^z) is `level`."""
    return float(np.log(np.expm1(level)))


def _above(corners: Sequence[tuple[float, float]], z: float) -> list[tuple[float, float]]:
    """Cut the half-plane w + b ≥ z out of a polygon."""
    kept: list[tuple[float, float]] = []
    for (w, b), (w2, b2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        here, there = w + b - z, w2 + b2 - z
        if here >= 0:
            kept.append((w, b))
        if here * there < 0:
            share = here / (here - there)
            kept.append((w + share * (w2 - w), b + share * (b2 - b)))
    return kept


@figure
def two_costs(_: Words, show: Show) -> Figure:
    """Draw the outputs of four neurons: two starts, each with both costs and the same learning rate."""
    panels = tuple(
        (name, start, curves(start, "cross-entropy").output, curves(start, "quadratic").output)
        for name, start in ((_("badly wrong"), BAD), (_("a little wrong"), MILD))
    )
    (_bad, _start, fast, slow), (_mild, _other, mild_fast, mild_slow) = panels
    heading = _("{name}: w = {w}, b = {b}")

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.135, right=0.94, top=0.93, bottom=0.12, hspace=0.42)
        for axes, (name, (w, b), one, other) in zip(canvas.subplots(2, 1), panels, strict=True):
            axes.plot(other, color=DOG, linewidth=2.5)
            axes.plot(one, color=CAT, linewidth=2.5)
            for output, away, side in ((one, (0, -7), "center"), (other, (6, 2), "left")):
                _dot(axes, EPOCHS, output[EPOCHS])
                told = show(output[EPOCHS], decimals=2)
                _beside(axes, told, (EPOCHS, output[EPOCHS]), away, side, "top" if output is one else "bottom")
            last = other is slow
            _beside(axes, _("quadratic cost"), (150 if last else 100, other[150 if last else 100]), (8, 4), "left",
                    "bottom", 13)  # fmt: skip
            _beside(axes, _("cross-entropy"), (115, one[115]), (0, -4), "left", "top", 13)
            scales(axes, show, x=(0, 50, 100, 150, 200, 250, 300), y=(0, 0.5, 1), size=11, pad=7)
            axes.set_xlim(-4, ALL_EPOCHS + 4)
            axes.set_ylim(-0.27, 1.18)
            axes.set_title(heading.format(name=name, w=show(w), b=show(b)), loc="left", color=MUTED, fontsize=12, pad=5)
            _up(axes, _("output"))
        below(axes, _("epoch"), down=23)

    return Figure(
        title=_("One learning rate, {epochs} epochs: {fast} with cross-entropy, {slow} with the quadratic cost").format(
            epochs=show(EPOCHS), fast=show(fast[EPOCHS], decimals=2), slow=show(slow[EPOCHS], decimals=2)
        ),
        caption=_(
            "The output over the epochs; it should become 0. After {epochs} epochs from the bad start it is {fast} "
            "and {slow}, from the mild start {mild_fast} and {mild_slow}. The first number of each pair belongs to "
            "cross-entropy, the second to the quadratic cost."
        ).format(
            epochs=show(EPOCHS),
            fast=show(fast[EPOCHS]),
            slow=show(slow[EPOCHS]),
            mild_fast=show(mild_fast[EPOCHS]),
            mild_slow=show(mild_slow[EPOCHS]),
        ),
        alt=_(
            "Two charts, one above the other, each with two falling curves. Above, one curve drops within the first "
            "sixth of the time, the other stays level for long before it drops. Below, both fall from the beginning, "
            "one of them twice as fast."
        ),
        table=[
            [_("start"), _("epoch"), _("output, cross-entropy"), _("output, quadratic cost")],
            *(
                [name, show(epoch), show(one[epoch]), show(other[epoch])]
                for name, _at, one, other in panels
                for epoch in TOLD
            ),
        ],
        draw=draw,
        size=(380, 340),
    )


def _outputs_over_epochs(_: Words, axes: Any, show: Show) -> None:
    scales(axes, show, x=(0, 50, 100, 150, 200, 250, 300), y=(0, 0.25, 0.5, 0.75, 1), size=11, pad=7)
    axes.set_xlim(-4, ALL_EPOCHS + 4)
    axes.set_ylim(0, 1.04)
    axes.set_title(_("output"), loc="left", color=MUTED, fontsize=12, pad=7)
    below(axes, _("epoch"), down=23)


def _dot(axes: Any, x: Any, y: Any) -> None:
    axes.plot([x], [y], marker="o", markersize=7, color=INK)


def _beside(axes: Any, label: str, at: Any, away: tuple[float, float], ha: str, va: str, size: int = 12) -> None:
    """Put a label beside a point, `away` from it in points."""
    axes.annotate(label, at, away, textcoords="offset points", ha=ha, va=va, color=INK, fontsize=size)


def _up(axes: Any, label: str) -> None:
    """Name the vertical axis, beside it."""
    axes.annotate(
        label, (0, 0.5), (-24, 0), xycoords="axes fraction", textcoords="offset points",
        ha="right", va="center", rotation=90, color=MUTED, fontsize=12,
    )  # fmt: skip
