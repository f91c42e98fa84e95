"""Work that takes a while, done one after another, so that it keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class Line:
    """A line before one thread. Whoever asks for what waits in it already gets that one: no crowd makes it longer."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._turn = asyncio.Lock()
        self._waiting: dict[Hashable, asyncio.Task[Any]] = {}

    async def do(self, name: Hashable, work: Callable[[], Any]) -> Any:
        """Return what `work` does. Work of one name does the same."""
        if name not in self._waiting:
            self._waiting[name] = asyncio.create_task(self._in_turn(name, work))
        return await asyncio.shield(self._waiting[name])

    async def _in_turn(self, name: Hashable, work: Callable[[], Any]) -> Any:
        async with self._turn:
            del self._waiting[name]  # whoever asks from now on must see what was written until then
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Finish what has begun, and no more."""
        self._thread.shutdown(cancel_futures=True)
