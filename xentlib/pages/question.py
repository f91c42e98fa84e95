"""Write the HTML of one question: readable as it stands, answered with content/theme/assets/quiz.js.

A page holds the first variant; the others stand in a script of their own, which the page asks for when a reader does.
Whatever they have in common with the first is left out there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from xentlib import numbers
from xentlib.errors import InputError
from xentlib.quiz import Kind, Words, phrases

FORMS = {"step": "number", "bug": "choice"}
"""The kinds of questions that are answered like another one; the other kinds stand for themselves."""


@dataclass(frozen=True)
class VariantView:
    """One variant, rendered: all texts of it are HTML of our own making."""

    seed: str
    prompt: str
    key: Mapping[str, Any]  # from quiz.judge.key_data
    feedback: Mapping[str, str]  # "correct", "near", "wrong", "percent" and the ids of mistakes
    solution: str
    answer: str  # for the last page of a worksheet
    options: tuple[tuple[str, str], ...] = ()
    labels: tuple[str, ...] = ()  # of the boxes of a vector
    hint: str = ""


@dataclass(frozen=True)
class QuestionView:
    """One question with its variants; the first stands in the page without JavaScript."""

    id: str
    kind: Kind
    language: str
    variants: tuple[VariantView, ...]

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InputError("question id", repr(self.id), "a-z, 0-9 and '-', such as 'softmax/one-score'")
        if not self.variants:
            raise InputError(f"question {self.id}", "no variants", "at least one")
        for variant in self.variants:
            if variant.key["kind"] != self.form or bool(variant.options) != (self.form not in ("number", "vector")):
                found = f"{variant.seed!r} with a {variant.key['kind']} key, {len(variant.options)} options"
                raise InputError(f"question {self.id}", found, f"what a {self.kind} question needs")

    @property
    def form(self) -> str:
        """The way in which it is answered: a kind of key."""
        return FORMS.get(self.kind, self.kind)

    @property
    def element(self) -> str:
        """The id of its element in a page."""
        return "quiz-" + self.id.replace("/", "--")

    @property
    def script(self) -> str:
        """The file of its further variants, below the folder of a language."""
        return f"assets/questions/{self.id.replace('/', '--')}.js"


@dataclass(frozen=True)
class Cure:
    """Where a question is explained: an address from its page, and the heading as HTML."""

    href: str
    title: str


def question_html(view: QuestionView, words: Words, *, top: str = "", cure: Cure | None = None) -> str:
    """Return the `<section>` of a question, without blank lines, so that Markdown takes it as one raw block.

    `top` leads from the page to the folder of its language, such as "../".

    >>> key = {"kind": "choice", "right": "cat", "mistakes": []}
    >>> options = (("cat", "A cat"), ("dog", "A dog"))
    >>> variant = VariantView("1", "<p>Which?</p>", key, {}, "<p>The cat.</p>", "A cat", options)
    >>> question_html(QuestionView("animals/which", "choice", "en", (variant,)), str)[:46]
    '<section class="quiz" id="quiz-animals--which"'
    """
    first = view.variants[0]
    data = {
        "id": view.id,
        "kind": view.kind,
        "seeds": [variant.seed for variant in view.variants],
        "more": top + view.script,
        "first": {
            "key": dict(first.key),
            "feedback": [*first.feedback.items()],
            "labels": first.labels,
            "answer": first.answer,
        },
    }
    boxes = [""] if view.form == "number" else _labels(first) if view.form == "vector" else []
    return _one_block(
        _TEMPLATE.render(
            id=view.element,
            form=view.form,
            words=_page_words(words),
            variant=first,
            boxes=boxes,
            cure=cure,
            data=_json(data),
        )
    )


def question_script(view: QuestionView) -> str:
    """Return the script that brings the further variants; it also works from a disk.

    >>> key = {"kind": "number", "mistakes": []}
    >>> views = [VariantView(seed, f"<p>{seed}</p>", key, {}, "<p>It is one.</p>", "1") for seed in ("1", "2")]
    >>> print(question_script(QuestionView("a/b", "number", "en", tuple(views))))
    xentQuiz.more("a/b",[{"prompt":"<p>2</p>"}])
    """
    first, *others = view.variants
    known = _data(first, first)
    rows = [
        {name: value for name, value in _data(variant, first).items() if value != known[name]} for variant in others
    ]
    return f"xentQuiz.more({_compact(view.id)},{_compact(rows)})"


def page_end(views: Iterable[QuestionView], language: str, words: Words) -> str:
    """Return what a page with questions ends with: the answers of a worksheet, and the words of the script."""
    data = {"locale": numbers.locale_data(language), "words": {**phrases(language, words), **_script_words(words)}}
    return _one_block(_END.render(views=list(views), words=_page_words(words), data=_json(data)))


_ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
_BLANK_LINE = re.compile(r"\n(?=[^\S\n]*\n)")  # written as an entity, it stays a line break inside <pre>
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATE = TEMPLATES.get_template("question.html.jinja")
_END = TEMPLATES.get_template("end.html.jinja")


def _one_block(html: str) -> str:
    return _BLANK_LINE.sub("&#10;", html.strip())


def _labels(variant: VariantView) -> list[str]:
    return [*variant.labels] or [str(place) for place, _part in enumerate(variant.key["parts"], start=1)]


def _data(variant: VariantView, first: VariantView) -> dict[str, Any]:
    """Return a variant for the script; of the feedback only what the first variant says otherwise."""
    return {
        "prompt": variant.prompt,
        "options": variant.options,
        "labels": variant.labels,
        "key": dict(variant.key),
        "feedback": [(name, html) for name, html in variant.feedback.items() if first.feedback.get(name) != html],
        "solution": variant.solution,
        "hint": variant.hint,
        "answer": variant.answer,
    }


def _json(data: object) -> str:
    """Return JSON that cannot end the script element around it, nor open a comment in it."""
    return _compact(data).replace("<", "\\u003c")


def _compact(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _page_words(words: Words) -> dict[str, str]:
    _ = words
    return {
        "question": _("Question"),
        "done": _("answered right"),
        "answer": _("Your answer"),
        "choose": _("Choose one answer"),
        "choose_all": _("Choose all right answers"),
        "sort": _("Put the lines in order"),
        "check": _("Check"),
        "again": _("Try again"),
        "reveal": _("Show the solution"),
        "another": _("Another variant"),
        "hint": _("Hint"),
        "solution": _("Worked solution"),
        "link": _("Link to this variant"),
        "cure": _("Explained in:"),
        "answers": _("Answers"),
    }


def _script_words(words: Words) -> dict[str, str]:
    _ = words
    return {
        # Translators: names of buttons that move a line up or down in a list.
        "up": _("Move up:"),
        "down": _("Move down:"),
        "place": _("Now line {place} of {count}."),
        "no_variant": _("The address asks for a variant that this page does not have. Here is the first one."),
        "not_loaded": _("The other variants could not be loaded."),
    }
