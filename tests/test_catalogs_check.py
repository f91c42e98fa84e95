"""A translation keeps what is not words, and is written the way its language is written."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib.catalogs import read_catalog
from xentlib.catalogs.compare import differences
from xentlib.catalogs.inline import has_words, mask, placeholders
from xentlib.catalogs.style import flaws
from xentlib.errors import ContentError, ToolError


@given(st.text(alphabet="ab `$\\{}[]()<>!*_.#:/|\n&;1"))
def test_a_mask_keeps_the_length_of_a_text(text):
    assert len(mask(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cat", True),
        ("{{ cats.p | decimals(2) }}", False),
        ("$e^{ {{ z[0] }} } = {{ x }}$", False),
        ("$$x$$ `code` ``a`b``", False),
        ("<https://example.org> https://example.org/a?b=c.", False),
        ("[cat](a.md)", True),
        ("[$x$](a(b).md 'x')", True),
        ("[$x$](a_(b).md)", False),
        ("<br> &nbsp; 12 % — {name} [^note]", False),
        ("it costs $5 and $6", True),
        ("от 1 до 2", True),
        ("第 1", True),
    ],
)
def test_a_text_is_translated_when_it_has_words(text, words):
    assert has_words(text) == words


def test_a_formula_that_is_not_closed_costs_no_time():
    assert has_words("$" + "{{ a }}" * 500) is False
    assert has_words("](" + "{{ a }}" * 500 + "b") is True


def test_placeholders_inside_formulas_and_code_count():
    assert placeholders("${{a}}$ `{{  b | c }}` {{ d }}") == ["{{ a }}", "{{ b | c }}", "{{ d }}"]


@pytest.mark.parametrize(
    ("english", "translation"),
    [
        ("At {{ a }} the $p$ is {{ b }}.", "Здесь {{ b }}, если {{a}} и $p$."),
        ("$a \\leq b \\geq c$ is $\\emptyset$", "$a \\leqslant b\\geqslant c$ — это $\\varnothing$"),
        ("$[0, \\infty)$", "$[0; +\\infty)$"),
        ("$x = 0.5 \\text{ nats}$ and $[1, 2]$", "$x = 0{,}5\\text{ ната}$ и $[1; 2]$"),
        ("See [the *page*](a.md#b).", "См. [*страницу*](a.md#b)."),
        ('A [page](a.md "Title").', 'Одна [страница](a.md "Заголовок").'),
        ("An *important* **thing**.", "一个**重要**的**东西**。"),
        ('<abbr title="so">KL</abbr>', '<abbr title="так">КЛ</abbr>'),
        ("`a | b` or c \\| d", "`a | b` или c \\| d"),
        ("One.  \nTwo.", "Раз.  \nДва."),
        ("1. is not a list in a title", "1. это не список в заголовке"),
        ("2 * 3 and ** alone", "2 * 3 и ** само"),
    ],
)
def test_a_translation_may_follow_the_habits_of_its_language(english, translation):
    assert differences(english, translation) == []


@pytest.mark.parametrize(
    ("english", "translation", "what"),
    [
        ("{{ a }} and {{ a }}", "{{ a }}", "{{ a }} is missing"),
        ("$a$", "$b$ и $a$", "$b$ is not in the English text"),
        ("$\\nu$ is", "$\nu$ есть", "$\\nu$ is missing"),
        ("Call `softmax`", "Вызовите `софтмакс`", "`softmax` is missing"),
        ("[a](b.md)", "[a](c.md)", "](b.md) is missing"),
        ("https://example.org/a.", "https://example.org/b.", "https://example.org/a is missing"),
        ("![A cat](cat.png)", "[Кот](cat.png)", "the image ![…] is missing"),
        ("A note[^1]", "Сноска", "[^1] is missing"),
        ("[a](b){ .wide }", "[a](b)", "{ .wide } is missing"),
        ("a<br>b", "а б", "<br> is missing"),
        ("a **b** c", "а **б в", "an emphasis mark (* or **) is not closed"),
        ("a **b** c", "а б в", "1 emphasized parts in English, 0 here"),
        ("a", "а | б", "a | outside code and formulas would open a table cell; write \\|"),
        ("a", " а", "white space at the beginning differs from the English text"),
        ("a", "а\n", "white space at the end differs from the English text"),
        ("The year 1917.", "1917. Год.", "Markdown reads it as something else"),
        ("a b", "а\n\nб", "Markdown reads it as something else"),
        ("a", "# а", "Markdown reads it as something else"),
    ],
)
def test_what_a_translation_loses_or_breaks_is_named(english, translation, what):
    assert any(found.startswith(what) for found in differences(english, translation))


@pytest.mark.parametrize(
    ("english", "translation", "found"),
    [
        ("Read as {number}.", "Прочитано: {number}.", []),
        ("variant {number} of {count}", "вариант {number}", ["{count} is missing"]),
        ("Close", "Закрыть {x}", ["{x} is not in the English text"]),
        ("{a}", "{a", ["{a} is missing", "str.format cannot read its braces: expected '}' before end of string"]),
        ("{a}", "{a:>1000000000}", ["{a} is missing", "{a:>1000000000} is not in the English text"]),
    ],
)
def test_interface_words_keep_their_fields(english, translation, found):
    assert differences(english, translation, interface=True) == found


@pytest.mark.parametrize(
    ("english", "translation", "found"),
    [
        ("Cat", "Кошка { onmouseenter=alert(1) }", "{ onmouseenter=alert(1) } is not in the English text"),
        ("Cat", "Кошка{: onclick=x }", "{: onclick=x } is not in the English text"),
        ("Cat", 'Кошка" onfocus="alert(1)', "a straight \" could end an attribute in a page"),
        ("Search", 'Поиск <img src=x onerror=alert(1)//', "<img is not in the English text"),
        ("Search", "Поиск <script>alert(1)</script>", "<script> is not in the English text"),
        ("Search", "Поиск <!-- x", "<!-- is not in the English text"),
        ("Search", "Поиск \ue0000\ue001", "the character U+E000 is not in the English text"),
        ("Search", "Поиск\r\r# Здесь", "the character U+000D is not in the English text"),
        ("Search", "Поиск\x9b31m", "the character U+009B is not in the English text"),
        ("Search", "Поиск\u202e", "the character U+202E is not in the English text"),
        ("Search", "[Поиск](javascript:alert(1))", "](javascript:alert(1)) is not in the English text"),
        ("a {{ cats.p }}", "б {{ cats.z }}", "{{ cats.p }} is missing"),
        ("a $x$", "б $y$", "$x$ is missing"),
    ],
)
def test_the_build_refuses_a_translation_that_breaks_something(small_course, english, translation, found):
    """A translator says words; markup, numbers and scripts are not theirs to bring."""
    po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    po += f"msgid {json.dumps(english, ensure_ascii=False)}\nmsgstr {json.dumps(translation, ensure_ascii=False)}\n"
    course = small_course({"content/po/ru/index.po": po})
    with pytest.raises(ContentError) as caught:
        read_catalog(course, "ru", "index")
    assert found in str(caught.value)
    assert (caught.value.path, caught.value.line) == ("content/po/ru/index.po", 4)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Normalize the colors; an exercise is precise, otherwise `normalise` it. Adjust, justify."),
        ("en", "Several analyses, a promise, advertising, a realistic model."),
        ("ru", "Потери равны 0,41 ната — это «мало», а «не „очень“ мало». Счёт ещё не окончен…"),
        ("ru", "Python 3.11 и CC BY 4.0, MkDocs 1.6.1, `0.5`, $0.5$, {{ a.b }}, [тут](a-1.2.md)"),
        ("ru", "log-sum-exp, $\\ln p$, $\\log_2 p$, счета, полететь, отчётливо, объемлющий, всё-таки"),
        ("ru", "кросс-энтропия\n- не тире"),
        ("zh", "概率是 {{ cats.p }}，损失是 $-\\ln p$。**猫**，狗；马：“好”（见 [图](a.md)）"),
        ("zh", "形状 (10, 20) 的张量，准确率 50%，`softmax` 函数，3 个类别"),
        ("zh", "<b>猫</b>和狗，{number} 个类别"),
        ("de", 'Ohne Regeln - "alles" 0.5'),
    ],
)
def test_a_well_written_text_has_no_flaw(language, text):
    assert flaws(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "what"),
    [
        ("en", "regularisation", "regularisation: American"),
        ("en", "Unnormalised colours", "colours: American"),
        ("en", "labelled", "labelled: American"),
        ("en", "We just add.", "just: leave it out"),
        ("en", "Obviously so.", "Obviously: leave it out"),
        ("ru", "Это 0.41 ната", "0.41: write a decimal comma"),
        ("ru", 'Слово "кошка"', '": write «ёлочки»'),
        ("ru", "Потери - это мера", '" - ": write an em dash —'),
        ("ru", "И так далее...", "...: write …"),
        ("ru", "Перекрестная энтропия", "Перекрестная: ё"),
        ("ru", "Он еще не учтен, ее объем", "еще: ё"),
        ("ru", "log p", "log: write ln or lg"),
        ("ru", "Формула $-\\log p$", "$-\\log p$: write \\ln"),
        ("zh", "猫,狗", "猫,: write a full-width mark"),
        ("zh", "这是猫.", "猫.: write 。"),
        ("zh", "损失(loss)函数", "失(: write full-width brackets"),
        ("zh", '他说"好"', '": write “ ”'),
        ("zh", "这是*猫*", "*猫*: Chinese has no italics"),
        ("zh", "这是 _猫_ 。", "_猫_: Chinese has no italics"),
        ("zh", "损失 $L$ ，小", '" ，": no space'),
        ("zh", "softmax函数", "softmax函数: write softmax 函数"),
        ("zh", "概率是{{ cats.p }}。", "概率是{{ cats.p }}。: write 概率是 {{ cats.p }}。"),
        ("zh", "等于 50 %", "no space before %"),
        ("zh", "等等...", "...: write ……"),
    ],
)
def test_a_flaw_is_named_with_the_way_to_write_it(language, text, what):
    assert any(what in found for found in flaws(text, language))


def test_without_autocorrect_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "autocorrect_py", None)
    with pytest.raises(ToolError, match=r"pip install -e '\.\[test\]'"):
        flaws("猫", "zh")
