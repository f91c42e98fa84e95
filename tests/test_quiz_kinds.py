"""Each kind of question: a template that works, and every way in which one of its kind can be wrong."""

from dataclasses import replace

import pytest

from xentlib.errors import ContentError
from xentlib.examples import EXAMPLES, Worked
from xentlib.examples.registry import Example
from xentlib.pictures import bars
from xentlib.quiz import judge, parse_question, vary
from xentlib.quiz.vary import drafts


def weighed(shown, a=2.5, b=4.0, heavy="second"):
    """Weigh two things: their sum, their shares, and which is heavier."""
    total = shown(a + b)
    order = ("first", "second", "both") if a < b else ("second", "first", "both")
    return Worked(
        values={"total": total, "half": total / 2, "shares": (a / total, b / total)},
        mistakes={"swapped": (b / total, a / total), "whole": (a, b), "equal": (0.5, 0.5)},
        steps=lambda: (("a + b &= ", a, " + ", b, " = ", total), (r"\frac{", a, "}{", total, "} &= ", a / total)),
        chosen={"heavier": (order[1],), "above_three": tuple(i for i, v in (("first", a), ("second", b)) if v > 3),
                "order": order, "by_name": ("both", "first", "second")},
        pictures={"picture": bars({"A": a, "B": b})},
    )  # fmt: skip


def named(shown, a=2.5, b=4.0):
    """Weigh two things without a mistake, and name them in two orders."""
    worked = weighed(shown, a, b)
    return replace(worked, mistakes={}, chosen={name: worked.chosen[name] for name in ("order", "by_name")})


def draw_weights(draws):
    a, b = draws.decimals("weights", 2, 1, 9, places=1)
    return {"a": a, "b": b} if (a > 3) != (b > 3) and abs(a - b) > 0.5 else None


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setitem(EXAMPLES, "weighed", Example("weighed", weighed, draw_weights))
    monkeypatch.setitem(EXAMPLES, "named", Example("named", named, draw_weights))


def template(kind, *blocks, settings="", prompt="{{ a }} and {{ b }}?", example="weighed"):
    head = f"---\nkind: {kind}\nlevel: 1\nexample: {example}\n{settings}---\n{prompt}\n"
    return head + "".join(f"\n/// {name}\n{text}\n///\n" for name, text in blocks)


def parsed(text):
    return parse_question(text, "weights/test", "ru", "quizzes/weights/test.md")


def mistakes(*names):
    return [(f"mistake | {name}", f"Not {name}.") for name in names]


SOLUTION = ("solution", "So.")
VECTOR = template(
    "vector", ("labels", "- the first\n- the second"), *mistakes("swapped", "whole", "equal"),
    ("solution", "{{ answer }}"), settings="ask: shares\npolicy: {decimals: 2}\nallow: [percent]\n",
)  # fmt: skip
STEP = template(
    "step", SOLUTION, settings="ask: total\npolicy: {decimals: 1}\n", example="named",
    prompt="{{ a }} and {{ b }}:\n\n{{ gapped }}",
)  # fmt: skip
COMPUTED = template(
    "choice", ("option | first", "the first"), ("option | second", "the second"), *mistakes("first", "second"),
    ("solution | first", "The first, of course."), ("solution | second", "The second, of course."),
    settings="ask: heavier\n", prompt="Which?\n\n{{ picture }}",
)  # fmt: skip
CHOICES = template(
    "choices", ("option | first", "the first"), ("option | second", "the second"), ("option | none", "neither"),
    *mistakes("first", "second", "none"), SOLUTION, settings="ask: above_three\n",
)  # fmt: skip
ORDER = template(
    "order", ("item | first", "the first"), ("item | second", "the second"), ("item | both", "both"),
    *mistakes("reversed", "by_name"), SOLUTION, settings="ask: order\n", example="named",
)  # fmt: skip
STATIC = template(
    "order", ("item | a", "weigh"), ("item | b", "add"), ("item | c", "divide"), *mistakes("reversed"), SOLUTION,
)  # fmt: skip


def test_a_vector_has_labels_and_bands_for_each_number():
    variant = vary(parsed(VECTOR), 1)
    assert variant.labels == ("the first", "the second")
    assert judge(variant.key, variant.key.shown, "ru").verdict == "correct"
    assert variant.solution == variant.key.shown
    a, b = variant.inputs.values()
    assert judge(variant.key, f"{b / (a + b):.4f} {a / (a + b):.4f}", "ru").mistake == "swapped"
    assert judge(variant.key, f"{100 * a / (a + b):.4f}; {100 * b / (a + b):.4f}", "ru").mistake == "percent"


def test_a_step_hides_the_number_in_every_line():
    variant = vary(parsed(STEP), 1)
    total = variant.key.shown.replace(",", "{,}")
    assert variant.prompt.count(r"\boxed") == 2
    assert total not in variant.prompt


def test_a_computed_choice_tells_the_solution_of_the_option_that_is_right():
    seen = set()
    for seed in range(20):
        variant = vary(parsed(COMPUTED), seed)
        right = variant.key.right
        assert (variant.inputs["a"] > variant.inputs["b"]) == (right == "first")
        assert variant.solution == f"The {right}, of course."
        assert variant.prompt.startswith("Which?\n\n```bars\nA ")
        seen.add(right)
    assert seen == {"first", "second"}


def test_options_that_are_letters_stand_in_the_order_of_the_alphabet():
    text = COMPUTED.replace("the first\n", "B\n", 1).replace("the second\n", "A\n", 1)
    assert all([told for _, told in vary(parsed(text), seed).options] == ["A", "B"] for seed in range(10))


def test_choices_know_what_is_true_of_each_option():
    variant = vary(parsed(CHOICES), 1)
    (right,) = variant.key.right
    assert judge(variant.key, f"{right} none", "ru").mistake == "none"
    assert judge(variant.key, "none", "ru").verdict == "mistake"


@pytest.mark.parametrize("text", [ORDER, STATIC])
def test_items_are_never_shown_in_their_order(text):
    for seed in range(30):
        variant = vary(parsed(text), seed)
        assert tuple(item for item, _ in variant.options) != variant.key.right
        assert judge(variant.key, " ".join(variant.key.right[::-1]), "ru").mistake == "reversed"


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        (VECTOR, "ask: shares", "ask: total", r"test.md:5: ask: 'total' has shape \(\); a vector asks for several"),
        (VECTOR, "- the second", "- the second\n- a third", r"test.md:\d+: 3 labels for 2 numbers"),
        (VECTOR, "- the second", "the second", r"test.md:13: a label is a line that begins with '- '"),
        (VECTOR, "level: 1", "level: 4", r"test.md:3: unknown level 4; known are 1, 2, 3"),
        (VECTOR, "level: 1", "level: yes", r"test.md:3: unknown level True; known are 1, 2, 3"),
        (VECTOR, "level: 1\n", "", r"test.md: no level; known are 1, 2, 3"),
        (VECTOR, "allow: [percent]", "allow: percents", r"test.md:7: allow: unknown notation 'percents'"),
        (VECTOR, "{decimals: 2}", "{decimals: 20}", r"policy: decimals: 20; expected at most 12 digits"),
        (VECTOR, "/// solution\n{{ answer }}", "/// solution", r"test.md:\d+: block 'solution' is empty"),
        (VECTOR, "/// solution", "/// solution | first", r"no solution; write a block /// solution"),
        (VECTOR, "mistake | equal", "mistake | Equal", r"test.md:\d+: id 'Equal'; expected a-z, 0-9 and '_'"),
        (STEP, "{{ gapped }}", "all of it", r"test.md:8: a step shows {{ gapped }} in its prompt"),
        (STEP, "ask: total", "ask: shares", r"a step asks for one number"),
        (COMPUTED, "ask: heavier", "ask: lighter", r"test.md:5: ask: example 'weighed' chooses no 'lighter'"),
        (COMPUTED, "option | second", "option | third", r"the example chooses 'second', which is no option"),
        (COMPUTED, "/// mistake | first\nNot first.\n///\n", "", r"no feedback for 'first', an option that can be"),
        (COMPUTED, "/// solution | first\nThe first, of course.\n///\n", "", r"no solution; .* /// solution \| first"),
        (COMPUTED, "option | first", "right", r"test.md:\d+: the kind 'choice' with ask has no block 'right'"),
        (COMPUTED, "ask: heavier\n", "", r"the kind 'choice' without ask has no block 'option'; known are .*, wrong"),
        (CHOICES, "/// option | none\nneither\n///\n", "", r"feedback for 'none', which is not|no block|choices"),
        (CHOICES, "ask: above_three", "ask: order", r"the example chooses 'both', which is no option"),
        (ORDER, "/// item | both\nboth\n///\n", "", r"an order needs at least three /// item \| id"),
        (ORDER, "item | both", "item | all", r"the example chooses 'both', which is no option of this question"),
        (ORDER, "/// mistake | reversed\nNot reversed.\n///\n", "", r"no feedback for 'reversed', a wrong order"),
        (ORDER, "/// mistake | by_name\nNot by_name.\n///\n", "", r"no feedback for 'by_name', a wrong order"),
        (ORDER, "/// item | first", "/// hint | first", r"write this block as: /// hint"),
        (STATIC, "/// item | a", "/// option | a", r"the kind 'order' has no block 'option'"),
    ],
)  # fmt: skip
def test_a_wrong_template_is_named_with_line_and_value(text, old, new, message):
    assert old in text
    with pytest.raises(ContentError, match=message):
        parsed(text.replace(old, new, 1))


def test_an_example_that_chooses_every_option_is_named_with_its_choice():
    text = CHOICES.replace("none", "both").replace("ask: above_three", "ask: order")
    with pytest.raises(ContentError, match=r"test.md:2: choices need .* some, but not all; it chooses .*both"):
        parsed(text)


@pytest.mark.parametrize(
    ("values", "mistakes", "message"),
    [
        ({"total": float("inf")}, {}, r"answer: inf; expected a number below 1e\+12"),
        ({"total": 6.5}, {"product": float("nan")}, r"product: nan; expected a number below 1e\+12"),
        ({"total": 6.5}, {"product": (2.5, 4.0)}, r"product: \(2.5, 4.0\); expected one number"),
    ],
)
def test_an_answer_that_is_no_number_names_the_inputs(monkeypatch, values, mistakes, message):
    def wrong(shown, a=2.5, b=4.0):
        return replace(named(shown, a, b), values=values, mistakes=mistakes)

    monkeypatch.setitem(EXAMPLES, "named", Example("named", wrong, draw_weights))
    feedback = "".join(f"/// mistake | {name}\nNo.\n///\n" for name in mistakes)
    with pytest.raises(ContentError, match=r"example 'named' for {\"a\": .*" + message):
        vary(parsed(STEP + feedback), 1)


def test_a_number_halfway_between_two_roundings_is_not_asked_for():
    """a + b has one decimal, so half of it ends in 5 or in 0; with one decimal asked for, only the latter is clear."""
    halves = {}
    for digits in (1, 2):
        question = parsed(STEP.replace("{decimals: 1}", f"{{decimals: {digits}}}"))
        draws = [draft for seed in range(40) for draft in drafts(replace(question, ask="half"), seed)][:200]
        halves[digits] = {draft.clash for draft in draws}
    assert halves[1] == {None, "the answer lies halfway between two roundings"}
    assert halves[2] == {None}
