"""`xent backup`"""

from __future__ import annotations

from pathlib import Path

import click

from scripts.stores import DATABASE, reading
from xentlib.course import Course


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@DATABASE
def backup(file: Path, database: str) -> None:
    """Write a consistent copy of the stored answers to a new FILE, also while the server runs.

    To go back, stop the server, take away the database and the files beside it, -wal and -shm, and put the copy in its
    place. Of PostgreSQL, pg_dump makes copies.

    \b
    Examples:
      xent backup xent-2026-11-20.db
      xent backup /var/backups/xent.db --database /srv/xent/xent.db
    """
    with reading(Course.find(Path.cwd()), database) as store:
        store.backup(file)
    click.echo(f"{file}: {file.stat().st_size:,} bytes")
