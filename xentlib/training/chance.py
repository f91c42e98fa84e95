"""Numbers that look random and are the same bytes for ever, read off SHAKE-256.

No generator of a library is used: NumPy keeps the bytes of a bit generator but not those of `permutation` or
`normal`, and a lesson's curve must not move with an upgrade.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xentlib.losses import Floats


def uniforms(*name: object, size: int) -> Floats:
    """Return `size` numbers from [0, 1), multiples of 2^−53, named by any words and numbers.

    >>> uniforms("a name", size=3).round(4)
    array([0.2498, 0.6049, 0.1036])
    """
    uniform: Floats = (_words(name, size) >> np.uint64(11)) * 2.0**-53
    return uniform


def normals(*name: object, size: int) -> Floats:
    """Return `size` draws of the standard normal distribution (Box and Muller, 1958).

    The last bit depends on the machine's logarithm and cosine: round before you call them the same bytes.
    """
    length = np.sqrt(-2.0 * np.log1p(-uniforms(*name, "length", size=size)))
    normal: Floats = length * np.cos(2.0 * np.pi * uniforms(*name, "angle", size=size))
    return normal


def order(*name: object, size: int) -> NDArray[np.intp]:
    """Return 0, …, size − 1 in one of their orders, each as likely as the others: sorted by hashed keys.

    >>> order("shuffle", 1, size=6), order("shuffle", 2, size=6)
    (array([5, 0, 2, 4, 3, 1]), array([1, 2, 4, 0, 3, 5]))
    """
    return np.argsort(_words(name, size), kind="stable")


def _words(name: tuple[object, ...], size: int) -> NDArray[Any]:
    text = "\0".join(map(str, name))
    # The byte order is named, so that it is not the machine's; then native, so that NumPy computes with it.
    return np.frombuffer(hashlib.shake_256(text.encode()).digest(8 * size), dtype=">u8").astype(np.uint64)
