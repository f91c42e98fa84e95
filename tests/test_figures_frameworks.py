"""What the figures of lesson 9 compute is what PyTorch and Keras gave when they were recorded."""

import numpy as np
import pytest

from xentlib.figures import FIGURES, make_figure
from xentlib.figures.frameworks import (
    keras_loss_of_a_no,
    loss_of_raw_scores,
    loss_of_scores,
    pytorch_loss_of_a_no,
)
from xentlib.pages.recorded import read_record


def recorded(course, name):
    return read_record(course, course.code / f"{name}.py").numbers


def test_the_bars_are_the_recorded_losses(course):
    torch, keras = recorded(course, "pytorch_losses"), recorded(course, "keras_losses")
    order = [torch["cross_entropy"], torch["nll"], keras["sparse_of_z"], keras["sparse"], keras["sparse_of_raw"]]
    order += [keras["of_raw"], torch["softmax_first"], torch["bce"], torch["no_logarithm"]]
    shown = [row[2].replace("−", "-") for row in make_figure(course, "one_photo_through_each_loss", "en").table[1:]]
    assert [float(one) for one in shown] == pytest.approx(order, abs=5e-4)


def test_the_curves_of_a_wrong_yes_pass_through_the_recorded_losses(course):
    rows = [row for row in recorded(course, "ceilings")["rows"] if row[0] == 0]
    for _truth, score, _exact, bce, _slope, keras in rows:
        assert pytorch_loss_of_a_no(score) == pytest.approx(bce, rel=1e-6)
        assert keras_loss_of_a_no(score) == pytest.approx(keras, rel=1e-6)
    assert len(rows) == 2


def test_the_flat_line_is_ln_3_and_the_photo_lies_on_the_other(course):
    numbers = recorded(course, "keras_losses")
    assert loss_of_raw_scores(np.array([1.0, 10.0, 70.0])) == pytest.approx([numbers["sparse_of_raw"]] * 3, rel=1e-6)
    assert loss_of_raw_scores(0.5) == pytest.approx(-np.log(0.5 / 2.5))
    assert loss_of_scores(10.0, 9.0, 8.0) == pytest.approx(numbers["sparse_of_z"], rel=1e-6)


def test_they_are_registered():
    assert {"one_photo_through_each_loss", "blind_to_the_score", "sure_and_wrong"} <= set(FIGURES)
