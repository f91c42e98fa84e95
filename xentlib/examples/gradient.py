"""The gradient p − y, the derivatives behind it, and which way a weight moves (lesson 5)."""

from __future__ import annotations

import numpy as np

from xentlib.examples.registry import Shown, Value, Worked, example
from xentlib.examples.steps import bracketed, digits, joined, products
from xentlib.losses import softmax, softmax_cross_entropy


@example
def gradient(shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0) -> Worked:
    """Compute ∂L/∂z = p − y: each wrong class is pushed down by its probability, the true one pulled up."""
    p, truth = shown(softmax(z)), np.eye(len(z))[y]
    slope = p - truth
    return Worked(
        values={"p": p, "truth": truth, "gradient": slope, "of_true": slope[y]},
        mistakes={
            "sign_flipped": truth - p,
            "true_class_only": truth * slope,
            "probabilities": p,
            "by_the_probability": -truth / p + 0.0,  # −0.0 + 0.0 is 0.0
        },
        steps=lambda: (
            (r"\p &= \softmax(", z, ") = ", p),
            (r"\p - \y &= ", p, " - ", truth, " = ", slope),
        ),
    )


@example
def by_score_and_probability(shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0) -> Worked:
    """Tell ∂L/∂p_y = −1/p_y from ∂L/∂z_y = p_y − 1: between them stands the derivative of softmax."""
    p_y = shown(softmax(z)[y])
    by_probability, between = shown(-1 / p_y), shown(p_y * (1 - p_y))
    return Worked(
        values={"p_y": p_y, "by_probability": by_probability, "between": between, "by_score": by_probability * between},
        mistakes={"by_the_probability": by_probability, "sign_flipped": -by_probability * between, "between": between},
        steps=lambda: (
            (r"\frac{\partial L}{\partial \p_y} &= -\frac{1}{", digits(6, p_y), "} = ", digits(6, by_probability)),
            (r"\frac{\partial \p_y}{\partial \z_y} &= ", digits(6, p_y), " (1 - ", digits(6, p_y), ") = ",
             digits(6, between)),
            (r"\frac{\partial L}{\partial \z_y} &= ", digits(6, by_probability), r" \cdot ", digits(6, between), " = ",
             by_probability * between),
        ),
    )


@example
def jacobian(shown: Shown, z: Value = (10.0, 9.0, 8.0)) -> Worked:
    """Compute every ∂p_j/∂z_k = p_j (δ_jk − p_k), the matrix diag(p) − p pᵀ, whose rows sum to 0."""
    p = shown(softmax(z))
    matrix = np.diag(p) - np.outer(p, p)
    return Worked(
        values={"p": p, "matrix": matrix, "own": np.diag(matrix), "first_row": matrix[0]},
        mistakes={"diagonal_only": np.diag(np.diag(matrix)), "product_forgotten": np.diag(p)},
        steps=lambda: (
            (r"\frac{\partial \p_1}{\partial \z_1} &= ", digits(6, p[0]), " (1 - ", digits(6, p[0]), ") = ",
             matrix[0, 0]),
            *(
                (rf"\frac{{\partial \p_1}}{{\partial \z_{k + 1}}} &= -", digits(6, p[0]), r" \cdot ", digits(6, p[k]),
                 " = ", matrix[0, k])
                for k in range(1, len(p))
            ),
        ),
    )


@example
def curvature(shown: Shown, z: Value = (10.0, 9.0, 8.0)) -> Worked:
    """See that the loss is convex in the scores: no eigenvalue of its second derivatives is negative.

    One is exactly 0, for a shift of all scores changes nothing: the matrix times (1, 1, 1) is 0. With three classes
    the other two follow from their sum, the trace, and from their product, which is 3 p₁ p₂ p₃.
    """
    p = shown(softmax(z))
    matrix = np.diag(p) - np.outer(p, p)
    trace = shown(np.trace(matrix))
    curved = np.linalg.eigvalsh(matrix)[1:]
    product = shown(3 * p.prod())
    return Worked(
        values={"matrix": matrix, "trace": trace, "product": product, "eigenvalues": np.array([0.0, *curved])},
        mistakes={"probabilities": np.sort(p), "diagonal": np.sort(np.diag(matrix))},
        steps=lambda: (
            (r"\lambda_1 &= ", 0),
            (r"\lambda_2 &= ", curved[0]),
            (r"\lambda_3 &= ", curved[1]),
            (r"\lambda_2 + \lambda_3 &= ", *joined(" + ", [digits(6, one) for one in curved]), " = ", digits(5, trace)),
            (r"\lambda_2 \lambda_3 &= ", *joined(r" \cdot ", [digits(6, one) for one in curved]), " = ",
             digits(5, product)),
        ),
    )


@example
def gradient_check(shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0, h: float = 0.01) -> Worked:
    """Check p_y − 1 by moving the score a little to both sides; to one side alone the error is much larger."""
    step = h * np.eye(len(z))[y]
    higher, lower = softmax_cross_entropy(z + step, y), softmax_cross_entropy(z - step, y)
    centered = (higher - lower) / (2 * h)
    one_sided = (higher - softmax_cross_entropy(z, y)) / h
    exact = softmax(z)[y] - 1
    return Worked(
        values={
            "higher": higher,
            "lower": lower,
            "centered": centered,
            "one_sided": one_sided,
            "gradient": exact,
            "error": abs(centered - exact),
            "error_one_sided": abs(one_sided - exact),
        },
        mistakes={"one_sided": one_sided, "divided_by_h": 2 * centered, "sign_flipped": -centered},
        steps=lambda: (
            (r"L_+ = L(\z_y + h) &= ", digits(7, higher)),
            (r"L_- = L(\z_y - h) &= ", digits(7, lower)),
            (r"\frac{L_+ - L_-}{2 h} &= \frac{", digits(7, higher), " - ", digits(7, lower), "}{",
             2 * h, "} = ", centered),
            (r"\p_y - 1 &= ", digits(6, softmax(z)[y]), " - 1 = ", exact),
        ),
    )


@example
def sign_of_the_gradient(
    shown: Shown, p: float = 0.8, y: int = 1, weight: float = 0.5, x: float = 1.5, rate: float = 0.1
) -> Worked:
    """Follow a negative p − y to the end: the score always rises, the weight only where x is positive.

    The other scores stay. Then a rise of this one multiplies its odds, p / (1 − p), by e to the power of the rise.
    """
    error = shown(p - y)
    slope = shown(error * x)
    after, after_negative = shown(weight - rate * slope), shown(weight + rate * slope)
    rise = shown((after - weight) * x)
    p_after = shown(p * np.exp(rise) / (p * np.exp(rise) + 1 - p))
    return Worked(
        values={
            "error": error,
            "slope": slope,
            "slope_negative": -slope,
            "weight_after": after,
            "weight_after_negative": after_negative,
            "score": weight * x,
            "score_after": after * x,
            "score_negative": -weight * x,
            "score_after_negative": -after_negative * x,
            "rise": rise,
            "p_after": p_after,
            "loss": -np.log(p if y else 1 - p),
            "loss_after": -np.log(p_after if y else 1 - p_after),
        },
        mistakes={
            "stepped_with_the_gradient": after_negative,
            "x_forgotten": weight - rate * error,
            "expected_minus_output": y - p,
        },
        steps=lambda: (
            (r"\p - \y &= ", p, " - ", y, " = ", error),
            ("x = ", x, r": \quad w' &= ", weight, " - ", rate, r" \cdot ", *bracketed(error), r" \cdot ",
             *bracketed(x), " = ", after),
            (r"w' x &= ", after, r" \cdot ", *bracketed(x), " = ", after * x),
            ("x = ", -x, r": \quad w' &= ", weight, " - ", rate, r" \cdot ", *bracketed(error), r" \cdot ",
             *bracketed(-x), " = ", after_negative),
            (r"w' x &= ", after_negative, r" \cdot ", *bracketed(-x), " = ", -after_negative * x),
        ),
    )


@example
def weight_step(
    shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0, weight: float = 0.5, rate: float = 0.1
) -> Worked:
    """Step against the gradient of the true class's score (with x = 1): it is negative, so the weight rises."""
    slope = shown(softmax(z)[y] - 1)
    after = weight - rate * slope
    return Worked(
        values={"gradient": slope, "weight_after": after},
        mistakes={
            "sign_of_the_gradient_lost": weight - rate * abs(slope),
            "rate_forgotten": weight - slope,
            "by_the_probability": weight + rate / softmax(z)[y],
        },
        steps=lambda: (
            (r"w' &= w - \eta \, \frac{\partial L}{\partial w} = ", weight, " - ", rate, r" \cdot ",
             *bracketed(digits(5, slope)), " = ", after),
        ),
    )


@example
def gradient_of_weights(
    shown: Shown,
    W: Value = ((4.0, 1.0), (3.0, 2.0), (3.0, 1.0)),
    b: Value = (1.0, 1.0, 1.0),
    x: Value = ((2.0, 1.0), (1.0, 2.0)),
    y: Value = (0, 2),
    rate: float = 0.1,
) -> Worked:
    """Compute ∂L/∂W, the mean of (p − y) xᵀ over the photos, and ∂L/∂b, the mean of p − y; then step once."""
    W, b, x = np.asarray(W), np.asarray(b), np.asarray(x)
    z = shown(x @ W.T + b)
    p = shown(softmax(z))
    errors = shown(p - np.eye(len(b))[list(y)])
    outer = shown(errors[:, :, None] * x[:, None, :])
    by_weights, by_biases = shown(outer.mean(axis=0)), shown(errors.mean(axis=0))
    weights_after, biases_after = W - rate * by_weights, b - rate * by_biases
    losses = softmax_cross_entropy(z, y, reduction="none")
    return Worked(
        values={
            "z": z,
            "p": p,
            "errors": errors,
            "outer": outer,
            "by_weights": by_weights,
            "by_biases": by_biases,
            "weights_after": weights_after,
            "losses": losses,
            "loss": losses.mean(),
            "loss_after": softmax_cross_entropy(x @ weights_after.T + biases_after, y),
        },
        mistakes={"summed": outer.sum(axis=0), "last_photo_only": outer[-1]},
        steps=lambda: (
            *(
                (rf"\frac{{\partial L}}{{\partial W_{{1{k + 1}}}}} &= \frac{{",
                 *products([digits(5, error) for error in errors[:, 0]], x[:, k]), "}{", len(y), "} = ",
                 by_weights[0, k])
                for k in range(x.shape[1])
            ),
            (r"\frac{\partial L}{\partial b_1} &= \frac{", *joined(" + ", [digits(5, error) for error in errors[:, 0]]),
             "}{", len(y), "} = ", by_biases[0]),
        ),
    )
