"""What a figure is, and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Words = Callable[[str], str]
"""Turns an English text of the interface into the language of the page; named `_` where it is used."""


class Show(Protocol):
    """Writes a number, or several, as the language of the page does."""

    def __call__(self, value: Any, *, digits: int = 4, decimals: int | None = None) -> str: ...


@dataclass(frozen=True)
class Figure:
    """A figure in one language.

    `title` states the finding, `caption` says it in sentences with the numbers, `alt` tells someone who cannot
    see it what is drawn. `table` holds the numbers: a row of headings, then rows of cells. `draw` puts it on a
    matplotlib figure of `size` (width, height) in points of 1/72 inch; page widths scale it.
    """

    title: str
    caption: str
    alt: str
    table: Sequence[Sequence[str]]
    draw: Callable[[Any], None]
    size: tuple[float, float]


FIGURES: dict[str, Callable[[Words, Show], Figure]] = {}


def figure(function: Callable[[Words, Show], Figure]) -> Callable[[Words, Show], Figure]:
    """Register a function that makes a figure under its own name."""
    name: str = function.__name__
    if name in FIGURES:  # the last one would win without a word
        raise ValueError(f"a second figure {name!r}; give it another name")
    FIGURES[name] = function
    return function
