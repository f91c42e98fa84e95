"""Grade a range of stored answers again: what one worker does, on any process or machine that has the same course."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import StoreError, XentError
from xentlib.quiz import Key, Question, judge, question_ids, read_question
from xentlib.quiz.grader import grader
from xentlib.quiz.typed import answer_to
from xentlib.quiz.vary import key_again
from xentlib.store import open_store
from xentlib.store.regrades import Regrade, fingerprint
from xentlib.store.report import graded_between
from xentlib.store.rows import as_typed

KEPT_KEYS = 8192
"""So many compiled keys a worker keeps: the answers to variants with one note share a key."""

Outcome = tuple[str, str, float, str | None]  # grader, verdict, score, mistake
Told = tuple[str, str | None]  # verdict and mistake


@dataclass(frozen=True)
class Range:
    """The answers with ids from `first` to `last` of the store at `place`, for the course at `root`.

    `version` names all graders of the course; a worker that has others refuses.
    """

    place: str
    root: Path
    version: str
    first: int
    last: int


@dataclass
class Graded:
    """What came of a range, with its fingerprint; `changed` has attempt and learner of each answer that changes."""

    first: int
    last: int
    fingerprint: tuple[int, int]
    seen: int = 0
    current: int = 0  # had a grade of the current grader
    grades: list[Regrade] = field(default_factory=list)
    changed: dict[tuple[str, Told, Told], list[tuple[int, str]]] = field(default_factory=dict)
    failed: dict[tuple[str, str], int] = field(default_factory=dict)  # by question and reason


def grade_range(work: Range) -> Graded:
    """Read a range and grade it; nothing is written here."""
    desk = _desk(work.root, version_of(work.root))
    if desk.version != work.version:
        raise StoreError("a worker has another version of the course or of xent; give it the same and start it again")
    with closing(open_store(work.place, read_only=True)) as store:
        rows, seen = store.read(
            lambda rows: (graded_between(rows, work.first, work.last), fingerprint(rows, work.first, work.last))
        )
    graded = Graded(work.first, work.last, seen, len(rows))
    for attempt, learner, question, note, answer, lang, place, old, verdict, score, mistake in rows:
        outcome = desk.grade(question, note, answer, lang, old)
        if outcome is None:
            graded.current += 1
        elif isinstance(outcome, str):
            graded.failed[question, outcome] = graded.failed.get((question, outcome), 0) + 1
        else:
            graded.grades.append((attempt, place + 1, *outcome))
            if outcome[1:] != (verdict, score, mistake):
                change = (question, (verdict, mistake), (outcome[1], outcome[3]))
                graded.changed.setdefault(change, []).append((attempt, learner))
    return graded


@lru_cache(maxsize=16)
def version_of(root: Path) -> str:
    """Return one name for the graders of all questions."""
    course = Course(root)
    graders = [f"{question} {grader(course, question)}" for question in question_ids(course)]
    return hashlib.sha256("\n".join(graders).encode()).hexdigest()


@lru_cache(maxsize=4)
def _desk(root: Path, version: str) -> _Desk:
    course = Course(root)
    return _Desk(course, version, frozenset(course.questions()))


@dataclass
class _Compiled:
    """What the answers to a variant are judged with, and the outcomes so far by answer and language."""

    key: Key
    order: tuple[str, ...]
    outcomes: dict[tuple[str, str], Outcome | str] = field(default_factory=dict)


@dataclass
class _Desk:
    """The questions and keys that a worker has at hand. Where there is no such thing, there stands why."""

    course: Course
    version: str
    known: frozenset[str]  # the files of questions there are
    questions: dict[str, tuple[Question, str] | str] = field(default_factory=dict)
    keys: dict[str, _Compiled | str] = field(default_factory=dict)  # by note

    def grade(self, question_id: str, note: str, answer: str, lang: str, old: str) -> Outcome | str | None:
        """Return the outcome; None where the `old` grader is the current one, or the reason why it cannot be had."""
        found = self.questions.get(question_id)
        if found is None:
            found = self.questions[question_id] = self._read(question_id)
        if isinstance(found, str):
            return found
        question, name = found
        if old == name:
            return None
        place = note if note.startswith(question_id) else f"{question_id}\n{note}"
        compiled = self.keys.get(place)
        if compiled is None:
            if len(self.keys) >= KEPT_KEYS:
                self.keys.clear()
            compiled = self.keys[place] = _compiled(question, note)
        if isinstance(compiled, str):
            return compiled
        outcome = compiled.outcomes.get((answer, lang))
        if outcome is None:
            outcome = compiled.outcomes[answer, lang] = _outcome(question, name, compiled, answer, lang)
        return outcome

    def _read(self, question_id: str) -> tuple[Question, str] | str:
        """Return a question with the name of its grader."""
        if f"{question_id}.md" not in self.known:
            return "the course no longer has this question"
        try:
            name = grader(self.course, question_id)  # first: of two versions the older, which is graded again
            return read_question(self.course, question_id, SOURCE_LANGUAGE), name
        except XentError as error:
            return str(error)


def _compiled(question: Question, note: str) -> _Compiled | str:
    try:
        return _Compiled(*key_again(question, note))
    except XentError as error:
        return _reason(str(error), note)
    except Exception as error:  # a mended example may want other inputs, and whatever it raises then is the reason
        return _reason(f"{type(error).__name__}: {error}", note)


def _outcome(question: Question, name: str, compiled: _Compiled, answer: str, lang: str) -> Outcome | str:
    try:
        grade = judge(compiled.key, answer_to(question, compiled.order, as_typed(answer), by_id=False), lang)
    except XentError as error:  # of the answer's language
        return str(error)
    return name, grade.verdict, grade.score, grade.mistake


def _reason(message: str, note: str) -> str:
    """Leave the inputs out: they are other ones in each variant, and a reason is counted."""
    start, end = note.find("{"), note.rfind("}") + 1
    return message.replace(note[start:end], "…") if start >= 0 else message
