"""No-break spaces come where Russian wants them, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib.catalogs import typeset
from xentlib.catalogs.typography import NO_BREAK
from xentlib.course import Course

COURSE = Course.find(Path(__file__))
PIECES = st.sampled_from(
    [
        "в",
        "и",
        "А",
        "я",
        "слово",
        "бы",
        "же",
        "ли",
        "—",
        "-",
        "1",
        "ната",
        "бит",
        "%",
        "`в коде`",
        "$в x$",
        "{{ в z }}",
        "[в](в.md)",
        "<b в=1>",
        "#",
        ">",
        "|",
        "1.",
        "```",
        "///",
        "{: .в }",
        "http://в.рф",
        "о`",
        "**с**",
        "title:",
        "---",
        "дом",
    ]
)
TEXTS = st.lists(
    st.tuples(PIECES, st.sampled_from([" ", " ", " ", "\n", "\n\n", "  \n", ""])).map("".join), max_size=25
)


@given(TEXTS.map("".join))
def test_only_spaces_become_no_break_spaces_and_only_once(text):
    done = typeset(text, "ru")
    assert done.replace(NO_BREAK, " ") == text
    assert typeset(done, "ru") == done


@given(st.text())
def test_other_languages_stay_what_they_are(text):
    assert typeset(text, "en") == typeset(text, "zh") == text


@pytest.mark.parametrize("page", COURSE.pages())
def test_a_page_of_the_course_is_typeset_once(page):
    text = (COURSE.content / page).read_text(encoding="utf-8")
    done = typeset(text, "ru")
    assert done.replace(NO_BREAK, " ") == text.replace(NO_BREAK, " ")
    assert typeset(done, "ru") == done


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("в доме и у реки", "в_доме и_у_реки"),
        ("А в этом", "А_в_этом"),
        ("сказал бы он же", "сказал_бы он_же"),
        ("знает ли", "знает_ли"),
        ("Потери — это мера", "Потери_— это мера"),
        ("$L$ — потери, `a` — код", "$L$_— потери, `a`_— код"),
        ("{{ cats.loss }} ната, 2 бита, 50 %", "{{ cats.loss }}_ната, 2_бита, 50_%"),
        ("что-то о чём-то, кто-я никак", "что-то о_чём-то, кто-я никак"),
        ("# Мера и вес {#в весе}", "# Мера и_вес {#в весе}"),
        ("- в начале\n- — тире", "- в_начале\n- — тире"),
        ("| в клетке | — |\n|---|---|", "| в_клетке | — |\n|---|---|"),
        ("в\nконце строки", "в\nконце строки"),
        (
            "`в коде` $в x$ [тут](в.md) <i title='в x'>в теге</i>",
            "`в коде` $в x$ [тут](в.md) <i title='в x'>в_теге</i>",
        ),
        ("```\nв коде\n```", "```\nв коде\n```"),
        ("---\ntitle: в начале\n---\nв тексте", "---\ntitle: в начале\n---\nв_тексте"),
    ],
)
def test_words_that_must_not_stand_alone_are_tied(text, expected):
    assert typeset(text, "ru") == expected.replace("_", NO_BREAK)
