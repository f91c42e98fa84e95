"""What programs make of it: ceilings of clipped losses, scores for probabilities, a wrong axis (lessons 9 and 10)."""

from __future__ import annotations

import numpy as np

from xentlib.examples.cross_entropy import CLIPPED_AT
from xentlib.examples.registry import Shown, Value, Worked, example
from xentlib.examples.steps import bracketed, digits
from xentlib.losses import softmax, softmax_cross_entropy

LOWEST_LOGARITHM = -100.0
"""PyTorch's BCELoss takes no logarithm for lower than this."""


@example
def clipping_ceilings(shown: Shown, z: Value = (0.0, 200.0), y: int = 0) -> Worked:
    """Meet the highest loss that a framework shows: computed from clipped probabilities, not from the scores.

    Keras cuts probabilities off at 10⁻⁷, PyTorch's BCELoss logarithms at −100. From the scores both give the loss.
    """
    loss = softmax_cross_entropy(z, y)
    other = 1 - y
    keras, torch = -np.log(max(softmax(z)[y], CLIPPED_AT)), min(loss, -LOWEST_LOGARITHM)
    return Worked(
        values={"loss": loss, "keras_ceiling": -np.log(CLIPPED_AT), "torch_ceiling": -LOWEST_LOGARITHM},
        mistakes={"clipped_probability": keras, "clipped_logarithm": torch},
        steps=lambda: (
            (r"L &= ", z[other], " - ", *bracketed(z[y]), r" + \ln(1 + e^{", z[y] - z[other], "}) = ", loss),
            (r"L_{\text{Keras}} &\le -\ln(", CLIPPED_AT, ") = ", digits(5, -np.log(CLIPPED_AT))),
            (r"L_{\text{BCELoss}} &\le ", -LOWEST_LOGARITHM),
        ),
    )


@example
def scores_as_probabilities(
    shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0, lucky: Value = (2.0, -1.0, 0.5)
) -> Worked:
    """Leave `from_logits` at its default in Keras and pass scores: the loss is wrong, or stands still for ever.

    CategoricalCrossentropy divides by the sum, then clips to [10⁻⁷, 1 − 10⁻⁷]. SparseCategoricalCrossentropy clips
    alone: scores above 1 all become the same, so that the loss is ln C with the gradient 0. Scores of both signs can
    look perfect. Keras computes in float32, where 1 − 10⁻⁷ is 1 − 1.19·10⁻⁷, and so do we. All this is so with the
    TensorFlow backend; with that of PyTorch, the sparse loss divides by the sum as well.
    """
    z, lucky = np.asarray(z), np.asarray(lucky)
    clipped = _clip(z)
    sparse = softmax_cross_entropy(np.log(clipped), y)
    untouched = (z == clipped).astype(float)  # clipping has the derivative 1 inside of its bounds and 0 outside
    slope = (softmax(np.log(clipped)) - np.eye(len(z))[y]) / clipped * untouched + 0.0  # −0.0 + 0.0 is 0.0
    lucky_loss = -np.log(_clip(lucky / lucky.sum()))[y]
    return Worked(
        values={
            "loss": softmax_cross_entropy(z, y),
            "clipped": clipped,
            "sparse_gradient": slope,
            "gradient": softmax(z) - np.eye(len(z))[y],
            "loss_of_lucky": softmax_cross_entropy(lucky, y),
        },
        mistakes={
            "categorical": -np.log(_clip(z / z.sum()))[y],
            "sparse": sparse,
            "categorical_of_lucky": lucky_loss,
        },
        steps=lambda: (
            (r"L_{\text{categorical}} &= -\ln \frac{", z[y], "}{", z.sum(), "} = ", -np.log(z[y] / z.sum())),
            (r"L_{\text{sparse}} &= \ln ", len(z), " = ", sparse),
            (r"L &= -\ln ", digits(5, softmax(z)[y]), " = ", softmax_cross_entropy(z, y)),
            (r"\tilde L_{\text{categorical}} &= -\ln(1 - ", 1 - _clip(1.0), ") = ", lucky_loss),
            (r"\tilde L &= ", softmax_cross_entropy(lucky, y)),
        ),
    )


def _clip(values: Value) -> Value:
    low = np.float32(CLIPPED_AT)
    return np.clip(values, float(low), float(np.float32(1) - low))


@example
def over_the_batch(shown: Shown, z: Value = ((10.0, 9.0, 8.0),)) -> Worked:
    """Take softmax along the batch instead of the classes: with a batch of one, everything is certain."""
    return Worked(
        values={"p": softmax(z, axis=1)[0], "total": softmax(z, axis=1)[0].sum()},
        mistakes={"over_the_batch": softmax(z, axis=0)[0]},
        steps=lambda: tuple((r"\frac{e^{", one, "}}{e^{", one, "}} &= ", 1) for one in z[0]) if len(z) == 1 else (),
    )
