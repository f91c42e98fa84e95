"""`xent serve`"""

from __future__ import annotations

from pathlib import Path

import click

from scripts.build import progress
from xentlib import site
from xentlib.course import Course
from xentlib.stages import Stages


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free.")
def serve(host: str, port: int) -> None:
    """Build what is stale, then serve the site until Ctrl-C.

    \b
    Example:
      xent serve --port 8080
    """
    from xentlib import service

    course = Course.find(Path.cwd())
    service.require_port(host, port)
    site.build(course, stages=Stages(progress))

    def ready(address: str) -> None:
        click.echo(f"{address}   (Ctrl-C ends)")
        for language in course.languages:
            click.echo(f"{address}{language.code}/   {language.name}")

    service.serve(service.create_app(course.site), host, port, ready=ready)
