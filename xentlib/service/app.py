"""Answer requests for a site in memory: GET and HEAD, compressed where asked, unchanged where known.

    app = create_app(course.site)                        the site alone
    app = create_app(course.site, api.routes(service))   the site and the quiz service
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xentlib.service.memory import PLAIN_POLICY, File, Site

HEADERS = [
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
]
"""What every answer carries, besides its Content-Security-Policy."""

_POLICY = b"content-security-policy"
_PLAIN = [*HEADERS, (_POLICY, PLAIN_POLICY.encode())]

Change = Callable[[File], File]


def create_app(
    site: Path | Site | Callable[[], Site],
    routes: Sequence[BaseRoute] = (),
    *,
    change: Change | None = None,
) -> ASGIApp:
    """Return the application that serves `site`: a folder, a site in memory, or what gives the present one.

    `routes` come before the site's own paths. `change` may replace a file as it is served.
    """
    current = _source(site)

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        # The path of the scope: it is what the server has decoded, once.
        response = respond(current(), scope["path"], scope["method"], headers, change)
        await response(scope, receive, send)

    return SafeHeaders(Router(routes, redirect_slashes=False, default=pages))


def respond(site: Site, path: str, method: str, headers: Headers, change: Change | None = None) -> Response:
    """Answer for one path: the file, "unchanged", the way to its folder, or the page "not found"."""
    if method not in ("GET", "HEAD"):
        return PlainTextResponse("Method Not Allowed\n", 405, {"Allow": "GET, HEAD"})
    if file := site.find(path):
        return _send(change(file) if change else file, 200, method, headers)
    if place := site.redirect(path):
        return RedirectResponse(place, 308)
    if page := site.not_found(path):
        return _send(change(page) if change else page, 404, method, headers)
    return PlainTextResponse("Not found\n", 404)


class SafeHeaders:
    """Add the headers of `HEADERS` to every answer, whoever gives it, and a policy where it has none of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                headers += HEADERS if any(name == _POLICY for name, _value in headers) else _PLAIN
                message["headers"] = headers
            await send(message)

        if scope["type"] == "http":
            await self.app(scope, receive, send_with_headers)


def _source(site: Path | Site | Callable[[], Site]) -> Callable[[], Site]:
    if isinstance(site, Path):
        site = Site.read(site)
    if isinstance(site, Site):
        fixed = site
        return lambda: fixed
    return site


def _send(file: File, status: int, method: str, headers: Headers) -> Response:
    encoding = _encoding(headers.get("accept-encoding", "")[:200]) if file.compressible else None
    known = status == 200 and _knows(headers, file.etag)
    return _Sent(*file.sent(encoding, unchanged=known), 304 if known else status, head=method == "HEAD")


class _Sent(Response):
    """A file on its way: its headers were made when it was first asked for."""

    def __init__(self, headers: list[tuple[bytes, bytes]], body: bytes, status: int, *, head: bool) -> None:
        self.status_code, self.raw_headers, self.body = status, headers, b"" if head else body
        self.background = None


def _knows(headers: Mapping[str, str], etag: str) -> bool:
    known = [tag.strip() for tag in headers.get("if-none-match", "").split(",")]
    return "*" in known or etag in known


@lru_cache(maxsize=256)
def _encoding(accepted: str) -> str | None:
    """Return the best encoding that the browser takes.

    >>> _encoding("gzip, br;q=0.5"), _encoding("gzip, br;q=0")
    ('br', 'gzip')
    """
    offers = {}
    for offer in accepted.lower().split(","):
        name, _, weight = offer.partition(";")
        offers[name.strip()] = weight.replace(" ", "")
    return next((name for name in ("br", "gzip") if not _refused(offers.get(name))), None)


def _refused(weight: str | None) -> bool:
    return weight is None or weight.rstrip("0.") == "q="
