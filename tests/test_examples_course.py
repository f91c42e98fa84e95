"""Each number that the lessons tell, recomputed from its definition, and each example against the library.

The lesson on softmax is in test_examples.py.
"""

import math

import numpy as np
import pytest

from xentlib import losses
from xentlib.examples import EXAMPLES

CATS = (10.0, 9.0, 8.0)
P_CAT = 1 / (1 + math.exp(-1) + math.exp(-2))  # 0.665241


def values(name):
    return EXAMPLES[name].story().values


def mistakes(name):
    return EXAMPLES[name].story().mistakes


# Lesson 1: loss


def test_from_features_to_the_loss():
    """(4·2 + 1·1 + 1, 3·2 + 2·1 + 1, 3·2 + 1·1 + 1) = (10, 9, 8), and from there −ln 0.6652 = 0.4076."""
    assert values("pipeline")["z"].tolist() == [10, 9, 8]
    assert values("pipeline")["loss"] == pytest.approx(-math.log(P_CAT))
    assert mistakes("pipeline")["bias_forgotten"].tolist() == [9, 8, 7]
    assert mistakes("pipeline")["bias_subtracted"].tolist() == [8, 7, 6]
    # W read down its columns: 4, 3, 3, 1, 2, 1 in rows of two are (4, 3), (3, 1), (2, 1)
    assert mistakes("pipeline")["columns_for_rows"].tolist() == [4 * 2 + 3 + 1, 3 * 2 + 1 + 1, 2 * 2 + 1 + 1]


def test_penalties_of_concentrated_and_spread_weights():
    """L2: 1² = 1 against 4 · 0.25² = 0.25; L1: 1 against 4 · 0.25 = 1. Both give the score 1."""
    worked = values("penalties")
    assert (worked["l2_concentrated"], worked["l2_spread"]) == (1, 0.25)
    assert (worked["l1_concentrated"], worked["l1_spread"]) == (1, 1)
    assert worked["score_concentrated"] == worked["score_spread"] == 1
    assert mistakes("penalties") == {"square_root": 0.5, "halved": 0.125, "averaged": 0.0625}


def test_data_loss_and_penalty():
    """0.4 + 0.1 · (2² + 1² + 0.5²) = 0.4 + 0.525 = 0.925."""
    assert values("penalized_loss")["loss"] == pytest.approx(0.925)
    assert mistakes("penalized_loss") == pytest.approx(
        {
            "penalty_forgotten": 0.4,
            "strength_forgotten": 5.65,
            "penalty_subtracted": -0.125,
            "absolute_values": 0.4 + 0.1 * 3.5,
            "not_squared": 0.4 + 0.1 * 1.5,
        }
    )


def test_the_average_loss():
    """(0.1 + 0.3 + 2 + 0.4) / 4 = 0.7; without the worst (0.1 + 0.3 + 0.4) / 3 = 0.2667."""
    assert values("average_loss")["mean"] == pytest.approx(0.7)
    assert values("average_loss")["without_worst"] == pytest.approx(0.8 / 3)
    assert mistakes("average_loss") == pytest.approx({"sum": 2.8, "median": 0.35, "largest": 2})


# Lesson 3: entropy and cross-entropy


def test_a_loss_may_exceed_1():
    """−ln 0.1 = ln 10 = 2.303 nats = log₂ 10 = 3.3219 bits; −ln 0.01 = 2 ln 10 = 4.605 nats."""
    worked = values("surprise")
    assert worked["nats"] == pytest.approx(2.303, abs=5e-4)
    assert worked["bits"] == pytest.approx(3.3219, abs=5e-5)
    assert worked["nats_of_smaller"] == pytest.approx(4.605, abs=5e-4)


def test_entropy_by_hand():
    """0.7 · 0.35667 + 0.2 · 1.60944 + 0.1 · 2.30259 = 0.24967 + 0.32189 + 0.23026 = 0.80182."""
    worked = values("entropy_by_hand")
    assert worked["entropy"] == pytest.approx(0.80182, abs=5e-6)
    assert worked["bits"] == pytest.approx(losses.entropy([0.7, 0.2, 0.1], base=2))
    assert worked["largest"] == pytest.approx(math.log(3))
    assert mistakes("entropy_by_hand") == pytest.approx(
        {
            "sum_of_surprises": -math.log(0.7 * 0.2 * 0.1),
            "plain_average": -math.log(0.7 * 0.2 * 0.1) / 3,
            "sign_forgotten": -0.8018186,
            "one_term": -0.7 * math.log(0.7),
            "base_two": 1.1567796,
        },
        rel=1e-6,
    )


def test_entropy_of_two_coins():
    """−0.9 ln 0.9 − 0.1 ln 0.1 = 0.094824 + 0.230259 = 0.325083; a fair coin ln 2 = 0.693147, and 1 / ln 2 = 1.4427."""
    assert values("coin") == pytest.approx({"entropy": 0.325083, "fair": 0.693147, "bits_in_nat": 1.442695}, abs=1e-6)
    assert mistakes("coin") == pytest.approx({"heads_only": 0.094824, "base_two": 0.468996}, abs=1e-6)


def test_two_distributions():
    """p = [.7, .2, .1], q = [.5, .3, .2]: H 0.8018, H(p,q) 0.8869, KL 0.0851; reversed 1.1217 and 0.0920.

    H(p, q) = 0.7 · 0.693147 + 0.2 · 1.203973 + 0.1 · 1.609438 = 0.886941;
    H(q, p) = 0.5 · 0.356675 + 0.3 · 1.609438 + 0.2 · 2.302585 = 1.121686.
    """
    worked = values("two_distributions")
    assert worked["entropy"] == pytest.approx(0.8018, abs=5e-5)
    assert worked["cross_entropy"] == pytest.approx(0.886941, abs=5e-7)
    assert worked["kl"] == pytest.approx(0.0851, abs=5e-5)
    assert worked["reversed_cross_entropy"] == pytest.approx(1.121686, abs=5e-7)
    assert worked["reversed_kl"] == pytest.approx(0.0920, abs=5e-5)
    p, q = EXAMPLES["two_distributions"].inputs.values()
    assert worked["kl"] == pytest.approx(losses.kl_divergence(p, q))
    assert worked["bits"] == pytest.approx(losses.cross_entropy(p, q, base=2))
    assert mistakes("two_distributions") == pytest.approx(
        {
            "swapped": 1.121686,
            "kl_for_cross_entropy": 0.085123,
            "entropy_of_truth": 0.801819,
            "entropy_of_model": losses.entropy(q),
            "sign_forgotten": -0.886941,
            "not_weighted": -math.log(0.5 * 0.3 * 0.2) / 3,
            "base_two": 0.886941 / math.log(2),
            "base_ten": 0.886941 / math.log(10),
        },
        abs=1e-6,
    )


def test_the_extra_price():
    """0.7 · ln 1.4 + 0.2 · ln(2/3) + 0.1 · ln(1/2) = 0.235530 − 0.081093 − 0.069315 = 0.085123."""
    assert values("extra_price")["kl"] == pytest.approx(0.085123, abs=5e-7)
    assert mistakes("extra_price") == pytest.approx(
        {
            "reversed": 0.092033,
            "cross_entropy": 0.886941,
            "not_weighted": math.log(1.4 / 3),
            "sign_flipped": -0.085123,
            "difference_of_entropies": 1.029653 - 0.801819,
        },
        abs=1e-6,
    )


def test_the_floor_of_a_soft_label():
    """Nothing undercuts H(y): at p = y the gradient p − y is 0, and the loss is 0.8018."""
    y = EXAMPLES["soft_label_floor"].inputs["y"]
    scores = np.log(y)
    assert losses.softmax_cross_entropy(scores, y) == pytest.approx(values("soft_label_floor")["floor"])
    assert losses.softmax_cross_entropy_gradient(scores, y) == pytest.approx([0, 0, 0], abs=1e-15)
    assert mistakes("soft_label_floor") == {"zero": 0, "of_likeliest_class": pytest.approx(-math.log(0.7))}


def test_a_one_hot_truth_leaves_one_term():
    worked = values("one_hot_truth")
    assert worked["truth"].tolist() == [1, 0, 0]
    assert worked["entropy_of_truth"] == 0
    assert worked["loss"] == pytest.approx(losses.cross_entropy(worked["truth"], worked["p"]))


def test_perplexity():
    """e^0.407606 = 1 / 0.665241 = 1.503215; e to the bits, e^0.588051, would be 1.800476."""
    worked = values("perplexity")
    assert worked["perplexity"] == pytest.approx(1 / P_CAT)
    assert 2 ** worked["bits"] == pytest.approx(1 / P_CAT)
    assert mistakes("perplexity")["e_to_the_bits"] == pytest.approx(1.800476, abs=5e-7)


def test_maximum_likelihood():
    """0.5 · 0.25 · 0.8 = 0.1; −ln 0.1 = 2.302585; a third of it is 0.767528."""
    worked = values("likelihood")
    assert worked["product"] == pytest.approx(0.1)
    assert worked["mean"] == pytest.approx(0.767528, abs=5e-7)
    assert worked["count"] == 3
    assert math.exp(-worked["mean"]) == pytest.approx(worked["geometric_mean"])
    assert mistakes("likelihood") == pytest.approx(
        {"of_mean": -math.log(1.55 / 3), "sum": 2.302585, "not_divided": 2.302585}, rel=1e-6
    )


# Lesson 4: the cross-entropy loss


def test_the_cat_photo():
    """0.4076 = −ln 0.665241, with six digits: from four, −ln 0.6652 is 0.40767, and from two, −ln 0.67 is 0.4005."""
    assert values("cat_photo")["loss"] == pytest.approx(0.4076, abs=5e-5)
    assert -math.log(0.6652) == pytest.approx(0.40767, abs=5e-6)
    assert values("from_rounded")["loss"] == pytest.approx(0.4005, abs=5e-5)


def test_binary_cross_entropy_on_softmax():
    """−[ln 0.665241 + ln(1 − 0.244728) + ln(1 − 0.090031)] / 3 = (0.407606 + 0.280678 + 0.094344) / 3 = 0.261."""
    assert mistakes("cat_photo")["binary_mean"] == pytest.approx(0.261, abs=5e-4)
    assert mistakes("cat_photo")["binary_mean"] == pytest.approx(
        losses.binary_cross_entropy(losses.softmax(CATS), [1.0, 0.0, 0.0])
    )


def test_the_loss_from_the_scores():
    """ln Σ e^z = 10 + ln(1 + 0.367879 + 0.135335) = 10.407606; less the score 10 it is the loss."""
    worked = values("loss_from_scores")
    assert worked["log_sum_exp"] == pytest.approx(losses.log_sum_exp(CATS))
    assert worked["loss"] == pytest.approx(0.407606, abs=5e-7)
    assert mistakes("loss_from_scores") == pytest.approx(
        {
            "sign_flipped": -0.407606,
            "maximum_forgotten": 0.407606 - 10,
            "logarithm_forgotten": 1.503215 - 10,
            "sum_for_log_sum_exp": 27 - 10,
            "maximum_for_log_sum_exp": 0,
        },
        abs=1e-6,
    )


def test_three_cases():
    """Right and sure −ln 0.9 = 0.1054, right but unsure −ln 0.4 = 0.9163, wrong −ln 0.05 = 2.9957."""
    assert list(values("three_cases").values()) == pytest.approx([0.1054, 0.9163, 2.9957], abs=5e-5)
    assert mistakes("three_cases")["one_minus_p"] == pytest.approx([0.1, 0.6, 0.95])


def test_softmax_twice_has_a_floor():
    """0.797 instead of 0.408; the best that training can reach is ln(1 + (C − 1)/e): 0.5514, 0.7437, 1.4612."""
    assert mistakes("softmax_twice")["softmax_twice"] == pytest.approx(0.797, abs=5e-4)
    for classes, floor in zip((3, 4, 10), values("softmax_twice")["floors"], strict=True):
        certain = np.eye(classes)[0]
        assert floor == pytest.approx(losses.softmax_cross_entropy(certain, 0))
        assert floor + 1 == pytest.approx(losses.softmax_cross_entropy(certain, 1))


def test_log_softmax_twice_is_harmless():
    worked = values("log_softmax_twice")
    assert worked["loss_of_logarithms"] == pytest.approx(worked["loss"])
    assert worked["total"] == pytest.approx(1)
    assert mistakes("log_softmax_twice")["as_bad_as_softmax"] == pytest.approx(0.797190, abs=5e-7)


def test_a_batch():
    """[1, 3, 0.5] and class 2: 3 + ln(1 + 0.135335 + 0.082085) − 0.5 = 2.6967; with 0.4076: 1.5522 or 3.1043."""
    worked = values("batch")
    assert worked["losses"] == pytest.approx([0.4076, 2.6967], abs=5e-5)
    assert worked["mean"] == pytest.approx(1.5522, abs=5e-5)
    assert worked["sum"] == pytest.approx(3.1043, abs=5e-5)
    z, y = EXAMPLES["batch"].inputs.values()
    assert worked["losses"] == pytest.approx(losses.softmax_cross_entropy(z, y, reduction="none"))
    assert mistakes("batch") == pytest.approx(
        {"sum_for_mean": 3.104340, "divided_by_numbers": 3.104340 / 6, "of_mean_probability": 1.004212}, abs=1e-6
    )


def test_class_weights():
    """(1 · 0.407606 + 4 · 2.696734) / (1 + 4) = 11.194542 / 5 = 2.2389; divided by 2 examples it is 5.5973."""
    z, y, weights = EXAMPLES["class_weights"].inputs.values()
    assert values("class_weights")["mean"] == pytest.approx(2.2389, abs=5e-5)
    assert values("class_weights")["mean"] == pytest.approx(losses.softmax_cross_entropy(z, y, weights=weights))
    assert mistakes("class_weights") == pytest.approx(
        {
            "divided_by_count": 5.597271,
            "divided_by_all_weights": 11.194542 / 7,
            "sum": 11.194542,
            "weights_forgotten": 1.552170,
        },
        abs=1e-6,
    )


def test_an_ignored_target_does_not_count():
    z, y, ignored = EXAMPLES["ignored_target"].inputs.values()
    expected = losses.softmax_cross_entropy(z, y, ignore_index=ignored)
    assert values("ignored_target")["mean"] == pytest.approx(expected)
    assert mistakes("ignored_target")["counted_all_the_same"] == pytest.approx(expected / 2)


def test_label_smoothing():
    """0.9 · 0.407606 + 0.1 · (0.407606 + 1.407606 + 2.407606)/3 = 0.366845 + 0.140761 = 0.507606.

    ε/(C − 1) on the others: 0.366845 + 0.05 · (1.407606 + 2.407606) = 0.557606.
    """
    z, y, smoothing = EXAMPLES["label_smoothing"].inputs.values()
    worked = values("label_smoothing")
    assert worked["loss"] == pytest.approx(0.507606, abs=5e-7)
    assert worked["loss"] == pytest.approx(losses.softmax_cross_entropy(z, y, label_smoothing=smoothing))
    assert worked["target"] == pytest.approx([0.9 + 0.1 / 3, 0.1 / 3, 0.1 / 3])
    assert worked["floor"] == pytest.approx(losses.entropy(worked["target"]))
    assert mistakes("label_smoothing") == pytest.approx(
        {
            "spread_over_the_others": 0.557606,
            "not_smoothed": 0.407606,
            "not_taken_off": 0.407606 + 0.140761,
            "not_spread": 0.366845,
        },
        abs=1e-6,
    )


def test_the_first_loss():
    """ln 3 = 1.0986, ln 10 = 2.3026, ln 1000 = 6.9078: what equal scores give."""
    worked = values("first_loss")
    for classes, loss in zip((3, 10, 1000), (worked["loss"], *worked["losses_of_more"]), strict=True):
        assert loss == pytest.approx(losses.softmax_cross_entropy(np.zeros(classes), 0))


def test_accuracy_is_not_loss():
    """(3 · 0.673345 + 0.713350) / 4 = 0.683; (3 · 0.010050 + 9.210340) / 4 = 2.310; three of four right each time."""
    worked = values("accuracy_is_not_loss")
    assert worked["accuracy_careful"] == worked["accuracy_bold"] == 0.75
    assert worked["loss_careful"] == pytest.approx(0.683, abs=5e-4)
    assert worked["loss_bold"] == pytest.approx(2.310, abs=5e-4)
    assert mistakes("accuracy_is_not_loss") == pytest.approx(
        {"of_mean_probability": -math.log(2.9701 / 4), "rate_of_errors": 0.25}
    )


def test_binary_loss():
    """p = 0.82 and y = 0: −ln 0.18 = 1.7148, log₂ 2.4739, log₁₀ 0.7447."""
    assert values("binary_loss")["loss"] == pytest.approx(losses.binary_cross_entropy(0.82, 0))
    assert mistakes("binary_loss") == pytest.approx(
        {
            "first_term_only": 0,
            "logarithm_of_p": 0.198451,
            "brackets_forgotten": -1.714798,
            "both_terms": 0.198451 + 1.714798,
            "base_two": 2.473931,
            "base_ten": 0.744727,
            "difference": 0.82,
        },
        abs=1e-6,
    )


@pytest.mark.parametrize("z", [2.0, -1.5])
@pytest.mark.parametrize("y", [0, 1])
def test_binary_loss_from_the_score(z, y):
    """z = 2, y = 1: ln(1 + e^−2) = 0.1269, and ln(1 + e^−0.880797) = 0.3467 with a second sigmoid."""
    worked = EXAMPLES["binary_from_score"].work({"z": z, "y": y})
    assert worked.values["loss"] == pytest.approx(losses.binary_cross_entropy_with_logits(z, y))
    twice = losses.binary_cross_entropy_with_logits(losses.sigmoid(z), y)
    assert worked.mistakes["sigmoid_twice"] == pytest.approx(twice)
    assert worked.mistakes["other_label"] == pytest.approx(losses.binary_cross_entropy_with_logits(z, 1 - y))


def test_softmax_of_one_output_is_always_certain():
    """The loss of z = 2 for y = 0 is −ln(1 − 0.880797) = 2.1269; softmax of one score is 1, and says 0."""
    worked = values("one_output_softmax")
    assert worked["loss"] == pytest.approx(2.1269, abs=5e-5)
    assert worked["share"] == 1


def test_several_labels_at_once():
    """ln(1 + e^−2) = 0.126928, ln(1 + e^−1) = 0.313262, ln(1 + e^−0.5) = 0.474077; the mean is 0.304756."""
    z, y = EXAMPLES["multi_label"].inputs.values()
    worked = values("multi_label")
    assert worked["losses"] == pytest.approx([0.126928, 0.313262, 0.474077], abs=5e-7)
    assert worked["mean"] == pytest.approx(losses.binary_cross_entropy_with_logits(z, np.array(y, dtype=float)))
    shares = losses.softmax(z)
    assert mistakes("multi_label") == pytest.approx(
        {
            "softmax_first": losses.binary_cross_entropy(shares, [1.0, 0.0, 1.0]),
            "true_labels_only": (0.126928 + 0.474077) / 3,
            "sum_for_mean": 0.914267,
        },
        abs=1e-6,
    )


# Lesson 5: the gradient


def test_the_gradient():
    """[0.665241 − 1, 0.244728, 0.090031] = [−0.3348, 0.2447, 0.0900]."""
    worked = values("gradient")
    assert worked["gradient"] == pytest.approx([-0.3348, 0.2447, 0.0900], abs=5e-5)
    assert worked["gradient"] == pytest.approx(losses.softmax_cross_entropy_gradient(CATS, 0))
    assert worked["gradient"].sum() == pytest.approx(0, abs=1e-15)
    assert mistakes("gradient")["by_the_probability"] == pytest.approx([-1 / P_CAT, 0, 0])


def test_the_derivative_by_the_probability_is_another_one():
    """−1/0.665241 = −1.503; times 0.665241 · 0.334759 = 0.222695 it is −0.335."""
    worked = values("by_score_and_probability")
    assert worked["by_probability"] == pytest.approx(-1.503, abs=5e-4)
    assert worked["between"] == pytest.approx(0.222695, abs=5e-7)
    assert worked["by_score"] == pytest.approx(-0.335, abs=5e-4)
    assert worked["by_score"] == pytest.approx(values("gradient")["of_true"])


def test_the_jacobian():
    """0.665241 · 0.334759 = 0.2227; −0.665241 · 0.244728 = −0.1628; −0.665241 · 0.090031 = −0.0599."""
    worked = values("jacobian")
    assert worked["matrix"] == pytest.approx(losses.softmax_jacobian(CATS), abs=1e-15)
    assert worked["first_row"] == pytest.approx([0.2227, -0.1628, -0.0599], abs=5e-5)
    assert worked["own"] == pytest.approx([0.2227, 0.1848, 0.0819], abs=5e-5)
    assert worked["matrix"].sum(axis=1) == pytest.approx([0, 0, 0], abs=1e-15)


@pytest.mark.parametrize("z", [CATS, (3.2, 5.1, -1.7)])
def test_the_eigenvalues_of_the_second_derivatives(z):
    """0, 0.1186, 0.3709: the roots of λ² − 0.489457 λ + 0.043972, and 0 for the shift (1, 1, 1)."""
    worked = EXAMPLES["curvature"].work({"z": z}).values
    hessian = losses.softmax_cross_entropy_hessian(z)
    assert worked["eigenvalues"] == pytest.approx(np.linalg.eigvalsh(hessian), abs=1e-15)
    assert worked["eigenvalues"][1:].sum() == pytest.approx(worked["trace"])
    assert worked["eigenvalues"][1:].prod() == pytest.approx(worked["product"])
    if z == CATS:
        assert worked["eigenvalues"] == pytest.approx([0, 0.1186, 0.3709], abs=5e-5)


def test_a_gradient_check():
    """By Taylor the centered error is h² |L‴| / 6, the one-sided h L″ / 2 with L″ = p(1 − p) = 0.222695.

    L‴ = p(1 − p)(1 − 2p) = −0.073596, so with h = 0.01 the errors are near 1.23·10⁻⁶ and 1.11·10⁻³.
    """
    worked = values("gradient_check")
    assert worked["error"] == pytest.approx(0.01**2 * 0.073596 / 6, rel=1e-3)
    assert worked["error_one_sided"] == pytest.approx(0.01 * 0.222695 / 2, rel=2e-3)
    assert worked["gradient"] == pytest.approx(P_CAT - 1)
    assert mistakes("gradient_check")["divided_by_h"] == pytest.approx(2 * worked["centered"])


def test_the_sign_of_the_gradient_to_the_end():
    """0.8 − 1 = −0.2. x = 1.5: w = 0.5 + 0.1 · 0.3 = 0.53, the score from 0.75 to 0.795.

    x = −1.5: w = 0.5 − 0.03 = 0.47 falls, and the score rises all the same, from −0.75 to −0.705.
    """
    worked = values("sign_of_the_gradient")
    assert worked["error"] == pytest.approx(-0.2)
    assert (worked["weight_after"], worked["weight_after_negative"]) == pytest.approx((0.53, 0.47))
    assert (worked["score"], worked["score_after"]) == pytest.approx((0.75, 0.795))
    assert (worked["score_negative"], worked["score_after_negative"]) == pytest.approx((-0.75, -0.705))
    assert mistakes("sign_of_the_gradient") == pytest.approx(
        {"stepped_with_the_gradient": 0.47, "x_forgotten": 0.52, "expected_minus_output": 0.2}
    )


@pytest.mark.parametrize("others", [(0.0,), (1.0, -2.0)])
def test_the_loss_falls_in_both_cases_of_the_sign(others):
    """The score rises by 0.1 · 0.2 · 1.5² = 0.045: p from 0.8 to 0.8071, the loss from 0.2231 to 0.2143."""
    worked = values("sign_of_the_gradient")
    assert worked["rise"] == pytest.approx(0.045)
    before = math.log(4) + np.logaddexp.reduce(others)  # a score that has the probability 0.8 beside the others
    assert losses.softmax([before, *others])[0] == pytest.approx(0.8)
    assert worked["p_after"] == pytest.approx(losses.softmax([before + 0.045, *others])[0])
    assert worked["p_after"] == pytest.approx(0.8071, abs=5e-5)
    assert (worked["loss"], worked["loss_after"]) == pytest.approx((0.2231, 0.2143), abs=5e-5)


def test_the_gradient_of_the_weights():
    """The photos (2, 1) and (1, 2) have the scores (10, 9, 8) and (7, 8, 6): the same probabilities, two swapped.

    Each entry is measured: the mean loss at w + h and w − h, divided by 2h.
    """
    story, worked = EXAMPLES["gradient_of_weights"], values("gradient_of_weights")
    W, b, x = (np.asarray(story.inputs[name]) for name in ("W", "b", "x"))
    assert worked["z"].tolist() == [[10, 9, 8], [7, 8, 6]]
    assert worked["errors"][1] == pytest.approx([0.244728, P_CAT, 0.090031 - 1], abs=5e-7)
    assert worked["outer"][0] == pytest.approx(np.array([[-0.669518, -0.334759], [0.489457, 0.244728],
                                                         [0.180061, 0.090031]]), abs=5e-7)  # fmt: skip
    assert worked["losses"] == pytest.approx([0.407606, 2.407606], abs=5e-7)

    def loss(W, b):
        return losses.softmax_cross_entropy(x @ W.T + b, story.inputs["y"])

    h = 1e-5
    for row, column in np.ndindex(W.shape):
        step = np.zeros(W.shape)
        step[row, column] = h
        measured = (loss(W + step, b) - loss(W - step, b)) / (2 * h)
        assert worked["by_weights"][row, column] == pytest.approx(measured, abs=1e-9)
    for row, step in enumerate(h * np.eye(3)):
        assert worked["by_biases"][row] == pytest.approx((loss(W, b + step) - loss(W, b - step)) / (2 * h), abs=1e-9)
    after = loss(W - 0.1 * worked["by_weights"], b - 0.1 * worked["by_biases"])
    assert worked["loss_after"] == pytest.approx(after)
    assert worked["loss_after"] < worked["loss"]
    assert mistakes("gradient_of_weights")["summed"] == pytest.approx(2 * worked["by_weights"])


def test_a_negative_gradient_raises_the_weight():
    """0.5 + 0.1 · 0.334759 = 0.533476."""
    assert values("weight_step")["weight_after"] == pytest.approx(0.5 + 0.1 * (1 - P_CAT))
    assert mistakes("weight_step") == pytest.approx(
        {
            "sign_of_the_gradient_lost": 0.466524,
            "rate_forgotten": 0.834759,
            "by_the_probability": 0.650321,
        },
        abs=1e-6,
    )


# Lesson 6: the learning slowdown


def test_the_first_step_of_a_neuron():
    """a = σ(4) = 0.982014, σ′ = 0.017663: gradients 0.982014 and 0.017345, weights 1.852698 and 1.997398.

    The derivative by the output, 1/(1 − a) = 1 + e⁴ = 55.598, is no derivative by the weight.
    """
    worked = values("neuron_step")
    assert worked["gradient"] == pytest.approx(0.982014, abs=5e-7)
    assert worked["gradient_quadratic"] == pytest.approx(0.017345, abs=5e-7)
    assert worked["ratio"] == pytest.approx(1 / 0.0176627, rel=1e-5)
    assert worked["weight_after"] == pytest.approx(1.852698, abs=5e-7)
    assert worked["weight_after_quadratic"] == pytest.approx(1.997398, abs=5e-7)
    assert mistakes("neuron_step")["by_the_output"] == pytest.approx(1 + math.exp(4))
    assert losses.quadratic_cost_with_logits_gradient(4.0, 0.0) == pytest.approx(worked["gradient_quadratic"])
    assert losses.binary_cross_entropy_with_logits_gradient(4.0, 0.0) == pytest.approx(worked["gradient"])


def test_the_quadratic_slope_is_smaller_where_the_error_is_larger():
    """σ(1.5) = 0.817574 and σ(4) = 0.982014: a²(1 − a) is 0.121938 and 0.017345, at most (2/3)²/3 = 4/27."""
    worked = values("both_starts")
    assert worked["a"] == pytest.approx([0.817574, 0.982014], abs=5e-7)
    assert worked["gradient_quadratic"] == pytest.approx([0.121938, 0.017345], abs=1e-6)
    assert worked["weight_after_quadratic"] == pytest.approx([0.581709, 1.997398], abs=1e-6)
    assert worked["weight_after"] == pytest.approx([0.477364, 1.852698], abs=1e-6)
    assert worked["error_ratio"] == pytest.approx(0.982014 / 0.817574, rel=1e-5)
    assert worked["slope_ratio"] == pytest.approx(0.149146 / 0.0176627, rel=1e-4)
    assert worked["cost"] == pytest.approx([math.log(1 + math.exp(1.5)), math.log(1 + math.exp(4))])
    assert worked["cost_quadratic"] == pytest.approx([0.334214, 0.482176], abs=1e-6)
    assert worked["by_output"] == pytest.approx([1 + math.exp(1.5), 1 + math.exp(4)])
    assert worked["steepest_slope"] == pytest.approx(4 / 27)
    outputs = np.linspace(0, 1, 10_001)
    assert (outputs**2 * (1 - outputs)).max() == pytest.approx(4 / 27, abs=1e-8)


def test_the_step_of_the_copied_animation():
    """1 + e⁴ = 55.598 times 0.15 is 8.340, so w falls from 2 to −6.340; times 0.005 it is 0.278."""
    worked = values("animation")
    assert worked["by_output"] == pytest.approx(1 + math.exp(4))
    assert worked["weight_after"] == pytest.approx(2 - 0.15 * (1 + math.exp(4)))
    assert worked["move"] == pytest.approx(0.277991, abs=1e-6)
    z = 4.0
    for _ in range(300):
        z -= 2 * 0.005 / (1 + math.exp(-z))
    assert worked["right_later"] == pytest.approx(1 / (1 + math.exp(-z)))


def test_the_slowdown():
    """From w = b = 2 with η = 0.15 both ways, the output after 50 epochs is 0.099 against 0.976."""
    worked = values("slowdown")
    assert worked["first"] == pytest.approx(0.982, abs=5e-4)
    assert worked["cross_entropy"] == pytest.approx(0.099, abs=5e-4)
    assert worked["quadratic"] == pytest.approx(0.976, abs=5e-4)
    assert worked["cross_entropy_later"] == pytest.approx(0.012, abs=5e-4)
    assert worked["quadratic_later"] == pytest.approx(0.203, abs=5e-4)
    assert worked["easy_first"] == pytest.approx(1 / (1 + math.exp(-1.5)))
    assert worked["easy_quadratic_later"] == pytest.approx(0.094, abs=5e-4)  # Nielsen's figure says 0.09


def test_the_slope_of_the_sigmoid():
    """¼ at 0, 0.880797 · 0.119203 = 0.1050 at 2, 0.0177 at 4."""
    assert values("derivative_of_sigmoid")["slopes"] == pytest.approx([0.25, 0.1050, 0.0177], abs=5e-5)


# Lesson 7: gradient descent


def test_learning_rates():
    """1 − 2η is 0.8, 0, −0.8, −1.2; its cube 0.512, 0, −0.512, −1.728."""
    worked = values("learning_rates")
    assert worked["factors"] == pytest.approx([0.8, 0, -0.8, -1.2])
    assert worked["last"] == pytest.approx([0.512, 0, -0.512, -1.728])


def test_one_step_downhill():
    """∇C = (2 · 2, 6 · 1) = (4, 6): from (2, 1) to (1.6, 0.4), and C from 4 + 3 = 7 to 2.56 + 0.48 = 3.04."""
    worked = values("one_step")
    assert worked["gradient"].tolist() == [4, 6]
    assert worked["after"] == pytest.approx([1.6, 0.4])
    assert (worked["cost"], worked["cost_after"]) == pytest.approx((7, 3.04))
    told = {name: value.tolist() for name, value in mistakes("one_step").items()}
    assert told == {"with_the_gradient": [2.4, 1.6], "rate_forgotten": [-2, -5], "two_forgotten": [1.8, 0.7]}


def test_the_first_step_on_six_photos():
    """Σ (½ − y) x = −1 − 0.5 + 0 + 0.5 − 1 − 1.5 = −3.5, a sixth is −0.5833; the step is minus half of it."""
    worked = values("first_step")
    assert worked["products"].tolist() == [-1, -0.5, 0, 0.5, -1, -1.5]
    assert worked["gradient"] == pytest.approx([-3.5 / 6, 0])
    assert worked["after"] == pytest.approx([1.75 / 6, 0])
    assert worked["loss"] == pytest.approx(math.log(2))
    z = [1.75 / 6 * x for x in (-2, -1, 0, 1, 2, 3)]
    right = [-z[0], -z[1], z[2], -z[3], z[4], z[5]]  # the score in favor of the label
    assert worked["loss_after"] == pytest.approx(sum(math.log(1 + math.exp(-one)) for one in right) / 6)
    assert worked["predicted_fall"] == pytest.approx(0.5 * (3.5 / 6) ** 2)
    assert worked["fall"] == pytest.approx(math.log(2) - worked["loss_after"])
    assert worked["batches"].tolist() == [-0.75, 0.25, -1.25]
    for name, factor in (("with_the_gradient", -1), ("sum_for_mean", 6), ("rate_forgotten", 2)):
        wrong = sum(math.log(1 + math.exp(-factor * one)) for one in right) / 6
        assert mistakes("first_step")[name] == pytest.approx(wrong)


def test_the_curvature_at_the_bottom_decides_which_rate_arrives():
    """Σ p(1 − p) xxᵀ / 6 at (1.2140, −0.6070) has the eigenvalues 0.2646 and 0.0988; 2 / 0.2646 = 7.557."""
    worked = values("rates_on_the_bowl")
    w1, w2 = worked["bottom"]
    p = [1 / (1 + math.exp(-(w1 * x + w2))) for x in (-2, -1, 0, 1, 2, 3)]
    error = [one - y for one, y in zip(p, (0, 0, 1, 0, 1, 1), strict=True)]
    assert sum(error) == pytest.approx(0, abs=1e-12)
    assert sum(one * x for one, x in zip(error, (-2, -1, 0, 1, 2, 3), strict=True)) == pytest.approx(0, abs=1e-12)
    a, b, c = (
        sum(q * (1 - q) * x**k for q, x in zip(p, (-2, -1, 0, 1, 2, 3), strict=True)) / 6 for k in (2, 1, 0)
    )
    root = math.hypot((a - c) / 2, b)
    assert worked["curvatures"] == pytest.approx([(a + c) / 2 + root, (a + c) / 2 - root])
    assert worked["limit"] == pytest.approx(2 / ((a + c) / 2 + root))
    assert worked["limit"] == pytest.approx(7.557, abs=5e-4)
    assert worked["lowest"] == pytest.approx(0.4130, abs=5e-5)
    assert worked["factors"][2] == pytest.approx([1 - 9 * 0.264644, 1 - 9 * 0.098805], abs=1e-5)
    assert worked["zigzag_factor"] == pytest.approx(1 - 7 * 0.264644, abs=1e-5)
    assert worked["zigzag_last"] == pytest.approx(worked["lowest"], abs=1e-5)
    assert worked["steepest"] == pytest.approx(math.hypot((2 + 1 + 0 + 1 + 2 + 3) / 6, 1))


def test_two_starts_and_the_pass_between_the_valleys():
    """Where w₂ = 0 every score is 0 and the loss ln 2; the second derivatives there have both signs: a pass."""
    worked = values("two_starts")
    assert worked["last"] == pytest.approx([0.6281, 0.4514], abs=1e-4)
    assert worked["apart"] == pytest.approx(0.6281 - 0.4514, abs=2e-4)
    assert worked["pass_loss"] == pytest.approx(math.log(2))
    w1, w2 = worked["pass_at"]
    assert w2 == pytest.approx(0, abs=1e-12)
    signs = zip((-3, -2, -1, 0, 1, 2, 3), (0, 0, 1, 1, 0, 1, 1), strict=True)
    assert sum((0.5 - y) * math.tanh(w1 * x + 2) for x, y in signs) == pytest.approx(0, abs=1e-12)
    low, high = worked["pass_curvatures"]
    assert low < 0 < high


# Lesson 9: in PyTorch and Keras


def test_ceilings_from_clipping():
    """−ln 10⁻⁷ = 7 ln 10 = 16.118; BCELoss stops at 100; the loss itself is 200."""
    worked = values("clipping_ceilings")
    assert worked["keras_ceiling"] == pytest.approx(16.118, abs=5e-4)
    assert worked["torch_ceiling"] == 100
    assert worked["loss"] == pytest.approx(200)
    clipped = {"clipped_probability": 7 * math.log(10), "clipped_logarithm": 100}
    assert mistakes("clipping_ceilings") == pytest.approx(clipped)


def test_the_silent_failure():
    """Scores above 1 are all cut to 1 − 10⁻⁷: the loss is ln 3 whatever they are, and the gradient 0."""
    worked = EXAMPLES["scores_as_probabilities"].story()
    assert worked.mistakes["sparse"] == pytest.approx(math.log(3))
    assert worked.values["sparse_gradient"].tolist() == [0, 0, 0]
    assert worked.values["gradient"] == pytest.approx(values("gradient")["gradient"])
