"""Tell how long work goes on: one line for each stage when it starts, its seconds when it has ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def silent(text: str) -> None:
    """Say nothing."""


class Stages:
    """The stages of one run of the build, with the seconds that each took.

    >>> stages = Stages(print)
    >>> with stages.run("figures"):
    ...     pass
    figures
    >>> list(stages.seconds)
    ['figures']
    """

    def __init__(self, say: Callable[[str], None] = silent) -> None:
        self.say = say
        self.seconds: dict[str, float] = {}
        self.notes: list[str] = []  # what whoever runs it should know, though nothing is wrong enough to stop

    @contextmanager
    def run(self, name: str) -> Iterator[None]:
        """Announce the stage `name` and add its wall-clock time to `seconds`, also when it fails."""
        self.say(name)
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
