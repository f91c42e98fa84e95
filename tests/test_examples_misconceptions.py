"""The list of misconceptions, walked: every row is worked or says why not, and every number of it comes out.

NUMBERS copies the numbers of the list as they are printed there, so that the tolerance is half a unit of the last
digit. Datum A is z = [10, 9, 8] with the true class 0, datum B is z = [3.2, 5.1, −1.7] with the true class 0.
"""

import math
import re

import numpy as np
import pytest

from xentlib.examples import EXAMPLES
from xentlib.examples.misconceptions import MISCONCEPTIONS

DATUM_B = {"z": (3.2, 5.1, -1.7), "y": 0}
TEN_TIMES = {"z": (10.0, 9.0, 8.0), "factor": 10}

NUMBERS = [  # row, example, mistake or value, the number as the list prints it
    ("M01", "cat_photo", "mistakes.softmax_twice", ".797190"),
    ("M01", "softmax_twice", "mistakes.softmax_twice", ".797190"),
    ("M01", "softmax_twice", "values.floors", [".5514", ".7437", "1.4612"]),
    ("M01", "softmax_twice", "values.ceilings", ["1.5514", "1.7437", "2.4612"]),
    ("M02", "log_softmax_twice", "values.loss_of_logarithms", ".407606"),
    ("M03", "cat_photo", "mistakes.divided_by_sum", ".993252"),
    ("M04", "cat_photo", "mistakes.base_two", ".588051"),
    ("M04", "cat_photo", "mistakes.base_ten", ".177021"),
    ("M05", "cat_photo", "mistakes.sign_forgotten", "-.407606"),
    ("M06", "cat_photo", "mistakes.logarithm_forgotten", "-.665241"),
    ("M07", "one_hot_truth", "mistakes.swapped", "inf"),
    ("M07", "cat_photo", "mistakes.swapped_and_clipped", "5.395678"),
    ("M07", "two_distributions", "mistakes.swapped", "1.1217"),
    ("M07", "two_distributions", "values.cross_entropy", ".8869"),
    ("M08", "cat_photo", "mistakes.all_classes", "4.222818"),
    ("M08", "cat_photo", "mistakes.mean_of_all_classes", "1.407606"),
    ("M09", "cat_photo", "mistakes.binary_sum", ".782628"),
    ("M09", "cat_photo", "mistakes.binary_mean", ".260876"),
    ("M10", "cat_photo", "mistakes.one_minus_p", ".334759"),
    ("M11", "cat_photo", "mistakes.p_times_logarithm", ".271156"),
    ("M11", "cat_photo", "mistakes.entropy_of_p", ".832396"),
    ("M12", "cat_photo", "mistakes.divided_by_classes", ".135869"),
    ("M13", "cat_photo", "mistakes.next_class", "1.407606"),
    ("M13", "cat_photo", "mistakes.largest_class", ".407606"),
    ("M14", "cat_photo", "mistakes.squares_sum", ".180061"),
    ("M14", "cat_photo", "mistakes.squares_mean", ".060020"),
    ("M14", "cat_photo", "mistakes.squares_half", ".090031"),
    ("M15", "batch", "mistakes.sum_for_mean", "3.104340"),
    ("M15", "batch", "values.mean", "1.552170"),
    ("M16", "class_weights", "mistakes.divided_by_count", "5.597271"),
    ("M16", "class_weights", "values.mean", "2.238908"),  # the list says 2.238909: see the test of class weights
    ("M17", "ignored_target", "mistakes.counted_all_the_same", ".203803"),
    ("M17", "ignored_target", "values.mean", ".407606"),
    ("M18", "label_smoothing", "mistakes.spread_over_the_others", ".557606"),
    ("M18", "label_smoothing", "values.loss", ".507606"),
    ("M19", "surprise", "mistakes.capped_at_one", "1"),
    ("M19", "surprise", "values.nats", "2.303"),
    ("M20", "weight_step", "mistakes.sign_of_the_gradient_lost", ".466524"),
    ("M20", "weight_step", "values.weight_after", ".533476"),
    ("M21", "gradient", "mistakes.sign_flipped", [".3348", "-.2447", "-.0900"]),
    ("M22", "by_score_and_probability", "mistakes.by_the_probability", "-1.503215"),
    ("M22", "by_score_and_probability", "values.by_score", "-.334759"),
    ("M23", "neuron_step", "mistakes.slope_kept", ".0173"),  # the list says .0174: from the rounded a = 0.982
    ("M23", "neuron_step", "values.gradient", ".982"),
    ("M24", "gradient", "mistakes.true_class_only", ["-.3348", "0", "0"]),
    ("M25", "binary_loss", "mistakes.first_term_only", "0"),
    ("M26", "binary_loss", "mistakes.logarithm_of_p", ".1985"),
    ("M26", "binary_loss", "values.loss", "1.7148"),
    ("M27", "binary_from_score", "mistakes.sigmoid_twice", ".3467"),
    ("M27", "binary_from_score", "values.loss", ".1269"),
    ("M27", "binary_from_score", "values.floor_of_twice", ".3133"),
    ("M28", "scores_as_probabilities", "mistakes.categorical", ".9933"),
    ("M28", "scores_as_probabilities", "mistakes.sparse", "1.0986"),
    ("M28", "scores_as_probabilities", "values.sparse_gradient", ["0", "0", "0"]),
    ("M28", "scores_as_probabilities", "mistakes.categorical_of_lucky", ".00000012"),
    ("M28", "scores_as_probabilities", "values.loss_of_lucky", ".2413"),
    ("M29", "one_output_softmax", "mistakes.softmax_of_one", "0"),
    ("M30", "over_the_batch", "mistakes.over_the_batch", ["1", "1", "1"]),
    ("M34", "temperatures", "mistakes.multiplied", [".8668", ".1173", ".0159"]),
    ("M34", "temperatures", "values.p_hot", [".5065", ".3072", ".1863"]),
    ("M35", "soft_label_floor", "mistakes.zero", "0"),
    ("M35", "soft_label_floor", "values.floor", ".8018"),
    ("M36", "perplexity", "mistakes.two_to_the_nats", "1.3265"),
    ("M36", "perplexity", "values.perplexity", "1.5032"),
    ("M37", "two_distributions", "mistakes.kl_for_cross_entropy", ".0851"),
    ("M37", "two_distributions", "values.cross_entropy", ".8869"),
    ("M37", "extra_price", "mistakes.cross_entropy", ".8869"),
    ("M37", "extra_price", "values.kl", ".0851"),
    ("M38", "accuracy_is_not_loss", "values.accuracy_careful", ".75"),
    ("M38", "accuracy_is_not_loss", "values.accuracy_bold", ".75"),
    ("M38", "accuracy_is_not_loss", "values.loss_careful", ".683"),
    ("M38", "accuracy_is_not_loss", "values.loss_bold", "2.310"),
    ("M39", "first_loss", "mistakes.zero", "0"),
    ("M39", "first_loss", "mistakes.one", "1"),
    ("M39", "first_loss", "mistakes.half", ".5"),
    ("M39", "first_loss", "mistakes.one_over_classes", ".3333"),
    ("M39", "first_loss", "values.loss", "1.0986"),
    ("M41", "binary_loss", "mistakes.brackets_forgotten", "-1.7148"),
]

NUMBERS_OF_DATUM_B = [
    ("cat_photo", "values.p", [".129983", ".869050", ".000968"]),
    ("cat_photo", "values.loss", "2.040355"),
    ("cat_photo", "mistakes.base_ten", ".8861"),
    ("cat_photo", "mistakes.base_two", "2.9436"),
    ("cat_photo", "mistakes.softmax_twice", "1.3795"),
    ("cat_photo", "mistakes.divided_by_sum", ".7239"),
    ("cat_photo", "mistakes.binary_sum", "4.0743"),
    ("cat_photo", "mistakes.binary_mean", "1.3581"),
    ("cat_photo", "mistakes.all_classes", "9.1211"),
    ("cat_photo", "mistakes.mean_of_all_classes", "3.0404"),
    ("cat_photo", "mistakes.largest_class", ".1404"),
    ("cat_photo", "mistakes.next_class", ".1404"),
    ("cat_photo", "mistakes.one_minus_p", ".8700"),
    ("cat_photo", "mistakes.divided_by_classes", ".6801"),
    ("label_smoothing", "values.loss", "2.1404"),
    ("label_smoothing", "mistakes.spread_over_the_others", "2.1904"),
]


def assert_number(value, printed):
    """Assert that a value, or each of several, rounds to the digits printed."""
    texts = printed if isinstance(printed, list) else [printed]
    for one, text in zip(np.ravel(value), texts, strict=True):
        places = len(text.partition(".")[2])
        assert one == pytest.approx(float(text), abs=0.5 * 10.0**-places if places else 1e-12)


def found(worked, path):
    kind, name = path.split(".")
    return getattr(worked, kind)[name]


def test_all_rows_are_there():
    assert list(MISCONCEPTIONS) == [f"M{number:02}" for number in range(1, 42)]


@pytest.mark.parametrize("row", MISCONCEPTIONS)
def test_a_row_is_worked_or_says_why_not(row):
    entry = MISCONCEPTIONS[row]
    if isinstance(entry, str):
        assert entry.startswith("No ")
        assert entry.endswith(".")
        for name in re.findall(r"`(\w+)`", entry):
            assert name in EXAMPLES
    else:
        assert entry
        for name, mistake in entry:
            assert mistake in EXAMPLES[name].story().mistakes


@pytest.mark.parametrize(("row", "name", "path", "printed"), NUMBERS)
def test_a_number_of_the_list(row, name, path, printed):
    assert_number(found(EXAMPLES[name].story(), path), printed)


def test_every_reference_has_its_number_asserted():
    asserted = {(row, name, path.removeprefix("mistakes.")) for row, name, path, _printed in NUMBERS}
    for row, entry in MISCONCEPTIONS.items():
        for name, mistake in entry if isinstance(entry, tuple) else ():
            known_elsewhere = (row, name, mistake) in ELSEWHERE
            assert (row, name, mistake) in asserted or known_elsewhere, f"{row}: {name}.{mistake}"


ELSEWHERE = {
    ("M03", "scores_as_probabilities", "categorical"),  # the same number, under M28
    ("M33", "sharpened", "unchanged"),  # test_scaling_changes_softmax
}


@pytest.mark.parametrize(("name", "path", "printed"), NUMBERS_OF_DATUM_B)
def test_a_number_of_datum_b(name, path, printed):
    assert_number(found(EXAMPLES[name].work(DATUM_B), path), printed)


def test_scaling_changes_softmax():
    """M33: softmax(10 z) is not softmax(z): 0.99995, where "scale invariant" says 0.665."""
    worked = EXAMPLES["sharpened"].work(TEN_TIMES)
    assert_number(worked.mistakes["unchanged"][0], ".665")
    assert_number(worked.values["p_scaled"][0], ".99995")


def test_nothing_times_the_logarithm_of_nothing():
    """M32: 0 · ln 0 is nan to a computer; the limit of x ln x is 0, from −0.2303 over −0.0461 to −0.0069."""
    assert math.isnan(0 * -math.inf)
    worked = EXAMPLES["zero_times_log"].story()
    assert_number(worked.values["products"], ["-.2303", "-.0461", "-.0069"])
    assert worked.values["entropy"] == 0
    assert_number(worked.values["cross_entropy"], ".2231")


def test_the_extra_slope_from_the_rounded_output():
    """M23: 0.982² · 0.018 = 0.01736 from the rounded a = 0.982; from a = σ(4) = 0.982014 it is 0.01735."""
    assert pytest.approx(0.017358, abs=5e-7) == 0.982**2 * 0.018
    assert EXAMPLES["neuron_step"].story().mistakes["slope_kept"] == pytest.approx(0.017345, abs=5e-7)


def test_the_weighted_mean_in_six_digits():
    """M16: (1 · 0.4076059644 + 4 · 2.6967340969) / 5 = 11.1945423521 / 5 = 2.2389084704."""
    assert pytest.approx(2.2389084704, abs=1e-10) == (0.4076059644 + 4 * 2.6967340969) / 5
    assert EXAMPLES["class_weights"].story().values["mean"] == pytest.approx(2.2389084704, abs=1e-9)


def test_keras_in_float32_is_further_from_1_than_it_says():
    """M28: 1 − 10⁻⁷ is 1 − 2⁻²³ = 1 − 1.19·10⁻⁷ in float32, so that the loss that looks perfect is 1.2·10⁻⁷."""
    assert EXAMPLES["scores_as_probabilities"].story().mistakes["categorical_of_lucky"] == pytest.approx(2**-23)


def test_only_two_mistakes_coincide_on_datum_b():
    """On [10, 9, 8] several mistakes give the right answer or each other's: it is no datum for a question.

    On datum B only the next class is the largest one.
    """
    worked = EXAMPLES["cat_photo"].work(DATUM_B)
    numbers = {"loss": worked.values["loss"], **worked.mistakes}
    names = sorted(numbers)
    pairs = [(a, b) for a in names for b in names if a < b and abs(numbers[a] - numbers[b]) < 1e-4]
    assert pairs == [("largest_class", "next_class")]
