"""The numbers of the lesson on softmax, recomputed by hand from their definitions, and laws over the registry.

The numbers of the other lessons are in test_examples_course.py, those of the misconceptions in
test_examples_misconceptions.py, and the lines of algebra in test_examples_steps.py.
"""

import math
import re

import numpy as np
import pytest
from worked import story

from xentlib.draws import Draws
from xentlib.errors import InputError
from xentlib.examples import EXAMPLES, Example, example

QUESTION_EXAMPLES = [name for name, example in EXAMPLES.items() if example.draw]


def test_cat_dog_horse():
    """[10, 9, 8] → [0.67, 0.24, 0.09] → 0.41, from e^10 = 22026.47, e^9 = 8103.08, e^8 = 2980.96."""
    values = story("cats").values
    assert values["exponentials"] == pytest.approx([22026.4658, 8103.0839, 2980.9580], abs=1e-4)
    assert values["total"] == pytest.approx(33110.5077, abs=1e-4)
    assert values["p"] == pytest.approx([0.665241, 0.244728, 0.090031], abs=5e-7)
    assert values["loss"] == pytest.approx(0.407606, abs=5e-7)
    assert values["ratio"] == pytest.approx(math.e)
    assert story("cats").mistakes["divided_by_sum"] == pytest.approx([10 / 27, 9 / 27, 8 / 27])


def test_the_loss_from_the_rounded_probability():
    """−ln 0.67 = 0.4005 instead of 0.4076: the third digit differs."""
    assert story("from_rounded").values == pytest.approx({"p_y": 0.67, "loss": 0.400478}, abs=5e-7)


def test_a_shift_changes_nothing():
    values = story("shifts").values
    assert values["lower"].tolist() == [3, 2, 1]
    assert values["lowest"].tolist() == [0, -1, -2]
    assert values["p_lower"].tolist() == values["p"].tolist()


def test_a_factor_of_ten():
    """p = 1 / (1 + e^−10 + e^−20) = 0.99995."""
    assert story("scales").values["p_scaled"][0] == pytest.approx(0.9999546, abs=5e-8)


def test_temperatures():
    """T = 2 gives 0.5065; multiplying instead gives what T = 1/2 gives, 0.8668."""
    worked = story("temperatures")
    assert worked.values["p_hot"][0] == pytest.approx(0.506480, abs=5e-7)
    assert worked.values["p_cold"][0] == pytest.approx(0.866813, abs=5e-7)
    assert worked.mistakes["multiplied"][0] == pytest.approx(0.866813, abs=5e-7)


def test_overflow():
    values = story("overflow").values
    assert values["exponentials"][2] == np.inf
    assert values["below_maximum"].tolist() == [-666, -333, 0]
    assert values["p"].tolist() == pytest.approx([5.752744e-290, 2.398488e-145, 1.0], rel=1e-6)


def test_softmax_twice():
    """M01: softmax(softmax([10, 9, 8])) = 0.4506 for the cat, so the loss reads 0.7972 instead of 0.4076."""
    assert -math.log(story("cats").mistakes["twice"][0]) == pytest.approx(0.797190, abs=5e-7)


def test_two_classes():
    values = story("two_classes").values
    assert values["sigmoid"] == pytest.approx(1 / (1 + math.exp(-1.5)))
    assert values["p"][0] == pytest.approx(values["sigmoid"])


def test_one_probability():
    """[3.2, 5.1, −1.7]: p = 0.129983, and 3.2 / 6.6 = 0.484848 for whoever divides the scores."""
    worked = story("one_probability")
    assert worked.values["p_cat"] == pytest.approx(0.129983, abs=5e-7)
    e = [math.exp(3.2), math.exp(5.1), math.exp(-1.7)]
    assert worked.mistakes == pytest.approx(
        {
            "divided_by_sum": 3.2 / 6.6,
            "not_divided": e[0],
            "odds": e[0] / (e[1] + e[2]),
            "largest_class": e[1] / sum(e),
            "sigmoid": 1 / (1 + math.exp(-3.2)),
            "sign_flipped": (1 / e[0]) / (1 / e[0] + 1 / e[1] + 1 / e[2]),
            "base_two": 2**3.2 / (2**3.2 + 2**5.1 + 2**-1.7),
            "base_ten": 10**3.2 / (10**3.2 + 10**5.1 + 10**-1.7),
        }
    )


def test_sharpened():
    worked = story("sharpened")
    e = np.exp([0.8, 3.2, 1.8])
    assert worked.values["p_scaled"] == pytest.approx(e / e.sum())
    assert worked.mistakes["unchanged"] == pytest.approx(worked.values["p"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_finite_numbers_and_a_sentence(name):
    example = EXAMPLES[name]
    worked = example.story()
    assert example.function.__doc__
    for value in (*worked.values.values(), *worked.mistakes.values()):
        assert not np.isnan(value).any()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_can_be_worked_by_hand(name):
    """Rounding on the way leaves every value and every mistake in place, and no number becomes nan."""
    example = EXAMPLES[name]
    exact, by_hand = example.story(), example.by_hand(example.inputs)
    assert by_hand.values.keys() == exact.values.keys()
    assert by_hand.mistakes.keys() == exact.mistakes.keys()
    for value in (*by_hand.values.values(), *by_hand.mistakes.values()):
        assert not np.isnan(value).any()


@pytest.mark.parametrize("name", EXAMPLES)
def test_names_of_values_and_mistakes_are_plain_words_and_hide_nothing(name):
    """A text reads inputs, values, `mistakes` and `steps` by name, side by side: `{{ cats.p }}`."""
    worked = EXAMPLES[name].story()
    assert name not in ("figure", "quiz", "code", "output")
    for word in (*worked.values, *worked.mistakes):
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", word)
    assert not {"mistakes", "steps", *EXAMPLES[name].inputs} & set(worked.values)


def test_a_second_example_and_an_input_without_default_are_refused():
    """The registry would keep the last one without a word."""

    def cats(shown, z):
        """Work nothing."""

    with pytest.raises(ValueError, match="a second example 'cats'"):
        example(cats)
    with pytest.raises(InputError, match="example cats: z has no default; expected the input that the course tells"):
        Example("cats", cats).story()


@pytest.mark.parametrize("name", QUESTION_EXAMPLES)
def test_a_draw_depends_on_the_seed_alone_and_works(name):
    example = EXAMPLES[name]
    drawn = [example.draw(Draws(name, str(seed))) for seed in range(50)]
    assert drawn == [example.draw(Draws(name, str(seed))) for seed in range(50)]
    usable = [inputs for inputs in drawn if inputs is not None]
    assert len(usable) > 5
    for inputs in usable:
        assert example.work(inputs).values


@pytest.mark.parametrize("name", QUESTION_EXAMPLES)
def test_rounding_on_the_way_moves_an_answer_by_little(name):
    example = EXAMPLES[name]
    exact, by_hand = example.story(), example.by_hand(example.inputs)
    for key, value in exact.values.items():
        assert by_hand.values[key] == pytest.approx(value, rel=2e-3)


def test_by_hand_means_with_the_digits_shown():
    """24.5325302 becomes 24.53, the sum 188.7371 becomes 188.7, and 24.53 / 188.7 = 0.129995."""
    example = EXAMPLES["one_probability"]
    values = example.by_hand(example.inputs).values
    assert values["exponentials"].tolist() == [24.53, 164.0, 0.1827]
    assert values["p_cat"] == pytest.approx(24.53 / 188.7)


def test_softmax_twice_has_a_ceiling():
    """Softmax of [1, 0, 0] is e / (e + 2) = 0.576117: with three classes a second softmax goes no higher."""
    assert story("cats").values["twice_limit"] == pytest.approx(math.e / (math.e + 2))


def test_lines_and_mistakes_follow_other_inputs():
    """y = 0: the second sigmoid gets p ≥ 0, so the loss is at least −ln(1 − σ(0)) = ln 2. Scores 5 and 3, y = 1:
    L = 5 − 3 + ln(1 + e^{−2}) = 2.126928. w = 2 on C = w², two steps with 1 − 0.1 for 1 − 0.2: 2 · 0.81."""
    twice = EXAMPLES["binary_from_score"].work({"z": -30.0, "y": 0})
    assert twice.mistakes["sigmoid_twice"] == pytest.approx(math.log(2))
    assert twice.values["floor_of_twice"] == pytest.approx(math.log(2))
    ceilings = EXAMPLES["clipping_ceilings"].work({"z": (5.0, 3.0), "y": 1})
    assert ceilings.values["loss"] == pytest.approx(2.126928, abs=5e-7)
    assert ceilings.steps()[0][1:6:2] == (5.0, 3.0, -2.0)
    rates = EXAMPLES["learning_rates"].work({"start": 2.0, "rates": (0.1,), "steps": 2})
    assert rates.mistakes["two_forgotten"] == pytest.approx([1.62])
