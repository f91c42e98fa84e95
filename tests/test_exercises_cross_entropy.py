"""The exercises of lesson 4, recomputed from the definitions with plain Python."""

import math
import subprocess
import sys

import pytest
from worked import drawn, story

from xentlib.examples import EXAMPLES
from xentlib.examples.exercises.cross_entropy import BUGS

Z, Y = (3.2, 5.1, -1.7), 0


def softmax(z):
    powers = [math.exp(score) for score in z]
    return [power / sum(powers) for power in powers]


def entropy(p):
    return -sum(one * math.log(one) for one in p)


def test_order_of_losses():
    """e^−2.4 + e^1.3 + e^3.1 + e^−0.6 = 0.0907 + 3.6693 + 22.1980 + 0.5488 = 26.5068, and ln 26.5068 = 3.2774.

    So the losses are 5.677, 1.977, 0.177 and 3.877: C, B, D, A. By size, A would stand second.
    """
    worked = story("order_of_losses")
    assert worked.values["losses"].tolist() == pytest.approx([5.677, 1.977, 0.177, 3.877])
    assert worked.chosen == {"order": ("c", "b", "d", "a"), "by_size": ("c", "a", "b", "d")}


def test_scores_by_size_are_never_in_the_right_order():
    for inputs, worked in drawn("order_of_losses"):
        losses = [-math.log(one) for one in softmax(inputs["z"])]
        assert worked.chosen["order"] == tuple(sorted("abcd", key=lambda letter: losses["abcd".index(letter)]))
        assert worked.chosen["by_size"] not in (worked.chosen["order"], worked.chosen["order"][::-1])


def test_truth_is_no():
    """−ln(1 − 0.73) = −ln 0.27 = 1.309333; −ln 0.73 = 0.314711."""
    worked = story("truth_is_no")
    assert worked.values["loss"] == pytest.approx(1.309333, abs=1e-6)
    assert worked.mistakes == pytest.approx(
        {
            "logarithm_of_p": 0.314711,
            "first_term_only": 0,
            "brackets_forgotten": -1.309333,
            "both_terms": 1.624044,
            "half_of_both_terms": 0.812022,
            "base_two": 1.309333 / 0.693147,
            "base_ten": 1.309333 / 2.302585,
            "difference": 0.73,
        },
        abs=1e-5,
    )


def test_small_batch():
    """(−ln 0.62 − ln 0.43 − ln 0.56) / 3 = (0.478036 + 0.843970 + 0.579818) / 3 = 1.901824 / 3 = 0.633941."""
    worked = story("small_batch")
    assert worked.values["mean"] == pytest.approx(0.633941, abs=1e-6)
    assert worked.mistakes == pytest.approx(
        {
            "sum_for_mean": 1.901824,
            "of_mean_probability": -math.log((0.62 + 0.43 + 0.56) / 3),
            "divided_by_numbers": 1.901824 / 9,
            "largest_class": -(math.log(0.62) + math.log(0.48) + math.log(0.56)) / 3,
            "one_minus_p": (0.38 + 0.57 + 0.44) / 3,
            "base_two": 0.633941 / 0.693147,
            "base_ten": 0.633941 / 2.302585,
        },
        abs=2e-6,
    )


def test_loss_of_scores():
    """e^3.2 + e^5.1 + e^−1.7 = 24.5325 + 164.0219 + 0.1827 = 188.7371; ln 188.7371 − 3.2 = 5.240355 − 3.2 = 2.040355.

    p = (0.129983, 0.869050, 0.000968); the mistakes are those of every loss computed from scores.
    """
    worked = story("loss_of_scores")
    p = softmax(Z)
    assert worked.values["loss"] == pytest.approx(2.040355, abs=1e-6)
    assert worked.mistakes == pytest.approx(
        {
            "softmax_twice": -math.log(softmax(p)[Y]),
            "divided_by_sum": -math.log(3.2 / 6.6),
            "base_two": 2.9436,
            "base_ten": 0.8861,
            "largest_class": 0.1404,
            "one_minus_p": 0.8700,
            "binary_sum": 2.040355 - math.log(1 - p[1]) - math.log(1 - p[2]),
            "divided_by_classes": 0.6801,
            "sign_flipped": -2.040355,
        },
        abs=1e-4,
    )


def test_missing_log_sum():
    """e^−1.9 + e^0 + e^−6.8 = 0.149569 + 1 + 0.001114 = 1.150682; 5.1 + ln 1.150682 = 5.1 + 0.140355 = 5.240355."""
    worked = story("missing_log_sum")
    assert worked.values["log_sum"] == pytest.approx(5.240355, abs=1e-6)
    assert worked.mistakes == pytest.approx(
        {
            "maximum_forgotten": 0.140355,
            "logarithm_forgotten": 6.250682,
            "maximum_subtracted": 0.140355 - 5.1,
            "multiplied": 5.1 * 0.140355,
            "not_taken_off": 188.7371,
            "of_sum_of_scores": math.log(6.6),
            "loss_itself": 2.040355,
        },
        abs=1e-4,
    )


def test_smoothed_label():
    """0.124 / 4 = 0.031 for each class, and 1 − 0.124 + 0.031 = 0.907 for the true one."""
    worked = story("smoothed_label")
    assert worked.values["target"].tolist() == pytest.approx([0.031, 0.031, 0.907, 0.031])
    assert worked.values["floor"] == pytest.approx(entropy([0.031, 0.031, 0.907, 0.031]))
    other = 0.124 / 3
    assert {name: value.tolist() for name, value in worked.mistakes.items()} == {
        "spread_over_the_others": pytest.approx([other, other, 0.876, other]),
        "own_share_forgotten": pytest.approx([0.031, 0.031, 0.876, 0.031]),
        "not_taken_off": pytest.approx([0.031, 0.031, 1.031, 0.031]),
        "not_spread": pytest.approx([0, 0, 0.876, 0]),
        "all_to_each": pytest.approx([0.124, 0.124, 0.876, 0.124]),
    }


def test_a_smoothed_label_has_three_decimals_and_the_sum_1():
    for _inputs, worked in drawn("smoothed_label", 100):
        rounded = [round(one, 3) for one in worked.values["target"].tolist()]
        assert rounded == pytest.approx(worked.values["target"].tolist(), abs=1e-12)
        assert sum(rounded) == pytest.approx(1)


def test_two_models():
    """A: 0.494296, 0.562119, 0.820981, 0.415515; B: 0.051293, 3.912023, 0.094311, 0.040822. Means 0.573 and 1.025."""
    worked = story("two_models")
    assert worked.values["mean_a"] == pytest.approx(0.573228, abs=1e-6)
    assert worked.values["mean_b"] == pytest.approx(1.024612, abs=1e-6)
    assert worked.values["total"] == pytest.approx(4.098449, abs=2e-6)
    assert worked.chosen["holding"] == ("same_accuracy", "lower_loss", "more_photos", "one_photo")


def test_the_statements_about_two_models_hold():
    for inputs, worked in drawn("two_models"):
        losses = {name: [-math.log(one) for one in inputs[name]] for name in "ab"}
        holding = worked.chosen["holding"]
        assert ("same_accuracy" in holding) == (sum(x > 0.5 for x in inputs["a"]) == sum(x > 0.5 for x in inputs["b"]))
        assert ("lower_loss" in holding) == (sum(losses["a"]) < sum(losses["b"]))
        assert abs(sum(losses["a"]) - sum(losses["b"])) > 0.2
        assert ("more_photos" in holding) == (sum(b < a for a, b in zip(*losses.values(), strict=True)) > 2)
        assert "one_photo" in holding
        assert any(max(row) > sum(row) / 2 for row in losses.values())
        assert "bounded" not in holding
        assert max(losses["a"] + losses["b"]) > 1


def test_first_line():
    """ln 12 = 2.484907; 8 ln 12 = 19.879253; log₂ 12 = 3.584963; ln 12 / 12 = 0.207076; ln 2 = 0.693147."""
    worked = story("first_line")
    numbers = ("expected", "summed", "base_two", "divided", "yes_or_no")
    expected = (2.484907, 19.879253, 3.584963, 0.207076, 0.693147)
    assert [worked.values[name] for name in numbers] == pytest.approx(expected, abs=1e-6)
    assert worked.values["log"].tolist() == pytest.approx([3.584963, 0.93 * 3.584963, 0.78 * 3.584963], abs=1e-6)
    assert worked.chosen["which"] == ("base_two",)


def test_one_fault_alone_explains_the_first_line():
    names = {"none": "expected", "divided_by_classes": "divided"}
    for inputs, worked in drawn("first_line"):
        faults = ("none", "summed", "base_two", "divided_by_classes", "yes_or_no")
        first = worked.values["log"][0]
        near = [name for name in faults if abs(worked.values[names.get(name, name)] / first - 1) < 0.09]
        assert tuple(near) == worked.chosen["which"] == (inputs["fault"],)


def test_weighted_batch():
    """0.5 · 0.42 + 4 · 1.87 + 0.5 · 0.31 + 2.5 · 0.96 = 0.21 + 7.48 + 0.155 + 2.4 = 10.245; 10.245 / 7.5 = 1.366."""
    worked = story("weighted_batch")
    assert worked.values["mean"] == pytest.approx(1.366)
    assert worked.mistakes == pytest.approx(
        {
            "divided_by_count": 10.245 / 4,
            "divided_by_all_weights": 10.245 / 7,
            "sum": 10.245,
            "weights_forgotten": 3.56 / 4,
        }
    )


def test_three_runs():
    """Twice: ln(1 + 7/e) = 1.274; smoothed: 0.9125 once and 0.0125 seven times have the entropy 0.467; first: ln 8."""
    worked = story("three_runs")
    assert worked.values["floor_twice"] == pytest.approx(math.log(1 + 7 / math.e))
    assert worked.values["floor_smoothed"] == pytest.approx(entropy([0.9125] + [0.0125] * 7))
    curves = dict(worked.pictures["picture"].rows)
    assert {points[0] for points in curves.values()} == {round(math.log(8), 3)}
    assert curves["B"][-1] == pytest.approx(worked.values["floor_twice"], abs=0.01)
    assert worked.chosen["which"] == ("b",)


def test_the_run_with_softmax_twice_is_not_always_the_highest():
    highest = set()
    for _inputs, worked in drawn("three_runs"):
        twice, smoothed = worked.values["floor_twice"], worked.values["floor_smoothed"]
        assert abs(twice - smoothed) >= 0.25
        assert max(twice, smoothed) < worked.values["first"]
        highest.add(twice > smoothed)
    assert highest == {True, False}


PROGRAM = """
import numpy as np
z = np.array({z})
truth = np.eye(3)[{y}]
p = np.exp(z) / np.exp(z).sum()
loss = {line}
print(f"{{loss:.4f}}")
"""


@pytest.mark.parametrize("bug", ["mean_of_classes", "binary", "swapped", "entropy"])
def test_the_program_with_a_bug_prints_what_is_said(bug):
    """With p = (0.129983, 0.869050, 0.000968): 2.040355 / 3 = 0.6801; −ln p₀ − ln(1 − p₁) − ln(1 − p₂) = 4.0743."""
    line = next(line for line, its_bug in BUGS.items() if its_bug == bug)
    worked = EXAMPLES["last_line"].work({"z": Z, "y": Y, "line": line})
    program = PROGRAM.format(z=list(Z), y=Y, line=line)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == f"{worked.values['printed']:.4f}"
    expected = {"mean_of_classes": 0.6801, "binary": 4.0743, "swapped": 0.870017 * 16.118096, "entropy": 0.393776}
    assert worked.values["printed"] == pytest.approx(expected[bug], abs=5e-4)
    assert worked.chosen["which"] == (bug,)
