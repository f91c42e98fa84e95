"""Numbers appear as the language and the place ask; whatever cannot appear names file, line and expression."""

import numpy as np
import pytest

from xentlib.errors import ContentError
from xentlib.examples import EXAMPLES, Worked
from xentlib.expand import Source, Steps, expand, names_of
from xentlib.expressions import Names, evaluate

CATS = Names(names_of(EXAMPLES["cats"].inputs, EXAMPLES["cats"].story()))
NAMES = {"cats": CATS, "word": "text", "f": lambda name: name}
SOURCE = Source("content/lessons/02-softmax.md")


def told(text, language="en"):
    return expand(text, NAMES, language, SOURCE).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "text", "formula", "code"),
    [
        ("en", "[0.67, 0.24, 0.09]", "[0.67, 0.24, 0.09]", "[0.67, 0.24, 0.09]"),
        ("ru", "[0,67; 0,24; 0,09]", r"[0{,}67;\; 0{,}24;\; 0{,}09]", "[0.67, 0.24, 0.09]"),
        ("zh", "[0.67, 0.24, 0.09]", "[0.67, 0.24, 0.09]", "[0.67, 0.24, 0.09]"),
    ],
)
def test_a_vector_is_written_as_language_and_place_ask(language, text, formula, code):
    call = "{{ cats.p | decimals(2) }}"
    assert told(f"{call} ${call}$ `{call}`", language) == f"{text} ${formula}$ `{code}`"
    assert told(f"$$\n{call}\n$$", language) == f"$$\n{formula}\n$$"


def test_values_are_four_significant_digits_unless_told_otherwise():
    assert told("{{ cats.p_y }}, {{ cats.p_y | digits(2) }}, {{ cats.p_y | decimals(5) }}") == "0.6652, 0.67, 0.66524"


def test_arithmetic_text_and_calls():
    assert told("{{ cats.p[0] + cats.p[1] + cats.p[2] }} {{ word }} {{ f('x') }}") == "1 text x"


def test_an_example_may_have_a_value_named_like_a_method_of_dict():
    assert evaluate("n.values", {"n": Names(names_of({}, Worked({"values": 3})))}) == 3


def test_steps_are_aligned_lines():
    steps = Steps(lambda: ((r"e^{", 3.2, "} &= ", 24.5325), ("a &= ", 1)))
    assert steps.tex("ru") == r"$$\begin{aligned} e^{3{,}2} &= 24{,}53 \\ a &= 1 \end{aligned}$$"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n\n{{ catz.p }}", 3, r"\{\{ catz.p \}\}: catz: unknown name; expected one of cats, f, word"),
        ("{{ cats.q }}", 1, r"\{\{ cats.q \}\}: cats.q: unknown name; expected one of .*p, p_y"),
        ("{{ cats.p.q }}", 1, "cats.p.q: unknown name; expected no name after a number"),
        ("{{ cats.p[7] }}", 1, r"cats.p\[7\]: 3 numbers; expected an index from 0 to 2"),
        ("{{ cats.p_y[0] }}", 1, r"cats.p_y\[0\]: not a vector"),
        ("a\n$x + {{ 1 + }}$", 2, "syntax: .*expected an expression such as"),
        ("{{ }}", 1, "syntax: "),
        ("{{ cats.p | round }}", 1, r"cats.p \| round: not part of this language"),
        ("{{ f }}", 1, "expected a number or a list of numbers"),
        ("{{ word('x') }}", 1, "word is a value; expected a call"),
        ("{{ word + 1 }}", 1, "arithmetic: 'text'; expected numbers on both sides"),
        ("{{ 2 * cats.p_y | digits(3) }}", 1, r"brackets, as in \(2 \* x\)"),
        ("{{ cats.p_y | decimals('x') }}", 1, "decimals: 'x'; expected a whole number up to 20"),
        ("{{ cats.p_y | decimals(10000) }}", 1, "decimals: 10000; expected a whole number up to 20"),
        ("{{ true[0] }}", 1, "true: a word of Jinja's; expected another name for a value"),
        ("a\n{{ word }", 2, "'{{' is left over; a value stands as {{ name }}, a formula between two [$]"),
        ("{ word } $x$", 1, "'{ word }' is left over"),
        ("word }}", 1, "'}}' is left over"),
        ("so $x it is", 1, "'\\$' is left over; a value stands as {{ name }}, a formula between two [$]"),
        ("\n$\\p = {{ cats.p_y }}", 2, r"'\\\\p' is left over"),
        pytest.param("{{ " + "9" * 5000 + " }}", 1, "syntax: a number that is too long", id="long"),
        pytest.param("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", 1, "syntax: nested too deeply", id="deep"),
        pytest.param("{{ " + "+ 1 " * 5000 + " }}", 1, "syntax: nested too deeply", id="sum"),
        ("{{ 1 / 0 }}", 1, "div: division by zero; expected numbers with a result"),
    ],
)
def test_what_has_no_value_is_named(text, line, message):
    with pytest.raises(ContentError, match=message) as caught:
        told(text)
    assert (caught.value.path, caught.value.line) == (SOURCE.path, line)


def test_a_line_of_a_translation_is_told_as_the_line_of_its_source():
    with pytest.raises(ContentError) as caught:
        expand("a\n{{ b }}", {}, "ru", Source("lesson.md", (10, 20)))
    assert caught.value.line == 20


def test_nothing_unexpanded_is_left_in_code():
    assert told("```\n{{ cats.z }}\n```\n") == "```\n[10, 9, 8]\n```\n"


def test_numpy_scalars_are_numbers():
    assert expand("{{ x }}", {"x": np.float64(0.5)}, "ru", SOURCE) == "0,5"


@pytest.mark.parametrize(
    "attack",
    [
        "cats.p.tofile('x')",
        "cats.p.__class__",
        "cats['p'].dump('x')",
        "''.__class__.__mro__",
        "word.upper()",
        "9 ** 9 ** 9",
        "'a' * 1000000000",
        "word ~ word",
        "cats.p.repeat(1000000000)",
        "[cats.p, 1][0]",
        "cats.p[:2]",
        "cats.p[0:1].base",
        "f(f)",
        "f(word)",
        "f('a', 'b')",
        "f(name='a')",
        "f(*word)",
        "range(3)",
        "true",
        "cats.p_y if word else 1",
        "cats | attr('p')",
        "word | safe",
        "{}.items()",
        "lipsum",
        "self",
        "cats._values",
    ],
)
def test_a_translator_can_do_nothing_but_show_numbers(attack):
    with pytest.raises(ContentError):
        told("{{ " + attack + " }}")
