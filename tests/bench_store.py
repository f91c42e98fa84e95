"""Measure the store: `make bench`. Durable answers each second, and how many rows a bare executemany gets in.

No test: the numbers depend on the machine. The ratios, of one run, depend less on it.
"""

import argparse
import contextlib
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

import postgres

from xentlib.store import Answer, GradeRow, Issue, Reveal, open_store, reads

GRADE = GradeRow("0123456789abcdef", "mistake", 0.0, "took-the-difference")
LEARNERS = 1000
WAITING = 64


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=40_000, help="answers of each case (default 40000)")
    answers = parser.parse_args().answers
    with tempfile.TemporaryDirectory() as folder:
        bare = bare_sqlite(Path(folder), answers)
        measure("SQLite", str(Path(folder) / "xent.db"), answers, bare)
    if not postgres.binaries():
        return
    server = postgres.Server(postgres.binaries(), durable=True)
    try:
        server.start()
        bare = bare_postgres(server.url, answers)
        measure("PostgreSQL", server.url, answers, bare)
    finally:
        server.remove()


def measure(name, place, answers, bare):
    print(f"{name:12} bare executemany in groups of {WAITING}   {bare:9,.0f} rows/s")
    with contextlib.closing(open_store(place)) as store:
        each = answers // LEARNERS
        issues = [Issue(f"{i:032x}", None, "softmax/sum", 1, f"{i:032x}", "s" * 64, "n" * 80) for i in range(LEARNERS)]
        rate(name, "issue", store, issues, bare)
        given = [
            Answer(f"{i:032x}", f"{n:032x}", "0.6652", "en", n, GRADE) for n in range(each) for i in range(LEARNERS)
        ]
        rate(name, "answer", store, given, bare)
        rate(name, "answer again", store, given[: len(given) // 4], bare)
        rate(name, "reveal", store, [Reveal(f"{i:032x}", 1) for i in range(LEARNERS)], bare)
        begin, count = time.perf_counter(), 5000
        for number in range(count):
            store.read(lambda rows, number=number: reads.variant(rows, f"{number % LEARNERS:032x}"))
        took = time.perf_counter() - begin
        print(f"{name:12} {'read a variant, one thread':34} {count / took:9,.0f} /s")
        alone = [Answer(f"{i:032x}", "alone", "0.6652", "en", i, GRADE) for i in range(300)]
        begin = time.perf_counter()
        for answer in alone:
            store.write(answer).result()
        print(f"{name:12} {'answers one by one':34} {len(alone) / (time.perf_counter() - begin):9,.0f} /s")


def rate(name, what, store, operations, bare):
    """Write with WAITING of them under way, as so many connections would, and print the rate."""
    room = threading.Semaphore(WAITING)
    begin = time.perf_counter()
    for operation in operations:
        room.acquire()
        store.write(operation).add_done_callback(lambda future: room.release() if not future.exception() else None)
    for _place in range(WAITING):
        room.acquire()
    rate = len(operations) / (time.perf_counter() - begin)
    print(f"{name:12} {what + f', {WAITING} at once':34} {rate:9,.0f} /s   ratio {rate / bare:.2f}")


ROW = ("v" * 32, 1, "k" * 32, "0.6652", "en", 1)


def bare_sqlite(folder, answers):
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE bare (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c TEXT, d TEXT, e TEXT, f INTEGER)"
    )
    begin = time.perf_counter()
    for _group in range(answers // WAITING):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO bare (a, b, c, d, e, f) VALUES (?, ?, ?, ?, ?, ?)", [ROW] * WAITING)
        connection.execute("COMMIT")
    connection.close()
    return answers / (time.perf_counter() - begin)


def bare_postgres(url, answers):
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE bare (id SERIAL PRIMARY KEY, a TEXT, b INTEGER, c TEXT, d TEXT, e TEXT, f BIGINT)"
        )
        begin = time.perf_counter()
        for _group in range(answers // WAITING):
            with connection.transaction():
                sql = "INSERT INTO bare (a, b, c, d, e, f) VALUES (%s, %s, %s, %s, %s, %s)"
                connection.cursor().executemany(sql, [ROW] * WAITING)
        took = time.perf_counter() - begin
        connection.execute("DROP TABLE bare")
    return answers / took


if __name__ == "__main__":
    main()
