"""Read what people type for an option: its number as shown or, where the answer is no secret, its id."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xentlib.quiz.question import Question
from xentlib.quiz.vary import Variant

_LONGEST = 1000  # characters
_BETWEEN = re.compile(r"[\s,;、]+")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # １ and ， as a Chinese keyboard types them


def answer_of(variant: Variant, typed: str, *, by_id: bool = True) -> str:
    """Return what `judge` judges: numbers as they were typed, options by their ids, or "" where none is meant.

    Options are named by the numbers beside them or by their ids, with spaces or commas between several of them. A
    number wins over an id that looks like one. Without `by_id` an id names nothing: it stands in the question's file,
    and may say which picture is which.
    """
    return answer_to(variant.question, [option for option, _text in variant.options], typed, by_id=by_id)


def answer_to(question: Question, ids: Sequence[str], typed: str, *, by_id: bool = True) -> str:
    """Return the same for a question whose options are shown in the order of `ids`."""
    if question.numeric:
        return typed
    if len(typed) > _LONGEST:
        return ""
    words = [word for word in _BETWEEN.split(typed.translate(_NARROW)) if word]
    numbered = {str(place): option for place, option in enumerate(ids, start=1)}
    chosen = [numbered.get(word, word if by_id else "") for word in words]
    single = question.kind in ("choice", "bug")
    if not set(chosen) <= set(ids) or (single and len(chosen) != 1):
        return ""
    return " ".join(chosen)
