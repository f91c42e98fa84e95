"""Draw the inputs of a variant so that a stored seed asks the same question for ever.

Every named input has a stream of its own, read off SHA-256. No generator of a library is used: an upgrade
must not change a published variant, and a new input must not move the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from xentlib.errors import InputError

Item = TypeVar("Item")


@dataclass(frozen=True)
class Draws:
    """The draws of one variant, named by `key`: any words that tell it from all others.

    >>> draws = Draws("softmax/one-probability", "7")
    >>> draws.decimals("z", 3, -2, 5, places=1)
    (-1.4, 1.0, 1.5)
    >>> Draws("softmax/one-probability", "7").decimals("z", 3, -2, 5, places=1)
    (-1.4, 1.0, 1.5)
    """

    key: tuple[str, ...]
    _begun: Any = field(repr=False, compare=False)

    def __init__(self, *key: str) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "_begun", hashlib.sha256("\0".join((*key, "")).encode()))

    def integer(self, name: str, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included, each as likely as the others."""
        return low + self._below(name, high - low + 1)

    def decimals(self, name: str, size: int, low: int, high: int, *, places: int) -> tuple[float, ...]:
        """Return `size` numbers from `low` to `high` with that many decimal places, no two alike."""
        parts = 10**places
        steps = (high - low) * parts + 1
        if size > steps:
            raise InputError(name, f"{size} different numbers of {steps}", f"at most {steps}")
        chosen: dict[int, None] = {}
        tries = 0
        while len(chosen) < size:
            chosen[self._below(f"{name}[{tries}]", steps)] = None
            tries += 1
        return tuple([(low * parts + step) / parts for step in chosen])

    def choice(self, name: str, items: Sequence[Item]) -> Item:
        """Return one of `items`, each as likely as the others."""
        return items[self._below(name, len(items))]

    def shuffled(self, name: str, items: Sequence[Item]) -> tuple[Item, ...]:
        """Return `items` in one of their orders, each as likely as the others (Fisher-Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self._below(f"{name}[{last}]", last + 1)
            order[last], order[other] = order[other], order[last]
        return tuple(order)

    def _below(self, name: str, bound: int) -> int:
        # 256 bits modulo a bound below 2^64 is uneven by less than 2^-192: not worth a rejection loop.
        digest = self._begun.copy()
        digest.update(name.encode())
        return int.from_bytes(digest.digest(), "big") % bound
