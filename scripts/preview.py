"""`xent preview`"""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import click

from xentlib import site
from xentlib.course import Course


@click.command()
@click.option("--lang", "languages", metavar="CODE", multiple=True, help="Only this one; may be repeated.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free.")
def preview(languages: tuple[str, ...], host: str, port: int) -> None:
    """Serve the site, build it again after every change, and reload the open pages.

    What a build says is wrong appears here and on the page; the last good site stays.

    \b
    Example:
      xent preview --lang ru
    """
    from xentlib import service

    course = Course.find(Path.cwd())
    service.require_port(host, port)
    chosen = [argument for code in languages for argument in ("--lang", course.language(code).code)]
    command = [sys.executable, "-m", "scripts", "build", *chosen]

    def ready(address: str) -> None:
        click.echo(f"{address}   (Ctrl-C ends)")

    watched = site.input_paths(course)
    say = functools.partial(click.echo, err=True)
    service.preview(course, command, watched, host, port, ready=ready, say=say)
