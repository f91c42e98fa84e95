"""Numbers against hand calculations and against mpmath at 50 digits; laws against drawn inputs."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from xentlib import losses
from xentlib.errors import InputError

mpmath.mp.dps = 50

scores = arrays(np.float64, array_shapes(min_dims=1, max_dims=1, max_side=12), elements=st.floats(-1e4, 1e4))


def exact_softmax(z):
    exponentials = [mpmath.exp(mpmath.mpf(float(score))) for score in z]
    return [e / mpmath.fsum(exponentials) for e in exponentials]


def exact_log_softmax(z):
    """ln softmax with one term of the sum taken out, so that 50 digits suffice even for ln(1 + 1e-4000)."""
    largest = int(np.argmax(z))
    exact = [mpmath.mpf(float(score)) - mpmath.mpf(float(z[largest])) for score in z]
    others = mpmath.fsum(mpmath.exp(score) for k, score in enumerate(exact) if k != largest)
    return [score - mpmath.log1p(others) for score in exact]


def units_in_last_place(computed, exact):
    """Distance of `computed` from `exact` in spacings of float64; 0 where the exact value is subnormal."""
    if abs(exact) < np.finfo(float).tiny:
        return 0.0
    return float(abs(mpmath.mpf(float(computed)) - exact) / mpmath.mpf(float(np.spacing(float(abs(exact))))))


def test_cat_dog_horse():
    """The worked example of the course, by hand from the scores [10, 9, 8], after taking off the maximum:

    e^0 = 1, e^-1 = 0.367879, e^-2 = 0.135335, their sum 1.503215;
    1 / 1.503215 = 0.665241, 0.367879 / 1.503215 = 0.244728, 0.135335 / 1.503215 = 0.090031;
    −ln 0.665241 = 0.407606.
    """
    p = losses.softmax([10.0, 9.0, 8.0])
    assert p == pytest.approx([0.665241, 0.244728, 0.090031], abs=5e-7)
    assert float(losses.softmax_cross_entropy([10.0, 9.0, 8.0], 0)) == pytest.approx(0.407606, abs=5e-7)
    gradient = losses.softmax_cross_entropy_gradient([10.0, 9.0, 8.0], 0)
    assert gradient == pytest.approx([-0.334759, 0.244728, 0.090031], abs=5e-7)


def test_cross_entropy_of_two_distributions():
    """H = 0.8018, H(p, q) = 0.8869, and 1.1217 the other way round, by hand from p and q."""
    p, q = [0.7, 0.2, 0.1], [0.5, 0.3, 0.2]
    assert float(losses.entropy(p)) == pytest.approx(0.801819, abs=5e-7)
    assert float(losses.cross_entropy(p, q)) == pytest.approx(0.886941, abs=5e-7)
    assert float(losses.cross_entropy(q, p)) == pytest.approx(1.121686, abs=5e-7)


@given(scores)
def test_softmax_and_its_logarithm_are_exact_to_four_units_in_the_last_place(z):
    shifted = z - z.max()  # the scores that both sides see: e^x would amplify the rounding of this difference
    for computed, true in zip(losses.softmax(shifted), exact_softmax(shifted), strict=True):
        assert units_in_last_place(computed, true) <= 4
    for computed, true in zip(losses.log_softmax(shifted), exact_log_softmax(shifted), strict=True):
        assert units_in_last_place(computed, true) <= 4


@given(scores, st.data())
def test_the_loss_is_exact_to_four_units_in_the_last_place(z, data):
    y = data.draw(st.integers(0, len(z) - 1))
    shifted = z - z.max()
    exact = -exact_log_softmax(shifted)[y]
    assert units_in_last_place(losses.softmax_cross_entropy(shifted, y), exact) <= 4


@given(scores, st.integers(-1000, 1000))
def test_probabilities_ignore_a_shift_that_floats_can_hold(z, shift):
    z = np.round(z)  # whole scores, so that the sum with the shift is exact
    assert np.array_equal(losses.softmax(z), losses.softmax(z + shift))


@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_the_classes_does_not_matter(z, random):
    order = random.sample(range(len(z)), len(z))
    assert losses.softmax(z[order]) == pytest.approx(losses.softmax(z)[order], rel=1e-15)
    assert losses.softmax_cross_entropy(z[order], 0) == pytest.approx(
        losses.softmax_cross_entropy(z, order[0]), rel=1e-15
    )


@given(scores)
def test_log_softmax_of_log_softmax_is_log_softmax(z):
    once = losses.log_softmax(z)
    assert losses.log_softmax(once) == pytest.approx(once, rel=1e-14, abs=1e-12)


@given(scores, st.data())
def test_the_gradient_sums_to_zero_and_matches_centred_differences(z, data):
    z = z / 1e3  # so that differences of the loss are not lost in its rounding
    y = data.draw(st.integers(0, len(z) - 1))
    gradient = losses.softmax_cross_entropy_gradient(z, y)
    assert gradient.sum() == pytest.approx(0, abs=1e-15 * len(z))
    h = 1e-5
    for k, slope in enumerate(gradient):
        step = h * (np.arange(len(z)) == k)
        rise = losses.softmax_cross_entropy(z + step, y) - losses.softmax_cross_entropy(z - step, y)
        assert rise / (2 * h) == pytest.approx(slope, abs=1e-8)


@given(scores, scores)
def test_believing_another_distribution_never_costs_less(a, b):
    size = min(len(a), len(b))
    p, q = losses.softmax(a[:size] / 100), losses.softmax(b[:size] / 100)
    assert losses.cross_entropy(p, q) >= losses.entropy(p) - 1e-12
    assert losses.kl_divergence(p, q) >= 0


def test_sigmoid_is_softmax_of_two_classes():
    z = np.linspace(-40, 40, 81)
    pairs = np.stack([z, np.zeros_like(z)], axis=-1)
    assert losses.sigmoid(z) == pytest.approx(losses.softmax(pairs)[:, 0], rel=1e-15)


def test_a_temperature_divides_the_scores():
    assert losses.softmax([10.0, 9.0, 8.0], temperature=2) == pytest.approx(losses.softmax([5.0, 4.5, 4.0]))


def test_the_axis_chooses_what_sums_to_one():
    z = np.arange(6.0).reshape(2, 3)
    assert losses.softmax(z, axis=0).sum(axis=0) == pytest.approx(np.ones(3))
    assert losses.softmax(z).sum(axis=1) == pytest.approx(np.ones(2))


def test_float32_stays_float32():
    assert losses.softmax(np.array([1, 2], dtype=np.float32)).dtype == np.float32


def test_a_masked_class_has_probability_zero_and_infinite_loss():
    z = [1.0, -np.inf, 1.0]
    assert losses.softmax(z).tolist() == [0.5, 0.0, 0.5]
    assert losses.softmax_cross_entropy(z, 1) == np.inf
    assert losses.cross_entropy([0.5, 0.5], [1.0, 0.0]) == np.inf


def test_reductions():
    z, y = [[10.0, 9.0, 8.0], [3.0, 1.0, 0.5]], [0, 2]
    each = losses.softmax_cross_entropy(z, y, reduction="none")
    assert losses.softmax_cross_entropy(z, y) == pytest.approx(each.mean())
    assert losses.softmax_cross_entropy(z, y, reduction="sum") == pytest.approx(each.sum())
    whole = losses.softmax_cross_entropy_gradient(z, y, reduction="sum")
    assert losses.softmax_cross_entropy_gradient(z, y) == pytest.approx(whole / 2)


def softmax_loss(**arguments):
    return lambda: losses.softmax_cross_entropy(**{"logits": [[1.0, 2.0]], "targets": [0], **arguments})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: losses.softmax([]), r"scores: shape \(0,\); expected at least one score"),
        (lambda: losses.softmax(3.0), r"scores: shape \(\); expected at least one score"),
        (lambda: losses.softmax([1.0, float("nan")]), r"scores\[1\]: nan; expected a number or -inf"),
        (lambda: losses.softmax([[1.0], [np.inf]]), r"scores\[1, 0\]: inf; expected a number or -inf"),
        (lambda: losses.softmax([-np.inf, -np.inf]), r"scores\[0\]: -inf; expected a class that is not"),
        (lambda: losses.softmax([1.0], temperature=0), r"temperature: 0; expected a positive number"),
        (lambda: losses.softmax([1.0], axis=1), r"axis: 1; expected an axis of scores"),
        (lambda: losses.softmax([[1.0], [1.0, 2.0]]), r"scores: rows of different lengths; expected a rect"),
        (lambda: losses.softmax(["a"]), r"scores: values of type <U1; expected real numbers"),
        (lambda: losses.sigmoid([float("nan")]), r"z\[0\]: nan; expected a number"),
        (lambda: losses.entropy([0.5, 0.4]), r"sum of p: 0.9; expected 1 within 1e-06"),
        (lambda: losses.entropy([1.5, -0.5]), r"p\[0\]: 1.5; expected a probability from 0 to 1"),
        (lambda: losses.cross_entropy([1.0], [0.5, 0.5]), r"model: shape \(2,\); expected the shape of"),
        (softmax_loss(targets=[2]), r"targets\[0\]: 2; expected an index from 0 to 1"),
        (softmax_loss(targets=[0.0]), r"targets: values of type float64; expected class indices"),
        (softmax_loss(targets=[0, 1]), r"targets: shape \(2,\); expected shape \(1,\)"),
        (softmax_loss(reduction="average"), r"reduction: 'average'; expected 'none', 'mean' or 'sum'"),
    ],
)
def test_input_without_an_answer_is_named(call, message):
    with pytest.raises(InputError, match=message):
        call()
