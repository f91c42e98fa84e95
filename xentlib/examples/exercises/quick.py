"""Softmax and sigmoid of a few scores: what questions draw by the hundred must be quick, not exact to the last digit.

`xentlib.losses` is what a program should use; a test compares both.
"""

from __future__ import annotations

import numpy as np

from xentlib.examples.registry import Value


def quick_softmax(z: Value, *, temperature: float = 1.0) -> Value:
    """Return the probabilities of each row of scores.

    >>> quick_softmax([3.2, 5.1, -1.7]).round(3)
    array([0.13 , 0.869, 0.001])
    """
    scores = np.asarray(z) / temperature
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def quick_sigmoid(z: Value) -> Value:
    """Return σ(z) = 1 / (1 + e^{−z}) of a number or of each number.

    >>> float(quick_sigmoid(0.0))
    0.5
    """
    return 1 / (1 + np.exp(-np.asarray(z)))
