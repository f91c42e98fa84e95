"""What goes wrong around a whole server: it is killed, its disk is full, its database is locked or away, a crowd comes.

The rule is always the same: what was acknowledged is there, once; what was not is asked for again under its key.
"""

import asyncio
import contextlib
import os
import random
import resource
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from itertools import count

import pytest
from browsers import Browser
from learners import SERVER, Gone, Learner, Server, limited
from support import ROOT

from xentlib.service import Service, Site, create_app, routes
from xentlib.store import open_store, reads

QUESTION = "softmax/one-probability"
KILLS = int(os.environ.get("XENT_KILLS", "3"))
"""So often a server under load is killed; make it 100 for a proof."""

CROWD = int(os.environ.get("XENT_CROWD", "300"))
"""So many learners come at once."""


def stored(place):
    """Return what lies in the database: variant, key, answer and number of each answer."""
    with contextlib.closing(open_store(place)) as store:
        rows = store.read(lambda rows: rows.all("SELECT variant, client_key, answer, n FROM attempts"))
        if not place.startswith("postgresql"):
            assert store.read(lambda rows: rows.all("PRAGMA integrity_check")) == [("ok",)]
    return rows


class Load:
    """Learners who answer without a pause. Every answer is a text of its own, so that one stored twice is seen.

    `acknowledged` is what the server said to be stored: (variant, key, answer) → n. Nobody gives up on an answer:
    what was not acknowledged is `open`, and is sent again under the same key as soon as there is a server.
    """

    def __init__(self, learners=16):
        self.acknowledged, self.open, self.replayed, self.refused = {}, {}, 0, Counter()
        self._numbers = count(1)
        self._cookies = [""] * learners
        self._variants = [None] * learners
        self._going_on = True

    async def run(self, address, until):
        """Load the server until `until` is done."""
        self._going_on = True
        learners = [asyncio.create_task(self._learn(place, address)) for place in range(len(self._cookies))]
        await until
        self._going_on = False
        await asyncio.gather(*learners)

    async def has(self, more):
        """Wait until so many more answers were acknowledged."""
        before = len(self.acknowledged)
        await asyncio.to_thread(until, lambda: len(self.acknowledged) >= before + more)

    async def _learn(self, place, address):
        async with Learner(address, self._cookies[place]) as learner:
            try:
                if self._variants[place] is None:
                    self._variants[place] = (await learner.variant(QUESTION))["id"]
                    self._cookies[place] = learner.cookie
                while self._going_on:
                    await self._answer(place, learner)
            except Gone:
                return

    async def _answer(self, place, learner):
        variant, sent = self._variants[place], self.open.get(place)
        if sent is None:
            number = next(self._numbers)
            sent = self.open[place] = variant, f"key-{number}", f"{number + 1000}.5"
        status, headers, reply = await learner.answer(*sent)
        if status == 200:
            assert reply["saved"]
            self.acknowledged[sent] = reply["n"]
            del self.open[place]
        elif (status, reply["error"]) == (409, "too_many"):
            self._variants[place] = (await learner.variant(QUESTION, after=variant))["id"]
            del self.open[place]
        else:
            assert (status, "retry-after" in headers) == (503, True), reply
            self.refused[status] += 1
            await asyncio.sleep(0.02)

    async def replay(self, address, most=50):
        """Send answers again that were acknowledged: each is told as it was, none is stored anew."""
        for place, variant in enumerate(self._variants):
            mine = [sent for sent in self.acknowledged if sent[0] == variant][-most // len(self._variants) - 1 :]
            async with Learner(address, self._cookies[place]) as learner:
                for sent in mine:
                    status, _headers, reply = await learner.answer(*sent)
                    assert (status, reply.get("n")) == (200, self.acknowledged[sent]), reply
                    self.replayed += 1

    def lost(self, rows):
        """Return what was acknowledged and is not there as it was acknowledged."""
        there = {(variant, key, answer): n for variant, key, answer, n in rows}
        return [sent for sent, n in self.acknowledged.items() if there.get(sent) != n]

    def doubled(self, rows):
        """Return the answers that are there twice, and the variants in which a number is missing or there twice."""
        answers = Counter((variant, answer) for variant, _key, answer, _n in rows)
        numbers = {}
        for variant, _key, _answer, n in rows:
            numbers.setdefault(variant, []).append(n)
        gaps = [variant for variant, found in numbers.items() if sorted(found) != [*range(1, len(found) + 1)]]
        return [answer for answer, times in answers.items() if times > 1] + gaps


def killed_again_and_again(place, load, *, before="", kills=KILLS):
    """Load a server and kill it, again and again; after each start old answers are sent once more."""
    chance = random.Random(7)  # noqa: S311  # no secret

    async def one(server):
        if not before:
            await load.replay(server.address)

        async def kill():
            await load.has(20)
            await asyncio.sleep(chance.uniform(0, 0.4))
            server.process.kill()

        await load.run(server.address, kill())

    for _kill in range(kills):
        with Server(place, before=before) as server:
            asyncio.run(one(server))
    if before:
        return
    with Server(place) as server:  # whoever was not answered asks again
        asyncio.run(load.run(server.address, load.has(50)))
        asyncio.run(load.replay(server.address))


def test_no_acknowledged_answer_is_lost_or_doubled_by_killing_the_server(place):
    load = Load()
    killed_again_and_again(place, load)
    rows = stored(place)
    assert load.replayed
    assert (load.lost(rows), load.doubled(rows), load.open) == ([], [], {})
    assert len(rows) == len(load.acknowledged)
    print(f"{place.partition(':')[0]}: {KILLS} kills, {len(rows)} acknowledged, {load.replayed} told again")


EARLY = """
import time
from xentlib.store import writer
def early(self, group):
    self._connection.begin()
    results = writer._together(self._connection, [operation for operation, _future in group])
    writer._tell([(future, result) for (_operation, future), result in zip(group, results)])
    time.sleep(0.02)
    self._connection.commit()
writer.Writer._write = early
"""
"""A server that acknowledges before COMMIT."""


def test_the_test_above_would_notice_an_answer_acknowledged_before_its_commit(tmp_path):
    place, load = str(tmp_path / "xent.db"), Load()
    for _try in range(20):
        killed_again_and_again(place, load, before=EARLY, kills=1)
        if load.lost(stored(place)):
            return
    raise AssertionError("nothing was lost")


def test_the_test_above_would_notice_an_answer_stored_twice_or_a_number_left_out():
    load = Load()
    assert load.doubled([("v", "key-1", "1.5", 1), ("v", "key-2", "2.5", 2)]) == []
    assert load.doubled([("v", "key-1", "1.5", 1), ("v", "key-2", "1.5", 2)]) == [("v", "1.5")]
    assert load.doubled([("v", "key-1", "1.5", 1), ("v", "key-2", "2.5", 3)]) == ["v"]


def until(condition):
    """Wait until something is so, for a minute at most."""
    for _try in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass")


def alive(server):
    status, _headers, health = server.ask("GET", "/healthz")
    assert (status, health["writer"]) in ((200, True), (503, False)), health
    return health["writer"]


# A disk, a lock, a server that is away


async def through(server, load, fault, mend):
    """Load a server before, during and after a fault; it has to refuse meanwhile, and to recover by itself."""

    async def happen():
        await load.has(50)
        await asyncio.to_thread(fault)
        await asyncio.to_thread(until, lambda: load.refused[503] > 20)
        status, _headers, _page = await asyncio.to_thread(server.ask, "GET", "/")
        assert status == 200  # pages are served meanwhile
        await asyncio.to_thread(until, lambda: not alive(server))  # a small write may still have found room
        await asyncio.to_thread(mend)
        await load.has(100)
        assert await asyncio.to_thread(alive, server)

    await load.run(server.address, happen())


def nothing_lost(place, load):
    rows = stored(place)
    assert (load.lost(rows), load.doubled(rows)) == ([], [])
    assert len(rows) - len(load.acknowledged) in range(len(load.open) + 1)  # the last ones were on their way


@pytest.fixture(params=["tmpfs", "limit"])
def small_disk(request, tmp_path):
    """A folder on a disk that can be made full, and functions that fill it and make room, given a server."""
    if request.param == "limit":
        wal = tmp_path / "xent.db-wal"
        kind = resource.RLIMIT_FSIZE
        limit = contextlib.ExitStack()
        fill = lambda process: limit.enter_context(limited(process, kind, wal.stat().st_size + 20_000))  # noqa: E731
        yield tmp_path, fill, lambda _process: limit.close()
        return
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("no file system may be mounted here; the other case limits the size of files")
    try:
        yield disk, lambda _process: fill_up(disk / "ballast"), lambda _process: (disk / "ballast").unlink()
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def fill_up(ballast):
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass


def test_a_full_disk_is_told_and_overcome_without_a_restart(small_disk):
    folder, fill, make_room = small_disk
    place, load = str(folder / "xent.db"), Load()
    with Server(place) as server:
        process = server.process
        asyncio.run(through(server, load, lambda: fill(process), lambda: make_room(process)))
        status, error = server.terminate()
    assert (status, "disk is full" in error) == (0, True)
    nothing_lost(place, load)


def test_a_database_that_another_process_locks_is_told_and_overcome_without_a_restart(tmp_path):
    place, load = str(tmp_path / "xent.db"), Load()
    with Server(place, before="from xentlib.store import sqlite; sqlite.BUSY = 0.2") as server:
        other = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
        with contextlib.closing(other):
            asyncio.run(through(server, load, lambda: other.execute("BEGIN IMMEDIATE"), other.rollback))
        assert server.terminate()[0] == 0
    nothing_lost(place, load)


def test_a_postgresql_that_is_away_is_told_and_overcome_without_a_restart(own_postgres):
    place, load = own_postgres.url, Load()
    with Server(place) as server:
        asyncio.run(through(server, load, own_postgres.stop, own_postgres.start))
        assert server.terminate()[0] == 0
    nothing_lost(place, load)


def test_a_server_that_is_told_to_end_under_load_stores_what_it_acknowledged_and_ends(place):
    load = Load()
    with Server(place) as server:

        async def end():
            await load.has(100)
            server.process.terminate()

        asyncio.run(load.run(server.address, end()))
        _out, error = server.process.communicate(timeout=20)
    assert (server.process.returncode, error) == (0, "")
    nothing_lost(place, load)


def test_a_second_server_on_a_file_is_refused_in_one_line(tmp_path):
    place = str(tmp_path / "xent.db")
    with Server(place) as server:
        command = [sys.executable, "-c", SERVER, "", place]
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        holder = f"is in use by process {server.process.pid} "
        assert (second.returncode, second.stdout, second.stderr.count("\n")) == (1, "", 1)
        assert holder in second.stderr
        assert server.ask("GET", "/")[0] == 200


def test_a_crowd_that_comes_at_once_is_answered(place):
    """The server may open no more files than many systems allow at first, and lifts that itself."""
    answers = 3

    async def learn(address, number):
        async with Learner(address) as learner:
            variant = (await learner.variant(QUESTION))["id"]
            return [(await learner.answer(variant, f"key-{n}", f"{n}.5"))[0] for n in range(answers)]

    async def crowd(address):
        return await asyncio.gather(*(learn(address, number) for number in range(CROWD)))

    before = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(7)[1]))"
    with Server(place, before=before) as server:
        assert asyncio.run(crowd(server.address)) == [[200] * answers] * CROWD
        assert server.terminate() == (0, "")
    assert Counter(n for _variant, _key, _answer, n in stored(place)) == dict.fromkeys(range(1, answers + 1), CROWD)


def test_an_answer_whose_sender_has_gone_is_stored_once_and_told_when_asked_again(tmp_path):
    place = str(tmp_path / "xent.db")

    async def vanish(address):
        async with Learner(address) as learner:
            variant = (await learner.variant(QUESTION))["id"]
            path, body = f"/api/variants/{variant}/answers", {"key": "k", "answer": "7", "lang": "en"}
            request = learner.request("POST", path, body)
            for end in range(1, len(request) + 1, 20):
                send_and_reset(address, request[:end])
            send_and_reset(address, request)
            return [await learner.answer(variant, "k", "7") for _twice in range(2)]

    with Server(place) as server:
        replies = asyncio.run(vanish(server.address))
        assert [(status, reply["n"]) for status, _headers, reply in replies] == [(200, 1)] * 2
        assert server.terminate() == (0, "")
    assert len(stored(place)) == 1


def send_and_reset(address, request):
    with socket.create_connection(address) as connection:
        connection.sendall(request)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


@pytest.fixture
def service(course, store):
    service = Service(course, store)
    yield service
    service.close()


def test_a_clock_set_back_loses_and_reorders_nothing(service, store, monkeypatch):
    clock = iter([3_000_000, 2_000_000, 1_000_000, 0, -1])
    monkeypatch.setattr("xentlib.service.learning.now", lambda: next(clock))
    browser = Browser(create_app(Site({}), routes(service)))
    variant = browser.variant(QUESTION)
    assert [browser.answer(variant, f"{n}.5", key=f"key-{n}").json()["n"] for n in (1, 2)] == [1, 2]
    assert browser.answer(variant, "1.5", key="key-1").json()["n"] == 1
    assert browser.solution(variant).status_code == 200
    after = browser.answer(variant, "3.5", key="key-3").json()
    assert (after["n"], after["counts"]) == (3, False)
    assert [(row.n, row.arrived) for row in store.read(lambda rows: reads.attempts_of(rows, None))] == [
        (1, 3_000_000),
        (2, 2_000_000),
        (3, -1),
    ]
    progress = browser.get("/api/me/progress").json()["questions"][QUESTION]
    assert progress["tries"] == 2


def test_two_tabs_that_begin_at_once_without_a_learner_mix_nothing_up(service, store):
    """Each makes a learner, and the browser keeps one of the two cookies: an answer in the other tab is refused."""
    app = create_app(Site({}), routes(service))
    tabs = [Browser(app), Browser(app)]

    async def begin():
        import httpx

        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=tabs[0].home) as client:
            return await asyncio.gather(*(client.post("/api/variants", json={"question": QUESTION}) for _tab in tabs))

    for tab, answer in zip(tabs, asyncio.run(begin()), strict=True):
        assert answer.status_code == 201
        tab.cookies, tab.began = answer.cookies, answer.json()
    first, last = tabs
    first.cookies = last.cookies
    assert first.began["id"] != last.began["id"]
    assert last.answer(last.began, "7").status_code == 200
    assert first.answer(first.began, "7").status_code == 404
    assert first.variant(QUESTION)["id"] == last.began["id"]
