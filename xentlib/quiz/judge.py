"""Judge an answer by its key: the same verdict in the page, in the terminal and in the service.

A key is compiled once, when a variant is made. The page judges with `key_data` and content/theme/assets/quiz.js, which
must give the same verdicts.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from xentlib.quiz.chosen import ChoiceKey, ChoicesKey, OrderKey
from xentlib.quiz.grade import Grade
from xentlib.quiz.numeric import NumberKey, VectorKey

Key: TypeAlias = NumberKey | VectorKey | ChoiceKey | ChoicesKey | OrderKey


def judge(key: Key, answer: str, language: str) -> Grade:
    """Judge what was typed, or the ids of the options that were chosen, with spaces between them.

    Right, then each mistake, then near, then a bare percentage: the first that holds.

    >>> from decimal import Decimal
    >>> from xentlib.quiz.numeric import Part
    >>> part = Part(Decimal("0.5"), (Decimal("0.495"), Decimal("0.505")), ((Decimal("0.45"), Decimal("0.55")),))
    >>> half = NumberKey(part, "0.50", {"doubled": (Decimal("0.99"), Decimal("1.01"))})
    >>> [judge(half, answer, "ru").verdict for answer in ("0,505", "0,51", "1", "7", "seven")]
    ['correct', 'near', 'mistake', 'wrong', 'unreadable']
    """
    return key.judge(answer, language)


def overlap(key: Key) -> tuple[str, str] | None:
    """Return two bands of a key that share an answer, or None: a verdict must not hang on their order."""
    return key.overlap()


def key_data(key: Key) -> dict[str, Any]:
    """Return what the page's script judges with, ready for JSON: decimals as strings, mappings as pairs."""
    return key.data()
