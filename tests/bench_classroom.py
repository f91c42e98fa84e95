"""Measure a report on a million answers, and grading them again: `make bench`.

No test: the numbers depend on the machine. Wall clock, best of several runs, beside what the processors really did: on
a busy machine only the latter can be compared. Each answer is graded again by the key of its variant, which is compiled
once for each note: the fewer notes there are, the more answers share one.
"""

import argparse
import contextlib
import os
import random
import resource
import tempfile
import time
from functools import partial
from pathlib import Path

import postgres
from classrooms import CLASS, Pupils, typed_answers
from support import ROOT

from xentlib.classroom import regrade, report_html, report_of, texts_of
from xentlib.classroom.regrade import process_pool
from xentlib.course import Course
from xentlib.quiz import judge, question_ids, read_question, vary
from xentlib.quiz.typed import answer_of
from xentlib.store import open_store
from xentlib.store.firsts import ALL_AGAIN

TRIES = 2.5  # answers to a question by one learner
BATCH = 50_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--attempts", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--notes", type=int, nargs="*", default=[50, 5000], help="different variants of a question")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgres"])
    options = parser.parse_args()
    course = Course(ROOT)
    for kind in options.databases:
        with tempfile.TemporaryDirectory() as folder, database(kind, folder) as place:
            for notes in options.notes:
                measure(place(), course, notes, options, kind)


@contextlib.contextmanager
def database(kind, folder):
    """Give what makes places of empty databases."""
    if kind == "sqlite":
        yield lambda: str(Path(folder) / f"{time.monotonic_ns()}.db")
        return
    if not postgres.binaries():
        print("!!! PostgreSQL IS NOT INSTALLED and NOT MEASURED")
        yield None
        return
    server = postgres.Server(postgres.binaries(), durable=True)
    server.start()
    with contextlib.ExitStack() as stack:
        stack.callback(server.remove)
        yield lambda: stack.enter_context(postgres.fresh_database(server.url))


def measure(place, course, notes, options, kind):
    store = open_store(place)
    with contextlib.closing(store):
        count, learners = fill(store, course, options.attempts, notes)
        print(f"{kind}: {count:,} answers of {learners:,} learners, {notes} notes a question")
        texts = texts_of(course, "en")
        report_html(report_of(store, CLASS), texts)  # reads the questions
        best("report, numbers", options.runs, lambda: report_of(store, CLASS))
        best("report, page", options.runs, lambda: report_html(report_of(store, CLASS), texts))
        for what, dry in (("regrade, dry run", True), ("regrade", False)):
            rate(f"{what}, {options.jobs} processes", count, partial(again, place, store, course, options.jobs, dry))


def again(place, store, course, jobs, dry):
    with process_pool(jobs) as pool:
        regrade(place, store, course, pool, dry_run=dry)


def fill(store, course, attempts, notes):
    """Store answers below the operations, quickly; `firsts` as the migration makes it."""
    dice = random.Random(1)  # noqa: S311  # for a measurement
    choices = [(name, variants_of(course, name, notes)) for name in question_ids(course)]
    learners = max(5, round(attempts / TRIES / len(choices)))
    names = [f"{place:032x}" for place in range(learners)]
    pupils = Pupils(store)
    pupils.join(*names)
    connection = store._writer._connection
    variants, rows, grades, number = [], [], [], 0
    for learner in names:
        for name, made in choices:
            note, answers = dice.choice(made)
            variant = f"{dice.getrandbits(128):032x}"
            variants.append((variant, learner, CLASS, name, 1, note, "seed"))
            for n in range(1, dice.choice((1, 2, 3, 4)) + 1):
                number += 1
                typed, verdict, score, mistake = dice.choice(answers)
                rows.append((number, variant, n, f"{number:032x}", typed, dice.choice(("en", "ru", "zh")), number))
                grades.append((number, 1, "0" * 16, verdict, score, mistake))
            if len(rows) > BATCH:
                flush(connection, variants, rows, grades)
    flush(connection, variants, rows, grades)
    connection.begin()
    connection.run(ALL_AGAIN)
    connection.run("ANALYZE")
    connection.commit()
    return number, learners


def flush(connection, variants, rows, grades):
    connection.begin()
    connection.add("variants", "id, learner, class, question, n, note, seed", variants)
    connection.add("attempts", "id, variant, n, client_key, answer, lang, arrived", rows)
    connection.add("grades", "attempt, place, grader, verdict, score, mistake", grades)
    connection.commit()
    for each in (variants, rows, grades):
        each.clear()


def variants_of(course, name, count):
    """Return notes with some graded answers; beyond 200 they differ by spaces, and so have keys of their own."""
    question, made = read_question(course, name, "en"), []
    for seed in range(min(count, 200)):
        variant = vary(question, seed)
        answers = []
        for typed in typed_answers(variant):
            grade = judge(variant.key, answer_of(variant, typed), "en")
            answers.append((typed, grade.verdict, grade.score, grade.mistake))
        made.append((variant.note, answers))
    found = []
    for place in range(count):
        note, answers = made[place % len(made)]
        found.append((note + " " * (place // len(made)), answers))
    return found


def best(what, runs, function):
    found = min((timed(function) for _run in range(runs)), key=lambda seconds: seconds[0])
    print(f"  {what:34} {found[0]:8.2f} s   (processor {found[1]:.2f} s)", flush=True)


def rate(what, count, function):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall, processor = timed(function)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    workers = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = f"processors {workers:.1f} s in the workers, {processor:.1f} s in the writer, of {wall:.1f} s"
    print(f"  {what:34} {count / wall:10,.0f} answers/s   ({told})", flush=True)


def timed(function):
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    function()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    print(f"load of the machine at the start: {os.getloadavg()[0]:.1f}")
    main()
