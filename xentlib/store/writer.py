"""The one thread that writes. What waits while a commit is under way goes into the next one, together."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any

from xentlib.errors import StoreError
from xentlib.store.database import Connection, Database
from xentlib.store.operation import Operation

MOST_IN_GROUP = 512
MOST_WAITING = 20_000
"""With more than that waiting, the next operation is refused at once: it could not be done in time."""

MOST_CROSSED = 10
"""So often other processes may come between an operation and its commit before it fails."""

PROBE = 1.0
"""After a fault the writer tries by itself, so many seconds apart, whether the database is back."""

Waiting = tuple[Operation[Any], "Future[Any] | asyncio.Future[Any]"]


class Writer:
    """Does operations in groups, one transaction each, and tells their results after COMMIT."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self._database = database
        self._connection: Connection | None = connection
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._fault: str | None = None
        self._thread = threading.Thread(target=self._work, name="xent-writer", daemon=True)
        self._thread.start()

    @property
    def healthy(self) -> bool:
        """Whether the thread lives and the database took what was written last."""
        return self._thread.is_alive() and self._fault is None

    def put(self, operation: Operation[Any], future: Future[Any] | asyncio.Future[Any]) -> None:
        """Let an operation wait for its turn. Raises StoreError where the store is closed or too much waits."""
        with self._door:
            if self._closed:
                raise StoreError("the store is closed")
            if self._queue.qsize() >= MOST_WAITING:
                raise StoreError("too many answers wait to be stored")
            self._queue.put((operation, future))

    def close(self) -> None:
        """Do what waits, then end."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        going_on = True
        while going_on:
            try:
                group: list[Waiting | None] = [self._queue.get(timeout=PROBE if self._fault else None)]
            except Empty:
                self._write([])
                continue
            with contextlib.suppress(Empty):
                while len(group) < MOST_IN_GROUP:
                    group.append(self._queue.get_nowait())
            going_on = None not in group
            self._write([waiting for waiting in group if waiting])
        if self._connection:
            self._connection.close()

    def _write(self, group: list[Waiting], tries: int = MOST_CROSSED) -> None:
        """Do a group in one transaction; where one of it cannot be done with the others, each in its own.

        What another process crossed is done again, `tries` times at most.
        """
        old = self._connection
        try:
            results = self._commit([operation for operation, _future in group])
        except Exception as error:
            crossed = tries > 1 and self._database.crossed(error)
            self._fault = None if crossed else self._database.fault(error)
            self._undo()
            if old and not self._connection:  # it was lost, perhaps long ago; doing it twice is doing it once
                self._write(group)
                return
            if self._fault is None and len(group) > 1:
                for waiting in group:
                    self._write([waiting])
                return
            if crossed:
                self._write(group, tries - 1)
                return
            _tell([(future, StoreError(self._fault) if self._fault else error) for _operation, future in group])
        else:
            self._fault = None
            _tell([(future, result) for (_operation, future), result in zip(group, results, strict=True)])

    def _commit(self, operations: list[Operation[Any]]) -> list[Any]:
        if self._connection is None:
            self._connection = self._database.writer()
        self._connection.begin()
        results = _together(self._connection, operations)
        if self._fault:  # a probe has to write: a full disk would take an empty transaction
            self._connection.run("UPDATE meta SET value = value WHERE name = 'schema_version'")
        self._connection.commit()
        return results

    def _undo(self) -> None:
        """Roll back; a connection that cannot is given up."""
        if self._connection is None:
            return
        try:
            self._connection.rollback()
        except Exception:
            self._connection.close()
            self._connection = None


def _together(connection: Connection, operations: list[Operation[Any]]) -> list[Any]:
    """Do operations of one kind together, the kinds always in the same order, so that no two processes deadlock.

    What waits at the same time has no order: whoever needs one waits for the first result.
    """
    kinds: dict[type[Operation[Any]], list[int]] = defaultdict(list)
    for number, operation in enumerate(operations):
        kinds[type(operation)].append(number)
    results: list[Any] = [None] * len(operations)
    for kind in sorted(kinds, key=lambda kind: kind.__name__):
        numbers = kinds[kind]
        for number, result in zip(numbers, kind.together(connection, [operations[n] for n in numbers]), strict=True):
            results[number] = result
    return results


def _tell(told: Sequence[tuple[Future[Any] | asyncio.Future[Any], Any]]) -> None:
    """Resolve futures: those of an event loop all with one call into it."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = defaultdict(list)
    for future, result in told:
        if isinstance(future, asyncio.Future):
            loops[future.get_loop()].append((future, result))
        elif future.set_running_or_notify_cancel():
            _resolve(future, result)
    for loop, futures in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits there
            loop.call_soon_threadsafe(_resolve_all, futures)


def _resolve_all(futures: Sequence[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, result in futures:
        if not future.done():  # whoever waited may have gone
            _resolve(future, result)


def _resolve(future: Future[Any] | asyncio.Future[Any], result: Any) -> None:
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
