"""A learner practices: every kind of question, a session with its summary, links to variants, a worksheet."""

import re

import pytest
from browsers import until
from support import ROOT

from xentlib.course import Course
from xentlib.quiz import question_ids, read_question, vary

COURSE = Course(ROOT)
LANGUAGES = [language.code for language in COURSE.languages]
PAGE = "practice.html"
LESSON = "lessons/02-softmax.html"
BY_KIND = {read_question(COURSE, name, "en").kind: name for name in question_ids(COURSE)}
NUMBER = "softmax/one-probability"

every_language = pytest.mark.parametrize("language", LANGUAGES)


def section(page, question):
    return page.locator(f"#quiz-{question.replace('/', '--')}")


def verdict(question):
    question.locator(".quiz-check").click()
    return question.get_attribute("data-verdict")


def answer_right(page, name, language, seed=1):
    """Answer as someone who knows, with the key of the library; return the verdict."""
    variant, question = vary(read_question(COURSE, name, language), seed), section(page, name)
    key, kind = variant.key, variant.question.kind
    if kind in ("number", "step"):
        question.locator("input").fill(key.shown)
    elif kind == "vector":
        for box, shown in zip(question.locator("input").all(), re.findall(r"[−\d.,]*\d", key.shown), strict=True):
            box.fill(shown)
    elif kind == "order":
        for place, item in enumerate(key.right):
            row = question.locator(f'.quiz-order > li[data-id="{item}"]')
            while row.evaluate("one => [...one.parentNode.children].indexOf(one)") > place:
                row.locator("button").first.click()
    else:
        for option in {key.right} if isinstance(key.right, str) else key.right:
            question.locator(f'input[value="{option}"]').check()
    return verdict(question)


@every_language
def test_every_kind_is_answered_and_remembered(visit, language):
    page = visit(f"/{language}/{PAGE}")
    for kind, name in BY_KIND.items():
        assert answer_right(page, name, language) == "correct", kind
        assert section(page, name).locator(".quiz-done").is_visible()
    page.reload()
    assert page.locator(".quiz-done:visible").count() == len(BY_KIND)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".practice-forget").click()
    assert not page.locator(".quiz-done:visible").count()


def test_a_list_of_numbers_may_stand_in_the_first_box(visit):
    name = BY_KIND["vector"]
    question = section(visit(f"/ru/{PAGE}"), name)
    question.locator("input").first.fill(vary(read_question(COURSE, name, "ru"), 1).key.shown)
    assert verdict(question) == "correct"


def test_the_focus_stays_with_a_line_that_moves_and_its_place_is_told(visit):
    name = BY_KIND["order"]
    page = visit(f"/en/{PAGE}")
    question = section(page, name)
    first = question.locator(".quiz-order > li").first
    item = first.get_attribute("data-id")
    first.locator("button").nth(1).focus()
    page.keyboard.press("Enter")
    count = question.locator(".quiz-order > li").count()
    assert question.locator(".quiz-heard").inner_text() == f"Now line 2 of {count}."
    for _ in range(count - 2):
        page.keyboard.press("Enter")
    focused = "document.activeElement.closest('li').dataset.id + document.activeElement.textContent"
    assert page.evaluate(focused) == f"{item}↑"  # the other button, where the one that was pressed is off


def test_a_session_is_left_resumed_and_summed_up(visit):
    page = visit(f"/en/{PAGE}")
    page.locator(".practice-begin").click()
    steps = page.evaluate("JSON.parse(localStorage['xent-session']).steps.length")
    assert page.locator(".quiz:visible").count() == 1
    page.locator(".practice-current .quiz-reveal").click()
    page.locator(".practice-next").click()
    page.locator(".practice-leave").click()
    page.reload()
    page.locator(".practice-resume").click()
    assert page.locator(".practice-at").inner_text() == f"2 of {steps}"
    for _ in range(steps - 1):
        page.locator(".practice-next").click()
    assert page.locator(".practice-score").inner_text() == f"Right at the first try: 0 of {steps}"
    page.locator(".practice-mistakes a").first.click()
    page.locator(".practice-panel").wait_for()


def test_the_summary_names_a_mistake_and_links_to_its_cure(visit):
    page = visit(f"/en/{PAGE}")
    session = f'{{"at": 0, "steps": [{{"id": "{NUMBER}", "place": 1, "made": []}}]}}'
    page.evaluate(f"localStorage['xent-session'] = JSON.stringify({session})")
    page.reload()
    page.locator(".practice-resume").click()
    section(page, NUMBER).get_by_text("variant 2 of").wait_for()  # its script comes when it is needed
    variant = vary(read_question(COURSE, NUMBER, "en"), 2)
    low, _high = variant.key.mistakes["odds"]
    section(page, NUMBER).locator("input").fill(f"{low:f}")
    assert verdict(section(page, NUMBER)) == "mistake"
    page.locator(".practice-next").click()
    assert "You divided by the powers of the other two classes only." in page.locator(".practice-mistakes").inner_text()
    assert page.locator('.practice-mistakes a[href$="02-softmax.html#loss"]').count() == 1


def test_what_was_stored_by_something_else_does_no_harm(visit):
    page = visit(f"/en/{PAGE}")
    for progress, session in (("[", "7"), (f'[["{NUMBER}", {{"mistakes": 5}}], 3]', '{"at":0,"steps":[null]}')):
        page.evaluate("([one, two]) => Object.assign(localStorage, {'xent-progress': one, 'xent-session': two})",
                      [progress, session])  # fmt: skip
        page.reload()
        assert answer_right(page, NUMBER, "en") == "correct"
        assert not page.locator(".practice-resume").is_visible()


def test_filters_count_what_they_leave(visit):
    page = visit(f"/en/{PAGE}")
    page.locator(".practice-lessons").select_option("softmax")
    page.locator(".practice-kinds").select_option("number")
    kept = [name for name in question_ids(COURSE, "softmax") if read_question(COURSE, name, "en").kind == "number"]
    assert page.locator(".quiz:visible").count() == len(kept)
    assert page.locator(".practice-shown").inner_text() == f"Questions shown: {len(kept)}"
    assert page.locator("article h2:visible, .course-text h2:visible").count() == 1


@every_language
@pytest.mark.parametrize("path", [PAGE, LESSON])
def test_an_address_names_a_variant_also_on_a_disk(visit, site, language, path):
    page = visit((site / language / path).as_uri() + f"#q={NUMBER}&s=3")
    question = section(page, NUMBER)
    until(page, "document.activeElement.matches('.quiz')")
    assert answer_right(page, NUMBER, language, 3) == "correct"
    assert question.locator(".quiz-link").get_attribute("href").endswith(f"#q={NUMBER}&s=3")


def test_an_address_of_a_variant_that_is_not_there_says_so(visit):
    page = visit(f"/en/{PAGE}#q={NUMBER}&s=12345")
    page.get_by_text("a variant that this page does not have").wait_for()
    for nothing in ("#q=no/such&s=1", "#q=__proto__", "#s=1"):
        page.evaluate("hash => location.hash = hash", nothing)
    assert answer_right(page, NUMBER, "en") == "correct"


def test_a_script_that_does_not_come_is_told_of(visit):
    page = visit(f"/en/{PAGE}")
    page.route("**/questions/*.js", lambda route: route.abort())
    section(page, NUMBER).locator(".quiz-another").click()
    section(page, NUMBER).get_by_text("could not be loaded").wait_for()
    page.watched.errors.clear()
    page.unroute("**/questions/*.js")
    section(page, NUMBER).locator(".quiz-another").click()
    until(page, "document.activeElement.matches('.quiz-input')")
    assert answer_right(page, NUMBER, "en", 2) == "correct"


def test_without_storage_questions_still_work(visit):
    page = visit(f"/en/{PAGE}")
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('closed'); }})")
    page.reload()
    page.watched.errors.clear()  # the theme's own script does not expect it
    assert answer_right(page, NUMBER, "en") == "correct"


@every_language
@pytest.mark.parametrize("javascript", [True, False])
def test_print_is_a_worksheet_with_its_answers_at_the_end(visit, language, javascript):
    page = visit(f"/{language}/{PAGE}", javascript=javascript)
    page.emulate_media(media="print")
    question = section(page, NUMBER)
    assert question.locator(".quiz-room").is_visible()
    assert not page.locator(".quiz button:visible, .quiz-solution:visible, .quiz-hint:visible").count()
    answers = page.locator(".quiz-answers > ol > li:visible")
    assert answers.count() == page.locator(".quiz").count() == len(COURSE.questions())
    assert vary(read_question(COURSE, NUMBER, language), 1).key.shown in page.locator(".quiz-answers").inner_text()


def test_only_what_is_shown_is_printed(visit):
    page = visit(f"/en/{PAGE}")
    page.locator(".practice-kinds").select_option("number")
    page.emulate_media(media="print")
    assert page.locator(".quiz-answers > ol > li:visible").count() == page.locator(".quiz:visible").count()


GOOD_STEP = f'{{"id": "{NUMBER}", "place": 0, "made": []}}'
BAD_STEPS = (
    '"place": 99, "made": []',
    '"place": -1, "made": []',
    '"place": "length", "made": []',
    '"place": 0, "made": "abc"',
    '"place": 0, "made": {"map": 1, "length": 1}',
    '"place": 0',
)
SENSELESS = (
    *(f'{{"at": 0, "steps": [{{{step}, "id": "{NUMBER}"}}, {GOOD_STEP}]}}' for step in BAD_STEPS),
    *(f'{{"at": {at}, "steps": [{GOOD_STEP}]}}' for at in ('"length"', '"__proto__"', "-1")),
)


def test_a_session_that_makes_no_sense_is_forgotten(visit):
    page = visit(f"/en/{PAGE}")
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for session in SENSELESS:
        page.evaluate("session => { localStorage['xent-session'] = session }", session)
        page.reload()
        assert not page.locator(".practice-resume").is_visible(), session
        assert page.locator(".practice-progress").first.inner_text(), session
        assert not errors, session
