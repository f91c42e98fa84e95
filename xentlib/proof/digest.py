"""Digests of published variants: a change that would change what a stored seed asks must not go unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from xentlib.course import Course
from xentlib.errors import ContentError
from xentlib.files import replace_file
from xentlib.quiz import Variant
from xentlib.quiz.vary import numbers_in

PUBLISHED_VARIANTS = 20
_DIGITS = 8  # what differs beyond differs between processors too


def published_path(course: Course) -> Path:
    return course.quizzes / "published.json"


def read_published(course: Course) -> dict[str, str]:
    """Return the digests that the repository holds, by question. Raises ContentError where the file makes no sense."""
    path = published_path(course)
    if not path.is_file():
        return {}
    try:
        digests = json.loads(course.read(path))
    except json.JSONDecodeError as error:
        raise ContentError(f"not valid JSON: {error.msg}", course.relative(path), error.lineno) from None
    except (RecursionError, ValueError):
        raise ContentError("not valid JSON: nested too deeply, or a number too long", course.relative(path)) from None
    if not isinstance(digests, dict) or not all(isinstance(value, str) for value in digests.values()):
        raise ContentError("expected the digest of each question", course.relative(path))
    return digests


def record_published(course: Course, fresh: Mapping[str, str]) -> None:
    """Put these digests beside those of the other questions; those of questions that are gone are dropped."""
    known = {path.removesuffix(".md") for path in course.questions()}
    digests = {name: value for name, value in {**read_published(course), **fresh}.items() if name in known}
    text = json.dumps(dict(sorted(digests.items())), indent=2) + "\n"
    replace_file(published_path(course), text.encode())


def digest(variants: Sequence[Variant]) -> str:
    """Return a digest of what the first variants ask: inputs, key, the numbers shown. Words may change."""
    rows = [
        [variant.note, _rounded(variant.key.data()), numbers_in(variant.prompt), [*_numbers(variant.options)]]
        for variant in variants[:PUBLISHED_VARIANTS]
    ]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()[:16]


def _numbers(options: Iterable[tuple[str, str]]) -> Iterable[list[str]]:
    return (numbers_in(text) for _option, text in options)


def _rounded(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _rounded(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_rounded(value) for value in data]
    try:
        return f"{Decimal(data):.{_DIGITS}g}" if isinstance(data, str) else data
    except ArithmeticError:
        return data  # an id, not a number
