"""The numbers of the questions on gradient descent, recomputed by hand from the definitions."""

import math

import pytest

from xentlib.examples import EXAMPLES
from xentlib.examples.exercises.descent import UPDATES


def values(name):
    return EXAMPLES[name].story().values


def mistakes(name):
    return EXAMPLES[name].story().mistakes


def chosen(name):
    return EXAMPLES[name].story().chosen


def test_against_the_slope():
    """1.4 − 0.5 · (−0.8) = 1.8; along with the slope it would be 1.0."""
    assert values("slope_and_direction") == pytest.approx({"after": 1.8, "uphill": 1.0})


def test_updates_in_epochs():
    """1000 = 15 · 64 + 40, so an epoch has 16 mini-batches and eight have 128; 8000 / 64 = 125."""
    assert values("updates_in_epochs") == {"whole": 15, "rest": 40, "batches": 16, "updates": 128}
    assert mistakes("updates_in_epochs") == {
        "last_batch_dropped": 120,
        "one_epoch": 16,
        "one_for_each_example": 8000,
        "one_for_each_epoch": 8,
        "rest_carried_over": math.ceil(8000 / 64),
    }


def test_a_step_on_a_parabola():
    """C′ = 2 · 1.5 · (−0.7 − 1.2) = −5.7 and −0.7 + 0.57 = −0.13."""
    assert values("step_on_parabola") == pytest.approx({"slope": -5.7, "after": -0.13})
    assert mistakes("step_on_parabola") == pytest.approx(
        {
            "with_the_gradient": -0.7 - 0.57,
            "rate_forgotten": -0.7 + 5.7,
            "two_forgotten": -0.7 + 0.285,
            "bottom_forgotten": -0.7 + 0.1 * 3 * 0.7,
            "cost_for_slope": -0.7 - 0.1 * 1.5 * 1.9**2,
            "step_alone": 0.57,
        }
    )


def test_a_step_of_two_weights():
    """(6 · 1.5 − 2 · 0.7, 2 · 1.5 − 4 · 0.7) = (7.6, 0.2), a tenth of it off (1.5, −0.7) leaves (0.74, −0.72)."""
    assert values("step_of_two_weights")["slope"] == pytest.approx([7.6, 0.2])
    assert values("step_of_two_weights")["after"] == pytest.approx([0.74, -0.72])
    wrong = mistakes("step_of_two_weights")
    assert wrong["with_the_gradient"] == pytest.approx([2.26, -0.68])
    assert wrong["rate_forgotten"] == pytest.approx([-6.1, -0.9])
    assert wrong["two_forgotten"] == pytest.approx([1.5 - 0.1 * (4.5 - 1.4), -0.7 - 0.1 * (3 - 1.4)])
    assert wrong["cross_term_forgotten"] == pytest.approx([1.5 - 0.9, -0.7 + 0.28])
    assert wrong["updated_in_turn"] == pytest.approx([0.74, -0.7 - 0.1 * (2 * 0.74 - 2.8)])
    assert wrong["gradient"] == pytest.approx([7.6, 0.2])


def test_the_factor_of_a_step():
    """1 − 2 · 1.5 · 0.12 = 0.64."""
    assert values("factor_of_a_step") == pytest.approx({"factor": 0.64, "double": 3, "part": 0.36})
    assert mistakes("factor_of_a_step") == pytest.approx(
        {
            "two_forgotten": 0.82,
            "with_the_gradient": 1.36,
            "one_forgotten": 0.36,
            "rate_forgotten": -2,
            "whole_walk": 0.64**4,
            "sign_lost": -0.64,
        }
    )


def test_rates_that_diverge():
    """C = 0.4 w²: 1 − 0.8 η is 0.6, −0.84, −1.16 and 0.04, and the limit is 1 / 0.4 = 2.5."""
    assert values("diverging_rates")["factors"] == pytest.approx([0.6, -0.84, -1.16, 0.04])
    assert values("diverging_rates")["limit"] == pytest.approx(2.5)
    assert chosen("diverging_rates") == {"diverging": ("third",)}


def test_curves_in_the_order_of_their_rates():
    """C = w²/2 has the factors 0.9, 0.4, −0.7 and −1.05; by size the orders are B, C, D, A from slow to fast."""
    assert values("rates_by_curve")["factors"] == pytest.approx([0.9, 0.4, -0.7, -1.05])
    assert chosen("rates_by_curve") == {
        "order": ("c", "a", "d", "b"),
        "faster_is_larger": ("b", "c", "d", "a"),
        "runaway_apart": ("c", "d", "a", "b"),
        "lower_is_smaller": ("a", "d", "c", "b"),
    }
    rows = dict(EXAMPLES["rates_by_curve"].story().pictures["shown"].rows)
    assert rows["C"][:3] == pytest.approx((2, 2 * 0.81, 2 * 0.81**2))
    assert rows["B"][-1] == pytest.approx(2 * 1.05**12)


def test_two_valleys():
    """From 6 it goes down to 2, though 8 is nearer; from 10 it goes to 8, though 2 is deeper."""
    assert values("valleys") == {"ends": (2, 8), "deepest": 2}
    assert mistakes("valleys") == {"both_deepest": (2, 2), "nearest": (8, 8), "uphill": (7, 10)}


def test_batches_that_go_the_wrong_way():
    """The means of the pairs are 0.4, −0.6, 1.4 and 0.4, that of all is 1.6 / 4 = 0.4: the second goes against it."""
    assert values("wrong_way_batches")["means"] == pytest.approx([0.4, -0.6, 1.4, 0.4])
    assert values("wrong_way_batches")["mean"] == pytest.approx(0.4)
    assert chosen("wrong_way_batches") == {"against": ("second",)}


def test_what_the_log_of_a_walk_says():
    """C = 1.5 w² from 2 with η = 0.1: right 2 · 0.7ⁿ, uphill 2 · 1.3ⁿ, half the slope 2 · 0.85ⁿ, no rate 2 · (−2)ⁿ.

    With slopes that pile up: 2 − 0.6 = 1.4, then 1.4 − 0.1 · (6 + 4.2) = 0.38, then 0.38 − 0.1 · (10.2 + 1.14).
    """
    assert values("walk_log")["log"] == pytest.approx([1.4, 0.38, -0.754])
    assert values("walk_log")["expected"] == pytest.approx([1.4, 0.98, 0.686])
    assert values("walk_log")["second_slope"] == pytest.approx(4.2)
    assert values("walk_log")["slopes_added"] == pytest.approx(10.2)
    wrong = mistakes("walk_log")
    assert wrong["uphill"] == pytest.approx([2.6, 3.38, 4.394])
    assert wrong["two_forgotten"] == pytest.approx([1.7, 1.445, 1.22825])
    assert wrong["rate_forgotten"] == pytest.approx([-4, 8, -16])
    assert wrong["accumulated"] == pytest.approx([1.4, 0.38, -0.754])
    assert chosen("walk_log") == {"which": ("accumulated",)}


@pytest.mark.parametrize(("lines", "bug"), UPDATES.items())
def test_the_two_lines_of_a_program_do_what_is_said_of_them(lines, bug):
    example = EXAMPLES["program_of_two_weights"]
    worked = example.work({**example.inputs, "first": lines[0], "second": lines[1]})
    names = {"a": 3, "b": 2, "c": 2, "w1": 1.5, "w2": -0.7, "rate": 0.1}
    for line in lines:
        exec(line, {}, names)  # noqa: S102  # our own two lines
    assert worked.values["printed"] == pytest.approx([names["w1"], names["w2"]])
    assert worked.values["after"] == pytest.approx([0.74, -0.72])
    assert worked.chosen == {"which": (bug,)}
