"""No statement of a learner, and none for a range of answers, walks through a whole table: a million cost no more."""

import contextlib
import re

import pytest
from postgres import fresh_database

from xentlib.errors import Refused
from xentlib.store import (
    AddGrades,
    Answer,
    Forget,
    GradeRow,
    Issue,
    Join,
    Leave,
    NewClass,
    NewToken,
    PurgeClass,
    Reveal,
    SetRecovery,
    open_store,
    reads,
)
from xentlib.store.postgres import PostgresConnection, _translated
from xentlib.store.regrades import fingerprint
from xentlib.store.report import graded_between
from xentlib.store.sqlite import SqliteConnection

RIGHT, WRONG = GradeRow("g1", "correct", 1.0, None), GradeRow("g2", "wrong", 0.0, None)
OPERATIONS = [
    NewClass("c", "One", "code", "token", 1),
    Issue("ann", None, "q", 1, "v1", "seed", "note"),
    Issue("ann", None, "q", 1, "v2", "seed", "note"),
    Join("ann", "code", 1),
    Issue("ann", "c", "q", 1, "v3", "seed", "note", makes=False),
    Answer("v1", "k", "x", "en", 1, RIGHT),
    Answer("v1", "k", "x", "en", 1, RIGHT),
    Answer("v1", "k", "y", "en", 1, RIGHT),
    Answer("v3", "k", "x", "en", 1, RIGHT),
    Reveal("v3", 1),
    AddGrades([(1, WRONG), (2, WRONG)]),
    NewToken("c", "other"),
    SetRecovery("ann", "hash"),
    Leave("ann"),
    Forget("ann"),
    PurgeClass("c"),
]
READS = [
    lambda rows: reads.variant(rows, "v1"),
    lambda rows: reads.latest(rows, "ann", "c", "q"),
    lambda rows: reads.answered(rows, "v1", "k"),
    lambda rows: reads.answers(rows, "v1"),
    lambda rows: reads.ended(rows, "v1"),
    lambda rows: reads.progress(rows, "ann"),
    lambda rows: reads.learner_class(rows, "ann"),
    lambda rows: reads.learner_exists(rows, "ann"),
    lambda rows: reads.learner_by_recovery(rows, "hash"),
    lambda rows: reads.class_by_id(rows, "c"),
    lambda rows: reads.class_by_code(rows, "code"),
    lambda rows: reads.class_by_token(rows, "token"),
    lambda rows: reads.members(rows, "c"),
    lambda rows: reads.attempts_of(rows, None),
    lambda rows: reads.attempts_of(rows, "c"),
    lambda rows: reads.last_attempt(rows),
]


@pytest.fixture
def said(monkeypatch):
    """What SQLite is asked from now on."""
    statements = set()
    for name in ("one", "all", "run", "each"):
        plain = getattr(SqliteConnection, name)

        def noted(self, sql, *values, plain=plain):
            statements.add(sql)
            return plain(self, sql, *values)

        monkeypatch.setattr(SqliteConnection, name, noted)
    return statements


FEW = ("SCAN CONSTANT ROW", "SCAN counted", "SCAN (subquery", "SCAN json_each")
"""What a statement has found already, or was given."""


def walks(store, statement):
    """Return the steps of a plan that look at every row of a table."""
    blanks = [None] * statement.count("?")
    plan = store._writer._connection._connection.execute(f"EXPLAIN QUERY PLAN {statement}", blanks).fetchall()
    return [step for *_place, step in plan if step.startswith("SCAN") and not step.startswith(FEW)]


def test_no_statement_walks_through_a_whole_table(tmp_path, said):
    with contextlib.closing(open_store(tmp_path / "xent.db")) as store:
        said.clear()  # the migrations may
        for operation in OPERATIONS:
            with contextlib.suppress(Refused):
                store.write(operation).result()
            for read in READS:
                store.read(read)
        statements = {*said}
        assert len(statements) > 30
        assert {one: found for one in statements if (found := walks(store, one))} == {}


def test_the_test_above_would_notice_one(tmp_path):
    with contextlib.closing(open_store(tmp_path / "xent.db")) as store:
        assert walks(store, "SELECT * FROM attempts WHERE answer = ?")
        assert walks(
            store,
            "INSERT INTO attempts (variant, n, client_key, answer, lang, arrived)"
            " SELECT id, 1, ?, ?, ?, ? FROM variants WHERE id = ? ON CONFLICT DO NOTHING"
            " RETURNING (SELECT class FROM variants WHERE variants.id = attempts.variant)",
        )


CROWD = (
    "INSERT INTO learners (id) SELECT 'l' || i FROM generate_series(0, 499) AS i",
    "INSERT INTO variants (id, learner, class, question, n, note, seed)"
    " SELECT 'v' || i, 'l' || mod(i, 500), 'c', 'q', i, 'note', 'seed' FROM generate_series(1, 50000) AS i",
    "INSERT INTO attempts (variant, n, client_key, answer, lang, arrived)"
    " SELECT 'v' || i, 1, 'k', 'x', 'en', i FROM generate_series(1, 50000) AS i",
    "INSERT INTO grades (attempt, place, grader, verdict, score, mistake)"
    " SELECT i, 1, 'g1', 'wrong', 0, NULL FROM generate_series(1, 50000) AS i",
)


@pytest.fixture(scope="module")
def crowded(postgres, request):
    """A PostgreSQL with many answers, none of them right, each to a variant of its own; it may not know them yet."""
    with fresh_database(postgres) as url, contextlib.closing(open_store(url)) as store:
        for statement in (*CROWD, request.param):
            store._writer._connection.run(statement)
        yield store


SOME = {
    "regrade": lambda rows: graded_between(rows, 20_001, 21_000),
    "fingerprint": lambda rows: fingerprint(rows, 20_001, 21_000),
    "export": lambda rows: reads.attempts_of(rows, "c", after=20_000, limit=500),
    "export-all": lambda rows: reads.attempts_of(rows, None, after=20_000, limit=500),
    "variant": lambda rows: reads.variant(rows, "v7"),
    "latest": lambda rows: reads.latest(rows, "l7", "c", "q"),
    "answered": lambda rows: reads.answered(rows, "v7", "k"),
    "answers": lambda rows: reads.answers(rows, "v7"),
    "ended": lambda rows: reads.ended(rows, "v7") is None,
}
ALL = {**SOME, "progress": lambda rows: reads.progress(rows, "l7")}
"""Of one learner, all: before PostgreSQL has counted, it expects more than there is."""


@pytest.mark.parametrize(
    ("crowded", "read"),
    [pytest.param("ANALYZE", read, id=f"counted-{name}") for name, read in ALL.items()]
    + [pytest.param("SELECT 1", read, id=f"new-{name}") for name, read in SOME.items()],
    indirect=["crowded"],
)
def test_postgresql_reads_some_answers_without_walking_through_all(crowded, monkeypatch, read):
    plans = []
    for name in ("one", "all"):
        plain = getattr(PostgresConnection, name)

        def explained(self, sql, *values, plain=plain):
            plans.extend(row[0] for row in self._cursor.execute(_translated(f"EXPLAIN {sql}"), values).fetchall())
            return plain(self, sql, *values)

        monkeypatch.setattr(PostgresConnection, name, explained)
    assert crowded.read(read)
    assert any("Index" in step for step in plans)
    assert [step for step in plans if re.search("Seq Scan on (attempts|grades|variants)", step)] == []
