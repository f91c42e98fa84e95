"""Learning by gradient descent, small enough to see every step.

With this package one can

- walk downhill on any function of two weights and keep the path: `descend`, on `BOWL` (one minimum) or on
  `TWO_VALLEYS` (not convex), or on a `Surface` of one's own;
- watch a sigmoid neuron unlearn a wrong answer, slowly with the quadratic cost, fast with cross-entropy:
  `train_neuron`;
- train a softmax regression, full-batch or mini-batch, with L1 or L2, and see its curves:
  `train_softmax_regression`;
- make the confidence of a trained classifier honest with one number: `fit_temperature`;
- draw the data for all this, which are synthetic and say so: `overlapping_clouds`, `separable_clouds`.

Losses are in nats. A curve has one point more than there were epochs: point t is after t epochs, point 0 is the
start. Nothing is random: shuffles and data are read off a hash of the seed. They are the same bytes on every
machine; a curve is the same up to the rounding of the machine's matrix product.
"""

from xentlib.training.data import DataSet, overlapping_clouds, separable_clouds
from xentlib.training.descent import Descent, descend
from xentlib.training.neuron import Cost, NeuronCurves, train_neuron
from xentlib.training.regression import (
    Curves,
    Regression,
    regression_gradient,
    regression_objective,
    train_softmax_regression,
)
from xentlib.training.surface import BOWL, TWO_VALLEYS, Surface
from xentlib.training.temperature import Calibration, fit_temperature

__all__ = [
    "BOWL",
    "TWO_VALLEYS",
    "Calibration",
    "Cost",
    "Curves",
    "DataSet",
    "Descent",
    "NeuronCurves",
    "Regression",
    "Surface",
    "descend",
    "fit_temperature",
    "overlapping_clouds",
    "regression_gradient",
    "regression_objective",
    "separable_clouds",
    "train_neuron",
    "train_softmax_regression",
]
