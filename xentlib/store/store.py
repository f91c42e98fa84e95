"""The store: a database with its one writer and its readers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from xentlib.errors import StoreError
from xentlib.store.database import Connection, Database
from xentlib.store.migrate import check_version, migrate, newest, secret
from xentlib.store.operation import Operation
from xentlib.store.rows import Rows
from xentlib.store.writer import Writer

Result = TypeVar("Result")


def open_store(place: str | Path, *, read_only: bool = False) -> Store:
    """Open the store at a path or at `postgresql://…`, making or migrating it.

    Raises StoreError where it cannot be had: another process writes to the file, the schema is newer, the server away.
    """
    return Store(_database(str(place), read_only=read_only), read_only=read_only)


def _database(place: str, *, read_only: bool) -> Database:
    if not place.startswith(("postgresql://", "postgres://")):
        if "://" in place:
            kind = place.partition(":")[0]
            raise StoreError(f"{kind}: no such kind of database; name a file, or postgresql://user@host/database")
        from xentlib.store.sqlite import Sqlite

        return Sqlite(Path(place), read_only=read_only)
    try:
        from xentlib.store.postgres import Postgres
    except ImportError:
        raise StoreError("PostgreSQL needs psycopg: pip install --editable '.[postgres]'") from None
    return Postgres(place)


class Store:
    """A database that is open. All methods may be called from any thread."""

    secret: bytes
    """32 bytes that were made once, with the database."""

    def __init__(self, database: Database, *, read_only: bool) -> None:
        self._database = database
        self._door = threading.Lock()
        self._readers: list[Connection] = []
        self._closed = False
        self._writer: Writer | None = None
        try:
            connection = database.reader() if read_only else database.writer()
            try:
                self.secret = _check(database, connection) if read_only else migrate(database, connection)
            except BaseException:
                connection.close()
                raise
        except Exception as error:
            database.close()
            raise self._told(error) from error
        if read_only:
            self._readers.append(connection)
        else:
            self._writer = Writer(database, connection)

    @property
    def healthy(self) -> bool:
        """Whether the writer lives and the database took what was written last; it tries again by itself."""
        return not self._closed and (self._writer is None or self._writer.healthy)

    def write(self, operation: Operation[Result]) -> Future[Result]:
        """Do an operation soon; the future is resolved after COMMIT. It raises StoreError, or what was refused."""
        future: Future[Result] = Future()
        self._write(operation, future)
        return future

    def written(self, operation: Operation[Result]) -> asyncio.Future[Result]:
        """Do as `write`, for the running event loop: a group of results costs it one wake-up."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._write(operation, future)
        return future

    def _write(self, operation: Operation[Result], future: Future[Result] | asyncio.Future[Result]) -> None:
        try:
            if self._writer is None:
                raise StoreError("the store is open for reading only")
            self._writer.put(operation, future)
        except StoreError as error:
            future.set_exception(error)

    def read(self, function: Callable[[Rows], Result]) -> Result:
        """Return what `function` reads, all of it from one moment. Raises StoreError."""
        while True:
            with self._door:
                if self._closed:
                    raise StoreError("the store is closed")
                old = self._readers.pop() if self._readers else None
            try:
                return self._read(old or self._database.reader(), function)
            except Exception as error:
                if old is None or not self._database.fault(error):  # an old connection may be that of a server gone
                    raise self._told(error) from error

    def _read(self, connection: Connection, function: Callable[[Rows], Result]) -> Result:
        try:
            connection.begin()
            result = function(connection)
            connection.commit()
        except BaseException:
            connection.close()
            raise
        with self._door:
            if not self._closed:
                self._readers.append(connection)
                return result
        connection.close()
        return result

    def backup(self, path: Path) -> None:
        """Write a consistent copy to a new file, while others write. Raises StoreError."""
        try:
            self._database.backup(path)
        except Exception as error:
            raise self._told(error) from error

    def close(self) -> None:
        """Let nobody read any more, write what waits, and close."""
        with self._door:
            self._closed = True
            readers, self._readers = self._readers, []
        for reader in readers:
            reader.close()
        if self._writer:
            self._writer.close()  # last: SQLite's log goes into the file with the last connection, if that may write
        self._database.close()

    def _told(self, error: Exception) -> Exception:
        fault = self._database.fault(error)
        return StoreError(fault) if fault else error


def _check(database: Database, connection: Connection) -> bytes:
    found = check_version(database, connection)
    if found < newest():
        raise StoreError(f"the database has schema {found} of {newest()}: open it for writing once to upgrade it")
    return secret(connection)
