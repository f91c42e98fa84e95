"""A database of any earlier version becomes one of this version, with all that it holds; a newer one is refused."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from postgres import fresh_database, until_it_waits

from xentlib.errors import StoreError
from xentlib.store import (
    AddGrades,
    Answer,
    GradeRow,
    Issue,
    Join,
    NewClass,
    Reveal,
    SetRecovery,
    migrate,
    open_store,
    reads,
)

RIGHT, WRONG = GradeRow("g1", "correct", 1.0, None), GradeRow("g2", "wrong", 0.0, None)
NEAR, ODDS = GradeRow("g1", "near", 0.0, None), GradeRow("g1", "mistake", 0.0, "odds")
VERSIONS = range(1, migrate.newest() + 1)


@pytest.fixture
def make(place, monkeypatch):
    """Return a function that makes a database of an earlier version, with data in it."""

    def make(version):
        with monkeypatch.context() as earlier:
            earlier.setattr(migrate, "newest", lambda: version)
            store = open_store(place)
        with contextlib.closing(store):
            do(store, Issue("ann", None, "softmax/sum", 1, "v1", "seed", "note"))
            do(store, Answer("v1", "key", "0,5", "ru", 5, RIGHT))
            do(store, Reveal("v1", 6))
            if version >= 2:
                klass = do(store, NewClass("c1", "Class", "code", "token", 1))
                do(store, Join("ann", klass.code, 2))
                do(store, SetRecovery("ann", "hash"))
            assert store.read(version_of) == version
            return store.secret

    return make


def do(store, operation):
    return store.write(operation).result()


def version_of(rows):
    return int(rows.one("SELECT value FROM meta WHERE name = 'schema_version'")[0])


@pytest.mark.parametrize("version", VERSIONS)
def test_a_database_of_each_earlier_version_is_upgraded_with_its_data(place, make, version):
    secret = make(version)
    with contextlib.closing(open_store(place)) as store:
        assert store.secret == secret
        assert store.read(version_of) == migrate.newest()
        (attempt,) = store.read(lambda rows: reads.attempts_of(rows, None))
        assert (attempt.answer, attempt.seed, attempt.arrived, attempt.grade) == ("0,5", "seed", 5, RIGHT)
        assert not do(store, Answer("v1", "key 2", "1", "ru", 7, RIGHT)).counts
        klass = store.read(lambda rows: reads.learner_class(rows, "ann"))
        assert (klass and klass.code) == ("code" if version >= 2 else None)
        assert store.read(lambda rows: reads.learner_by_recovery(rows, "hash")) == ("ann" if version >= 2 else None)


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_a_report_tells_after_an_upgrade_what_it_told_before(place, monkeypatch, version):
    with monkeypatch.context() as earlier:
        earlier.setattr(migrate, "newest", lambda: version)
        if version < 4:  # that step makes `firsts` from what it finds
            earlier.setattr("xentlib.store.learning.note_firsts", lambda rows, answers: None)
            earlier.setattr("xentlib.store.regrades.renew_firsts", lambda rows, attempts: None)
        with contextlib.closing(open_store(place)) as store:
            do(store, NewClass("c1", "Class", "code", "token", 1))
            for learner, grades in {"ann": (NEAR, ODDS, RIGHT), "bob": (ODDS,), "eve": (NEAR,), "zoe": ()}.items():
                do(store, Join(learner, "code", 2))
                do(store, Issue(learner, "c1", "q", 1, learner, "seed", "note"))
                kept = [do(store, Answer(learner, f"k{n}", "1", "ru", n, grade)) for n, grade in enumerate(grades)]
                if learner == "bob":
                    do(store, AddGrades([(kept[0].attempt, GradeRow("g2", "partial", 0.5, "half"))]))
                    do(store, Reveal("bob", 3))
                    do(store, Answer("bob", "late", "1", "ru", 4, RIGHT))
    with contextlib.closing(open_store(place)) as store:
        told = store.read(lambda rows: rows.all("SELECT * FROM firsts ORDER BY learner"))
        assert told == [("c1", "ann", "q", 2, "ru", 0.0, "odds", 2), ("c1", "bob", "q", 4, "ru", 0.5, "half", 1)]
        again = "SELECT place, grader FROM grades WHERE attempt = 4 ORDER BY place"
        assert store.read(lambda rows: rows.all(again)) == [(1, "g1"), (2, "g2")]


def test_each_step_is_real():
    assert [*migrate.steps()] == [*VERSIONS]
    assert migrate.newest() >= 2


def test_a_newer_database_is_refused_and_left_alone(place, make):
    make(migrate.newest())
    with contextlib.closing(open_store(place)) as store:
        store._writer._connection.run("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    for read_only in (False, True):
        with pytest.raises(StoreError, match="schema 99 of a newer xent; this one knows schemas up to"):
            open_store(place, read_only=read_only)


def test_an_older_database_is_not_opened_for_reading_only(place, make):
    make(1)
    with pytest.raises(StoreError, match="schema 1 of"):
        open_store(place, read_only=True)


def test_a_step_that_fails_leaves_no_trace(place, make, monkeypatch):
    secret, newest = make(migrate.newest()), migrate.newest()
    broken = {**migrate.steps(), newest + 1: "CREATE TABLE half (a TEXT);\nINSERT INTO nowhere VALUES (1);"}
    with monkeypatch.context() as later:
        later.setattr(migrate, "steps", lambda: broken)
        with pytest.raises(Exception, match="nowhere"):
            open_store(place)
    with contextlib.closing(open_store(place)) as store:
        assert (store.secret, store.read(version_of)) == (secret, newest)
        with pytest.raises(Exception, match="half"):
            store.read(lambda rows: rows.all("SELECT * FROM half"))


def test_two_first_starts_on_one_postgresql_agree(postgres):
    together = threading.Barrier(4)

    def start(url):
        together.wait()
        return open_store(url)

    with fresh_database(postgres) as url, ThreadPoolExecutor(4) as pool:
        stores = [*pool.map(start, [url] * 4)]
        assert len({store.secret for store in stores}) == 1
        assert {store.read(version_of) for store in stores} == {migrate.newest()}
        for store in stores:
            store.close()


def test_a_grade_that_another_process_writes_meanwhile_comes_along(postgres, monkeypatch):
    with fresh_database(postgres) as url:
        with monkeypatch.context() as earlier:
            earlier.setattr(migrate, "newest", lambda: 4)
            old = open_store(url)
        do(old, Issue("ann", None, "softmax/sum", 1, "v1", "seed", "note"))
        attempt = do(old, Answer("v1", "key", "0,5", "ru", 5, RIGHT)).attempt
        connection = old._writer._connection
        connection.begin()
        AddGrades([(attempt, WRONG)]).run(connection)
        with ThreadPoolExecutor(1) as thread:
            opened = thread.submit(open_store, url)
            until_it_waits(old)
            connection.commit()
            new = opened.result()
        assert [row.grade for row in new.read(lambda rows: reads.attempts_of(rows, None))] == [WRONG]
        for store in (old, new):
            store.close()
