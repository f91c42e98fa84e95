"""Finish a draft: formulas become MathML, questions become HTML, and the page is Markdown for MkDocs."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from xentlib.errors import ContentError, InputError
from xentlib.formulas import Formula
from xentlib.markup import tokens
from xentlib.pages.draft import Draft, Practice, Question, Slot, Variants
from xentlib.pages.made import Made
from xentlib.pages.markdown import inline, markdown_html, named, tied, with_first_sentence
from xentlib.pages.practice import controls_html, list_html
from xentlib.pages.proofread import SLOT
from xentlib.pages.question import Cure, QuestionView, VariantView, page_end, question_html
from xentlib.pages.reading import reading_minutes, timed_proofs
from xentlib.quiz import ChoiceKey, ChoicesKey, OrderKey, Variant, key_data

Words = Callable[[str], str]
MathML = Mapping[Formula, str]


@dataclass(frozen=True)
class Place:
    """The heading above a question in a lesson: the page below content/, the heading's id and its Markdown."""

    path: str
    anchor: str
    heading: str


@dataclass(frozen=True)
class Questions:
    """The questions of one language, each rendered once; `places` says which stand in a lesson, and where.
    """

    language: str
    mathml: MathML
    words: Words
    places: Mapping[str, Place] = field(default_factory=dict)
    views: dict[str, QuestionView] = field(default_factory=dict)

    def view(self, question: Question) -> QuestionView:
        if question.id not in self.views:
            self.views[question.id] = question.view if isinstance(question, Made) else self._view(question)
        return self.views[question.id]

    def _view(self, variants: Variants) -> QuestionView:
        question = variants[0].question
        try:
            views = tuple(self._variant(variant) for variant in variants)
        except InputError as error:  # of a picture
            raise ContentError(str(error), question.path) from None
        return QuestionView(question.id, question.kind, self.language, views)

    def html(self, question: Question, page: str) -> str:
        """Return the question as it stands in the page at the path `page`."""
        view = self.view(question)
        top, place = "../" * page.count("/"), self.places.get(view.id)
        cure = None
        if place is not None and place.path != page:
            href = f"{top}{place.path.removesuffix('.md')}.html#{place.anchor}"
            cure = Cure(href, inline(self._html(place.heading)))
        return question_html(view, self.words, top=top, cure=cure)

    def _variant(self, variant: Variant) -> VariantView:
        options = tuple((option, inline(self._html(text))) for option, text in variant.options)
        feedback = variant.feedback.items()
        return VariantView(
            seed=variant.seed,
            prompt=self._html(variant.prompt),
            key=key_data(variant.key),
            feedback={mistake: self._html(with_first_sentence(text)) for mistake, text in feedback},
            solution=self._html(variant.solution),
            answer=_answer(variant, dict(options)),
            options=options,
            labels=tuple(inline(self._html(label)) for label in variant.labels),
            hint=self._html(variant.hint) if variant.hint else "",
        )

    def _html(self, text: str) -> str:
        return markdown_html(text, self.mathml, self.language, self.words)


def finish(draft: Draft, questions: Questions) -> str:
    """Return the page as Markdown with front matter; every formula of the draft is a key of `questions.mathml`."""

    def fill(slot: Slot) -> str:
        if isinstance(slot, str):
            return slot
        if not isinstance(slot, Practice):
            return questions.html(slot, draft.path)
        if slot.lesson:
            return list_html(slot.lesson, [questions.html(question, draft.path) for question in slot.questions])
        return controls_html(asked, "../" * draft.path.count("/"), words)

    words = questions.words
    asked = [questions.view(question) for question in draft.questions()]
    text = with_formulas(_with_times(draft.text, words), questions.mathml)
    if draft.path.startswith("lessons/"):
        text = _below_heading(text, _reading_time(draft, words))
    if draft.missing:
        text = _below_heading(text, _notice(words))
    body = SLOT.sub(lambda match: fill(draft.slots[int(match[1])]), text)
    if asked:
        body += f"\n\n{page_end(asked, draft.language, words)}\n"
    # A JSON string is a YAML string, whatever it contains.
    title, description = (json.dumps(value, ensure_ascii=False) for value in (draft.title, draft.description))
    return f"---\ntitle: {title}\ndescription: {description}\n---\n{body}"


def places(drafts: Iterable[Draft]) -> dict[str, Place]:
    """Return where the questions stand in the lessons of one language: the nearest heading above each.

    The practice page is no lesson: what a question there is cured by stands elsewhere.
    """
    found: dict[str, Place] = {}
    for page in drafts:
        heading = None
        for match in _HEADING_OR_SLOT.finditer(_without_code(page.text)):
            if match["slot"] is None:
                heading = Place(page.path, match["anchor"], match["heading"])
                continue
            slot = page.slots[int(match["slot"])]
            if heading is not None and isinstance(slot, Variants | Made):
                found.setdefault(slot.id, heading)
    return found


_HEADING_OR_SLOT = re.compile(
    rf"^#+ (?P<heading>.*?) *\{{#(?P<anchor>[\w-]+)\}} *$|{SLOT.pattern.replace('(', '(?P<slot>', 1)}", re.MULTILINE
)


def _without_code(text: str) -> str:
    return "".join("\n" if token.text.startswith(("```", "~~~")) else token.text for token in tokens(text))


def with_formulas(text: str, mathml: MathML) -> str:
    """Replace the formulas of a Markdown text, and only those, by MathML.

    Browsers may break a line on either side of a formula. What must stay beside it is tied to it.
    """
    html = "".join(
        mathml[Formula(token.tex, token.kind == "display")] if token.kind in ("formula", "display") else token.text
        for token in tokens(text)
    )
    html = _HEADINGS.sub(lambda row: _LONE_FORMULA.sub(lambda cell: named(cell[0]), row[0]), html)
    return _TIED_FORMULA.sub(r'<span class="tied">\g<0></span>', html)


# Only what the reader sees as text may touch: not the quote of an attribute, nor Markdown's own brackets.
_FORMULA = r'<span class="formula">(?:(?!</math>).)*</math></span>'
_HEADINGS = re.compile(r"^\|.*\|$(?=\n\|[ :|-]+\|$)", re.MULTILINE)
_LONE_FORMULA = re.compile(rf"(?<=\| ){_FORMULA}(?= \|)")  # a heading that is nothing else
_TIED_FORMULA = tied(_FORMULA)


def _notice(words: Words) -> str:
    """Say that parts of the page are still in English."""
    _ = words
    notice = _("Parts of this page are not translated yet. They are shown in English.")
    return f'<p class="untranslated">{notice}</p>'


def _reading_time(draft: Draft, words: Words) -> str:
    _ = words
    figures = sum(isinstance(slot, str) for slot in draft.slots)
    minutes = reading_minutes(draft.text, figures=figures)
    told = _("Reading time: about {minutes} min").replace("{minutes}", str(minutes))
    return f'<p class="reading-time" data-pagefind-ignore>{told}</p>'


def _with_times(text: str, words: Words) -> str:
    _ = words
    return timed_proofs(text, _("Proof"), _("{minutes} min"))


def _below_heading(text: str, paragraph: str) -> str:
    heading, line_break, rest = text.lstrip("\n").partition("\n")
    return f"{heading}{line_break}\n{paragraph}\n{rest}"


def _answer(variant: Variant, options: Mapping[str, str]) -> str:
    """Return the right answer as a worksheet's last page shows it."""
    match variant.key:
        case ChoiceKey(right=right):
            return options[right]
        case ChoicesKey(right=right):
            return _listed("ul", [text for option, text in options.items() if option in right])
        case OrderKey(right=right):
            return _listed("ol", [options[item] for item in right])
        case key:
            return html.escape(key.shown)


def _listed(tag: str, items: list[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"
