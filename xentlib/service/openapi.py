"""Describe the API in OpenAPI 3.1, from its table of routes and the types of its messages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import msgspec

from xentlib.service.messages import Identity, Problem

_REFERENCE = "#/components/schemas/{name}"
_MEANING = {
    200: "done",
    201: "made",
    204: "done",
    400: "not JSON, or not UTF-8",
    401: "this browser has no learner yet, or no class open",
    403: "from another site, or of a class that is not open here",
    404: "there is no such thing, or it is somebody else's",
    409: "another answer came under the same key, or too many to this variant",
    410: "the question has changed; take another variant",
    413: "more than 8 kB",
    415: "not application/json",
    422: "a field is not as it should be",
    429: "too many tries from this address",
    503: "nothing can be stored at the moment",
}
_WAIT = {"Retry-After": {"description": "seconds", "schema": {"type": "integer"}}}


def document(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the description of these routes."""
    actions = [action for methods in table.values() for action in methods.values()]
    replies = [action.reply for action in actions if action.reply is not None]
    types = [*dict.fromkeys(action.body for action in actions), *replies, Problem, Identity]
    _schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Quiz service", "version": version("xent")},
        "paths": {
            path: {method.lower(): _operation(path, method, action) for method, action in methods.items()}
            for path, methods in table.items()
        },
        "components": {"schemas": components},
    }


def _operation(path: str, method: str, action: Any) -> dict[str, Any]:
    writes = method != "GET"
    refusals = {*action.refusals, *((400, 403, 413, 415, 422) if writes else ())}
    found: dict[str, Any] = {
        "summary": action.summary,
        "operationId": action.handler.__name__,
        "parameters": [
            *(_parameter(name, "path") for name in re.findall(r"{(\w+)}", path)),
            *(_parameter(name, "query") for name in action.query),
        ],
        "responses": {
            **{str(status): _reply(status, action.reply, action.types) for status in action.status},
            **{str(status): _reply(status, Problem) for status in sorted(refusals)},
        },
    }
    if writes and method != "DELETE":
        found["requestBody"] = {"required": True, "content": _content(action.body)}
    return found


def _parameter(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}}


def _reply(status: int, kind: Any, types: Sequence[str] = ("application/json",)) -> dict[str, Any]:
    found: dict[str, Any] = {"description": _MEANING[status]}
    if status != 204:
        found["content"] = {name: _content(kind)["application/json"] if "json" in name else {} for name in types}
    if status in (429, 503):
        found["headers"] = _WAIT
    return found


def _content(kind: Any) -> dict[str, Any]:
    return {"application/json": {"schema": _schema(kind)}}


def _schema(kind: Any) -> dict[str, Any]:
    (schema,), _components = msgspec.json.schema_components([kind], ref_template=_REFERENCE)
    found: dict[str, Any] = schema
    return found
