"""The library against PyTorch, option by option; and what the course tells about PyTorch, seen to happen.

PyTorch computes in float64, whatever type the library is given: its rounding is then no part of the comparison.
"""

import numpy as np
import pytest
from frameworks.cases import CASES, CATS, IGNORED

from xentlib import losses
from xentlib.errors import InputError

TOLERANCE = {np.float64: 1e-12, np.float32: 2e-6}
each_case = pytest.mark.parametrize("case", CASES, ids=str)
each_reduction = pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
each_type = pytest.mark.parametrize("dtype", [np.float64, np.float32])
each_kind = pytest.mark.parametrize("kind", ["indices", "one-hot", "soft"])


def near(expected, dtype=np.float64):
    """Compare with the relative tolerance of a type.

    A loss near 0 or a gradient p − y near 0 has only absolute precision: PyTorch subtracts two rounded numbers there.
    """
    return pytest.approx(expected.detach().numpy(), rel=TOLERANCE[dtype], abs=TOLERANCE[dtype] / 10)


@pytest.fixture
def tensor(torch):
    """Return a function that makes a float64 tensor of numbers, or an int64 one of class indices."""

    def make(values, **options):
        array = np.asarray(values)
        return torch.tensor(array, dtype=torch.int64 if array.dtype.kind == "i" else torch.float64, **options)

    return make


@pytest.fixture
def loss_and_gradient(torch, tensor):
    """Return a function that gives PyTorch's cross-entropy and, by its autograd, the gradient of its sum."""

    def compute(logits, targets, weights=None, **options):
        z = tensor(logits, requires_grad=True)
        weight = None if weights is None else tensor(weights)
        loss = torch.nn.functional.cross_entropy(z, tensor(targets), weight, **options)
        loss.sum().backward()
        return loss, z.grad

    return compute


def both(logits, targets, **options):
    """Return the library's loss and gradient."""
    loss = losses.softmax_cross_entropy(logits, targets, **options)
    return loss, losses.softmax_cross_entropy_gradient(logits, targets, **options)


@each_case
@each_kind
@each_reduction
@each_type
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("label_smoothing", [0.0, 0.1, 1.0])
def test_losses_and_gradients_agree(case, kind, reduction, dtype, weighted, label_smoothing, loss_and_gradient):
    """With every option; PyTorch's weighted mean of one-hot or soft labels is over examples, ours over weights."""
    case = case.astype(dtype)
    options = {
        "reduction": reduction,
        "label_smoothing": label_smoothing,
        "weights": case.weights if weighted else None,
    }
    loss, gradient = both(case.logits, case.targets(kind), **options)
    expected, slope = loss_and_gradient(case.logits, case.targets(kind), **options)
    if weighted and reduction == "mean" and kind != "indices":
        used = (case.targets(kind).astype(float) @ case.weights.astype(float)).sum()
        expected, slope = expected * (len(case.indices) / used), slope * (len(case.indices) / used)
    assert loss == near(expected, dtype)
    assert gradient == near(slope, dtype)
    assert loss.dtype == gradient.dtype == dtype


@pytest.mark.parametrize("case", [case for case in CASES if len(case.indices) > 1], ids=str)
@each_reduction
@each_type
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
def test_ignored_targets_agree(case, reduction, dtype, weighted, label_smoothing, loss_and_gradient):
    """An ignored example has loss 0 and gradient 0, and is not counted by the mean."""
    case = case.astype(dtype)
    targets = case.partly_ignored()
    options = {
        "reduction": reduction,
        "label_smoothing": label_smoothing,
        "ignore_index": IGNORED,
        "weights": case.weights if weighted else None,
    }
    loss, gradient = both(case.logits, targets, **options)
    expected, slope = loss_and_gradient(case.logits, targets, **options)
    assert loss == near(expected, dtype)
    assert gradient == near(slope, dtype)


def test_a_class_can_be_ignored_by_its_own_index(loss_and_gradient):
    loss, gradient = both(CATS.logits, CATS.indices, ignore_index=2)
    expected, slope = loss_and_gradient(CATS.logits, CATS.indices, ignore_index=2)
    assert loss == near(expected)
    assert gradient == near(slope)


@each_reduction
def test_more_axes_agree_though_pytorch_puts_the_classes_second(reduction, torch, tensor):
    """(2, 4, 5, C) here is (2, C, 4, 5) there."""
    generator = np.random.default_rng(5)
    z, y = generator.standard_normal((2, 4, 5, 3)), generator.integers(3, size=(2, 4, 5))
    expected = torch.nn.functional.cross_entropy(tensor(np.moveaxis(z, -1, 1)), tensor(y), reduction=reduction)
    assert losses.softmax_cross_entropy(z, y, reduction=reduction) == near(expected)


def test_masked_classes_agree(loss_and_gradient):
    z = np.array([[1.0, -np.inf, 2.0], [-np.inf, 0.0, -np.inf]])
    loss, gradient = both(z, [0, 1], reduction="none")
    expected, slope = loss_and_gradient(z, [0, 1], reduction="none")
    assert loss == near(expected)
    assert gradient == near(slope)


@each_case
@each_type
def test_softmax_and_its_logarithm_agree(case, dtype, torch, tensor):
    z = case.logits.astype(dtype)
    exact = tensor(z)
    p, underflow = torch.softmax(exact, -1).numpy(), float(np.finfo(dtype).tiny)
    assert losses.softmax(z) == pytest.approx(p, rel=TOLERANCE[dtype], abs=underflow)
    assert losses.log_softmax(z) == near(torch.log_softmax(exact, -1), dtype)
    assert losses.softmax(z, axis=0) == near(torch.softmax(exact, 0), dtype)
    assert losses.softmax(z, temperature=2.0) == near(torch.softmax(exact / 2, -1), dtype)
    assert losses.log_sum_exp(z) == near(torch.logsumexp(exact, -1), dtype)


@each_type
def test_sigmoid_and_its_logarithm_agree(dtype, torch, tensor):
    z = np.linspace(-80, 80, 321).astype(dtype)
    assert losses.sigmoid(z) == near(torch.sigmoid(tensor(z)), dtype)
    assert losses.log_sigmoid(z) == near(torch.nn.functional.logsigmoid(tensor(z)), dtype)


@each_reduction
@each_type
def test_binary_losses_and_gradients_agree(reduction, dtype, torch, tensor):
    """From probabilities that no framework clips, and from the scores."""
    generator = np.random.default_rng(2)
    z, y = (9 * generator.standard_normal((8, 5))).astype(dtype), generator.uniform(size=(8, 5)).astype(dtype)
    y[:, 0], y[:, 1] = 0, 1
    p = losses.sigmoid(z)
    functional = torch.nn.functional
    expected = functional.binary_cross_entropy(tensor(p), tensor(y), reduction=reduction)
    assert losses.binary_cross_entropy(p, y, reduction=reduction) == near(expected, dtype)
    scores = tensor(z, requires_grad=True)
    expected = functional.binary_cross_entropy_with_logits(scores, tensor(y), reduction=reduction)
    expected.sum().backward()
    assert losses.binary_cross_entropy_with_logits(z, y, reduction=reduction) == near(expected, dtype)
    assert losses.binary_cross_entropy_with_logits_gradient(z, y, reduction=reduction) == near(scores.grad, dtype)


@each_reduction
def test_the_quadratic_cost_of_a_neuron_is_half_of_mse_loss(reduction, torch, tensor):
    z, y = np.linspace(-9, 9, 37), np.linspace(0, 1, 37)
    scores = tensor(z, requires_grad=True)
    cost = torch.nn.functional.mse_loss(torch.sigmoid(scores), tensor(y), reduction=reduction) / 2
    cost.sum().backward()
    assert losses.quadratic_cost_with_logits(z, y, reduction=reduction) == near(cost)
    assert losses.quadratic_cost_with_logits_gradient(z, y, reduction=reduction) == near(scores.grad)


def test_jacobian_and_hessian_agree(torch, tensor):
    """∂p/∂z and ∂²L/∂z² are the same matrix, diag(p) − p pᵀ."""
    z = CATS.logits[1]

    def loss(scores):
        return torch.nn.functional.cross_entropy(scores, tensor(2))

    jacobian = torch.autograd.functional.jacobian(lambda scores: torch.softmax(scores, -1), tensor(z))
    assert losses.softmax_jacobian(z) == near(jacobian)
    assert losses.softmax_cross_entropy_hessian(z) == near(torch.autograd.functional.hessian(loss, tensor(z)))


def test_kl_divergence_agrees_though_pytorch_takes_the_model_first_and_as_logarithms(torch, tensor):
    for truth, model in [([0.7, 0.2, 0.1], [0.5, 0.3, 0.2]), ([0.0, 0.25, 0.75], [0.2, 0.3, 0.5])]:
        expected = torch.nn.functional.kl_div(tensor(model).log(), tensor(truth), reduction="sum")
        assert losses.kl_divergence(truth, model) == near(expected)


# What the course tells about PyTorch


def test_softmax_before_cross_entropy_loss_gives_0797_and_has_a_floor(torch, tensor):
    """−ln softmax(softmax(z))_y = 0.797190 for the cats; at best softmax is [1, 0, …]: ln(1 + (C−1)/e)."""
    z, y = tensor([[10.0, 9.0, 8.0]]), tensor([0])
    loss = torch.nn.CrossEntropyLoss()
    assert loss(z, y).item() == pytest.approx(0.407606, abs=5e-7)
    assert loss(torch.softmax(z, -1), y).item() == pytest.approx(0.797190, abs=5e-7)
    assert loss(torch.log_softmax(z, -1), y).item() == pytest.approx(0.407606, abs=5e-7)  # this one does no harm
    for classes, floor in [(3, 0.5514), (4, 0.7437), (10, 1.4612)]:
        right, wrong, *_ = torch.softmax(1000 * torch.eye(classes, dtype=torch.float64), -1)
        lowest = loss(right[None], y).item()
        assert lowest == pytest.approx(floor, abs=5e-5)
        assert lowest == pytest.approx(np.log1p((classes - 1) / np.e))
        assert loss(wrong[None], y).item() == pytest.approx(lowest + 1)  # and no mistake costs more than that


def test_sigmoid_before_bce_with_logits_loss_gives_03467_and_has_a_floor(torch, tensor):
    """BCEWithLogits(σ(2)) with y = 1: ln(1 + e^−0.880797) = 0.3467 instead of 0.1269; the floor is ln(1 + 1/e)."""
    loss = torch.nn.BCEWithLogitsLoss()
    one = tensor([1.0])
    assert loss(tensor([2.0]), one).item() == pytest.approx(0.1269, abs=5e-5)
    assert loss(torch.sigmoid(tensor([2.0])), one).item() == pytest.approx(0.3467, abs=5e-5)
    assert loss(torch.sigmoid(tensor([1000.0])), one).item() == pytest.approx(np.log1p(1 / np.e))


@pytest.mark.parametrize(("p", "y"), [(0.0, 1.0), (1.0, 0.0)])
def test_bce_loss_ends_at_100_where_the_loss_is_infinite(p, y, torch, tensor):
    """BCELoss takes −100 for every logarithm below it; from logits there is no ceiling."""
    assert torch.nn.BCELoss()(tensor([p]), tensor([y])).item() == 100.0
    z = tensor([-1000.0 if y else 1000.0])
    assert torch.nn.BCEWithLogitsLoss()(z, tensor([y])).item() == 1000.0
    with pytest.raises(RuntimeError, match="all elements of input should be between 0 and 1"):
        torch.nn.BCELoss()(z, tensor([y]))


def test_bce_loss_on_a_softmax_gives_0261_for_the_cats(torch, tensor):
    """(−ln 0.665241 − ln 0.755272 − ln 0.909969) / 3 = 0.782628 / 3."""
    p = torch.softmax(tensor([10.0, 9.0, 8.0]), -1)
    assert torch.nn.BCELoss()(p, tensor([1.0, 0.0, 0.0])).item() == pytest.approx(0.260876, abs=5e-7)


def test_nll_loss_on_probabilities_is_negative(torch, tensor):
    p = torch.softmax(tensor([[10.0, 9.0, 8.0]]), -1)
    assert torch.nn.NLLLoss()(p, tensor([0])).item() == pytest.approx(-0.665241, abs=5e-7)
    assert torch.nn.NLLLoss()(p.log(), tensor([0])).item() == pytest.approx(0.407606, abs=5e-7)


def test_the_weighted_mean_is_22389_and_the_mean_over_examples_55973(loss_and_gradient):
    """Losses 0.407606 and 2.696671 with weights 1 and 4: 11.194541 / 5, not / 2."""
    mean, _ = loss_and_gradient(CATS.logits, CATS.indices, CATS.weights)
    total, _ = loss_and_gradient(CATS.logits, CATS.indices, CATS.weights, reduction="sum")
    assert mean.item() == pytest.approx(2.238909, abs=2e-6)
    assert total.item() / 2 == pytest.approx(5.597271, abs=2e-6)


def test_one_hot_floats_turn_the_weighted_mean_into_the_other_one(loss_and_gradient):
    """The same targets, written as probabilities: PyTorch then divides by the number of examples, we do not."""
    mean, _ = loss_and_gradient(CATS.logits, CATS.targets("one-hot"), CATS.weights)
    assert mean.item() == pytest.approx(5.597271, abs=2e-6)
    ours = losses.softmax_cross_entropy(CATS.logits, CATS.targets("one-hot"), weights=CATS.weights)
    assert float(ours) == pytest.approx(2.238908, abs=2e-6)


def test_an_ignored_target_leaves_the_denominator(loss_and_gradient):
    mean, gradient = loss_and_gradient([[10.0, 9.0, 8.0]] * 2, [0, IGNORED])
    assert mean.item() == pytest.approx(0.407606, abs=5e-7)
    assert gradient[1].tolist() == [0.0, 0.0, 0.0]


def test_all_targets_ignored_is_nan_in_pytorch_and_an_error_here(loss_and_gradient):
    z, y = [[10.0, 9.0, 8.0]], [IGNORED]
    mean, gradient = loss_and_gradient(z, y)
    assert np.isnan(mean.item())
    assert gradient.tolist() == [[0.0, 0.0, 0.0]]
    assert loss_and_gradient(z, y, reduction="sum")[0].item() == 0.0
    with pytest.raises(InputError, match="targets"):
        losses.softmax_cross_entropy(z, y, ignore_index=IGNORED)


def test_a_masked_class_beside_soft_labels_is_nan_in_pytorch_and_a_number_here(loss_and_gradient):
    """0 · ln 0 = 0: the mask is where the truth has no probability."""
    z, y = [[1.0, -np.inf]], [[1.0, 0.0]]
    assert np.isnan(loss_and_gradient(z, y)[0].item())
    assert losses.softmax_cross_entropy(z, y) == 0.0
    assert losses.softmax_cross_entropy_gradient(z, y).tolist() == [[0.0, 0.0]]


def test_label_smoothing_spreads_over_all_classes(loss_and_gradient):
    """(1 − 0.1) · 0.407606 + 0.1 · 4.222818 / 3 = 0.507606, not the 0.557606 of 0.1 / (C − 1)."""
    smooth, _ = loss_and_gradient([[10.0, 9.0, 8.0]], [0], label_smoothing=0.1)
    assert smooth.item() == pytest.approx(0.507606, abs=5e-7)


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ([0.0, 1.0], "expected target dtype to be Long or Byte, but got Float"),
        ([[1, 0, 0], [0, 1, 0]], "Expected floating point type for target with class probabilities, got Long"),
        ([[0], [1]], "0D or 1D target tensor expected, multi-target not supported"),
    ],
)
def test_targets_of_a_wrong_kind_are_refused(targets, message, torch):
    with pytest.raises(RuntimeError, match=message):
        torch.nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor(targets))


def test_a_target_out_of_range_is_refused(torch):
    with pytest.raises(IndexError, match="Target 3 is out of bounds"):
        torch.nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0, 3]))


def test_one_hot_floats_are_accepted(loss_and_gradient):
    loss, _ = loss_and_gradient([[10.0, 9.0, 8.0]], [[1.0, 0.0, 0.0]])
    assert loss.item() == pytest.approx(0.407606, abs=5e-7)
    with pytest.raises(RuntimeError, match="ignore_index is not supported for floating point target"):
        loss_and_gradient([[10.0, 9.0, 8.0]], [[1.0, 0.0, 0.0]], ignore_index=0)


def test_a_softmax_over_the_wrong_axis_of_one_row_is_all_ones(torch, tensor):
    assert torch.softmax(tensor([[10.0, 9.0, 8.0]]), 0).tolist() == [[1.0, 1.0, 1.0]]
