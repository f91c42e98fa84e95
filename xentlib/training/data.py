"""Synthetic data, drawn from a seed: three clouds of points. Nothing here was measured.

Two seeds give two independent sets from the same source, one to train on and one to validate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xentlib.losses import Floats, inputs
from xentlib.training.arguments import finite_array, whole
from xentlib.training.chance import normals

PLACES = 2
"""Decimal places of a drawn feature: few enough that every machine's logarithm and cosine give the same bytes."""


@dataclass(frozen=True, eq=False)
class DataSet:
    """n examples of D features each: `features` (n, D) and `labels` (n,), whole numbers from 0 to `classes` − 1.

    >>> DataSet([[0.5, 1.0], [2.0, 0.0]], [0, 3], classes=3)
    Traceback (most recent call last):
    xentlib.errors.InputError: labels[1]: 3; expected an index from 0 to 2
    """

    features: Floats
    labels: NDArray[np.intp]
    classes: int

    def __post_init__(self) -> None:
        features = finite_array("features", self.features, shape=(None, None))
        classes = whole("classes", self.classes, low=2)
        labels = inputs.class_indices("labels", self.labels, (len(features), classes), soft=False)
        object.__setattr__(self, "features", features)
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "classes", classes)

    def __len__(self) -> int:
        return len(self.features)


def overlapping_clouds(*, seed: int, per_class: int = 50, idle_features: int = 0) -> DataSet:
    """Draw three classes in two features that no line can part: one point in six lies with another class.

    Each class is normal with the standard deviation 1 around its corner of a triangle, at the distance 1.5 from the
    origin. So the best that any classifier can know is exactly a softmax regression, whose weights are the `corners`;
    on endless data it has the accuracy 0.837 and the loss 0.410. `idle_features` appends features that are noise
    alone: a model of few examples and many features is over-confident.

    >>> data = overlapping_clouds(seed=1)
    >>> data.features.shape, np.bincount(data.labels)
    ((150, 2), array([50, 50, 50]))

    Raises InputError for counts that are no counts.
    """
    return _clouds("overlapping", seed, per_class, idle_features, distance=OVERLAPPING_DISTANCE, spread=1.0)


def separable_clouds(*, seed: int, per_class: int = 50) -> DataSet:
    """Draw three classes in two features with room between them: every boundary is 5 standard deviations away.

    Without a penalty no weights are the best here: larger ones are always better, and training never ends.

    >>> separable_clouds(seed=1, per_class=4).features.shape
    (12, 2)

    Raises InputError for counts that are no counts.
    """
    return _clouds("separable", seed, per_class, 0, distance=3.0, spread=0.5)


OVERLAPPING_DISTANCE = 1.5
"""From the origin to each corner, in standard deviations."""


def corners(distance: float) -> Floats:
    """Return the corners (3, 2) of the equilateral triangle around the origin, the first one up."""
    angles = np.pi / 2 + np.arange(3) * 2 * np.pi / 3
    return distance * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _clouds(
    name: str, seed: int, per_class: int, idle_features: int, *, distance: float, spread: float
) -> DataSet:
    seed, per_class = whole("seed", seed), whole("per_class", per_class, low=1)
    idle_features = whole("idle_features", idle_features)
    labels = np.arange(3 * per_class) % 3
    # A stream for each feature, so that idle features do not move the others.
    columns = [normals(name, seed, feature, size=len(labels)) for feature in range(2 + idle_features)]
    features = np.stack(columns, axis=1)
    features[:, :2] = spread * features[:, :2] + corners(distance)[labels]
    return DataSet(features.round(PLACES) + 0.0, labels, 3)  # −0.0 + 0.0 is 0.0
