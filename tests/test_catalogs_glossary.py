"""The glossary is complete, and a broken one says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from xentlib.catalogs import Term, glossary
from xentlib.catalogs.glossary import renamed
from xentlib.course import Course
from xentlib.errors import ContentError

COURSE = Course.find(Path(__file__))
TERMS = glossary(COURSE)
LANGUAGES = "extra:\n  languages:\n    - {code: en, name: English}\n    - {code: zh, name: 中文}\n"


def found(language: str, english: str, translation: str) -> list[str]:
    return [
        word
        for term in TERMS
        for rule in term.avoid.get(language, ())
        if (word := rule.found(english, translation)) is not None
    ]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.english)
def test_every_term_has_a_word_in_every_language_that_its_own_rules_allow(term: Term):
    assert set(term.words) == {language.code for language in COURSE.languages}
    for code in term.words:
        for word in (term.words[code], *term.also.get(code, ())):
            assert word == word.strip() != ""
            assert not any(rule.found(term.english, word) for rule in term.avoid.get(code, ()))


def test_the_glossary_holds_what_the_course_decided():
    words = {term.english: term.words for term in TERMS}
    assert len(TERMS) >= 109
    assert words["cross-entropy"] == {"en": "cross-entropy", "ru": "кросс-энтропия", "zh": "交叉熵"}
    assert "regularization" in words


@pytest.mark.parametrize(
    ("language", "english", "translation", "expected"),
    [
        ("ru", "The accuracy is 0.9.", "Точность равна 0,9.", ["Точность"]),
        ("ru", "The precision is 0.9.", "Точность равна 0,9.", []),
        ("ru", "Accuracy and precision.", "Доля верных ответов и точность.", []),
        ("ru", "Pass the logits.", "Передайте логины.", ["логины"]),
        ("ru", "Pass the logits.", "Передайте логиты.", []),
        ("zh", "Pass the logits.", "传入对数。", ["对数"]),
        ("zh", "The natural logarithm.", "自然对数。", []),
        ("zh", "The logits and the natural logarithm.", "logits 和自然对数。", []),
        ("zh", "The bias.", "偏差。", ["偏差"]),
        ("zh", "Finite differences.", "有限差值。", ["有限差值"]),
        ("en", "The cross entropy.", "The cross entropy of a minibatch.", ["cross entropy", "minibatch"]),
        ("en", "Contour lines and the step size.", "Contour lines and the step size.", ["step size", "Contour"]),
        ("ru", "Cross-entropy again.", "Снова перекрёстная энтропия.", ["перекрёстная энтропия"]),
        ("ru", "A network says “cat”. **Cross-entropy**", "Это кросс-энтропия (перекрёстная энтропия).", []),
        ("ru", "The share of right answers.", "Точность.", ["Точность"]),
        ("zh", "The accuracy is 0.9.", "正确率是 0.9。", ["正确率"]),
        ("zh", "Ten epochs.", "十个周期。", ["周期"]),
        ("zh", "Ten epochs.", "十个迭代周期。", []),
    ],
)
def test_a_forbidden_word_is_found_where_its_english_term_stands(language, english, translation, expected):
    assert found(language, english, translation) == expected


@pytest.mark.parametrize(
    ("language", "english", "translation", "expected"),
    [
        ("ru", "The losses of the scores.", "Потери для оценок.", []),
        ("ru", "The losses of the scores.", "Ошибки для баллов.", ["logit", "loss"]),
        ("ru", "The cross-entropy loss.", "Функции потерь кросс-энтропии.", []),
        ("zh", "The losses of the scores.", "分数的损失。", []),
        ("zh", "The gradient.", "斜率。", ["gradient"]),
        ("zh", "That costs nothing.", "不费什么。", []),
        ("zh", "A weightless thing.", "没有重量的东西。", []),
    ],
)
def test_a_term_that_is_called_by_another_word_is_found(language, english, translation, expected):
    assert sorted(term.english for term in renamed(TERMS, language, english, translation)) == expected


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- {en: entropy, everyday: 3}", "everyday: 3; expected true or false"),
        ("- en: [", "not valid YAML"),
        ("- en: 2024-13-45", "'2024-13-45' is no value of the type timestamp"),
        ("en: softmax", "expected a list of terms"),
        ("- zh: 熵", "each term needs its English word"),
        ("- {en: entropy, zh: 熵}\n- {en: entropy, zh: 熵}", "'entropy' stands here twice"),
        ("- {en: entropy, ru: энтропия}", "'ru' is no language of the course"),
        ("- {en: entropy, avoid: {zh: [{word: 熵}]}}", "needs word and why"),
        ("- {en: entropy, avoid: {zh: [{word: '(', why: x}]}}", "is not a regular expression"),
    ],
)
def test_a_broken_glossary_says_what_is_wrong(tmp_path, text, what):
    (tmp_path / "mkdocs.yml").write_text(LANGUAGES, encoding="utf-8")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/glossary.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=f"content/glossary.yml.*{what}"):
        glossary(Course(tmp_path))


def test_a_course_may_have_no_glossary(tmp_path):
    (tmp_path / "content").mkdir()
    assert glossary(Course(tmp_path)) == ()
