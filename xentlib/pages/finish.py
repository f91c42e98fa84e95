"""Finish a draft: formulas become MathML, questions become HTML, and the page is Markdown for MkDocs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from markdown import Markdown

from xentlib.formulas import Formula
from xentlib.markup import tokens
from xentlib.pages.draft import Draft
from xentlib.pages.proofread import SLOT
from xentlib.pages.question import QuestionView, VariantView, question_html
from xentlib.quiz import Variant, key_data

Words = Callable[[str], str]
MathML = Mapping[Formula, str]


def finish(draft: Draft, mathml: MathML, words: Words) -> str:
    """Return the page as Markdown with front matter; every formula of the draft is a key of `mathml`."""

    def fill(slot: str | list[Variant]) -> str:
        return slot if isinstance(slot, str) else question_html(_view(slot, mathml), words)

    text = with_formulas(draft.text, mathml)
    if draft.missing:
        text = _with_notice(text, words)
    body = SLOT.sub(lambda match: fill(draft.slots[int(match[1])]), text)
    # A JSON string is a YAML string, whatever it contains.
    title, description = (json.dumps(value, ensure_ascii=False) for value in (draft.title, draft.description))
    return f"---\ntitle: {title}\ndescription: {description}\n---\n{body}"


def with_formulas(text: str, mathml: MathML) -> str:
    """Replace the formulas of a Markdown text, and only those, by MathML.

    Browsers may break a line on either side of a formula. Brackets and marks that touch it are tied to it.
    """
    html = "".join(
        mathml[Formula(token.tex, token.kind == "display")] if token.kind in ("formula", "display") else token.text
        for token in tokens(text)
    )
    return _TOUCHED_FORMULA.sub(r'<span class="tied">\g<0></span>', html)


# Only what the reader sees as text may touch: not the quote of an attribute, nor Markdown's own brackets.
_FORMULA = r'<span class="formula">(?:(?!</math>).)*</math></span>'
_CLOSING = "[)»“”）》,.;:!?…，。；：！？、]"
_TOUCHED_FORMULA = re.compile(rf"[(«„“（《]+{_FORMULA}{_CLOSING}*|{_FORMULA}{_CLOSING}+")


def _with_notice(text: str, words: Words) -> str:
    """Say below the page's heading that parts of it are still in English."""
    _ = words
    notice = _("Parts of this page are not translated yet. They are shown in English.")
    heading, line_break, rest = text.lstrip("\n").partition("\n")
    return f'{heading}{line_break}\n<p class="untranslated">{notice}</p>\n{rest}'


def _view(variants: list[Variant], mathml: MathML) -> QuestionView:
    question = variants[0].question
    return QuestionView(
        id=question.id,
        kind="number" if question.kind == "number" else "choice",
        language=question.language,
        variants=tuple(_variant_view(variant, mathml) for variant in variants),
    )


def _variant_view(variant: Variant, mathml: MathML) -> VariantView:
    def html(text: str) -> str:
        return markdown_html(text, mathml)

    return VariantView(
        prompt=html(variant.prompt),
        key=key_data(variant.key),
        feedback={mistake: html(text) for mistake, text in variant.feedback.items()},
        solution=html(variant.solution),
        note=variant.note,
        options=tuple((option, _inline(html(text))) for option, text in variant.options),
        hint=html(variant.hint) if variant.hint else "",
    )


def markdown_html(text: str, mathml: MathML) -> str:
    """Render the Markdown of a part of a question."""
    return Markdown(extensions=["tables", "attr_list", "fenced_code"]).convert(with_formulas(text, mathml))


def _inline(html: str) -> str:
    """Take a lone paragraph's tags off, so that the text fits into a label."""
    lone = html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1
    return html.removeprefix("<p>").removesuffix("</p>") if lone else html
