"""What the figures of the lesson on the learning slowdown compute for themselves, and its program."""

import numpy as np
import pytest

from xentlib import losses
from xentlib.examples import EXAMPLES
from xentlib.figures.slowdown import (
    BAD,
    CROSS_ENTROPY_LEVELS,
    EPOCHS,
    MILD,
    QUADRATIC_LEVELS,
    cross_entropy_score,
    curves,
    quadratic_score,
    quadratic_slope,
)
from xentlib.pages.programs import run_program


@pytest.mark.parametrize("level", QUADRATIC_LEVELS)
def test_a_level_line_of_the_quadratic_cost_has_the_cost_that_it_says(level):
    assert losses.quadratic_cost_with_logits(quadratic_score(level), 0) == pytest.approx(level)


@pytest.mark.parametrize("level", CROSS_ENTROPY_LEVELS)
def test_a_level_line_of_the_cross_entropy_has_the_cost_that_it_says(level):
    assert losses.binary_cross_entropy_with_logits(cross_entropy_score(level), 0) == pytest.approx(level)


def test_no_line_of_the_quadratic_cost_runs_beyond_the_bad_start():
    """The plateau: at the score 4 the cost is 0.4822, the highest line is 0.45, and 0.5 is never reached."""
    assert max(map(quadratic_score, QUADRATIC_LEVELS)) < sum(BAD)
    assert cross_entropy_score(max(CROSS_ENTROPY_LEVELS)) > sum(BAD)


@pytest.mark.parametrize("a", [0.2, 0.5, 0.9])
def test_the_slope_over_the_error_is_that_of_the_library(a):
    z = np.log(a / (1 - a))
    assert quadratic_slope(a) == pytest.approx(losses.quadratic_cost_with_logits_gradient(z, 0.0))


def test_the_curves_end_where_the_lesson_says():
    worked = EXAMPLES["slowdown"].story().values
    assert curves(BAD, "cross-entropy").output[EPOCHS] == pytest.approx(worked["cross_entropy"])
    assert curves(BAD, "quadratic").output[EPOCHS] == pytest.approx(worked["quadratic"])
    assert curves(MILD, "cross-entropy").output[EPOCHS] == pytest.approx(worked["easy_cross_entropy"])
    assert curves(MILD, "quadratic").output[EPOCHS] == pytest.approx(worked["easy_quadratic"])


def test_the_program_of_the_lesson_computes_what_the_library_computes(course):
    """Outputs at the start, after 50 and after 300 epochs: from (2, 2) 0.0985 against 0.9759 after 50."""
    printed = [
        [float(number) for number in line.split("[")[1].rstrip("]").split()]
        for line in run_program(course.code / "slowdown.py", "slowdown.py").splitlines()
        if "[" in line
    ]
    assert printed == [
        [0.8176, 0.387, 0.094],
        [0.8176, 0.0792, 0.0116],
        [0.982, 0.9759, 0.2028],
        [0.982, 0.0985, 0.012],
    ]
    runs = [curves(start, cost) for start in (MILD, BAD) for cost in ("quadratic", "cross-entropy")]
    assert printed == [one.output[[0, 50, 300]].round(4).tolist() for one in runs]
