"""Splitting Markdown loses nothing, finds what people read, and leaves the rest alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from xentlib.catalogs import Catalog, messages, split, translate
from xentlib.course import Course

COURSE = Course.find(Path(__file__))
FILES = [COURSE.content / page for page in COURSE.pages()] + [
    COURSE.quizzes / question for question in COURSE.questions()
]

PIECES = st.sampled_from(
    [
        "Scores become bars.",
        "and $p$ stays",
        "**bold** `code`",
        "{{ cats.p }}",
        '{{ figure("scores") }}',
        "# Title {#id}",
        "## A {{ x }}",
        "- item",
        "    - nested",
        "1. first",
        "> quoted",
        "> - both",
        "```python",
        "```",
        "~~~",
        "$$",
        "$$x$$",
        "a = b $$",
        r"\text{loss}",
        "| a | b |",
        "|---|:-:|",
        r"| `a|b` | c \| d |",
        "/// details | Proof",
        "    open: true",
        "///",
        "<div>",
        "</div>",
        "<!-- a",
        "-->",
        "<b>x</b>",
        "{: .lead }",
        "[^1]: note",
        "[ref]: https://example.org",
        ":   meaning",
        "*[KL]: divergence",
        "---",
        "===",
        "***",
        "title: one",
        'description: "two"',
        "text: >-",
        "  folded",
        "        code",
        "\t- tab",
        "",
        "   ",
        "line  ",
        "line\\",
        "\u00a0",
        "- [ ] task",
        "é\u2028ü",
    ]
)
MARKDOWN = st.lists(
    st.tuples(PIECES, st.sampled_from(["\n", "\n", "\n", "\n\n", "\r\n", "", "\r"])).map("".join), max_size=25
).map("".join)
TEXTS = st.one_of(st.text(), MARKDOWN, MARKDOWN.map(lambda text: f"---\ntitle: A {text}"))


def texts(markdown: str, **options: str) -> list[str]:
    return [message.text for message in messages(markdown, **options)]  # type: ignore[arg-type]


@given(TEXTS, st.sampled_from(["page", "question"]))
def test_the_blocks_joined_are_the_file(text, kind):
    blocks = split(text, kind=kind)
    assert "".join(block.text for block in blocks) == text
    line = 1
    for block in blocks:
        assert block.line == line
        line += block.text.count("\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: COURSE.relative(path))
def test_the_blocks_of_every_file_of_the_course_joined_are_the_file(path):
    kind = "page" if path.is_relative_to(COURSE.content) else "question"
    text = path.read_bytes().decode("utf-8")
    for variant in (text, text.replace("\n", "\r\n")):
        assert "".join(block.text for block in split(variant, kind=kind)) == variant
    assert texts(text, kind=kind) == texts(text.replace("\n", "\r\n"), kind=kind)


@given(TEXTS)
def test_without_translations_and_marks_a_file_stays_what_it_is(text):
    translated = translate(text, Catalog("ru", {}), mark=False)
    assert translated.text == text
    assert translated.lines == tuple(range(1, text.count("\n") + 2))
    assert translated.missing == len(messages(text))


@given(TEXTS)
def test_every_line_of_a_translation_comes_from_a_line_of_the_file(text):
    catalog = Catalog("ru", {message.text: "раз\nдва\nтри" for message in messages(text)[::2]})
    translated = translate(text, catalog)
    assert len(translated.lines) == translated.text.count("\n") + 1
    assert list(translated.lines) == sorted(translated.lines)
    assert 1 <= translated.lines[0] <= translated.lines[-1] <= text.count("\n") + 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: COURSE.relative(path))
def test_a_translated_file_of_the_course_has_the_same_messages_in_the_same_order(path):
    kind = "page" if path.is_relative_to(COURSE.content) else "question"
    text = path.read_text(encoding="utf-8")
    english = texts(text, kind=kind)
    translated = translate(text, Catalog("ru", {text: text.replace("s", "ш") for text in english}), kind=kind)
    assert translated.missing == 0
    assert texts(translated.text, kind=kind) == [text.replace("s", "ш") for text in english]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("One\ntwo.\n\nThree.\n", ["One two.", "Three."]),
        ("One.  \nTwo\\\nthree.\n", ["One.  \nTwo\\\nthree."]),
        ("# Title {#id}\n## Two ##\n### Three {: .a #b }\n", ["Title", "Two", "Three"]),
        ("Title\n=====\n\nOther\n---\n", ["Title", "Other"]),
        (
            "- one\n- two\n  more\n\n    further\n\n    - nested\n1) three\n",
            ["one", "two more", "further", "nested", "three"],
        ),
        ("- [ ] to do\n- [x] done\n", ["to do", "done"]),
        ("A sentence with\n- 3 below zero\n", ["A sentence with - 3 below zero"]),
        ("> quote\n> more\n>\n> - item\n", ["quote more", "item"]),
        (
            "| a | `x|y` |\n|---|---|\n| c \\| d | {{ p | decimals(2) }} |\n| $|x|$ e |  |\n",
            ["a", "c \\| d", "$|x|$ e"],
        ),
        ("/// details | Why?\n    type: note\n    open: true\nBecause.\n///\n", ["Why?", "Because."]),
        ("/// html | div.wide\nText.\n///\n", ["Text."]),
        ("Text.\n/// note\nMore.\n///\n", ["Text.", "More."]),
        ("```python\ncode = 1\n```\n\n~~~\nmore\n```\n~~~\nText.\n", ["Text."]),
        ("> ```\n> code\n\nText.\n", ["Text."]),
        ("Text:\n\n    indented code\n\nText.\n", ["Text:", "Text."]),
        ("$$\na = b\n$$\n\n$$x$$\n\nText.\n", ["Text."]),
        ("Text\n$$x$$\nmore.\n", ["Text", "more."]),
        ("$$\n  L = 2 \\text{ nats}\n$$\n", ["$$\nL = 2 \\text{ nats}\n$$"]),
        ("$$x \\text{, }$$\n", []),
        ("{{ figure('a') }}\nText {{ cats.p }}.\n", ["Text {{ cats.p }}."]),
        ("{{ cats.p }} $x$ `code` <https://example.org> 12 &nbsp;\n", []),
        ("<div class='a'>\nnot this\n</div>\n\n<div markdown>\n\nThis.\n\n</div>\n", ["This."]),
        ("<script>\n\nvar x\n\n</script>\nText.\n", ["Text."]),
        ("<!-- a note\n\nmore -->\nText.\n", ["Text."]),
        ("Text.\n{: .lead }\n", ["Text."]),
        ("[ref]: https://example.org 'Title'\n[^1]: A note\n    goes on.\n", ["A note goes on."]),
        ("Term\n:   Meaning\n\n*[KL]: Kullback and Leibler\n", ["Term", "Meaning", "Kullback and Leibler"]),
        ("![What is seen](a.png){ width=300 }\n", ["![What is seen](a.png){ width=300 }"]),
        ("***\n* * *\n- - -\n", []),
        (
            "---\ntitle: 'It''s'\ndescription: >-\n  one\n  two\ntags: [a]\n---\nText.\n",
            ["It's", "one two", "Text."],
        ),
        ("---\ntitle: [broken\n---\nText.\n", ["Text."]),
        ("---\n0:\n[]:\n---\nText.\n", ["Text."]),
        ("---\ntitle: &a One\ndescription: *a\n---\nText.\n", ["One", "Text."]),
        ("---\nid: &a One\ntitle: Two\ndescription: *a\n---\nText.\n", ["Two", "Text."]),
        ("", []),
    ],
)
def test_the_messages_of_a_page_are_what_people_read(markdown, expected):
    assert texts(markdown) == expected
    assert texts(markdown.replace("\n", "\r\n")) == expected


def test_in_a_question_front_matter_and_arguments_are_for_the_machine():
    question = "---\ntitle: x\nkind: number\n---\nWhich?\n\n/// mistake | divided_by_sum\nYou divided.\n///\n"
    assert texts(question, kind="question") == ["Which?", "You divided."]


def test_a_translation_takes_the_place_of_its_message():
    catalog = Catalog(
        "ru",
        {
            "It's": 'Это "всё": да',
            "Title": "Заголовок",
            "one two": "раз\nдва",
            "cell": "клетка\nещё",
            "$$\n\\text{loss}\n$$": "$$\n\\text{потеря}\n$$",
        },
    )
    page = (
        "---\ntitle: It's\nid: a\n---\n# Title {#id}\n\n> - one\n>   two\n\n| cell | $x$ |\n|---|---|\n\n"
        "$$\n\\text{loss}\n$$\n"
    )
    translated = translate(page, catalog)
    assert translated.text == (
        '---\ntitle: "Это \\"всё\\": да"\nid: a\n---\n# Заголовок {#id}\n\n> - раз\n>   два\n\n'
        "| клетка ещё | $x$ |\n|---|---|\n\n$$\n\\text{потеря}\n$$\n"
    )
    assert translated.missing == 0
    assert yaml.safe_load(translated.text.split("---")[1])["title"] == 'Это "всё": да'


def test_a_title_that_is_used_twice_is_translated_once():
    translated = translate("---\ntitle: &a One\ndescription: *a\n---\n", Catalog("ru", {"One": "Раз"}))
    assert yaml.safe_load(translated.text.split("---")[1]) == {"title": "Раз", "description": "Раз"}


def test_what_is_not_translated_stays_english_and_says_so():
    page = (
        "---\ntitle: A\n---\n# Title {#id}\n\n- one\n  two\n\n| a |\n|--|\n\n/// note | B\n///\n\n*[KL]: C\n"
    )
    translated = translate(page, Catalog("zh", {}))
    assert translated.missing == 6
    assert translated.text == (
        '---\ntitle: A\n---\n# <span lang="en">Title</span> {#id}\n\n- <span lang="en">one\n  two</span>\n\n'
        '| a |\n|--|\n\n/// note | <span lang="en">B</span>\n///\n\n*[KL]: C\n'.replace(
            "| a |", '| <span lang="en">a</span> |'
        )
    )


def test_the_source_language_needs_no_catalog():
    translated = translate("One.\n\nTwo.\n", Catalog("en", {}))
    assert (translated.text, translated.missing, translated.lines) == ("One.\n\nTwo.\n", 0, (1, 2, 3, 4))


def test_a_line_of_a_translation_is_reported_where_its_english_stands():
    page = "One\ntwo\nthree.\n\n{{ wrong }} text\n"
    translated = translate(page, Catalog("ru", {"One two three.": "Раз."}))
    assert translated.text.split("\n")[2].startswith("<span")
    assert translated.lines == (1, 4, 5, 6)
