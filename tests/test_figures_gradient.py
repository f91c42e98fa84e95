"""What the figures of the lesson on the gradient compute for themselves, and its program."""

import numpy as np
import pytest

from xentlib import losses
from xentlib.examples import EXAMPLES
from xentlib.figures.gradient import loss_at
from xentlib.pages.programs import run_program


@pytest.mark.parametrize("score", [8.5, 10.0, 11.0])
def test_the_curve_is_the_loss_of_the_cat_photo_with_another_score(score):
    """L = ln(1 + (e^9 + e^8) / e^score): 0.4076 at 10, 0.1698 at 11."""
    assert loss_at(score) == pytest.approx(np.log1p((np.exp(9) + np.exp(8)) / np.exp(score)))


def test_the_two_lines_of_the_differences_meet_the_curve():
    story = EXAMPLES["gradient_check"]
    worked = story.work({**story.inputs, "h": 1.0}).values
    assert (loss_at(9), loss_at(11)) == pytest.approx((worked["lower"], worked["higher"]))
    assert worked["centered"] == pytest.approx((loss_at(11) - loss_at(9)) / 2)
    assert worked["one_sided"] == pytest.approx(loss_at(11) - loss_at(10))


def test_the_program_of_the_lesson_computes_what_the_library_computes(course):
    """[0.665241 − 1, 0.244728, 0.090031], by the formula and measured with h = 10⁻⁵."""
    formula, measured, agree = run_program(course.code / "gradient.py", "gradient.py").splitlines()
    told = losses.softmax_cross_entropy_gradient([10.0, 9.0, 8.0], 0).round(6)
    assert formula == f"formula  {told}"
    assert measured == f"measured {told}"
    assert agree == "agree: True"
