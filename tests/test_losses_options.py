"""Reductions, weights, smoothing, ignored targets and soft labels, against the definition written out plainly."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xentlib import losses
from xentlib.errors import InputError
from xentlib.losses import classification

Z = np.array([[10.0, 9.0, 8.0], [3.0, 1.0, 0.5]])
Y = np.array([0, 2])


def plain(z, t, w):
    """Return Σ_k w_k t_k (−ln p_k) of each row."""
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -(w * t * np.log(p)).sum(axis=1)


def smoothed(y, classes, epsilon):
    return (1 - epsilon) * np.eye(classes)[y] + epsilon / classes


def test_weights_divide_by_their_sum():
    """Losses 0.407606 and 2.696734; w_y = 1 and 4: (0.407606 + 4 · 2.696734) / 5 = 2.238908, as in PyTorch.

    Divided by the number of examples, the usual mistake, it would be 5.597271.
    """
    each = losses.softmax_cross_entropy(Z, Y, reduction="none")
    assert each == pytest.approx([0.407606, 2.696734], abs=5e-7)
    assert losses.softmax_cross_entropy(Z, Y) == pytest.approx(1.552170, abs=5e-7)
    assert losses.softmax_cross_entropy(Z, Y, reduction="sum") == pytest.approx(3.104340, abs=5e-7)
    weighted = losses.softmax_cross_entropy(Z, Y, weights=[1, 2, 4])
    assert weighted == pytest.approx(2.238908, abs=5e-7)
    total = losses.softmax_cross_entropy(Z, Y, weights=[1, 2, 4], reduction="sum")
    assert total / 2 == pytest.approx(5.597271, abs=5e-7)


def test_label_smoothing_puts_a_share_on_every_class():
    """ε = 0.1 on [10, 9, 8]: 0.9 · 0.407606 + 0.1/3 · (0.407606 + 1.407606 + 2.407606) = 0.507606."""
    assert losses.softmax_cross_entropy(Z[0], 0, label_smoothing=0.1) == pytest.approx(0.507606, abs=5e-7)


def test_an_ignored_target_does_not_count():
    """One of two ignored: 0.407606, not half of it."""
    assert losses.softmax_cross_entropy(Z, [0, -100], ignore_index=-100) == pytest.approx(0.407606, abs=5e-7)
    each, gradient = losses.softmax_cross_entropy_and_gradient(Z, [0, 2], ignore_index=2, reduction="none")
    assert each[1] == 0
    assert gradient[1].tolist() == [0, 0, 0]


@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
@pytest.mark.parametrize("weights", [None, [1, 2, 4]])
@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
def test_a_one_hot_label_gives_what_its_index_gives(reduction, weights, label_smoothing):
    options = {"reduction": reduction, "weights": weights, "label_smoothing": label_smoothing}
    loss, gradient = losses.softmax_cross_entropy_and_gradient(Z, Y, **options)
    same, same_gradient = losses.softmax_cross_entropy_and_gradient(Z, np.eye(3)[Y], **options)
    assert same == pytest.approx(loss)
    assert same_gradient == pytest.approx(gradient)


def test_a_soft_label_uses_the_weights_of_its_classes():
    """t = [.5, 0, .5] with w = [1, 2, 4] uses 0.5 + 2 = 2.5; the loss is (0.5 l_0 + 2 l_2) / 2.5."""
    each = -losses.log_softmax(Z[0])
    expected = (0.5 * each[0] + 2 * each[2]) / 2.5
    assert losses.softmax_cross_entropy([Z[0]], [[0.5, 0, 0.5]], weights=[1, 2, 4]) == pytest.approx(expected)


def test_weights_of_zero_for_all_soft_labels_have_no_mean():
    with pytest.raises(InputError, match="weights: 0 for the class of every target"):
        losses.softmax_cross_entropy([Z[0]], [[1.0, 0, 0]], weights=[0, 1, 1])


def test_soft_labels_have_a_floor():
    """The loss of the soft label [.7, .2, .1] is smallest at p = t, and there it is H(t) = 0.801819."""
    t = np.array([0.7, 0.2, 0.1])
    loss, gradient = losses.softmax_cross_entropy_and_gradient(np.log(t), t)
    assert loss == pytest.approx(0.801819, abs=5e-7)
    assert gradient == pytest.approx([0, 0, 0], abs=1e-15)


@settings(deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(1, 6),
    classes=st.sampled_from([1, 2, 5, 40]),
    epsilon=st.sampled_from([0.0, 0.1, 1.0]),
    weighted=st.booleans(),
    ignoring=st.booleans(),
    reduction=st.sampled_from(["none", "mean", "sum"]),
)
def test_class_indices_follow_the_definition(seed, count, classes, epsilon, weighted, ignoring, reduction):
    random = np.random.default_rng(seed)
    z, y = random.normal(0, 3, (count, classes)), random.integers(0, classes, count)
    w = random.uniform(0.5, 2, classes) if weighted else np.ones(classes)
    options = {"label_smoothing": epsilon, "weights": w if weighted else None}
    used = np.ones(count)
    if ignoring:
        y[1:][random.random(count - 1) < 0.5] = -7
        options["ignore_index"] = -7
        used = (y != -7).astype(float)
    t = smoothed(np.where(used, y, 0).astype(int), classes, epsilon) * used[:, None]
    each, denominator = plain(z, t, w), (w[np.where(used, y, 0).astype(int)] * used).sum()
    expected = {"none": each, "sum": each.sum(), "mean": each.sum() / denominator}[reduction]
    loss, gradient = losses.softmax_cross_entropy_and_gradient(z, y, reduction=reduction, **options)
    assert loss == pytest.approx(expected, rel=1e-12, abs=1e-14)
    assert losses.softmax_cross_entropy(z, y, reduction=reduction, **options) == pytest.approx(loss, rel=1e-14)
    p = losses.softmax(z)
    slopes = (w * t).sum(axis=1, keepdims=True) * p - w * t
    assert gradient == pytest.approx(slopes / (denominator if reduction == "mean" else 1), rel=1e-9, abs=1e-13)
    assert gradient.sum(axis=1) == pytest.approx(np.zeros(count), abs=1e-13)


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), classes=st.sampled_from([1, 3, 40]), epsilon=st.sampled_from([0.0, 0.2]))
def test_soft_labels_follow_the_definition(seed, classes, epsilon):
    random = np.random.default_rng(seed)
    z, w = random.normal(0, 3, (4, classes)), random.uniform(0.1, 2, classes)
    t = losses.softmax(random.normal(0, 2, (4, classes)))
    mixed = (1 - epsilon) * t + epsilon / classes
    loss, gradient = losses.softmax_cross_entropy_and_gradient(z, t, weights=w, label_smoothing=epsilon)
    assert loss == pytest.approx(plain(z, mixed, w).sum() / (t @ w).sum(), rel=1e-12, abs=1e-14)
    check = losses.gradient_check(
        lambda at: losses.softmax_cross_entropy(at, t, weights=w, label_smoothing=epsilon), z, gradient
    )
    assert check.error < 1e-6


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_leading_axes_are_examples(smoothing):
    random = np.random.default_rng(1)
    z, y = random.normal(0, 2, (2, 3, 4)), random.integers(0, 4, (2, 3))
    each = losses.softmax_cross_entropy(z, y, reduction="none", label_smoothing=smoothing)
    assert each.shape == (2, 3)
    flat = losses.softmax_cross_entropy(z.reshape(6, 4), y.reshape(6), reduction="none", label_smoothing=smoothing)
    assert each.reshape(6).tolist() == flat.tolist()
    gradient = losses.softmax_cross_entropy_gradient(z, y, label_smoothing=smoothing)
    assert gradient.shape == z.shape


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(70_001, 5), (3_000, 100)])
def test_many_blocks_give_what_single_rows_give(kind, shape):
    random = np.random.default_rng(2)
    z, y = random.normal(0, 5, shape).astype(kind), random.integers(0, shape[1], shape[0])
    assert z.size > classification.BLOCK
    each, gradient = losses.softmax_cross_entropy_and_gradient(z, y, reduction="none")
    for row in range(0, shape[0], 997):
        loss, slopes = losses.softmax_cross_entropy_and_gradient(z[row], y[row])
        eps = float(np.finfo(kind).eps)
        assert each[row] == pytest.approx(loss, rel=4 * eps)
        assert gradient[row] == pytest.approx(slopes, rel=8 * eps)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(100_000, 10), (4_096, 100)])
def test_the_gradient_needs_little_memory_beside_itself(kind, shape):
    z, y = np.ones(shape, kind), np.zeros(shape[0], int)
    tracemalloc.start()
    losses.softmax_cross_entropy_and_gradient(z, y)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= z.nbytes + 8 * 2**20


@pytest.mark.parametrize("targets", [Y, np.eye(3)[Y]])
def test_out_takes_the_gradient_and_scores_are_left_alone(targets):
    z, out = Z.copy(), np.full_like(Z, np.nan)
    assert losses.softmax_cross_entropy_gradient(z, targets, out=out) is not None
    assert out.tolist() == losses.softmax_cross_entropy_gradient(Z, targets).tolist()
    assert z.tolist() == Z.tolist()


def test_scores_in_another_memory_order_give_the_same():
    random = np.random.default_rng(3)
    z, y = random.normal(0, 3, (50, 7)), random.integers(0, 7, 50)
    expected = losses.softmax_cross_entropy_gradient(z, y)
    assert np.array_equal(losses.softmax_cross_entropy_gradient(np.asfortranarray(z), y), expected)
    assert np.array_equal(losses.softmax_cross_entropy_gradient(np.repeat(z, 2, axis=0)[::2], y), expected)


@pytest.mark.parametrize("targets", [1, [0.0, 1.0], [0.5, 0.5]])
def test_float32_stays_float32(targets):
    loss, gradient = losses.softmax_cross_entropy_and_gradient(np.array([1, 2], np.float32), targets)
    assert loss.dtype == np.float32
    assert gradient.dtype == np.float32


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_a_masked_class_costs_nothing_unless_it_is_asked_for(smoothing):
    z = [[1.0, -np.inf, 1.0]]
    loss, gradient = losses.softmax_cross_entropy_and_gradient(z, [0], label_smoothing=smoothing)
    assert loss == (np.inf if smoothing else pytest.approx(np.log(2)))
    assert np.isfinite(gradient).all()
    assert losses.softmax_cross_entropy(z, [1]) == np.inf
    assert losses.softmax_cross_entropy(z, [[0.5, 0.0, 0.5]]) == pytest.approx(np.log(2))


def test_a_weight_of_zero_hides_even_an_infinite_loss():
    z = [[1.0, -np.inf], [0.0, 0.0]]
    assert losses.softmax_cross_entropy(z, [1, 0], weights=[1, 0]) == pytest.approx(np.log(2))


def test_nothing_warns_even_where_numpy_would_raise():
    with np.errstate(divide="raise", over="raise", invalid="raise"):  # those that warn unless told otherwise
        z = np.array([[0.0, -800.0], [1e300, -1e300], [-np.inf, 5.0]])
        losses.softmax_cross_entropy_and_gradient(z, [1, 0, 1])
        losses.softmax_cross_entropy_and_gradient(z, np.eye(2)[[1, 0, 1]])
        losses.softmax(z)
        losses.softmax(z, temperature=1e-3)
        losses.log_softmax(z)
        losses.log_sum_exp(z)
        losses.softmax_jacobian(z)
        losses.sigmoid([-800.0, 800.0, np.inf, -np.inf])
        losses.log_sigmoid([-800.0, 800.0, np.inf, -np.inf])
        losses.kl_divergence([1.0, 0.0], [0.0, 1.0])
        losses.perplexity([1.0, 0.0], [0.0, 1.0])
        losses.binary_cross_entropy([0.0, 1.0, 1e-320], [1, 1, 1])
        losses.binary_cross_entropy_with_logits([-np.inf, 800.0], [0, 0])
        losses.quadratic_cost_with_logits_gradient([-800.0, 800.0], [0, 0])


@pytest.mark.filterwarnings("error")
def test_a_mean_of_huge_losses_fits_where_their_sum_does_not():
    z = [[0.0, -1.5e308], [0.0, -1.5e308]]
    for targets in ([1, 1], np.eye(2)[[1, 1]]):
        assert losses.softmax_cross_entropy(z, targets) == pytest.approx(1.5e308)
        assert losses.softmax_cross_entropy(z, targets, reduction="sum") == np.inf
    assert losses.binary_cross_entropy_with_logits([1.5e308, 1.5e308], [0, 0]) == pytest.approx(1.5e308)
    assert losses.binary_cross_entropy_with_logits([-np.inf, 0.0], [1, 0]) == np.inf


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [5e-324, 1e-300, 1e300, 1e308])
def test_only_the_ratios_of_weights_count_for_the_mean(size):
    one, gradient = losses.softmax_cross_entropy_and_gradient(Z, Y, weights=[1, 2, 1])
    for targets in (Y, np.eye(3)[Y]):
        loss, slopes = losses.softmax_cross_entropy_and_gradient(Z, targets, weights=[size, 0, size])
        assert loss == pytest.approx(one, rel=1e-15)
        assert slopes == pytest.approx(gradient, rel=1e-14)
    smoothed = losses.softmax_cross_entropy(Z, Y, weights=[size, 0, size], label_smoothing=0.1)
    assert smoothed == pytest.approx(losses.softmax_cross_entropy(Z, Y, weights=[1, 0, 1], label_smoothing=0.1))


@pytest.mark.filterwarnings("error")
def test_what_is_beyond_the_type_is_infinite_without_a_warning():
    huge = [1.0, 1e39]
    for targets in ([1], [[0.0, 1.0]]):
        z = np.array([[2.0, 1.0]], np.float32)
        gradient = losses.softmax_cross_entropy_gradient(z, targets, weights=huge, reduction="sum")
        assert gradient.tolist() == [[np.inf, -np.inf]]
    assert losses.softmax_cross_entropy([1e4, -1e4], 1, weights=[1, 1e308], reduction="sum") == np.inf
    assert losses.perplexity([0.0, 1.0], [1.0, 1e-320]) == np.inf
    assert losses.quadratic_cost(1e300, 0) == losses.quadratic_cost(1.7e308, -1.7e308) == np.inf
    assert losses.quadratic_cost_gradient(1.7e308, -1.7e308) == np.inf
    assert losses.l1_penalty([1e308, 1e308]) == losses.l2_penalty([1e200]) == np.inf
    assert losses.l2_penalty_gradient([1e308]) == np.inf
