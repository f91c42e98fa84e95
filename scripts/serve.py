"""`xent serve`"""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path

import click

from scripts.build import progress
from scripts.stores import DATABASE, writing
from xentlib import site
from xentlib.catalogs import words
from xentlib.course import Course
from xentlib.stages import Stages


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free.")
@DATABASE
@click.option(
    "--forwarded-allow-ips", "proxies", default="127.0.0.1,::1", show_default=True, metavar="ADDRESSES",
    help="Proxies in front, whose headers on the client are believed.",
)  # fmt: skip
@click.option("--site-only", is_flag=True, help="Keep no answers: the pages judge by themselves.")
def serve(host: str, port: int, database: str, proxies: str, site_only: bool) -> None:
    """Build what is stale, then serve the site and its quiz until Ctrl-C.

    \b
    Example:
      xent serve --port 8080
      xent serve --database postgresql:///xent
    """
    from xentlib import service

    course = Course.find(Path.cwd())
    service.require_port(host, port)
    site.build(course, stages=Stages(progress))

    def ready(address: str) -> None:
        click.echo(f"{address}   (Ctrl-C ends)")
        for language in course.languages:
            click.echo(f"{address}{language.code}/   {language.name}")

    if site_only:
        service.serve(service.create_app(course.site), host, port, ready=ready, proxies=proxies)
        return
    pages = service.judged_site(service.Site.read(course.site), partial(words, course))
    stop = "end that one, or name another file with --database"
    with writing(course, database, stop, makes=True) as store, closing(service.Service(course, store)) as quiz:
        service.serve(service.create_app(pages, service.routes(quiz)), host, port, ready=ready, proxies=proxies)
