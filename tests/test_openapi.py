"""openapi.json says what the service does: schemathesis asks it everything that the description allows, and more."""

import pytest
import schemathesis
from browsers import Browser
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from xentlib.service import Service, Site, create_app, openapi, routes
from xentlib.service.api import TABLE
from xentlib.service.limits import Limit
from xentlib.service.openapi import document
from xentlib.store import open_store

EXAMPLES = 40
REFUSED = ["400", "401", "403", "404", "409", "413", "415", "422", "429"]

# What is not as it should be may also be too large.
CONFIG = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}})
api = schemathesis.openapi.from_dict(document(TABLE), config=CONFIG)


@pytest.fixture(scope="module")
def app(course, tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("openapi") / "xent.db")
    service = Service(course, store)
    service.guesses = service.new_classes = Limit(10**9, 1)
    yield create_app(Site({}), routes(service))
    service.close()
    store.close()


def test_every_route_is_described(app):
    told = Browser(app).get("/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    assert {path: {*methods} for path, methods in told["paths"].items()} == {
        path: {method.lower() for method in methods} for path, methods in TABLE.items()
    }
    names = [operation["operationId"] for methods in told["paths"].values() for operation in methods.values()]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] for methods in told["paths"].values() for operation in methods.values())


def test_the_description_is_made_once(app, monkeypatch):
    told = Browser(app).get("/openapi.json").content
    monkeypatch.setattr(openapi, "document", None)
    assert Browser(app).get("/openapi.json").content == told


def test_the_description_says_what_may_never_be_told():
    fields = document(TABLE)["components"]["schemas"]["VariantReply"]["properties"]
    assert not {"seed", "key", "note", "solution", "feedback", "ids"} & set(fields)


@api.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=[*HealthCheck])
def test_schemathesis_finds_nothing(app, case):
    case.call_and_validate(app=app)
