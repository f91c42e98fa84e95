"""Choose the questions of a session, and their variants."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count, islice, zip_longest

from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.draws import Draws
from xentlib.errors import InputError
from xentlib.quiz import Question, question_ids, read_question, vary
from xentlib.session.state import Asked, Session, digest

_SEEDS = 999_999


def choose(
    course: Course, language: str, *, count: int, seed: str, lesson: str = "", kinds: Sequence[str] = ()
) -> Session:
    """Return a session of `count` variants, from easy to hard, the lessons mixed and each as often as the others.

    A question comes back, with other numbers, only when all have been asked. Raises ContentError for an unknown lesson,
    InputError where no question is of these kinds.
    """
    questions = [read_question(course, one, SOURCE_LANGUAGE) for one in question_ids(course, lesson)]
    fitting = [question for question in questions if not kinds or question.kind in kinds]
    if not fitting:
        known = ", ".join(sorted({question.kind for question in questions}))
        raise InputError("kind", ", ".join(kinds), f"one of those asked here: {known}")
    draws = Draws("session", seed)
    chosen = list(islice(_rounds(fitting, draws), count))
    chosen.sort(key=lambda question: question.level)
    asked = []
    for place, question in enumerate(chosen):
        variant = vary(question, draws.integer(f"seed[{place}]", 1, _SEEDS))
        asked.append(Asked(question.id, variant.seed, digest(variant)))
    return Session(language, seed, tuple(asked))


def _rounds(questions: Sequence[Question], draws: Draws) -> chain[Question]:
    """Yield all questions in turn, for ever: one of each lesson, then the next of each."""
    return chain.from_iterable(_round(questions, draws, turn) for turn in count())


def _round(questions: Sequence[Question], draws: Draws, turn: int) -> list[Question]:
    lessons = sorted({question.lesson for question in questions})
    columns = [
        draws.shuffled(f"{lesson}[{turn}]", [question for question in questions if question.lesson == lesson])
        for lesson in draws.shuffled(f"lessons[{turn}]", lessons)
    ]
    return [question for row in zip_longest(*columns) for question in row if question is not None]
