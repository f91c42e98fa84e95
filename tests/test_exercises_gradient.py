"""Each number of the questions on the gradient, recomputed by hand from its definition."""

import contextlib
import io
import math
import re

import numpy as np
import pytest
from support import ROOT
from worked import drawn, story

from xentlib.course import Course
from xentlib.examples import EXAMPLES
from xentlib.quiz import read_question, vary

SEEDS = range(1, 41)


def softmax_by_hand(z):
    powers = [math.exp(one) for one in z]
    return [one / sum(powers) for one in powers]


def test_moves_of_the_scores():
    """p = [.46, .19, .25, .10], true C: the moves y − p are −.46, −.19, +.75, −.10, so C, D, B, A."""
    worked = story("moves_of_the_scores")
    assert worked.values["moves"] == pytest.approx([-0.46, -0.19, 0.75, -0.10])
    assert worked.chosen == {
        "order": ("c", "d", "b", "a"),
        "least_likely_first": ("d", "b", "c", "a"),
        "most_likely_first": ("a", "c", "b", "d"),
        "true_class_last": ("d", "b", "a", "c"),
    }


def test_orders_of_the_moves_differ():
    for inputs, _worked in drawn("moves_of_the_scores"):
        chosen = EXAMPLES["moves_of_the_scores"].work(inputs).chosen
        assert len({*chosen.values(), chosen["order"][::-1]}) == len(chosen) + 1
        assert chosen["order"][0] == inputs["truth"].lower()


def test_gradient_of_three():
    """[.23 − 1, .61, .16] = [−.77, .61, .16]; by the probability −1/.23 = −4.347826."""
    worked = story("gradient_of_three")
    assert worked.values["gradient"] == pytest.approx([-0.77, 0.61, 0.16])
    told = {
        "sign_flipped": [0.77, -0.61, -0.16],
        "true_class_only": [-0.77, 0, 0],
        "probabilities": [0.23, 0.61, 0.16],
        "largest_class": [0.23, -0.39, 0.16],
        "by_the_probability": [-1 / 0.23, 0, 0],
        "sizes": [0.77, 0.61, 0.16],
    }
    assert worked.mistakes.keys() == told.keys()
    for name, vector in told.items():
        assert worked.mistakes[name] == pytest.approx(vector), name


def test_weight_after_step():
    """0.6 − 0.2 · (−0.3) · (−1.4) = 0.6 − 0.084 = 0.516; with the gradient 0.684; without x 0.66.

    Without the rate 0.6 − 0.42 = 0.18; with p for p − 1, 0.6 + 0.196 = 0.796; with −1/p, 0.6 − 0.4 = 0.2.
    With p (1 − p) once more, 0.6 − 0.084 · 0.21 = 0.58236.
    """
    worked = story("weight_after_step")
    assert worked.values["weight_after"] == pytest.approx(0.516)
    assert worked.mistakes == pytest.approx(
        {
            "stepped_with_the_gradient": 0.684,
            "x_forgotten": 0.66,
            "rate_forgotten": 0.18,
            "truth_forgotten": 0.796,
            "by_the_probability": 0.2,
            "slope_kept": 0.58236,
        }
    )
    for inputs, _worked in drawn("weight_after_step"):
        values = EXAMPLES["weight_after_step"].work(inputs).values
        assert values["score_after"] > values["score"]


def test_chain_through_softmax():
    """0.274 · 0.726 = 0.198924; −1/0.274 · 0.198924 = −0.726."""
    worked = story("chain_through_softmax")
    assert worked.values["between"] == pytest.approx(0.198924)
    assert worked.values["by_score"] == pytest.approx(-0.726)
    assert worked.mistakes == pytest.approx(
        {
            "other_class": -0.075076,
            "factor_forgotten": 0.726,
            "product_forgotten": 0.274,
            "sign_flipped": -0.198924,
            "inverse": 1 / 0.274,
        }
    )


def test_neighbor_of_a_score():
    """−0.48 · 0.17 = −0.0816; the first gains 0.48 · 0.52 = 0.2496, the third loses 0.48 · 0.35 = 0.168."""
    worked = story("neighbor_of_a_score")
    assert worked.values == pytest.approx({"own": 0.2496, "neighbor": -0.0816, "third_share": -0.168})
    assert worked.mistakes == pytest.approx(
        {
            "sign_forgotten": 0.0816,
            "shared_evenly": -0.1248,
            "diagonal_entry": 0.1411,
            "entry_of_the_first": 0.2496,
            "everything_lost": -0.17,
            "independent": 0,
        }
    )
    z, h = [math.log(one) for one in (0.48, 0.17, 0.35)], 1e-6
    above, below = softmax_by_hand([z[0] + h, *z[1:]]), softmax_by_hand([z[0] - h, *z[1:]])
    assert (above[1] - below[1]) / (2 * h) == pytest.approx(-0.0816)


def test_slope_by_two_losses():
    """Scores 0.3, 1.2, −0.6 and h = 0.1: (1.27910 − 1.42734) / 0.2 = −0.7412, and e^−1.35227 − 1 = −0.741347."""
    example = EXAMPLES["slope_by_two_losses"]
    losses = [-math.log(softmax_by_hand([score, 1.2, -0.6])[0]) for score in (0.2, 0.3, 0.4)]
    assert [example.inputs[name] for name in ("loss_below", "loss_here", "loss_above")] == pytest.approx(
        losses, abs=5e-6
    )
    worked = example.story()
    assert worked.values["centered"] == pytest.approx(-0.7412)
    assert worked.values["by_formula"] == pytest.approx(-0.741347, abs=1e-6)
    assert worked.mistakes == pytest.approx(
        {
            "divided_by_h": -1.4824,
            "one_sided_above": -0.7317,
            "one_sided_below": -0.7507,
            "sign_flipped": 0.7412,
            "not_divided": -0.14824,
        }
    )
    for inputs, _worked in drawn("slope_by_two_losses"):
        values = example.work(inputs).values
        assert values["centered"] == pytest.approx(values["by_formula"], abs=1e-3)


@pytest.mark.parametrize(
    ("x", "y", "which"),
    [(1.5, 1, "rises_rises"), (-1.5, 1, "falls_rises"), (1.5, 0, "falls_falls"), (-1.5, 0, "rises_falls")],
)
def test_weight_and_score(x, y, which):
    """p = 0.8: the true class's score rises, a wrong one's falls; w goes the other way where x < 0."""
    worked = EXAMPLES["weight_and_score"].work({"p": 0.8, "y": y, "x": x, "weight": 0.5, "rate": 0.1})
    assert worked.values["move"] == pytest.approx(-0.1 * (0.8 - y) * x)
    assert worked.values["score_move"] == pytest.approx(-0.1 * (0.8 - y) * x * x)
    assert worked.chosen == {"which": (which,)}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_program_with_a_check_prints_what_the_question_says(seed):
    prompt = vary(read_question(Course(ROOT), "gradient/which-part-is-wrong", "en"), seed).prompt
    program, output = re.findall(r"```\w+\n(.*?)```", prompt, re.DOTALL)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program, {})  # noqa: S102  # our own program
    assert printed.getvalue() == output


def test_program_with_a_check():
    """Only the changed part is named, and only a right claim and a right measurement agree with p − y."""
    places = set()
    for inputs, _worked in drawn("program_with_a_check"):
        worked = EXAMPLES["program_with_a_check"].work(inputs)
        gradient = np.array(softmax_by_hand(inputs["z"])) - np.eye(3)[inputs["y"]]
        (place,) = worked.chosen["which"]
        places.add(place)
        assert np.allclose(worked.values["claimed"], gradient) == (place in ("in_loss", "in_measured"))
        assert np.allclose(worked.values["measured"], gradient) == (place == "in_claimed")
    assert places == {"in_softmax", "in_loss", "in_claimed", "in_measured"}


def test_statements_on_the_gradient():
    """p − y = [.22, .65, −.87]: class 2 falls, and .22 is less than .65."""
    assert story("statements_on_the_gradient").values["gradient"] == pytest.approx([0.22, 0.65, -0.87])
    assert story("statements_on_the_gradient").chosen == {"which": ("adds_up",)}
    right = set()
    for inputs, _worked in drawn("statements_on_the_gradient"):
        worked = EXAMPLES["statements_on_the_gradient"].work(inputs)
        slope = [p - (k == inputs["truth"]) for k, p in enumerate(inputs["p"], start=1)]
        assert sum(slope) == pytest.approx(0, abs=1e-12)
        assert ("rises" in worked.chosen["which"]) == (inputs["truth"] == 2) == (slope[1] < 0)
        assert abs(abs(slope[0]) - abs(slope[1])) > 0.02
        assert ("larger" in worked.chosen["which"]) == (abs(slope[0]) > abs(slope[1]))
        right.add(worked.chosen["which"])
    assert right == {("adds_up",), ("adds_up", "rises"), ("adds_up", "larger")}


def test_derivation_by_a_score():
    """Four equal classes: 1/4 − 0 for a wrong one, 1/4 − 1 = −0.75 for the true one."""
    assert story("derivation_by_a_score").values == {"own": 0, "even": 0.25}
    assert EXAMPLES["derivation_by_a_score"].work({"classes": 4, "y": 2, "k": 2}).values == {"own": 1, "even": -0.75}


def test_loss_halfway():
    """(0.6 + 2.8) / 2 = 1.7 < 1.93."""
    worked = story("loss_halfway")
    assert worked.values["average"] == pytest.approx(1.7)
    assert worked.chosen == {"which": ("highest",)}


def test_losses_called_possible_halfway_come_out_of_scores():
    """Three classes, true score 0, wrong ones ln S + ln(share): the shares decide the loss halfway.

    With the same shares on both sides it is ln(1 + √(S S′)), the most there is; with ever more different ones it
    goes to 0. A bisection finds the scores.
    """

    def halfway(first, second, share):
        ends = [
            [math.log(math.expm1(loss) * part) for part in parts]
            for loss, parts in ((first, (share, 1 - share)), (second, (1 - share, share)))
        ]
        assert math.log1p(sum(map(math.exp, ends[0]))) == pytest.approx(first)
        assert math.log1p(sum(map(math.exp, ends[1]))) == pytest.approx(second)
        return math.log1p(sum(math.exp((one + other) / 2) for one, other in zip(*ends, strict=True)))

    for inputs, _worked in drawn("loss_halfway"):
        (which,) = EXAMPLES["loss_halfway"].work(inputs).chosen["which"]
        first, second = inputs["first"], inputs["second"]
        for name in ("lowest", "middle", "highest"):
            if name == which:
                assert inputs[name] > (first + second) / 2
                continue
            low, high = 1e-12, 0.5
            assert halfway(first, second, low) < inputs[name] < halfway(first, second, high)
            for _ in range(60):
                share = (low + high) / 2
                low, high = (share, high) if halfway(first, second, share) < inputs[name] else (low, share)
            assert halfway(first, second, low) == pytest.approx(inputs[name])
