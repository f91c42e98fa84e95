"""What goes wrong outside: a full disk, a lock, a server that is away, a process killed. Nothing told is lost."""

import contextlib
import os
import random
import re
import resource
import select
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from support import ROOT

from xentlib.errors import StoreError
from xentlib.store import Answer, GradeRow, Issue, Join, open_store, reads

RIGHT = GradeRow("g1", "correct", 1.0, None)
KILLS = int(os.environ.get("XENT_KILLS", "6"))
"""So often a writing process is killed; make it 100 for a proof."""


def issue(store):
    store.write(Issue("ann", None, "q", 1, "v1", "seed", "note")).result()


def answer(store, number, size=1):
    return store.write(Answer("v1", f"key {number}", "x" * size, "en", number, RIGHT))


def keys(store):
    return [row[0] for row in store.read(lambda rows: rows.all("SELECT client_key FROM attempts ORDER BY n"))]


def until(condition):
    """Wait until something is so, for a minute at most."""
    for _try in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass")


@pytest.fixture(params=["tmpfs", "limit"])
def small_disk(request, tmp_path):
    """A folder that is full after a megabyte or two, and a function that makes room."""
    if request.param == "limit":
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
        try:
            yield tmp_path, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        return
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("no file system may be mounted here; the other case limits the size of files")
    try:
        (disk / "ballast").write_bytes(b"x" * (1 << 20))
        yield disk, (disk / "ballast").unlink
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_full_disk_loses_nothing_and_is_overcome_without_a_restart(small_disk):
    folder, make_room = small_disk
    with contextlib.closing(open_store(folder / "xent.db")) as store:
        issue(store)
        told, refused = [], []
        for group in range(100):
            futures = {f"key {n}": answer(store, n, 5000) for n in range(group * 20, group * 20 + 20)}
            for key, future in futures.items():
                (refused if isinstance(future.exception(), StoreError) else told).append(key)
            if refused:
                break
        assert re.search("disk is full", str(future.exception()))
        assert not store.healthy
        assert told
        assert keys(store) == told
        make_room()
        until(lambda: store.healthy)  # by itself
        again = int(refused[0].split()[1])
        assert answer(store, again, 5000).result().new
        assert keys(store) == [*told, refused[0]]
    with contextlib.closing(open_store(folder / "xent.db")) as store:
        assert keys(store) == [*told, refused[0]]
        assert store.read(lambda rows: rows.all("PRAGMA integrity_check")) == [("ok",)]


LOCKING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("BEGIN IMMEDIATE")
print(flush=True)
input()
"""


def test_a_file_locked_by_another_process_is_waited_for_and_then_told(tmp_path, monkeypatch):
    monkeypatch.setattr("xentlib.store.sqlite.BUSY", 0.2)
    place = tmp_path / "xent.db"
    with contextlib.closing(open_store(place)) as store:
        issue(store)
        command = [sys.executable, "-c", LOCKING, place]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            other.stdout.readline()
            with pytest.raises(StoreError, match="locked by another process"):
                answer(store, 1).result()
            assert not store.healthy
            assert keys(store) == []  # reading goes on
            other.kill()
        assert answer(store, 1).result().new
        assert store.healthy


def test_a_file_that_is_locked_for_a_moment_is_waited_for(tmp_path):
    place = tmp_path / "xent.db"
    with contextlib.closing(open_store(place)) as store:
        issue(store)
        with contextlib.closing(sqlite3.connect(place, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            answered = answer(store, 1)
            assert not answered.done()
            other.rollback()
            assert answered.result().new


def test_files_that_are_no_database_or_cannot_be_had_are_told(tmp_path):
    (tmp_path / "text.db").write_text("no database at all, but long enough to be asked for a header" * 20)
    with pytest.raises(StoreError, match=r"text\.db: the file is no database"):
        open_store(tmp_path / "text.db")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path / "none.db", read_only=True)
    with pytest.raises(StoreError, match=r"text\.db"):
        open_store(tmp_path / "text.db" / "xent.db")
    with pytest.raises(StoreError, match="PostgreSQL cannot be reached"):
        open_store(f"postgresql://xent@/xent?host={tmp_path}")
    with pytest.raises(StoreError, match="PostgreSQL cannot be reached"):
        open_store("postgresql://xent@/xent?port=no")
    with pytest.raises(StoreError, match="not the URL of a database") as refused:
        open_store("postgresql://xent:secret@[host/xent")
    assert "secret" not in str(refused.value)


def test_a_postgresql_that_crashes_and_comes_back_loses_nothing(own_postgres):
    with contextlib.closing(open_store(own_postgres.url)) as store:
        issue(store)
        told = [f"key {n}" for n in range(200) if answer(store, n).result()]
        own_postgres.stop(signal.SIGQUIT)
        with pytest.raises(StoreError, match="PostgreSQL cannot be reached"):
            answer(store, 1000).result()
        with pytest.raises(StoreError, match="PostgreSQL cannot be reached"):
            keys(store)
        assert not store.healthy
        with pytest.raises(StoreError, match="PostgreSQL cannot be reached"):
            open_store(own_postgres.url)
        own_postgres.start()
        until(lambda: store.healthy)
        assert keys(store) == told
        assert answer(store, 1000).result().new


def test_a_postgresql_that_was_started_anew_meanwhile_is_not_even_noticed(own_postgres):
    with contextlib.closing(open_store(own_postgres.url)) as store:
        issue(store)
        assert keys(store) == []
        own_postgres.stop()
        own_postgres.start()
        assert answer(store, 1).result().new
        own_postgres.stop()
        own_postgres.start()
        assert keys(store) == ["key 1"]


WRITING = """
import itertools, os, sys, threading
from xentlib.store import Answer, GradeRow, Issue, open_store
store = open_store(sys.argv[1])
store.write(Issue("ann", None, "q", 1, "v1", "seed", "note")).result()
room, first = threading.Semaphore(50), int(sys.argv[3])
def told(key):
    os.write(1, f"{key}\\n".encode())
def written(future, key):
    if sys.argv[2] == "after commit" and not future.exception():
        told(key)
    room.release()
for number in itertools.count(first):
    room.acquire()
    key = f"key {number}"
    future = store.write(Answer("v1", key, "x", "en", number, GradeRow("g1", "correct", 1.0, None)))
    if sys.argv[2] == "before commit":
        told(key)
    future.add_done_callback(lambda future, key=key: written(future, key))
"""


def killed(place, when, first, chance):
    """Start a process that writes answers, kill it amidst of it, and return the keys that it told to be stored."""
    command = [sys.executable, "-c", WRITING, place, when, str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        read = os.read(process.stdout.fileno(), 1)  # it has begun
        assert read, "the writing process failed"
        end = time.monotonic() + chance.uniform(0.01, 0.2)
        while (left := end - time.monotonic()) > 0:
            if select.select([process.stdout], [], [], left)[0]:
                read += os.read(process.stdout.fileno(), 1 << 16)
        process.kill()
        read += process.stdout.read()
    return read.decode().splitlines() if read.endswith(b"\n") else read.decode().splitlines()[:-1]


def lost_and_doubled(place, when):
    """Kill a writing process again and again; return what was told and is not there, and what is there twice."""
    told, chance = [], random.Random(7)  # noqa: S311  # no secret
    for kill in range(KILLS):
        told += killed(place, when, 1_000_000 * kill, chance)
        with contextlib.closing(open_store(place)) as store:
            stored = keys(store)
    assert told
    return {*told} - {*stored}, len(stored) - len({*stored})


def test_no_answer_that_was_told_is_lost_or_doubled_by_killing_the_process(place):
    assert lost_and_doubled(place, "after commit") == (set(), 0)


def test_the_test_above_would_notice_an_answer_told_before_its_commit(place):
    lost, _doubled = lost_and_doubled(place, "before commit")
    assert lost


def test_a_clock_set_back_changes_no_order(store):
    issue(store)
    for number in (30, 20, 10):
        answer(store, number).result()
    assert keys(store) == ["key 30", "key 20", "key 10"]
    assert [row.arrived for row in store.read(lambda rows: reads.attempts_of(rows, None))] == [30, 20, 10]


@pytest.mark.parametrize(
    "text", ["\0", "\ud800", "a\x1b0000b", "%s %(name)s ?", "'; DROP TABLE attempts; --", "日本 🐈"]
)
def test_any_text_comes_back_as_it_was(store, text):
    issue(store)
    for _twice in range(2):
        store.write(Answer("v1", text, text, text, 1, GradeRow(text, text, 0.0, text))).result()
    (row,) = store.read(lambda rows: reads.attempts_of(rows, None))
    assert row.answer == text
    assert store.write(Join(text, text, 1)).result() is None
    assert store.read(lambda rows: reads.variant(rows, text)) is None


def test_sqlite_of_this_python_is_known():
    """WAL, RETURNING and window functions are all in 3.35."""
    assert sqlite3.sqlite_version_info >= (3, 35)
