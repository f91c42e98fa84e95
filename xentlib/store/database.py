"""What the store wants of a database. `sqlite` and `postgres` are the two that there are."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from xentlib.store.rows import Rows


class Connection(Rows, Protocol):
    """A connection that belongs to one thread at a time."""

    def begin(self) -> None:
        """Begin a transaction; of the writer one that may write at once."""

    def commit(self) -> None:
        """Make it durable."""

    def rollback(self) -> None:
        """Undo it."""

    def close(self) -> None:
        """Close the connection. Never raises."""


class Database(Protocol):
    """A database by its place."""

    schema: dict[str, str]
    """What the words in braces of the migrations mean here."""

    def writer(self) -> Connection:
        """Connect to read and write."""

    def reader(self) -> Connection:
        """Connect to read only."""

    def migrating(self, connection: Connection) -> None:
        """Within a transaction: keep every other process from migrating until its end."""

    def has_meta(self, connection: Connection) -> bool:
        """Tell whether there is a table `meta`, that is any schema."""

    def fault(self, error: BaseException) -> str | None:
        """Say in a plain sentence what is wrong with the database; None where nothing is, but with what was asked."""

    def crossed(self, error: BaseException) -> bool:
        """Tell whether another process may have come between, so that the same may succeed when it is done again."""

    def backup(self, path: Path) -> None:
        """Write a consistent copy to a file that is not there yet, while others write. Raises StoreError."""

    def close(self) -> None:
        """Let others have it."""
