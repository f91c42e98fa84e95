"""Softmax regression: scores z = xW + b, trained by full-batch or mini-batch descent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xentlib.errors import InputError
from xentlib.losses import (
    Floats,
    accuracy,
    inputs,
    l1_penalty,
    l1_penalty_gradient,
    l2_penalty,
    l2_penalty_gradient,
    softmax_cross_entropy,
    softmax_cross_entropy_gradient,
)
from xentlib.training.arguments import finite_array, whole
from xentlib.training.chance import order
from xentlib.training.data import DataSet

DIVERGED = 1e150
"""A weight or a score as large as this means that training has failed; squares and differences do not overflow yet."""


@dataclass(frozen=True, eq=False)
class Curves:
    """How one data set fared: mean `loss` in nats, without penalty, and `accuracy`, both (epochs + 1,)."""

    loss: Floats
    accuracy: Floats


@dataclass(frozen=True, eq=False)
class Regression:
    """A training with all its epochs: `weights` (epochs + 1, D, C), `biases` (epochs + 1, C), and the curves.

    `objective` (epochs + 1,) is what descends: the loss on the training set plus the penalties.
    """

    weights: Floats
    biases: Floats
    objective: Floats
    training: Curves
    validation: Curves | None

    @property
    def weight_norms(self) -> Floats:
        """The length √(Σ w²) of the weights after each epoch, (epochs + 1,)."""
        norms: Floats = np.sqrt((self.weights**2).sum(axis=(1, 2)))
        return norms

    def logits(self, features: ArrayLike, *, epoch: int = -1) -> Floats:
        """Return the scores xW + b of the shape (n, C) with the weights after `epoch`, by default the last."""
        x = finite_array("features", features, shape=(None, self.weights.shape[1]))
        if not inputs.is_integer(epoch) or not -len(self.weights) <= epoch < len(self.weights):
            raise InputError("epoch", repr(epoch), f"an epoch from 0 to {len(self.weights) - 1}, or -1 for the last")
        return _logits(x, self.weights[epoch], self.biases[epoch])


def train_softmax_regression(
    data: DataSet,
    validation: DataSet | None = None,
    *,
    rate: float,
    epochs: int,
    batch_size: int | None = None,
    l1: float = 0.0,
    l2: float = 0.0,
    seed: int = 0,
) -> Regression:
    """Minimize the mean of −ln softmax(xW + b)_y over `data`, plus l1 · Σ|w| + l2 · Σw², from zero weights.

    An epoch sees every example once, in batches of `batch_size` (the last may be smaller), drawn anew for each epoch
    from `seed`; by default one batch holds all. Biases are not penalized. The penalty l1 has no slope at 0, where we
    take 0: weights come close to 0 and stay there, but are not exactly 0.

    Zero weights give every class the same probability, so the first loss is ln C, whatever the data:

    >>> from xentlib.training import overlapping_clouds
    >>> data, validation = overlapping_clouds(seed=7), overlapping_clouds(seed=8)
    >>> trained = train_softmax_regression(data, validation, rate=0.5, epochs=100)
    >>> trained.training.loss[[0, 1, 100]].round(4), trained.validation.accuracy[-1].round(3)
    (array([1.0986, 0.8093, 0.4189]), np.float64(0.8))

    Raises InputError for a rate that is not positive, negative penalties, counts out of range, a validation set of
    other features or classes, and a rate so large that weights or scores grow beyond 1e150.
    Source: Bishop (2006), section 4.3.4.
    """
    inputs.check_positive("rate", rate)
    _check_penalties(l1, l2)
    epochs, seed = whole("epochs", epochs), whole("seed", seed)
    size = len(data) if batch_size is None else whole("batch_size", batch_size, low=1, high=len(data))
    if validation is not None:
        _check_alike(validation, data)

    W, b = np.zeros((data.features.shape[1], data.classes)), np.zeros(data.classes)
    path: list[tuple[Floats, Floats]] = [(W, b)]
    for epoch in range(1, epochs + 1):
        for chosen in batches(len(data), size, seed=seed, epoch=epoch):
            x, y = data.features[chosen], data.labels[chosen]
            z = _logits_in_training(x, W, b, rate)
            with np.errstate(over="ignore", invalid="ignore"):
                slope_W, slope_b = _slopes(x, y, z, W, l1, l2)
                W, b = W - rate * slope_W, b - rate * slope_b
        path.append((W, b))

    training = _curves(path, data, rate)
    return Regression(
        weights=np.array([W for W, _ in path]),
        biases=np.array([b for _, b in path]),
        objective=training.loss + [_penalty(W, l1, l2) for W, _ in path],
        training=training,
        validation=None if validation is None else _curves(path, validation, rate),
    )


def regression_objective(
    weights: ArrayLike, bias: ArrayLike, data: DataSet, *, l1: float = 0.0, l2: float = 0.0
) -> float:
    """Return (1/n) Σ_i −ln softmax(x_i W + b)_{y_i} + l1 · Σ|w| + l2 · Σw² in nats, W (D, C) and b (C,).

    With weights of 0 every class is equally probable, so training starts from ln C:

    >>> from xentlib.training import overlapping_clouds
    >>> round(regression_objective(np.zeros((2, 3)), np.zeros(3), overlapping_clouds(seed=1)), 4)
    1.0986

    Raises InputError for weights and biases of a wrong shape or not finite, and negative penalties.
    Source: Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.4.
    """
    W, b = _parameters(weights, bias, data)
    _check_penalties(l1, l2)
    return float(softmax_cross_entropy(_logits(data.features, W, b), data.labels)) + _penalty(W, l1, l2)


def regression_gradient(
    weights: ArrayLike, bias: ArrayLike, data: DataSet, *, l1: float = 0.0, l2: float = 0.0
) -> tuple[Floats, Floats]:
    """Return the slopes of `regression_objective`: ∂/∂W = (1/n) Xᵀ(P − Y) + l1 · sign(W) + 2 · l2 · W of the shape
    (D, C), and ∂/∂b, the mean of p − y, of the shape (C,).

    An input of 0 teaches its weights nothing, and each row sums to 0: what one class gains, the others lose.

    >>> W, b = np.zeros((2, 3)), np.zeros(3)
    >>> regression_gradient(W, b, DataSet([[0.0, 3.0]], [1], classes=3))
    (array([[ 0.,  0.,  0.],
           [ 1., -2.,  1.]]), array([ 0.33333333, -0.66666667,  0.33333333]))

    Raises InputError as `regression_objective` does.
    Source: Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.4.
    """
    W, b = _parameters(weights, bias, data)
    _check_penalties(l1, l2)
    return _slopes(data.features, data.labels, _logits(data.features, W, b), W, l1, l2)


def batches(examples: int, size: int, *, seed: int, epoch: int) -> Iterator[NDArray[np.intp]]:
    """Yield the examples of each batch of an epoch: together every example once.

    A mean does not depend on the order within a batch; sorted, a batch of all examples is the data set itself, so
    that full-batch descent is mini-batch descent with the size n, to the last bit.

    >>> [batch.tolist() for batch in batches(5, 2, seed=0, epoch=1)]
    [[2, 4], [0, 1], [3]]
    """
    shuffled = order("batches", seed, epoch, size=examples)
    for first in range(0, examples, size):
        yield np.sort(shuffled[first : first + size])


def _slopes(x: Floats, y: NDArray[np.intp], z: Floats, W: Floats, l1: float, l2: float) -> tuple[Floats, Floats]:
    error = softmax_cross_entropy_gradient(z, y)  # (p − y)/n
    slope = x.T @ error
    if l1:
        slope = slope + l1_penalty_gradient(W, strength=l1)
    if l2:
        slope = slope + l2_penalty_gradient(W, strength=l2)
    return slope, error.sum(axis=0)


def _logits(x: Floats, W: Floats, b: Floats) -> Floats:
    with np.errstate(over="ignore", invalid="ignore"):
        logits: Floats = x @ W + b
    return logits


def _logits_in_training(x: Floats, W: Floats, b: Floats, rate: float) -> Floats:
    logits = _logits(x, W, b)
    if not all((np.abs(numbers) < DIVERGED).all() for numbers in (W, b, logits)):  # nan is not below either
        raise InputError("rate", rate, f"a smaller one: with this one weights or scores grow beyond {DIVERGED}")
    return logits


def _curves(path: list[tuple[Floats, Floats]], data: DataSet, rate: float) -> Curves:
    losses, accuracies = [], []
    for W, b in path:
        z = _logits_in_training(data.features, W, b, rate)
        losses.append(softmax_cross_entropy(z, data.labels))
        accuracies.append(accuracy(z, data.labels))
    return Curves(np.array(losses), np.array(accuracies))


def _penalty(W: Floats, l1: float, l2: float) -> float:
    return float(l1_penalty(W, strength=l1)) + float(l2_penalty(W, strength=l2))


def _parameters(weights: ArrayLike, bias: ArrayLike, data: DataSet) -> tuple[Floats, Floats]:
    features, classes = data.features.shape[1], data.classes
    return finite_array("weights", weights, shape=(features, classes)), finite_array("bias", bias, shape=(classes,))


def _check_penalties(l1: float, l2: float) -> None:
    inputs.check_not_negative("l1", l1)
    inputs.check_not_negative("l2", l2)


def _check_alike(validation: DataSet, data: DataSet) -> None:
    for what, found, expected in (
        ("features", validation.features.shape[1], data.features.shape[1]),
        ("classes", validation.classes, data.classes),
    ):
        if found != expected:
            raise InputError("validation", f"{found} {what}", f"{expected} {what}, as in the training set")
