"""Every digit against mpmath at 50 digits: loss and probabilities within four units in the last place of their type."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from xentlib import losses
from xentlib.losses import rounding

untimed = settings(deadline=None)  # 50 digits take their time, and a busy machine more

KINDS = [np.float32, np.float64]
SPREADS = [1e-3, 1.0, 30.0, 1e4]
CLASSES = [1, 2, 3, 10, 33, 200]


def scores_of(kind):
    width = 32 if kind == np.float32 else 64
    elements = st.floats(-1e4, 1e4, width=width) | st.floats(-90, 90, width=width)
    return arrays(kind, array_shapes(min_dims=1, max_dims=1, max_side=12), elements=elements)


any_scores = st.sampled_from(KINDS).flatmap(scores_of)


def exact_shares(z, temperature=1.0):
    """Return e^{(z − max)/T} of each score and the sum of all but the largest, at 50 digits."""
    largest = int(np.argmax(z))
    top, by = mpmath.mpf(float(z[largest])), mpmath.mpf(float(temperature))
    below = [(mpmath.mpf(float(score)) - top) / by for score in z]
    return below, mpmath.fsum(mpmath.exp(score) for k, score in enumerate(below) if k != largest)


def exact_softmax(z, temperature=1.0):
    below, others = exact_shares(z, temperature)
    return [mpmath.exp(score) / (1 + others) for score in below]


def exact_log_softmax(z, temperature=1.0):
    below, others = exact_shares(z, temperature)
    return [score - mpmath.log1p(others) for score in below]


def units(computed, exact):
    """Distance in units in the last place of the type of `computed`; 0 where the exact value is subnormal."""
    kind = np.asarray(computed).dtype.type
    if abs(exact) < np.finfo(kind).tiny:
        return 0.0
    return float(abs(mpmath.mpf(float(computed)) - exact) / mpmath.mpf(float(np.spacing(kind(abs(exact))))))


def drawn_rows(kind, classes, spread, count):
    random = np.random.default_rng([classes, int(1000 * spread)])
    z = random.normal(0, spread, (count, classes))
    z[0] = z[0, 0]  # all equal
    z[1, : classes // 2] = z[1].max()  # a tie at the top
    z[2, 0] = z[2].max() + 25  # sure
    return z.astype(kind), random.integers(0, classes, count)


@untimed
@given(any_scores)
def test_probabilities_and_their_logarithms_are_exact(z):
    with mpmath.workdps(50):
        for computed, true in zip(losses.softmax(z), exact_softmax(z), strict=True):
            assert units(computed, true) <= 4
        for computed, true in zip(losses.log_softmax(z), exact_log_softmax(z), strict=True):
            assert units(computed, true) <= 4


@untimed
@given(any_scores, st.floats(0.01, 100))
def test_probabilities_at_a_temperature_are_exact(z, temperature):
    with mpmath.workdps(50):
        for computed, true in zip(
            losses.softmax(z, temperature=temperature), exact_softmax(z, temperature), strict=True
        ):
            assert units(computed, true) <= 4


@untimed
@given(any_scores, st.data())
def test_the_loss_is_exact(z, data):
    y = data.draw(st.integers(0, len(z) - 1))
    with mpmath.workdps(50):
        assert units(losses.softmax_cross_entropy(z, y), -exact_log_softmax(z)[y]) <= 4
        one_hot = (np.arange(len(z)) == y).astype(z.dtype)
        assert units(losses.softmax_cross_entropy(z, one_hot), -exact_log_softmax(z)[y]) <= 4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("classes", CLASSES)
@pytest.mark.parametrize("spread", SPREADS)
def test_a_batch_is_exact(kind, classes, spread):
    z, y = drawn_rows(kind, classes, spread, 12)
    each = losses.softmax_cross_entropy(z, y, reduction="none")
    p = losses.softmax(z)
    gradient = losses.softmax_cross_entropy_gradient(z, y, reduction="sum")
    with mpmath.workdps(50):
        for row in range(len(z)):
            true = exact_softmax(z[row])
            assert units(each[row], -exact_log_softmax(z[row])[y[row]]) <= 4
            assert max(map(units, p[row], true)) <= 4
            own = -mpmath.fsum(share for k, share in enumerate(true) if k != y[row])  # p − 1
            slopes = [own if k == y[row] else share for k, share in enumerate(true)]
            assert max(map(units, gradient[row], slopes)) <= 6  # no goal, but no digits cancel either


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spread", [1.0, 1e4])
@pytest.mark.parametrize("y", [0, 1])
def test_a_hundred_thousand_classes_are_exact(kind, spread, y):
    z = np.random.default_rng(5).normal(0, spread, 100_000).astype(kind)
    z[0] = z.max() + (20 if spread == 1 else 0)
    with mpmath.workdps(40):
        below, others = exact_shares(z)
        assert units(losses.softmax_cross_entropy(z, y), mpmath.log1p(others) - below[y]) <= 4
        p = losses.softmax(z)
        for k in range(0, 100_000, 5_003):
            assert units(p[k], mpmath.exp(below[k]) / (1 + others)) <= 4


def test_a_rounded_difference_of_scores_is_not_magnified():
    """0.1 − 30.3 is no float64: e to the rounded difference is 9 units off; 0.1 − 80.3 in float32, 16 units."""
    for kind, high in [(np.float64, 700.3), (np.float64, 30.3), (np.float32, 80.3), (np.float32, 30.3)]:
        z = np.array([0.1, high], kind)
        with mpmath.workdps(50):
            assert units(losses.softmax_cross_entropy(z, 1), -exact_log_softmax(z)[1]) <= 4
            assert units(losses.softmax(z)[0], exact_softmax(z)[0]) <= 4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "top", [-1e30, -1e5, -800.0, -3.3, 0.0, 3.3, 60.0, 86.0, 88.5, 300.0, 690.0, 712.0, 2000.0, 1e30]
)
def test_scores_of_any_size_are_exact_and_never_overflow(kind, top):
    top = kind(top)
    z = np.array([top, np.nextafter(top, kind(-np.inf)), top - kind(7.7), -np.inf], kind)
    for y in range(3):
        loss, gradient = losses.softmax_cross_entropy_and_gradient(z, y)
        with mpmath.workdps(50):
            assert units(loss, -exact_log_softmax(z[:3])[y]) <= 4
        assert np.isfinite(gradient).all()
        assert gradient[3] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_largest_floats_have_a_loss(kind):
    big = np.finfo(kind).max
    z = np.array([big, -big], kind)
    assert losses.softmax(z).tolist() == [1, 0]
    assert losses.softmax_cross_entropy(z, 0) == 0
    assert losses.softmax_cross_entropy(z, 1) == np.inf  # 2 · max is beyond the type
    assert losses.softmax_cross_entropy(np.array([-big, -np.inf], kind), 0) == 0


@untimed
@given(st.floats(-1e4, 1e4))
def test_sigmoid_and_its_logarithm_are_exact(z):
    with mpmath.workdps(50):
        exact = mpmath.mpf(z)
        assert units(losses.sigmoid(z), 1 / (1 + mpmath.exp(-exact))) <= 4
        assert units(losses.log_sigmoid(z), -mpmath.log1p(mpmath.exp(-exact))) <= 4


@untimed
@given(st.floats(-1e4, 1e4), st.sampled_from([0.0, 1.0]) | st.floats(0, 1))
def test_the_binary_loss_from_the_score_is_exact(z, y):
    with mpmath.workdps(50):
        low = -mpmath.mpf(z) if z >= 0 else mpmath.mpf(z)
        side = (1 - mpmath.mpf(y)) if z >= 0 else mpmath.mpf(y)
        exact = mpmath.log1p(mpmath.exp(low)) - side * low
        assert units(losses.binary_cross_entropy_with_logits(z, y), exact) <= 4


@untimed
@given(st.floats(1e-300, 1, exclude_max=True), st.floats(0, 1))
def test_the_binary_loss_from_the_probability_is_exact(p, y):
    with mpmath.workdps(50):
        exact = -mpmath.mpf(y) * mpmath.log(p) - (1 - mpmath.mpf(y)) * mpmath.log1p(-mpmath.mpf(p))
        assert units(losses.binary_cross_entropy(p, y), exact) <= 4


@untimed
@given(arrays(np.float64, st.integers(1, 12), elements=st.floats(-50, 50)), st.data())
def test_information_is_exact(a, data):
    b = data.draw(arrays(np.float64, len(a), elements=st.floats(-50, 50)))
    p, q = losses.softmax(a), losses.softmax(b)
    with mpmath.workdps(50):
        price = mpmath.fsum(-mpmath.mpf(float(x)) * mpmath.log(float(y)) for x, y in zip(p, q, strict=True))
        own = mpmath.fsum(-mpmath.mpf(float(x)) * mpmath.log(float(x)) for x in p)
        assert units(losses.cross_entropy(p, q), price) <= 6
        assert units(losses.entropy(p), own) <= 6
        assert units(losses.entropy(p, base=2), own / mpmath.log(2)) <= 8
        assert float(losses.kl_divergence(p, q)) == pytest.approx(float(price - own), rel=1e-13, abs=1e-14)


@untimed
@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_a_difference_and_its_rest_are_the_whole_difference(a, b):
    rounded, rest = rounding.difference(np.array(a), np.array(b))
    with mpmath.workdps(700):
        assert mpmath.mpf(float(rounded)) + mpmath.mpf(float(rest)) == mpmath.mpf(a) - mpmath.mpf(b)


@untimed
@given(st.floats(-1e4, 1e4).filter(lambda a: abs(a) > 1e-100), st.floats(1e-3, 1e3))
def test_a_quotient_and_its_rest_have_twice_the_digits(a, b):
    rounded, rest = rounding.quotient(np.array(a), b)
    with mpmath.workdps(60):
        exact = mpmath.mpf(a) / mpmath.mpf(b)
        assert abs(mpmath.mpf(float(rounded)) + mpmath.mpf(float(rest)) - exact) <= abs(exact) * mpmath.mpf(2) ** -100
