"""What the figures and the program of the lesson on entropy compute."""

import math

import pytest
from support import ROOT

from xentlib.course import Course
from xentlib.figures.entropy import outcome_areas
from xentlib.pages.programs import run_program

P, Q = (0.7, 0.2, 0.1), (0.5, 0.3, 0.2)


@pytest.mark.parametrize(
    ("truth", "belief", "price"),
    [(P, P, 0.8018), (P, Q, 0.8869), (Q, P, 1.1217), (Q, Q, 1.0297)],
)
def test_the_areas_are_width_times_height_and_sum_to_the_price(truth, belief, price):
    areas = outcome_areas(truth, belief)
    assert areas == pytest.approx([-one * math.log(other) for one, other in zip(truth, belief, strict=True)])
    assert sum(areas) == pytest.approx(price, abs=5e-5)


def test_the_program_computes_the_numbers_of_the_lesson():
    """0.886941 − 0.801819 = 0.085123; −ln 0.665241 = 0.4076; the logarithm of a label is infinite."""
    printed = run_program(Course(ROOT).code / "entropy.py", "entropy.py").splitlines()
    assert [line.split(" = ")[1] for line in printed] == [
        "0.8018 nats",
        "0.8869 nats",
        "1.1217 nats",
        "0.0851 nats",
        "0.4076 nats",
        "inf nats",
    ]
