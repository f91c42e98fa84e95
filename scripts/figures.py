"""`xent figures`: draw figures again."""

from __future__ import annotations

from pathlib import Path

import click

from xentlib.course import Course
from xentlib.figures import FIGURES, draw_figure, require_figure


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--lang", "languages", multiple=True, help="Only this language; may be repeated.")
def figures(names: tuple[str, ...], languages: tuple[str, ...]) -> None:
    """Draw figures again and write them to build/figures, one SVG for each language.

    The pages take their figures from the same drawing; a build draws what has changed by itself.

    \b
    Examples:
      xent figures
      xent figures scores_to_bars --lang ru --lang zh
    """
    course = Course.find(Path.cwd())
    for name in names:
        require_figure(name)
    codes = [course.language(code).code for code in languages] or [one.code for one in course.languages]
    for name in names or sorted(FIGURES):
        for code in codes:
            click.echo(course.relative(draw_figure(course, name, code)))
