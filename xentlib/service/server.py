"""Run the application on a port until Ctrl-C or SIGTERM."""

from __future__ import annotations

import contextlib
import errno
import gc
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from xentlib.errors import ServeError
from xentlib.service.guard import Guard

MOST_FILES = 65536
"""So many files and connections may be open at once, where the system allows it."""

TURN = 0.0005
"""After so many seconds a thread gives up Python's lock to another: the one that writes waits for its turn four times
to a commit, and with Python's 5 ms the event loop would run out of requests meanwhile."""


def serve(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    ready: Callable[[str], None],
    stopping: threading.Event | None = None,
    proxies: str = "127.0.0.1,::1",
) -> None:
    """Serve `app` until Ctrl-C or SIGTERM, then finish what has begun; call `ready` as soon as the port is ours.

    `stopping` is set when the server begins to end, for answers that would go on for ever. `proxies` are the addresses
    whose word is taken for where a request came from, and whether by https.
    Raises ServeError where the port is taken or the host is no address of this machine.
    """
    lift_files()
    collect_seldom()
    sys.setswitchinterval(TURN)
    with bind(host, port) as listener:
        ready(address(host, listener.getsockname()[1]))
        Server(app, proxies, stopping).run(sockets=[listener])


def lift_files() -> None:
    """Let this process open as many files as it may, up to a bound: a connection is one, and many systems begin low."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # some systems allow less than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def collect_seldom() -> None:
    """Look for cycles of garbage seldom, and never among what was there at the start: all requests wait meanwhile."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class Server(uvicorn.Server):
    """uvicorn as we run it: with limits, without a log of who asked for what."""

    def __init__(self, app: ASGIApp, proxies: str = "", stopping: threading.Event | None = None) -> None:
        config = uvicorn.Config(
            app,
            loop="auto",
            http=Guard,
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            proxy_headers=True,
            forwarded_allow_ips=proxies,
        )
        super().__init__(config)
        self.stopping = stopping or threading.Event()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Not passed on to be raised once more at the end: whoever called us has a database to close.
        self.stopping.set()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens on this port, or say which port is free instead."""
    try:
        return _listen(host, port)
    except OverflowError:
        raise ServeError(f"port {port}: not a port; use a number from 0 to 65535") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            free = free_port(host, port)
            raise ServeError(f"port {port} on {host} is taken; use another: --port {free}") from None
        if error.errno == errno.EACCES:
            raise ServeError(f"port {port} needs more rights; use one above 1023: --port 8000") from None
        valid = "an address of this machine: --host 127.0.0.1"
        raise ServeError(f"host {host!r}: {error.strerror}; use {valid}") from None


def require_port(host: str, port: int) -> None:
    """Raise ServeError now, before any work is done, where `serve` could not have this port."""
    bind(host, port).close()


def address(host: str, port: int) -> str:
    """Return what to type into a browser.

    >>> address("0.0.0.0", 8000), address("::1", 80)
    ('http://127.0.0.1:8000/', 'http://[::1]:80/')
    """
    name = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104, names and not a bind
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def free_port(host: str, taken: int, tries: Iterable[int] = range(1, 50)) -> int:
    """Return a port near `taken` that is free at the moment."""
    for port in (*(taken + step for step in tries if taken + step < 65536), 0):
        try:
            with _listen(host, port) as listener:
                return int(listener.getsockname()[1])
        except OSError:
            continue
    raise ServeError(f"no port is free on {host}")


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        # A port of a server that has just ended may be taken again; one of a running server may not.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(2048)
    except BaseException:
        listener.close()
        raise
    return listener
