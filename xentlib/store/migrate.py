"""Bring a database to the schema of this version: numbered SQL files, each applied in a transaction of its own."""

from __future__ import annotations

import re
import secrets
from functools import cache
from pathlib import Path

from xentlib.errors import StoreError
from xentlib.store.database import Connection, Database
from xentlib.store.rows import Rows

FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database, connection: Connection) -> bytes:
    """Apply what is missing, and return the server's secret, made once.

    Several processes may do so at once. Raises StoreError where a newer version has made the schema.
    """
    for step in (*range(1, newest() + 1), newest()):
        connection.begin()
        try:
            database.migrating(connection)
            found = check_version(database, connection)
            if found < step:
                _apply(database, connection, step)
            else:
                _make_secret(connection)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
    return secret(connection)


def check_version(database: Database, connection: Connection) -> int:
    """Return the version of the schema, 0 where there is none. Raises StoreError where it is newer."""
    if not database.has_meta(connection):
        return 0
    row = connection.one("SELECT value FROM meta WHERE name = 'schema_version'")
    found = int(row[0]) if row else 0
    if found > newest():
        raise StoreError(
            f"the database has schema {found} of a newer xent; this one knows schemas up to {newest()}: upgrade xent"
        )
    return found


@cache
def steps() -> dict[int, str]:
    """Return the SQL of each step by its number, from 1 on without a gap."""
    files = {int(path.name[:4]): path for path in sorted(FOLDER.glob("[0-9]*.sql"))}
    assert [*files] == [*range(1, len(files) + 1)], [*files]
    return {number: path.read_text(encoding="utf-8") for number, path in files.items()}


def newest() -> int:
    """Return the version of the schema that this program wants."""
    return len(steps())


def secret(rows: Rows) -> bytes:
    """Return the server's secret."""
    return bytes.fromhex(rows.one("SELECT value FROM meta WHERE name = 'secret'")[0])


def _apply(database: Database, connection: Connection, step: int) -> None:
    sql = re.sub("--.*", "", steps()[step])
    for word, meaning in database.schema.items():
        sql = sql.replace(f"{{{word}}}", meaning)
    for statement in sql.split(";"):
        if statement.strip():
            connection.run(statement)
    connection.run(
        "INSERT INTO meta (name, value) VALUES ('schema_version', ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        str(step),
    )


def _make_secret(connection: Connection) -> None:
    sql = "INSERT INTO meta (name, value) VALUES ('secret', ?) ON CONFLICT DO NOTHING"
    connection.run(sql, secrets.token_hex(32))
