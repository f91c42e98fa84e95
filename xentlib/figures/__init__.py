"""Figures: a function draws one, a lesson shows it with `{{ figure("scores_to_bars") }}`.

    figure_html(course, "scores_to_bars", "ru")

Nothing is drawn twice: the SVG is kept until the code, the numbers or the words of a figure change.
"""

from __future__ import annotations

import hashlib
import html
import pkgutil
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from xentlib.catalogs import words
from xentlib.course import Course
from xentlib.errors import ContentError, listing
from xentlib.figures.registry import FIGURES, Figure
from xentlib.figures.svg import draw_svg, standalone
from xentlib.files import replace_file
from xentlib.numbers import show

__all__ = ["FIGURES", "Figure", "draw_figure", "figure_html", "make_figure", "require_figure", "svg_of"]


def require_figure(name: str) -> None:
    """Raise ContentError where no figure is registered under this name; it tells the nearest ones."""
    if name not in FIGURES:
        raise ContentError(f"unknown figure; known are {listing(sorted(FIGURES), name)}", name)


def make_figure(course: Course, name: str, language: str) -> Figure:
    """Return the registered figure in a language. Raises ContentError for an unknown name."""
    require_figure(name)

    def show_in_language(value: Any, **style: Any) -> str:
        return show(value, language, **style)

    return FIGURES[name](words(course, language), show_in_language)


def svg_of(course: Course, name: str, language: str, figure: Figure) -> str:
    """Return the SVG of a figure, drawn now or kept from an earlier run."""
    parts = (_code_digest(), name, language, figure.title, figure.alt, repr(figure.table), repr(figure.size))
    catalog = course.po(language, "interface")
    labels = catalog.read_bytes() if catalog.exists() else b""
    digest = hashlib.sha256("\0".join(parts).encode() + labels).hexdigest()[:16]
    kept = course.cache / "figures" / f"{name}-{language}-{digest}.svg"
    if not kept.exists():
        replace_file(kept, draw_svg(name, figure, language).encode())
    return kept.read_text(encoding="utf-8")


def draw_figure(course: Course, name: str, language: str) -> Path:
    """Draw a figure again, into a file of its own that looks right outside the pages; return its path."""
    figure = make_figure(course, name, language)
    file = course.build / "figures" / f"{name}-{language}.svg"
    replace_file(file, standalone(draw_svg(name, figure, language)).encode())
    return file


def figure_html(course: Course, name: str, language: str) -> str:
    """Return the figure with title, drawing, caption and, to unfold, the table of its numbers."""
    figure, _ = make_figure(course, name, language), words(course, language)
    numbers = _text(_("The numbers of this figure"))
    heading, *rows = figure.table
    head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in heading)
    body = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return "".join(
        (
            f'<figure class="figure" id="figure-{name}">',
            f'<p class="figure__title">{_text(figure.title)}</p>',
            svg_of(course, name, language, figure),
            f"<figcaption>{_text(figure.caption)}</figcaption>",
            f'<details class="figure__numbers"><summary>{numbers}</summary>',
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details></figure>",
        )
    )


def _text(text: str) -> str:
    return html.escape(text, quote=False)


for _module in pkgutil.iter_modules(__path__):  # a module registers its figures when it is imported
    import_module(f"{__name__}.{_module.name}")


@cache
def _code_digest() -> str:
    """Digest everything that a drawing depends on besides its words: this library's code for numbers and figures."""
    library = Path(__file__).parents[1]
    folders = (library, *(library / name for name in ("examples", "figures", "losses", "numbers", "training")))
    files = sorted(file for folder in folders for file in folder.glob("*.py"))
    return hashlib.sha256(b"".join(map(Path.read_bytes, files)) + version("matplotlib").encode()).hexdigest()
