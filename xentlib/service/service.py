"""The quiz service: what its handlers share, from the start of the server to its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from xentlib.catalogs import words
from xentlib.classroom import Texts, texts_of
from xentlib.codes import new_id
from xentlib.course import Course
from xentlib.service.exchange import Exchange, Header
from xentlib.service.html import Html
from xentlib.service.identity import Identity, learner_cookie, mark_of, set_cookie, teacher_cookie
from xentlib.service.limits import Limit
from xentlib.service.line import Line
from xentlib.service.messages import Problem
from xentlib.service.refusal import Refusal, choose_language, phrases
from xentlib.service.variants import Bank, Desk
from xentlib.store import ClassRow, Rows, Store

Result = TypeVar("Result")

READERS = 4
"""So many threads read from the database; reports have one of their own, and so has what learners did so far."""


class Service:
    """A course that is asked, and the store that keeps what is answered."""

    def __init__(self, course: Course, store: Store, bank: Bank | None = None) -> None:
        self.course, self.store = course, store
        self.bank, self.desk, self.html = bank or Bank(course), Desk(), Html(course)
        self.identity = Identity(store.secret)
        self.guesses = Limit(100, 600)  # wrong codes; right ones are free: a whole class may share one address
        self.new_classes = Limit(20, 3600)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._reports, self._progress = Line("report"), Line("progress")  # much may have been answered
        self._texts: dict[str, Texts] = {}
        self._problems: dict[str, dict[str, str]] = {}

    def close(self) -> None:
        """End what was started here; the store is closed by whoever opened it."""
        self._readers.shutdown()
        self._reports.close()
        self._progress.close()
        self.html.close()

    async def read(self, function: Callable[[Rows], Result]) -> Result:
        """Read from the database without holding up the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, lambda: self.store.read(function))

    async def progress(self, learner: str, function: Callable[[Rows], Result]) -> Result:
        """Read what a learner did so far."""
        found: Result = await self._progress.do(learner, lambda: self.store.read(function))
        return found

    async def report(self, name: tuple[str, ...], make: Callable[[Texts], Result], language: str) -> Result:
        """Make the report of a name with the texts of a language."""

        def told() -> Result:
            if language not in self._texts:
                self._texts[language] = texts_of(self.course, language)
            return make(self._texts[language])

        made: Result = await self._reports.do(name, told)
        return made

    def language(self, exchange: Exchange, asked: str = "") -> str:
        """Return the language of a reply: the body's, the query's, the browser's."""
        asked = asked or (exchange.query("lang") if exchange.scope["query_string"] else "")
        if asked in self.bank.languages:
            return asked
        return choose_language(asked, exchange.header(b"accept-language"), self.bank.languages)

    def problem(self, refusal: Refusal, language: str) -> Problem:
        """Say why a request is refused."""
        if language not in self._problems:
            self._problems[language] = phrases(words(self.course, language))
        return Problem(refusal.error, self._problems[language][refusal.error], refusal.detail)

    def known_learner(self, exchange: Exchange) -> str | None:
        """Return the learner of a browser; None where it has no cookie, or one that we did not sign."""
        cookie = exchange.cookies.get(learner_cookie(exchange.secure))
        return self.identity.learner_of(cookie) if cookie else None

    def learner(self, exchange: Exchange) -> str:
        """Return the learner of a browser. Raises Refusal where it has none."""
        found = self.known_learner(exchange)
        if found is None:
            raise Refusal(401, "no_learner")
        return found

    def some_learner(self, exchange: Exchange) -> tuple[str, tuple[Header, ...]]:
        """Return the learner of a browser, or a new one and the cookie that makes it this browser's."""
        found = self.known_learner(exchange)
        if found is not None:
            return found, ()
        return self.new_learner(exchange)

    def new_learner(self, exchange: Exchange) -> tuple[str, tuple[Header, ...]]:
        """Return a new learner, and the cookie that makes it this browser's."""
        learner = new_id()
        return learner, (self.cookie(exchange, learner),)

    async def guess(self, exchange: Exchange, find: Callable[[Rows], Result | None]) -> Result | None:
        """Return what belongs to a code; count the address where there is nothing. Raises Refusal after too many.

        Looked at again when it is found: many guesses at once are answered no more often than one after another.
        """
        self.guesses.require(exchange.address)
        found = await self.read(find)
        self.guesses.require(exchange.address)
        if found is None:
            self.guesses.count(exchange.address)
        return found

    def cookie(self, exchange: Exchange, learner: str) -> Header:
        return set_cookie(learner_cookie(exchange.secure), self.identity.cookie(learner), secure=exchange.secure)

    def forgotten(self, exchange: Exchange) -> Header:
        """Return the header that takes the learner's cookie away."""
        return set_cookie(learner_cookie(exchange.secure), "", secure=exchange.secure, age=0)

    def open_classes(self, exchange: Exchange) -> dict[str, str]:
        """Return the classes that this browser's instructor opened, each with the mark of the link that opened it."""
        cookie = exchange.cookies.get(teacher_cookie(exchange.secure))
        return self.identity.classes_of(cookie) if cookie else {}

    def opened(self, exchange: Exchange, klass: ClassRow) -> Header:
        """Return the cookie that opens one class more."""
        others = self.open_classes(exchange)
        others.pop(klass.id, None)  # the latest last
        value = self.identity.teacher_cookie({**others, klass.id: mark_of(klass)})
        return set_cookie(teacher_cookie(exchange.secure), value, secure=exchange.secure)


def now() -> int:
    """Return the time as it is stored: microseconds, UTC."""
    return time.time_ns() // 1000
