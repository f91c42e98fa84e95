"""The library behind the course: the mathematics of cross-entropy, and the machine that tells it.

>>> import xentlib
>>> xentlib.softmax([10.0, 9.0, 8.0]).round(2)
array([0.67, 0.24, 0.09])

Importing it loads numpy and nothing heavier.
"""

from xentlib.losses import (
    cross_entropy,
    entropy,
    log_softmax,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    softmax_cross_entropy_gradient,
)

__all__ = [
    "cross_entropy",
    "entropy",
    "log_softmax",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_gradient",
]
