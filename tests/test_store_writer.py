"""One thread writes; what comes together is committed together, and told only then."""

import asyncio
import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from dataclasses import dataclass

import pytest
from operations import Blocked
from postgres import fresh_database

from xentlib.errors import KeyTaken, StoreError, UnknownLearner
from xentlib.store import (
    Answer,
    Forget,
    GradeRow,
    Issue,
    Operation,
    Reveal,
    learning,
    open_store,
    reads,
)
from xentlib.store.postgres import Postgres
from xentlib.store.rows import as_typed
from xentlib.store.sqlite import Sqlite

RIGHT = GradeRow("g1", "correct", 1.0, None)


@dataclass(frozen=True, slots=True)
class Broken(Operation[None]):
    """An operation with a bug."""

    def run(self, rows):
        rows.run("UPDATE meta SET value = 'spoilt' WHERE name = 'secret'")
        raise ZeroDivisionError


@pytest.fixture
def gathered(store):
    """Within `with gathered():` what is written gathers; at its end it is done as one group."""

    @contextlib.contextmanager
    def gather():
        reached, door = threading.Event(), threading.Event()
        blocked = store.write(Blocked(reached, door))
        assert reached.wait(30)
        yield
        assert store._writer._queue.qsize() > 1
        door.set()
        blocked.result()

    return gather


def issue(store, *variants):
    for variant in variants:
        store.write(Issue("ann", None, variant, 1, variant, "seed", "note")).result()


def test_what_gathers_is_one_transaction(store, gathered, monkeypatch):
    issue(store, "v1", "v2")
    commits = []
    connection = type(store._writer._connection)
    commit = connection.commit
    with gathered():
        monkeypatch.setattr(connection, "commit", lambda self: (commits.append(1), commit(self)))
        futures = [store.write(Answer(f"v{1 + n % 2}", f"key {n}", "x", "en", n, RIGHT)) for n in range(100)]
    assert [future.result().n for future in futures] == [1 + n // 2 for n in range(100)]
    assert len(commits) == 2  # of what blocked, and of the hundred


def test_nothing_is_told_before_commit(store, monkeypatch):
    issue(store, "v1")
    connection = type(store._writer._connection)
    reached, door, commit = threading.Event(), threading.Event(), connection.commit

    def slow(self):
        if threading.current_thread().name == "xent-writer":
            reached.set()
            door.wait(30)
        commit(self)

    monkeypatch.setattr(connection, "commit", slow)
    future = store.write(Answer("v1", "key", "x", "en", 1, RIGHT))
    assert reached.wait(30)
    assert not future.done()
    assert store.read(reads.last_attempt) == 0
    door.set()
    attempt = future.result().attempt
    assert store.read(reads.last_attempt) == attempt


def test_in_one_group_an_answer_comes_once_and_a_refusal_spoils_nothing(store, gathered):
    issue(store, "v1")
    with gathered():
        first, same, other, more = (
            store.write(Answer("v1", key, text, "en", 1, RIGHT))
            for key, text in (("key", "0.5"), ("key", "0.5"), ("key", "0.6"), ("key 2", "0.6"))
        )
    assert same.result() == first.result()._replace(new=False)
    assert isinstance(other.exception(), KeyTaken)
    assert (first.result().n, more.result().n) == (1, 2)


def test_in_one_group_a_variant_comes_once_and_to_learners_that_there_are(store, gathered):
    issue(store, "old")
    with gathered():
        old, new, same, stranger, other = (
            store.write(Issue(learner, None, question, 1, identity, "seed", "note", makes=makes))
            for learner, question, identity, makes in (
                ("ann", "old", "v1", False),
                ("ann", "new", "v2", False),
                ("ann", "new", "v3", True),
                ("eve", "new", "v4", False),
                ("bob", "new", "v5", True),
            )
        )
    assert new.result() == same.result()
    assert [each.result().id for each in (old, new, other)] in (["old", "v2", "v5"], ["old", "v3", "v5"])
    assert isinstance(stranger.exception(), UnknownLearner)
    assert not store.read(lambda rows: reads.learner_exists(rows, "eve"))
    stored = store.read(lambda rows: rows.all("SELECT id FROM variants ORDER BY id"))
    assert [row[0] for row in stored] == ["old", new.result().id, "v5"]


def test_an_answer_whose_place_is_always_taken_can_be_sent_again(store, monkeypatch):
    issue(store, "v1")
    answer = Answer("v1", "key", "x", "en", 1, RIGHT)
    with monkeypatch.context() as crowd:
        crowd.setattr(learning, "MOST_RACES", 0)
        assert isinstance(store.write(answer).exception(), StoreError)
        assert store.healthy
    assert store.write(answer).result().new


@dataclass(frozen=True, slots=True)
class Offered(Operation[int]):
    """An operation that offers variants of ann."""

    values: tuple[tuple[str, int, str], ...]
    where: str = "true"

    def run(self, rows):
        columns = "id, n, note, learner, class, question, seed"
        return rows.offer("variants", columns, [(*each, "ann", "", "q", "seed") for each in self.values], self.where)


def test_of_rows_that_are_offered_those_without_conflict_are_inserted(store):
    issue(store, "old")
    told = 'a "quotation" of \\, \0, \x1b, \ud800, я and 交叉熵\n\u2028'
    assert store.write(Offered(())).result() == 0
    assert store.write(Offered((("old", 7, "x"), ("v1", 1, told), ("v2", 1, "x"), ("v3", 2, "12")))).result() == 2
    assert store.write(Offered((("v4", 3, "x"), ("v5", 4, "x")), where="given.n > 3")).result() == 1
    stored = store.read(lambda rows: rows.all("SELECT id, n, note FROM variants ORDER BY id"))
    assert [(*row[:2], as_typed(row[2])) for row in stored] == [
        ("old", 1, "note"), ("v1", 1, told), ("v3", 2, "12"), ("v5", 4, "x"),
    ]  # fmt: skip


def test_a_bug_in_one_operation_spoils_no_other(store, gathered):
    with gathered():
        before, broken, after = (
            store.write(operation)
            for operation in (
                Issue("ann", None, "q", 1, "v1", "seed", "note"),
                Broken(),
                Issue("bob", None, "q", 1, "v2", "seed", "note"),
            )
        )
    assert (before.result().id, after.result().id) == ("v1", "v2")
    assert isinstance(broken.exception(), ZeroDivisionError)
    assert store.read(lambda rows: rows.one("SELECT value FROM meta WHERE name = 'secret'"))[0] == store.secret.hex()
    assert store.healthy


def test_an_event_loop_waits_without_blocking(store):
    async def learn():
        issues = (store.written(Issue(f"learner {n}", None, "q", 1, f"v{n}", "s", "n")) for n in range(200))
        rows = await asyncio.gather(*issues)
        gone = store.written(Reveal("v1", 1))
        gone.cancel()  # whoever asked has left; what was asked is done
        refused = await asyncio.gather(store.written(Reveal("v999", 1)), return_exceptions=True)
        return rows, refused

    rows, refused = asyncio.run(learn())
    assert [row.id for row in rows] == [f"v{n}" for n in range(200)]
    assert type(refused[0]).__name__ == "UnknownVariant"
    assert store.read(lambda rows: reads.ended(rows, "v1")) is not None


def test_closing_writes_what_waits(place, store):
    futures = [store.write(Issue("ann", None, "q", n, f"v{n}", "seed", "note")) for n in range(1, 3000)]
    store.close()
    assert {future.result().n for future in futures} == {*range(1, 3000)}
    assert str(store.write(Forget("ann")).exception()) == "the store is closed"
    with pytest.raises(StoreError, match="the store is closed"):
        store.read(reads.classes)
    assert not store.healthy
    store.close()
    with contextlib.closing(open_store(place, read_only=True)) as again:
        assert again.read(lambda rows: rows.one("SELECT count(*) FROM variants")) == (2999,)


def test_closing_leaves_one_file_that_holds_everything(tmp_path):
    store = open_store(tmp_path / "xent.db")
    store.write(Issue("ann", None, "q", 1, "v", "seed", "note")).result()
    store.read(reads.classes)  # a reader stays open
    assert (tmp_path / "xent.db-wal").stat().st_size
    store.close()
    assert [path.name for path in tmp_path.glob("xent.db*") if "lock" not in path.name] == ["xent.db"]


def test_when_too_much_waits_the_next_is_refused_at_once(store, gathered, monkeypatch):
    monkeypatch.setattr("xentlib.store.writer.MOST_WAITING", 2)
    with gathered():
        futures = [store.write(Issue("ann", None, "q", n, f"v{n}", "seed", "note")) for n in (1, 2, 3)]
        assert isinstance(futures[2].exception(), StoreError)
    assert [future.result().n for future in futures[:2]] == [1, 2]


def test_a_read_sees_one_moment_and_cannot_write(store):
    def twice(rows):
        before = rows.one("SELECT count(*) FROM variants")
        issue(store, "v1")
        return before, rows.one("SELECT count(*) FROM variants")

    assert store.read(twice) == ((0,), (0,))
    with pytest.raises(StoreError):
        store.read(lambda rows: rows.run("DELETE FROM variants"))
    assert store.read(lambda rows: reads.variant(rows, "v1"))


@dataclass(frozen=True, slots=True)
class Between(Operation[str]):
    """An operation that reads, and tells what another process hears that would write then."""

    other: sqlite3.Connection

    def run(self, rows):
        rows.one("SELECT value FROM meta")
        try:
            self.other.execute("UPDATE meta SET value = value")
        except sqlite3.OperationalError as error:
            return str(error)
        return "done"


def test_nobody_writes_between_what_a_transaction_reads_and_what_it_writes(tmp_path):
    with contextlib.closing(open_store(tmp_path / "xent.db")) as store:
        other = sqlite3.connect(tmp_path / "xent.db", timeout=0, isolation_level=None, check_same_thread=False)
        with contextlib.closing(other):
            assert store.write(Between(other)).result() == "database is locked"


def test_a_store_for_reading_reads_beside_the_writer(place, store):
    issue(store, "v1")
    with contextlib.closing(open_store(place, read_only=True)) as reader:
        assert reader.secret == store.secret
        assert reader.healthy
        assert reader.read(lambda rows: reads.variant(rows, "v1")).n == 1
        assert isinstance(reader.write(Forget("ann")).exception(), StoreError)


def test_a_second_server_on_a_file_is_refused_and_told_who_has_it(tmp_path):
    place = tmp_path / "folder" / "xent.db"
    server = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"from xentlib.store import *; s = open_store({str(place)!r}); print(flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with server:
        server.stdout.readline()
        with pytest.raises(StoreError, match=rf"xent\.db is in use by process {server.pid} \(-c\)"):
            open_store(place)
        open_store(place, read_only=True).close()
        server.kill()
    with contextlib.closing(open_store(place)), pytest.raises(StoreError, match="in use by process"):
        open_store(place)
    open_store(place).close()


def test_a_link_to_a_file_is_the_file(tmp_path):
    (tmp_path / "link.db").symlink_to(tmp_path / "xent.db")
    with contextlib.closing(open_store(tmp_path / "link.db")), pytest.raises(StoreError, match="in use by process"):
        open_store(tmp_path / "xent.db")
    with contextlib.closing(open_store(tmp_path / "xent.db")), pytest.raises(StoreError, match="in use by process"):
        open_store(tmp_path / "link.db")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_database_is_for_its_owner_alone(tmp_path):
    (tmp_path / "link.db").symlink_to(tmp_path / "behind.db")
    for name in ("xent.db", "link.db"):
        with contextlib.closing(open_store(tmp_path / name)) as store:
            issue(store, "v1")
            files = [path for path in tmp_path.iterdir() if not path.is_symlink()]
            assert len(files) >= 4
            assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_file_system_without_wal_is_refused(tmp_path, monkeypatch):
    def connect(self, mode):
        return sqlite3.connect(f"{self.path.as_uri()}?vfs=unix-none", uri=True, isolation_level=None)

    with monkeypatch.context() as other:
        other.setattr(Sqlite, "_connect", connect)
        with pytest.raises(StoreError, match=r"takes no WAL \(journal_mode stays delete\)"):
            open_store(tmp_path / "xent.db")
    open_store(tmp_path / "xent.db").close()


def test_the_writer_syncs_each_commit(store):
    connection = store._writer._connection
    if isinstance(store._database, Postgres):
        assert connection.one("SHOW synchronous_commit") == ("on",)
    else:
        assert connection.one("PRAGMA journal_mode") == ("wal",)
        assert connection.one("PRAGMA synchronous") == (2,)
        assert connection.one("PRAGMA foreign_keys") == (1,)


def test_a_backup_is_whole_while_the_writer_works(tmp_path):
    with contextlib.closing(open_store(tmp_path / "xent.db")) as store:
        issue(store, "v1")
        futures = [store.write(Answer("v1", f"key {n}", "x", "en", n, RIGHT)) for n in range(2000)]
        futures[100].result()
        store.backup(tmp_path / "copies" / "copy.db")
        futures[-1].result()
        with pytest.raises(StoreError, match="a backup wants a new name"):
            store.backup(tmp_path / "copies" / "copy.db")
        with pytest.raises(StoreError, match=r"Not a directory|File exists"):
            store.backup(tmp_path / "copies" / "copy.db" / "copy.db")
        assert [path.name for path in (tmp_path / "copies").iterdir()] == ["copy.db"]
    with contextlib.closing(open_store(tmp_path / "copies" / "copy.db")) as copy:
        assert copy.secret == store.secret
        count, last, grades = copy.read(
            lambda rows: rows.one("SELECT count(*), max(n), (SELECT count(*) FROM grades) FROM attempts")
        )
        assert count == last == grades >= 101


def test_a_backup_follows_no_link_that_others_laid(tmp_path):
    with contextlib.closing(open_store(tmp_path / "xent.db")) as store:
        (tmp_path / "theirs").touch()
        (tmp_path / f".copy.db.{os.getpid()}").symlink_to(tmp_path / "theirs")
        with pytest.raises(StoreError, match="File exists"):
            store.backup(tmp_path / "copy.db")
        assert not (tmp_path / "theirs").read_bytes()


def test_postgresql_is_backed_up_by_pg_dump(postgres, tmp_path):
    refused = pytest.raises(StoreError, match="pg_dump")
    with fresh_database(postgres) as url, contextlib.closing(open_store(url)) as store, refused:
        store.backup(tmp_path / "copy")
