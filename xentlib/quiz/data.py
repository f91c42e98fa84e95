"""A variant and a grade as data for JSON: one shape for all kinds of questions, for the terminal and for the service.

A variant, always:

    question   "softmax/one-probability"        prompt     Markdown with TeX
    lesson     "softmax"                        options    [{"number": 1, "text": Markdown}, …], or []
    kind       number, vector, step, choice,    labels     [Markdown, …], a name for each number of a vector, or []
               bug, choices or order            count      how many numbers the answer has; 0: it is made of options
    level      1, 2 or 3                        hint       Markdown, or ""
    lang       "ru"

and with its key also what would give the answer away:

    seed       "7"                              solution   Markdown
    note       equal for equal variants         feedback   {id of a mistake: Markdown, …}
    key        see judge.key_data               ids        [id, …] of the options, in their order

A grade: verdict, score from 0 to 1, read, mistake, reason, arguments, feedback (Markdown, or null).
"""

from __future__ import annotations

from typing import Any

from xentlib.quiz.grade import Grade
from xentlib.quiz.judge import key_data
from xentlib.quiz.numeric import VectorKey
from xentlib.quiz.vary import Variant


def variant_data(variant: Variant, *, key: bool) -> dict[str, Any]:
    """Return a variant ready for JSON; without `key`, nothing in it tells the answer.

    An option has its number and no id there, for an id may say `right`; `typed.answer_of` reads the number.
    """
    question = variant.question
    data = {
        "question": question.id,
        "lesson": question.lesson,
        "kind": question.kind,
        "level": question.level,
        "lang": question.language,
        "prompt": variant.prompt,
        "options": [{"number": place, "text": text} for place, (_id, text) in enumerate(variant.options, start=1)],
        "labels": [*variant.labels],
        "count": count_of(variant),
        "hint": variant.hint,
    }
    if not key:
        return data
    return data | {
        "seed": variant.seed,
        "note": variant.note,
        "key": key_data(variant.key),
        "solution": variant.solution,
        "feedback": dict(variant.feedback),
        "ids": [option for option, _text in variant.options],
    }


def grade_data(grade: Grade, variant: Variant) -> dict[str, Any]:
    """Return a grade of an answer to this variant, ready for JSON, with the feedback in the variant's language."""
    return {
        "verdict": grade.verdict,
        "score": grade.score,
        "read": grade.read,
        "mistake": grade.mistake,
        "reason": grade.reason,
        "arguments": dict(grade.arguments),
        "feedback": variant.feedback.get(grade.mistake) if grade.mistake else None,
    }


def count_of(variant: Variant) -> int:
    """Return how many numbers the answer has; 0 where it is made of options."""
    if isinstance(variant.key, VectorKey):
        return len(variant.key.parts)
    return 1 if variant.question.numeric else 0
