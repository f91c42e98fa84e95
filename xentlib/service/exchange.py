"""One request to the API and its reply: read with suspicion, answered in JSON.

A handler gets an `Exchange` and the decoded body, and returns a reply. Whatever goes wrong becomes a reply here.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from starlette.types import Receive, Scope, Send

from xentlib.errors import ContentError, KeyTaken, StoreError, ToolError, UnknownLearner, UnknownVariant, XentError
from xentlib.service.identity import read_cookies
from xentlib.service.refusal import Refusal

MOST_BODY = 8192  # bytes
RETRY_AFTER = 5  # seconds
_LOG = logging.getLogger("uvicorn.error")
_ENCODER = msgspec.json.Encoder()
_JSON = (b"content-type", b"application/json; charset=utf-8")
_PRIVATE = (b"cache-control", b"no-store")

Header = tuple[bytes, bytes]


class Disconnected(XentError):
    """The client has gone: nobody waits for a reply."""


@dataclass(frozen=True)
class Reply:
    """A reply: `value` is encoded as JSON, unless it is bytes of the type that `headers` say."""

    value: Any
    status: int = 200
    headers: tuple[Header, ...] = ()


class Exchange:
    """A request, without its body."""

    __slots__ = ("_cookies", "headers", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self._cookies: dict[str, str] | None = None

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def cookies(self) -> dict[str, str]:
        if self._cookies is None:
            self._cookies = read_cookies(self.headers.get(b"cookie", b""))
        return self._cookies

    @property
    def path(self) -> dict[str, str]:
        """The parts of the path that its route names."""
        found: dict[str, str] = self.scope.get("path_params", {})
        return found

    def query(self, name: str) -> str:
        """Return the first value of a name after the question mark."""
        values: list[str] = parse_qs(self.scope["query_string"].decode("latin-1")).get(name, [])
        return values[0] if values else ""

    @property
    def secure(self) -> bool:
        return bool(self.scope["scheme"] == "https")

    @property
    def address(self) -> str:
        client = self.scope.get("client")
        return str(client[0]) if client else ""


def require_same_site(exchange: Exchange) -> None:
    """Raise Refusal where a browser says that another site asks; what is no browser says nothing."""
    site = exchange.headers.get(b"sec-fetch-site")
    origin = exchange.header(b"origin")
    if site is not None:
        if site not in (b"same-origin", b"none"):
            raise Refusal(403, "cross_site")
    elif origin and _host(origin) != exchange.header(b"host").lower():
        raise Refusal(403, "cross_site")


def _host(origin: str) -> str:
    """Return host and port of an origin; "" where it is none, such as null."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def require_json(exchange: Exchange) -> None:
    """Raise Refusal for a type that a form of another site could send."""
    kind = exchange.headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind != b"application/json":
        raise Refusal(415, "not_json")


async def read_body(receive: Receive) -> bytes:
    """Return the body, counted as it streams. Raises Refusal where it is too large, Disconnected."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BODY:
            raise Refusal(413, "too_large")
        if not message.get("more_body", False):
            return b"".join((*parts, part)) if parts else bytes(part)
        parts.append(part)


def decode(decoder: msgspec.json.Decoder[Any], body: bytes) -> Any:
    """Return the body as its type. Raises Refusal for what is not JSON in UTF-8, or not of that type."""
    try:
        return decoder.decode(body or b"{}")
    except msgspec.ValidationError as error:
        raise Refusal(422, "invalid", detail=str(error)) from None
    except (ValueError, RecursionError) as error:  # msgspec.DecodeError, UnicodeDecodeError
        raise Refusal(400, "malformed", detail=type(error).__name__) from None


def refusal_of(error: Exception) -> Refusal:
    """Return what to reply for an error of any kind; one that is not ours is logged."""
    match error:
        case Refusal():
            return error
        case StoreError() | ToolError():
            _LOG.warning("%s", error)
            return Refusal(503, "unavailable", wait=RETRY_AFTER)
        case KeyTaken():
            return Refusal(409, "other_answer")
        case UnknownLearner():
            return Refusal(401, "no_learner")
        case UnknownVariant():
            return Refusal(404, "no_variant")
        case ContentError():
            _LOG.warning("%s", error)
            return Refusal(410, "changed")
    _LOG.error("error in the service", exc_info=error)
    return Refusal(500, "broken")


async def send_reply(send: Send, reply: Reply, *, head: bool = False) -> None:
    """Send a reply."""
    value = reply.value
    content = value if isinstance(value, bytes) else b"" if value is None else _ENCODER.encode(value)
    length = (b"content-length", str(len(content)).encode())
    typed = () if isinstance(value, bytes) or value is None else (_JSON, _PRIVATE)
    headers = [*typed, *reply.headers] if reply.status == 204 else [*typed, length, *reply.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else content})


Handler = Callable[[Any, Exchange, Any], Awaitable[Reply]]
