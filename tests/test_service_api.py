"""The quiz service from outside, on either database: what is asked, stored, told, and refused."""

import asyncio
import contextlib
import json
import threading
import time

import httpx
import pytest
from browsers import Browser, right_answer
from postgres import fresh_database

from xentlib.classroom import report_of
from xentlib.codes import new_token, plain_code, token_hash
from xentlib.errors import UnknownLearner
from xentlib.service import Service, Site, create_app, learning, reports, routes
from xentlib.service.identity import MOST_CLASSES
from xentlib.service.limits import Limit
from xentlib.service.memory import PLAIN_POLICY, policy
from xentlib.service.teach import page
from xentlib.service.variants import Bank, Desk
from xentlib.store import Forget, Issue, Join, NewClass, NewToken, PurgeClass, SetRecovery, open_store, reads

NUMBER = "softmax/one-probability"
CHOICE = "softmax/sharper-or-flatter"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="session")
def bank(course):
    return Bank(course)


@pytest.fixture
def service(course, store, bank):
    service = Service(course, store, bank)
    yield service
    service.close()


@pytest.fixture
def app(service):
    return create_app(Site({}), routes(service))


@pytest.fixture
def browser(app):
    return Browser(app)


@pytest.fixture
def another(app):
    return Browser(app, address="198.51.100.7")


def error(answer):
    return answer.status_code, answer.json()["error"]


# Variants


def test_the_questions_are_listed(browser, bank):
    listed = browser.get("/api/questions").json()
    assert [one["id"] for one in listed] == [one.id for one in bank.all]
    assert set(listed[0]) == {"id", "lesson", "kind", "level"}


def test_a_variant_stays_until_it_is_over_and_the_next_one_is_another(browser, service):
    first = browser.variant(NUMBER)
    assert (first["n"], first["lang"], first["count"], first["options"]) == (1, "en", 1, [])
    assert browser.variant(NUMBER) == first
    browser.answer(first, "77")
    assert browser.variant(NUMBER) == first
    assert browser.answer(first, right_answer(service, first["id"]), key="2").json()["over"]
    second = browser.variant(NUMBER)
    assert (second["n"], second["prompt"] != first["prompt"]) == (2, True)


def test_the_one_after_is_the_same_however_often_it_is_asked_for(browser):
    first = browser.variant(NUMBER)
    second = browser.variant(NUMBER, after=first["id"])
    assert second["n"] == 2
    assert browser.variant(NUMBER, after=first["id"]) == second
    assert browser.post("/api/variants", question=NUMBER, after=first["id"]).status_code == 200
    assert error(browser.post("/api/variants", question=CHOICE, after=first["id"])) == (404, "no_variant")


def test_two_tabs_that_begin_at_once_get_the_same_variant(app, browser):
    browser.variant(CHOICE)  # which makes the learner

    async def both():
        import httpx

        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=browser.home, cookies=browser.cookies) as client:
            asked = [client.post("/api/variants", json={"question": NUMBER}) for _tab in range(8)]
            return await asyncio.gather(*asked)

    answers = asyncio.run(both())
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]


def test_learners_get_variants_of_their_own(browser, another):
    assert browser.variant(NUMBER)["prompt"] != another.variant(NUMBER)["prompt"]


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_a_variant_is_told_in_another_language(browser, language):
    first, told = browser.variant(NUMBER), browser.variant(NUMBER, lang=language)
    assert (told["id"], told["lang"]) == (first["id"], language)
    assert told["prompt"] != first["prompt"]


LANGUAGES = [
    ("ru", "zh", "ru"),
    ("", "zh-CN,en;q=0.5", "zh"),
    ("tlh", "ru;q=0.3, zh;q=0", "ru"),
    ("", "", "en"),
    ("x", "*", "en"),
]


def test_the_language_is_the_one_asked_for_or_the_browsers(browser):
    for lang, accepted, got in LANGUAGES:
        browser.headers["accept-language"] = accepted
        assert browser.variant(NUMBER, lang=lang)["lang"] == got


def test_a_page_gets_html(browser):
    html = browser.variant(CHOICE, html=True)["html"]
    assert html["prompt"].startswith("<p>")
    assert "<svg" in html["prompt"]
    assert html["options"] == ["A", "B", "C"]
    variant = browser.variant(NUMBER, lang="ru", html=True)
    assert "<math" in variant["html"]["hint"]
    assert "<math" in browser.solution(variant, html=True).json()["html"]


def test_an_unknown_question_is_refused(browser):
    assert error(browser.post("/api/variants", question="softmax/none")) == (404, "no_question")


# Answers


def test_an_answer_is_judged_stored_and_told_once(browser, service, store):
    variant = browser.variant(NUMBER)
    first = browser.answer(variant, "1 000 000")
    assert first.json() == {
        "verdict": "wrong", "score": 0.0, "read": "1000000", "feedback": None, "mistake": None, "n": 1, "counts": True,
        "over": False, "saved": True,
    }  # fmt: skip
    assert browser.answer(variant, "1 000 000").json() == first.json()
    service.desk = Desk()  # as after a restart
    assert browser.answer(variant, "1 000 000").json() == first.json()
    assert error(browser.answer(variant, "0.5")) == (409, "other_answer")
    (row,) = store.read(lambda rows: reads.attempts_of(rows, None))
    assert (row.answer, row.lang, row.grade.grader) == ("1 000 000", "en", service.bank.grader(NUMBER))


def test_the_right_answer_ends_a_variant_and_tells_the_solution(browser, service):
    variant = browser.variant(NUMBER)
    right = right_answer(service, variant["id"])
    told = browser.answer(variant, right, html=True).json()
    assert (told["verdict"], told["score"], told["over"], told["counts"]) == ("correct", 1.0, True, True)
    assert "aligned" in told["solution"]
    assert "<math" in told["html"]["solution"]
    late = browser.answer(variant, "77", key="late").json()
    assert (late["verdict"], late["counts"], late["over"], late["n"]) == ("wrong", False, True, 2)
    assert browser.answer(variant, right).json()["counts"]


def test_a_mistake_is_told_in_the_language_of_the_answer(browser):
    variant = browser.variant(CHOICE, lang="ru")
    told = [browser.answer(variant, str(number), key=f"k{number}", lang="ru", html=True).json() for number in (1, 2, 3)]
    made = [one for one in told if one["verdict"] == "mistake"]
    assert len(made) == 2
    for one in made:
        assert one["mistake"]
        assert "quiz-first" in one["html"]["feedback"]
        assert set(one["feedback"]) & set("абвгдежз")


def test_what_names_no_option_is_free(browser):
    variant = browser.variant(CHOICE)
    for key, typed in enumerate(("", "x", "9", "1 2")):
        told = browser.answer(variant, typed, key=str(key)).json()
        assert (told["verdict"], told["counts"], told["over"]) == ("unreadable", False, False)
        assert told["feedback"] == "Choose one of the answers first."


HOSTILE = [
    "<script>alert(1)</script>", "\0", "a\0b", "\x1b0000", "=1+1", "٣", "9" * 2000, "1e999999999", "1/0", "{place}",
    "ﷺ" * 500, "\u202e", "nan", "inf", "__proto__", "0.5²", "'; DROP TABLE attempts; --",
]  # fmt: skip


def test_a_hostile_answer_is_stored_as_it_was_typed(browser, store):
    for question in (NUMBER, CHOICE):
        for key, typed in enumerate(HOSTILE):
            told = browser.answer(browser.variant(question), typed, key=str(key), html=True)
            assert told.status_code == 200, typed
            assert "<script" not in told.text
    assert [row.answer for row in store.read(lambda rows: reads.attempts_of(rows, None))] == HOSTILE * 2


def test_an_answer_to_someone_elses_variant_is_refused(browser, another, service):
    variant = browser.variant(NUMBER)
    another.variant(NUMBER)
    for desk in (service.desk, Desk()):
        service.desk = desk
        assert error(another.answer(variant, "1")) == (404, "no_variant")
        assert error(another.solution(variant)) == (404, "no_variant")
        assert error(another.post("/api/variants", question=NUMBER, after=variant["id"])) == (404, "no_variant")


def test_there_is_no_variant_where_there_is_none(browser):
    browser.variant(NUMBER)
    for identity in ("0" * 32, "x", "%00", "\N{SNOWMAN}", "a" * 1000):
        assert error(browser.answer({"id": identity, "lang": "en"}, "1")) == (404, "no_variant")


def test_a_variant_takes_so_many_answers(browser, another, service, monkeypatch):
    monkeypatch.setattr(learning, "MOST_ANSWERS", 3)
    variant = browser.variant(NUMBER)
    for n in range(1, 4):
        assert browser.answer(variant, "77", f"key-{n}").json()["n"] == n
    assert error(browser.answer(variant, "77", "key-4")) == (409, "too_many")
    assert browser.answer(variant, "77", "key-3").json()["n"] == 3  # whose reply may have been lost
    assert error(browser.answer(variant, "78", "key-3")) == (409, "other_answer")
    next_one = browser.variant(NUMBER, after=variant["id"])
    assert browser.answer(next_one, "77").json()["n"] == 1
    service.desk = Desk()  # of a server that was started anew
    assert error(browser.answer(variant, "77", "key-4")) == (409, "too_many")
    assert browser.answer(variant, "77", "key-3").json()["n"] == 3


def test_a_server_that_was_started_anew_looks_once_at_a_variant_that_it_does_not_know(browser, service, monkeypatch):
    variant, looked, ended = browser.variant(NUMBER), [], reads.ended
    for n in range(1, 4):
        browser.answer(variant, "77", f"key-{n}")
    service.desk = Desk()
    monkeypatch.setattr(reads, "ended", lambda rows, identity: (looked.append(identity), ended(rows, identity))[1])
    for n in range(4, 7):
        assert browser.answer(variant, "77", f"key-{n}").json()["n"] == n
    assert looked == [variant["id"]]


def test_after_the_solution_no_answer_counts(browser, service):
    variant = browser.variant(NUMBER)
    before = browser.answer(variant, "77", key="before").json()
    shown = browser.solution(variant, lang="zh").json()
    assert shown["over"]
    assert set(shown["solution"]) & set("的数")
    after = browser.answer(variant, right_answer(service, variant["id"]), key="after").json()
    assert (after["verdict"], after["counts"], after["over"]) == ("correct", False, True)
    for desk in (service.desk, Desk()):
        service.desk = desk
        assert browser.answer(variant, "77", key="before").json()["counts"] is before["counts"] is True
    progress = browser.get("/api/me/progress").json()["questions"][NUMBER]
    assert progress == {"tries": 1, "right": 0, "mistakes": {}}
    assert browser.variant(NUMBER)["n"] == 2


def test_what_was_answered_at_one_server_is_over_at_another(browser, service):
    variant = browser.variant(NUMBER)
    here, there = service.desk, Desk()
    service.desk = there
    assert not browser.answer(variant, "77", key="1").json()["over"]
    service.desk = here
    right = browser.answer(variant, right_answer(service, variant["id"]), key="2").json()
    service.desk = there
    after = browser.answer(variant, "78", key="3").json()
    assert (after["n"], after["counts"], after["over"]) == (3, False, True)
    assert after["solution"] == right["solution"]


def test_a_question_that_has_changed_gives_another_variant(browser, service, monkeypatch):
    first = browser.variant(CHOICE)
    changed = service.desk.get(first["id"]).row._replace(note=f"{CHOICE} {{}} gone")
    service.desk = Desk()
    monkeypatch.setattr(reads, "variant", lambda rows, identity: changed)
    monkeypatch.setattr(reads, "latest", lambda *arguments: (changed, False))
    assert error(browser.answer(first, "1")) == (410, "changed")
    assert browser.variant(CHOICE)["n"] == 2


# Learners


def test_a_browser_without_a_learner_is_told_so(browser):
    assert browser.get("/api/me/progress").json() == {"learner": False, "class": None, "questions": {}}
    assert error(browser.answer({"id": "0" * 32, "lang": "en"}, "1")) == (401, "no_learner")
    assert error(browser.post("/api/me/recovery")) == (401, "no_learner")
    assert browser.ask("DELETE", "/api/me").status_code == 204


def test_the_cookie_is_closed_to_scripts_and_other_sites(app):
    cookie = Browser(app).post("/api/variants", question=NUMBER).headers["set-cookie"]
    assert cookie.startswith("xent=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={365 * 24 * 3600}"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    secure = Browser(app, home="https://quiz.test").post("/api/variants", question=NUMBER).headers["set-cookie"]
    assert secure.startswith("__Host-xent=")
    assert secure.endswith("; Secure")
    assert "Domain" not in secure


def forgeries(cookie):
    other = "A" if cookie[5] != "A" else "B"
    return [cookie[:5] + other + cookie[6:], cookie[:-1], cookie + "=", cookie + "A", "", "A" * 64, "é", "A" * 10_000]


def test_a_forged_cookie_is_nobodys(browser, app):
    variant = browser.variant(NUMBER)
    cookie = browser.cookies["xent"]
    for forged in forgeries(cookie):
        headers = {"cookie": f"xent={forged}".encode()}
        answer = Browser(app).ask("POST", f"/api/variants/{variant['id']}/answers", headers=headers,
                                  json={"key": "k", "answer": "1"})  # fmt: skip
        assert error(answer) == (401, "no_learner"), forged
    again = Browser(app)
    again.cookies.set("xent", cookie)
    assert again.variant(NUMBER) == variant


def test_a_cookie_is_compared_in_the_same_time_wherever_it_differs(service):
    class Secret(str):
        def __eq__(self, other):
            raise AssertionError("compared sign by sign")

        __ne__ = __eq__
        __hash__ = str.__hash__

    opened = {f"{klass:016x}": f"{klass:016x}"[::-1] for klass in range(MOST_CLASSES + 1)}
    cookie = service.identity.teacher_cookie(opened)
    assert [*service.identity.classes_of(Secret(cookie)).items()] == [*opened.items()][1:]
    assert service.identity.classes_of(Secret("B" + cookie[1:])) == {}


def test_progress_follows_a_learner_to_another_device(browser, another, service):
    variant = browser.variant(CHOICE)
    for number in "123":
        browser.answer(variant, number, key=number)
    progress = browser.get("/api/me/progress").json()
    assert progress["questions"][CHOICE]["right"] == 1
    old, code = (browser.post("/api/me/recovery").json()["code"] for _time in range(2))
    assert error(another.post("/api/me/recover", code=old)) == (404, "no_recovery")
    assert another.post("/api/me/recover", code=f" {code.lower().replace('-', ' ')} ").json() == {"learner": True}
    assert another.get("/api/me/progress").json() == progress


def test_a_learner_is_forgotten(browser, store):
    variant = browser.variant(NUMBER)
    browser.answer(variant, "1")
    copied = browser.cookies["xent"]
    answer = browser.ask("DELETE", "/api/me")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert store.read(lambda rows: reads.attempts_of(rows, None)) == []
    browser.cookies.set("xent", copied)
    assert browser.get("/api/me/progress").json()["learner"] is False
    assert error(browser.answer(variant, "1", key="2")) == (404, "no_variant")


def test_who_was_forgotten_gets_no_variant_twice(browser, app, store):
    variant = browser.variant(NUMBER)
    made = Browser(app, address="198.51.100.7").post("/api/classes", name="One").json()
    copied = browser.cookies["xent"]
    browser.ask("DELETE", "/api/me")
    for path, body in (("/api/variants", {"question": NUMBER}), ("/api/classes/join", {"code": made["code"]})):
        late = Browser(app)
        late.cookies.set("xent", copied)
        assert error(late.post("/api/me/recovery")) == (401, "no_learner")
        answer = late.post(path, **body)
        assert answer.headers["set-cookie"].startswith("xent=")
        late = Browser(app)
        late.cookies.set("xent", answer.cookies["xent"])
        assert late.variant(NUMBER)["prompt"] != variant["prompt"]
        assert late.get("/api/me/progress").json()["learner"] is True


@pytest.mark.parametrize("makes", [True, False])
def test_what_was_under_way_brings_nobody_back(store, makes):
    store.write(NewClass("c", "One", "CODE", "token", 1)).result()
    for operation in (
        Issue("gone", None, "q", 1, "v", "seed", "note", makes=makes),
        Join("gone", "CODE", 1, makes=makes),
        SetRecovery("gone", "hash", makes=makes),
    ):
        future = store.write(operation)
        if makes:
            future.result()
            store.write(Forget("gone")).result()
        else:
            with pytest.raises(UnknownLearner):
                future.result()
        assert not store.read(lambda rows: reads.learner_exists(rows, "gone"))


def test_a_long_cookie_is_not_kept(service):
    assert service.identity.learner_of("A" * 60_000) is None
    assert service.identity._learners.cache_info().currsize == 0


def test_progress_that_takes_long_holds_up_no_question(app, browser, service, monkeypatch):
    browser.variant(NUMBER)
    begun, door, asked = threading.Event(), threading.Event(), []

    def slow(rows, learner):
        asked.append(learner)
        begun.set()
        door.wait(30)
        return progress(rows, learner)

    progress = reads.progress
    monkeypatch.setattr(reads, "progress", slow)

    async def all_at_once():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=browser.home, cookies=browser.cookies) as client:
            waiting = [asyncio.create_task(client.get("/api/me/progress")) for _tab in range(20)]
            await asyncio.to_thread(begun.wait, 30)
            try:
                variant = await asyncio.wait_for(client.post("/api/variants", json={"question": NUMBER}), 10)
            finally:
                door.set()
            return variant, await asyncio.gather(*waiting)

    variant, told = asyncio.run(all_at_once())
    assert variant.status_code == 200
    assert [answer.json()["learner"] for answer in told] == [True] * 20
    assert len(asked) <= 2


# Classes


def test_a_class_is_made_joined_and_left(browser, another, store):
    made = another.post("/api/classes", name="  Ann’s\tclass <b> ")
    assert made.status_code == 201
    made = made.json()
    assert made["name"] == "Ann’s class <b>"
    before = browser.variant(NUMBER)
    assert browser.post("/api/classes/join", code=made["code"].lower()).json() == {"name": made["name"]}
    assert browser.get("/api/me/progress").json()["class"] == {"name": made["name"]}
    inside = browser.variant(NUMBER, after=before["id"])
    assert (inside["n"], inside["prompt"] != before["prompt"]) == (1, True)
    browser.answer(inside, "1")
    assert len(store.read(lambda rows: reads.attempts_of(rows, made["id"]))) == 1
    assert browser.post("/api/classes/leave").status_code == 204
    assert browser.variant(NUMBER)["id"] == before["id"]


def test_an_instructor_link_opens_its_class(browser, another):
    made = browser.post("/api/classes", name="One").json()
    page, _, token = made["link"].partition("#")
    assert (page, len(token)) == ("/teach", 64)
    opened = another.post("/api/classes/open", token=token)
    assert opened.json() == {"id": made["id"], "name": "One", "code": made["code"]}
    assert opened.headers["set-cookie"].startswith("xent-teach=")
    assert error(another.post("/api/classes/open", token=token[:-1])) == (404, "no_token")


def test_a_new_link_closes_the_class_wherever_the_old_one_opened_it(browser, another, store):
    made = browser.post("/api/classes", name="One").json()
    other = browser.post("/api/classes", name="Other").json()
    old, new = made["link"].partition("#")[2], new_token()
    path = f"/api/classes/{made['id']}/report"
    assert browser.get(path).status_code == 200
    assert store.write(NewToken(made["id"], token_hash(new))).result()
    assert not store.write(NewToken("gone", token_hash(old))).result()
    assert error(another.post("/api/classes/open", token=old)) == (404, "no_token")
    for ending in ("", ".csv"):
        assert error(browser.get(path + ending)) == (403, "other_class")
    page = browser.get("/teach").text
    assert made["id"] not in page
    assert other["id"] in page
    assert browser.get(f"/api/classes/{other['id']}/report").status_code == 200
    assert browser.post("/api/classes/open", token=new).json()["code"] == made["code"]
    assert browser.get(path).status_code == 200
    assert made["id"] in browser.get("/teach").text


@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_cookie_from_before_links_could_be_renewed_opens_nothing_and_is_in_nobodys_way(browser, service, before):
    made = [browser.post("/api/classes", name="One").json() for _class in range(before)]
    paths = [f"/api/classes/{one['id']}/report" for one in made]
    (cookie,) = browser.cookies.jar
    cookie.value = service.identity._signed("teacher", bytes.fromhex("".join(one["id"] for one in made)))
    assert [error(browser.get(path)) for path in paths] == [(401, "no_instructor")] * before
    for one in made:
        browser.post("/api/classes/open", token=one["link"].partition("#")[2])
    assert [browser.get(path).status_code for path in paths] == [200] * before


def test_a_report_is_for_whoever_opened_the_class(browser, another):
    made, other = (browser.post("/api/classes", name="=One").json() for _class in range(2))
    learners = [Browser(browser.app) for _learner in range(5)]
    for learner in learners:
        learner.post("/api/classes/join", code=made["code"])
        learner.answer(learner.variant(CHOICE), "1")
    path = f"/api/classes/{made['id']}/report"
    told = browser.get(path, params={"lang": "ru"})
    assert (told.json()["lang"], told.json()["learners"]) == ("ru", 5)
    page = browser.get(path, headers={"accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'href="report.csv?lang=en&amp;bom=1"' in page.text
    assert "'unsafe-inline'" not in page.headers["content-security-policy"].partition("script-src")[2].split(";")[0]
    table = browser.get(path + ".csv", params={"bom": "1"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.content.startswith(b"\xef\xbb\xbf")
    for ending in ("", ".csv"):
        assert error(another.get(path + ending)) == (401, "no_instructor")
        assert error(learners[0].get(path + ending)) == (401, "no_instructor")
    another.post("/api/classes/open", token=other["link"].partition("#")[2])
    assert error(another.get(path)) == (403, "other_class")
    for one, status in ((another, 403), (learners[0], 401)):
        shown = one.get(path, headers={"accept": "text/html"})
        assert (shown.status_code, shown.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert "with its instructor link" in shown.text
        assert made["id"] not in shown.text


def test_a_crowd_that_asks_for_a_report_makes_the_line_no_longer(app, browser, service, monkeypatch):
    made = [browser.post("/api/classes", name="One").json()["id"] for _class in range(2)]
    asked = []

    def slow(store, klass):
        asked.append(klass)
        time.sleep(0.2)
        return report_of(store, klass)

    monkeypatch.setattr(reports, "report_of", slow)

    async def all_at_once():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=browser.home, cookies=browser.cookies) as client:
            paths = [f"/api/classes/{klass}/report" for klass in made] * 50
            return await asyncio.gather(*(client.get(path) for path in paths))

    told = asyncio.run(all_at_once())
    assert [answer.json()["class"]["id"] for answer in told] == made * 50
    assert 2 <= len(asked) <= 4
    assert browser.get(f"/api/classes/{made[0]}/report").json()["class"]["id"] == made[0]
    assert 3 <= len(asked) <= 5


def test_a_script_in_what_people_typed_would_not_run(browser):
    made = browser.post("/api/classes", name="<script>alert(1)</script>").json()
    for lang in ("en", "ru", "zh"):
        shown = browser.get("/teach", params={"lang": lang})
        assert shown.headers["content-security-policy"] == policy(shown.content)
    shown = browser.get(f"/api/classes/{made['id']}/report", headers={"accept": "text/html"})
    assert "<script" not in shown.text
    for text in (shown.text, "<script>alert(1)</script>"):
        assert dict(page(text).headers)[b"content-security-policy"] == PLAIN_POLICY.encode()


def test_the_page_of_an_instructor_lists_what_is_open_in_the_browser(browser, another):
    made = browser.post("/api/classes", name="<b>One").json()
    page = browser.get("/teach").text
    assert f'href="/api/classes/{made["id"]}/report?lang=en"' in page
    assert "&lt;b&gt;One" in page
    assert made["code"] in page
    assert made["link"].partition("#")[2] not in page
    assert made["id"] not in another.get("/teach").text


def test_a_class_that_was_purged_has_no_report(browser, store):
    made = browser.post("/api/classes", name="One").json()
    store.write(PurgeClass(made["id"])).result()
    assert error(browser.get(f"/api/classes/{made['id']}/report")) == (404, "gone_class")


def test_no_token_and_no_recovery_code_is_stored(browser, store):
    token = browser.post("/api/classes", name="One").json()["link"].partition("#")[2]
    (stored,) = store.read(reads.classes)
    assert token not in repr(stored)
    browser.variant(NUMBER)
    code = browser.post("/api/me/recovery").json()["code"]
    (learner,) = store.read(lambda rows: rows.all("SELECT * FROM learners"))
    assert learner[-1]
    assert plain_code(code) not in repr(learner).replace("-", "")


def test_nothing_is_stored_of_an_address_or_a_browser(app, service, store):
    browser = Browser(app, address="203.0.113.77")
    browser.headers["user-agent"] = "Netscape 4.7"
    browser.headers["x-forwarded-for"] = "203.0.113.78"
    made = browser.post("/api/classes", name="One").json()
    browser.post("/api/classes/join", code=made["code"])
    browser.post("/api/classes/join", code="wrong")
    variant = browser.variant(NUMBER)
    browser.answer(variant, "1")
    browser.solution(variant)
    browser.post("/api/me/recovery")
    tables = ("meta", "learners", "classes", "memberships", "variants", "attempts", "grades", "firsts", "reveals")
    everything = repr([store.read(lambda rows, one=one: rows.all(f"SELECT * FROM {one}")) for one in tables])  # noqa: S608
    assert variant["id"] in everything
    assert not [one for one in ("203.0.113", "Netscape") if one in everything]
    assert "203.0.113" not in repr([service.guesses.__dict__, service.new_classes.__dict__])


def test_a_class_has_a_name_that_can_be_seen(browser):
    for name in ("", "x" * 101):
        assert error(browser.post("/api/classes", name=name)) == (422, "invalid")
    for name in ("   ", "\0", "\n", "\u202e\u202e"):
        made = browser.post("/api/classes", name=name).json()
        assert made["name"] == made["code"]
    assert browser.post("/api/classes", name="a\0\x1b[31mb").json()["name"] == "a [31mb"


def test_guessing_codes_ends_soon(browser, another, service):
    made = another.post("/api/classes", name="One").json()
    service.guesses = Limit(5, 600)
    tries = [("join", "code"), ("open", "token"), ("join", "code")]
    for path, field in tries:
        assert browser.post(f"/api/classes/{path}", **{field: "guess"}).status_code == 404
    assert browser.post("/api/me/recover", code="guess").status_code == 404
    assert browser.post("/api/classes/join", code=made["code"]).status_code == 200  # right ones are free
    assert browser.post("/api/me/recover", code="guess").status_code == 404
    for path, field in (*tries, ("join", "code")):
        refused = browser.post(f"/api/classes/{path}", **{field: made["code"]})
        assert error(refused) == (429, "too_often")
        assert 0 < int(refused.headers["retry-after"]) <= 600
    assert another.post("/api/classes/join", code=made["code"]).status_code == 200


@pytest.mark.parametrize(("address", "status"), [("2001:db8::ffff", 429), ("2001:db8:0:1::1", 200)])
def test_a_customer_with_a_network_of_addresses_guesses_as_one(app, another, service, address, status):
    made = another.post("/api/classes", name="One").json()
    service.guesses = Limit(5, 600)
    for place in range(5):
        Browser(app, address=f"2001:db8::{place}").post("/api/classes/join", code="guess")
    assert Browser(app, address=address).post("/api/classes/join", code=made["code"]).status_code == status


def test_many_guesses_at_once_are_told_no_more_than_one_after_another(app, browser, service):
    made = browser.post("/api/classes", name="One").json()
    service.guesses = Limit(5, 600)

    async def all_at_once(path, field):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=browser.home) as client:
            guesses = ["guess"] * 30 + [made["code"]]
            return await asyncio.gather(*(client.post(path, json={field: guess}) for guess in guesses))

    for path, field in (("/api/classes/join", "code"), ("/api/classes/open", "token"), ("/api/me/recover", "code")):
        service.guesses = Limit(5, 600)
        told = [answer.status_code for answer in asyncio.run(all_at_once(path, field))]
        assert told.count(404) == 5
        assert told.count(429) >= 25


def test_making_classes_ends_soon(browser, another, service):
    service.new_classes = Limit(2, 3600)
    made = [browser.post("/api/classes", name="One").status_code for _class in range(3)]
    assert made == [201, 201, 429]
    assert another.post("/api/classes", name="One").status_code == 201


# What is refused


ORIGINS = [
    ({"sec-fetch-site": "same-origin"}, 201),
    ({"sec-fetch-site": "none"}, 201),
    ({"origin": "http://quiz.test"}, 201),
    ({"sec-fetch-site": "same-origin", "origin": "http://elsewhere.test"}, 201),
    ({"sec-fetch-site": "cross-site"}, 403),
    ({"sec-fetch-site": "same-site"}, 403),
    ({"origin": "http://elsewhere.test"}, 403),
    ({"origin": "http://quiz.test:81"}, 403),
    ({"origin": "null"}, 403),
    ({"origin": "http://[::"}, 403),
]


def test_another_site_cannot_write(app):
    for headers, status in ORIGINS:
        answer = Browser(app).ask("POST", "/api/variants", json={"question": NUMBER}, headers=headers)
        assert answer.status_code == status, headers
        assert ("set-cookie" in answer.headers) == (status == 201)


def test_a_form_of_another_site_cannot_write(browser):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        headers = {"content-type": kind} if kind else {}
        answer = browser.ask("POST", "/api/variants", content=json.dumps({"question": NUMBER}), headers=headers)
        assert error(answer) == (415, "not_json")


BODIES = [
    (b"", (422, "invalid")),
    (b"{", (400, "malformed")),
    (b"[" * 8000, (422, "invalid")),
    (b'{"question": ' + b"[" * 8000, (422, "invalid")),
    (b'{"x": ' + b"[" * 8000, (422, "invalid")),
    (b'{"question": "\xff"}', (400, "malformed")),
    (b'{"question": "\\ud800"}', (400, "malformed")),
    (b"\xef\xbb\xbf{}", (400, "malformed")),
    (b"null", (422, "invalid")),
    (b"NaN", (400, "malformed")),
    (b'{"question": 1}', (422, "invalid")),
    (b'{"question": "softmax/loss", "seed": "1"}', (422, "invalid")),
    (b'{"question": "' + b"x" * 8192 + b'"}', (413, "too_large")),
    (b'{"question": "a\\u0000b"}', (404, "no_question")),
    (b'{"question": "../../etc/passwd"}', (404, "no_question")),
]


def test_what_is_not_as_it_should_be_is_refused(browser):
    for body, expected in BODIES:
        assert error(browser.ask("POST", "/api/variants", content=body, headers=JSON)) == expected, body[:40]


def test_a_body_is_counted_as_it_streams(browser):
    async def endless():
        while True:
            yield b" " * 1000

    answer = browser.ask("POST", "/api/variants", content=endless(), headers=JSON)
    assert error(answer) == (413, "too_large")


def test_another_method_is_refused(browser):
    paths = [("GET", "/api/variants", "POST"), ("POST", "/api/questions", "GET, HEAD"), ("PUT", "/api/me", "DELETE")]
    for method, path, allowed in paths:
        answer = browser.ask(method, path)
        assert error(answer) == (405, "method")
        assert answer.headers["allow"] == allowed


def test_an_unknown_path_is_told_in_the_readers_language(browser, course):
    browser.headers["accept-language"] = "en"
    assert browser.get("/api/nothing").json() == {"error": "no_page", "message": "There is nothing here.", "detail": ""}


def test_no_reply_is_kept_by_a_proxy_and_every_one_is_guarded(browser):
    path = f"/api/classes/{browser.post('/api/classes', name='One').json()['id']}/report"
    told = [browser.get(path, headers={"accept": kind}) for kind in ("text/html", "application/json")]
    told += [browser.get(one) for one in (f"{path}.csv", "/teach", "/api/questions", "/api/none")]
    for answer in (*told, browser.post("/api/me/recovery")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_a_client_that_has_gone_is_no_error(app, browser, caplog):
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/api/variants", "raw_path": b"/api/variants", "query_string": b"",
        "headers": [(b"content-type", b"application/json")], "scheme": "http", "client": None, "root_path": "",
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    assert not sent
    assert not caplog.records


# The database is away


def test_a_store_that_fails_is_told_with_when_to_come_again(browser, service, store):
    variant = browser.variant(NUMBER)
    assert browser.get("/healthz").json()["writer"] is True
    store.close()
    for answer in (browser.answer(variant, "1"), browser.get("/api/me/progress"), browser.post("/api/me/recovery")):
        assert error(answer) == (503, "unavailable")
        assert answer.headers["retry-after"] == "5"
    health = browser.get("/healthz")
    assert (health.status_code, health.json()["writer"]) == (503, False)
    assert set(health.json()["versions"]) >= {"xent", "python"}
    assert browser.get("/api/questions").status_code == 200


def test_an_error_of_ours_is_logged_and_tells_nothing(browser, service, monkeypatch, caplog):
    monkeypatch.setattr(service.identity, "seed", lambda *parts: 1 / 0)
    assert error(browser.post("/api/variants", question=NUMBER)) == (500, "broken")
    assert "ZeroDivisionError" in caplog.text


# Several servers


@pytest.fixture
def servers(course, bank, postgres):
    """The applications of two servers on one PostgreSQL."""
    with fresh_database(postgres) as url, contextlib.ExitStack() as end:
        stores = [end.enter_context(contextlib.closing(open_store(url))) for _server in range(2)]
        services = [end.enter_context(contextlib.closing(Service(course, store, bank))) for store in stores]
        yield [create_app(Site({}), routes(service)) for service in services]


def test_any_of_several_servers_may_answer_any_request(servers):
    """What one has at hand of a variant, another may have changed."""
    one, other = servers
    teacher, browser = Browser(one), Browser(one)
    made = teacher.post("/api/classes", name="One").json()
    variant = browser.variant(NUMBER)
    first = browser.answer(variant, "1").json()
    browser.app = other
    assert browser.variant(NUMBER) == variant
    assert browser.answer(variant, "1").json() == first
    assert error(browser.answer(variant, "2")) == (409, "other_answer")
    assert browser.solution(variant).status_code == 200
    browser.app = one
    late = browser.answer(variant, "3", key="late").json()
    assert (late["n"], late["counts"], late["over"]) == (2, False, True)
    assert browser.post("/api/classes/join", code=made["code"]).status_code == 200
    browser.app = teacher.app = other
    assert browser.get("/api/me/progress").json()["class"] == {"name": "One"}
    assert teacher.get(f"/api/classes/{made['id']}/report").json()["members"] == 1
    assert browser.variant(NUMBER)["id"] != variant["id"]


def test_who_was_forgotten_by_one_server_has_nothing_at_another(servers):
    one, other = servers
    browser = Browser(one)
    variant = browser.variant(NUMBER)
    again = Browser(other)
    again.cookies.update(browser.cookies)
    assert again.answer(variant, "1").status_code == 200  # it has the variant at hand now
    browser.ask("DELETE", "/api/me")
    assert error(again.answer(variant, "2", key="later")) == (404, "no_variant")
    assert again.get("/api/me/progress").json()["learner"] is False
    assert again.variant(NUMBER)["id"] != variant["id"]
