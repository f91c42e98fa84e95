"""The figures of the lesson on entropy and cross-entropy."""

from __future__ import annotations

from typing import Any

import numpy as np

from xentlib.examples import EXAMPLES
from xentlib.figures.colors import CLASSES, FOURTH, GRID, INK, MUTED, PAPER
from xentlib.figures.registry import Figure, Show, Words, figure
from xentlib.losses import entropy, self_information


@figure
def coin(_: Words, show: Show) -> Figure:
    """Draw the entropy of a coin over the probability of heads, with the fair coin and a one-sided one marked."""
    story = EXAMPLES["coin"]
    p, worked = story.inputs["p"], story.story().values
    fair, biased = show(worked["fair"], decimals=2), show(worked["entropy"], decimals=2)

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.1, right=0.97, top=0.86, bottom=0.2)
        axes = canvas.subplots()
        heads = np.linspace(0, 1, 201)
        axes.plot(heads, entropy(np.stack([heads, 1 - heads], axis=-1)), color=INK, linewidth=2)
        axes.plot([0.5, 0.5], [0, worked["fair"]], color=MUTED, linewidth=1, linestyle=(0, (3, 3)))
        axes.plot([0.5, p], [worked["fair"], worked["entropy"]], "o", color=FOURTH, markersize=8, zorder=3)
        axes.text(0.5, worked["fair"] + 0.035, _("fair coin: {entropy}").format(entropy=fair), **_words("center"))
        axes.text(p - 0.03, worked["entropy"] - 0.02, biased, **_words("right", va="top"))
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 0.8)
        _ticks(axes, show, (0, 0.25, 0.5, 0.75, 1), (0, 0.2, 0.4, 0.6, 0.8))
        canvas.text(0.97, 0.015, _("probability of heads"), color=MUTED, fontsize=12, ha="right")
        axes.set_title(_("entropy in nats"), loc="left", color=MUTED, fontsize=12, pad=8)

    return Figure(
        title=_("A fair coin is the hardest to predict: {fair} nats of surprise on average").format(fair=fair),
        caption=_(
            "A coin that always falls on the same side never surprises: its entropy is 0. The curve is highest in "
            "the middle, at ln\u00a02\u00a0=\u00a0{fair} nats. A coin that shows heads with probability {p} has "
            "{biased} nats."
        ).format(fair=fair, p=show(p), biased=biased),
        alt=_(
            "A curve like an arch over the probability of heads. It starts at zero on the left, rises steeply, is "
            "highest above one half, and falls back to zero on the right. Two points are marked: the top, and one "
            "close to the right end, less than half as high."
        ),
        table=[
            [_("probability of heads"), _("entropy in nats")],
            *([show(one), show(entropy([one, 1 - one]))] for one in (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)),
        ],
        draw=draw,
        size=(380, 210),
    )


@figure
def price_stack(_: Words, show: Show) -> Figure:
    """Draw each cross-entropy as a bar of two parts: the entropy of the truth and what the wrong belief adds."""
    story = EXAMPLES["two_distributions"]
    worked = story.story().values
    bars = (
        ("H(p, q)", worked["cross_entropy"], "H(p)", worked["entropy"], worked["kl"]),
        ("H(q, p)", worked["reversed_cross_entropy"], "H(q)", worked["reversed_entropy"], worked["reversed_kl"]),
    )
    headings = (_("truth p, belief q"), _("truth q, belief p"))
    priced = _("{heading}: {price} = {total}")

    def three(value: Any) -> str:
        return show(value, decimals=3)

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.04, right=0.97, top=0.99, bottom=0.19)
        axes = canvas.subplots()
        for row, (heading, (price, total, truth, least, extra)) in enumerate(zip(headings, bars, strict=True)):
            axes.barh(-row, least, height=0.42, color=GRID, edgecolor=MUTED, linewidth=0.7)
            axes.barh(-row, extra, left=least, height=0.42, color=FOURTH, edgecolor=MUTED, linewidth=0.7)
            said = priced.format(heading=heading, price=price, total=three(total))
            axes.text(0.02, 0.27 - row, said, **_words("left"))
            axes.text(0.02, -row, f"{truth} = {three(least)}", **_words("left", va="center"))
            axes.text(total + 0.02, -row, f"KL = {three(extra)}", **_words("left", va="center"))
        axes.axvline(0, color=MUTED, linewidth=1)
        axes.set_xlim(0, 1.45)
        axes.set_ylim(-1.32, 0.6)
        _ticks(axes, show, (0, 0.5, 1), ())
        canvas.text(0.97, 0.015, _("mean surprise in nats"), color=MUTED, fontsize=12, ha="right")

    return Figure(
        title=_("A wrong belief adds {extra} nats to the {least} that the truth costs anyway").format(
            extra=three(worked["kl"]), least=three(worked["entropy"])
        ),
        caption=_(
            "The truth is p\u00a0=\u00a0{p}, the belief q\u00a0=\u00a0{q}. The price H(p,\u00a0q) has two parts: H(p), "
            "the entropy of the truth, and the KL divergence, which the wrong belief adds: {least} + {extra} = "
            "{price}. Below, the roles are exchanged: {reversed_least} + {reversed_extra} = {reversed_price}."
        ).format(
            p=show(story.inputs["p"]),
            q=show(story.inputs["q"]),
            **{name: three(value) for name, value in zip(("price", "least", "extra"), _parts(bars[0]), strict=True)},
            **{
                f"reversed_{name}": three(value)
                for name, value in zip(("price", "least", "extra"), _parts(bars[1]), strict=True)
            },
        ),
        alt=_(
            "Two horizontal bars, one for each order of truth and belief. Each is a long gray part, the entropy of "
            "the truth, followed by a short colored part, the addition for the wrong belief. The lower bar is longer."
        ),
        table=[
            [_("roles"), _("entropy of the truth"), "KL", _("cross-entropy")],
            *(
                [heading, show(least), show(extra), show(total)]
                for heading, (_price, total, _truth, least, extra) in zip(headings, bars, strict=True)
            ),
        ],
        draw=draw,
        size=(380, 190),
    )


@figure
def asymmetry(_: Words, show: Show) -> Figure:
    """Draw four prices as areas: a rectangle for each outcome, as wide as it is probable, as high as it surprises."""
    story = EXAMPLES["two_distributions"]
    given = {"p": np.asarray(story.inputs["p"]), "q": np.asarray(story.inputs["q"])}
    names = (_("cat"), _("dog"), _("horse"))
    panels = [(truth, belief) for truth in "pq" for belief in "pq"]
    areas = {(truth, belief): outcome_areas(given[truth], given[belief]) for truth, belief in panels}
    price, swapped = (show(areas[roles].sum(), decimals=2) for roles in (("p", "q"), ("q", "p")))

    def draw(canvas: Any) -> None:
        canvas.subplots_adjust(left=0.1, right=0.985, top=0.89, bottom=0.105, hspace=0.3, wspace=0.16)
        for axes, roles in zip(canvas.subplots(2, 2).flat, panels, strict=True):
            truth, belief = (given[role] for role in roles)
            _rectangles(axes, names, truth, self_information(belief), areas[roles], show)
            total = show(areas[roles].sum(), decimals=2)
            axes.set_title(f"{_price_name(*roles)} = {total}", loc="left", color=INK, fontsize=12, pad=5)
            _ticks(axes, show, (0, 0.5, 1), (0, 1, 2), size=11)
            if roles[1] == "q":
                axes.set_yticklabels([])
            if roles[0] == "p":
                axes.set_xticklabels([])
        canvas.text(0.1, 0.985, _("height: surprise under the belief, nats"), color=MUTED, fontsize=11, va="top")
        canvas.text(0.985, 0.008, _("width: probability under the truth"), color=MUTED, fontsize=11, ha="right")

    return Figure(
        title=_("The truth sets the widths, the belief the heights: {price} one way, {swapped} the other").format(
            price=price, swapped=swapped
        ),
        caption=_(
            "Each rectangle is an outcome, and its area is what the outcome adds to the price. Upper row: the truth is "
            "{p}; lower row: it is {q}. Left column: the belief is {p}; right column: it is {q}. Exchange the roles, "
            "and {price} nats become {swapped}."
        ).format(
            p=f"p\u00a0=\u00a0{show(given['p'])}", q=f"q\u00a0=\u00a0{show(given['q'])}", price=price, swapped=swapped
        ),
        alt=_(
            "Four panels in two rows and two columns. Each has three rectangles side by side: a wide, low one for the "
            "cat, a narrower, higher one for the dog, and the narrowest and highest for the horse. The widths are the "
            "same within a row, the heights the same within a column. The total area is smallest at the top left and "
            "largest at the bottom left."
        ),
        table=[
            [_("price"), *names, _("sum")],
            *([_price_name(*roles), *map(show, areas[roles]), show(areas[roles].sum())] for roles in panels),
        ],
        draw=draw,
        size=(380, 340),
    )


def outcome_areas(truth: Any, belief: Any) -> Any:
    """Return what each outcome adds to H(truth, belief): its probability times its surprise."""
    return truth * self_information(belief)


def _price_name(truth: str, belief: str) -> str:
    return f"H({truth})" if truth == belief else f"H({truth}, {belief})"


def _parts(bar: Any) -> Any:
    _price, total, _truth, least, extra = bar
    return total, least, extra


def _rectangles(axes: Any, names: Any, widths: Any, heights: Any, areas: Any, show: Show) -> None:
    """Draw the outcomes side by side, each with its name and its area above its right edge."""
    right = np.cumsum(widths)
    for name, end, width, height, area, color in zip(names, right, widths, heights, areas, CLASSES, strict=True):
        axes.bar(end - width, height, width=width, align="edge", color=color, edgecolor=PAPER, linewidth=1)
        label = f"{name} {show(area, decimals=2)}"
        axes.text(end - 0.012, height + 0.06, label, **{**_words("right"), "fontsize": 11})
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 2.8)


def _ticks(axes: Any, show: Show, across: Any, up: Any, size: float = 11) -> None:
    """Put numbers on the axes as the language writes them, and a hairline grid behind what is drawn."""
    axes.set_xticks(across, [show(one) for one in across], fontsize=size)
    axes.set_yticks(up, [show(one) for one in up], fontsize=size)
    axes.tick_params(length=0, pad=6, colors=MUTED)
    axes.grid(color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)


def _words(ha: str, va: str = "bottom") -> dict[str, Any]:
    return {"ha": ha, "va": va, "color": INK, "fontsize": 12}
