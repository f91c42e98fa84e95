"""What a report says of a question, in one language: its name, its mistakes by their first sentence, where it is cured.

    texts = texts_of(course, "ru")
    texts.question("softmax/one-probability").mistakes["odds"]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xentlib import plaintext
from xentlib.catalogs import read_catalog, translate, typeset, words
from xentlib.course import Course
from xentlib.errors import XentError
from xentlib.files import front_matter
from xentlib.markup import PLACEHOLDER
from xentlib.quiz import Question, phrases, read_question, vary
from xentlib.session.summary import first_sentence, lesson_title

_PROGRAM = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
LONGEST_PROMPT = 160  # columns: a Chinese character takes two
_NO_SPACE = re.compile(r"(?<=[。：；？！，]) ")
EXAMPLE_SEED = "1"
"""The numbers in a sentence about a mistake are those of this variant."""


@dataclass(frozen=True)
class Cure:
    """The section of a lesson that explains a question: its page below content/, its heading's id, its heading."""

    path: str
    anchor: str
    title: str

    def href(self, language: str, top: str = "/") -> str:
        return f"{top}{language}/{self.path.removesuffix('.md')}.html#{self.anchor}"


@dataclass(frozen=True)
class QuestionText:
    """A question as a report names it; texts are plain, formulas in Unicode. One that is gone has its id alone."""

    prompt: str
    mistakes: Mapping[str, str]
    cure: Cure | None


@dataclass(frozen=True)
class Texts:
    """All that a report says in a language; a question is read when it is asked for, once."""

    course: Course
    language: str
    words: Callable[[str], str]
    known: dict[str, QuestionText] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def lesson(self, lesson: str) -> str:
        if lesson not in self.titles:
            title = lesson_title(self.course, lesson, self.language)
            self.titles[lesson] = plaintext.inline(title, self.language)
        return self.titles[lesson]

    def place(self, lesson: str) -> tuple[int, str]:
        """Return what lessons are sorted by: their order in the course, those without a page after the others."""
        pages = self.course.pages()
        page = re.compile(rf"lessons/\d+-{re.escape(lesson)}\.md")
        return next((place for place, path in enumerate(pages) if page.fullmatch(path)), len(pages)), lesson

    def question(self, question_id: str) -> QuestionText:
        if question_id not in self.known:
            self.known[question_id] = self._read(question_id)
        return self.known[question_id]

    def mistake(self, question_id: str, mistake: str) -> str:
        """Name a mistake; "" is a wrong answer that no known mistake leads to, and an unknown one keeps its id."""
        _ = self.words
        if not mistake:
            return _("Another wrong answer")
        if mistake == "percent":
            return str(phrases(self.language, self.words)["percent"])
        return self.question(question_id).mistakes.get(mistake, mistake)

    @cached_property
    def cures(self) -> Mapping[str, Cure]:
        return cures(self.course, self.language)

    def _read(self, question_id: str) -> QuestionText:
        try:
            question = read_question(self.course, question_id, self.language)
            feedback = vary(question, EXAMPLE_SEED).feedback
        except XentError:  # a question that was taken out of the course; its answers are still told
            return QuestionText(question_id, {}, None)
        mistakes = {name: plaintext.inline(first_sentence(text), self.language) for name, text in feedback.items()}
        return QuestionText(self._prompt(question), mistakes, self.cures.get(question_id))

    def _prompt(self, question: Question) -> str:
        paragraphs = _PROGRAM.sub("", question.prompt.text).split("\n\n")
        prose = (one.strip() for one in paragraphs if one.strip() and not one.lstrip().startswith(("|", "$$")))
        joined = _NO_SPACE.sub("", " ".join(prose))
        text = plaintext.inline(re.sub(PLACEHOLDER, "…", joined), self.language)
        return re.sub(r"\.?…\.?", "…", plaintext.clipped(text, LONGEST_PROMPT))


def texts_of(course: Course, language: str) -> Texts:
    """Return what reports say in a language of the course; raises ContentError for one that it does not have."""
    return Texts(course, course.language(language).code, words(course, language))


def cures(course: Course, language: str) -> dict[str, Cure]:
    """Return for each question that stands in a lesson the nearest heading above it.

    It reads the lessons as they are written; `pages.finish.places` finds the same in pages that were expanded.
    """
    found: dict[str, Cure] = {}
    for path in course.pages():
        if path.startswith("lessons/"):
            for question, cure in _in_page(course, path, language):
                found.setdefault(question, cure)
    return found


_HEADING_OR_QUESTION = re.compile(
    r'^#+ (?P<heading>.*?) *\{#(?P<anchor>[\w-]+)\} *$|^\s*\{\{\s*quiz\("(?P<question>[^"]+)"\)\s*\}\}', re.MULTILINE
)
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def _in_page(course: Course, path: str, language: str) -> list[tuple[str, Cure]]:
    catalog = read_catalog(course, language, path.removesuffix(".md"))
    text = translate(course.read(course.content / path), catalog, mark=False).text
    body = typeset(_FENCED.sub("", front_matter(text, path)[1]), language)
    found, cure = [], None
    for match in _HEADING_OR_QUESTION.finditer(body):
        if match["question"] is None:
            cure = Cure(path, match["anchor"], plaintext.inline(match["heading"], language))
        elif cure is not None:
            found.append((match["question"], cure))
    return found
