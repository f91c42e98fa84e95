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

from xentlib import formulas
from xentlib.course import Course
from xentlib.errors import InputError
from xentlib.numbers import REASONS
from xentlib.pages import draft
from xentlib.pages import question as question_module
from xentlib.pages.draft import formulas_of
from xentlib.pages.finish import Questions
from xentlib.pages.question import Cure, QuestionView, VariantView, page_end, question_html, question_script
from xentlib.pages.scripts import lean_scripts
from xentlib.proof.page import grades_of_the_page
from xentlib.quiz import (
    ChoiceKey,
    ChoicesKey,
    Interval,
    Key,
    NumberKey,
    OrderKey,
    Part,
    VectorKey,
    key_data,
    phrases,
)

THEME = Path(__file__).parent.parent / "content/theme"
SCRIPTS = [THEME / "assets" / name for name in ("quiz.js", "practice.js")]
VOID = {"input", "br", "hr", "img"}

NUMBER_KEY = NumberKey(
    Part(Decimal("0.67"), (Decimal("0.665"), Decimal("0.675")), ((Decimal("0.6"), Decimal("0.7")),)), "0.67",
    {"log2": (Decimal("0.96"), Decimal("0.97"))},
)  # fmt: skip
BAND: Interval = (Decimal("0.665"), Decimal("0.675"))
VECTOR_KEY = VectorKey((Part(Decimal("0.67"), BAND),) * 2, "[0.67, 0.67]", {"__proto__": (BAND, BAND)})
NUMBER = VariantView(
    seed="1",
    prompt="<p>Which <em>p</em>?</p>\n\n<pre>1\n\n2\n   \n3</pre>",
    key=key_data(NUMBER_KEY),
    feedback={"log2": "<p>That is base 2 &lt; e.</p>", "wrong": "<p>Start with e<sup>10</sup>.</p>"},
    solution="<p>0.67</p>\n\n<p>so.</p>",
    answer="0.67",
)
CHOICE_KEY = ChoiceKey("cat", {"dog": "swapped"})
CHOICE = VariantView(
    seed="1",
    prompt="<p>Which animal?</p>",
    key=key_data(CHOICE_KEY),
    feedback={"swapped": "<p>No.</p>"},
    solution="<p>The cat.</p>",
    answer="A <b>cat</b>",
    options=(("cat", "A <b>cat</b>"), ("dog", "A dog")),
    hint="<p>It purrs.</p>",
)
CHOICES_KEY = ChoicesKey(("cat", "dog"), frozenset({"cat"}))
ORDER_KEY = OrderKey(("cat", "dog"), {})
KEYS: tuple[Key, ...] = (NUMBER_KEY, VECTOR_KEY, CHOICE_KEY, CHOICES_KEY, ORDER_KEY)
VECTOR = replace(NUMBER, key=key_data(VECTOR_KEY), labels=("cat", "<b>dog</b>"))
CHOICES = replace(CHOICE, key=key_data(CHOICES_KEY))
ORDER = replace(CHOICE, key=key_data(ORDER_KEY))
QUESTIONS = (
    QuestionView("softmax/one-probability", "number", "ru", (NUMBER, replace(NUMBER, seed="2", prompt="<p>Now?</p>"))),
    QuestionView("softmax/which-animal", "choice", "zh", (CHOICE,)),
    QuestionView("softmax/two-probabilities", "vector", "en", (VECTOR,)),
    QuestionView("softmax/animals", "choices", "en", (CHOICES,)),
    QuestionView("softmax/line", "order", "en", (ORDER,)),
    QuestionView("softmax/gap", "step", "en", (NUMBER,)),
    QuestionView("softmax/program", "bug", "en", (CHOICE,)),
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


def end_data(language: str = "ru") -> dict[str, Any]:
    return script_data(page_end(QUESTIONS, language, str))


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
    assert inputs == set(page.values("for")) == {f"quiz-softmax--{name}-input" for name in ("one-probability", "gap")}


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
    page = Elements("".join(question_html(view, str) for view in QUESTIONS) + page_end(QUESTIONS, "en", str))
    names = {name for _, attributes in page.found for name in attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert {attributes["type"] for attributes in page.all("script")} == {"application/json"}
    script = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
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


def test_verdict_and_moves_are_told_in_live_regions_of_this_question() -> None:
    for view in QUESTIONS:
        page = Elements(question_html(view, str))
        regions = [attributes["class"] for _, attributes in page.found if attributes.get("role") == "status"]
        assert regions == ["quiz-status", "quiz-heard"]


def test_the_page_holds_the_first_variant_and_the_seeds_of_all() -> None:
    data = script_data(question_html(QUESTIONS[0], str, top="../"))
    assert data["seeds"] == ["1", "2"]
    assert data["more"] == "../assets/questions/softmax--one-probability.js"
    assert data["first"]["key"] == key_data(NUMBER_KEY)
    assert data["first"]["feedback"] == [[*pair] for pair in NUMBER.feedback.items()]
    assert end_data()["locale"]["decimal"] == ","


def test_further_variants_stand_in_a_script_without_what_they_share_with_the_first() -> None:
    changed = replace(NUMBER, seed="2", feedback={**NUMBER.feedback, "log2": "<p>Other.</p>"})
    script = question_script(replace(QUESTIONS[0], variants=(NUMBER, changed)))
    start = 'xentQuiz.more("softmax/one-probability",'
    assert script.startswith(start)
    assert json.loads(script.removeprefix(start).removesuffix(")")) == [{"feedback": [["log2", "<p>Other.</p>"]]}]


def test_a_worksheet_has_room_to_answer_and_its_answers_at_the_end() -> None:
    rooms = [question_html(view, str).count('class="quiz-room"') for view in QUESTIONS]
    assert rooms == [1, 0, 1, 0, 0, 1, 0]
    assert "<span>cat</span><span><b>dog</b></span>" in question_html(QUESTIONS[2], str)
    end = page_end(QUESTIONS, "en", str)
    assert [f'<li id="{view.element}-answer">{view.variants[0].answer}</li>' in end for view in QUESTIONS] == [True] * 7


def test_a_question_says_where_it_is_explained() -> None:
    html = question_html(QUESTIONS[0], str, cure=Cure("lessons/a.html#b", "The <i>b</i>"))
    assert 'Explained in: <a href="lessons/a.html#b">The <i>b</i></a>' in html
    in_chinese = question_html(
        QUESTIONS[0], lambda text: text.replace("Explained in:", "相关讲解："), cure=Cure("lessons/a.html#b", "b")
    )
    assert '相关讲解：<a href="lessons/a.html#b">' in in_chinese  # no space beside a full-width mark


def test_every_reason_has_words_that_say_how_to_write_it() -> None:
    reasons = end_data()["words"]["reasons"]
    assert set(reasons) == {*REASONS, "choice", "choices", "order"}
    assert reasons["not_a_number"].endswith("for example 0,125.")
    assert reasons["ambiguous"] == "This can be read in two ways. Write {whole} or {decimal}."


HOSTILE = '</script><script>alert(1)</script><!--<img src=x onerror="alert(1)">\'"&\u2028{{ x }}'


@pytest.mark.parametrize("view", QUESTIONS)
def test_hostile_words_stay_words(view: QuestionView) -> None:
    tame = Elements(question_html(view, str))
    page = Elements(question_html(view, lambda text: text + HOSTILE))
    assert [tag for tag, _ in page.found] == [tag for tag, _ in tame.found]
    end = Elements(page_end([view], "en", lambda text: text + HOSTILE))
    data = json.loads(end.text["script"])
    assert data["words"]["verdicts"]["correct"] == "Correct." + HOSTILE
    assert "<" not in page.text["script"] + end.text["script"]


def test_hostile_content_cannot_end_the_script() -> None:
    variant = replace(NUMBER, feedback={"wrong": HOSTILE}, seed=HOSTILE)
    html = question_html(replace(QUESTIONS[0], variants=(variant,)), str)
    assert html.count("<script") == html.count("</script") == 1
    assert script_data(html)["seeds"] == [HOSTILE]


def test_every_word_is_found_by_the_extractor() -> None:
    files = (question_module.__file__, inspect.getfile(phrases))
    extracted = {str(row[1]) for file in files for row in extract_from_file("python", file)}
    asked: set[str] = set()

    def record(text: str) -> str:
        asked.add(text)
        return text

    recorder: Callable[[str], str] = record
    question_html(QUESTIONS[0], recorder)
    page_end(QUESTIONS, "en", recorder)
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
        ({"kind": "choice"}, "'1' with a number key, 0 options; expected what a choice question needs"),
        ({"variants": (CHOICE,)}, "'1' with a choice key, 2 options; expected what a number question"),
    ],
)
def test_a_view_that_makes_no_sense_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        replace(QUESTIONS[0], **change)


def test_the_scripts_are_small() -> None:
    shipped = lean_scripts(THEME)
    assert list(shipped) == ["assets/quiz.js", "assets/practice.js"]
    assert sum(len(gzip.compress(script, mtime=0)) for script in shipped.values()) <= 8 * 1024


def test_a_lean_script_judges_as_the_one_it_was_made_of(tmp_path: Path) -> None:
    answers = ("0.67", "0,67", "67%", "[0.67, 0.67]", "0.67; 0.9", "1e5", "x", "", "cat", "dog", "cat dog")
    cases = [
        (answer, key, language) for answer in answers for key in KEYS for language in ("en", "ru")
    ]  # fmt: skip
    (tmp_path / "lean.js").write_bytes(lean_scripts(THEME)["assets/quiz.js"])
    lean_grades, grades = (grades_of_the_page(script, cases) for script in (tmp_path / "lean.js", SCRIPTS[0]))
    assert lean_grades == grades


def test_a_question_is_a_small_share_of_its_page(course: Course) -> None:
    """At most 4 kB gzipped for each variant, in every language, of every question."""
    drafts = [draft(course, "practice.md", language.code) for language in course.languages]
    for page in drafts:
        mathml = formulas.render(dict(formulas_of(page.questions())), course.root, course.cache)
        questions = Questions(page.language, mathml, str)
        for variants in page.questions():
            html = questions.html(variants, page.path) + question_script(questions.view(variants))
            share = len(gzip.compress(html.encode(), mtime=0)) / len(variants)
            assert share <= 4 * 1024, (variants[0].question.id, page.language)
