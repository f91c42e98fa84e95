"""Grade all stored answers again, by the graders as they are now: new grades beside the old ones.

    with process_pool(2) as pool:
        summary = regrade("build/xent.db", store, course, pool)

Workers read and judge ranges of ids, this process alone writes. Doing it again finds nothing to do, and after an
interruption it does the rest.
"""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import active_children, get_context

from xentlib.classroom.grading import Graded, Range, Told, grade_range, version_of
from xentlib.course import Course
from xentlib.errors import ToolError
from xentlib.proof.prove import end_with_parent, without_interrupts
from xentlib.store import Store, reads
from xentlib.store.regrades import AddRegrades

RANGE = 10_000  # answers that one task grades
AHEAD = 8  # tasks that are under way, or written, at the same time


@dataclass(frozen=True)
class Change:
    """Answers to a question that were one thing and are another, and how many learners gave them."""

    question: str
    before: Told
    after: Told
    attempts: int
    learners: int


@dataclass(frozen=True)
class Failure:
    """Answers that cannot be graded again, and why; their old grades stand."""

    question: str
    reason: str
    attempts: int


@dataclass(frozen=True)
class Regraded:
    """What came of it: answers seen, those that had a current grade, new grades (written unless it was a dry run)."""

    seen: int
    current: int
    graded: int
    changes: tuple[Change, ...]
    failures: tuple[Failure, ...]


def regrade(
    place: str,
    store: Store,
    course: Course,
    executor: Executor,
    *,
    dry_run: bool = False,
    size: int = RANGE,
    progress: Callable[[int, int], None] | None = None,
) -> Regraded:
    """Grade every answer of the store at `place` that has no grade of the current grader.

    `progress` is told how many ids are done, of how many. Raises StoreError; what was written until then stays.
    """
    last = store.read(reads.last_attempt)
    version = version_of(course.root)
    ranges = (
        Range(place, course.root, version, first, min(first + size - 1, last)) for first in range(1, last + 1, size)
    )
    total = _Total()
    written: deque[Future[int]] = deque()
    for number, graded in enumerate(_in_order(executor, ranges), start=1):
        total.add(graded)
        if graded.grades and not dry_run:
            written.append(store.write(_written(graded)))
        while len(written) > (AHEAD if number * size < last else 0):
            written.popleft().result()
        if progress:
            progress(min(number * size, last), last)
    return total.summary()


def _written(graded: Graded) -> AddRegrades:
    changed = [attempt for answers in graded.changed.values() for attempt, _learner in answers]
    return AddRegrades(graded.first, graded.last, graded.fingerprint, graded.grades, changed)


def _in_order(executor: Executor, ranges: Iterator[Range]) -> Iterator[Graded]:
    """Yield the results in the order of the ranges, some tasks ahead; at the end, what has not begun is called off."""
    waiting = deque(executor.submit(grade_range, work) for work in islice(ranges, AHEAD))
    try:
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(executor.submit(grade_range, work) for work in islice(ranges, 1))
    finally:
        for future in waiting:
            future.cancel()


@dataclass
class _Total:
    seen: int = 0
    current: int = 0
    graded: int = 0
    changed: dict[tuple[str, Told, Told], list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, graded: Graded) -> None:
        self.seen += graded.seen
        self.current += graded.current
        self.graded += len(graded.grades)
        for change, answers in graded.changed.items():
            self.changed[change] += answers
        for failure, count in graded.failed.items():
            self.failed[failure] += count

    def summary(self) -> Regraded:
        changes = [
            Change(question, before, after, len(answers), len({learner for _attempt, learner in answers}))
            for (question, before, after), answers in self.changed.items()
        ]
        failures = [Failure(question, reason, count) for (question, reason), count in self.failed.items()]
        return Regraded(
            *(self.seen, self.current, self.graded),
            tuple(sorted(changes, key=lambda one: (one.question, -one.attempts, str(one.before), str(one.after)))),
            tuple(sorted(failures, key=lambda one: (one.question, one.reason))),
        )


@contextmanager
def process_pool(jobs: int | None = None) -> Iterator[Executor]:
    """Give an executor of so many processes, one for each core by default; Ctrl-C ends them without a word."""
    jobs = jobs or os.cpu_count() or 1
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=end_with_parent)
    before = active_children()
    try:
        with without_interrupts():
            pool.submit(os.getpid)  # so that the processes begin, deaf to Ctrl-C
        yield pool
    except BaseException:
        for worker in active_children():
            if worker not in before:
                worker.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def dask_pool(address: str) -> Iterator[Executor]:
    """Give an executor of a dask cluster, by the address of its scheduler. Raises ToolError where it cannot be had."""
    try:
        from dask.distributed import Client
    except ImportError:
        raise ToolError("dask.distributed: not installed; it comes with: pip install --editable '.[cluster]'") from None
    try:
        client = Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ToolError(f"{address}: no dask scheduler answers ({error})") from None
    try:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]  # reading a store twice may give two results
    finally:
        client.close()  # type: ignore[no-untyped-call]
