"""The practice page: every question once, the easy ones first, with a link to what explains it."""

import re

import markdown as reference
import pytest

from xentlib import formulas, pages
from xentlib.pages.draft import VARIANTS_ON_A_PAGE, Asked, draft, formulas_of, texts_of
from xentlib.pages.finish import Questions, places, with_formulas
from xentlib.pages.markdown import inline, markdown_html, with_first_sentence
from xentlib.pages.practice import controls_html, list_html
from xentlib.pages.question import question_script
from xentlib.pictures import KINDS
from xentlib.quiz import KINDS as QUESTION_KINDS

HEAD = "---\ntitle: T\ndescription: D\n---\n\n# T {#t}\n\n"
LESSON = HEAD + '## Two {#two}\n\n{{ quiz("softmax/sharpened") }}\n\n```\n## No {#no}\n```\n\n## Three {#three}\n'


@pytest.fixture
def practiced(small_course, course):
    """A course with one question, which stands in a lesson and on the practice page."""
    return small_course({
        "content/index.md": HEAD,
        "content/lessons/01-a.md": LESSON,
        "content/practice.md": HEAD + '{{ practice("") }}\n\n## S {#s}\n\n{{ practice("softmax") }}\n',
        "quizzes/softmax/sharpened.md": (course.quizzes / "softmax/sharpened.md").read_text("utf-8"),
    })  # fmt: skip


def test_the_page_lists_every_question_of_the_course_once(course):
    page = draft(course, "practice.md", "en")
    asked = [variants[0].question.id for variants in page.questions()]
    assert sorted(asked) == sorted(path.removesuffix(".md") for path in course.questions())


def test_the_questions_of_a_lesson_rise(course):
    lesson = Asked(course).lesson("softmax", "en")
    levels = [variants[0].question.level for variants in lesson]
    assert levels == sorted(levels)


def test_two_pages_show_the_same_variants_and_one_script_brings_the_others(practiced):
    pages.stage(practiced, ["en"])
    docs = practiced.docs("en")
    lesson, practice = ((docs / path).read_text("utf-8") for path in ("lessons/01-a.md", "practice.md"))
    prompts = [re.search(r'class="quiz-prompt".*?</div>', page, re.DOTALL)[0] for page in (lesson, practice)]
    assert prompts[0] == prompts[1]
    assert '"more":"../assets/questions/softmax--sharpened.js"' in lesson
    assert '"more":"assets/questions/softmax--sharpened.js"' in practice
    script = (docs / "assets/questions/softmax--sharpened.js").read_text("utf-8")
    assert script.count('"prompt"') == VARIANTS_ON_A_PAGE - 1


def test_a_question_links_to_the_heading_above_it_in_a_lesson_but_not_in_that_lesson(practiced):
    pages.stage(practiced, ["en"])
    lesson, practice = ((practiced.docs("en") / path).read_text("utf-8") for path in ("lessons/01-a.md", "practice.md"))
    assert 'Explained in: <a href="lessons/01-a.html#two">Two</a>' in practice
    assert "Explained in" not in lesson


def test_only_a_lesson_is_a_place(practiced):
    drafts = [draft(practiced, path, "en") for path in reversed(practiced.pages())]
    assert {name: place.anchor for name, place in places(drafts).items()} == {"softmax/sharpened": "two"}


def test_a_page_without_questions_has_no_script_data(practiced):
    pages.stage(practiced, ["en"])
    assert "<script" not in (practiced.docs("en") / "index.md").read_text("utf-8")


def test_every_kind_has_a_name():
    asked = []
    controls_html([], "", lambda text: asked.append(text) or text)
    assert len(asked) == len(set(asked))
    assert len(pages.practice._kinds(str)) == len(QUESTION_KINDS)


def test_hostile_words_stay_words():
    html = controls_html([], "", lambda text: f"{text}</script><img>")
    assert html.count("</script>") == html.count("<script") == 2
    assert "<img>" not in html


def test_a_list_is_one_block():
    assert list_html("softmax", ["<section>\n</section>"]).endswith("</section>\n</div>")


# The Markdown of questions


def test_what_is_converted_in_parts_is_what_markdown_makes(course):
    """The variants of every question, converted whole by a fresh parser; pictures and ties are ours."""
    asked = Asked(course)
    for path in course.questions():
        for language in course.languages:
            asked.question(path.removesuffix(".md"), language.code)
    mathml = formulas.render(dict(formulas_of(asked.made.values())), course.root, course.cache)
    for (name, language), variants in asked.made.items():
        for text in {text for variant in variants[:3] for text, _source in texts_of(variant)}:
            if not any(f"```{kind}\n" in text for kind in KINDS):
                html = markdown_html(text, mathml, language, str)
                assert _OURS.sub(r"\1", html) == whole(text, mathml), name


_OURS = re.compile(r' tabindex="0"|<span aria-hidden="true">(.*?)</span><span class="quiz-heard">.*?</span>')


def whole(text, mathml):
    html = reference.markdown(with_formulas(text, mathml), extensions=["tables", "attr_list", "fenced_code"])
    html = _OURS.sub(r"\1", html)
    html = re.sub(r'<p>(<span class="formula formula--display">.*?</span>)</p>(?=\n|$)', r"\1", html)
    return re.sub(r"<th([^>]*)></th>", r"<td\1></td>", html)


@pytest.mark.parametrize(
    "text",
    ["1. one\n2. two 3", "p_1 and **0.5**, `x_1 = 0.25`", "| a | 1 |\n|---|---|\n| 2 | 0.5% |", "12 [13](a-14.md#b15)",
     "```python\nx = [1, 2.5]  # *3*\n```", "&#8211; 5 < 6 & 7 > 6", "5\n6. 7\n\n8) 9", "x1 2x 1e-05 3,4,5.",
     "# 7 {#a7}"],
)  # fmt: skip
def test_numbers_come_back_where_they_stood(text):
    expected = reference.markdown(text, extensions=["tables", "attr_list", "fenced_code"])
    assert markdown_html(text, {}, "en", str) == expected


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("You took 1.5. Look again.", "You took 1.5."),
        ("Das ist $0.5. 7$! Gut.", "Das ist $0.5. 7$!"),
        ("你取了对数。再看看。", "你取了对数。"),
        ("**Two. Three.** Four.", "**Two. Three.**"),
        ("No end\n\nNext. One.", "No end"),
        ("“Why?” Because.", "“Why?”"),
    ],
)
def test_the_first_sentence_names_a_mistake(text, first):
    assert with_first_sentence(text).startswith(f'<span class="quiz-first">{first}</span>')


@pytest.mark.parametrize("text", ["| a |\n|---|", "- one", "```text\na\n```", "1. one", "$$x$$", "<b>a</b>"])
def test_a_block_has_no_first_sentence(text):
    assert with_first_sentence(text) == text


def test_a_lone_paragraph_fits_into_a_label():
    assert inline("<p>a</p>") == "a"
    assert inline("<p>a <math><mi>b</mi></math></p>") == "a <math><mi>b</mi></math>"
    formula = "<math><msub><mi>w</mi><mn>1</mn></msub></math>"
    assert inline(f"<p>{formula}</p>") == f'<span aria-hidden="true">{formula}</span><span class="quiz-heard">w1</span>'
    assert inline("<p>a</p>\n<p>b</p>") == "<p>a</p>\n<p>b</p>"


def test_the_script_of_a_question_is_the_same_on_every_run(course):
    def script():
        variants = Asked(course).variants("softmax/sharpened", "ru")
        mathml = formulas.render(dict(formulas_of([variants])), course.root, course.cache)
        return question_script(Questions("ru", mathml, str).view(variants))

    assert script() == script()
