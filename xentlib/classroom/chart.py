"""Draw shares as horizontal bars with their intervals: SVG that takes its colors from the page's style sheet.

Text is text, and names are short: the table beside a chart says the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from xentlib.numbers import round_half_up

_LETTER, _ROW, _BAR, _WIDTH, _BOTTOM, _MARGIN = 7.5, 24, 14, 320, 22, 8
_ABOVE = 16  # the height of a name that stands above its bar
_BESIDE = 3
"""So many letters stand beside a bar; a longer name stands above it, or a phone would show both small."""

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Bar:
    """One row of a chart: a name, a share from 0 to 1, and the ends of its interval where there is one."""

    name: str
    share: float
    low: float | None = None
    high: float | None = None


def bars_svg(bars: Sequence[Bar], name: str, title: str, write: Callable[[float], str]) -> str:
    """Return the chart as one `<svg>`; `name` begins its ids, `title` says it to who cannot see it.

    `write` writes a share as the language does, for the axis.
    """
    longest = max((_columns(bar.name) for bar in bars), default=0)
    left, above = (_LETTER * longest + 2 * _MARGIN, 0) if longest <= _BESIDE else (2 * _MARGIN, _ABOVE)
    height = (above + _ROW) * len(bars) + _BOTTOM
    inside = "".join([*(_grid(tick, left, height, write) for tick in _TICKS),
                      *(_bar(bar, place, left, above) for place, bar in enumerate(bars))])  # fmt: skip
    return (
        f'<svg class="chart" viewBox="0 0 {_at(left + _WIDTH + 20)} {height}" role="img" '
        f'aria-labelledby="{escape(name)}-title"><title id="{escape(name)}-title">{escape(title)}</title>{inside}</svg>'
    )


def _grid(tick: float, left: float, height: int, write: Callable[[float], str]) -> str:
    x = _at(left + tick * _WIDTH)
    return (
        f'<line class="chart-grid" x1="{x}" x2="{x}" y1="0" y2="{height - _BOTTOM}"/>'
        f'<text class="chart-tick" x="{x}" y="{height - 6}" text-anchor="middle">{escape(write(tick))}</text>'
    )


def _bar(bar: Bar, place: int, left: float, above: int) -> str:
    middle = place * (above + _ROW) + above + _ROW / 2
    top = middle - _BAR / 2
    x, baseline = (left, top - 5) if above else (left - _MARGIN, middle + 4)
    anchor = "start" if above else "end"
    drawn = (
        f'<text class="chart-name" x="{_at(x)}" y="{_at(baseline)}" text-anchor="{anchor}">'
        f'{escape(bar.name)}</text><rect class="chart-bar" x="{_at(left)}" y="{_at(top)}" '
        f'width="{_at(bar.share * _WIDTH)}" height="{_BAR}"/>'
    )
    if bar.low is None or bar.high is None:
        return drawn
    low, high = (_at(left + end * _WIDTH) for end in (bar.low, bar.high))
    y, up, down = _at(middle), _at(middle - 4), _at(middle + 4)
    path = f"M{low} {y}H{high}M{low} {up}V{down}M{high} {up}V{down}"
    return f'{drawn}<path class="chart-interval" d="{path}"/>'


def _at(coordinate: float) -> str:
    return f"{round_half_up(coordinate, 1):f}".removesuffix(".0")


def _columns(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text)
