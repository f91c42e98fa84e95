"""Draw the small pictures of a question with block characters: bars from left to right, curves as rows of letters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from xentlib.numbers import show
from xentlib.pictures import Picture
from xentlib.plaintext.wrapping import encodable

WIDTH = 60  # columns of a picture at most
_ROWS = 12  # of a picture of curves
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_MOST_TICKS = 6
_MOST_DECIMALS = 4
_MARKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def draw(
    picture: Picture, language: str, *, width: int = WIDTH, ascii_only: bool = False, beside: Sequence[Picture] = ()
) -> str:
    """Return the lines of a picture, at most `width` columns, without its numbers: who reads it, reads its axis.

    Pictures of its kind that stand `beside` it are drawn to the same scale.

    >>> from xentlib.pictures import bars
    >>> print(draw(bars({"A": 1, "B": 0.5}), "en", width=24))
    A │███████████████
    <BLANKLINE>
    B │███████▌
      ┼──┬──┬──┬──┬──┬
      0 0.2   0.6   1.0
    """
    same = [one for one in (picture, *beside) if one.kind == picture.kind]
    shown = [number for one in same for _label, row in one.rows for number in row]
    lines = (_bars if picture.kind == "bars" else _curves)(picture, shown, language, min(width, WIDTH))
    drawn = "\n".join(line.rstrip() for line in lines)
    return encodable(drawn.translate(_ASCII), "ascii") if ascii_only else drawn


def _bars(picture: Picture, shown: Sequence[float], language: str, width: int) -> list[str]:
    rows = [(label, numbers[0]) for label, numbers in picture.rows]
    axis = _Axis.over([0.0, *shown], language)
    margin = max(len(label) for label, _number in rows) + 1
    between = max(1, (width - margin - 1 - len(axis.labels[-1])) // axis.steps)
    zero = axis.place(0.0) * between
    lines: list[str] = []
    for label, number in rows:
        lines += [label.ljust(margin) + _bar(axis.place(number) * between, zero, axis.steps * between), ""]
    ticks = ["┼" if number * between == zero else "┬" for number in range(axis.steps + 1)]
    scale = " " * margin + "".join(tick.ljust(between, "─") for tick in ticks).rstrip("─")
    return [*lines[:-1], scale, _under_ticks(axis.labels, margin, between)]


def _bar(end: Fraction, zero: Fraction, columns: int) -> str:
    """Return a row with the zero line and a bar from it to `end`, exact to an eighth of a column to the right."""
    line = [" "] * (columns + 1)
    if end < zero:
        for column in range(math.floor(end), int(zero)):
            covered = column + 1 - max(end, Fraction(column))
            line[column] = "█" if covered > Fraction(3, 4) else "▐" if covered > Fraction(1, 4) else " "
        line[int(zero)] = "│"
        return "".join(line)
    eighths = round((end - zero) * 8)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    return "".join(line[: int(zero)]) + "│" + bar


def _under_ticks(labels: Sequence[str], margin: int, between: int) -> str:
    line = ""
    for number, label in enumerate(labels):
        start = margin + number * between - (len(label) - 1) // 2 - (label[0] == "−")
        if number == 0 or start > len(line):
            line = line.ljust(max(start, 0)) + label
    return line


def _curves(picture: Picture, shown: Sequence[float], language: str, width: int) -> list[str]:
    axis = _Axis.over(shown, language)
    marks = _marks([label for label, _numbers in picture.rows])
    margin = max(map(len, axis.labels)) + 1
    columns = width - margin - 1
    per_step = max(2, _ROWS // axis.steps)
    grid = [[" "] * columns for _ in range(axis.steps * per_step + 1)]
    for turn, (label, numbers) in enumerate(picture.rows):
        _trace(grid, [axis.place(number) * per_step for number in numbers], marks[label], turn, len(picture.rows))
    lines = []
    for row in reversed(range(len(grid))):
        tick = row % per_step == 0
        left = axis.labels[row // per_step].rjust(margin - 1) + " ┤" if tick else " " * margin + "│"
        lines.append(left + "".join(grid[row]))
    lines.append(" " * margin + "└" + "─" * columns)
    legend = [f"{mark} = {label}" for label, mark in marks.items() if mark != label]
    return [*lines, *([" " * (margin + 1) + ", ".join(legend)] if legend else [])]


def _marks(labels: Sequence[str]) -> Mapping[str, str]:
    """Return a letter for each curve: its label, where all labels are single letters."""
    if all(len(label) == 1 for label in labels):
        return {label: label for label in labels}
    return dict(zip(labels, _MARKS, strict=False))


def _trace(grid: list[list[str]], heights: Sequence[Fraction], mark: str, turn: int, turns: int) -> None:
    """Write a curve into the grid; where two run in one place, they take turns from column to column."""
    columns = len(grid[0])
    before: int | None = None
    for column in range(columns):
        at = Fraction(column * (len(heights) - 1), max(columns - 1, 1))
        first = min(int(at), len(heights) - 1)
        second = min(first + 1, len(heights) - 1)
        row = round(heights[first] + (heights[second] - heights[first]) * (at - first))
        passed = range(min(row, before), max(row, before)) if before is not None and abs(row - before) > 1 else ()
        for place in (*passed, row):
            if grid[place][column] == " " or column % turns == turn:
                grid[place][column] = mark
        before = row


class _Axis:
    """Round numbers at equal distances that enclose the data, and how the language writes them."""

    def __init__(self, first: int, steps: int, step: Fraction, language: str) -> None:
        self.first, self.steps, self.step = first, steps, step
        decimals = next(places for places in range(30) if (step * 10**places).denominator == 1)
        ticks = [step * (first + number) for number in range(steps + 1)]
        fine = decimals > _MOST_DECIMALS
        self.labels = [show(tick, language, decimals=None if fine else decimals if tick else 0) for tick in ticks]

    @classmethod
    def over(cls, numbers: Sequence[float], language: str) -> _Axis:
        low, high = min(numbers), max(numbers)
        if low == high:
            low, high = min(low, 0.0), max(high, 0.0) or 1.0
        if 0 < low < high / 2:
            low = 0.0
        power = Fraction(10) ** math.floor(math.log10((high - low) / (_MOST_TICKS - 1)))
        for factor in (1, 2, 5, 10):
            step = factor * power
            first, last = math.floor(Fraction(low) / step), math.ceil(Fraction(high) / step)
            if last - first < _MOST_TICKS:
                return cls(first, last - first, step, language)
        return cls(first, last - first, step, language)

    def place(self, number: float) -> Fraction:
        """Return where a number stands, in steps from the first one."""
        return Fraction(number) / self.step - self.first


_ASCII = str.maketrans("█▉▊▋▌▍▎▏▐│┤└┬┼─−", "#####   #|++++--")
