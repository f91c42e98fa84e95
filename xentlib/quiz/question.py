"""Read a question file: front matter for the machine, Markdown for people.

    ---
    kind: number                 # number, vector, step, choice, bug, choices or order
    level: 1                     # 1 read it off, 2 compute or compare, 3 explain or transfer
    example: one_probability     # a name from xentlib.examples
    ask: p_cat                   # which of its values is the answer; of its `chosen`, where options are the answer
    policy: {decimals: 3}        # how exact the answer must be (number, vector, step)
    allow: [percent, fraction]   # notations besides plain numbers (number, vector, step)
    ---
    The prompt, with {{ z }} where numbers stand; `{{ gapped }}` in a step is the algebra with a box for the answer.

    /// hint
    /// labels                    a list with a name for each box of a vector
    /// mistake | divided_by_sum  what to say to someone who made this mistake, or misjudged this option
    /// right, /// wrong | same   options of which the right ones are the same in every variant; or, with `ask`,
    /// option | shifted          … options of which the example says which are right
    /// item | first              the items of an order, in the right one unless there is `ask`
    /// solution                  or one for each option that may be right: /// solution | shifted

Each block ends with a line `///`. Everything is checked here, so that a question that was read can be asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from xentlib.catalogs import read_catalog, translate, typeset
from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import ContentError, listing
from xentlib.examples import EXAMPLES, Example
from xentlib.files import told
from xentlib.quiz.blocks import Blocks, Section, Settings, read_blocks, read_settings
from xentlib.quiz.policy import Policy

Kind = Literal["number", "vector", "step", "choice", "bug", "choices", "order"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NUMERIC = frozenset({"number", "vector", "step"})
LEVELS = (1, 2, 3)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")
NOTATIONS = ("percent", "fraction")


@dataclass(frozen=True)
class Question:
    """A question in one language. Options (or items) stand as in the file; feedback is by id of mistake or option.

    `right` holds the ids of the right options, or of all items in the right order; it is empty where `ask` names what
    the example chooses. `solutions` is by the id of the option that is right, or has the one key "".
    """

    id: str
    path: str
    language: str
    kind: Kind
    level: int
    example: Example
    prompt: Section
    solutions: Mapping[str, Section]
    hint: Section | None = None
    labels: tuple[Section, ...] = ()
    options: tuple[tuple[str, Section], ...] = ()
    right: tuple[str, ...] = ()
    feedback: Mapping[str, Section] = field(default_factory=dict)
    ask: str = ""
    policy: Policy | None = None
    allow: frozenset[str] = frozenset()

    @property
    def lesson(self) -> str:
        return self.id.split("/")[0]

    @cached_property
    def numeric(self) -> bool:
        """Whether the answer is typed as a number or several; else it is made of options."""
        return self.kind in NUMERIC

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the options or items, as they stand in the file."""
        return tuple(option for option, _section in self.options)


def read_question(course: Course, question_id: str, language: str) -> Question:
    """Read the question `softmax/one-probability` in a language; untranslated parts stay English.

    Raises ContentError that names file, line and value for anything that could not be asked.
    """
    path = f"quizzes/{question_id}.md"
    if not _ID.fullmatch(question_id) or not course.owns(course.root / path):
        known = listing((name.removesuffix(".md") for name in course.questions()), question_id)
        raise ContentError(f"unknown question; the course has {known}", path)
    text = course.read(course.root / path)
    lines: Sequence[int] = range(1, text.count("\n") + 2)
    if language != SOURCE_LANGUAGE:
        translated = translate(text, read_catalog(course, language, f"quizzes/{question_id}"), kind="question")
        text, lines = translated.text, translated.lines
    return parse_question(typeset(text, language), question_id, language, path, lines)


def question_ids(course: Course, lesson: str = "") -> tuple[str, ...]:
    """Return the ids of the questions of a lesson, or of all, sorted. Raises ContentError for an unknown lesson."""
    every = tuple(path.removesuffix(".md") for path in course.questions())
    found = tuple(one for one in every if not lesson or one.split("/")[0] == lesson)
    if not found:
        known = ", ".join(sorted({one.split("/")[0] for one in every}))
        raise ContentError(f"no questions; there are some on {known or 'nothing'}", f"quizzes/{lesson}")
    return found


def parse_question(
    text: str, question_id: str, language: str, path: str, lines: Sequence[int] | None = None
) -> Question:
    """Make a Question of the text of its file; `lines[i]` is the line of the file of the text's line i."""
    settings = read_settings(text, path, ("kind", "level", "example", "ask", "policy", "allow"))
    if not isinstance(settings.get("ask", ""), str):
        raise ContentError(f"ask: {told(settings.get('ask'))}; expected a name", path, settings.line("ask"))
    blocks = read_blocks(text, path, lines or range(1, text.count("\n") + 2))
    if not blocks.prompt.text.strip():
        raise ContentError("no prompt; write one below the front matter", path)
    kind: Kind = settings.one_of("kind", KINDS)
    options = _options(kind, blocks, path)
    question = Question(
        id=question_id,
        path=path,
        language=language,
        kind=kind,
        level=settings.one_of("level", LEVELS),
        example=EXAMPLES[settings.one_of("example", sorted(EXAMPLES))],
        prompt=blocks.prompt,
        solutions=blocks.named("solution"),
        hint=blocks.named("hint").get(""),
        labels=_labels(blocks.named("labels").get(""), path),
        options=options,
        right=_right(kind, settings, blocks),
        feedback=blocks.named("mistake"),
        ask=settings.get("ask", ""),
        policy=Policy.read(settings.get("policy"), path, settings.line("policy")) if "policy" in settings else None,
        allow=frozenset(settings.all_of("allow", NOTATIONS)),
    )
    _Check(question, settings, blocks).run()
    return question


def _options(kind: Kind, blocks: Blocks, path: str) -> tuple[tuple[str, Section], ...]:
    """Return the options in the order of the file; the right one of a choice, which needs no id, is "right"."""
    names = ("item",) if kind == "order" else ("right", "wrong", "option")
    found = [(argument or name, section) for (name, argument), section in blocks.all if name in names]
    for option, section in found:
        if sum(option == other for other, _section in found) > 1:
            raise ContentError(f"a second option {option!r}", path, section.line)
    return tuple(found)


def _right(kind: Kind, settings: Settings, blocks: Blocks) -> tuple[str, ...]:
    if "ask" in settings:
        return ()
    name = "item" if kind == "order" else "right"
    return tuple(argument or name for (block, argument), _section in blocks.all if block == name)


def _labels(section: Section | None, path: str) -> tuple[Section, ...]:
    if section is None:
        return ()
    rows = [(row, line) for row, line in zip(section.text.split("\n"), section.lines, strict=True) if row.strip()]
    for row, line in rows:
        if not row.startswith("- "):
            raise ContentError("a label is a line that begins with '- '", path, line)
    return tuple(Section(row.removeprefix("- ").strip(), (line,)) for row, line in rows)


@dataclass(frozen=True)
class _Check:
    """Demand what the kind of a question needs: above all, feedback for the very mistakes that can be made."""

    question: Question
    settings: Settings
    blocks: Blocks

    def run(self) -> None:
        question = self.question
        if question.example.draw is None:
            self._fail("example", f"example {question.example.name!r} has no draw, so it has no variants")
        self._blocks()
        if question.numeric:
            self._numeric()
            self._feedback(set(question.example.story().mistakes), f"a mistake of example {question.example.name!r}")
        elif question.kind == "order":
            self._order()
        else:
            self._choice()
        self._solutions()

    def _fail(self, key: str, message: str) -> None:
        raise ContentError(message, self.question.path, self.settings.line(key))

    def _blocks(self) -> None:
        """Refuse a block that this kind of question has no use for."""
        kind, computed = self.question.kind, bool(self.question.ask)
        fixed = {"number": [], "step": [], "vector": ["labels"], "order": ["item"]}
        known = ["hint", "mistake", "solution", *fixed.get(kind, ["option"] if computed else ["right", "wrong"])]
        for (name, _argument), section in self.blocks.all:
            if name not in known:
                how = "" if kind in fixed else " with ask" if computed else " without ask"
                message = f"the kind {kind!r}{how} has no block {name!r}; known are {', '.join(known)}"
                raise ContentError(message, self.question.path, section.line)

    def _numeric(self) -> None:
        question = self.question
        values = question.example.story().values
        if question.ask not in values:
            said = f"ask: unknown value {question.ask!r} of" if question.ask else "no ask; name a value of"
            self._fail("ask", f"{said} example {question.example.name!r}; known are {listing(values, question.ask)}")
        if question.policy is None:
            self._fail("kind", "no policy; say how exact the answer must be, e.g. policy: {decimals: 3}")
        shape = np.shape(values[question.ask])
        if len(shape) != (1 if question.kind == "vector" else 0):
            form = _FORM[question.kind]
            self._fail("ask", f"ask: {question.ask!r} has shape {shape}; a {question.kind} asks for {form}")
        if question.labels and len(question.labels) != shape[0]:
            message = f"{len(question.labels)} labels for {shape[0]} numbers"
            raise ContentError(message, question.path, question.labels[0].line)
        if question.kind == "step" and "{{ gapped }}" not in question.prompt.text:
            raise ContentError("a step shows {{ gapped }} in its prompt", question.path, question.prompt.line)

    def _choice(self) -> None:
        question = self.question
        ids, single = set(question.ids), question.kind != "choices"
        right = self._chosen() if question.ask else question.right
        if question.ask:
            several = "one" if single else "some, but not all"
            needed = f"two or more /// option | id, and an example that chooses {several}; it chooses {' '.join(right)}"
        elif single:
            needed = "one /// right and at least one /// wrong | id"
        else:
            needed = "at least one /// right | id and one /// wrong | id"
        if not (len(right) == 1 < len(ids) if single else 0 < len(right) < len(ids)):
            self._fail("kind", f"{f'a {question.kind} needs' if single else 'choices need'} {needed}")
        self._feedback(ids if question.ask or not single else ids - set(right), "an option that can be misjudged")

    def _order(self) -> None:
        question = self.question
        if len(question.options) < 3:
            self._fail("kind", "an order needs at least three /// item | id")
        if question.ask:
            self._chosen()
            named = set(question.example.story().chosen) - {question.ask}
            self._feedback({"reversed", *named}, "a wrong order")
            for name, order in question.example.story().chosen.items():
                if sorted(order) != sorted(question.ids):
                    given = " ".join(order)
                    self._fail("ask", f"ask: the order {name!r} of the example is {given!r}, not of these items")
        else:
            self._feedback({"reversed"}, "a wrong order")

    def _chosen(self) -> tuple[str, ...]:
        """Return what the example chooses in its story."""
        question = self.question
        chosen = question.example.story().chosen
        if question.ask not in chosen:
            known = listing(chosen, question.ask)
            self._fail("ask", f"ask: example {question.example.name!r} chooses no {question.ask!r}; known are {known}")
        for option in chosen[question.ask]:
            if option not in question.ids:
                message = f"ask: the example chooses {option!r}, which is no option of this question"
                self._fail("ask", f"{message}; it has {listing(question.ids, option)}")
        return chosen[question.ask]

    def _feedback(self, expected: set[str], place: str) -> None:
        path, feedback = self.question.path, self.question.feedback
        missing = sorted(expected - set(feedback))
        for mistake in sorted(set(feedback) - expected):
            without = f"; without feedback so far: {listing(missing, mistake)}" if missing else ""
            raise ContentError(f"feedback for {mistake!r}, which is not {place}{without}", path, feedback[mistake].line)
        for mistake in missing:
            raise ContentError(f"no feedback for {mistake!r}, {place}; write /// mistake | {mistake}", path)

    def _solutions(self) -> None:
        question = self.question
        single = question.kind in ("choice", "bug") and bool(question.ask)
        expected = set(question.ids) if single and "" not in question.solutions else {""}
        for option in sorted(expected ^ set(question.solutions)):
            if option in expected:
                wanted = f"/// solution | {option}" if option else "/// solution"
                raise ContentError(f"no solution; write a block {wanted}", question.path)
            message = f"a solution for {option!r}; write one for each option of a choice with ask, or one for all"
            raise ContentError(message, question.path, question.solutions[option].line)


_FORM = {"number": "one number", "step": "one number", "vector": "several in a row"}
