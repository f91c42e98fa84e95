"""The HTML of a question is whole without JavaScript, and carries everything that the script needs."""

from __future__ import annotations

import gzip
import inspect
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown
import pytest
from babel.messages.extract import extract_from_file

from xentlib.errors import InputError
from xentlib.numbers import REASONS
from xentlib.pages import question as question_module
from xentlib.pages.question import QuestionView, VariantView, question_html
from xentlib.quiz import ChoiceKey, NumberKey, Part, key_data, phrases

SCRIPT = Path(__file__).parent.parent / "content/theme/assets/quiz.js"
VOID = {"input", "br", "hr", "img"}

NUMBER_KEY = NumberKey(
    Part(Decimal("0.67"), (Decimal("0.665"), Decimal("0.675")), ((Decimal("0.6"), Decimal("0.7")),)), "0.67",
    {"log2": (Decimal("0.96"), Decimal("0.97"))},
)  # fmt: skip
NUMBER = VariantView(
    prompt="<p>Which <em>p</em>?</p>\n\n<pre>1\n\n2\n   \n3</pre>",
    key=key_data(NUMBER_KEY),
    feedback={"log2": "<p>That is base 2 &lt; e.</p>", "wrong": "<p>Start with e<sup>10</sup>.</p>"},
    solution="<p>0.67</p>\n\n<p>so.</p>",
    note="cat",
)
CHOICE = VariantView(
    prompt="<p>Which animal?</p>",
    key=key_data(ChoiceKey("cat", {"dog": "swapped"})),
    feedback={"swapped": "<p>No.</p>"},
    solution="<p>The cat.</p>",
    note="animals",
    options=(("cat", "A <b>cat</b>"), ("dog", "A dog")),
    hint="<p>It purrs.</p>",
)
QUESTIONS = (
    QuestionView("softmax/one-probability", "number", "ru", (NUMBER, replace(NUMBER, note="dog"))),
    QuestionView("softmax/which-animal", "choice", "zh", (CHOICE,)),
)


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: dict[str, str] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.text[self.open[-1]] = self.text.get(self.open[-1], "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] or "" for _, attributes in self.found if attribute in attributes]


def script_data(html: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Elements(html).text["script"])
    return data


@pytest.mark.parametrize("view", QUESTIONS)
def test_a_question_is_one_raw_block_of_markdown(view: QuestionView) -> None:
    html = question_html(view, str)
    assert html.startswith("<section ")
    assert html.endswith("</section>")
    assert all(line.strip() for line in html.split("\n"))
    page = markdown.markdown(f"Before *it*.\n\n{html}\n\nAfter.", extensions=["md_in_html", "attr_list"])
    assert page.split(html) == ["<p>Before <em>it</em>.</p>\n", "\n\n<p>After.</p>"]


def test_blank_lines_inside_pre_are_kept() -> None:
    assert Elements(question_html(QUESTIONS[0], str)).text["pre"] == "1\n\n2\n   \n3"


def test_ids_are_unique_on_a_page_with_several_questions_and_every_reference_meets_one() -> None:
    page = Elements("\n".join(question_html(view, str) for view in QUESTIONS))
    assert not page.open
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    references = [*page.values("for"), *page.values("aria-labelledby"), *page.values("aria-describedby")]
    assert set(references) <= set(ids)
    inputs = {attributes["id"] for attributes in page.all("input")}
    assert inputs == set(page.values("for")) == {"quiz-softmax--one-probability-input"}


@pytest.mark.parametrize("view", QUESTIONS)
def test_without_javascript_the_question_is_readable_and_has_no_control(view: QuestionView) -> None:
    before, _, rest = question_html(view, str).partition("<form")
    form, _, after = rest.partition("</form>")
    first = view.variants[0]
    for readable in (first.prompt.split("\n")[0], *(text for _, text in first.options)):
        assert readable in before
    assert "hidden" in form.partition(">")[0]
    assert '<details class="quiz-solution"><summary>Worked solution</summary>' in after
    page = Elements(before + after)
    assert not page.all("input") + page.all("button")


def test_nothing_inline_that_a_content_security_policy_would_stop() -> None:
    page = Elements("".join(question_html(view, str) for view in QUESTIONS))
    names = {name for _, attributes in page.found for name in attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert {attributes["type"] for attributes in page.all("script")} == {"application/json"}
    script = SCRIPT.read_text(encoding="utf-8")
    banned = ("eval(", "new Function", "import(", "export ", "fetch(", "http", ".style")
    assert not [word for word in banned if word in script]


def test_a_form_never_loads_a_page() -> None:
    form = Elements(question_html(QUESTIONS[0], str)).all("form")[0]
    assert form["method"] == "dialog"
    assert "action" not in form


def test_a_text_box_lets_every_key_through() -> None:
    box = Elements(question_html(QUESTIONS[0], str)).all("input")[0]
    assert (box["type"], box["autocomplete"], box["spellcheck"]) == ("text", "off", "false")
    assert "inputmode" not in box  # "decimal" hides minus, comma, slash and percent on some phones


def test_the_verdict_is_told_in_a_live_region_of_this_question() -> None:
    for view in QUESTIONS:
        page = Elements(question_html(view, str))
        regions = [attributes["class"] for attributes in page.all("div") if "role" in attributes]
        assert regions == ["quiz-status"]
        assert page.values("role") == ["group", "status"]


def test_the_script_finds_every_variant_with_its_key() -> None:
    data = script_data(question_html(QUESTIONS[0], str))
    assert data["locale"]["decimal"] == ","
    assert [variant["note"] for variant in data["variants"]] == ["cat", "dog"]
    assert data["variants"][0]["key"] == key_data(NUMBER_KEY)
    assert data["variants"][0]["feedback"] == NUMBER.feedback
    assert data["variants"][0]["prompt"] == NUMBER.prompt


def test_every_reason_has_words_that_say_how_to_write_it() -> None:
    reasons = script_data(question_html(QUESTIONS[0], str))["words"]["reasons"]
    assert set(reasons) == (set(REASONS) - {"count"}) | {"choice"}  # "count" is of vectors only
    assert reasons["not_a_number"].endswith("for example 0,125.")
    assert reasons["ambiguous"] == "This can be read in two ways. Write {whole} or {decimal}."


HOSTILE = '</script><script>alert(1)</script><!--<img src=x onerror="alert(1)">\'"&\u2028{{ x }}'


@pytest.mark.parametrize("view", QUESTIONS)
def test_hostile_words_stay_words(view: QuestionView) -> None:
    tame = Elements(question_html(view, str))
    page = Elements(question_html(view, lambda text: text + HOSTILE))
    assert [tag for tag, _ in page.found] == [tag for tag, _ in tame.found]
    data = json.loads(page.text["script"])
    assert data["words"]["verdicts"]["correct"] == "Correct." + HOSTILE
    assert "<" not in page.text["script"]


def test_hostile_content_cannot_end_the_script() -> None:
    variant = replace(NUMBER, feedback={"wrong": HOSTILE}, note=HOSTILE)
    html = question_html(replace(QUESTIONS[0], variants=(variant,)), str)
    assert html.count("<script") == html.count("</script") == 1
    assert script_data(html)["variants"][0]["note"] == HOSTILE


def test_every_word_is_found_by_the_extractor() -> None:
    files = (question_module.__file__, inspect.getfile(phrases))
    extracted = {str(row[1]) for file in files for row in extract_from_file("python", file)}
    asked: set[str] = set()

    def record(text: str) -> str:
        asked.add(text)
        return text

    recorder: Callable[[str], str] = record
    question_html(QUESTIONS[0], recorder)
    assert asked == extracted
    assert {"Your answer", "Check", "Another variant", "Read as {number}.", "Correct."} <= asked


def test_braces_in_a_translation_do_not_stop_the_page() -> None:
    assert "{oops" in question_html(QUESTIONS[0], lambda text: text + " {oops")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "Softmax/One"}, "question id: 'Softmax/One'; expected a-z"),
        ({"id": "a--b"}, "question id"),
        ({"id": 'a"b'}, "question id"),
        ({"variants": ()}, "no variants; expected at least one"),
        ({"kind": "choice"}, "'cat' with a number key, 0 options; expected what a choice question needs"),
        ({"variants": (CHOICE,)}, "'animals' with a choice key, 2 options; expected what a number question"),
    ],
)
def test_a_view_that_makes_no_sense_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        replace(QUESTIONS[0], **change)


def test_the_script_is_small() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes(), mtime=0)) < 6 * 1024
