"""Input without an answer: every kind of it, at every argument, is named with its position and value."""

import numpy as np
import pytest

from xentlib import losses
from xentlib.errors import InputError

NAN, INF = float("nan"), float("inf")


def classify(**arguments):
    given = {"logits": [[1.0, 2.0], [3.0, 4.0]], "targets": [0, 1], **arguments}
    return [lambda: losses.softmax_cross_entropy(**given), lambda: losses.softmax_cross_entropy_gradient(**given)]


def both(**arguments):
    return lambda: [call() for call in classify(**arguments)]


CASES = [
    (both(logits=[]), r"logits: shape \(0,\); expected at least one score in an array"),
    (both(logits=3.0), r"logits: shape \(\); expected at least one score"),
    (both(logits=[[1, 2], [3, NAN]]), r"logits\[1, 1\]: nan; expected a number or -inf"),
    (both(logits=[[1, 2], [INF, 4]]), r"logits\[1, 0\]: inf; expected a number or -inf"),
    (both(logits=[[1, 2], [-INF, -INF]]), r"logits\[1, 0\]: -inf; expected a class that is not masked"),
    (both(logits=[["a", "b"]]), r"logits: values of type <U1; expected real numbers"),
    (both(logits=[[1], [1, 2]]), r"logits: rows of different lengths; expected a rectangular array"),
    (both(targets=[0, 2]), r"targets\[1\]: 2; expected an index from 0 to 1$"),
    (both(targets=[-1, 0]), r"targets\[0\]: -1; expected an index from 0 to 1$"),
    (both(targets=[0, 5], ignore_index=-1), r"targets\[1\]: 5; expected an index from 0 to 1, or -1 to be ignored"),
    (both(targets=[0.0, 1.0]), r"targets: values of type float64; expected class indices"),
    (both(targets=[[0.5, 0.3, 0.2]]), r"targets: values of type float64; expected .* shape \(2, 2\), a distribution"),
    (both(targets=[True, False]), r"targets: values of type bool; expected class indices"),
    (both(targets=[[0], [1]]), r"targets: shape \(2, 1\); expected shape \(2,\), one class .* or shape \(2, 2\)"),
    (both(targets=0), r"targets: shape \(\); expected shape \(2,\)"),
    (both(targets=[0, 1, 0]), r"targets: shape \(3,\); expected shape \(2,\)"),
    (both(targets=[[0], [0, 1]]), r"targets: rows of different lengths"),
    (both(targets=[[0.5, 0.5], [0.5, 0.6]]), r"sum of targets\[1\]: 1.1; expected 1 within 1e-06"),
    (both(targets=[[1.5, -0.5], [0, 1]]), r"targets\[0, 0\]: 1.5; expected a probability from 0 to 1"),
    (both(targets=[[1, 0], [0, 1]], ignore_index=1), r"ignore_index: 1; expected None with one-hot or soft"),
    (both(targets=[-1, -1], ignore_index=-1), r"targets: only -1, which is ignored; expected a class index"),
    (both(ignore_index=1.5), r"ignore_index: 1.5; expected an integer or None"),
    (both(ignore_index=2**63), r"ignore_index: 9223372036854775808; expected an integer or None"),
    (both(reduction=np.array(["mean", "sum"])), r"reduction: array.*; expected 'none', 'mean' or 'sum'"),
    (both(weights=[1, 2, 3]), r"weights: shape \(3,\); expected shape \(2,\), one weight for each class"),
    (both(weights=[1, -2]), r"weights\[1\]: -2.0; expected a weight of at least 0"),
    (both(weights=[1, NAN]), r"weights\[1\]: nan; expected a finite number"),
    (both(weights=[1, INF]), r"weights\[1\]: inf; expected a finite number"),
    (both(weights=[0, 0]), r"weights: all weights are 0; expected at least one positive"),
    (both(targets=[0, 0], weights=[0, 1]), r"weights: 0 for the class of every target; expected a positive weight"),
    (both(label_smoothing=1.5), r"label_smoothing: 1.5; expected a number from 0 to 1"),
    (both(label_smoothing=NAN), r"label_smoothing: nan; expected a number from 0 to 1"),
    (both(label_smoothing="a"), r"label_smoothing: a; expected a number from 0 to 1"),
    (both(reduction="average"), r"reduction: 'average'; expected 'none', 'mean' or 'sum'"),
    (
        lambda: losses.softmax_cross_entropy_gradient([1.0, 2.0], 0, out=np.empty(3)),
        r"out: shape \(3,\) of float64; expected a contiguous array of shape \(2,\) of float64",
    ),
    (
        lambda: losses.softmax_cross_entropy_gradient([1.0, 2.0], 0, out=np.empty(2, np.float32)),
        r"out: shape \(2,\) of float32; expected",
    ),
    (lambda: losses.softmax_cross_entropy_gradient([1.0, 2.0], 0, out=[0, 0]), r"out: list; expected a contiguous"),
    (lambda: losses.softmax_cross_entropy_hessian([1.0, NAN]), r"logits\[1\]: nan; expected a number or -inf"),
    (lambda: losses.softmax_jacobian([]), r"scores: shape \(0,\); expected at least one score"),
    (lambda: losses.log_sum_exp([1.0, INF]), r"scores\[1\]: inf; expected a number or -inf"),
    (lambda: losses.softmax([1.0], axis=0.5), r"axis: 0.5; expected an axis of scores"),
    (lambda: losses.softmax([1.0], temperature=-1), r"temperature: -1; expected a positive number"),
    (lambda: losses.softmax([1.0], temperature=INF), r"temperature: inf; expected a positive number"),
    (lambda: losses.softmax([1j]), r"scores: values of type complex128; expected real numbers"),
    (lambda: losses.log_sigmoid([NAN]), r"z\[0\]: nan; expected a number"),
    (lambda: losses.self_information([0.5, 1.1]), r"p\[1\]: 1.1; expected a probability from 0 to 1"),
    (lambda: losses.self_information([]), r"p: shape \(0,\); expected at least one probability"),
    (lambda: losses.entropy([0.5, 0.5], base=1), r"base: 1; expected a number above 1"),
    (lambda: losses.entropy([0.5, 0.5], base=-2), r"base: -2; expected a positive number"),
    (lambda: losses.entropy([0.5, NAN]), r"p\[1\]: nan; expected a probability from 0 to 1"),
    (lambda: losses.entropy([]), r"p: shape \(0,\); expected at least one probability"),
    (lambda: losses.cross_entropy([[0.5, 0.5]], [0.5, 0.5]), r"model: shape \(2,\); expected the shape of truth"),
    (lambda: losses.kl_divergence([0.5, 0.5], [0.5, 0.4]), r"sum of model: 0.9; expected 1 within"),
    (lambda: losses.perplexity([0.5, 0.5], [1.0]), r"model: shape \(1,\); expected the shape of truth"),
    (lambda: losses.binary_cross_entropy([0.5], [2]), r"targets\[0\]: 2.0; expected a probability from 0 to 1"),
    (lambda: losses.binary_cross_entropy([1.5], [1]), r"probabilities\[0\]: 1.5; expected a probability"),
    (lambda: losses.binary_cross_entropy([0.5, 0.5], 1), r"targets: shape \(\); expected shape \(2,\), one for each"),
    (lambda: losses.binary_cross_entropy([], []), r"probabilities: shape \(0,\); expected at least one"),
    (lambda: losses.binary_cross_entropy([0.5], [1], reduction="x"), r"reduction: 'x'; expected 'none', 'mean' or"),
    (lambda: losses.binary_cross_entropy_with_logits([INF], [1]), r"logits\[0\]: inf; expected a number or -inf"),
    (lambda: losses.binary_cross_entropy_with_logits_gradient([[1.0]], [1]), r"targets: shape \(1,\); expected"),
    (lambda: losses.quadratic_cost([NAN], [1]), r"outputs\[0\]: nan; expected a finite number"),
    (lambda: losses.quadratic_cost_gradient([1.0], [1, 2]), r"targets: shape \(2,\); expected shape \(1,\)"),
    (lambda: losses.quadratic_cost_with_logits([NAN], [1]), r"logits\[0\]: nan; expected a number or -inf"),
    (lambda: losses.l1_penalty([1.0, NAN]), r"weights\[1\]: nan; expected a finite number"),
    (lambda: losses.l2_penalty([]), r"weights: shape \(0,\); expected at least one number"),
    (lambda: losses.l2_penalty_gradient([1.0], strength=-1), r"strength: -1; expected a number of at least 0"),
    (lambda: losses.accuracy([[1.0, 2.0]], [2]), r"targets\[0\]: 2; expected an index from 0 to 1"),
    (lambda: losses.accuracy([[1.0, 2.0]], [[0]]), r"targets: shape \(1, 1\); expected shape \(1,\), one class"),
    (lambda: losses.accuracy([[1.0, 2.0]], [-1], ignore_index=-1), r"targets: only -1, which is ignored"),
    (lambda: losses.accuracy([[1.0, 2.0]], [0], ignore_index="0"), r"ignore_index: '0'; expected an integer or None"),
    (lambda: losses.softmax([1.0], temperature=10**400), r"temperature: 10+; expected a positive number"),
    (lambda: losses.times_with_zero([[1], [2]], [1, 2, 3]), r"value: shape \(3,\); expected shape \(2, 1\), that of"),
    (lambda: losses.reliability([[0.5, 0.6]], [0]), r"sum of probabilities\[0\]: 1.1; expected 1 within"),
    (lambda: losses.reliability([[0.5, 0.5]], [0], bins=0), r"bins: 0; expected an integer of at least 1"),
    (lambda: losses.brier_score([[0.5, 0.5]], [0.0]), r"targets: values of type float64; expected class indices"),
    (lambda: losses.gradient_check(lambda x: x.sum(), [1.0], [1.0, 2.0]), r"gradient: shape \(2,\); expected shape"),
    (lambda: losses.gradient_check(lambda x: x, [1.0, 2.0], [1.0, 2.0]), r"function: a result of shape \(2,\); exp"),
    (lambda: losses.gradient_check(lambda x: NAN, [1.0], [1.0]), r"function: nan; expected one finite number"),
    (lambda: losses.gradient_check(lambda x: 0.0, [1.0], [1.0], step=0), r"step: 0; expected a positive number"),
    (lambda: losses.centered_differences(np.sum, [1.0], step=1e-30), r"step: 1e-30; expected a step that leads from 1"),
    (lambda: losses.centered_differences(np.sum, [1.7e308], step=1e308), r"step: 1e\+308; expected a step that leads"),
]


@pytest.mark.parametrize(("call", "message"), CASES, ids=[message for _, message in CASES])
def test_input_without_an_answer_is_named(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_the_error_comes_from_the_gradient_as_well():
    for call in classify(targets=[0, 2]):
        with pytest.raises(InputError, match=r"targets\[1\]: 2"):
            call()
