"""Softmax, entropy and cross-entropy, exact to the last digits.

With this package one can

- turn scores into probabilities: `probabilities` (softmax, sigmoid, their logarithms, the Jacobian);
- measure surprise and disagreement of distributions, in nats or bits: `information`;
- compute the loss of a classifier, its gradient and its Hessian straight from the scores: `classification`;
- do so for yes-no answers, and compare with the quadratic cost: `binary`;
- punish large weights: `penalties`; judge answers and their honesty: `evaluation`; check a gradient: `slopes`.

Two conventions stand in for the epsilons that one meets elsewhere. 0·ln 0 = 0, because x ln x → 0 as x → 0.
A score of −∞ is a masked class: its probability is exactly 0. Nothing here warns, and nothing returns nan: input
without an answer is refused with an InputError that names the argument, the position and the value.

Arithmetic is float64 (but see `inputs.like`), and float32 comes back as float32.
Notation as in the course: z scores (logits), p = softmax(z), y the true class.
"""

from xentlib.losses.binary import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
    quadratic_cost,
    quadratic_cost_gradient,
    quadratic_cost_with_logits,
    quadratic_cost_with_logits_gradient,
)
from xentlib.losses.classification import (
    softmax_cross_entropy,
    softmax_cross_entropy_and_gradient,
    softmax_cross_entropy_gradient,
    softmax_cross_entropy_hessian,
)
from xentlib.losses.evaluation import (
    Reliability,
    accuracy,
    brier_score,
    expected_calibration_error,
    reliability,
)
from xentlib.losses.information import (
    cross_entropy,
    entropy,
    kl_divergence,
    perplexity,
    self_information,
    times_with_zero,
)
from xentlib.losses.inputs import SUM_TOLERANCE, Floats
from xentlib.losses.penalties import l1_penalty, l1_penalty_gradient, l2_penalty, l2_penalty_gradient
from xentlib.losses.probabilities import (
    log_sigmoid,
    log_softmax,
    log_sum_exp,
    sigmoid,
    softmax,
    softmax_jacobian,
)
from xentlib.losses.reductions import Reduction
from xentlib.losses.slopes import GradientCheck, centered_differences, gradient_check

__all__ = [
    "SUM_TOLERANCE",
    "Floats",
    "GradientCheck",
    "Reduction",
    "Reliability",
    "accuracy",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits_gradient",
    "brier_score",
    "centered_differences",
    "cross_entropy",
    "entropy",
    "expected_calibration_error",
    "gradient_check",
    "kl_divergence",
    "l1_penalty",
    "l1_penalty_gradient",
    "l2_penalty",
    "l2_penalty_gradient",
    "log_sigmoid",
    "log_softmax",
    "log_sum_exp",
    "perplexity",
    "quadratic_cost",
    "quadratic_cost_gradient",
    "quadratic_cost_with_logits",
    "quadratic_cost_with_logits_gradient",
    "reliability",
    "self_information",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_and_gradient",
    "softmax_cross_entropy_gradient",
    "softmax_cross_entropy_hessian",
    "softmax_jacobian",
    "times_with_zero",
]
