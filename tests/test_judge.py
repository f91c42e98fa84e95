"""Verdicts are exact, the same in Python and in the page, and never an exception."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from answers import KEYS, LANGUAGES, corpus, number_key
from hypothesis import given, settings
from hypothesis import strategies as st

from xentlib.errors import InputError
from xentlib.numbers import REASONS, locale_data
from xentlib.quiz.judge import ChoiceKey, judge, key_data, overlap

HERE = Path(__file__).parent
SCRIPT = HERE.parent / "content/theme/assets/quiz.js"

PROBABILITY = number_key("0.67", unit="0.01", percent=True, fraction=True, log2="0.97", swapped="0.24")


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("0.67", "correct"),
        ("0.665240955774", "correct"),
        ("67%", "correct"),
        ("2/3", "correct"),
        ("0.665", "correct"),
        ("0.675", "correct"),
        ("0.66499999999999999999999999999999999", "near"),
        ("0.67500000000000000000000000000000001", "near"),
        ("0.7", "near"),
        ("0.62", "near"),
        ("0.72", "near"),
        ("0.6199999999999999999999", "wrong"),
        ("0.7200000000000000000001", "wrong"),
        ("0.97", "mistake"),
        ("0.235", "mistake"),
        ("0.245", "mistake"),
        ("0.2449999999", "mistake"),
        ("0.2450000001", "wrong"),
        ("-0.67", "wrong"),
        ("67", "mistake"),
        ("6700%", "wrong"),
        ("cat", "unreadable"),
        ("1,234", "unreadable"),
    ],
)
def test_an_interval_holds_its_ends_and_not_the_next_decimal(answer: str, verdict: str) -> None:
    assert judge(PROBABILITY, answer, "en").verdict == verdict


def test_a_mistake_is_named() -> None:
    assert judge(PROBABILITY, "0,97", "ru").mistake == "log2"
    assert judge(PROBABILITY, "24 %", "ru").mistake == "swapped"


def test_a_bare_percentage_is_a_mistake_only_where_percent_is_allowed() -> None:
    assert judge(PROBABILITY, "67", "en").mistake == "percent"
    assert judge(PROBABILITY, "70", "en").mistake == "percent"
    assert judge(replace(PROBABILITY, percent=False), "67", "en").verdict == "wrong"


def test_a_declared_mistake_wins_over_the_bare_percentage() -> None:
    key = replace(PROBABILITY, mistakes={"inverse": (Decimal(66), Decimal(68))})
    assert judge(key, "67", "en").mistake == "inverse"


def test_only_a_correct_answer_scores() -> None:
    scores = {judge(PROBABILITY, answer, "en").score for answer in ("0.7", "0.97", "67", "5", "cat")}
    assert scores == {0.0}
    assert judge(PROBABILITY, "0.67", "en").score == 1.0


def test_an_unreadable_answer_says_why_and_is_not_echoed() -> None:
    grade = judge(PROBABILITY, "1,234", "zh")
    assert (grade.reason, grade.read) == ("ambiguous", None)
    assert grade.arguments == {"whole": "1234", "decimal": "1.234"}


@pytest.mark.parametrize(
    ("answer", "language", "echo"),
    [
        ("67%", "ru", "0,67"),
        ("2/3", "en", "0.666667"),
        ("1/2", "en", "0.5"),
        ("−0,10", "en", "−0.1"),
        ("22026,5", "ru", "22\u00a0026,5"),
        ("22026.5", "en", "22026.5"),
        ("0,00000120", "ru", "1,2·10⁻⁶"),
        ("1e400", "zh", "1·10⁴⁰⁰"),
    ],
)
def test_the_echo_is_the_number_as_the_language_writes_it(answer: str, language: str, echo: str) -> None:
    assert judge(PROBABILITY, answer, language).read == echo


def test_a_choice_is_judged_by_its_id() -> None:
    key = ChoiceKey("right", {"swapped": "swapped-arguments"})
    assert judge(key, "right", "en").score == 1.0
    assert judge(key, "swapped", "en").mistake == "swapped-arguments"
    assert judge(key, "other", "en").verdict == "wrong"
    assert judge(key, "", "en").reason == "choice"


def test_overlapping_bands_are_found() -> None:
    low, high = Decimal("0.72"), Decimal("0.75")
    assert overlap(PROBABILITY) is None
    assert overlap(replace(PROBABILITY, mistakes={"touches": (low, high)})) == ("near", "touches")
    assert overlap(replace(PROBABILITY, mistakes={"a": (high, high), "b": (high, high)})) == ("a", "b")
    assert overlap(ChoiceKey("right", {"right": "swapped"})) == ("accept", "swapped")
    assert overlap(ChoiceKey("right", {"wrong": "swapped"})) is None


@pytest.mark.parametrize(
    ("field", "interval", "message"),
    [
        ("accept", ("0.7", "0.8"), "holds the key 0.67"),
        ("accept", ("0.8", "0.6"), "lower end first"),
        ("near", ("0.67", "0.67"), "encloses accept"),
    ],
)
def test_a_key_whose_intervals_make_no_sense_is_refused(
    field: str, interval: tuple[str, str], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        replace(PROBABILITY, **{field: (Decimal(interval[0]), Decimal(interval[1]))})  # type: ignore[arg-type]


@given(st.text(), st.sampled_from(KEYS), st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=300)
def test_any_text_gets_a_verdict(answer: str, key: Any, language: str) -> None:
    assert judge(key, answer, language).verdict in ("correct", "near", "mistake", "wrong", "unreadable")


def test_key_data_writes_decimals_without_exponent() -> None:
    data = key_data(number_key("1e12", unit="1", tiny="1e-9"))
    assert data["accept"] == ["999999999999.5", "1000000000000.5"]
    assert data["mistakes"] == [["tiny", "-0.499999999", "0.500000001"]]


def test_python_and_the_page_judge_alike() -> None:
    cases = list(corpus())
    assert len(cases) >= 2000
    grades = grades_of_the_page(cases)
    seen: set[str] = set()
    for (answer, key, language), theirs in zip(cases, grades, strict=True):
        ours = asdict(judge(key, answer, language))
        assert theirs == ours, (answer, language, key)
        seen |= {ours["verdict"], ours["reason"] or "", ours["mistake"] or ""}
    reasons = set(REASONS) - {"count"}  # of vectors only
    assert seen >= {"correct", "near", "mistake", "wrong", "unreadable", "percent", "choice"} | reasons


def grades_of_the_page(cases: list[tuple[str, Any, str]]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    assert node, "Node.js is missing; the build needs it too"
    data = [
        {"answer": answer, "key": key_data(key), "locale": locale_data(language)}
        for answer, key, language in cases
    ]
    asked = json.dumps({"script": str(SCRIPT), "cases": data})
    command = [node, str(HERE / "quiz_js.cjs")]
    told = subprocess.run(command, input=asked, capture_output=True, encoding="utf-8", check=True)
    grades: list[dict[str, Any]] = json.loads(told.stdout)
    return grades
