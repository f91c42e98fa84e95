"""Several servers on one PostgreSQL: what one stores the others see, and what they cross is done again."""

import contextlib
import threading
from dataclasses import dataclass

import pytest
from operations import Blocked
from postgres import fresh_database, until_it_waits

from xentlib.errors import UnknownLearner, UnknownVariant
from xentlib.store import (
    AddGrades,
    Answer,
    Forget,
    GradeRow,
    Issue,
    Join,
    Leave,
    NewClass,
    Operation,
    Reveal,
    learning,
    open_store,
    reads,
)
from xentlib.store.postgres import Postgres, PostgresConnection
from xentlib.store.regrades import AddRegrades

RIGHT = GradeRow("g1", "correct", 1.0, None)


def test_two_servers_on_one_postgresql_store_each_answer_once(postgres):
    with fresh_database(postgres) as url:
        stores = [open_store(url) for _server in range(3)]
        for variant in ("v1", "v2", "v3"):
            stores[0].write(Issue("ann", None, variant, 1, variant, "seed", "note")).result()
        answers = [Answer(f"v{1 + n % 3}", f"key {n}", "x", "en", n, RIGHT) for n in range(300)]
        told = [[store.write(answer) for answer in answers] for store in stores]
        told = [[future.result() for future in futures] for futures in told]
        for each in zip(*told, strict=True):
            assert len({stored.attempt for stored in each}) == 1
            assert sum(stored.new for stored in each) == 1
        assert {stored.n for stored in told[0][::3]} == {*range(1, 101)}
        for store in stores:
            store.close()


SLOW = (
    "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.001); RETURN NEW; END'",
    "CREATE TRIGGER slow BEFORE INSERT ON variants FOR EACH ROW EXECUTE FUNCTION slow()",
    "CREATE TRIGGER slow BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION slow()",
)
"""A row takes so long that several servers are in the middle of theirs at the same time."""


@pytest.fixture
def at_once(postgres, monkeypatch):
    """Return a function that gives each of three servers on one PostgreSQL a list of operations, done as one group.

    They begin together, and none may cross another; it returns the results of each server.
    """
    monkeypatch.setattr(Postgres, "crossed", lambda self, error: False)  # nothing is done a second time
    with fresh_database(postgres) as url:
        stores = [open_store(url) for _server in range(3)]
        for statement in SLOW:
            stores[0]._writer._connection.run(statement)

        def do(*lists):
            door = threading.Event()
            for store in stores:
                store.write(Blocked(threading.Event(), door))
            futures = [[*map(store.write, operations)] for store, operations in zip(stores, lists, strict=True)]
            door.set()
            return [[future.result() for future in mine] for mine in futures]

        yield do
        for store in stores:
            store.close()


def there_and_back(operations):
    """Return lists for three servers that would take the same rows in opposite orders."""
    return operations, operations[::-1], operations


def test_servers_on_one_postgresql_issue_each_variant_once(at_once):
    for n in (1, 2, 3):
        told = at_once(
            *(
                [Issue(f"ann {one % 5}", None, f"q{one}", n, f"{n} {server} {one}", "seed", "note") for one in mine]
                for server, mine in enumerate(there_and_back([*range(40)]))
            )
        )
        found = [{row.question: row.id for row in rows} for rows in told]
        assert found[0] == found[1] == found[2]
        assert len({*found[0].values()}) == 40


def test_servers_on_one_postgresql_number_the_answers_to_a_variant_without_a_gap(at_once):
    at_once([Issue("ann", None, f"q{one}", 1, f"v{one}", "seed", "note") for one in range(20)], [], [])
    numbers = {}
    for turn in range(2):
        told = at_once(
            *(
                [Answer(f"v{one}", f"{turn} {server}", "x", "en", 1, RIGHT) for one in mine]
                for server, mine in enumerate(there_and_back([*range(20)]))
            )
        )
        for mine, rows in zip(there_and_back([*range(20)]), told, strict=True):
            for one, stored in zip(mine, rows, strict=True):
                numbers.setdefault(one, []).append(stored.n)
    assert {tuple(sorted(found)) for found in numbers.values()} == {tuple(range(1, 7))}


@pytest.fixture
def two_servers(postgres):
    """Two stores on one PostgreSQL, with a class in which ann and bob have two variants of a question each."""
    with fresh_database(postgres) as url:
        stores = [open_store(url) for _server in range(2)]
        stores[0].write(NewClass("c", "Class", "code", "token", 1)).result()
        for learner in ("ann", "bob"):
            stores[0].write(Join(learner, "code", 1)).result()
            for n in (1, 2):
                stores[0].write(Issue(learner, "c", "q", n, f"{learner} {n}", "seed", "note")).result()
        yield stores
        for store in stores:
            store.close()


class Waits(Blocked):
    """The same, last in its transaction by its name, which it leaves open for a while."""

    __slots__ = ()


@contextlib.contextmanager
def uncommitted(store, operation):
    """Within it, the operation is done and not committed."""
    began, go_on, reached, door = (threading.Event() for _event in range(4))
    store.write(Blocked(began, go_on))
    assert began.wait(30)
    done, last = store.write(operation), store.write(Waits(reached, door))
    go_on.set()
    assert reached.wait(30)
    try:
        yield done
    finally:
        door.set()
        last.result()


@pytest.mark.parametrize(
    ("operation", "outcome"),
    [
        (Answer("ann 1", "key", "x", "en", 1, RIGHT), UnknownVariant),
        (Reveal("ann 1", 1), UnknownVariant),
        (Issue("ann", "c", "q", 3, "ann 3", "seed", "note", makes=False), UnknownLearner),
        (AddRegrades(1, 1, (1, 1), [(1, 2, "g2", "wrong", 0.0, None)], []), int),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_another_server_forgets_meanwhile_is_unknown(two_servers, operation, outcome):
    one, other = two_servers
    one.write(Answer("ann 2", "key", "x", "en", 1, RIGHT)).result()
    with uncommitted(one, Forget("ann")) as forgotten:
        future = other.write(operation)
        until_it_waits(one)
    assert forgotten.result()
    assert isinstance(future.exception() or future.result(), outcome)


def test_two_that_grade_again_at_once_add_each_grade_once(two_servers):
    one, other = two_servers
    attempt = one.write(Answer("ann 1", "key", "x", "en", 1, RIGHT)).result().attempt
    again = AddRegrades(attempt, attempt, (1, attempt), [(attempt, 2, "g2", "wrong", 0.0, None)], [attempt])
    with uncommitted(one, again) as first:
        second = other.write(again)
        until_it_waits(one)
    assert (first.result(), second.result()) == (1, 0)
    assert [row.grade.grader for row in one.read(lambda rows: reads.attempts_of(rows, "c"))] == ["g2"]


@dataclass(frozen=True, slots=True)
class Crossing(Operation[int]):
    """An operation that takes one learner and then another, whom somebody has taken before."""

    learners: tuple[str, str]
    mine: threading.Event
    other: threading.Event

    def run(self, rows):
        first, second = self.learners
        rows.run("UPDATE learners SET recovery = ? WHERE id = ?", first, first)
        self.mine.set()
        self.other.wait(30)
        return rows.run("UPDATE learners SET recovery = ? WHERE id = ?", second, second)


def test_of_two_servers_that_wait_for_each_other_both_get_it_done(two_servers):
    here, there = threading.Event(), threading.Event()
    with uncommitted(two_servers[0], Leave("nobody")):  # together with one that has nothing to do with it
        crossing = [
            two_servers[0].write(Crossing(("ann", "bob"), here, there)),
            two_servers[0].write(Answer("ann 1", "key", "x", "en", 1, RIGHT)),
        ]
    crossing.append(two_servers[1].write(Crossing(("bob", "ann"), there, here)))
    assert crossing[0].result() == crossing[2].result() == 1
    assert crossing[1].result().new
    assert all(store.healthy for store in two_servers)


def test_first_answers_are_noted_in_the_order_in_which_they_are_renewed(two_servers, monkeypatch):
    """So that grading again and answering do not wait for each other."""
    store, touched = two_servers[0], []
    for place, learner in enumerate(("bob", "ann")):
        store.write(Issue(learner, "c", "a", 1, f"v{place}", "seed", "note")).result()
    each = PostgresConnection.each

    def noted(self, sql, values):
        values = list(values)
        if "INTO firsts" in sql:
            touched.append([tuple(one for one in row if one in ("ann", "bob", "q", "a")) for row in values])
        return each(self, sql, values)

    monkeypatch.setattr(PostgresConnection, "each", noted)
    variants = ["v0", "bob 1", "ann 1", "v1"]
    with uncommitted(store, Leave("nobody")):
        futures = [store.write(Answer(variant, "key", "x", "en", 1, RIGHT)) for variant in variants]
    attempts = [future.result().attempt for future in futures]
    store.write(AddGrades([(attempt, GradeRow("g2", "wrong", 0.0, None)) for attempt in attempts])).result()
    assert touched == [
        [("a", "ann"), ("q", "ann"), ("a", "bob"), ("q", "bob")],
        [("ann", "a"), ("ann", "q"), ("bob", "a"), ("bob", "q")],
    ]


def test_the_first_answer_is_the_same_whichever_server_commits_first(two_servers, monkeypatch):
    note, reached, door = learning.note_firsts, threading.Event(), threading.Event()

    def late(rows, answers):
        if answers and answers[0][1] == 1:
            reached.set()
            door.wait(30)
        note(rows, answers)

    monkeypatch.setattr(learning, "note_firsts", late)
    first = two_servers[0].write(Answer("ann 1", "key", "x", "en", 1, RIGHT))
    assert reached.wait(30)
    second = two_servers[1].write(Answer("ann 2", "key", "x", "ru", 2, GradeRow("g1", "wrong", 0.0, "m"))).result()
    door.set()
    assert first.result().attempt < second.attempt
    found = two_servers[0].read(lambda rows: rows.all("SELECT attempt, lang, score, mistake, tries FROM firsts"))
    assert found == [(first.result().attempt, "en", 1.0, None, 2)]
