"""What may go in: every check of an argument, each with an InputError that names argument, position and value.

With this module one can

- read an argument: `real_numbers`, `scores`, `distribution`, `probabilities`, `class_indices`,
  `used_rows`, `class_weights`;
- check an option: `check_axis`, `check_shape`, `check_positive`, `check_fraction`;
- give back the type that came in: `like`.

Shapes must match exactly. Nothing is broadcast silently: a column of labels beside a row of scores is a mistake
that costs an afternoon, not a wish for a table of all pairs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xentlib.errors import InputError

Floats = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]
Indices = NDArray[np.intp]

SUM_TOLERANCE = 1e-6
"""How far the sum of given probabilities may be from 1: room for float32 and for six typed decimals."""


def array(name: str, values: ArrayLike) -> NDArray[Any]:
    """Return `values` as an array of whatever type they have."""
    try:
        return np.asarray(values)
    except ValueError:
        raise InputError(name, "rows of different lengths", "a rectangular array of numbers") from None


def real_numbers(name: str, values: ArrayLike) -> Floats:
    """Return `values` as floats: float32 stays float32, everything else becomes float64."""
    numbers = array(name, values)
    if numbers.dtype.kind not in "iuf":
        raise InputError(name, f"values of type {numbers.dtype}", "real numbers")
    return numbers if numbers.dtype in (np.float32, np.float64) else numbers.astype(np.float64)


def finite_numbers(name: str, values: ArrayLike) -> Floats:
    """Return `values` as floats, at least one of them and each finite."""
    numbers = real_numbers(name, values)
    if numbers.size == 0:
        raise InputError(name, f"shape {numbers.shape}", "at least one number")
    reject(~np.isfinite(numbers), name, numbers, "a finite number")
    return numbers


def scores(name: str, values: ArrayLike, axis: int) -> Floats:
    """Return scores of which each group along `axis` has a finite maximum: no nan, no +inf, not all masked."""
    numbers = real_numbers(name, values)
    if numbers.ndim == 0 or numbers.size == 0:
        raise InputError(name, f"shape {numbers.shape}", "at least one score in an array")
    check_axis(axis, name, numbers)
    if not np.isfinite(numbers.max(axis=axis)).all():  # nan and +inf come through a maximum
        reject_scores(name, numbers, axis)
    return numbers


def reject_scores(name: str, numbers: Floats, axis: int) -> None:
    """Raise an InputError for the first score of `numbers` that has no softmax."""
    reject(np.isnan(numbers), name, numbers, "a number or -inf")
    reject(numbers == np.inf, name, numbers, "a number or -inf")
    masked = (numbers == -np.inf).all(axis=axis, keepdims=True)
    reject(np.broadcast_to(masked, numbers.shape), name, numbers, "a class that is not masked by -inf")


def binary_scores(name: str, values: ArrayLike) -> Floats:
    """Return scores of sigmoids, in any shape: no nan, no +inf."""
    numbers = real_numbers(name, values)
    if numbers.size == 0:
        raise InputError(name, f"shape {numbers.shape}", "at least one score")
    reject(np.isnan(numbers) | (numbers == np.inf), name, numbers, "a number or -inf")
    return numbers


def distribution(name: str, values: ArrayLike, axis: int) -> Floats:
    """Return probabilities that sum to 1 along `axis`, within SUM_TOLERANCE."""
    numbers = real_numbers(name, values)
    if numbers.ndim == 0 or numbers.size == 0:
        raise InputError(name, f"shape {numbers.shape}", "at least one probability in an array")
    check_axis(axis, name, numbers)
    reject(~((numbers >= 0) & (numbers <= 1 + SUM_TOLERANCE)), name, numbers, "a probability from 0 to 1")
    totals = np.asarray(numbers.sum(axis=axis, dtype=np.float64))
    reject(np.abs(totals - 1) > SUM_TOLERANCE, f"sum of {name}", totals, f"1 within {SUM_TOLERANCE}")
    return numbers


def probabilities(name: str, values: ArrayLike) -> Floats:
    """Return separate probabilities, each from 0 to 1, in any shape."""
    numbers = real_numbers(name, values)
    if numbers.size == 0:
        raise InputError(name, f"shape {numbers.shape}", "at least one probability")
    reject(~((numbers >= 0) & (numbers <= 1)), name, numbers, "a probability from 0 to 1")
    return numbers


def class_indices(
    name: str,
    values: ArrayLike,
    scores_shape: tuple[int, ...],
    ignore_index: int | None = None,
    *,
    soft: bool = True,
) -> Indices:
    """Return one class for each row of scores of shape (…, C): integers from 0 to C − 1, or `ignore_index`.

    `soft` says that a distribution for each row would do as well, which an error then mentions.
    """
    if ignore_index is not None and not (is_integer(ignore_index) and -(2**63) <= ignore_index < 2**63):
        raise InputError("ignore_index", repr(ignore_index), "an integer or None")
    indices = array(name, values)
    if indices.dtype.kind not in "iu":
        labels = f", or shape {scores_shape}, a distribution for each row" if soft else ""
        raise InputError(name, f"values of type {indices.dtype}", f"class indices (integers){labels}")
    *rows, classes = scores_shape
    if indices.shape != tuple(rows):
        labels = f", or shape {scores_shape}, a distribution for each" if soft else ""
        expected = f"shape {tuple(rows)}, one class for each row of scores{labels}"
        raise InputError(name, f"shape {indices.shape}", expected)
    if indices.min() >= 0 and indices.max() < classes and ignore_index is None:
        return indices.astype(np.intp)
    wrong = (indices < 0) | (indices >= classes)
    if ignore_index is None:
        reject(wrong, name, indices, f"an index from 0 to {classes - 1}")
    else:
        wrong &= indices != ignore_index
        reject(wrong, name, indices, f"an index from 0 to {classes - 1}, or {ignore_index} to be ignored")
    return indices.astype(np.intp)


def used_rows(name: str, indices: Indices, ignore_index: int | None) -> NDArray[np.bool_]:
    """Return which of the indices are not ignored: at least one."""
    used = np.full(indices.shape, True) if ignore_index is None else np.asarray(indices != ignore_index)
    if not used.any():
        raise InputError(name, f"only {ignore_index}, which is ignored", "a class index for at least one row")
    return used


def class_weights(name: str, values: ArrayLike, classes: int) -> Doubles:
    """Return one weight for each class: finite, not negative, not all zero."""
    numbers = finite_numbers(name, values)
    check_shape(name, numbers, (classes,), "one weight for each class")
    reject(numbers < 0, name, numbers, "a weight of at least 0")
    if not numbers.any():
        raise InputError(name, "all weights are 0", "at least one positive weight")
    return numbers.astype(np.float64)


def check_axis(axis: int, name: str, numbers: NDArray[Any]) -> None:
    if not is_integer(axis) or not -numbers.ndim <= axis < numbers.ndim:
        raise InputError("axis", axis, f"an axis of {name}, whose shape is {numbers.shape}")


def check_shape(name: str, numbers: NDArray[Any], shape: tuple[int, ...], meaning: str) -> None:
    if numbers.shape != shape:
        raise InputError(name, f"shape {numbers.shape}", f"shape {shape}, {meaning}")


def check_positive(name: str, value: float) -> None:
    if not _is_real(value) or not 0 < value < np.inf:
        raise InputError(name, value, "a positive number")


def check_not_negative(name: str, value: float) -> None:
    if not _is_real(value) or not 0 <= value < np.inf:
        raise InputError(name, value, "a number of at least 0")


def check_fraction(name: str, value: float) -> None:
    if not _is_real(value) or not 0 <= value <= 1:
        raise InputError(name, value, "a number from 0 to 1")


def check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    if not isinstance(value, str) or value not in choices:
        *first, last = map(repr, choices)
        raise InputError(name, repr(value), f"{', '.join(first)} or {last}")


def is_integer(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def reject(wrong: NDArray[np.bool_], name: str, values: NDArray[Any], expected: str) -> None:
    """Raise an InputError that names the first position where `wrong` holds."""
    if not np.any(wrong):
        return
    position = tuple(int(index) for index in np.argwhere(wrong)[0])
    place = f"{name}[{', '.join(map(str, position))}]" if position else name
    raise InputError(place, np.asarray(values)[position], expected)


def like(result: NDArray[Any], *arguments: Floats) -> Floats:
    """Return `result` as float32 where all arguments are float32, else as float64; a number for no dimensions.

    We compute in float64 and round once at the end, because float32's exponential alone is off by up to 2.5 units
    in the last place. Only the loss from class indices, for speed, takes that exponential; its sums are float64.
    """
    kind: type[np.floating[Any]] = np.float64
    if all(argument.dtype == np.float32 for argument in arguments):
        kind = np.float32
    with np.errstate(over="ignore", under="ignore"):
        given: Floats = np.asarray(result).astype(kind, copy=False)
    return given[()]


def _is_real(value: object) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) <= sys.float_info.max  # a whole number of Python may be too large for any float
    return isinstance(value, (float, np.integer, np.floating))

