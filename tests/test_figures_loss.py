"""What the lesson on the loss computes for its figures and its program, against brute force and by hand."""

import numpy as np
import pytest
from support import ROOT

from xentlib.examples import EXAMPLES
from xentlib.pages.programs import run_program


def bowl(w, m=(0.6, 1.6)):
    """½ (w − m)ᵀA(w − m) with A = ((1, ½), (½, 2)), for points in the last axis."""
    one, two = w[..., 0] - m[0], w[..., 1] - m[1]
    return 0.5 * (one**2 + one * two + 2 * two**2)


def lowest(points, m):
    return points[bowl(points, m).argmin()]


MINIMA = [(0.6, 1.6), (-1.5, 0.9), (1.2, 1.2), (0.3, -2.0)]


@pytest.mark.parametrize("minimum", MINIMA)
def test_a_ring_touches_the_balls_where_no_other_point_of_them_is_lower(minimum):
    turn = np.linspace(0, 2 * np.pi, 400_001)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    diamond = circle / np.abs(circle).sum(axis=-1, keepdims=True)
    worked = EXAMPLES["budgets"].work({**EXAMPLES["budgets"].inputs, "minimum": minimum}).values
    assert worked["touch_l1"] == pytest.approx(lowest(diamond, minimum), abs=1e-4)
    assert worked["touch_l2"] == pytest.approx(lowest(circle, minimum), abs=1e-4)


def test_the_touching_points_of_the_lesson():
    """In the corner (0, 1) the bowl pulls with A(m − w) = (0.9, 1.5): less to the side than up, so it stays there."""
    values = EXAMPLES["budgets"].story().values
    assert values["touch_l1"].tolist() == [0, 1]
    one, two = values["touch_l2"]
    assert one**2 + two**2 == pytest.approx(1)
    pull = (0.6 - one + 0.5 * (1.6 - two), 0.5 * (0.6 - one) + 2 * (1.6 - two))
    assert pull[0] / one == pytest.approx(pull[1] / two)  # along the radius
    assert values["absolute"][0] == pytest.approx(0.6 + 1.6)
    assert values["squared"][0] == pytest.approx(0.36 + 2.56)


def test_a_minimum_straight_out_from_an_edge_leaves_both_weights():
    """The lesson says that L1 touches a corner often, not always."""
    inputs = {**EXAMPLES["budgets"].inputs, "minimum": (1.2, 1.2), "curvature": ((1.0, 0.0), (0.0, 1.0))}
    assert EXAMPLES["budgets"].work(inputs).values["touch_l1"] == pytest.approx([0.5, 0.5])


def test_without_biases_the_probabilities_are_the_same():
    worked = EXAMPLES["pipeline"].story()
    powers = np.exp(worked.mistakes["bias_forgotten"])
    assert powers / powers.sum() == pytest.approx(worked.values["p"])


def test_the_program_of_the_lesson():
    photo, mean, *penalties = run_program(ROOT / "content/code/loss.py", "loss.py").splitlines()
    assert photo == "[10  9  8] [0.6652 0.2447 0.09  ] 0.4076"
    assert mean == "0.7"
    assert penalties == ["1 1", "1.0 0.25"]
