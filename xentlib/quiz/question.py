"""Read a question file: front matter for the machine, Markdown for people.

    ---
    kind: number                 # or choice
    example: one_probability     # a name from xentlib.examples
    ask: p_cat                   # which of its values is the answer (number)
    policy: {decimals: 3}        # how exact the answer must be (number)
    allow: [percent, fraction]   # notations besides plain numbers (number)
    ---
    The prompt, with {{ z }} where numbers stand.

    /// hint
    /// mistake | divided_by_sum      what to say to someone who made this mistake of the example
    /// right, /// wrong | unchanged  the options of a choice; a wrong one is named after its mistake
    /// solution

Each block ends with a line `///`. Everything is checked here, so that a question that was read can be asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from xentlib.catalogs import read_catalog, translate
from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import ContentError
from xentlib.examples import EXAMPLES, Example
from xentlib.files import front_matter
from xentlib.quiz.policy import Policy

KINDS = ("number", "choice")
NOTATIONS = ("percent", "fraction")
_BLOCK_START = re.compile(r"///[ ]*(?P<name>\w+)(?:[ ]*\|[ ]*(?P<argument>\S+))?[ ]*")
_BLOCKS_WITH_ARGUMENT = {"hint": False, "solution": False, "right": False, "wrong": True, "mistake": True}


@dataclass(frozen=True)
class Section:
    """A part of a question as written: Markdown with `{{ … }}`, and the line of the file for each of its lines."""

    text: str
    lines: Sequence[int] = ()


@dataclass(frozen=True)
class Question:
    """A question in one language. `options` starts with the right one; feedback is by id of the mistake."""

    id: str
    path: str
    language: str
    kind: Literal["number", "choice"]
    example: Example
    prompt: Section
    solution: Section
    hint: Section | None = None
    options: tuple[tuple[str, Section], ...] = ()
    feedback: Mapping[str, Section] = field(default_factory=dict)
    ask: str = ""
    policy: Policy | None = None
    allow: frozenset[str] = frozenset()

    @property
    def lesson(self) -> str:
        return self.id.split("/")[0]


def read_question(course: Course, question_id: str, language: str) -> Question:
    """Read the question `softmax/one-probability` in a language; untranslated parts stay English.

    Raises ContentError that names file, line and value for anything that could not be asked.
    """
    path = f"quizzes/{question_id}.md"
    if f"{question_id}.md" not in course.questions():
        known = ", ".join(name.removesuffix(".md") for name in course.questions())
        raise ContentError(f"unknown question; the course has {known or 'none'}", path)
    text = course.read(course.root / path)
    lines: Sequence[int] = range(1, text.count("\n") + 2)
    if language != SOURCE_LANGUAGE:
        translated = translate(text, read_catalog(course, language, f"quizzes/{question_id}"), kind="question")
        text, lines = translated.text, translated.lines
    return parse_question(text, question_id, language, path, lines)


def parse_question(
    text: str, question_id: str, language: str, path: str, lines: Sequence[int] | None = None
) -> Question:
    """Make a Question of the text of its file; `lines[i]` is the line of the file of the text's line i."""
    lines = lines or range(1, text.count("\n") + 2)
    settings, body_start = _settings(text, path)
    at = _lines_of(text)
    blocks = _blocks(text, body_start, lines, path)
    prompt = _single(blocks, "", path)
    if not prompt.text.strip():
        raise ContentError("no prompt; write one below the front matter", path)
    hint = blocks.get(("hint", ""))
    question = Question(
        id=question_id,
        path=path,
        language=language,
        kind=_one_of(settings, "kind", KINDS, path, at),
        example=EXAMPLES[_one_of(settings, "example", sorted(EXAMPLES), path, at)],
        prompt=prompt,
        solution=_single(blocks, "solution", path),
        hint=hint,
        options=_options(blocks),
        feedback={argument: section for (name, argument), section in blocks.items() if name == "mistake"},
        ask=str(settings.get("ask", "")),
        policy=Policy.read(settings["policy"], path, at.get("policy")) if "policy" in settings else None,
        allow=_allow(settings, path, at),
    )
    _check(question, at)
    return question


def _settings(text: str, path: str) -> tuple[dict[str, Any], int]:
    settings, body = front_matter(text, path)
    unknown = set(settings) - {"kind", "example", "ask", "policy", "allow"}
    if unknown:
        key = min(map(str, unknown))
        raise ContentError(f"front matter: unknown key {key!r}", path, _lines_of(text).get(key))
    return settings, len(text) - len(body)


def _blocks(text: str, start: int, lines: Sequence[int], path: str) -> dict[tuple[str, str], Section]:
    """Return the sections by name and argument; the prompt, outside any block, is named ""."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = {("", ""): []}
    current = ("", "")
    first = text.count("\n", 0, start)
    for number, row in enumerate(text.split("\n")[first:], start=first):
        line = lines[min(number, len(lines) - 1)]
        if row.strip() == "///":
            if current == ("", ""):
                raise ContentError("/// closes a block, but none is open", path, line)
            current = ("", "")
        elif match := _BLOCK_START.fullmatch(row.strip()):
            if current != ("", ""):
                raise ContentError(f"block {current[0]!r} is not closed; end it with ///", path, line)
            current = _block_key(match, path, line)
            if current in found:
                raise ContentError(f"a second block {' | '.join(filter(None, current))!r}", path, line)
            found[current] = []
        else:
            found[current].append((line, row))
    if current != ("", ""):
        raise ContentError(f"block {current[0]!r} is not closed; end it with ///", path, lines[-1])
    return {key: _section(rows) for key, rows in found.items()}


def _block_key(match: re.Match[str], path: str, line: int) -> tuple[str, str]:
    name, argument = match["name"], match["argument"] or ""
    if name not in _BLOCKS_WITH_ARGUMENT:
        raise ContentError(f"unknown block {name!r}; known are {', '.join(_BLOCKS_WITH_ARGUMENT)}", path, line)
    if bool(argument) != _BLOCKS_WITH_ARGUMENT[name]:
        form = f"/// {name} | id" if _BLOCKS_WITH_ARGUMENT[name] else f"/// {name}"
        raise ContentError(f"write this block as: {form}", path, line)
    return name, argument


def _section(rows: list[tuple[int, str]]) -> Section:
    while rows and not rows[0][1].strip():
        rows = rows[1:]
    while rows and not rows[-1][1].strip():
        rows = rows[:-1]
    return Section("\n".join(row for _line, row in rows), tuple(line for line, _row in rows))


def _single(blocks: Mapping[tuple[str, str], Section], name: str, path: str) -> Section:
    if (name, "") not in blocks:
        raise ContentError(f"no {name}; write a block /// {name}", path)
    return blocks[name, ""]


def _options(blocks: Mapping[tuple[str, str], Section]) -> tuple[tuple[str, Section], ...]:
    right = [("right", blocks["right", ""])] if ("right", "") in blocks else []
    return (*right, *((argument, section) for (name, argument), section in blocks.items() if name == "wrong"))


def _lines_of(text: str) -> dict[str, int]:
    """Return the line of each key of the front matter."""
    lines = enumerate(text.split("\n---")[0].split("\n"), start=1)
    return {row.partition(":")[0]: number for number, row in lines if ":" in row}


def _one_of(settings: Mapping[str, Any], key: str, known: Sequence[str], path: str, at: Mapping[str, int]) -> Any:
    value = settings.get(key)
    if value not in known:
        raise ContentError(f"unknown {key} {value!r}; known are {', '.join(known)}", path, at.get(key))
    return value


def _allow(settings: Mapping[str, Any], path: str, at: Mapping[str, int]) -> frozenset[str]:
    allow = settings.get("allow", [])
    unknown = [item for item in allow if item not in NOTATIONS] if isinstance(allow, list) else [allow]
    if unknown:
        message = f"allow: unknown notation {unknown[0]!r}; known are {', '.join(NOTATIONS)}"
        raise ContentError(message, path, at["allow"])
    return frozenset(allow)


def _check(question: Question, at: Mapping[str, int]) -> None:
    """Demand what the kind of question needs: feedback for the very mistakes that the example has."""
    example, path = question.example, question.path
    if example.draw is None:
        raise ContentError(f"example {example.name!r} has no draw, so it has no variants", path, at["example"])
    worked = example.story()
    if question.kind == "number":
        if question.ask not in worked.values:
            message = f"ask: unknown value {question.ask!r} of example {example.name!r}"
            raise ContentError(message, path, at.get("ask"))
        if question.policy is None:
            raise ContentError("no policy; say how exact the answer must be, e.g. policy: {decimals: 3}", path)
        expected = set(worked.mistakes)
        place = f"a mistake of example {example.name!r}"
    else:
        expected = {option for option, _section in question.options if option != "right"}
        place = "a wrong option"
        if len(question.options) < 2 or question.options[0][0] != "right":
            raise ContentError("a choice needs one /// right and at least one /// wrong | id", path)
    for mistake in sorted(expected ^ set(question.feedback)):
        if mistake in expected:
            raise ContentError(f"no feedback for {mistake!r}, {place}; write /// mistake | {mistake}", path)
        section = question.feedback[mistake]
        raise ContentError(f"feedback for {mistake!r}, which is not {place}", path, (section.lines or (0,))[0])
