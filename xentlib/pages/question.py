"""Write the HTML of one question: readable as it stands, answered with content/theme/assets/quiz.js."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from xentlib import numbers
from xentlib.errors import InputError
from xentlib.quiz import Words, phrases


@dataclass(frozen=True)
class VariantView:
    """One variant, rendered: prompt, options, feedback, solution and hint are HTML of our own making."""

    prompt: str
    key: Mapping[str, Any]  # from quiz.judge.key_data
    feedback: Mapping[str, str]  # "correct", "near", "wrong", "percent" and the ids of mistakes
    solution: str
    note: str
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class QuestionView:
    """One question with the variants that a page carries; the first stands in the page without JavaScript."""

    id: str
    kind: Literal["number", "choice"]
    language: str
    variants: tuple[VariantView, ...]

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InputError("question id", repr(self.id), "a-z, 0-9 and '-', such as 'softmax/one-score'")
        if not self.variants:
            raise InputError(f"question {self.id}", "no variants", "at least one")
        for variant in self.variants:
            if variant.key["kind"] != self.kind or bool(variant.options) != (self.kind == "choice"):
                found = f"{variant.note!r} with a {variant.key['kind']} key, {len(variant.options)} options"
                raise InputError(f"question {self.id}", found, f"what a {self.kind} question needs")


def question_html(view: QuestionView, words: Words) -> str:
    """Return the `<section>` of a question, without blank lines, so that Markdown takes it as one raw block.

    >>> key = {"kind": "choice", "right": "cat", "mistakes": []}
    >>> options = (("cat", "A cat"), ("dog", "A dog"))
    >>> variant = VariantView("<p>Which?</p>", key, {}, "<p>The cat.</p>", "1", options)
    >>> question_html(QuestionView("animals/which", "choice", "en", (variant,)), str)[:46]
    '<section class="quiz" id="quiz-animals--which"'
    """
    data = {
        "locale": numbers.locale_data(view.language),
        "words": phrases(view.language, words),
        "variants": [_variant_data(variant) for variant in view.variants],
    }
    page = _TEMPLATE.render(
        id="quiz-" + view.id.replace("/", "--"),
        words=_page_words(words),
        variant=view.variants[0],
        data=_json(data),
    )
    return _BLANK_LINE.sub("&#10;", page.strip())


_ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
_BLANK_LINE = re.compile(r"\n(?=[^\S\n]*\n)")  # written as an entity, it stays a line break inside <pre>
_TEMPLATE = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
).get_template("question.html.jinja")


def _variant_data(variant: VariantView) -> dict[str, Any]:
    return {
        "prompt": variant.prompt,
        "options": [list(option) for option in variant.options],
        "key": dict(variant.key),
        "feedback": dict(variant.feedback),
        "solution": variant.solution,
        "hint": variant.hint,
        "note": variant.note,
    }


def _json(data: object) -> str:
    """Return JSON that cannot end the script element around it, nor open a comment in it."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _page_words(words: Words) -> dict[str, str]:
    _ = words
    return {
        "question": _("Question"),
        "count": _("variant {number} of {count}"),
        "answer": _("Your answer"),
        "choose": _("Choose one answer"),
        "check": _("Check"),
        "another": _("Another variant"),
        "hint": _("Hint"),
        "solution": _("Worked solution"),
    }
