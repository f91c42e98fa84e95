"""Name the version of the grader of a question: the same name means the same grades."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from xentlib.course import Course

_LIBRARY = Path(__file__).parents[1]
_JUDGES = ("examples", "expand.py", "expressions.py", "losses", "numbers", "pictures.py", "quiz", "training")


def grader(course: Course, question_id: str) -> str:
    """Return the digest of a question's file and of all that judges in the library: 16 hexadecimal digits."""
    content = (course.root / "quizzes" / f"{question_id}.md").read_bytes()
    return hashlib.sha256(_library() + content).hexdigest()[:16]


@cache
def _library() -> bytes:
    digest = hashlib.sha256()
    for name in _JUDGES:
        place = _LIBRARY / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            content = path.read_bytes()
            digest.update(f"{path.relative_to(_LIBRARY).as_posix()} {len(content)}\n".encode() + content)
    return digest.digest()
