"""`xent build`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from xentlib import site
from xentlib.course import Course
from xentlib.stages import Stages, silent


@click.command()
@click.option("--lang", "languages", metavar="CODE", multiple=True, help="Only this one; may be repeated.")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1), help="Languages at one time.")
@click.option("-v", "--verbose", is_flag=True, help="Print each stage and its seconds.")
def build(languages: tuple[str, ...], jobs: int, verbose: bool) -> None:
    """Build the site into build/site: whatever has changed, and nothing else.

    The old site stays in place until the new one is complete.

    \b
    Example:
      xent build --lang ru -v
    """
    stages = Stages(progress if verbose or sys.stderr.isatty() else silent)
    course = Course.find(Path.cwd())
    built = site.build(course, languages or None, jobs=jobs, stages=stages)
    for note in stages.notes:
        click.echo(click.style("note: ", fg="yellow") + note, err=True)
    if verbose:
        for name, seconds in stages.seconds.items():
            click.echo(f"{seconds:8.2f} s  {name}", err=True)
    click.echo(course.relative(course.site) if built else "nothing has changed")


def progress(name: str) -> None:
    """Say which stage of a build begins."""
    click.echo(f"{name} …", err=True)
