"""Draft a page in one language: translated, typeset, with its numbers put in, and its formulas still TeX.

What a page holds besides text (figures, questions) stands in the draft as a slot, a private-use character with
a number, until the formulas of the whole build have been rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from xentlib.catalogs import read_catalog, translate, typeset
from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import ContentError, listing
from xentlib.examples import EXAMPLES
from xentlib.expand import Source, expand, names_of
from xentlib.expressions import Names
from xentlib.figures import figure_html
from xentlib.files import front_matter
from xentlib.formulas import Formula, Place
from xentlib.markup import tokens
from xentlib.pages.made import Made, MadeQuestions
from xentlib.pages.programs import run_program
from xentlib.pages.proofread import proofread
from xentlib.pages.recorded import read_record, recorded_numbers
from xentlib.quiz import Variant, check_variety, read_question, vary

VARIANTS_ON_A_PAGE = 8


class Variants(list[Variant]):
    """Variants of one question, with different notes; at least one."""

    @property
    def id(self) -> str:
        return self[0].question.id

    @property
    def level(self) -> int:
        return self[0].question.level


Question = Variants | Made  # just drafted, or as an earlier build made it


@dataclass(frozen=True)
class Practice:
    """All questions of a lesson, on the practice page; or, without a lesson, what that page is operated with."""

    lesson: str
    questions: tuple[Question, ...] = ()


Slot = str | Question | Practice  # HTML, a question, or several


@dataclass(frozen=True)
class Asked:
    """The questions of a build: two pages that ask the same question ask the same variants.

    With a `store`, what an earlier build made of a question is taken from there.
    """

    course: Course
    store: MadeQuestions | None = None
    made: dict[tuple[str, str], Question] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)

    @cached_property
    def examples(self) -> dict[str, Names]:
        """What a text may say of each worked example."""
        return {name: Names(names_of(example.inputs, example.story())) for name, example in EXAMPLES.items()}

    def question(self, question_id: str, language: str) -> Question:
        """Return what was made of a question, or its variants."""
        if (question_id, language) not in self.made:
            made = self.store.get(question_id, language) if self.store else None
            self.made[question_id, language] = made or self.variants(question_id, language)
        return self.made[question_id, language]

    def all(self) -> list[tuple[str, Question]]:
        """Return the questions that were asked for, each with its language."""
        return [(language, question) for (_id, language), question in self.made.items()]

    def drafted(self) -> list[Variants]:
        """Return those of them that no earlier build has made."""
        return [question for question in self.made.values() if isinstance(question, Variants)]

    def variants(self, question_id: str, language: str) -> Variants:
        """Return as many different variants as a page has, those of the first seeds."""
        question = read_question(self.course, question_id, language)
        if question_id not in self.checked:
            check_variety(question)
            self.checked.add(question_id)
        variants: dict[str, Variant] = {}
        seed = 0
        while len(variants) < VARIANTS_ON_A_PAGE:
            seed += 1
            variant = vary(question, seed)
            variants.setdefault(variant.note, variant)
        return Variants(variants.values())

    def lesson(self, lesson: str, language: str) -> tuple[Question, ...]:
        """Return the questions of a lesson, the easy ones first."""
        names = (path.removesuffix(".md") for path in self.course.questions())
        found = [self.question(name, language) for name in names if name.split("/")[0] == lesson]
        return tuple(sorted(found, key=lambda question: (question.level, question.id)))


@dataclass(frozen=True)
class Draft:
    """A page before its formulas are rendered; `slots[i]` fills slot i."""

    path: str
    language: str
    title: str
    description: str
    text: str
    source: Source
    missing: int
    slots: list[Slot] = field(default_factory=list)

    def questions(self) -> Iterator[Question]:
        """Yield the questions of the page in their order."""
        for slot in self.slots:
            if isinstance(slot, Practice):
                yield from slot.questions
            elif not isinstance(slot, str):
                yield slot

    def formulas(self) -> Iterator[tuple[Formula, Place]]:
        """Yield every formula of the page's own text, with the place where it was written."""
        yield from formulas_in(self.text, self.source)


def formulas_of(questions: Iterable[Sequence[Variant]]) -> Iterator[tuple[Formula, Place]]:
    """Yield every formula of these questions, with the place where it was written."""
    for variants in questions:
        for variant in variants:
            for text, source in texts_of(variant):
                yield from formulas_in(text, source)


def formulas_in(text: str, source: Source) -> Iterator[tuple[Formula, Place]]:
    for formula, start in _formulas(text):
        yield formula, Place(source.path, source.line(text, start))


@lru_cache(maxsize=8192)
def _formulas(text: str) -> tuple[tuple[Formula, int], ...]:
    return tuple(
        (Formula(token.tex, token.kind == "display"), token.start)
        for token in tokens(text)
        if token.kind in ("formula", "display")
    )


def texts_of(variant: Variant) -> Iterator[tuple[str, Source]]:
    """Yield the Markdown texts of a variant, each with its source."""
    question = variant.question

    def source(lines: Any) -> Source:
        return Source(question.path, lines)

    yield variant.prompt, source(question.prompt.lines)
    for solution in question.solutions.values():
        yield variant.solution, source(solution.lines)
    if question.hint is not None:
        yield variant.hint, source(question.hint.lines)
    sections = dict(question.options)
    for option, text in variant.options:
        yield text, source(sections[option].lines)
    for section, text in zip(question.labels, variant.labels, strict=True):
        yield text, source(section.lines)
    for mistake, text in variant.feedback.items():
        yield text, source(question.feedback[mistake].lines)


def draft(course: Course, path: str, language: str, asked: Asked | None = None) -> Draft:
    """Draft the page at `path` below content/. Raises ContentError that names file, line and value."""
    return _Drafting(course, path, language, asked or Asked(course)).draft()


@dataclass(frozen=True)
class _Drafting:
    """One page being drafted: the functions that its text may call add slots."""

    course: Course
    path: str
    language: str
    asked: Asked
    slots: list[Slot] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    @cached_property
    def name(self) -> str:
        return self.course.relative(self.course.content / self.path)

    def draft(self) -> Draft:
        text = self.course.read(self.course.content / self.path)
        lines: Any = range(1, text.count("\n") + 2)
        missing = 0
        if self.language != SOURCE_LANGUAGE:
            catalog = read_catalog(self.course, self.language, self.path.removesuffix(".md"))
            translated = translate(text, catalog)
            text, lines, missing = translated.text, translated.lines, translated.missing
        settings, body = front_matter(text, self.name)
        for key in ("title", "description"):
            if not isinstance(settings.get(key), str):
                raise ContentError(f"front matter: no {key}; a page has a title and a description", self.name, 2)
        source = Source(self.name, tuple(lines)[text.count("\n", 0, len(text) - len(body)) :])
        expanded = expand(typeset(body, self.language), self._names(), self.language, source)
        proofread(expanded, source)
        return Draft(
            path=self.path,
            language=self.language,
            title=settings["title"],
            description=settings["description"],
            text=expanded,
            source=source,
            missing=missing,
            slots=self.slots,
        )

    def _names(self) -> Mapping[str, Any]:
        calls = {"figure": self.figure, "quiz": self.quiz, "practice": self.practice}
        shown = {"code": self.code, "output": self.output, "recorded": recorded_numbers(self.course)}
        return {**self.asked.examples, **calls, **shown}

    def figure(self, name: str) -> str:
        return self._slot(f"figure {name}", figure_html(self.course, name, self.language))

    def quiz(self, question_id: str) -> str:
        return self._slot(f"question {question_id}", self.asked.question(question_id, self.language))

    def practice(self, lesson: str) -> str:
        """List all questions of a lesson; `practice("")` is what the page with all lessons is operated with."""
        return self._slot(f"practice {lesson}", Practice(lesson, self.asked.lesson(lesson, self.language)))

    def code(self, name: str) -> str:
        """Show a program of content/code/ as it is."""
        program = self.course.read(self._program(name)).rstrip("\n")
        return f'``` {{.python title="{name}"}}\n{program}\n```'

    def output(self, name: str) -> str:
        """Show what a program of content/code/ prints: it is run, or was when its output was recorded."""
        program = self._program(name)
        record = read_record(self.course, program)
        if record:
            versions = ", ".join(f"{package} {version}" for package, version in record.versions.items())
            return f'``` {{.text .no-copy title="{versions}"}}\n{record.printed.rstrip()}\n```'
        return f"``` {{.text .no-copy}}\n{run_program(program, self.course.relative(program)).rstrip()}\n```"

    def _program(self, name: str) -> Any:
        program = self.course.code / name
        if "/" in name or not self.course.owns(program):
            known = listing(sorted(path.name for path in self.course.code.glob("*.py")), name)
            raise ContentError(f"no such program; known are {known}", f"content/code/{name}")
        return program

    def _slot(self, name: str, content: Slot) -> str:
        if name in self.named:
            what, _, which = name.partition(" ")
            raise ContentError(f"a page shows the same {what} once", which)
        self.named.add(name)
        self.slots.append(content)
        return f"\ue000{len(self.slots) - 1}\ue001"
