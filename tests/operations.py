"""Operations for the tests of the store."""

import threading
from dataclasses import dataclass

from xentlib.store import Operation


@dataclass(frozen=True, slots=True)
class Blocked(Operation[None]):
    """An operation that lets the writer wait, so that others gather behind it."""

    reached: threading.Event
    door: threading.Event

    def run(self, rows):
        self.reached.set()
        self.door.wait(30)
