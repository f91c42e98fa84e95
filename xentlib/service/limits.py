"""Limit how often an address may guess or make something. Kept in memory, and never by the address itself."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from xentlib.service.refusal import Refusal

_SECRET = secrets.token_bytes(32)  # of this process: what is kept tells nobody an address
MOST_ADDRESSES = 10_000


class Limit:
    """At most `most` within `seconds` from one address.

    >>> clock = [0.0]
    >>> limit = Limit(2, 60, clock=lambda: clock[0])
    >>> limit.count("192.0.2.1"), limit.count("192.0.2.1"), limit.wait("192.0.2.1"), limit.wait("192.0.2.2")
    (None, None, 60, 0)
    >>> clock[0] = 60
    >>> limit.wait("192.0.2.1")
    0
    """

    def __init__(self, most: int, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.seconds, self._clock = most, seconds, clock
        self._counts: OrderedDict[bytes, tuple[int, float]] = OrderedDict()

    def require(self, address: str) -> None:
        """Raise Refusal where the address has used up what it had."""
        wait = self.wait(address)
        if wait:
            raise Refusal(429, "too_often", wait=wait)

    def wait(self, address: str) -> int:
        """Return after how many seconds the address may try again; 0: now."""
        count, end = self._counts.get(_key(address), (0, 0.0))
        left = end - self._clock()
        return max(1, round(left)) if count >= self.most and left > 0 else 0

    def count(self, address: str) -> None:
        """Count one try."""
        now, key = self._clock(), _key(address)
        count, end = self._counts.pop(key, (0, 0.0))
        self._counts[key] = (count + 1, end) if end > now else (1, now + self.seconds)
        if len(self._counts) > MOST_ADDRESSES:
            self._counts.popitem(last=False)


def _key(address: str) -> bytes:
    try:
        one = ipaddress.ip_address(address)
        if one.version == 6:  # one customer has a whole network of them
            address = str(ipaddress.ip_network((one, 64), strict=False))
    except ValueError:
        pass  # a socket of this machine has no address
    return hmac.digest(_SECRET, address.encode(), "sha256")[:16]
