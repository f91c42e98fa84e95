"""Verdicts are exact, the same in Python and in the page, and never an exception."""

from __future__ import annotations

from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from answers import KEYS, LANGUAGES, corpus, number_key, vector_key
from hypothesis import given, settings
from hypothesis import strategies as st

from xentlib.errors import InputError
from xentlib.numbers import REASONS
from xentlib.proof.page import grades_of_the_page
from xentlib.quiz import VERDICTS, ChoiceKey, ChoicesKey, OrderKey, judge, key_data, overlap

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
        ("0.645", "near"),
        ("0.695", "near"),
        ("0.77", "near"),
        ("0.6449999999999999999999", "wrong"),
        ("0.6950000000000000000001", "wrong"),
        ("0.7700000000000000000001", "wrong"),
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
    assert judge(PROBABILITY, "69", "en").mistake == "percent"
    assert judge(replace(PROBABILITY, percent=False), "67", "en").verdict == "wrong"


def test_a_declared_mistake_wins_over_the_bare_percentage() -> None:
    key = replace(PROBABILITY, mistakes={"inverse": (Decimal(66), Decimal(68))})
    assert judge(key, "67", "en").mistake == "inverse"


def test_only_a_correct_answer_scores() -> None:
    scores = {judge(PROBABILITY, answer, "en").score for answer in ("0.69", "0.97", "67", "5", "cat")}
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
    low, high = Decimal("0.695"), Decimal("0.75")
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
        ("near", ("0.8", "0.6"), "lower end first"),
        ("mistakes", ("0.8", "0.6"), "lower end first"),
    ],
)
def test_a_key_whose_intervals_make_no_sense_is_refused(
    field: str, interval: tuple[str, str], message: str
) -> None:
    ends = (Decimal(interval[0]), Decimal(interval[1]))
    key: Any = PROBABILITY if field == "mistakes" else PROBABILITY.part
    values = {"accept": ends, "near": (ends,), "mistakes": {"named": ends}}
    with pytest.raises(InputError, match=message):
        replace(key, **{field: values[field]})


PAIR = vector_key(number_key("0.67", unit="0.01"), number_key("0.24", unit="0.01"), percent=True,
                  swapped=(number_key("0.24", unit="0.01"), number_key("0.67", unit="0.01")))  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "verdict", "mistake", "place"),
    [
        ("0.67; 0.24", "correct", None, None),
        ("[0,665 0,245]", "correct", None, None),
        ("67%; 0.24", "correct", None, None),
        ("0.69; 0.24", "near", None, None),
        ("0.24; 0.67", "mistake", "swapped", None),
        ("67; 24", "mistake", "percent", None),
        ("67; 24%", "wrong", None, "1"),
        ("0.67; 0.5", "wrong", None, "2"),
        ("0.67", "unreadable", None, None),
    ],
)
def test_a_vector_is_judged_number_by_number(answer: str, verdict: str, mistake: str, place: str) -> None:
    grade = judge(PAIR, answer, "en")
    assert (grade.verdict, grade.mistake, grade.arguments.get("place")) == (verdict, mistake, place)


def test_a_vector_is_echoed_as_a_vector_and_one_with_the_wrong_length_is_unreadable() -> None:
    assert judge(PAIR, "0,67 0,240", "ru").read == "[0,67;\u00a00,24]"
    assert judge(PAIR, "1; 2; 3", "ru").arguments == {"expected": "2", "found": "3"}


def test_vectors_overlap_only_where_every_number_does() -> None:
    half, quarter = number_key("0.5", unit="0.01"), number_key("0.24", unit="0.01")
    assert overlap(PAIR) is None
    one_apart = vector_key(half, quarter, other=(half, half), third=(half, number_key("0.9", unit="0.01")))
    assert overlap(one_apart) is None
    assert overlap(vector_key(half, quarter, same=(half, quarter))) == ("accept", "same")
    assert overlap(vector_key(half, quarter, a=(quarter, half), b=(quarter, half))) == ("a", "b")


def test_several_choices_score_what_is_right_less_what_is_wrong() -> None:
    key = ChoicesKey(("a", "b", "c", "d"), frozenset({"b", "d"}))
    told = {answer: judge(key, answer, "en") for answer in ("b d", "d  b b", "b", "b a", "b d c", "a", "", "b x")}
    assert {answer: grade.verdict for answer, grade in told.items()} == {
        "b d": "correct", "d  b b": "correct", "b": "partial", "b a": "mistake", "b d c": "partial", "a": "mistake",
        "": "unreadable", "b x": "unreadable",
    }  # fmt: skip
    assert [told[answer].score for answer in ("b d", "b", "b a", "b d c")] == [1.0, 0.5, 0.0, 0.5]
    assert [told[answer].mistake for answer in ("b", "b a", "b d c")] == ["d", "a", "c"]
    with pytest.raises(InputError, match="at least one, and not all"):
        ChoicesKey(("a", "b"), frozenset({"a", "b"}))


def test_an_order_is_right_only_as_a_whole_and_says_where_it_goes_wrong() -> None:
    key = OrderKey(("a", "b", "c"), {"reversed": ("c", "b", "a")})
    assert judge(key, "a b c", "en").score == 1.0
    assert judge(key, "c b a", "en").mistake == "reversed"
    assert judge(key, "a c b", "en").arguments == {"place": "2"}
    assert {judge(key, answer, "en").reason for answer in ("", "a b", "a b b", "a b c c", "x")} == {"order"}
    assert overlap(OrderKey(("a", "b", "a"), {"reversed": ("a", "b", "a")})) == ("accept", "reversed")


@given(st.text(), st.sampled_from(KEYS), st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=300)
def test_any_text_gets_a_verdict(answer: str, key: Any, language: str) -> None:
    assert judge(key, answer, language).verdict in VERDICTS


def test_key_data_writes_decimals_without_exponent() -> None:
    data = key_data(number_key("1e12", unit="1", tiny="1e-9"))
    assert data["accept"] == ["999999999999.5", "1000000000000.5"]
    assert data["mistakes"] == [["tiny", "-0.499999999", "0.500000001"]]


def test_python_and_the_page_judge_alike() -> None:
    cases = list(corpus())
    assert len(cases) >= 10_000
    grades = grades_of_the_page(SCRIPT, cases)
    seen: set[str] = set()
    for (answer, key, language), theirs in zip(cases, grades, strict=True):
        ours = asdict(judge(key, answer, language))
        assert theirs == ours, (answer, language, key)
        seen |= {ours["verdict"], ours["reason"] or "", ours["mistake"] or ""}
    assert seen >= {*VERDICTS, *REASONS, "percent", "choice", "choices", "order"}
