"""Each number of the questions on the learning slowdown, recomputed by hand from its definition."""

import math

import pytest
from worked import drawn, story

from xentlib.examples import EXAMPLES
from xentlib.training import train_neuron


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def cross_entropy(a, y):
    return -(y * math.log(a) + (1 - y) * math.log(1 - a))


def quadratic(a, y):
    return (a - y) ** 2 / 2


def slope_by_weight(cost, weight, bias, x, y, h=1e-6):
    """Return ∂C/∂w by a centered difference."""
    above, below = (cost(sigmoid((weight + step) * x + bias), y) for step in (h, -h))
    return (above - below) / (2 * h)


def test_ratio_of_the_slopes():
    """0.962 · 0.038 = 0.036556, and 1 / 0.036556 = 27.3553; by a alone 1.0395, by 1 − a alone 26.3158."""
    worked = story("ratio_of_the_slopes")
    assert worked.values["slope"] == pytest.approx(0.036556)
    assert worked.values["ratio"] == pytest.approx(27.3553, abs=5e-5)
    assert worked.mistakes == pytest.approx(
        {
            "inverted": 0.036556,
            "only_a": 1.039501,
            "only_one_minus_a": 26.315789,
            "two_kept": 13.677645,
            "squared": 748.312,
        },
        rel=1e-6,
    )


@pytest.mark.parametrize(("x", "y"), [(1.0, 0), (-2.3, 0), (0.4, 1)])
def test_the_ratio_depends_on_neither_input_nor_truth(x, y):
    bias = math.log(0.962 / 0.038) - 0.5 * x
    fast = slope_by_weight(cross_entropy, 0.5, bias, x, y)
    slow = slope_by_weight(quadratic, 0.5, bias, x, y)
    assert fast / slow == pytest.approx(story("ratio_of_the_slopes").values["ratio"], rel=1e-5)


def test_both_slopes():
    """0.92 · 1.5 = 1.38; σ′ = 0.92 · 0.08 = 0.0736, and 0.92 · 0.0736 · 1.5 = 0.101568."""
    worked = story("both_slopes")
    assert worked.values["slopes"] == pytest.approx([1.38, 0.101568])
    told = {
        "swapped": [0.101568, 1.38],
        "slope_kept": [0.101568, 0.101568],
        "slope_forgotten": [1.38, 1.38],
        "sign_flipped": [-1.38, -0.101568],
        "x_forgotten": [0.92, 0.067712],
        "two_kept": [1.38, 0.203136],
    }
    assert worked.mistakes.keys() == told.keys()
    for name, vector in told.items():
        assert worked.mistakes[name] == pytest.approx(vector), name


def test_both_slopes_are_slopes_of_the_costs():
    for inputs, _worked in drawn("both_slopes"):
        a, y, x = inputs["a"], inputs["y"], inputs["x"]
        bias = math.log(a / (1 - a)) - 0.3 * x
        fast, slow = EXAMPLES["both_slopes"].work(inputs).values["slopes"]
        assert fast == pytest.approx(slope_by_weight(cross_entropy, 0.3, bias, x, y), rel=1e-5)
        assert slow == pytest.approx(slope_by_weight(quadratic, 0.3, bias, x, y), rel=1e-4)


def test_chain_through_the_sigmoid():
    """y = 0: ∂C/∂a = 1 / 0.15 = 6.666667, σ′ = 0.1275, and 6.666667 · 0.1275 · (−1.2) = −1.02 = 0.85 · (−1.2)."""
    worked = story("chain_through_the_sigmoid")
    assert worked.values == pytest.approx({"slope": 0.1275, "error": 0.85, "by_output": 1 / 0.15, "by_weight": -1.02})
    assert worked.mistakes == pytest.approx(
        {
            "quadratic": 0.85,
            "sign_flipped": -1 / 0.15,
            "other_truth": -1 / 0.85,
            "multiplied": 0.85 * 0.1275,
            "slope": 0.1275,
        }
    )
    h = 1e-6
    for inputs, _worked in drawn("chain_through_the_sigmoid"):
        a, y = inputs["a"], inputs["y"]
        worked = EXAMPLES["chain_through_the_sigmoid"].work(inputs)
        measured = (cross_entropy(a + h, y) - cross_entropy(a - h, y)) / (2 * h)
        assert worked.values["by_output"] == pytest.approx(measured, rel=1e-6)
        assert worked.values["by_weight"] == pytest.approx((a - y) * inputs["x"])


def test_weight_after_epoch():
    """0.9 · 1.4 + 1.1 = 2.36, a = 0.913726, a · 1.4 = 1.279216, w = 0.9 − 0.3 · 1.279216 = 0.516235."""
    worked = story("weight_after_epoch")
    a = 1 / (1 + math.exp(-2.36))
    assert worked.values == pytest.approx(
        {"z": 2.36, "a": 0.913726, "slope": 1.279216, "weight_after": 0.516235}, abs=1e-6
    )
    assert worked.mistakes == pytest.approx(
        {
            "slope_kept": 0.9 - 0.3 * a * 1.4 * a * (1 - a),
            "by_the_output": 0.9 - 0.3 * 1.4 / (1 - a),
            "stepped_with_the_gradient": 0.9 + 0.3 * a * 1.4,
            "x_forgotten": 0.9 - 0.3 * a,
            "rate_forgotten": 0.9 - a * 1.4,
            "sigmoid_forgotten": 0.9 - 0.3 * 2.36 * 1.4,
        }
    )


@pytest.mark.parametrize("name", ["weight_after_epoch", "log_of_one_epoch"])
def test_a_right_epoch_is_that_of_the_trained_neuron(name):
    for inputs, _worked in drawn(name):
        start = {word: inputs[word] for word in ("weight", "bias", "rate", "x", "y")}
        curves = train_neuron(**start, cost="cross-entropy", epochs=1)
        values = EXAMPLES[name].work(inputs).values
        right = values["right"] if name == "log_of_one_epoch" else [values["weight_after"], curves.bias[1]]
        assert right == pytest.approx([curves.weight[1], curves.bias[1]])


def test_speeds_of_four_neurons():
    """y = 0: 0.97² · 0.03 = 0.028227, 0.7² · 0.3 = 0.147, 0.86² · 0.14 = 0.103544, 0.2² · 0.8 = 0.032."""
    worked = story("speeds_of_four_neurons")
    assert worked.values["speeds"] == pytest.approx([0.028227, 0.147, 0.103544, 0.032])
    assert worked.chosen == {
        "order": ("b", "c", "d", "a"),
        "by_the_error": ("a", "c", "b", "d"),
        "by_the_slope": ("b", "d", "c", "a"),  # 0.21, 0.16, 0.1204, 0.0291
    }


def test_the_most_wrong_of_four_neurons_is_never_the_fastest():
    for inputs, _worked in drawn("speeds_of_four_neurons"):
        errors = [abs(a - inputs["y"]) for a in inputs["a"]]
        chosen = EXAMPLES["speeds_of_four_neurons"].work(inputs).chosen
        assert chosen["order"][0] != "abcd"[errors.index(max(errors))]
        assert len({*chosen.values(), chosen["order"][::-1]}) == 4


def test_four_learning_curves():
    """Each curve is that of the trained neuron, at 13 epochs; C is cross-entropy from σ(1.8 + 2) = 0.978119."""
    worked = story("four_learning_curves")
    starts = {"C": (1.8, 2.0), "A": (1.8, 2.0), "D": (0.6, 0.9), "B": (0.6, 0.9)}
    for letter, points in worked.pictures["outputs"].rows:
        cost = "cross-entropy" if letter in "CD" else "quadratic"
        told = train_neuron(*starts[letter], cost=cost, rate=0.3, epochs=84).output[::7]
        assert points == pytest.approx(told, abs=5.1e-4)
    assert worked.values["first"] == pytest.approx(0.978119, abs=5e-7)
    assert worked.chosen == {"which": ("c",)}


def test_the_curve_that_is_asked_can_be_told_from_each_other():
    """It starts with the highest and soon falls below the other one from there; no other curve does."""
    for inputs, _worked in drawn("four_learning_curves"):
        worked = EXAMPLES["four_learning_curves"].work(inputs)
        rows = {letter.lower(): points for letter, points in worked.pictures["outputs"].rows}
        assert all(len(points) == 13 for points in rows.values())
        highest = [letter for letter in rows if rows[letter][0] == max(points[0] for points in rows.values())]
        assert len(highest) == 2
        others = [points[0] for letter, points in rows.items() if letter not in highest]
        assert max(others) < rows[highest[0]][0] - 0.08
        fast, slow = sorted(highest, key=lambda letter: rows[letter][-1])
        assert worked.chosen["which"] == (fast,)
        assert rows[fast][-1] < rows[slow][-1] - 0.15


LOGS = {  # w = 0.9, b = 1.1, x = 1.4, y = 0, η = 0.3: a = 0.913726, σ′ = 0.078831
    "nothing": (0.9 - 0.3 * 0.913726 * 1.4, 1.1 - 0.3 * 0.913726),
    "slope_kept": (0.9 - 0.3 * 0.913726 * 1.4 * 0.078831, 1.1 - 0.3 * 0.913726 * 0.078831),
    "sign_flipped": (0.9 + 0.3 * 0.913726 * 1.4, 1.1 + 0.3 * 0.913726),
    "by_the_output": (0.9 - 0.3 * 0.913726 * 1.4 / 0.078831, 1.1 - 0.3 * 0.913726 / 0.078831),
    "x_forgotten": (0.9 - 0.3 * 0.913726, 1.1 - 0.3 * 0.913726),
}


@pytest.mark.parametrize(("bug", "told"), LOGS.items())
def test_log_of_one_epoch(bug, told):
    example = EXAMPLES["log_of_one_epoch"]
    worked = example.work({**example.inputs, "bug": bug})
    assert worked.values["a"] == pytest.approx(0.913726, abs=5e-7)
    assert worked.values["bend"] == pytest.approx(0.078831, abs=5e-7)
    assert worked.values["next"] == pytest.approx(told, abs=5e-5)
    assert worked.values["next_a"] == pytest.approx(sigmoid(told[0] * 1.4 + told[1]), abs=5e-5)
    assert worked.chosen == {"which": (bug,)}


def test_every_bug_leaves_another_log():
    example = EXAMPLES["log_of_one_epoch"]
    for inputs, _worked in drawn("log_of_one_epoch"):
        ends = [example.work({**inputs, "bug": bug}).values["next"] for bug in LOGS]
        assert len({tuple(end.round(3)) for end in ends}) == len(LOGS)


def test_statements_on_two_costs():
    """0.97² · 0.03 = 0.028227 < 0.81² · 0.19 = 0.124659; 1 / (0.97 · 0.03) = 34.36 > 10."""
    worked = story("statements_on_two_costs")
    assert worked.values["speeds"] == pytest.approx([0.028227, 0.124659])
    assert worked.values["ratio"] == pytest.approx(34.3643, abs=5e-5)
    assert worked.chosen == {"which": ("at_least_fourfold", "cross_entropy", "many_times")}
    for inputs, _worked in drawn("statements_on_two_costs"):
        first, second = inputs["first"], inputs["second"]
        right = EXAMPLES["statements_on_two_costs"].work(inputs).chosen["which"]
        assert ("cross_entropy" in right) == (first > second)
        assert ("quadratic" in right) == (first**2 * (1 - first) > second**2 * (1 - second))
        assert ("many_times" in right) == (first * (1 - first) < 0.1)
        assert "slope_revived" not in right
