"""Reading a question file, in every way in which it can be wrong, and making variants; test_proof.py proves them."""

import math
from dataclasses import replace
from decimal import Decimal
from functools import wraps

import pytest
from support import ROOT

from xentlib.course import Course
from xentlib.errors import ContentError
from xentlib.examples import EXAMPLES
from xentlib.numbers import show
from xentlib.quiz import Policy, judge, parse_question, read_question, vary

COURSE = Course(ROOT)
QUESTIONS = [path.removesuffix(".md") for path in COURSE.questions()]
SEEDS = range(1, 61)
LANGUAGES = ("en", "ru", "zh")


def test_rounding_on_the_way_is_accepted():
    """z = [3.2, 5.1, −1.7]: by hand 24.53 / 188.7 = 0.129995, which rounds to the same 0.130."""
    question = read_question(COURSE, "softmax/one-probability", "en")
    for seed in SEEDS:
        variant = vary(question, seed)
        by_hand = float(question.example.by_hand(variant.inputs).values["p_cat"])
        assert judge(variant.key, repr(by_hand), "en").verdict == "correct"
        assert judge(variant.key, f"{by_hand:.3f}", "en").verdict == "correct"


def test_percent_fraction_and_too_few_digits():
    variant = vary(read_question(COURSE, "softmax/one-probability", "ru"), 1)
    percent = show(float(variant.key.value) * 100, "ru", decimals=1)
    assert judge(variant.key, f"{percent}%", "ru").verdict == "correct"
    assert judge(variant.key, percent, "ru").mistake == "percent"
    assert judge(variant.key, show(float(variant.key.value), "ru", decimals=2), "ru").verdict in ("near", "correct")


@pytest.mark.parametrize(
    ("policy", "value", "accept", "near"),
    [
        (("decimals", 2), "0.665", ("0.665", "0.675"), [("0.645", "0.695"), ("0.7", "0.7")]),
        (("significant", 2), "0.0665", ("0.0665", "0.0675"), [("0.0645", "0.0695"), ("0.07", "0.07")]),
        (("significant", 3), "1234", ("1225", "1235"), [("1000", "1000"), ("1200", "1200"), ("1205", "1255")]),
        (("absolute", "0.02"), "-0.3348", ("-0.3548", "-0.3148"), []),
        (("relative", "0.1"), "2", ("1.8", "2.2"), []),
        (("exact", 0), "3", ("3", "3"), []),
        (("decimals", 2), "-0.665", ("-0.675", "-0.665"), [("-0.695", "-0.645"), ("-0.7", "-0.7")]),
    ],
)
def test_a_policy_becomes_closed_intervals(policy, value, accept, near):
    compiled = Policy(policy[0], Decimal(policy[1]))
    found = compiled.accept(Decimal(value), Decimal(value))
    assert found == tuple(map(Decimal, accept))
    ends = sorted((Decimal(low), Decimal(high)) for low, high in near)
    assert sorted(compiled.near(Decimal(value), found)) == ends


NUMBER = """\
---
kind: number
level: 2
example: one_probability
ask: p_cat
policy: {decimals: 3}
---
{{ z }}?

/// solution
{{ answer }}
///
"""
MISTAKES = EXAMPLES["one_probability"].story().mistakes
FEEDBACK = "".join(f"\n/// mistake | {name}\nNo.\n///\n" for name in MISTAKES)
GOOD = NUMBER + FEEDBACK


def parsed(text):
    return parse_question(text, "softmax/test", "en", "quizzes/softmax/test.md")


def test_the_smallest_good_question():
    assert vary(parsed(GOOD), 1).solution == vary(parsed(GOOD), 1).key.shown


# Aliases of YAML that stand for 8 to the power of 12 texts.
ENDLESS = "[&a0 [x], " + ", ".join(f"&a{n} [" + f"*a{n - 1}, " * 8 + "]" for n in range(1, 13)) + "]"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("---\nkind", "kind", r"test.md:1: no front matter"),
        ("kind: number", "kind: essay", r"test.md:2: unknown kind 'essay'; known are number, vector, .*, order"),
        ("kind: number", "kind: [", r"test.md:\d+: not valid YAML"),
        ("kind: number", "kind: number\nseed: 3", r"test.md:3: front matter: unknown key 'seed'; known are kind, "),
        ("one_probability", "one_probabilty", r"unknown example 'one_probabilty'; known are .*one_probability"),
        ("one_probability", "cats", r"example 'cats' has no draw"),
        ("ask: p_cat", "ask: p_dog", r"test.md:5: ask: unknown value 'p_dog' of example .*; known are .*p_cat"),
        ("ask: p_cat\n", "", r"test.md: no ask; name a value of example 'one_probability'; known are .*p_cat"),
        ("policy: {decimals: 3}\n", "", r"no policy; say how exact"),
        ("{decimals: 3}", "{digits: 3}", r"test.md:6: unknown policy 'digits'; known are decimals, significant"),
        ("{decimals: 3}", "{decimals: 2.5}", r"policy: decimals: 2.5; expected a whole number"),
        ("{decimals: 3}", "{absolute: -1}", r"policy: absolute: -1; expected a number that is not negative"),
        ("{decimals: 3}", "3", r"policy: 3; expected one of"),
        ("{decimals: 3}", "{absolute: .nan}", r"policy: absolute: nan; expected a number that is not negative"),
        ("{decimals: 3}", "{significant: 0}", r"test.md:6: policy: significant: 0; expected at least 1 digit"),
        ("kind: number", "kind: 2024-13-45", r"test.md:2: not valid YAML: '2024-13-45' is no value of the type"),
        ("kind: number", f"kind: {ENDLESS}", r"test.md:2: unknown kind \[.{1,500}\]; known are"),
        ("p_cat", ENDLESS, r"test.md:5: ask: \[.{1,500}\]; expected a name"),
        ("{decimals: 3}", ENDLESS, r"test.md:6: policy: \[.{1,500}\]; expected one of"),
        ("level: 2", "level: 2.0", r"test.md:3: unknown level 2.0; known are 1, 2, 3"),
        ("policy:", "allow: roman\npolicy:", r"allow: unknown notation 'roman'; known are percent, fraction"),
        ("policy:", "allow: [roman]\npolicy:", r"allow: unknown notation 'roman'; known are percent, fraction"),
        ("{{ z }}?", "", r"no prompt; write one below the front matter"),
        ("/// solution", "/// answer", r"test.md:10: unknown block 'answer'; known are hint, labels, solution"),
        ("{{ answer }}\n///", "{{ answer }}", r"test.md:13: block 'solution' of line 10 is not closed; end it"),
        ("{{ answer }}\n///", "{{ answer }}\n///\n\nAnd so on.", r"test.md:14: 'And so on.' stands in no block"),
        ("{{ z }}?", "{{ z }}?\n///", r"test.md:9: /// closes a block, but none is open"),
        ("/// mistake | odds", "/// mistake", r"write this block as: /// mistake \| id"),
        ("/// mistake | odds", "/// mistake | sigmoid", r"a second block 'mistake \| sigmoid'"),
        ("/// mistake | odds", "/// mistake | evens", r"feedback for 'evens', which is not a mistake.*so far: odds"),
        ("/// mistake | odds", "/// mistake odds", r"cannot read '/// mistake odds'; a block begins with /// name"),
        ("/// solution", "// solution", r"test.md:10: cannot read '// solution'; a block begins with /// name"),
        ("/// mistake | odds\nNo.\n///\n", "", r"no feedback for 'odds', a mistake of example 'one_probability'"),
    ],
)
def test_a_wrong_question_file_is_named_with_line_and_value(old, new, message):
    assert old in GOOD
    with pytest.raises(ContentError, match=message):
        parsed(GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{{ z }}?", "{{ zz }}?", r"test.md:8: .*zz: unknown name"),
        ("{{ answer }}", "{{ answr }}", r"test.md:11: .*answr: unknown name"),
        ("{decimals: 3}", "{decimals: 0}", r"no good variant for seed 1 in 200 draws: \w+ and \w+ give the same"),
        ("{decimals: 3}", "{relative: 0.9}", r"no good variant for seed 1 .* give the same answer"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(old, new, message):
    with pytest.raises(ContentError, match=message):
        vary(parsed(GOOD.replace(old, new, 1)), 1)


def test_a_single_notation_needs_no_brackets():
    assert parsed(GOOD.replace("policy:", "allow: percent\npolicy:")).allow == {"percent"}


CHOICE = """\
---
kind: choice
level: 1
example: sharpened
---
{{ z }}?

/// right
yes
///

/// wrong | unchanged
{option}
///

/// mistake | unchanged
No.
///

/// solution
Yes.
///
"""


def test_one_notation_needs_no_brackets():
    assert parsed(GOOD.replace("policy:", "allow: percent\npolicy:", 1)).allow == {"percent"}


@pytest.mark.parametrize("value", [math.nan, math.inf, "0.5", None, [1.0, 2.0], 1j])
def test_an_example_that_gives_no_number_is_named(value):
    question = parsed(GOOD)

    @wraps(question.example.function)
    def function(shown, **inputs):
        worked = question.example.function(shown, **inputs)
        return replace(worked, mistakes={**worked.mistakes, "odds": value})

    bad = replace(question, example=replace(question.example, function=function))
    message = r"test.md: example 'one_probability' for \{.*\}: \w+: .*; expected (a|one) number"
    with pytest.raises(ContentError, match=message):
        vary(bad, 1)


def test_a_draw_that_cannot_be_made_is_named():
    question = parsed(GOOD)
    asks_too_much = replace(question.example, draw=lambda draws: draws.decimals("z", 100, 0, 1, places=1))
    with pytest.raises(ContentError, match=r"test.md: the draw of example 'one_probability': z: 100 different numbers"):
        vary(replace(question, example=asks_too_much), 1)


def test_options_that_look_alike_are_no_question():
    with pytest.raises(ContentError, match=r"no good variant for seed 1 .*: two options read 'yes'"):
        vary(parsed(CHOICE.replace("{option}", "yes")), 1)


def test_a_choice_needs_a_right_option():
    with pytest.raises(ContentError, match="a choice needs one /// right and at least one /// wrong"):
        parsed(CHOICE.replace("/// right\nyes\n///\n", ""))


def test_an_unknown_question_is_named_with_the_known_ones():
    with pytest.raises(ContentError, match=r"softmax/nope.md: unknown question; the course has .*softmax/sharp"):
        read_question(COURSE, "softmax/nope", "en")


def test_a_seed_is_any_word_and_nothing_else_decides():
    question = read_question(COURSE, "softmax/one-probability", "en")
    assert vary(question, "7") == vary(question, 7)
    assert vary(question, "a word").note != vary(question, "another").note


def test_a_question_is_set_as_its_language_wants():
    """In Russian, no line begins with a dash and no one-letter preposition ends one."""
    texts = [read_question(COURSE, name, "ru").prompt.text for name in QUESTIONS]
    assert any("\u00a0—" in text for text in texts)
    assert not any(" —" in text for text in texts)
