"""The questions that are asked, and the variants that are being answered.

A variant that was issued lies in the database as its note; the few thousand used last lie here as well, whole.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xentlib.catalogs import words
from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.numbers import Unreadable, read
from xentlib.quiz import Question, Variant, again, fresh, phrases, question_ids, read_question
from xentlib.quiz.grader import grader
from xentlib.quiz.vary import numbers_in
from xentlib.service.refusal import Refusal
from xentlib.store import VariantRow

MOST_VARIANTS = 2048
_SAMPLES = 3


class Bank:
    """The questions of a course: the English ones are read at once, the others when somebody asks for one."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.languages = tuple(language.code for language in course.languages)
        # Before the questions: one that is mended meanwhile has its older name, and its answers are graded again.
        self._graders = {one: grader(course, one) for one in question_ids(course)}
        self._questions = {(one, SOURCE_LANGUAGE): read_question(course, one, SOURCE_LANGUAGE) for one in self._graders}
        self._phrases: dict[str, dict[str, Any]] = {}
        self._inputs: dict[str, tuple[str, ...]] = {}

    @cached_property
    def all(self) -> tuple[Question, ...]:
        """All questions, in English, by lesson and id."""
        return tuple(question for (_id, language), question in self._questions.items() if language == SOURCE_LANGUAGE)

    def question(self, question_id: str, language: str) -> Question:
        """Return a question in a language. Raises Refusal where there is none."""
        found = self._questions.get((question_id, language))
        if found is None:
            if (question_id, SOURCE_LANGUAGE) not in self._questions:
                raise Refusal(404, "no_question")
            found = self._questions[question_id, language] = read_question(self.course, question_id, language)
        return found

    def grader(self, question_id: str) -> str:
        """Return the name of the grader of a question."""
        return self._graders[question_id]

    def phrases(self, language: str) -> dict[str, Any]:
        """Return what may be said of an answer."""
        if language not in self._phrases:
            self._phrases[language] = phrases(language, words(self.course, language))
        return self._phrases[language]

    def inputs(self, variant: Variant) -> dict[str, Any]:
        """Return those inputs of a variant that its prompt shows: an input may also say which option is right."""
        question = self.question(variant.question.id, SOURCE_LANGUAGE)
        names = self._inputs.get(question.id)
        if names is None:
            names = self._inputs[question.id] = _shown_inputs(question)
        return {name: variant.inputs[name] for name in names}


def _shown_inputs(question: Question) -> tuple[str, ...]:
    """Return the names of the inputs whose numbers stand in the prompts of a few variants."""
    if not question.numeric:
        return ()
    names: set[str] | None = None
    for sample in range(_SAMPLES):
        variant = fresh(question, f"inputs {sample}")
        shown = [read(one, question.language) for one in numbers_in(variant.prompt)]
        known = {float(one.value) for one in shown if not isinstance(one, Unreadable)}
        found = {name for name, value in variant.inputs.items() if _in_prompt(value, known)}
        names = found if names is None else names & found
    return tuple(sorted(names or ()))


def _in_prompt(value: Any, known: set[float]) -> bool:
    parts = value if isinstance(value, tuple | list) else (value,)
    return all(isinstance(part, int | float) and not isinstance(part, bool) and float(part) in known for part in parts)


@dataclass
class Issued:
    """A variant that a learner has, in the languages in which it was looked at."""

    row: VariantRow
    ended: int | None = None  # the number of the last answer that may count, where it is over
    told: dict[str, Variant] = field(default_factory=dict)
    answers: int = 0  # so many are known here to be stored

    @property
    def over(self) -> bool:
        return self.ended is not None

    def end(self, n: int) -> None:
        """Note that it is over since the n-th answer."""
        self.ended = n if self.ended is None else min(n, self.ended)

    def variant(self, bank: Bank, language: str) -> Variant:
        """Return it in a language. Raises ContentError where the question has changed too much."""
        if language not in self.told:
            question = bank.question(self.row.question, language)
            self.told[language] = again(question, self.row.seed, self.row.note)
        return self.told[language]


class Desk:
    """The variants that were used last, by id."""

    def __init__(self, most: int = MOST_VARIANTS) -> None:
        self._most = most
        self._issued: OrderedDict[str, Issued] = OrderedDict()

    def get(self, identity: str) -> Issued | None:
        found = self._issued.get(identity)
        if found is not None:
            self._issued.move_to_end(identity)
        return found

    def put(self, issued: Issued) -> Issued:
        """Keep it; return the one that is kept already where there is one."""
        kept = self._issued.setdefault(issued.row.id, issued)
        if kept is not issued:
            kept.told.update(issued.told)
            if issued.ended is not None:
                kept.end(issued.ended)
        elif len(self._issued) > self._most:
            self._issued.popitem(last=False)
        return kept
