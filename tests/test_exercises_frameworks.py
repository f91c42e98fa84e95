"""The numbers of the questions on PyTorch and Keras, recomputed by hand from the definitions."""

import math

import pytest

from xentlib.examples import EXAMPLES
from xentlib.examples.exercises.frameworks import CALLS, KERAS_CALLS


def values(name):
    return EXAMPLES[name].story().values


def mistakes(name):
    return EXAMPLES[name].story().mistakes


def minus_ln_softmax(z, y):
    return math.log(sum(math.exp(one) for one in z)) - z[y]


def shares(z):
    total = sum(math.exp(one) for one in z)
    return [math.exp(one) / total for one in z]


def test_losses_for_scores():
    """−ln (e^3.2 / (e^3.2 + e^5.1 + e^1.7)) = 2.068004; NLLLoss shows −3.2, a clipped loss ln 3."""
    worked = values("losses_for_scores")
    assert worked["loss"] == pytest.approx(minus_ln_softmax((3.2, 5.1, 1.7), 0))
    assert worked["loss"] == pytest.approx(2.068004, abs=5e-7)
    assert worked["of_nll"] == -3.2
    assert worked["of_sparse"] == pytest.approx(math.log(3))


def test_calls_that_agree():
    z = (3.2, 2.1, -1.7)
    p = shares(z)
    assert values("calls_that_agree")["loss"] == pytest.approx(minus_ln_softmax(z, 1))
    assert mistakes("calls_that_agree") == pytest.approx(
        {
            "softmax_before": minus_ln_softmax(p, 1),
            "logarithm_forgotten": -p[1],
            "scaled": minus_ln_softmax((6.4, 4.2, -3.4), 1),
        }
    )


def test_forms_of_targets():
    worked = values("forms_of_targets")
    assert worked["one_hot"].tolist() == [[0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]
    assert worked["column"].tolist() == [[3], [0], [1]]
    assert worked["from_one"].tolist() == [4, 1, 2]
    assert worked["highest"] == 3


def test_a_mean_without_the_ignored():
    """(0.31 + 2.47 + 0.86) / 3 = 1.2133; with 1.12 and 3.05 the sum is 7.81."""
    assert values("mean_without_ignored")["mean"] == pytest.approx(3.64 / 3)
    assert mistakes("mean_without_ignored") == pytest.approx(
        {
            "counted_all_the_same": 3.64 / 5,
            "all_included": 7.81 / 5,
            "numerator_not_cleared": 7.81 / 3,
            "sum": 3.64,
        }
    )


def test_a_weighted_mean():
    """The classes 0, 2, 0 have the weights 1.5, 4 and 1.5: (0.63 + 10.6 + 1.695) / 7 = 12.925 / 7."""
    assert values("weighted_mean")["used"].tolist() == [1.5, 4, 1.5]
    assert values("weighted_mean")["mean"] == pytest.approx(12.925 / 7)
    assert mistakes("weighted_mean") == pytest.approx(
        {
            "divided_by_count": 12.925 / 3,
            "divided_by_all_weights": 12.925 / 6.3,
            "sum": 12.925,
            "weights_forgotten": 4.2 / 3,
            "weights_by_place": (1.5 * 0.42 + 0.8 * 2.65 + 4 * 1.13) / 6.3,
        }
    )


def test_a_smoothed_target():
    """1 − 0.1 + 0.1 / 3 = 0.933333 for the true class, 0.033333 for each of the others."""
    worked = values("smoothed_target")
    assert worked["of_true_class"] == pytest.approx(0.933333, abs=5e-7)
    assert worked["share"] == pytest.approx(0.033333, abs=5e-7)
    assert worked["among_others"] == pytest.approx(0.05)
    assert mistakes("smoothed_target") == pytest.approx(
        {
            "spread_over_the_others": 0.9,
            "not_smoothed": 1,
            "not_taken_off": 1 + 0.1 / 3,
            "share_alone": 0.1 / 3,
            "taken_off_twice": 0.9 - 0.1 / 3,
        }
    )
    loss = -(0.9 + 0.1 / 3) * math.log(0.692) - 0.1 / 3 * (math.log(0.184) + math.log(0.124))
    assert EXAMPLES["smoothed_target"].story().steps()[-1][-1] == pytest.approx(loss)


def test_a_clipped_loss():
    """−ln(2 · 10⁻⁷) = 15.424948, though the loss is 28.9."""
    worked = values("clipped_loss")
    assert worked["loss"] == pytest.approx(15.424948, abs=5e-7)
    assert worked["p_y"] == pytest.approx(math.exp(-28.9), rel=1e-9)
    assert worked["keras_ceiling"] == pytest.approx(7 * math.log(10))
    assert mistakes("clipped_loss") == pytest.approx(
        {
            "not_clipped": 28.9,
            "base_ten": 7 - math.log10(2),
            "base_two": 15.424948 / math.log(2),
            "sign_forgotten": -15.424948,
        }
    )


def test_a_gradient_in_a_batch():
    """(0.23 − 1, 0.648, 0.122) / 4; by the probability −1 / 0.23 / 4."""
    assert values("gradient_in_a_batch")["gradient"] == pytest.approx([-0.1925, 0.162, 0.0305])
    wrong = mistakes("gradient_in_a_batch")
    assert wrong["sum_for_mean"] == pytest.approx([-0.77, 0.648, 0.122])
    assert wrong["sign_flipped"] == pytest.approx([0.1925, -0.162, -0.0305])
    assert wrong["true_class_only"] == pytest.approx([-0.1925, 0, 0])
    assert wrong["by_the_probability"] == pytest.approx([-1 / 0.92, 0, 0])
    assert wrong["divided_by_all_numbers"] == pytest.approx([-0.77 / 12, 0.054, 0.122 / 12])
    assert wrong["truth_forgotten"] == pytest.approx([0.0575, 0.162, 0.0305])


@pytest.mark.parametrize(("call", "bug"), CALLS.items())
def test_a_program_in_pytorch(call, bug):
    z = ((3.2, 5.1, -1.7), (0.4, 1.5, 2.9))
    example = EXAMPLES["pytorch_program"]
    worked = example.work({**example.inputs, "call": call})
    columns = list(zip(*z, strict=True))
    expected = {
        "as_it_should": (minus_ln_softmax(z[0], 0) + minus_ln_softmax(z[1], 2)) / 2,
        "softmax_twice": (minus_ln_softmax(shares(z[0]), 0) + minus_ln_softmax(shares(z[1]), 2)) / 2,
        "logarithm_forgotten": -(shares(z[0])[0] + shares(z[1])[2]) / 2,
        "over_the_batch": (minus_ln_softmax(columns[0], 0) + minus_ln_softmax(columns[2], 1)) / 2,
    }
    assert worked.values["printed"] == pytest.approx(expected[bug])
    assert worked.values["loss"] == pytest.approx(expected.pop("as_it_should"))
    assert worked.mistakes == pytest.approx(expected)
    assert worked.chosen == {"which": (bug,)}


@pytest.mark.parametrize(("call", "bug"), KERAS_CALLS.items())
def test_a_program_in_keras(call, bug):
    """Scores 3.2, 5.1 and 1.7 of the class 0: 2.068004, ln 3, and −ln 0.32."""
    z = (3.2, 5.1, 1.7)
    target = (0,) if call[0].startswith("Sparse") else ((1, 0, 0),)
    worked = EXAMPLES["keras_program"].work({"z": z, "target": target, "call": call[0], "given": call[1]})
    expected = {
        "as_it_should": 2.068004,
        "clipped": math.log(3),
        "divided_by_sum": -math.log(0.32),
        "softmax_twice": minus_ln_softmax(shares(z), 0),
    }
    assert worked.values["printed"] == pytest.approx(expected[bug], abs=5e-7)
    assert worked.mistakes == pytest.approx({name: expected[name] for name in worked.mistakes})
    assert worked.chosen == {"which": (bug,)}


@pytest.mark.parametrize(
    ("bug", "floor"),
    [
        ("softmax_twice", math.log(1 + 3 / math.e)),
        ("smoothing", -0.925 * math.log(0.925) - 3 * 0.025 * math.log(0.025)),
        ("binary_loss", (math.log(1 + 1 / math.e) + 3 * math.log(2)) / 4),
        ("clipped", math.log(4)),
    ],
)
def test_the_floor_of_a_log(bug, floor):
    """Four classes and ε = 0.1; and before the floor the log falls, if it falls at all."""
    example = EXAMPLES["floor_of_a_log"]
    worked = example.work({**example.inputs, "bug": bug})
    log = worked.values["log"].tolist()
    assert log[-1] == pytest.approx(floor, abs=1e-6)
    assert worked.mistakes[bug] == pytest.approx(floor, abs=1e-6)
    assert log == sorted(log, reverse=True)
    assert (log[0] > log[-1] + 0.05) == (bug != "clipped")
    assert worked.chosen == {"which": (bug,)}


def test_a_lead_of_three_in_the_log():
    """p = e³ / (e³ + 3) = 0.870048, the others 0.043317: ln(e^0.870048 + 3 e^0.043317) − 0.870048 = 0.838299."""
    log = values("floor_of_a_log")["log"]
    p, other = math.exp(3) / (math.exp(3) + 3), 1 / (math.exp(3) + 3)
    assert log[1] == pytest.approx(math.log(math.exp(p) + 3 * math.exp(other)) - p)
    assert log[1] == pytest.approx(0.838299, abs=5e-6)


def test_lines_of_a_step():
    worked = EXAMPLES["lines_of_a_step"].story()
    assert worked.values["size"] == 32
    assert worked.chosen["order"] == ("batch", "scores", "loss", "backward", "update")
    assert len({tuple(sorted(order)) for order in worked.chosen.values()}) == 1


def test_the_rate_for_a_sum():
    assert values("rate_for_a_sum")["new_rate"] == pytest.approx(0.005)
    assert mistakes("rate_for_a_sum") == pytest.approx(
        {"unchanged": 0.1, "multiplied": 2, "root": 0.1 / math.sqrt(20)}
    )
