"""The routes of the API, as data: openapi.json and the tests read the same table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from platform import python_version
from typing import Any

import msgspec
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from xentlib.service import learning, messages, reports, teach, teaching
from xentlib.service.exchange import (
    Disconnected,
    Exchange,
    Handler,
    Reply,
    decode,
    read_body,
    refusal_of,
    require_json,
    require_same_site,
    send_reply,
)
from xentlib.service.refusal import Refusal
from xentlib.service.service import Service


@dataclass(frozen=True)
class Action:
    """What a method does at a path: its handler, the bodies of request and reply, and how it may be refused."""

    handler: Handler
    body: type[msgspec.Struct] = messages.Nothing
    reply: Any = None
    status: Sequence[int] = (200,)
    refusals: Sequence[int] = ()
    query: Sequence[str] = ()
    types: Sequence[str] = ("application/json",)

    @property
    def summary(self) -> str:
        return (self.handler.__doc__ or "").strip()

    @cached_property
    def decoder(self) -> msgspec.json.Decoder[Any]:
        return msgspec.json.Decoder(self.body)


async def health(service: Service, exchange: Exchange, body: messages.Nothing) -> Reply:
    """Say which versions run, and whether answers can be stored."""
    alive = service.store.healthy
    return Reply(messages.Health({"xent": version("xent"), "python": python_version()}, alive), 200 if alive else 503)


async def describe(service: Service, exchange: Exchange, body: messages.Nothing) -> Reply:
    """Describe this API (OpenAPI 3.1)."""
    return Reply(_description())


@cache
def _description() -> msgspec.Raw:
    """Return openapi.json, made once: that takes as long as twenty answers."""
    from xentlib.service.openapi import document

    return msgspec.Raw(msgspec.json.encode(document(TABLE)))


_REPORT = (401, 403, 404, 503)
TABLE: Mapping[str, Mapping[str, Action]] = {
    "/api/variants/{id}/answers": {
        "POST": Action(learning.answer, messages.AnswerGiven, messages.AnswerReply, refusals=(401, 404, 409, 410, 503)),
    },
    "/api/variants": {
        "POST": Action(
            learning.issue,
            messages.VariantAsked,
            messages.VariantReply,
            status=(200, 201),
            refusals=(401, 404, 410, 503),
        ),
    },
    "/api/questions": {"GET": Action(learning.questions, reply=list[messages.QuestionReply])},
    "/api/variants/{id}/solution": {
        "POST": Action(
            learning.solution, messages.SolutionAsked, messages.SolutionReply, refusals=(401, 404, 410, 503)
        ),
    },
    "/api/me/progress": {"GET": Action(learning.progress, reply=messages.ProgressReply, refusals=(503,))},
    "/api/me/recovery": {"POST": Action(learning.recovery, reply=messages.CodeReply, refusals=(401, 503))},
    "/api/me/recover": {
        "POST": Action(learning.recover, messages.CodeGiven, messages.LearnerReply, refusals=(404, 429, 503)),
    },
    "/api/me": {"DELETE": Action(learning.forget, status=(204,), refusals=(503,))},
    "/api/classes": {
        "POST": Action(teaching.create, messages.ClassMade, messages.ClassReply, status=(201,), refusals=(429, 503)),
    },
    "/api/classes/join": {
        "POST": Action(teaching.join, messages.CodeGiven, messages.ClassName, refusals=(401, 404, 429, 503)),
    },
    "/api/classes/leave": {"POST": Action(teaching.leave, status=(204,), refusals=(503,))},
    "/api/classes/open": {
        "POST": Action(teaching.open_class, messages.TokenGiven, messages.ClassOpened, refusals=(404, 429, 503)),
    },
    "/api/classes/{id}/report": {
        "GET": Action(
            reports.report, reply=dict, refusals=_REPORT, query=("lang",), types=("application/json", "text/html")
        ),
    },
    "/api/classes/{id}/report.csv": {
        "GET": Action(reports.csv, reply=str, refusals=_REPORT, query=("lang", "bom"), types=("text/csv",)),
    },
    "/openapi.json": {"GET": Action(describe, reply=dict)},
    "/healthz": {"GET": Action(health, reply=messages.Health, refusals=())},
}


def routes(service: Service) -> list[BaseRoute]:
    """Return the routes of the API."""
    found: list[BaseRoute] = [Route(path, Resource(service, actions)) for path, actions in TABLE.items()]
    found.append(Route("/teach", Resource(service, {"GET": Action(teach.teach)})))
    return [*found, Route("/api/{path:path}", Resource(service, {}))]


class Resource:
    """What stands at one path: an ASGI application that gives each method to its handler."""

    def __init__(self, service: Service, actions: Mapping[str, Action]) -> None:
        self.service, self.actions = service, actions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange, head = Exchange(scope), scope["method"] == "HEAD"
        try:
            reply = await self._answer(exchange, receive)
        except Disconnected:
            return
        except Exception as error:
            reply = self._refused(exchange, refusal_of(error))
        await send_reply(send, reply, head=head)

    async def _answer(self, exchange: Exchange, receive: Receive) -> Reply:
        method = exchange.scope["method"]
        action = self.actions.get("GET" if method == "HEAD" else method)
        if action is None:
            raise Refusal(405, "method") if self.actions else Refusal(404, "no_page")
        if method in ("GET", "HEAD"):
            return await action.handler(self.service, exchange, None)
        require_same_site(exchange)
        if method != "DELETE":  # which no form of another site can send
            require_json(exchange)
        body = decode(action.decoder, await read_body(receive))
        return await action.handler(self.service, exchange, body)

    def _refused(self, exchange: Exchange, refusal: Refusal) -> Reply:
        headers = []
        if refusal.status == 405:
            methods = [*self.actions, *(["HEAD"] if "GET" in self.actions else [])]
            headers.append((b"allow", ", ".join(methods).encode()))
        if refusal.wait:
            headers.append((b"retry-after", str(refusal.wait).encode()))
        if refusal.status == 413:
            headers.append((b"connection", b"close"))
        problem = self.service.problem(refusal, self.service.language(exchange))
        return Reply(problem, refusal.status, tuple(headers))
