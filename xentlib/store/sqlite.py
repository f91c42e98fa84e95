"""A store in one file: SQLite in WAL mode, synced at each commit.

SQLite below 3.51.3 can lose acknowledged writes when two connections write or checkpoint at once. So there is exactly
one connection that can write, held by whoever holds the lock beside the file; all others are opened with mode=ro.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from xentlib.errors import StoreError
from xentlib.store.database import Connection
from xentlib.store.lock import Lock
from xentlib.store.rows import storable_row

BUSY = 2.0
"""So many seconds a transaction waits for another process, a backup for example."""

FAULTS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_BUSY: "the database is locked by another process",
    sqlite3.SQLITE_LOCKED: "the database is locked by another process",
    sqlite3.SQLITE_IOERR: "the disk is full or fails",
    sqlite3.SQLITE_READONLY: "the database cannot be written to",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_PERM: "the database file cannot be opened",
    sqlite3.SQLITE_NOTADB: "the file is no database",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
}


class Sqlite:
    """A database file. Whoever is to write holds its lock until `close`."""

    schema = {"id": "INTEGER PRIMARY KEY AUTOINCREMENT", "clustered": "WITHOUT ROWID"}  # noqa: RUF012  # as the protocol has it

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        # Of the file itself, also where a link leads to it: two names would be two locks, and two writers.
        self._file = Path(os.path.realpath(path))
        self._lock = None if read_only else Lock(self._file)

    def writer(self) -> Connection:
        """Connect to read and write. Raises StoreError where WAL does not take."""
        self._make()
        connection = SqliteConnection(self._connect("rwc"), "BEGIN IMMEDIATE")
        try:
            mode = connection.one("PRAGMA journal_mode = WAL")[0]
            if mode != "wal":
                raise StoreError(f"{self.path}: this file system takes no WAL (journal_mode stays {mode}); use another")
            for pragma in ("synchronous = FULL", "foreign_keys = ON"):
                connection.run(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    def reader(self) -> Connection:
        """Connect to read only."""
        return SqliteConnection(self._connect("ro"), "BEGIN")

    def _make(self) -> None:
        """Make the file where there is none, for its owner alone: it holds the server's secret."""
        with contextlib.suppress(OSError):  # it is there; and SQLite says better what is wrong
            os.close(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def _connect(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )

    def migrating(self, connection: Connection) -> None:
        """Do nothing: the lock beside the file keeps others out."""

    def has_meta(self, connection: Connection) -> bool:
        """Tell whether there is a table `meta`."""
        return connection.one("SELECT 1 FROM sqlite_master WHERE name = 'meta'") is not None

    def fault(self, error: BaseException) -> str | None:
        """Say what is wrong with the file or the disk."""
        if isinstance(error, sqlite3.Error):
            sentence = FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            return f"{self.path}: {sentence} ({error})" if sentence else None
        return None

    def crossed(self, error: BaseException) -> bool:
        """Tell that none did: no other process writes."""
        return False

    def backup(self, path: Path) -> None:
        """Write a consistent copy."""
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        if path.exists():
            raise StoreError(f"{path}: there is such a file; a backup wants a new name")
        reader = self._connect("ro")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.touch(mode=0o600, exist_ok=False)  # the server's secret is in it, and no link leads it elsewhere
            reader.execute("VACUUM INTO ?", (str(partial),))
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            partial.rename(path)
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}") from None
        finally:
            reader.close()
            with contextlib.suppress(OSError):
                partial.unlink()

    def close(self) -> None:
        """Give the lock back."""
        if self._lock:
            self._lock.release()


class SqliteConnection:
    """A connection to the file."""

    def __init__(self, connection: sqlite3.Connection, begin: str) -> None:
        self._connection, self._begin = connection, begin

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first row, or None."""
        return self._connection.execute(sql, storable_row(values)).fetchone()

    def all(self, sql: str, *values: Any) -> list[Any]:
        """Return all rows."""
        return self._connection.execute(sql, storable_row(values)).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement."""
        return self._connection.execute(sql, storable_row(values)).rowcount

    def each(self, sql: str, values: Iterable[tuple[Any, ...]]) -> list[Any]:
        """Run one statement for each tuple of values."""
        execute = self._connection.execute
        return [execute(sql, storable_row(each)).fetchone() for each in values]

    def offer(self, table: str, columns: str, values: Sequence[tuple[Any, ...]], where: str = "true") -> int:
        """Insert what conflicts with nothing, in one statement."""
        if not values:
            return 0
        rows = msgspec.json.encode([storable_row(each) for each in values]).decode()
        return self.run(_offering(table, columns, where), rows)

    def add(self, table: str, columns: str, values: Iterable[tuple[Any, ...]]) -> None:
        """Insert new rows."""
        marks = ", ".join("?" for _column in columns.split(","))
        sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
        self._connection.executemany(sql, (storable_row(each) for each in values))

    def begin(self) -> None:
        """Begin a transaction."""
        self._connection.execute(self._begin)

    def commit(self) -> None:
        """Commit; the WAL is synced."""
        self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """Undo what SQLite has not undone by itself."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close."""
        self._connection.close()


@cache
def _offering(table: str, columns: str, where: str) -> str:
    names = columns.split(", ")
    given = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(names))
    return (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM (SELECT {given} FROM json_each(?)) AS given"
        f" WHERE {where} ON CONFLICT DO NOTHING"
    )
