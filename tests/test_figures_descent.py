"""What the lesson on gradient descent computes for its figures and its program."""

import numpy as np
import pytest
from support import ROOT

from xentlib.examples import EXAMPLES
from xentlib.figures.descent import LABELED, onto, ring_point
from xentlib.pages.programs import run_program
from xentlib.training import BOWL, TWO_VALLEYS

BOTTOM = EXAMPLES["rates_on_the_bowl"].story().values["bottom"]


@pytest.mark.parametrize("level", [0.42, 0.5, 0.9])
@pytest.mark.parametrize("direction", [one for one in LABELED if one])
def test_a_label_stands_on_its_ring(level, direction):
    point = ring_point(BOWL, level, BOTTOM, direction)
    assert BOWL.value(point) == pytest.approx(level)
    assert np.cross([*(point - BOTTOM), 0], [*direction, 0]) == pytest.approx([0, 0, 0])


@pytest.mark.parametrize(("level", "near"), [(0.8, (2.2, -0.45)), (0.56, (2.6, 0.74))])
def test_a_label_is_moved_onto_its_level_line(level, near):
    assert TWO_VALLEYS.value(onto(TWO_VALLEYS, level, near)) == pytest.approx(level)


def test_the_gradient_stands_at_a_right_angle_to_the_ring():
    for turn in np.linspace(0, 2 * np.pi, 7):
        direction = np.array([np.cos(turn), np.sin(turn)])
        point = ring_point(BOWL, 0.5, BOTTOM, direction)
        slope = BOWL.gradient(point)
        along = np.array([-slope[1], slope[0]]) / np.hypot(*slope)
        assert BOWL.value(point + 1e-5 * along) == pytest.approx(0.5, abs=1e-9)


def test_the_largest_rate_ends_in_a_saw_and_the_others_fall_with_each_step():
    small, right, large = np.diff(EXAMPLES["rates_on_the_bowl"].story().values["losses"])
    assert (small < 0).all()
    assert (right < 0).all()
    assert (np.sign(large[-6:]) == [1, -1, 1, -1, 1, -1]).all()


def test_the_program_of_the_lesson():
    lines = run_program(ROOT / "content/code/descent.py", "descent.py").splitlines()
    story = EXAMPLES["rates_on_the_bowl"]
    for line, rate, losses in zip(lines, story.inputs["rates"], story.story().values["losses"], strict=True):
        said, *numbers = line.replace("[", "").replace("]", "").split()
        assert float(said) == rate
        assert [float(one) for one in numbers] == pytest.approx(losses[[0, 1, 2, 19, 20]], abs=6e-5)
