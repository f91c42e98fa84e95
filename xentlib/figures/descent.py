"""The figures of the lesson on gradient descent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from xentlib.examples import EXAMPLES
from xentlib.figures.axes import below, scales
from xentlib.figures.colors import CAT, DOG, FOURTH, HORSE, INK, MUTED, PAPER
from xentlib.figures.registry import Figure, Show, Words, figure
from xentlib.training import BOWL, TWO_VALLEYS, Surface, descend

RATE_COLORS = (CAT, HORSE, DOG)
"""Too small, right, too large."""

BEHIND = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
"""The ground of a label that stands on a line."""

LABELED = ((0.1, -1.0), (0.5, -1.0), (1.0, -0.5), (1.0, 0.5), None, (-1.0, -0.4))
"""The direction from the bottom to the label of each ring in the first figure; the ring of the start has its own."""


@figure
def path_down_the_rings(_: Words, show: Show) -> Figure:
    """Draw level lines of the loss of two weights, the path of a descent, and the gradient at its start."""
    story = EXAMPLES["first_step"]
    rate, steps = story.inputs["rate"], EXAMPLES["rates_on_the_bowl"].inputs["count"]
    walk = descend(BOWL.value, BOWL.gradient, (0.0, 0.0), rate=rate, steps=steps)
    worked = EXAMPLES["rates_on_the_bowl"].story().values
    bottom, lowest = worked["bottom"], worked["lowest"]
    levels = (0.42, 0.45, 0.5, 0.6, float(walk.values[0]), 0.9)
    first, last, least = (show(loss, decimals=2) for loss in (walk.values[0], walk.values[-1], lowest))
    told = (0, 1, 2, 5, 10, steps)

    def draw(canvas: Any) -> None:
        axes = canvas.add_axes([0.1, 0.16, 0.88, 0.75])
        _rings(axes, BOWL, levels, x=(-1.0, 3.0), y=(-1.75, 0.75))
        for level, direction in zip(levels, LABELED, strict=True):
            if direction is not None:
                _ring_label(axes, show(level, decimals=2), ring_point(BOWL, level, bottom, direction))
        axes.annotate(
            "", (-0.62, 0), (0, 0),
            arrowprops={"arrowstyle": "-|>", "color": DOG, "linewidth": 2, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
        axes.text(-0.62, -0.1, _("uphill"), ha="left", va="top", color=INK, fontsize=12, bbox=BEHIND)
        _path(axes, walk.weights, CAT)
        axes.plot(*bottom, "+", color=INK, markersize=10, markeredgewidth=1.6)
        start = _("{name}: {loss}").format(name=_("start"), loss=first)
        axes.text(0.06, 0.2, start, ha="left", va="bottom", color=INK, fontsize=12, bbox=BEHIND)
        beside = np.add(bottom, (0.12, 0.02))
        axes.text(*beside, least, ha="left", va="center", color=INK, fontsize=12, bbox=BEHIND)
        scales(axes, show, x=(-1, 0, 1, 2, 3), y=(-1, 0), pad=3.5)
        axes.set_title(_("weight w₂"), loc="left", color=MUTED, fontsize=12, pad=5)
        below(axes, _("weight w₁"), down=22)

    return Figure(
        title=_("Step by step downhill: from {first} nats to {last}").format(first=first, last=last),
        caption=_(
            "Each ring joins weights with the same loss, written on it in nats; the cross is the bottom, {least}. "
            "The path starts at {first} nats and takes {steps} steps to {last}. The orange arrow is the gradient at "
            "the start: it points uphill, at a right angle to the ring, and the first step goes the other way."
        ).format(first=first, last=last, least=least, steps=show(steps)),
        alt=_(
            "Slanted oval rings, one inside the other, around a cross at the lower right of the middle. A path of dots "
            "begins at a ring on the left. Its first steps are long and go straight to the right; then it bends down "
            "along the length of the ovals, and the dots crowd together as they come near the cross. At the first dot "
            "an arrow points to the left, away from the path."
        ),
        table=[
            [_("step"), "w₁", "w₂", _("loss in nats")],
            *([show(n), show(walk.weights[n][0]), show(walk.weights[n][1]), show(walk.values[n])] for n in told),
        ],
        draw=draw,
        size=(380, 290),
    )


@figure
def three_rates_on_the_rings(_: Words, show: Show) -> Figure:
    """Draw the same rings three times, with the path for a learning rate that is too small, right, too large."""
    story = EXAMPLES["rates_on_the_bowl"]
    rates, steps, worked = story.inputs["rates"], story.inputs["count"], story.story().values
    paths, losses, bottom = worked["paths"], worked["losses"], worked["bottom"]
    levels = (0.43, 0.48, 0.56, float(losses[0, 0]), 0.85)
    names = (_("too small"), _("about right"), _("too large"))
    ends = [show(loss, decimals=2) for loss in losses[:, -1]]
    said = [show(rate) for rate in rates]

    def draw(canvas: Any) -> None:
        heading = _("η = {rate}, {name}: {loss} nats in the end")
        for place, (path, color, name) in enumerate(zip(paths, RATE_COLORS, names, strict=True)):
            axes = canvas.add_axes([0.07, 0.695 - 0.305 * place, 0.91, 0.255])
            _rings(axes, BOWL, levels, x=(-0.6, 5.6), y=(-1.45, 0.35))
            _path(axes, path, color)
            axes.plot(*bottom, "+", color=INK, markersize=9, markeredgewidth=1.6, zorder=5)
            scales(axes, show, x=(0, 1, 2, 3, 4, 5), y=(-1, 0), pad=3.5)
            if place < len(paths) - 1:
                axes.set_xticklabels([])
            title = heading.format(rate=said[place], name=name, loss=ends[place])
            axes.set_title(title, loc="left", color=INK, fontsize=12, pad=5)
            axes.text(-0.5, 0.2, "w₂", ha="left", va="center", color=MUTED, fontsize=12)
        axes.text(5.5, -1.28, "w₁", ha="right", va="center", color=MUTED, fontsize=12)

    return Figure(
        title=_("With {small} the path creeps, with {right} it arrives, with {large} it never settles").format(
            small=said[0], right=said[1], large=said[2]
        ),
        caption=_(
            "The same start, the same number of steps, {steps}, and three learning rates η. With {small} the path ends "
            "on the way, at {loss_small} nats. With {right} it arrives at the bottom, {loss_right}. With {large} the "
            "first step leaps far to the other side, and in the end the path jumps to and fro between {loss_high} and "
            "{loss_large} nats."
        ).format(
            steps=show(steps),
            small=said[0],
            right=said[1],
            large=said[2],
            loss_small=ends[0],
            loss_right=ends[1],
            loss_large=ends[2],
            loss_high=show(losses[2, -2], decimals=2),
        ),
        alt=_(
            "Three drawings of the same oval rings, one above the other. At the top a chain of dots leaves the start "
            "and stops before the cross in the middle of the rings. In the middle one long step and a few short ones "
            "lead into the cross. At the bottom the first step crosses all rings to the far right; the path comes "
            "back below the cross and then jumps from one side of it to the other."
        ),
        table=[
            ["η", _("step"), "w₁", "w₂", _("loss in nats")],
            *(
                [rate, show(n), show(path[n][0]), show(path[n][1]), show(loss[n])]
                for rate, path, loss in zip(said, paths, losses, strict=True)
                for n in (0, 1, 2, steps - 1, steps)
            ),
        ],
        draw=draw,
        size=(380, 420),
    )


@figure
def loss_for_three_rates(_: Words, show: Show) -> Figure:
    """Draw the loss over the steps for the three learning rates: what a training log would say."""
    story = EXAMPLES["rates_on_the_bowl"]
    rates, steps, losses = story.inputs["rates"], story.inputs["count"], story.story().values["losses"]
    said = [show(rate) for rate in rates]
    first, worst = show(losses[2, 0], decimals=2), show(losses[2, 1], decimals=2)
    places = ((6, (8, 8), "left"), (4, (0, -12), "center"), (1, (12, 2), "left"))  # step, offset, side

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.09, right=0.97, top=0.9, bottom=0.2)
        axes = canvas.subplots()
        for rate, loss, color, (at, offset, side) in zip(said, losses, RATE_COLORS, places, strict=True):
            axes.plot(range(steps + 1), loss, "o-", color=color, linewidth=2, markersize=4)
            axes.annotate(
                f"η = {rate}", (at, loss[at]), offset, textcoords="offset points",
                ha=side, va="center", color=INK, fontsize=13,
            )  # fmt: skip
        scales(axes, show, x=(0, 5, 10, 15, 20), y=(0.4, 0.6, 0.8, 1), pad=3.5)
        axes.set_xlim(-0.5, steps + 0.4)
        axes.set_ylim(0.34, 1.06)
        axes.set_title(_("loss in nats"), loc="left", color=MUTED, fontsize=12, pad=7)
        below(axes, _("step"), down=22)

    return Figure(
        title=_("One step that is too long takes the loss from {first} to {worst} nats").format(
            first=first, worst=worst
        ),
        caption=_(
            "The losses of the three paths. With η\u00a0=\u00a0{small} the loss falls, but slowly: it ends at "
            "{loss_small} nats. With {right} it lies level at {loss_right} after a few steps. With {large} it first "
            "rises to {worst}, then falls, and ends in a saw between {loss_high} and {loss_large}."
        ).format(
            small=said[0],
            right=said[1],
            large=said[2],
            worst=worst,
            loss_small=show(losses[0, -1], decimals=2),
            loss_right=show(losses[1, -1], decimals=2),
            loss_high=show(losses[2, -2], decimals=2),
            loss_large=show(losses[2, -1], decimals=2),
        ),
        alt=_(
            "Three curves of dots from the same point. One falls in a gentle bow and is still falling at the right "
            "edge. One drops at once and then lies level below all others. One shoots up with the first step, comes "
            "down within a few steps, and then goes up and down between two heights, a little above the lowest curve."
        ),
        table=[
            [_("step"), *(f"η = {rate}" for rate in said)],
            *([show(n), *(show(loss[n]) for loss in losses)] for n in (0, 1, 2, 3, 5, 10, steps - 1, steps)),
        ],
        draw=draw,
        size=(380, 270),
    )


@figure
def two_valleys(_: Words, show: Show) -> Figure:
    """Draw a loss with two valleys, and two paths that begin close together and end far apart."""
    story = EXAMPLES["two_starts"]
    starts, worked = story.inputs["starts"], story.story().values
    paths, losses, ends = worked["paths"], worked["losses"], worked["ends"]
    top, height = worked["pass_at"], float(worked["pass_loss"])
    levels = (0.46, 0.5, 0.56, 0.64, height, 0.8, 1.0, 1.3)
    shallow, deep = (show(loss, decimals=2) for loss in losses[:, -1])
    crossing = show(height, decimals=2)

    def draw(canvas: Any) -> None:
        axes = canvas.add_axes([0.08, 0.13, 0.9, 0.8])
        _rings(axes, TWO_VALLEYS, levels, x=(-3.2, 3.4), y=(-2.1, 2.9), strong=height)
        for level, at in ((0.8, (2.2, -0.45)), (1.0, (2.2, -0.95)), (1.3, (2.2, -1.5)), (0.56, (2.6, 0.74))):
            _ring_label(axes, show(level), onto(TWO_VALLEYS, level, at))
        _ring_label(axes, crossing, (2.6, 0.0))
        for path, color in zip(paths, (DOG, CAT), strict=True):
            _path(axes, path, color, markersize=3)
        axes.plot(*top, "x", color=INK, markersize=8, markeredgewidth=1.6)
        named = _("{name}: {loss}")
        for (x, y), loss, name, up in (
            (ends[0], shallow, _("shallow valley"), -0.33),
            (ends[1], deep, _("deep valley"), 0.34),
        ):
            axes.plot(x, y, "o", color=INK, markersize=7)
            said = named.format(name=name, loss=loss)
            axes.text(x, y + up, said, ha="center", va="center", color=INK, fontsize=12, bbox=BEHIND)
        axes.text(top[0] + 0.25, top[1] - 0.3, _("pass"), ha="left", va="center", color=INK, fontsize=12)
        axes.text(
            np.mean(starts, axis=0)[0], 1.3, _("two starts"), ha="center", va="center", color=INK, fontsize=12,
            bbox=BEHIND,
        )  # fmt: skip
        scales(axes, show, x=(-3, -2, -1, 0, 1, 2, 3), y=(-2, -1, 0, 1, 2), pad=3.5)
        axes.set_title(_("weight w₂"), loc="left", color=MUTED, fontsize=12, pad=5)
        below(axes, _("weight w₁"), down=22)

    return Figure(
        title=_("Two starts side by side end at {deep} and {shallow} nats").format(deep=deep, shallow=shallow),
        caption=_(
            "Level lines of a loss that is not convex; some carry their loss in nats. From {left} the path goes down "
            "into the shallow valley, {shallow} nats. From {right} it goes past the pass and ends in the deep one, "
            "{deep}. At the pass the loss is {crossing} and the gradient is 0, yet it is no bottom."
        ).format(
            left=show(starts[0]), right=show(starts[1]), shallow=shallow, deep=deep, crossing=crossing
        ),
        alt=_(
            "A map of rings around two low points, one at the lower left and a larger one at the upper right. Where a "
            "level line crosses itself between them, a cross marks the pass. Two paths of dots begin next to each "
            "other above the pass. One bends down to the left into the lower left valley. The other almost stops "
            "near the pass, turns to the right and climbs down into the upper right valley."
        ),
        table=[
            [_("where"), "w₁", "w₂", _("loss in nats")],
            *(
                [name, show(w[0]), show(w[1]), show(loss)]
                for name, w, loss in (
                    (_("left start"), starts[0], losses[0, 0]),
                    (_("right start"), starts[1], losses[1, 0]),
                    (_("shallow valley"), ends[0], losses[0, -1]),
                    (_("deep valley"), ends[1], losses[1, -1]),
                    (_("pass"), top, height),
                )
            ),
        ],
        draw=draw,
        size=(380, 345),
    )


def _rings(
    axes: Any,
    surface: Surface,
    levels: Sequence[float],
    *,
    x: tuple[float, float],
    y: tuple[float, float],
    strong: float | None = None,
) -> None:
    """Draw level lines inside the window from x[0] to x[1] and from y[0] to y[1], to one scale in both directions."""
    across, up = np.linspace(*x, 111), np.linspace(*y, 81)
    heights = surface.value(np.stack(np.meshgrid(across, up), axis=-1))
    for level in levels:
        here = level == strong
        axes.contour(across, up, heights, (level,), colors=FOURTH, linewidths=1.8 if here else 1)
    axes.set_aspect("equal")
    axes.set_xlim(*x)
    axes.set_ylim(*y)


def _path(axes: Any, weights: Any, color: str, markersize: float = 4.5) -> None:
    axes.plot(*weights.T, "o-", color=color, linewidth=1.6, markersize=markersize, zorder=3)
    axes.plot(*weights[0], "o", color=INK, markersize=6.5, zorder=4)


def ring_point(surface: Surface, level: float, inside: Any, direction: Any) -> Any:
    """Return where the ray from a point inside a ring first reaches it."""
    inside, direction = np.asarray(inside), np.asarray(direction)
    low, high = 0.0, 0.05
    while surface.value(inside + high * direction) < level:
        low, high = high, high + 0.05
    for _halving in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if surface.value(inside + middle * direction) < level else (low, middle)
    return inside + high * direction


def onto(surface: Surface, level: float, near: Any) -> Any:
    """Return a point on the level line, reached from `near` along the gradient."""
    w = np.asarray(near, dtype=np.float64)
    for _newton in range(30):
        slope = surface.gradient(w)
        w = w + (level - surface.value(w)) * slope / (slope @ slope)
    return w


def _ring_label(axes: Any, said: str, at: Any) -> None:
    axes.text(*at, said, ha="center", va="center", color=MUTED, fontsize=11, bbox=BEHIND)
