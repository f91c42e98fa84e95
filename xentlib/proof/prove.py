"""Prove questions side by side, each in a process of its own, and report on each."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path

from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import XentError
from xentlib.numbers import show
from xentlib.proof.digest import digest, read_published
from xentlib.proof.points import POINTS, place_of_right
from xentlib.proof.trial import Finding, Trial, make_trial
from xentlib.quiz import ChoiceKey, ChoicesKey, NumberKey, OrderKey, VectorKey
from xentlib.quiz.vary import drafts

MOST_FINDINGS = 20
"""Of one point and question: a mistake in a template shows for every seed."""


@dataclass(frozen=True)
class Report:
    """What the variants of one question look like as a whole."""

    keys: str
    places: Mapping[int, int] = field(default_factory=dict)  # of the right option, from 1
    passed_over: Mapping[str, int] = field(default_factory=dict)  # draws that were no good, by reason
    draws: int = 0


@dataclass(frozen=True)
class Result:
    """What came of one question."""

    question: str
    seconds: float
    variants: int
    answers: int
    findings: tuple[Finding, ...]
    report: Report
    digest: str


def prove(
    course: Course, question_ids: Sequence[str], *, seeds: int, languages: Sequence[str] = (), jobs: int | None = None
) -> Iterator[Result]:
    """Try every point on these questions for seeds 1 to `seeds`; yield each result as soon as it is there.

    `languages` are codes, all of the course where none is named. A question that cannot be read or varied is a finding.
    """
    codes = list(languages) or [language.code for language in course.languages]
    published = read_published(course)
    work = [(course.root, name, seeds, codes, published.get(name)) for name in question_ids]
    jobs = min(jobs or os.cpu_count() or 1, len(work))
    if jobs <= 1:
        yield from (_prove_one(*one) for one in work)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=end_with_parent) as pool:
        try:
            with without_interrupts():
                futures = [pool.submit(_prove_one, *one) for one in work]
            for done in as_completed(futures):
                yield done.result()
        except BaseException:
            for worker in active_children():
                worker.terminate()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait; processes that begin meanwhile never hear of it, and are ended by this one."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_parent() -> None:
    """Have this process end as soon as the one that started it has, however that came about."""

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _prove_one(root: Path, question_id: str, seeds: int, languages: list[str], published: str | None) -> Result:
    start = time.perf_counter()
    try:
        trial = make_trial(Course(root), question_id, range(1, seeds + 1), languages, published)
    except XentError as error:
        finding = Finding(question_id, "variants", str(error))
        return Result(question_id, time.perf_counter() - start, 0, 0, (finding,), Report("none"), "")
    findings: list[Finding] = []
    for function in POINTS.values():
        found = [finding for finding, _ in zip(function(trial), range(MOST_FINDINGS), strict=False)]
        findings += found
    return Result(
        question=question_id,
        seconds=time.perf_counter() - start,
        variants=sum(map(len, trial.variants.values())),
        answers=trial.answers,
        findings=tuple(findings),
        report=report(trial),
        digest=digest(trial.english),
    )


def report(trial: Trial) -> Report:
    """Look at the English variants as a whole."""
    places = Counter(place_of_right(one) + 1 for one in trial.english if isinstance(one.key, ChoiceKey))
    passed_over: Counter[str] = Counter()
    draws = 0
    for variant in trial.english:
        for draft in drafts(trial.question, variant.seed):
            draws += 1
            if draft.inputs == variant.inputs:
                break
            passed_over[draft.clash or "the texts clash"] += 1
    return Report(_keys(trial), dict(sorted(places.items())), dict(passed_over.most_common()), draws)


def _keys(trial: Trial) -> str:
    """Tell the distribution of the keys in a line."""
    keys = [variant.key for variant in trial.english]
    if isinstance(keys[0], NumberKey | VectorKey):
        values = sorted(
            part.value
            for key in keys
            if isinstance(key, NumberKey | VectorKey)
            for part in ((key.part,) if isinstance(key, NumberKey) else key.parts)
        )
        quarters = [values[len(values) * quarter // 4 - (quarter == 4)] for quarter in range(5)]
        return " · ".join(show(value, SOURCE_LANGUAGE) for value in quarters)
    told = Counter(" ".join(key.right_ids) for key in keys if isinstance(key, ChoiceKey | ChoicesKey | OrderKey))
    return ", ".join(f"{right}: {count}" for right, count in told.most_common())
