"""The numbers of the questions on softmax, recomputed by hand, and what their draws promise."""

import math

import pytest
from worked import drawn, story

from xentlib import losses
from xentlib.examples.exercises.quick import quick_sigmoid, quick_softmax


def shares(parts):
    return [part / sum(parts) for part in parts]


def sigma(t):
    return 1 / (1 + math.exp(-t))


def test_three_probabilities():
    """e^0.4 = 1.4918, e^−0.7 = 0.4966, e^1.9 = 6.6859, sum 8.6743: p = [0.1720, 0.0572, 0.7708]."""
    worked = story("three_probabilities")
    powers = [math.exp(0.4), math.exp(-0.7), math.exp(1.9)]
    assert worked.values["p"] == pytest.approx([0.171982, 0.057248, 0.770770], abs=5e-7)
    assert worked.values["total"] == pytest.approx(8.674304, abs=5e-7)
    assert worked.values["sum_of_sigmoids"] == pytest.approx(sigma(0.4) + sigma(-0.7) + sigma(1.9))
    expected = {
        "divided_by_sum": [0.4 / 1.6, -0.7 / 1.6, 1.9 / 1.6],
        "not_divided": powers,
        "sign_flipped": shares([1 / one for one in powers]),
        "base_two": shares([2**0.4, 2**-0.7, 2**1.9]),
        "base_ten": shares([10**0.4, 10**-0.7, 10**1.9]),
        "sigmoids": [sigma(0.4), sigma(-0.7), sigma(1.9)],
        "twice": shares([math.exp(one) for one in shares(powers)]),
    }
    assert worked.mistakes.keys() == expected.keys()
    for name, vector in expected.items():
        assert worked.mistakes[name] == pytest.approx(vector), name


def test_scores_with_a_negative_one_divide_into_something_negative():
    for _inputs, worked in drawn("three_probabilities"):
        assert min(worked.mistakes["divided_by_sum"]) < 0
        assert sum(worked.values["p"]) == pytest.approx(1)


def test_same_probabilities():
    """[1.4, −0.3, 0.6] has the gaps 1.7 and −0.9; [−1.1, −2.8, −2.9] has 1.7 and 0.1."""
    worked = story("same_probabilities")
    assert worked.chosen["same"] == ("higher", "from_top")
    assert worked.values["gaps_z"].tolist() == [1.7, -0.9]
    assert worked.values["gaps_lower"].tolist() == [1.7, 0.1]
    assert worked.values["multiplied"].tolist() == [2.8, -0.6, 1.2]
    assert worked.values["mirrored"].tolist() == [-1.4, 0.3, -0.6]


def test_lists_that_are_chosen_give_the_same_probabilities_and_the_others_do_not():
    for inputs, worked in drawn("same_probabilities"):
        right = shares([math.exp(one) for one in inputs["z"]])
        lists = {name: inputs[name] for name in ("higher", "lower", "from_top")}
        lists |= {name: worked.values[name] for name in ("multiplied", "mirrored")}
        for name, scores in lists.items():
            same = shares([math.exp(one) for one in scores]) == pytest.approx(right, rel=1e-9)
            assert same == (name in worked.chosen["same"]), (name, inputs)
        assert worked.chosen["same"]


def test_shift_by_the_maximum():
    """[812.6, 814.1, 811.4] − 814.1 = [−1.5, 0, −2.7]: e^−1.5 + 1 + e^−2.7 = 0.2231 + 1 + 0.0672 = 1.2903."""
    worked = story("shift_by_maximum")
    assert worked.values["below"].tolist() == [-1.5, 0, -2.7]
    assert worked.values["total"] == pytest.approx(1.290336, abs=5e-7)
    assert worked.values["p_cat"] == pytest.approx(0.223130 / 1.290336, abs=1e-6)
    assert worked.mistakes == pytest.approx(
        {
            "zero_power": math.exp(-1.5) + math.exp(-2.7),
            "sign_flipped": math.exp(1.5) + 1 + math.exp(2.7),
            "base_two": 2**-1.5 + 1 + 2**-2.7,
            "powers_forgotten": -4.2,
            "exponents_added": math.exp(-4.2),
            "logarithm_taken": math.log(1.290336),
        },
        abs=5e-7,
    )


def test_scores_that_are_to_be_shifted_do_overflow():
    for inputs, worked in drawn("shift_by_maximum"):
        for score in inputs["z"]:
            with pytest.raises(OverflowError):
                math.exp(score)
        assert 1 < worked.values["total"] < len(inputs["z"])


def test_at_temperature():
    """T = 2.5: [3.1, 1.2, 2.4] / 2.5 = [1.24, 0.48, 0.96]; 3.4556 / (3.4556 + 1.6161 + 2.6117) = 0.4498."""
    worked = story("at_temperature")
    hot = [math.exp(1.24), math.exp(0.48), math.exp(0.96)]
    plain = [math.exp(3.1), math.exp(1.2), math.exp(2.4)]
    assert worked.values["p_cat"] == pytest.approx(hot[0] / sum(hot))
    assert worked.values["p_cat"] == pytest.approx(0.4498, abs=5e-5)
    assert worked.values["divided"] == pytest.approx([1.24, 0.48, 0.96])
    assert worked.mistakes == pytest.approx(
        {
            "multiplied": shares([math.exp(7.75), math.exp(3.0), math.exp(6.0)])[0],
            "ignored": shares(plain)[0],
            "probability_divided": shares(plain)[0] / 2.5,
            "numerator_only": hot[0] / sum(plain),
            "not_divided": hot[0],
            "divided_by_sum": 3.1 / 6.7,
        }
    )


def test_bars_at_temperature():
    """[0.6, 1.9, 1.1] gives the second class 0.5744, at T = 1/2 0.7828 and at T = 2 0.4533."""
    worked = story("bars_at_temperature")
    before = shares([math.exp(one) for one in (0.6, 1.9, 1.1)])
    assert worked.values["largest"] == pytest.approx(max(before))
    assert worked.values["largest_sharper"] == pytest.approx(max(shares([one**2 for one in before])))
    assert worked.values["largest_flatter"] == pytest.approx(max(shares([one**0.5 for one in before])))
    assert worked.chosen["which"] == ("flatter",)


def test_the_picture_that_is_chosen_shows_what_the_temperature_does():
    """Scores divided by T turn each p into a share of p^(1/T): squares at T = 1/2, roots at T = 2."""
    for inputs, worked in drawn("bars_at_temperature"):
        before = shares([math.exp(one) for one in inputs["z"]])
        (right,) = worked.chosen["which"]
        expected = shares([one ** (1 / inputs["temperature"]) for one in before])
        for name in ("sharper", "flatter", "reordered"):
            picture = worked.pictures[f"picture_{inputs[name].lower()}"]
            shown = [numbers[0] for _label, numbers in picture.rows]
            assert (shown == pytest.approx(expected, abs=0.0051)) == (name == right), inputs


def test_sigmoid_of_the_gap():
    """σ(1.3 + 0.8) = σ(2.1) = 1 / (1 + 0.1225) = 0.8909."""
    worked = story("sigmoid_of_gap")
    assert worked.values["p_cat"] == pytest.approx(0.890903, abs=5e-7)
    assert worked.mistakes == pytest.approx(
        {
            "gap_reversed": sigma(-2.1),
            "own_score_only": sigma(1.3),
            "sum_for_gap": sigma(0.5),
            "sigmoids_shared": sigma(1.3) / (sigma(1.3) + sigma(-0.8)),
            "odds": math.exp(2.1),
            "divided_by_sum": 1.3 / 0.5,
        }
    )
    for inputs, drawn_one in drawn("sigmoid_of_gap"):
        assert drawn_one.values["p_cat"] == pytest.approx(shares([math.exp(one) for one in inputs["z"]])[0])


def test_the_gap_behind_two_probabilities():
    """ln(0.56 / 0.31) = ln 1.80645 = 0.5914; with all of the others below, ln(0.56 / 0.44) = 0.2412."""
    worked = story("gap_of_scores")
    assert worked.values["gap"] == pytest.approx(0.591364, abs=5e-7)
    assert worked.mistakes == pytest.approx(
        {
            "ratio": 0.56 / 0.31,
            "difference": 0.25,
            "base_two": math.log2(0.56 / 0.31),
            "base_ten": math.log10(0.56 / 0.31),
            "reversed": math.log(0.31 / 0.56),
            "log_odds": math.log(0.56 / 0.44),
            "softmax_again": math.exp(0.25),
        }
    )


def test_a_sum_over_the_photos():
    """Over the photos the first class gets e^1.7 / (e^1.7 + e^0.8) = 1 / (1 + e^−0.9) = 0.71 in the first one."""
    worked = story("over_which_axis")
    assert worked.chosen["which"] == ("across_photos",)
    first = [sigma(1.7 - 0.8), sigma(0.4 - 2.1), sigma(2.9 - 1.3)]
    assert worked.values["printed"][0] == pytest.approx(first, abs=0.005)
    assert worked.values["sums"] == pytest.approx([1.69, 1.31], abs=0.011)


def test_the_bug_that_is_chosen_is_the_one_in_the_program():
    seen = set()
    for inputs, worked in drawn("over_which_axis"):
        photos_first = inputs["layout"] == "photos, classes"
        photos = inputs["z"] if photos_first else list(zip(*inputs["z"], strict=True))
        printed = worked.values["printed"] if photos_first else worked.values["printed"].T
        right = [shares([math.exp(one) for one in photo]) for photo in photos]
        agrees = [list(one) == pytest.approx(p, abs=0.0051) for one, p in zip(printed, right, strict=True)]
        (which,) = worked.chosen["which"]
        assert all(agrees) == (which == "none"), inputs
        assert (which == "no_powers") == (inputs["powers"] == "z")
        seen.add((which, photos_first))
    assert len(seen) == 8


def test_quick_functions_give_what_the_library_gives():
    for z in ([3.2, 5.1, -1.7], [-30.0, 0.0, 30.0], [[0.5, 1.5], [2.0, -1.0]]):
        assert quick_softmax(z, temperature=0.5) == pytest.approx(losses.softmax(z, temperature=0.5), rel=1e-12)
        assert quick_sigmoid(z) == pytest.approx(losses.sigmoid(z), rel=1e-12)
