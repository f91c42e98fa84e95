"""No reply before the answer tells it: over every question, in every language."""

import contextlib
import hashlib
import json
import re

import msgspec
import pytest
from browsers import Browser
from support import ROOT

from xentlib.course import Course
from xentlib.numbers import Unreadable, read
from xentlib.quiz import NumberKey, OrderKey, VectorKey, again, question_ids
from xentlib.quiz.vary import numbers_in
from xentlib.service import Service, Site, create_app, messages, routes
from xentlib.service.identity import Identity
from xentlib.store import open_store

VARIANTS = 3
DIGITS = re.compile(r"\d+(?:[.,]\d+)?")


@pytest.fixture(scope="module")
def service(course, tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("secrets") / "xent.db")
    store.secret = bytes(32)  # each run asks the same variants: whoever breaks a test sees it break
    service = Service(course, store)
    yield service
    service.close()
    store.close()


@pytest.fixture(scope="module")
def app(service):
    return create_app(Site({}), routes(service))


def texts(value):
    """Yield every text in a reply."""
    if isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


def fields(kind):
    return {field.encode_name for field in msgspec.structs.fields(kind)}


@pytest.mark.parametrize("question_id", question_ids(Course(ROOT)))
def test_a_variant_tells_only_what_is_asked(app, service, question_id, monkeypatch):
    learner = hashlib.sha256(question_id.encode()).hexdigest()[:32]
    monkeypatch.setattr("xentlib.service.service.new_id", lambda: learner)
    browser = Browser(app)
    after = {}
    for _variant in range(VARIANTS):
        for language in service.bank.languages:
            answer = browser.post("/api/variants", question=question_id, lang=language, html=True, **after)
            told = answer.json()
            row = service.desk.get(told["id"]).row
            variant = again(service.bank.question(question_id, language), row.seed, row.note)
            assert set(told) == fields(messages.VariantReply)
            assert set(told["html"]) == fields(messages.VariantHtml)
            assert all(set(option) == fields(messages.Option) for option in told["options"])
            assert [option["number"] for option in told["options"]] == [*range(1, len(told["options"]) + 1)]
            for secret in secrets_of(variant, row, service):
                assert secret not in answer.text, secret
            nothing_tells_the_key(told, variant)
        after = {"after": told["id"]}


def secrets_of(variant, row, service):
    """Yield what must not stand in a reply, as JSON writes it."""
    yield row.seed
    yield row.seed[:16]
    yield hashlib.sha256(row.note.encode()).hexdigest()[:16]
    yield row.learner
    yield json.dumps(row.note, ensure_ascii=False)[1:-1]
    yield json.dumps(variant.solution, ensure_ascii=False)[1:-1]
    ids = {*variant.question.feedback, *(option for option, _text in variant.options)}
    for one in ids - {variant.question.lesson}:
        yield f'"{one}"'
    for mistake in variant.question.feedback:
        if "_" in mistake:
            yield mistake
    for feedback in variant.feedback.values():
        yield json.dumps(feedback, ensure_ascii=False)[1:-1]


def nothing_tells_the_key(told, variant):
    """The inputs stand in the prompt, and none of them is the answer; no text holds the bounds of the key."""
    numbers = [one for value in told["inputs"].values() for one in (value if isinstance(value, list) else [value])]
    shown = [read(one, told["lang"]) for one in numbers_in(told["prompt"])]
    known = {float(one.value) for one in shown if not isinstance(one, Unreadable)}
    assert set(numbers) <= known
    if not isinstance(variant.key, NumberKey | VectorKey):
        assert told["inputs"] == {}
        return
    if isinstance(variant.key, NumberKey):
        part = variant.key.part
        assert not [one for one in numbers if part.accept[0] <= one <= part.accept[1]]
    parts = (variant.key.part,) if isinstance(variant.key, NumberKey) else variant.key.parts
    said = {name: value for name, value in told.items() if name != "id"}  # whose digits are those of chance
    found = {float(one.replace(",", ".")) for text in texts(said) for one in DIGITS.findall(text)}
    secret = found - {abs(one) for one in known}  # signs are written in several ways, digits in one
    for part in parts:
        short = len(str(part.value)) < 3  # a digit or two may number a line or stand in a sentence
        assert short or abs(float(part.value)) not in secret
        assert not secret & {abs(float(bound)) for bound in part.accept if len(str(bound)) >= 5}


def test_items_of_an_order_never_stand_in_the_right_one(app, service):
    for question in service.bank.all:
        if question.kind == "order":
            browser = Browser(app)
            told = browser.variant(question.id)
            for _variant in range(20):
                row = service.desk.get(told["id"]).row
                variant = again(question, row.seed, row.note)
                assert isinstance(variant.key, OrderKey)
                assert tuple(option for option, _text in variant.options) != variant.key.right
                told = browser.variant(question.id, after=told["id"])


def test_an_answer_that_is_not_right_tells_no_solution(app, service):
    for question in service.bank.all:
        browser = Browser(app)
        told = browser.answer(browser.variant(question.id), "", html=True)
        assert (told.json()["verdict"], told.json()["over"]) == ("unreadable", False)
        assert set(told.json()) == fields(messages.AnswerReply) - {"solution"}
        assert set(told.json()["html"]) == {"feedback"}


def test_seeds_are_long_and_belong_to_one_learner_class_question_and_number(service):
    seed = service.identity.seed
    parts = [(None, "l", "q", 1), ("c", "l", "q", 1), (None, "lq", "", 1), (None, "l", "q", 11), (None, "l", "q1", 1),
             ("l", "", "q", 1), (None, "m", "q", 1)]  # fmt: skip
    assert len({seed(*one) for one in parts}) == len(parts)
    assert len(bytes.fromhex(seed(*parts[0]))) == 32
    assert seed(*parts[0]) == seed(*parts[0])


def test_whatever_is_made_from_the_secret_is_another_with_another_secret():
    one, other = Identity(bytes(32)), Identity(bytes(31) + b"1")
    learner, classes = "0" * 32, {"1" * 16: "2" * 16}
    assert one.learner_of(one.cookie(learner)) == learner
    assert other.learner_of(one.cookie(learner)) is None
    assert one.classes_of(one.teacher_cookie(classes)) == classes
    assert other.classes_of(one.teacher_cookie(classes)) == {}
    assert one.seed(None, learner, "q", 1) != other.seed(None, learner, "q", 1)
    assert one.recovery_hash("ABCDE") != other.recovery_hash("ABCDE")


def test_each_database_has_a_secret_of_its_own(tmp_path):
    secrets = set()
    for name in ("one.db", "other.db"):
        with contextlib.closing(open_store(tmp_path / name)) as store:
            secrets.add(store.secret)
    assert [len(secret) for secret in secrets] == [32, 32]


def test_an_option_is_named_by_its_number_and_never_by_its_id(app, service):
    """Ids stand in the files of the questions, which are public, and may say which picture is which."""
    for question in service.bank.all:
        if question.ids:
            browser = Browser(app)
            told = browser.variant(question.id)
            row = service.desk.get(told["id"]).row
            right = again(question, row.seed, row.note).key.right_ids
            for key, typed in enumerate((" ".join(right), right[0], "1 " + right[0])):
                answer = browser.answer(told, typed, key=str(key)).json()
                assert (answer["verdict"], answer["counts"]) == ("unreadable", False), (question.id, typed)
