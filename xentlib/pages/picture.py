"""Draw the small pictures of a question as inline SVG: bars and curves from which a reader takes numbers.

Lengths are to be read off an axis, so no bar says its value; who cannot see the picture hears the rows with their
numbers. Colors come from the page's style sheet, and each curve has a dash of its own.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xentlib import numbers
from xentlib.errors import InputError
from xentlib.pictures import Picture

Words = Callable[[str], str]

HUES = ("a", "b", "c", "d")  # --fig-a to --fig-d of the style sheet
DASHES = ("", "7 4", "2 4", "10 4 2 4")
TICKS = (3, 7)  # so many on an axis, from and to

_WIDTH, _LEFT, _RIGHT = 320.0, 34.0, 18.0
_ROW, _BAR = 26.0, 16.0
_HEIGHT, _TOP, _AXIS = 150.0, 10.0, 22.0
_LABEL = 15.0  # between the labels of two curves


def picture_html(picture: Picture, language: str, words: Words, beside: Sequence[Picture] = ()) -> str:
    """Return one line of HTML: a span with an `<svg role="img">` whose label lists the rows.

    Pictures of one kind that stand `beside` it are drawn to the same scale. Raises InputError where there are more
    curves than hues.
    """
    same = [one for one in (picture, *beside) if one.kind == picture.kind]
    axis = Axis.around([number for one in same for _label, row in one.rows for number in row])
    draw = _bars if picture.kind == "bars" else _curves
    drawing, height = draw(picture, axis, language)
    told = html.escape(_told(picture, language, words))
    box = f"0 0 {_short(_WIDTH)} {_short(height)}"
    return f'<span class="quiz-picture"><svg viewBox="{box}" role="img" aria-label="{told}">{drawing}</svg></span>'


def _told(picture: Picture, language: str, words: Words) -> str:
    _ = words
    heading = _("A bar chart.") if picture.kind == "bars" else _("A chart of curves, from left to right.")
    rows = (
        f"{label}: {' → '.join(numbers.show(number, language) for number in row)}" for label, row in picture.rows
    )
    return f"{heading} {'; '.join(rows)}"


@dataclass(frozen=True)
class Axis:
    """A scale with ticks at round numbers; the first and the last tick are its ends."""

    ticks: tuple[float, ...]
    decimals: int

    @classmethod
    def around(cls, values: Sequence[float]) -> Axis:
        """Return an axis that holds 0 and all values, with three to seven ticks.

        >>> Axis.around([0.67, 0.24]).ticks
        (0.0, 0.2, 0.4, 0.6, 0.8)
        >>> Axis.around([-1.5, 3.2]).ticks
        (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0)
        """
        low, high = min(0.0, *values), max(0.0, *values)
        if low == high:
            high = 1.0
        power = math.floor(math.log10(high - low)) - 1
        while True:
            for unit in (1, 2, 5):
                first, last = (round(end, 9) for end in (low / unit / 10.0**power, high / unit / 10.0**power))
                steps = range(math.floor(first), math.ceil(last) + 1)
                if len(steps) <= TICKS[1]:
                    ticks = tuple(round(unit * step * 10.0**power, max(0, -power)) for step in steps)
                    return cls(ticks, max(0, -power))
            power += 1

    def place(self, value: float, start: float, end: float) -> float:
        """Return where a value stands between the coordinates of the two ends."""
        return start + (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0]) * (end - start)

    def labels(self, language: str) -> list[tuple[float, str]]:
        return [(tick, numbers.show(tick, language, decimals=self.decimals)) for tick in self.ticks]


def _bars(picture: Picture, axis: Axis, language: str) -> tuple[str, float]:
    bottom = _TOP + _ROW * len(picture.rows)
    right = _WIDTH - _RIGHT
    zero = axis.place(0.0, _LEFT, right)
    drawn = []
    for tick, label in axis.labels(language):
        x = axis.place(tick, _LEFT, right)
        drawn += [_line(x, _TOP, x, bottom, "ink" if tick == 0 else "grid"), _text(x, bottom + 16, label, "middle")]
    for row, (label, (number,)) in enumerate(picture.rows):
        middle = _TOP + _ROW * (row + 0.5)
        end = axis.place(number, _LEFT, right)
        size = {"x": min(zero, end), "y": middle - _BAR / 2, "width": abs(end - zero), "height": _BAR}
        drawn += [
            f'<rect {_attributes(size)} fill="var(--fig-a)"/>',
            _text(_LEFT - 8, middle + 5, label, "end", "ink"),
        ]
    return "".join(drawn), bottom + _AXIS


def _curves(picture: Picture, axis: Axis, language: str) -> tuple[str, float]:
    if len(picture.rows) > len(HUES):
        raise InputError("picture", f"{len(picture.rows)} curves", f"at most {len(HUES)}")
    right, bottom = _WIDTH - 2 * _RIGHT, _TOP + _HEIGHT
    drawn = []
    for tick, label in axis.labels(language):
        y = axis.place(tick, bottom, _TOP)
        drawn += [_line(_LEFT, y, right, y, "ink" if tick == 0 else "grid"), _text(_LEFT - 6, y + 4, label, "end")]
    ends = _apart([axis.place(row[-1], bottom, _TOP) for _label, row in picture.rows])
    for (label, row), end, hue, dash in zip(picture.rows, ends, HUES, DASHES, strict=False):
        step = (right - _LEFT) / max(1, len(row) - 1)
        points = " ".join(
            f"{_short(_LEFT + step * at)},{_short(axis.place(number, bottom, _TOP))}" for at, number in enumerate(row)
        )
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        drawn += [
            f'<polyline points="{points}" fill="none" stroke="var(--fig-{hue})" stroke-width="2.5"{dashes}/>',
            _text(right + 6, end + 5, label, "start", "ink"),
        ]
    return "".join(drawn), bottom + _TOP


def _apart(places: Sequence[float]) -> list[float]:
    """Move labels that would overlap down, from the top one on, and all of them up if that leaves the picture."""
    moved = list(places)
    order = sorted(range(len(moved)), key=lambda one: moved[one])
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + _LABEL)
    excess = max(0.0, max(moved) - (_TOP + _HEIGHT))
    return [place - excess for place in moved]


def _line(x: float, y: float, to_x: float, to_y: float, color: str) -> str:
    ends = _attributes({"x1": x, "y1": y, "x2": to_x, "y2": to_y})
    return f'<line {ends} stroke="var(--fig-{color})"/>'


def _text(x: float, y: float, text: str, anchor: str, color: str = "muted") -> str:
    place = _attributes({"x": x, "y": y})
    return f'<text {place} text-anchor="{anchor}" fill="var(--fig-{color})">{html.escape(text)}</text>'


def _attributes(values: dict[str, float]) -> str:
    return " ".join(f'{name}="{_short(value)}"' for name, value in values.items())


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
