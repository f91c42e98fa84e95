"""Small pictures in a question: bars and curves, held as numbers, written into Markdown as a fenced block.

    ```bars
    A 0.67
    B 0.24
    ```

The page draws them (`pages.picture`), the terminal writes them with block characters (`plaintext`). Labels are letters
or digits, so a picture is the same in every language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xentlib.errors import InputError

KINDS = ("bars", "curves")
_LEAST, _MOST = 1e-12, 1e12  # sizes of a number that a picture shows
_TOLD = 8  # numbers that a message names
_LABEL = re.compile("[A-Za-z0-9]{1,3}")


@dataclass(frozen=True)
class Picture:
    """Rows of numbers by label: one number a row for bars, the points of a curve, from left to right, for curves."""

    kind: str
    rows: tuple[tuple[str, tuple[float, ...]], ...]

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError("picture", repr(self.kind), " or ".join(KINDS))
        if not self.rows:
            raise InputError("picture", "no rows", "at least one, such as A 0.67")
        for label, numbers in self.rows:
            if not _LABEL.fullmatch(label):
                raise InputError("label of a picture", repr(label), "one to three letters or digits")
            if not numbers or (self.kind == "bars" and len(numbers) > 1) or not all(map(_shows, numbers)):
                shown = " ".join(map(str, numbers[:_TOLD]))
                expected = f"numbers of sizes from {_LEAST:g} to {_MOST:g}, one for a bar"
                raise InputError(f"picture, row {label}", shown or "no numbers", expected)

    def markdown(self) -> str:
        """Return the fenced block.

        >>> print(bars({"A": 0.67, "B": 0.24}).markdown())
        ```bars
        A 0.67
        B 0.24
        ```
        """
        rows = (" ".join((label, *(format(number, ".6g") for number in numbers))) for label, numbers in self.rows)
        return "\n".join((f"```{self.kind}", *rows, "```"))


def _shows(number: float) -> bool:
    return number == 0 or _LEAST <= abs(number) <= _MOST


def bars(rows: Mapping[str, float]) -> Picture:
    """Return a picture of one bar a row, in the order given. Raises InputError for a label or a number that is none."""
    return Picture("bars", tuple((label, (float(number),)) for label, number in rows.items()))


def curves(rows: Mapping[str, Sequence[float]]) -> Picture:
    """Return a picture of one curve a row; its points stand at equal distances. Raises InputError as `bars` does."""
    return Picture("curves", tuple((label, tuple(map(float, numbers))) for label, numbers in rows.items()))


def parse_picture(kind: str, body: str) -> Picture:
    """Return the picture that the lines between the fences describe. Raises InputError.

    >>> parse_picture("curves", "A 2 1 0.5").rows
    (('A', (2.0, 1.0, 0.5)),)
    """
    rows = []
    for line in body.strip().split("\n"):
        label, *numbers = line.split() or [""]
        try:
            rows.append((label, tuple(map(float, numbers))))
        except ValueError:
            raise InputError(f"picture, row {label}", " ".join(numbers[:_TOLD]), "numbers") from None
    return Picture(kind, tuple(rows))
