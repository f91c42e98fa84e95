"""Distributions, yes-no answers, penalties, accuracy and calibration: hand calculations and laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xentlib import losses

pairs = st.integers(1, 12).flatmap(
    lambda size: st.tuples(*[arrays(np.float64, size, elements=st.floats(-100, 100)) for _ in range(2)])
)


def test_divergence_is_the_difference_of_the_entropies():
    """p = [.7, .2, .1], q = [.5, .3, .2]: 0.886941 − 0.801819 = 0.085122; reversed 1.121686 − 1.029653 = 0.092033."""
    p, q = [0.7, 0.2, 0.1], [0.5, 0.3, 0.2]
    assert losses.kl_divergence(p, q) == pytest.approx(0.085122, abs=1e-6)
    assert losses.kl_divergence(q, p) == pytest.approx(0.092033, abs=1e-6)
    assert losses.kl_divergence([1, 0], [0, 1]) == np.inf
    assert losses.kl_divergence([1, 0], [1, 0]) == 0


@settings(deadline=None)
@given(pairs)
def test_divergence_is_never_negative_and_zero_for_the_truth(pair):
    p, q = map(losses.softmax, pair)
    assert losses.kl_divergence(p, q) >= 0
    assert losses.kl_divergence(p, p) == 0
    assert losses.cross_entropy(p, q) >= losses.entropy(p) - 1e-12


def test_bits_are_nats_over_ln_two():
    p, q = [0.7, 0.2, 0.1], [0.5, 0.3, 0.2]
    for in_nats, in_bits in [
        (losses.entropy(p), losses.entropy(p, base=2)),
        (losses.cross_entropy(p, q), losses.cross_entropy(p, q, base=2)),
        (losses.kl_divergence(p, q), losses.kl_divergence(p, q, base=2)),
        (losses.self_information(0.3), losses.self_information(0.3, base=2)),
    ]:
        assert in_nats / np.log(2) == pytest.approx(in_bits, rel=1e-15)


def test_perplexity_has_no_base():
    """Of the cat photo it is 1/0.665241 = 1.503215; 2^{nats}, the usual mistake, is 2^0.407606 = 1.326484."""
    p = losses.softmax([10.0, 9.0, 8.0])
    assert losses.perplexity([1, 0, 0], p) == pytest.approx(1.503215, abs=5e-7)
    assert losses.perplexity([1, 0, 0], p, base=2) == losses.perplexity([1, 0, 0], p)
    assert 2 ** losses.cross_entropy([1, 0, 0], p, base=2) == pytest.approx(losses.perplexity([1, 0, 0], p))


def test_the_axis_of_a_distribution_can_be_chosen():
    p = np.array([[0.5, 0.9], [0.5, 0.1]])
    assert losses.entropy(p, axis=0) == pytest.approx([0.693147, 0.325083], abs=5e-7)
    assert losses.log_sum_exp(np.log(p), axis=0) == pytest.approx([0, 0], abs=1e-15)
    assert losses.log_softmax(np.log(p), axis=0) == pytest.approx(np.log(p))


def test_log_sum_exp_of_equal_scores_is_the_logarithm_of_their_number_more():
    assert losses.log_sum_exp(np.full(1000, 5.0)) == pytest.approx(5 + np.log(1000), rel=1e-15)


def test_jacobian_and_hessian_of_the_cat_photo():
    """diag(p) − p pᵀ with p = [0.665241, 0.244728, 0.090031]; eigenvalues 0, 0.1186, 0.3709."""
    p = losses.softmax([10.0, 9.0, 8.0])
    jacobian = losses.softmax_jacobian([10.0, 9.0, 8.0])
    assert jacobian == pytest.approx(np.diag(p) - np.outer(p, p), rel=1e-14)
    hessian = losses.softmax_cross_entropy_hessian([10.0, 9.0, 8.0])
    assert np.linalg.eigvalsh(hessian) == pytest.approx([0, 0.1186, 0.3709], abs=5e-5)


@settings(deadline=None)
@given(arrays(np.float64, st.integers(1, 6), elements=st.floats(-20, 20)))
def test_the_jacobian_is_what_differences_say(z):
    jacobian = losses.softmax_jacobian(z)
    for k in range(len(z)):
        slopes = losses.centered_differences(lambda at, k=k: losses.softmax(at)[k], z)
        assert jacobian[k] == pytest.approx(slopes, abs=1e-8)


def test_the_hessian_is_the_slope_of_the_gradient():
    z = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]])
    hessian = losses.softmax_cross_entropy_hessian(z)
    assert hessian.shape == (2, 3, 3)
    for row in range(2):
        for k in range(3):
            slopes = losses.centered_differences(
                lambda at, row=row, k=k: losses.softmax_cross_entropy_gradient(at, 1)[k], z[row]
            )
            assert hessian[row, k] == pytest.approx(slopes, abs=1e-9)


def test_binary_losses_from_probability_and_score_agree():
    """σ(2) = 0.880797: −ln 0.880797 = 0.126928 for yes, −ln 0.119203 = 2.126928 for no."""
    assert losses.binary_cross_entropy_with_logits(2.0, 1) == pytest.approx(0.126928, abs=5e-7)
    assert losses.binary_cross_entropy_with_logits(2.0, 0) == pytest.approx(2.126928, abs=5e-7)
    z, y = np.linspace(-8, 8, 17), np.linspace(0, 1, 17)
    for reduction in ("none", "mean", "sum"):
        from_score = losses.binary_cross_entropy_with_logits(z, y, reduction=reduction)
        assert losses.binary_cross_entropy(losses.sigmoid(z), y, reduction=reduction) == pytest.approx(from_score)


def test_impossible_answers_cost_everything_and_certain_ones_nothing():
    assert losses.binary_cross_entropy([0.0, 1.0, 0.0, 1.0], [1, 0, 0, 1], reduction="none").tolist() == [
        np.inf, np.inf, 0, 0,
    ]  # fmt: skip
    assert losses.binary_cross_entropy_with_logits([-np.inf, -np.inf], [0, 1], reduction="none").tolist() == [0, np.inf]


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize(
    ("loss", "gradient"),
    [
        (losses.binary_cross_entropy_with_logits, losses.binary_cross_entropy_with_logits_gradient),
        (losses.quadratic_cost, losses.quadratic_cost_gradient),
        (losses.quadratic_cost_with_logits, losses.quadratic_cost_with_logits_gradient),
        (losses.softmax_cross_entropy, losses.softmax_cross_entropy_gradient),
    ],
)
def test_gradients_are_what_differences_say(loss, gradient, reduction):
    z = np.array([[0.5, -1.5, 2.0], [3.0, -0.25, 1.0]])
    y = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    check = losses.gradient_check(
        lambda at: loss(at, y, reduction=reduction), z, gradient(z, y, reduction=reduction)
    )
    assert check.error < 1e-7


def test_the_quadratic_cost_hardly_moves_a_saturated_neuron():
    """z = 4, y = 0: a = 0.982014, a − y = 0.982014 for cross-entropy; times a(1 − a) = 0.017663 it is 0.017345."""
    assert losses.binary_cross_entropy_with_logits_gradient(4.0, 0) == pytest.approx(0.982014, abs=5e-7)
    assert losses.quadratic_cost_with_logits_gradient(4.0, 0) == pytest.approx(0.017345, abs=5e-7)


def test_penalties_and_their_gradients():
    """[1, 0, 0, 0] against [¼, ¼, ¼, ¼]: L1 1 and 1, L2 1 and 4/16 = 0.25."""
    one, spread = [1.0, 0.0, 0.0, 0.0], [0.25] * 4
    assert (losses.l1_penalty(one), losses.l1_penalty(spread)) == (1, 1)
    assert (losses.l2_penalty(one), losses.l2_penalty(spread)) == (1, 0.25)
    w = np.array([[0.5, -2.0], [1.5, 0.1]])
    for penalty, gradient in [
        (losses.l1_penalty, losses.l1_penalty_gradient),
        (losses.l2_penalty, losses.l2_penalty_gradient),
    ]:
        slopes = gradient(w, strength=0.3)
        assert losses.gradient_check(lambda at, penalty=penalty: penalty(at, strength=0.3), w, slopes).error < 1e-7


def test_accuracy_counts_and_does_not_see_how_sure_an_answer_is():
    """Three of four right both times, with the losses 0.683 and 2.310."""
    careful = np.array([[0.51, 0.49]] * 3 + [[0.49, 0.51]])
    reckless = np.array([[0.99, 0.01]] * 3 + [[0.0001, 0.9999]])
    assert losses.accuracy(careful, [0] * 4) == losses.accuracy(reckless, [0] * 4) == 0.75
    assert losses.softmax_cross_entropy(np.log(careful), [0] * 4) == pytest.approx(0.683, abs=5e-4)
    assert losses.softmax_cross_entropy(np.log(reckless), [0] * 4) == pytest.approx(2.310, abs=5e-4)
    assert losses.accuracy(careful, [0, 0, 1, -1], ignore_index=-1) == pytest.approx(2 / 3)
    assert losses.accuracy([1.0, 1.0], 0) == 1  # among equals, the first


def test_calibration_error_weighs_the_gaps_of_the_bins():
    """Two bins of (0, 1]: confidence 0.5 and 0.5 in the lower, one right: gap 0; 0.9, 0.8 and 0.7 in the upper, two
    right: 0.8 − 2/3 = 0.1333. Together 3/5 · 0.1333 = 0.08."""
    p = [[0.5, 0.5], [0.5, 0.5], [0.9, 0.1], [0.2, 0.8], [0.7, 0.3]]
    y = [0, 1, 0, 1, 1]
    found = losses.reliability(p, y, bins=2)
    assert found.number.tolist() == [2, 3]
    assert found.confidence == pytest.approx([0.5, 0.8])
    assert found.accuracy == pytest.approx([0.5, 2 / 3])
    assert losses.expected_calibration_error(p, y, bins=2) == pytest.approx(0.08)


def test_a_confidence_on_a_border_belongs_to_the_bin_below():
    p = [[k / 10, 1 - k / 10] for k in range(6, 11)]
    assert losses.reliability(p, [0] * 5, bins=10).number.tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]


def test_brier_score_of_the_cat_photo():
    """(0.665241 − 1)² + 0.244728² + 0.090031² = 0.180061; the surest mistake costs 2."""
    assert losses.brier_score(losses.softmax([10.0, 9.0, 8.0]), 0) == pytest.approx(0.180061, abs=5e-7)
    assert losses.brier_score([[0.0, 1.0], [0.0, 1.0]], [0, 1]) == 1


def test_a_gradient_check_names_the_wrong_component():
    z = np.array([[1.0, 2.0, -1.0]])
    wrong = losses.softmax_cross_entropy_gradient(z, [1])
    wrong[0, 2] += 0.1
    found = losses.gradient_check(lambda at: losses.softmax_cross_entropy(at, [1]), z, wrong)
    assert found.position == (0, 2)
    assert found.error > 0.1
    assert found.claimed - found.measured == pytest.approx(0.1)
    assert losses.gradient_check(lambda at: 3.0, 1.0, 0.0) == (0.0, (), 0.0, 0.0)


def test_float32_comes_back_as_float32_from_every_function():
    z, p = np.array([1.0, 2.0], np.float32), np.array([0.25, 0.75], np.float32)
    for result in [
        losses.log_sum_exp(z), losses.log_sigmoid(z), losses.sigmoid(z), losses.softmax_jacobian(z),
        losses.self_information(p), losses.entropy(p), losses.cross_entropy(p, p), losses.kl_divergence(p, p),
        losses.perplexity(p), losses.binary_cross_entropy(p, [0, 1]), losses.l1_penalty(z), losses.l2_penalty(z),
        losses.binary_cross_entropy_with_logits_gradient(z, [0, 1]), losses.quadratic_cost(z, [0, 1]),
    ]:  # fmt: skip
        assert result.dtype == np.float32


@pytest.mark.filterwarnings("error")
def test_no_step_of_a_penalty_or_cost_overflows_before_its_answer_does():
    assert losses.quadratic_cost(1.8e154, 0) == pytest.approx(1.62e308)
    assert losses.l1_penalty([1e308, 1e308], strength=0.1) == pytest.approx(2e307)
    assert losses.l2_penalty([1e200], strength=1e-200) == pytest.approx(1e200)
    assert losses.l2_penalty([1e-200], strength=1e300) == pytest.approx(1e-100)
    assert losses.l1_penalty([1e308, 1e308], strength=0) == losses.l2_penalty([1e200], strength=0) == 0
    assert losses.l2_penalty_gradient([0.0, 0.5], strength=1.5e308).tolist() == [0, 1.5e308]
