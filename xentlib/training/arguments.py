"""Check what only training asks for, on top of `xentlib.losses.inputs`: counts, and arrays with any number of rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from xentlib.errors import InputError
from xentlib.losses import Floats, inputs


def whole(name: str, value: Any, *, low: int = 0, high: int | None = None) -> int:
    """Return `value` as a whole number from `low` to `high`, both included.

    >>> whole("batch_size", 0, low=1, high=150)
    Traceback (most recent call last):
    xentlib.errors.InputError: batch_size: 0; expected a whole number from 1 to 150
    """
    if not inputs.is_integer(value) or value < low or (high is not None and value > high):
        raise InputError(name, repr(value), f"a whole number from {low}" + ("" if high is None else f" to {high}"))
    return int(value)


def finite_array(name: str, values: ArrayLike, *, shape: tuple[int | None, ...]) -> Floats:
    """Return a copy of `values` as finite float64 of that shape, where None stands for any size but 0.

    >>> finite_array("features", [0.5, 1.0], shape=(None, 2))
    Traceback (most recent call last):
    xentlib.errors.InputError: features: shape (2,); expected shape (…, 2)
    """
    numbers = inputs.finite_numbers(name, values)
    sizes = zip(numbers.shape, shape, strict=False)
    if numbers.ndim != len(shape) or any(wanted is not None and size != wanted for size, wanted in sizes):
        text = ", ".join("…" if size is None else str(size) for size in shape)
        raise InputError(name, f"shape {numbers.shape}", f"shape ({text},)" if len(shape) == 1 else f"shape ({text})")
    return numbers.astype(np.float64)
