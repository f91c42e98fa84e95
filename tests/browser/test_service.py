"""A learner's page with the service behind it: judged by the library, saved, and honest when nothing can be saved."""

import re
import threading
from functools import partial

import pytest
from browsers import given, right_answer, until
from support import ROOT

from xentlib.catalogs import words
from xentlib.course import Course
from xentlib.quiz import KINDS, question_ids, read_question, vary
from xentlib.quiz.vary import numbers_in
from xentlib.service import Service, Site, create_app, judged_site, routes
from xentlib.service.page import service_words
from xentlib.service.refusal import phrases
from xentlib.service.server import Server, bind
from xentlib.service.variants import Bank
from xentlib.store import open_store

COURSE = Course(ROOT)
LESSON = "lessons/02-softmax.html"
NUMBER = "softmax/one-probability"
LANGUAGES = ("en", "ru", "zh")
LATEST = "SELECT id FROM variants WHERE question = ? ORDER BY n DESC"


@pytest.fixture(scope="session")
def pages(course, site):
    return judged_site(Site.read(site), partial(words, course))


@pytest.fixture(scope="session")
def bank(course):
    return Bank(course)


@pytest.fixture
def service(course, pages, bank, tmp_path):
    """A service of the test's own; `service.address` is where it is."""
    store = open_store(tmp_path / "xent.db")
    quiz = Service(course, store, bank)
    with bind("127.0.0.1", 0) as listener:
        server = Server(create_app(pages, routes(quiz)))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        quiz.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield quiz
        server.should_exit = True
        running.join(20)
    quiz.close()
    store.close()


class Learner:
    """A browser of one learner."""

    def __init__(self, context, service):
        self.context, self.service = context, service
        self.page, self.errors = context.new_page(), []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path):
        self.page.goto(self.service.address + path)
        return self

    def question(self, question, *, served=True):
        """Scroll to a question; wait until the service has given it."""
        section = self.page.locator(f"#quiz-{question.replace('/', '--')}")
        section.scroll_into_view_if_needed()
        if served:
            section.locator(".quiz-link").wait_for(state="hidden")  # only an open variant has a link
        return section

    def right(self, question, language="en"):
        """Return the right answer to the variant that was given last."""
        return right_answer(self.service, self.service.store.read(lambda rows: rows.one(LATEST, question))[0], language)

    def variant(self, question, language="en"):
        """Return the variant that was given last."""
        return given(self.service, self.service.store.read(lambda rows: rows.one(LATEST, question))[0], language)


def said(name, language="en"):
    return service_words(words(COURSE, language))[name]


def count(service, table):
    return service.store.read(lambda rows: rows.one(f"SELECT count(*) FROM {table}")[0])  # noqa: S608  # our own names


@pytest.fixture
def learner(browser, service):
    """Return what makes a learner with a browser of their own."""
    contexts, learners = [], []

    def enter(path=f"/en/{LESSON}", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        learners.append(Learner(context, service))
        return learners[-1].open(path)

    yield enter
    for one in learners:
        assert not one.errors
    for context in contexts:
        context.close()


def answer(question, text):
    """Type a number and wait for what becomes of it."""
    question.locator("input.quiz-input").fill(text)
    question.locator("input.quiz-input").press("Enter")
    question.locator(".quiz-saved p").filter(has_not_text="…").wait_for()
    return question.locator(".quiz-saved p").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_judged_by_the_library_and_saved(learner, service, language):
    anna = learner(f"/{language}/{LESSON}")
    question = anna.question(NUMBER)
    assert not question.locator(".quiz-solution").is_visible()
    assert answer(question, anna.right(NUMBER, language)) == said("saved", language)
    assert question.get_attribute("data-verdict") == "correct"
    assert question.locator(".quiz-solution .quiz-text").inner_html().count("<math")
    assert count(service, "attempts") == 1


def test_a_wrong_answer_is_told_and_the_next_variant_is_another(learner):
    anna = learner()
    question = anna.question(NUMBER)
    first = question.locator(".quiz-prompt").inner_text()
    assert answer(question, "0.5") == said("saved")
    assert question.get_attribute("data-verdict") in ("wrong", "mistake", "near")
    assert not question.locator(".quiz-solution .quiz-text").inner_html()
    question.locator(".quiz-another").click()
    question.locator(".quiz-count", has_text="2").wait_for()
    assert question.locator(".quiz-prompt").inner_text() != first
    assert question.locator(".quiz-status").inner_text() == ""


def test_what_cannot_be_read_says_how_to_write_it(learner):
    question = learner().question(NUMBER)
    answer(question, "<img src=x onerror=alert(1)>")
    assert question.get_attribute("data-verdict") == "unreadable"
    assert question.locator(".quiz-why").inner_text()
    assert question.locator("input.quiz-input").get_attribute("aria-invalid") == "true"


def test_the_solution_comes_when_it_is_asked_for_and_then_no_answer_counts(learner, service):
    anna = learner()
    question = anna.question(NUMBER)
    question.locator(".quiz-reveal").click()
    question.locator(".quiz-solution math").first.wait_for()
    answer(question, anna.right(NUMBER))
    progress = anna.page.evaluate("fetch('/api/me/progress').then((reply) => reply.json())")
    assert progress == {"learner": True, "class": None, "questions": {}}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_can_be_answered_right(learner, kind):
    anna = learner("/en/practice.html")
    name = next(one for one in question_ids(COURSE) if read_question(COURSE, one, "en").kind == kind)
    question = anna.question(name)
    right = anna.right(name)
    if kind == "order":
        for place, item in enumerate(right.split()):
            line = question.locator(f'.quiz-order > li[data-id="{item}"]')
            while line.evaluate("(line) => [...line.parentNode.children].indexOf(line)") > place:
                line.locator("button").first.click()
    elif question.locator("fieldset input[type=text]").count():
        numbers = right.strip("[]").split(",\u00a0")
        for box, number in zip(question.locator("fieldset input").all(), numbers, strict=True):
            box.fill(number)
    elif question.locator("input.quiz-input").count():
        question.locator("input.quiz-input").fill(right)
    else:
        for option in right.split():
            question.locator(f'fieldset input[value="{option}"]').check()
    question.locator(".quiz-check").click()
    question.locator(".quiz-saved p", has_text=said("saved")).wait_for()
    assert question.get_attribute("data-verdict") == "correct"


def test_an_answer_waits_for_the_service_and_is_saved_once(learner, service):
    anna = learner()
    question = anna.question(NUMBER)
    anna.context.set_offline(True)
    assert answer(question, anna.right(NUMBER)) == said("waiting")
    assert count(service, "attempts") == 0
    anna.context.set_offline(False)
    question.locator(".quiz-saved p", has_text=said("saved")).wait_for()
    assert question.get_attribute("data-verdict") == "correct"
    assert count(service, "attempts") == 1


def test_an_answer_outlives_the_page_and_one_may_go_on_without_saving(learner, service):
    anna = learner()
    question = anna.question(NUMBER)
    anna.context.set_offline(True)
    answer(question, "0.5")
    question.locator(".quiz-saved button").click()
    assert question.locator(".quiz-saved p").inner_text() == said("alone")
    question.locator("input.quiz-input").fill("0.5")
    question.locator("input.quiz-input").press("Enter")
    assert question.get_attribute("data-verdict")  # judged by the page
    with anna.page.expect_response(lambda reply: reply.url.endswith("/answers")):
        anna.context.set_offline(False)  # the page sends at once; whether that comes first or the next page, is chance
        anna.page.reload()
    until(anna.page, "localStorage['xent-outbox'] === '[]'")
    assert count(service, "attempts") == 1


def test_without_the_service_the_page_judges_and_says_so(learner):
    anna = learner("/en/index.html")
    anna.context.route("**/api/**", lambda route: route.fulfill(status=503, json={"error": "away", "message": ""}))
    question = anna.open(f"/en/{LESSON}").question(NUMBER, served=False)
    question.locator(".quiz-saved p", has_text=said("alone")).wait_for()
    question.locator("input.quiz-input").fill("7")
    question.locator("input.quiz-input").press("Enter")
    assert question.get_attribute("data-verdict") == "wrong"


def test_while_an_answer_waits_nothing_is_said_of_an_earlier_one(learner):
    anna = learner()
    question = anna.question(NUMBER)
    answer(question, "7")
    anna.context.set_offline(True)
    answer(question, "8")
    assert question.locator(".quiz-status").inner_text() == ""
    assert question.get_attribute("data-verdict") == ""


def test_another_variant_comes_from_the_service_as_soon_as_it_is_back(learner, service):
    anna = learner("/en/index.html")
    away = "**/api/variants"
    anna.context.route(away, lambda route: route.fulfill(status=503, json={"error": "away", "message": ""}))
    question = anna.open(f"/en/{LESSON}").question(NUMBER, served=False)
    question.locator(".quiz-saved p", has_text=said("alone")).wait_for()
    question.locator(".quiz-another").click()
    question.locator(".quiz-count", has_text="2 of").wait_for()
    anna.context.unroute(away)
    question.locator(".quiz-another").click()
    question.locator(".quiz-link").wait_for(state="hidden")
    assert question.locator(".quiz-saved").inner_text() == ""
    assert answer(question, anna.right(NUMBER)) == said("saved")


OUTBOXES = [
    '[null, 1, "x", [], {}, {"key": "k"}, {"variant": "../../en/", "key": "k", "answer": "1"}]',
    '{"a": 1}', "null", "{", '[[["deep"]]]',
]  # fmt: skip


@pytest.mark.parametrize("outbox", OUTBOXES)
def test_nonsense_in_the_browsers_storage_breaks_nothing(learner, service, outbox):
    anna = learner("/en/index.html")
    asked = []
    anna.page.on("request", lambda request: asked.append(request.url))
    for name in ("outbox", "progress"):
        anna.page.evaluate("([name, text]) => localStorage[`xent-${name}`] = text", [name, outbox])
    question = anna.open(f"/en/{LESSON}").question(NUMBER)
    assert answer(question, anna.right(NUMBER)) == said("saved")
    assert question.get_attribute("data-verdict") == "correct"
    assert len([url for url in asked if url.endswith("/answers")]) == 1


@pytest.mark.parametrize("reply", ["null", "[]", "{}", "1", "<html>", '{"html": null, "questions": null}'])
def test_a_reply_that_makes_no_sense_leaves_the_page_to_itself(learner, reply):
    anna = learner("/en/index.html")
    anna.context.route("**/api/**", lambda route: route.fulfill(content_type="application/json", body=reply))
    question = anna.open(f"/en/{LESSON}").question(NUMBER, served=False)
    question.locator(".quiz-saved p", has_text=said("alone")).wait_for()
    question.locator("input.quiz-input").fill("7")
    question.locator("input.quiz-input").press("Enter")
    assert question.get_attribute("data-verdict") == "wrong"


@pytest.mark.parametrize("reply", ["null", "{}", "<html>"])
def test_an_acknowledgement_that_makes_no_sense_is_none(learner, reply):
    anna = learner()
    question = anna.question(NUMBER)
    anna.context.route("**/answers", lambda route: route.fulfill(content_type="application/json", body=reply))
    assert answer(question, "7") != said("saved")


@pytest.mark.parametrize("status", [408, 429, 502, 503])
def test_what_may_go_through_later_is_sent_again(learner, service, status):
    anna = learner()
    question = anna.question(NUMBER)
    body = '{"error":"later","message":"Later."}'
    anna.context.route(
        "**/answers", lambda route: route.fulfill(status=status, content_type="application/json", body=body), times=1
    )
    assert answer(question, "7") == said("waiting")
    question.locator(".quiz-saved p", has_text=said("saved")).wait_for()
    assert count(service, "attempts") == 1


def test_questions_that_come_into_view_together_make_one_learner(learner, service):
    anna = learner("/en/practice.html")
    anna.page.wait_for_timeout(200)
    anna.question(NUMBER)
    assert count(service, "variants") > 1
    assert count(service, "learners") == 1


def test_tabs_that_begin_together_make_one_learner(learner, service):
    anna = learner("/en/index.html")
    tabs = [anna.context.new_page() for _tab in range(3)]
    for tab in tabs:
        tab.evaluate("(address) => { location.href = address }", f"{service.address}/en/practice.html")
    for tab in tabs:
        tab.wait_for_url("**/practice.html")
        tab.locator(".quiz-link").first.wait_for(state="hidden")
    assert count(service, "learners") == 1


def test_a_link_to_an_open_variant_shows_that_variant(learner, service):
    anna = learner(f"/en/{LESSON}#q={NUMBER}&s=3")
    question = anna.question(NUMBER, served=False)
    question.locator(".quiz-count", has_text="3 of").wait_for()
    anna.page.wait_for_timeout(300)
    assert "3 of" in question.locator(".quiz-count").inner_text()
    assert question.locator(".quiz-saved p").inner_text() == said("open")
    assert not service.store.read(lambda rows: rows.all("SELECT id FROM variants WHERE question = ?", NUMBER))


def test_a_link_that_is_followed_later_shows_that_variant_and_another_one_is_judged_by_the_service(learner):
    anna = learner()
    anna.page.evaluate("(hash) => { location.hash = hash }", f"q={NUMBER}&s=3")
    question = anna.question(NUMBER, served=False)
    question.locator(".quiz-count", has_text="3 of").wait_for()
    anna.page.wait_for_timeout(300)
    assert "3 of" in question.locator(".quiz-count").inner_text()
    assert question.locator(".quiz-saved p").inner_text() == said("open")
    question.locator(".quiz-another").click()
    question.locator(".quiz-link").wait_for(state="hidden")
    assert answer(question, anna.right(NUMBER)) == said("saved")


def new_class(learner):
    """Make a class in a browser of its own; return what its teacher is told."""
    return learner("/en/index.html").page.evaluate(
        """fetch("/api/classes", {method: "POST", headers: {"Content-Type": "application/json"},
             body: JSON.stringify({name: "A <b>class</b>"})}).then((reply) => reply.json())"""
    )


def classes_of_attempts(service):
    found = "SELECT variants.class FROM attempts JOIN variants ON variants.id = attempts.variant ORDER BY attempts.id"
    return [row[0] for row in service.store.read(lambda rows: rows.all(found))]


def test_what_is_answered_after_joining_is_answered_for_the_class_in_all_tabs(learner, service):
    made = new_class(learner)
    anna = learner("/en/practice.html")
    question = anna.question(NUMBER)
    answer(question, "0.5")
    tab = Learner(anna.context, service).open(f"/en/{LESSON}")
    tab.question(NUMBER)
    panel = anna.page.locator(".service-panel")
    panel.locator("summary").click()
    panel.locator("#service-join").fill(made["code"])
    with anna.page.expect_response(lambda reply: reply.url.endswith("/variants")):
        panel.get_by_role("button", name=said("join")).click()
    panel.get_by_role("button", name=said("leave")).wait_for()
    for one in (anna, tab):
        one.page.wait_for_timeout(500)
        assert answer(one.question(NUMBER), "0.5") == said("saved")
    assert not tab.errors
    assert classes_of_attempts(service) == ["", made["id"], made["id"]]


def test_what_is_said_of_a_code_stands_where_it_was_typed(learner):
    panel = learner("/en/practice.html").page.locator(".service-panel")
    panel.locator("summary").click()
    for name, action in (("recover", "use_code"), ("join", "join")):
        panel.locator(f"#service-{name}").fill("wrong")
        panel.get_by_role("button", name=said(action)).click()
        told = panel.locator("p[role=status]", has_text="code")
        told.wait_for()
        box, entry = told.bounding_box(), panel.locator(f"form:has(#service-{name})").bounding_box()
        assert 0 <= box["y"] - (entry["y"] + entry["height"]) < 40


def test_what_is_pasted_by_mistake_is_told_as_what_it_is_however_long(learner, service):
    anna = learner("/ru/practice.html")
    question = anna.question(NUMBER)
    assert answer(question, "Кот " * 5000) == said("saved", "ru")
    assert question.get_attribute("data-verdict") == "unreadable"
    assert service.store.read(lambda rows: rows.one("SELECT answer FROM attempts"))[0] == "Кот " * 500
    panel = anna.page.locator(".service-panel")
    panel.locator("summary").click()
    panel.locator("#service-join").fill("Кот " * 5000)
    panel.get_by_role("button", name=said("join", "ru")).click()
    panel.locator("p[role=status]", has_text=phrases(words(COURSE, "ru"))["no_class"]).wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_service_speaks_the_language_of_the_page_and_not_that_of_the_browser(learner, language):
    locale = {"en": "ru", "ru": "zh-CN", "zh": "en"}[language]
    panel = learner(f"/{language}/practice.html", locale=locale).page.locator(".service-panel")
    panel.locator("summary").click()
    panel.locator("#service-join").fill("wrong")
    panel.get_by_role("button", name=said("join", language)).click()
    panel.locator("p[role=status]", has_text=phrases(words(COURSE, language))["no_class"]).wait_for()


@pytest.mark.parametrize(("language", "words"), [("en", "can read them"), ("ru", "исходный код"), ("zh", "源代码")])
def test_a_page_without_the_service_says_that_its_answers_are_no_secret(learner, site, language, words):
    path = f"/{language}/practice.html"
    told = re.search(r'<p class="practice-alone">([^<]+)', (site / path[1:]).read_text("utf-8"))[1]
    assert words in told.replace("\N{NO-BREAK SPACE}", " ")
    learner(path).page.locator(".practice-alone").wait_for(state="hidden")


def test_a_session_without_the_service_asks_the_variants_that_it_drew(learner):
    anna = learner("/en/index.html")
    anna.context.route("**/api/**", lambda route: route.fulfill(status=503, json={"error": "away", "message": ""}))
    anna.open("/en/practice.html").page.locator(".practice-begin").click()
    drawn = anna.page.evaluate("JSON.parse(localStorage['xent-session']).steps[0].place")
    question = anna.page.locator(".practice-current")
    question.locator(".quiz-saved p", has_text=said("alone")).wait_for()
    question.locator(".quiz-count", has_text=f"variant {drawn + 1} of").wait_for()


def test_what_is_printed_is_an_open_variant_with_its_answer(learner, tmp_path):
    anna = learner("/en/practice.html")
    question = anna.question(NUMBER)
    answer(question, "0.5")
    name = f"#quiz-{NUMBER.replace('/', '--')}"
    texts = f"['{name} .quiz-prompt', '{name}-answer'].map((one) => document.querySelector(one).innerText)"
    anna.page.evaluate(f"addEventListener('beforeprint', () => globalThis.printed = {texts})")
    before = anna.page.evaluate(texts)
    anna.page.pdf(path=str(tmp_path / "sheet.pdf"))
    variant = vary(read_question(COURSE, NUMBER, "en"), 1)
    prompt, told = anna.page.evaluate("printed")
    assert all(number in prompt for number in numbers_in(variant.prompt))
    assert told == variant.key.shown
    assert anna.page.evaluate(texts) == before
    anna.page.emulate_media(media="print")
    assert not anna.page.locator(".quiz-saved:visible, .service-panel:visible").count()


def test_a_session_names_what_went_wrong_in_the_variants_that_were_asked(learner, service):
    anna = learner("/en/practice.html")
    anna.page.locator(".practice-lessons").select_option("softmax")
    anna.page.locator(".practice-kinds").select_option("step")
    anna.page.locator(".practice-begin").click()
    made = []
    while anna.page.locator(".practice-summary").is_hidden():
        current = anna.page.locator(".practice-current")
        name = current.get_attribute("id").removeprefix("quiz-").replace("--", "/")
        question = anna.question(name)
        for low, high in list(anna.variant(name).key.mistakes.values())[:2]:
            answer(question, str((low + high) / 2))
            made.append(question.locator(".quiz-first").inner_text())
        answer(question, anna.right(name))
        anna.page.locator(".practice-next").click()
    told = anna.page.locator(".practice-mistakes li").all_inner_texts()
    assert made
    for sentence in made:
        assert any(sentence in one for one in told)
    anna.page.locator(".practice-mistakes a").first.click()
    question.locator(".quiz-count", has_text="2").wait_for()
    assert not question.locator(".quiz-link").is_visible()


@pytest.mark.parametrize("sure", [True, False])
def test_who_has_just_come_is_forgotten_where_it_is_confirmed(learner, service, sure):
    anna = learner("/en/practice.html")
    answer(anna.question(NUMBER), "0.5")
    anna.page.on("dialog", lambda dialog: dialog.accept() if sure else dialog.dismiss())
    if sure:
        with anna.page.expect_navigation():
            anna.page.locator(".practice-forget").click()
    else:
        anna.page.evaluate("localStorage.clear()")
        anna.page.locator(".practice-forget").click()
        anna.page.wait_for_timeout(200)
    assert count(service, "attempts") == (not sure)


def test_a_learner_joins_a_class_finds_the_progress_elsewhere_and_is_forgotten(learner, service):
    made = new_class(learner)
    anna = learner("/en/practice.html")
    answer(anna.question(NUMBER), "0.5")
    panel = anna.page.locator(".service-panel")
    panel.locator("summary").click()
    panel.locator("#service-join").fill("wrong")
    panel.get_by_role("button", name=said("join")).click()
    panel.locator("p[role=status]", has_text="class").wait_for()
    panel.locator("#service-join").fill(made["code"])
    panel.get_by_role("button", name=said("join")).click()
    panel.get_by_text("A <b>class</b>").wait_for()
    panel.get_by_role("button", name=said("make_code")).click()
    code = panel.locator(".service-code").inner_text()

    elsewhere = learner("/en/practice.html")
    panel = elsewhere.page.locator(".service-panel")
    panel.locator("summary").click()
    panel.locator("#service-recover").fill(code.lower())
    with elsewhere.page.expect_navigation():
        panel.get_by_role("button", name=said("use_code")).click()
    elsewhere.page.locator(".service-panel summary").click()
    elsewhere.page.get_by_text("A <b>class</b>").wait_for()
    elsewhere.page.on("dialog", lambda dialog: dialog.accept())
    with elsewhere.page.expect_navigation():
        elsewhere.page.locator(".practice-forget").click()
    assert count(service, "attempts") == 0
