"""Differences and quotients together with what their rounding lost.

With this module one can keep the digits that a float cannot hold: `difference` and `quotient` return the rounded
result and the rest, and the two together are as good as twice the digits.

Why bother? The exponential magnifies: 0.1 − 700.2 is rounded by 2e-14, and so e^{0.1 − 700.2} is wrong by 2e-14
of itself, 200 units in its last place. The rest puts that right: e^{d + r} = e^d (1 + r), for a rest r so small.
"""

from __future__ import annotations

import numpy as np

from xentlib.losses.inputs import Doubles

_SPLITTER = 2.0**27 + 1  # cuts the 53 bits of a float64 into two halves whose products are exact


def difference(a: Doubles, b: Doubles) -> tuple[Doubles, Doubles]:
    """Return (d, r) with d = a − b rounded and d + r = a − b exactly; r is 0 where d is not finite.

    >>> d, r = difference(np.array(1.0), np.array(1e-20))
    >>> float(d), float(r)
    (1.0, -1e-20)

    Source: Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        rounded = a - b
        taken = rounded - a
        rest = (a - (rounded - taken)) - (b + taken)
    return rounded, np.where(np.isfinite(rounded), rest, 0.0)


def quotient(a: Doubles, b: float) -> tuple[Doubles, Doubles]:
    """Return (q, r) with q = a / b rounded and q + r = a / b to twice the digits; r is 0 where it is not finite.

    Source: Dekker (1971), "A floating-point technique for extending the available precision".
    """
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        rounded = a / b
        product = rounded * b
        (q_high, q_low), (b_high, b_low) = _halves(rounded), _halves(np.float64(b))
        lost = ((q_high * b_high - product) + q_high * b_low + q_low * b_high) + q_low * b_low
        rest = ((a - product) - lost) / b
    return rounded, np.where(np.isfinite(rest), rest, 0.0)


def _halves(value: Doubles | np.float64) -> tuple[Doubles, Doubles]:
    scaled = _SPLITTER * value
    high = np.asarray(scaled - (scaled - value))
    return high, np.asarray(value - high)
