"""Answer requests for a site in memory: GET and HEAD, compressed where asked, unchanged where known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xentlib.service.memory import File, Site

# The theme has inline scripts and styles, Pagefind is WebAssembly; nothing comes from another host.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

Change = Callable[[File], File]


def create_app(
    site: Path | Site | Callable[[], Site],
    *,
    routes: Sequence[BaseRoute] = (),
    change: Change | None = None,
) -> Starlette:
    """Return the application that serves `site`: a folder, a site in memory, or what gives the present one.

    `routes` come before the site's own paths. `change` may replace a file as it is served.
    """
    current = _source(site)

    async def answer(request: Request) -> Response:
        # The path of the scope: it is what the server has decoded, once.
        return respond(current(), request.scope["path"], request.method, request.headers, change)

    return Starlette(
        routes=[*routes, Route("/{path:path}", answer, methods=["GET", "HEAD"])],
        middleware=[Middleware(SafeHeaders)],
    )


def respond(site: Site, path: str, method: str, headers: Headers, change: Change | None = None) -> Response:
    """Answer for one path: the file, "unchanged", the way to its folder, or the page "not found"."""
    if file := site.find(path):
        return _send(change(file) if change else file, 200, method, headers)
    if place := site.redirect(path):
        return RedirectResponse(place, 308)
    if page := site.not_found(path):
        return _send(change(page) if change else page, 404, method, headers)
    return PlainTextResponse("Not found\n", 404)


class SafeHeaders:
    """Add the headers of `HEADERS` to every answer, whoever gives it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _source(site: Path | Site | Callable[[], Site]) -> Callable[[], Site]:
    if isinstance(site, Path):
        site = Site.read(site)
    if isinstance(site, Site):
        fixed = site
        return lambda: fixed
    return site


def _send(file: File, status: int, method: str, headers: Headers) -> Response:
    sent = {"ETag": file.etag, "Cache-Control": file.cache_control, "Vary": "Accept-Encoding"}
    if status == 200 and _knows(headers, file.etag):
        return Response(status_code=304, headers=sent)
    body = file.content
    if file.compressible and (encoding := _encoding(headers)):
        body = file.brotli if encoding == "br" else file.gzip
        sent["Content-Encoding"] = encoding
    sent["Content-Type"] = file.type
    sent["Content-Length"] = str(len(body))
    return Response(b"" if method == "HEAD" else body, status, sent)


def _knows(headers: Mapping[str, str], etag: str) -> bool:
    known = [tag.strip() for tag in headers.get("if-none-match", "").split(",")]
    return "*" in known or etag in known


def _encoding(headers: Mapping[str, str]) -> str | None:
    """Return the best encoding that the browser takes.

    >>> _encoding({"accept-encoding": "gzip, br;q=0.5"}), _encoding({"accept-encoding": "gzip, br;q=0"})
    ('br', 'gzip')
    """
    offers = {}
    for offer in headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = offer.partition(";")
        offers[name.strip()] = weight.replace(" ", "")
    return next((name for name in ("br", "gzip") if not _refused(offers.get(name))), None)


def _refused(weight: str | None) -> bool:
    return weight is None or weight.rstrip("0.") == "q="
