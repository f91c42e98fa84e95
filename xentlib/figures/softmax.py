"""The figures of the lesson on softmax."""

from __future__ import annotations

from typing import Any

import numpy as np

from xentlib.examples import EXAMPLES
from xentlib.figures.colors import CLASSES, GRID, INK, MUTED
from xentlib.figures.registry import Figure, Show, Words, figure


@figure
def scores_to_bars(_: Words, show: Show) -> Figure:
    """Draw scores of cat, dog and horse beside the probabilities that softmax makes of them."""
    cats = EXAMPLES["cats"]
    z, worked = cats.inputs["z"], cats.story().values
    names = (_("cat"), _("dog"), _("horse"))
    ratio = show(worked["ratio"], decimals=2)

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.17)
        left, right = canvas.subplots(1, 2, gridspec_kw={"wspace": 0.12})
        _bars(left, names, z, [show(score) for score in z], _("scores"))
        _bars(right, ("", "", ""), worked["p"], [show(p, decimals=2) for p in worked["p"]], _("probabilities"))

    return Figure(
        title=_("A lead of one point makes a class {ratio} times as probable").format(ratio=ratio),
        caption=_(
            "The scores {z} look almost alike. Softmax turns them into the probabilities {p}: from one bar to the "
            "next the score falls by one, and the probability is divided by {ratio}."
        ).format(z=show(z), p=show(worked["p"], decimals=2), ratio=ratio),
        alt=_(
            "Two bar charts side by side. On the left three bars of nearly the same length, the scores of cat, "
            "dog and horse. On the right the probabilities: a long bar for the cat, one about a third as long "
            "for the dog, a short one for the horse."
        ),
        table=[
            [_("class"), _("score"), _("probability")],
            *([name, show(score), show(p)] for name, score, p in zip(names, z, worked["p"], strict=True)),
        ],
        draw=draw,
        size=(380, 160),
    )


def _bars(axes: Any, names: Any, lengths: Any, labels: Any, title: str, longest: float | None = None) -> None:
    """Draw one bar for each class, from the top down, with its number at the end; `longest` sets the scale."""
    longest = longest or max(lengths)
    for row, (name, length, label, color) in enumerate(zip(names, lengths, labels, CLASSES, strict=True)):
        axes.barh(-row, length, height=0.62, color=color)
        axes.text(length + 0.03 * longest, -row, label, va="center", ha="left", color=INK, fontsize=13)
        axes.text(-0.04 * longest, -row, name, va="center", ha="right", color=INK, fontsize=13)
    axes.axvline(0, color=GRID, linewidth=1)
    axes.set_title(title, loc="left", color=MUTED, fontsize=12, pad=4)
    axes.set_xlim(0, longest * 1.35)
    axes.set_ylim(-2.5, 0.5)
    axes.axis("off")


@figure
def temperature(_: Words, show: Show) -> Figure:
    """Draw the probabilities of the same scores at three temperatures."""
    story = EXAMPLES["temperatures"]
    values, inputs = story.story().values, story.inputs
    longest = max(values["p_cold"])
    panels = ((inputs["cold"], values["p_cold"]), (1, values["p"]), (inputs["hot"], values["p_hot"]))
    names = (_("cat"), _("dog"), _("horse"))

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.17, wspace=0.3)
        for column, (degrees, p) in enumerate(panels):
            axes = canvas.add_subplot(1, 3, column + 1)
            shown = [show(one, decimals=2) for one in p]
            _bars(axes, names if column == 0 else ("", "", ""), p, shown, f"T = {show(degrees)}", longest=longest)

    return Figure(
        title=_("A low temperature sharpens, a high one evens out"),
        caption=_(
            "The scores {z} at three temperatures. At {cold} the cat takes {p_cold}, at {hot} only "
            "{p_hot}. The order of the classes never changes. Rounded to two decimals, "
            "three probabilities need not add up to exactly 1."
        ).format(
            z=show(story.inputs["z"]),
            cold=f"T\u00a0=\u00a0{show(inputs['cold'])}",
            hot=f"T\u00a0=\u00a0{show(inputs['hot'])}",
            p_cold=show(values["p_cold"][0], decimals=2),
            p_hot=show(values["p_hot"][0], decimals=2),
        ),
        alt=_(
            "Three bar charts side by side, one for each temperature. On the left the cat’s bar is by far the "
            "longest; in the middle it is shorter, and the dog’s is about a third of it; on the right the three "
            "bars are closest to each other."
        ),
        table=[
            ["T", *names],
            *([show(degrees), *(show(value) for value in p)] for degrees, p in panels),
        ],
        draw=draw,
        size=(380, 160),
    )


@figure
def shares(_: Words, show: Show) -> Figure:
    """Draw the powers e^z of the three scores under their curve, and the same three stacked as shares of the sum."""
    cats = EXAMPLES["cats"]
    z, worked = cats.inputs["z"], cats.story().values
    powers, total, p = worked["exponentials"], worked["total"], worked["p"]
    names = (_("cat"), _("dog"), _("horse"))
    tower = max(z) + 1.75  # where the stack stands

    def draw(canvas: Any) -> None:
        axes = canvas.add_axes([0.02, 0.17, 0.96, 0.72])
        curve = np.linspace(min(z) - 1.2, max(z) + 0.12, 60)
        axes.plot(curve, np.exp(curve), color=MUTED, linewidth=1.2)
        axes.axhline(0, color=GRID, linewidth=1)
        floor = total
        for name, score, power, share, color in zip(names, z, powers, p, CLASSES, strict=True):
            floor -= power
            axes.bar(score, power, width=0.56, color=color)
            axes.text(score - 0.34, power, show(power, decimals=2), va="bottom", ha="right", color=INK, fontsize=12)
            axes.text(score, -0.03 * total, name, va="top", ha="center", color=INK, fontsize=12)
            axes.text(score, -0.125 * total, show(score), va="top", ha="center", color=MUTED, fontsize=12)
            axes.plot(score, power, "o", color=INK, markersize=5)
            axes.bar(tower, power, width=0.56, bottom=floor, color=color)
            label = f"{name} {show(share, decimals=2)}"
            axes.text(tower + 0.38, floor + power / 2, label, va="center", ha="left", color=INK, fontsize=12)
        axes.text(tower, 1.03 * total, show(total, decimals=2), va="bottom", ha="center", color=INK, fontsize=12)
        axes.text(min(z) - 1.2, 1.03 * total, "eᶻ", va="bottom", ha="left", color=MUTED, fontsize=13)
        axes.text(min(z) - 0.6, -0.125 * total, "z", va="top", ha="right", color=MUTED, fontsize=12)
        axes.text(tower, -0.03 * total, _("sum"), va="top", ha="center", color=INK, fontsize=12)
        axes.set_xlim(min(z) - 1.25, tower + 1.75)
        axes.set_ylim(0, total)
        axes.axis("off")

    return Figure(
        title=_("The cat’s power of e makes up {share} of the sum").format(share=show(p[0], decimals=2)),
        caption=_(
            "Left: the curve {power} lifts the scores {z} to the heights {powers}. Right: the same three bars stacked. "
            "The stack is {total} high, and each class has the share {p} of it: these are the probabilities."
        ).format(
            power="eᶻ",
            z=show(z),
            powers=show(powers, decimals=2),
            total=show(total, decimals=2),
            p=show(p, decimals=2),
        ),
        alt=_(
            "A curve that rises faster and faster, with three bars under it: a low one for the horse, one nearly three "
            "times as high for the dog, and again nearly three times as high for the cat. Beside them the three bars "
            "stand on top of each other as one column, the cat’s part filling most of it."
        ),
        table=[
            [_("class"), _("score"), "eᶻ", _("share")],
            *(
                [name, show(score), show(power, decimals=2), show(share)]
                for name, score, power, share in zip(names, z, powers, p, strict=True)
            ),
            [_("sum"), "", show(total, decimals=2), show(p.sum())],
        ],
        draw=draw,
        size=(380, 214),
    )
