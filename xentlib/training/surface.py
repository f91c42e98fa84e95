"""Losses over two weights: one that is convex, one that is not.

Both are the mean cross-entropy of a classifier that says p = σ(z) for a handful of numbers x with labels y from
{0, 1}. `BOWL` is the logistic regression z = w₁x + w₂: convex, with its one minimum inside the rings.
`TWO_VALLEYS` puts a hidden neuron in between, z = w₂ tanh(w₁x + 2): already a network of two weights (and a fixed
bias of 2) has a valley that is not the deepest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from xentlib.errors import InputError
from xentlib.losses import (
    Floats,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
    inputs,
    sigmoid,
)

Scorer = Callable[[Floats, Floats, Floats], tuple[Floats, Floats, Floats]]


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss L(w₁, w₂) = (1/n) Σ_i −[y_i ln σ(z_i) + (1 − y_i) ln(1 − σ(z_i))] in nats.

    `score` maps w₁, w₂ and x to z, its gradient (2 in the last axis) and its second derivatives (2 × 2).
    Weights have the shape (…, 2), so that a whole grid of them can be drawn at once.

    >>> BOWL.value([0.0, 0.0]).round(4)  # knowing nothing: ln 2
    np.float64(0.6931)
    >>> BOWL.gradient([0.0, 0.0]).round(4)
    array([-0.5833,  0.    ])
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    score: Scorer

    def value(self, weights: ArrayLike) -> Floats:
        """Return L of the shape (…)."""
        z, _, _ = self._scores(weights)
        value: Floats = binary_cross_entropy_with_logits(z, self._labels(z), reduction="none").mean(axis=-1)
        return value

    def gradient(self, weights: ArrayLike) -> Floats:
        """Return ∂L/∂w = (1/n) Σ_i (σ(z_i) − y_i) ∂z_i/∂w of the shape (…, 2)."""
        z, slope, _ = self._scores(weights)
        error = binary_cross_entropy_with_logits_gradient(z, self._labels(z), reduction="none")
        gradient: Floats = (error[..., None] * slope).mean(axis=-2)
        return gradient

    def hessian(self, weights: ArrayLike) -> Floats:
        """Return ∂²L/∂w² = (1/n) Σ_i [σ′(z_i) ∂z_i/∂w ∂z_i/∂wᵀ + (σ(z_i) − y_i) ∂²z_i/∂w²], shape (…, 2, 2).

        Its largest eigenvalue λ at a minimum says how far the learning rate may go: up to 2/λ.

        >>> largest = np.linalg.eigvalsh(BOWL.hessian([1.2140, -0.6070]))[-1]
        >>> (2 / largest).round(2)
        np.float64(7.56)
        """
        z, slope, bend = self._scores(weights)
        error = binary_cross_entropy_with_logits_gradient(z, self._labels(z), reduction="none")
        curvature = sigmoid(z) * sigmoid(-z)
        outer = slope[..., :, None] * slope[..., None, :]
        hessian: Floats = (curvature[..., None, None] * outer + error[..., None, None] * bend).mean(axis=-3)
        return hessian

    def _scores(self, weights: ArrayLike) -> tuple[Floats, Floats, Floats]:
        w = inputs.finite_numbers("weights", weights).astype(np.float64)
        if w.ndim == 0 or w.shape[-1] != 2:
            raise InputError("weights", f"shape {w.shape}", "shape (…, 2)")
        with np.errstate(over="ignore", invalid="ignore"):
            z, slope, bend = self.score(w[..., :1], w[..., 1:], np.array(self.x, dtype=np.float64))
        overflowed = ~np.isfinite(z).all(axis=-1, keepdims=True)
        inputs.reject(np.broadcast_to(overflowed, w.shape), "weights", w, "weights whose scores do not overflow")
        return z, slope, bend

    def _labels(self, z: Floats) -> Floats:
        return np.broadcast_to(np.array(self.y, dtype=np.float64), z.shape)


def line(slope: Floats, offset: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
    """Score z = w₁x + w₂, with its first and second derivatives by the weights."""
    z = slope * x + offset
    return z, _last(x, np.ones_like(x), like=z), np.zeros((*z.shape, 2, 2))


def hidden_neuron(inner: Floats, outer: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
    """Score z = w₂ tanh(w₁x + 2), with its first and second derivatives by the weights."""
    h = np.tanh(inner * x + HIDDEN_BIAS)
    z = outer * h
    rise = (1 - h * h) * x  # ∂h/∂w₁
    first = _last(outer * rise, h, like=z)
    inner_twice = -2 * outer * h * rise * x
    second = np.stack([_last(inner_twice, rise, like=z), _last(rise, np.zeros_like(h), like=z)], axis=-1)
    return z, first, second


HIDDEN_BIAS = 2.0
"""Without it, (w₁, w₂) and (−w₁, −w₂) are the same classifier and both valleys are equally deep."""

BOWL = Surface(x=(-2, -1, 0, 1, 2, 3), y=(0, 0, 1, 0, 1, 1), score=line)
"""Convex: no line parts these labels, so that the minimum is not at infinity; it is at (1.2140, −0.6070)."""

TWO_VALLEYS = Surface(x=(-3, -2, -1, 0, 1, 2, 3), y=(0, 0, 1, 1, 0, 1, 1), score=hidden_neuron)
"""Not convex: the loss is 0.4514 at the bottom of one valley, (1.454, 1.820), and 0.6281 at (−1.497, −0.831)."""


def _last(first: Floats, second: Floats, *, like: Floats) -> Floats:
    return np.stack([np.broadcast_to(first, like.shape), np.broadcast_to(second, like.shape)], axis=-1)
