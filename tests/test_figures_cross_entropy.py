"""What the figures of the lesson on the cross-entropy loss compute for themselves, and its program."""

import numpy as np
import pytest

from xentlib import losses
from xentlib.examples import EXAMPLES
from xentlib.figures.cross_entropy import LEVELS, cat_score, smoothed_loss
from xentlib.pages.programs import run_program


@pytest.mark.parametrize("dog", [5.0, 9.0, 12.0])
@pytest.mark.parametrize("level", LEVELS)
def test_a_level_line_has_the_loss_that_it_says(level, dog):
    scores = [cat_score(level, dog, 8.0), dog, 8.0]
    assert losses.softmax_cross_entropy(scores, 0) == pytest.approx(level)


def test_the_cat_photo_lies_on_its_line():
    """L = ln(1 + (e^9 + e^8)/e^10) = 0.4076 goes back to the score 10."""
    loss = EXAMPLES["cat_photo"].story().values["loss"]
    assert cat_score(float(loss), 9.0, 8.0) == pytest.approx(10)


@pytest.mark.parametrize("p", [0.4, 0.9, 0.999])
def test_the_smoothed_loss_is_that_of_the_library(p):
    """ε = 0.1, three classes: y = (0.9333, 0.0333, 0.0333) against (p, (1−p)/2, (1−p)/2)."""
    target = EXAMPLES["label_smoothing"].story().values["target"]
    by_library = losses.cross_entropy(target, [p, (1 - p) / 2, (1 - p) / 2])
    assert smoothed_loss(p, target[0], 3) == pytest.approx(by_library)


def test_the_smoothed_loss_is_lowest_at_the_label_and_there_it_is_the_entropy():
    worked = EXAMPLES["label_smoothing"].story().values
    best = worked["target"][0]
    everywhere = smoothed_loss(np.linspace(0.01, 0.9999, 2000), best, 3)
    assert best == pytest.approx(14 / 15)
    assert smoothed_loss(best, best, 3) == pytest.approx(worked["floor"])
    assert everywhere.min() >= worked["floor"]


def test_the_program_of_the_lesson_computes_what_the_library_computes(course):
    """Losses 0.4076 and 2.6967, mean 1.5522, sum 3.1043; a lag of 800 points costs 800 nats, not infinity."""
    first, mean, total, *far = run_program(course.code / "cross_entropy.py", "cross_entropy.py").splitlines()
    worked = EXAMPLES["batch"].story().values
    assert first == "[0.4076 2.6967]"
    assert mean == f"mean {worked['mean']:.4f}" == "mean 1.5522"
    assert total == f"sum {worked['sum']:.4f}" == "sum 3.1043"
    assert far == ["[inf]", "[800.]"]
    assert losses.softmax_cross_entropy([-800.0, 0.0], 0) == pytest.approx(800)
