"""The numbers of the questions on the loss, recomputed by hand, and what their draws promise."""

import math

import numpy as np
import pytest
from worked import drawn, story


def shares(parts):
    return [part / sum(parts) for part in parts]


def test_three_scores():
    """2 · 1.5 − 1 · 0.4 + 0.7 = 3.3; −3 · 1.5 + 4 · 0.4 − 1.2 = −4.1; 1 · 1.5 + 3 · 0.4 + 0.5 = 3.2."""
    worked = story("three_scores")
    assert worked.values["z"].tolist() == [3.3, -4.1, 3.2]
    assert worked.values["without_bias"].tolist() == [2.6, -2.9, 2.7]
    expected = {
        "bias_forgotten": [2.6, -2.9, 2.7],
        "bias_subtracted": [1.9, -1.7, 2.2],
        "features_swapped": [2 * 0.4 - 1.5 + 0.7, -3 * 0.4 + 4 * 1.5 - 1.2, 0.4 + 3 * 1.5 + 0.5],
        "features_ignored": [2 - 1 + 0.7, -3 + 4 - 1.2, 1 + 3 + 0.5],
        "softmax_taken": shares([math.exp(3.3), math.exp(-4.1), math.exp(3.2)]),
    }
    assert worked.mistakes.keys() == expected.keys()
    for name, vector in expected.items():
        assert worked.mistakes[name] == pytest.approx(vector), name


def test_the_stages_of_a_classifier():
    """[1.6, −0.4, 0.7]: 2.0138 / (4.9530 + 0.6703 + 2.0138) = 0.2637, and −ln 0.2637 = 1.333."""
    worked = story("stages")
    powers = [math.exp(1.6), math.exp(-0.4), math.exp(0.7)]
    assert worked.values["p"] == pytest.approx(shares(powers))
    assert worked.values["loss"] == pytest.approx(1.333, abs=5e-4)
    assert worked.chosen["order"] == ("features", "scores", "probabilities", "probability", "loss")


def test_no_stage_can_be_mistaken_for_another():
    """Only the probabilities add up to 1, and the probability of the true class, not the loss, is one of them."""
    for inputs, worked in drawn("stages"):
        p = worked.values["p"].round(2)
        assert p.sum() == pytest.approx(1)
        assert sum(inputs["z"]) != pytest.approx(1)
        assert min(inputs["z"]) < 0 < min(inputs["x"])
        assert round(worked.values["loss"], 2) not in p


def test_three_networks():
    """−ln 0.25 = 1.386, −ln 0.41 = 0.892, −ln 0.12 = 2.120: the last is the largest, though A is the surest."""
    worked = story("three_networks")
    assert worked.values == pytest.approx({"loss_a": math.log(4), "loss_b": 0.891598, "loss_c": 2.120264}, abs=5e-7)
    assert worked.chosen["which"] == ("c",)
    for inputs, drawn_one in drawn("three_networks"):
        assert all(sum(p) == pytest.approx(1) for p in inputs.values())
        last, second, _first = sorted(inputs, key=lambda name: inputs[name][1])
        assert drawn_one.chosen["which"] == (last,)
        assert max(inputs, key=lambda name: max(inputs[name])) == second, inputs


def test_one_more_loss():
    """7 · 0.35 = 2.45, 2.45 + 4.3 = 6.75, 6.75 / 8 = 0.84375."""
    worked = story("one_more_loss")
    assert worked.values["new_mean"] == pytest.approx(0.84375)
    assert worked.mistakes == pytest.approx(
        {
            "mean_of_two": 2.325,
            "old_count": 6.75 / 7,
            "sum_kept": 6.75,
            "added_to_mean": 4.65,
            "only_new_divided": 0.35 + 4.3 / 8,
            "old_counts_once": 4.65 / 8,
        }
    )
    for inputs, drawn_one in drawn("one_more_loss"):
        assert inputs["mean"] < drawn_one.values["new_mean"] < inputs["loss"]


def test_training_curves():
    """ln 5 = 1.61 at the start; at the end 0.14 + 1.47 · 0.6⁸ = 0.16 and 0.42 · (1 − 0.6⁸)² = 0.41, sum 0.57."""
    worked = story("training_curves")
    assert worked.values == pytest.approx({"first": 1.61, "last_data": 0.16, "last_penalty": 0.41, "last_total": 0.57})
    assert [label for label, _numbers in worked.pictures["shown"].rows] == ["A", "B", "C"]


def test_each_curve_is_what_the_question_says_of_it():
    for inputs, worked in drawn("training_curves"):
        rows = {label: np.array(numbers) for label, numbers in worked.pictures["shown"].rows}
        data, penalty, total = (rows[inputs[name]] for name in ("data", "penalty", "total"))
        assert total == pytest.approx(data + penalty)
        assert penalty[0] == 0
        assert (np.diff(penalty) >= 0).all()
        assert (np.diff(data) <= 0).all()
        assert (np.diff(total) <= 0).all(), inputs


def test_squares_of_weights():
    """1.4² + 2.1² + 0.6² = 1.96 + 4.41 + 0.36 = 6.73, and 0.47 + 0.05 · 6.73 = 0.8065."""
    worked = story("squares_of_weights")
    assert worked.values["penalty"] == pytest.approx(6.73)
    assert worked.values["loss"] == pytest.approx(0.8065)
    assert worked.mistakes == pytest.approx(
        {
            "signs_kept": 1.96 - 4.41 + 0.36,
            "absolute_values": 4.1,
            "not_squared": -0.1,
            "sum_squared": 0.01,
            "square_root": math.sqrt(6.73),
            "averaged": 6.73 / 3,
        }
    )


def test_two_sets_of_weights():
    """2 · 1.5 − 0.6 = 2.4 = 2 · 0.9 + 2 · 0.6 − 0.6; L1 2.1 = 2.1; L2 2.25 + 0.36 = 2.61, 0.81 + 0.36 + 0.36 = 1.53."""
    worked = story("two_sets_of_weights")
    assert worked.values == pytest.approx(
        {"score_a": 2.4, "score_b": 2.4, "l1_a": 2.1, "l1_b": 2.1, "l2_a": 2.61, "l2_b": 1.53}
    )
    assert worked.chosen["facts"] == ("same_score", "same_l1", "larger_l2_a")


def test_the_facts_that_are_chosen_hold_exactly():
    """In tenths all scores, sizes and squares are whole numbers."""
    seen = set()
    for inputs, worked in drawn("two_sets_of_weights"):
        a, b = ([round(10 * weight) for weight in inputs[name]] for name in "ab")
        scores = [sum(weight * one for weight, one in zip(w, inputs["x"], strict=True)) for w in (a, b)]
        sizes = [sum(map(abs, w)) for w in (a, b)]
        squares = [sum(weight * weight for weight in w) for w in (a, b)]
        facts = {
            "same_score": scores[0] == scores[1],
            "same_l1": sizes[0] == sizes[1],
            "larger_l2_a": squares[0] > squares[1],
            "larger_l2_b": squares[1] > squares[0],
        }
        assert set(worked.chosen["facts"]) == {name for name, fact in facts.items() if fact}, inputs
        seen.add(worked.chosen["facts"])
    assert len(seen) >= 6


def test_spread_weight():
    """2.4² / 5 = 1.152, because 5 · 0.48² = 5 · 0.2304."""
    worked = story("spread_weight")
    assert worked.values["penalty"] == pytest.approx(1.152)
    assert worked.values["one"] == pytest.approx(-0.48)
    assert worked.mistakes == pytest.approx(
        {
            "unchanged": 5.76,
            "one_column": 0.2304,
            "absolute_values": 2.4,
            "multiplied": 28.8,
            "square_root": math.sqrt(1.152),
            "halved": 0.576,
        }
    )


def test_epoch_mean():
    """(0.4 + 0.2 + 0.7 + 0.3) / 4 = 0.4, (2.6 + 1.8) / 2 = 2.2: their mean is 1.3, the mean of all is 6 / 6 = 1."""
    worked = story("epoch_mean")
    assert worked.values["first_mean"] == pytest.approx(0.4)
    assert worked.values["second_mean"] == pytest.approx(2.2)
    assert worked.values["printed"] == pytest.approx(1.3)
    assert worked.values["mean"] == pytest.approx(1)
    assert worked.chosen["which"] == ("uneven_batches",)


def test_nothing_is_wrong_exactly_where_the_mean_of_all_is_printed():
    seen = set()
    for inputs, worked in drawn("epoch_mean"):
        right = sum(inputs["losses"]) / len(inputs["losses"])
        (which,) = worked.chosen["which"]
        assert (worked.values["printed"] == pytest.approx(right, abs=6e-4)) == (which == "none"), inputs
        seen.add((which, inputs["cut"]))
    assert {cut for which, cut in seen if which == "none"} == {2, 3, 4}
    assert {which for which, _cut in seen} == {"none", "uneven_batches", "over_batches", "second_only"}
