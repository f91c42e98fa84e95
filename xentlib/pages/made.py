"""What earlier builds made of the questions: kept until the question, its words or the code change.

A question in a language is made of its file, its translation, the words of the interface and the code of this library,
in which its example stands. All that a page needs of it is kept, so it is not even read.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from xentlib import formulas
from xentlib.catalogs.interface import INTERFACE
from xentlib.course import Course
from xentlib.kept import Kept
from xentlib.pages.question import QuestionView, VariantView

PACKAGES = ("babel", "jinja2", "markdown", "numpy")


@dataclass(frozen=True)
class Made:
    """A question of a page: its HTML, the characters of its formulas, and what a build says of its translation."""

    level: int
    view: QuestionView
    characters: str
    note: str

    @property
    def id(self) -> str:
        return self.view.id

    @classmethod
    def read(cls, text: str) -> Made:
        """Return what `str(made)` says."""
        data = json.loads(text)
        view = data.pop("view")
        view["variants"] = tuple(_variant(one) for one in view["variants"])
        return cls(**data, view=QuestionView(**view))

    def __str__(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def _variant(data: dict[str, Any]) -> VariantView:
    options = tuple((option, html) for option, html in data["options"])
    return replace(VariantView(**data), options=options, labels=tuple(data["labels"]))


@dataclass(frozen=True)
class MadeQuestions:
    """The questions that earlier builds of a course made, in its folder for caches."""

    course: Course

    def get(self, question_id: str, language: str) -> Made | None:
        """Return what was made of a question as it is now, if anything."""
        if f"{question_id}.md" not in self._questions:
            return None
        text = self._kept.get(_name(question_id, language), self._digest(question_id, language))
        return None if text is None else Made.read(text)

    def put(self, made: Made) -> None:
        language = made.view.language
        self._kept.put(_name(made.id, language), self._digest(made.id, language), str(made))

    def prune(self) -> None:
        """Remove what belongs to no question of the course, or to no language."""
        ids = [path.removesuffix(".md") for path in self._questions]
        self._kept.only({_name(one, language.code) for one in ids for language in self.course.languages})

    @cached_property
    def _questions(self) -> tuple[str, ...]:
        return self.course.questions()

    @cached_property
    def _kept(self) -> Kept:
        library = Path(__file__).parents[1]
        code = sorted(path for path in library.rglob("*.*") if path.suffix in (".py", ".js", ".cjs", ".jinja"))
        tools = (platform.python_version(), *(version(name) for name in PACKAGES))
        made_of = _digest([*code, formulas.settings_digest(self.course.root), *tools])
        return Kept(self.course.cache / "questions", made_of)

    def _digest(self, question_id: str, language: str) -> str:
        """Return a digest of the files that a question is made of."""
        course = self.course
        catalogs = (course.po(language, name) for name in (f"quizzes/{question_id}", INTERFACE))
        return _digest([course.quizzes / f"{question_id}.md", *catalogs])


def _name(question_id: str, language: str) -> str:
    return f"{language}/{question_id}.json"


def _digest(parts: Iterable[Path | str]) -> str:
    """Digest the contents of files, none where there is none, and texts."""
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part.read_bytes() if part.is_file() else b""
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()
