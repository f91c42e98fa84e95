"""What the commands on stored answers share: `--database`, and the store opened for reading or for writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from xentlib.course import Course
from xentlib.errors import StoreError, StoreInUse
from xentlib.store import Store, open_store

DATABASE = click.option(
    "--database", default="build/xent.db", show_default=True, metavar="PATH|URL",
    help="Where answers are kept: a file, or postgresql://…",
)  # fmt: skip


def place_of(course: Course, database: str) -> str:
    """Return the place of a store; a path is one from the course's root, as `xent serve` takes it."""
    return database if "://" in database else str(course.root / database)


@contextmanager
def reading(course: Course, database: str) -> Iterator[Store]:
    """Open a store beside a server that runs."""
    _require(course, database)
    with closing(open_store(place_of(course, database), read_only=True)) as store:
        yield store


@contextmanager
def writing(course: Course, database: str, instead: str, *, makes: bool = False) -> Iterator[Store]:
    """Open a store to write, which on a file no server may do meanwhile; `instead` says what to do where one does.

    One that is not there is made only where the command `makes` it.
    """
    if not makes:
        _require(course, database)
    try:
        store = open_store(place_of(course, database))
    except StoreInUse as error:
        raise StoreInUse(f"{error}: {instead}") from None
    with closing(store):
        yield store


def _require(course: Course, database: str) -> None:
    if "://" not in database and not (course.root / database).exists():
        raise StoreError(f"{database}: no such database; xent serve makes it, or name another with --database")
