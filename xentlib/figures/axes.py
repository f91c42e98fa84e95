"""How the axes of a figure look: numbers without ticks, hairlines instead of a frame, a name below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xentlib.figures.colors import GRID, MUTED
from xentlib.figures.registry import Show


def scales(
    axes: Any, show: Show, x: Sequence[float], y: Sequence[float], *, size: float = 12, pad: float = 9
) -> None:
    """Give both axes numbers as the language writes them, and hairlines; `pad` points lie above the lower ones."""
    axes.set_xticks(x, [show(one) for one in x])
    axes.set_yticks(y, [show(one) for one in y])
    quiet(axes, size=size, pad=pad)


def quiet(axes: Any, *, size: float = 12, pad: float = 9) -> None:
    """Draw hairlines instead of a frame, and numbers without ticks."""
    axes.tick_params(length=0, labelsize=size, labelcolor=MUTED)
    axes.tick_params(axis="x", pad=pad)
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)


def below(axes: Any, label: str, *, down: float = 26) -> None:
    """Name the horizontal axis, `down` points below it: the place is known before anything is drawn."""
    axes.annotate(
        label, (0.5, 0), (0, -down), xycoords="axes fraction", textcoords="offset points",
        ha="center", va="top", color=MUTED, fontsize=12,
    )  # fmt: skip
