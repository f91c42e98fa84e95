"""The server's protocol with limits: whoever is slow, or sends too much, is told so and let go.

uvicorn has none for headers, nor for the time that a request takes to arrive. The deadlines of all connections are
looked at once a second, which costs a request nothing.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

MOST_HEADERS = 64 * 1024  # bytes, the first line included
MOST_BODY = 8192  # bytes
MOST_SENT = 64 * 1024  # bytes for a body in chunks: their lengths and what may follow the last one
SECONDS = 5.0  # for the headers, and then for the body
LINGER = 2.0  # seconds in which what is still coming in is thrown away, so that the client can read why
GIVE_UP = 30.0  # seconds for a client to take what we sent
_PERIOD = 1.0

# A log is not for strangers to fill: whoever sends no request is told so, and nobody else.
logging.getLogger("uvicorn.error").addFilter(lambda record: record.msg != "Invalid HTTP request received.")


class Guard(HttpToolsProtocol):
    """A connection: 431 for large headers, 413 for large bodies, 408 for what does not arrive."""

    _sweeping: set[int] = set()  # the lists of connections that are looked at  # noqa: RUF012

    deadline = 0.0  # when the connection is let go; 0: it may take its time
    stuck = 0.0  # the same for a client that takes nothing of what we send
    active: RequestResponseCycle | None = None  # the request that is being answered; `cycle` is the one read last
    refused = False
    _reading_head = True
    _head = 0  # bytes of the head so far
    _body = 0
    _sent = 0  # bytes after the head, whatever they mean
    _number = 0  # of the request that is read

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.deadline = self.loop.time() + SECONDS
        if id(self.connections) not in self._sweeping:
            self._sweeping.add(id(self.connections))
            self.loop.call_later(_PERIOD, _sweep, self.loop, self.connections)

    def data_received(self, data: bytes) -> None:
        if self.refused:
            return
        if not self.deadline and (self.cycle is None or self.cycle.response_complete):
            self.deadline = self.loop.time() + SECONDS  # also for what is no beginning of a request
        if self._reading_head:
            self._head += len(data)
        reading_body = 0 if self._reading_head else self._number
        super().data_received(data)
        if self._reading_head and self._head > MOST_HEADERS:
            self._refuse(431)
        elif reading_body == self._number and not self._reading_head:
            self._sent += len(data)
            if self._sent > MOST_SENT and not self.refused:
                self._refuse(413)

    def on_message_begin(self) -> None:
        self._reading_head, self._body = True, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._reading_head:  # what follows a body in chunks is no header: a proxy has not looked at it
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._reading_head, self._sent = False, 0
        self._number += 1
        if self.refused:
            return
        if self._head > MOST_HEADERS:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > MOST_HEADERS:
                self._refuse(431)
                return
        self._head = 0
        for name, value in self.headers:
            if name == b"content-length" and (len(value) > 9 or int(value) > MOST_BODY):
                self._refuse(413)
                return
        self.deadline = self.loop.time() + SECONDS
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if self.refused:
            return
        self._body += len(body)
        if self._body > MOST_BODY:
            self._refuse(413)
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self.refused:
            return
        self._reading_head, self._head, self.deadline = True, 0, 0.0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        if not self.refused:
            self._refuse(400)

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self.deadline = self.loop.time() + GIVE_UP

    def pause_writing(self) -> None:
        self.stuck = self.loop.time() + GIVE_UP
        super().pause_writing()

    def resume_writing(self) -> None:
        self.stuck = 0.0
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._give_up()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.active = cycle
        super()._start_asgi_task(cycle, app)

    def _unsupported_upgrade_warning(self) -> None:
        pass  # whoever asks for another protocol is answered in this one, without a word in the log

    def _give_up(self) -> None:
        """Answer nothing more of what was asked."""
        self.pipeline.clear()
        for cycle in (self.active, self.cycle):
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()

    def expire(self) -> None:
        """Let the connection go: it had its time."""
        if self.refused or self.stuck or self.transport.is_closing():
            self.transport.abort()
        elif self._reading_head and not self._head:
            self.deadline = self.loop.time() + GIVE_UP
            self.transport.close()
        else:
            self._refuse(408)

    def _refuse(self, status: int) -> None:
        """Say why, stop the handler that waits for more, and close after a moment."""
        self.refused = True
        self.deadline = self.loop.time() + LINGER
        silent = self.active is not None and self.active.response_started and not self.active.response_complete
        self._give_up()
        self.flow.resume_reading()
        if not silent:
            body = REFUSALS[status]
            head = b"content-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body)
            self.transport.write(STATUS_LINE[status] + head + body)
        if self.transport.can_write_eof():
            self.transport.write_eof()


REFUSALS = {
    400: b'{"error":"malformed","message":"The request could not be read."}',
    408: b'{"error":"slow","message":"The request took too long."}',
    413: b'{"error":"too_large","message":"The request is too large."}',
    431: b'{"error":"headers","message":"The headers of the request are too large."}',
}


def _sweep(loop: asyncio.AbstractEventLoop, connections: set[Any]) -> None:
    """Let go whose time is over; look again while there is anybody."""
    now = loop.time()
    for connection in [*connections]:
        if 0 < connection.deadline < now or 0 < connection.stuck < now:
            connection.expire()
    if connections:
        loop.call_later(_PERIOD, _sweep, loop, connections)
    else:
        Guard._sweeping.discard(id(connections))
