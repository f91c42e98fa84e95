"""`xent regrade`"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scripts.quiz import JSON
from scripts.screen import echo_json
from scripts.stores import DATABASE, place_of, reading, writing
from xentlib.course import Course

if TYPE_CHECKING:
    from xentlib.classroom import Regraded
    from xentlib.classroom.grading import Told
    from xentlib.store import Store


@click.command()
@click.option("--jobs", type=click.IntRange(1), help="Processes; default: one for each core.")
@click.option("--dask", metavar="URL", help="Grade on a dask cluster, by the address of its scheduler.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@DATABASE
@JSON
def regrade(jobs: int | None, dask: str | None, dry_run: bool, database: str, as_json: bool) -> None:
    """Grade all stored answers again, after a question was mended: new grades beside the old ones.

    Tells per question what answers were and what they are now. What has a current grade is passed over, so it can be
    interrupted and done again. A dask worker needs this course and this version of xent at the same path.

    \b
    Examples:
      xent regrade --dry-run
      xent regrade --jobs 2 --json
      xent regrade --database postgresql:///xent --dask tcp://10.0.0.5:8786
    """
    from xentlib.classroom import regrade as grade_all
    from xentlib.classroom.regrade import dask_pool, process_pool

    course = Course.find(Path.cwd())
    store: AbstractContextManager[Store] = (
        reading(course, database) if dry_run else writing(course, database, "stop the server, or look with --dry-run")
    )
    with store as opened, dask_pool(dask) if dask else process_pool(jobs) as pool:
        place = place_of(course, database)
        done = grade_all(place, opened, course, pool, dry_run=dry_run, progress=_progress)
    if as_json:
        echo_json({**asdict(done), "dry_run": dry_run})
    else:
        _show(done, dry_run=dry_run)


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.secho(f"  {done}/{total}\r", dim=True, nl=done == total, err=True)


def _show(done: Regraded, *, dry_run: bool) -> None:
    for change in done.changes:
        what = f"{_told(change.before)} → {_told(change.after)}"
        click.echo(f"{change.question:40} {what:44} {change.attempts} answers of {change.learners} learners")
    for failure in done.failures:
        where = click.style(f"{failure.question}: {failure.attempts} answers keep their grades: ", fg="yellow")
        click.echo(where + failure.reason)
    wrote = "would get a new grade (nothing was written)" if dry_run else "have a new grade"
    changed = sum(change.attempts for change in done.changes)
    click.secho(f"{done.seen} answers: {done.graded} {wrote}, {changed} of them another one; "
                f"{done.current} were current", bold=True)  # fmt: skip


def _told(outcome: Told) -> str:
    verdict, mistake = outcome
    return f"{verdict} {mistake}" if mistake else verdict
