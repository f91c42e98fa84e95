"""Show a text of the course where there are only characters: formulas become Unicode, pictures block characters.

    formula(r"\\frac{e^{\\z_k}}{\\sum_j e^{\\z_j}}")      'e^zₖ / (Σⱼ e^zⱼ)'
    render("**Which** $\\p$?", "en", width=80)          lines for a terminal, with marks for bold and color
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xentlib.plaintext.pieces import FIRM
from xentlib.plaintext.tex import GAP, display, formula
from xentlib.plaintext.wrapping import clipped, columns, encodable, lines

if TYPE_CHECKING:
    from xentlib.plaintext.terminal import WIDEST, inline, render

__all__ = [
    "FIRM", "GAP", "WIDEST", "clipped", "columns", "display", "encodable", "formula", "inline", "lines", "render",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load `rich` when something is laid out, not before."""
    if name not in ("WIDEST", "inline", "render"):
        raise AttributeError(name)
    from xentlib.plaintext import terminal

    return getattr(terminal, name)
