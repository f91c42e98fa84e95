"""The programs of lesson 9: what is recorded, a fresh run and the library agree to a millionth."""

import numpy as np
import pytest
from frameworks.cases import CATS
from frameworks.record import PROGRAMS, run
from support import ROOT

from xentlib import losses
from xentlib.course import Course
from xentlib.examples import EXAMPLES
from xentlib.pages.recorded import read_record
from xentlib.training.data import DataSet
from xentlib.training.regression import train_softmax_regression

COURSE = Course(ROOT)


def millionth(expected):
    return pytest.approx(expected, rel=1e-6, abs=1e-6)


def recorded(name):
    return read_record(COURSE, COURSE.code / f"{name}.py").numbers


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_a_fresh_run_gives_what_is_recorded(program, torch, keras):
    record, fresh = read_record(COURSE, program), run(program)
    assert fresh.printed.splitlines() == record.printed.splitlines()
    assert fresh.versions == record.versions
    assert fresh.numbers.keys() == record.numbers.keys()
    for name, value in record.numbers.items():
        assert np.asarray(fresh.numbers[name]) == millionth(np.asarray(value)), name


Z, TRUTH = np.array([10.0, 9.0, 8.0]), np.array([1.0, 0.0, 0.0])
P = losses.softmax(Z)
LOSS = losses.softmax_cross_entropy(Z, 0)
TWICE = losses.softmax_cross_entropy(P, 0)


def test_pytorch_gives_for_the_cat_photo_what_the_library_gives():
    assert {name: value for name, value in recorded("pytorch_losses").items() if isinstance(value, float)} == millionth(
        {
            **dict.fromkeys(("cross_entropy", "of_one_hot", "nll", "kl"), LOSS),
            "bce": losses.binary_cross_entropy(P, TRUTH),
            **dict.fromkeys(("bce_with_logits", "multi_label"), losses.binary_cross_entropy_with_logits(Z, TRUTH)),
            "softmax_first": TWICE,
            "no_logarithm": -P[0],
        }
    )


def test_keras_gives_for_the_cat_photo_what_the_library_gives():
    """Its KL divergence cuts off the truth too, at 1e-7."""
    truth = np.clip(TRUTH, 1e-7, 1)
    assert {name: value for name, value in recorded("keras_losses").items() if isinstance(value, float)} == millionth(
        {
            **dict.fromkeys(("sparse_of_z", "of_z", "sparse", "categorical"), LOSS),
            "kl": (truth * np.log(truth / P)).sum(),
            "binary": losses.binary_cross_entropy(P, TRUTH),
            "binary_of_z": losses.binary_cross_entropy_with_logits(Z, TRUTH),
            "softmax_first": TWICE,
            "sparse_of_raw": np.log(3),
            "of_raw": -np.log(10 / 27),
        }
    )


@pytest.mark.parametrize("library", ["pytorch", "keras"])
def test_options_give_for_two_photos_what_the_library_gives(library):
    numbers = recorded(f"{library}_batch")
    z, y, weights = np.array(numbers["z"]), np.array(numbers["y"]), CATS.weights
    by_weights = losses.softmax_cross_entropy(z, y, weights=weights)
    by_count = losses.softmax_cross_entropy(z, y, weights=weights, reduction="sum") / 2
    names = ("weighted", "weighted_one_hot") if library == "pytorch" else ("by_weights", "weighted")
    assert [numbers[name] for name in names] == millionth([by_weights, by_count])
    assert numbers["none"] == millionth(losses.softmax_cross_entropy(z, y, reduction="none"))
    assert numbers["mean"] == millionth(losses.softmax_cross_entropy(z, y))
    assert numbers["total"] == millionth(losses.softmax_cross_entropy(z, y, reduction="sum"))
    assert numbers["ignored"] == millionth(losses.softmax_cross_entropy(z, y, ignore_index=2))
    assert numbers["smoothed"] == millionth(losses.softmax_cross_entropy(z[:1], y[:1], label_smoothing=0.1))
    assert numbers["of_soft"] == millionth(losses.softmax_cross_entropy(z, np.array(numbers["soft"])))


def test_the_silent_failure_is_that_of_the_library():
    numbers, worked = recorded("silent_failure"), EXAMPLES["scores_as_probabilities"].story()
    assert numbers["loss"] == millionth(worked.mistakes["sparse"]) == millionth(np.log(3))
    assert numbers["gradient"] == worked.values["sparse_gradient"].tolist() == [0, 0, 0]
    z = np.array(numbers["scores"])
    assert numbers["true_loss"] == millionth(losses.softmax_cross_entropy(z, 0))
    assert numbers["true_gradient"] == millionth(losses.softmax_cross_entropy_gradient(z, 0))


def test_the_ceilings_are_those_of_the_library():
    worked = EXAMPLES["clipping_ceilings"].story().values
    rows = recorded("ceilings")["rows"]
    for truth, z, exact, bce, _slope, keras in rows:
        loss = losses.binary_cross_entropy_with_logits(z, truth)
        assert exact == millionth(loss)
        assert bce <= worked["torch_ceiling"]
        assert keras <= worked["keras_ceiling"] + 1e-6
        if truth and z >= -40:
            assert bce == millionth(loss)
            assert keras == millionth(min(loss, worked["keras_ceiling"]))
    coarse = -np.log(762 / 2**24)  # in float32, 1 − p is 762 units of 2**−24 for the score 10, and 0 for 20
    assert [row[3] for row in rows[3:]] == [100, millionth(coarse), 100]
    assert rows[5][5] == millionth(23 * np.log(2))


def test_the_loops_of_keras_give_what_the_library_gives():
    x = np.random.default_rng(0).standard_normal((100, 10)).astype("float32")
    y = x[:, :3].argmax(axis=1)
    trained = train_softmax_regression(DataSet(x.astype(float), y, 3), rate=1.0, epochs=100)
    for name in ("keras_as_meant", "keras_as_it_should_be"):
        assert recorded(name)["losses"] == millionth(trained.training.loss)


def test_both_programs_of_pytorch_learn_the_same():
    meant, right = recorded("pytorch_as_meant")["losses"], recorded("pytorch_as_it_should_be")["losses"]
    assert meant == pytest.approx(right, abs=1e-5)
    assert right[-1] < right[0] / 10
