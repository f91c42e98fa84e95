"""A learner answers questions in the page: typed numbers, mistakes, options, without network, by keyboard."""

import pytest
from browsers import until
from support import ROOT

from xentlib.course import Course
from xentlib.numbers import show
from xentlib.quiz import read_question, vary

COURSE = Course(ROOT)
LANGUAGES = [language.code for language in COURSE.languages]
LESSON = "lessons/02-softmax.html"
NUMBER = "softmax/one-probability"
CHOICE = "softmax/sharpened"

every_language = pytest.mark.parametrize("language", LANGUAGES)


def variant_of(question, language, seed=1):
    return vary(read_question(COURSE, question, language), seed)


def section(page, question):
    return page.locator(f"#quiz-{question.replace('/', '--')}")


def answer(question, text):
    question.locator("input.quiz-input").fill(text)
    question.locator("input.quiz-input").press("Enter")
    return question.locator(".quiz-status")


@every_language
def test_the_right_number_is_right_and_opens_the_solution(visit, language):
    question = section(visit(f"/{language}/{LESSON}"), NUMBER)
    assert not question.locator(".quiz-solution").is_visible()
    status = answer(question, variant_of(NUMBER, language).key.shown)
    assert question.get_attribute("data-verdict") == "correct"
    assert variant_of(NUMBER, language).key.shown.rstrip("0") in status.inner_text()
    assert question.locator(".quiz-solution").is_visible()


@every_language
def test_each_mistake_is_told_by_its_name(visit, language):
    variant = variant_of(NUMBER, language)
    question = section(visit(f"/{language}/{LESSON}"), NUMBER)
    seen = set()
    for mistake, value in variant.question.example.work(variant.inputs).mistakes.items():
        text = answer(question, show(float(value), language, decimals=3)).inner_text()
        assert question.get_attribute("data-verdict") == "mistake", mistake
        seen.add(text)
    assert len(seen) == len(variant.key.mistakes)


@every_language
def test_what_cannot_be_read_costs_nothing_and_stays_text(visit, language):
    page = visit(f"/{language}/{LESSON}")
    question = section(page, NUMBER)
    answer(question, "<img src=x onerror=alert(1)>")
    assert question.get_attribute("data-verdict") == "unreadable"
    assert question.locator("img").count() == 0
    assert not question.locator(".quiz-solution").is_visible()


@every_language
def test_the_other_notation_of_a_decimal_is_read(visit, language):
    question = section(visit(f"/{language}/{LESSON}"), NUMBER)
    shown = variant_of(NUMBER, language).key.shown
    answer(question, shown.replace(",", ".") if "," in shown else shown.replace(".", ","))
    assert question.get_attribute("data-verdict") == "correct"


@every_language
def test_options_are_judged(visit, language):
    variant = variant_of(CHOICE, language)
    question = section(visit(f"/{language}/{LESSON}"), CHOICE)
    for number, (option, _) in enumerate(variant.options):
        question.locator("input[type=radio]").nth(number).check()
        question.locator("button[type=submit]").click()
        verdict = question.get_attribute("data-verdict")
        assert verdict == ("correct" if option == "right" else "mistake")


def test_another_variant_asks_something_else_and_forgets_the_answer(visit):
    page = visit(f"/en/{LESSON}")
    question = section(page, NUMBER)
    before = question.locator(".quiz-prompt").inner_text()
    answer(question, "0.5")
    question.locator(".quiz-another").click()
    until(page, "document.activeElement.matches('.quiz-input')")
    assert question.locator(".quiz-prompt").inner_text() != before
    assert question.locator("input.quiz-input").input_value() == ""
    assert not question.locator(".quiz-solution").is_visible()
    answer(question, variant_of(NUMBER, "en", 2).key.shown)
    assert question.get_attribute("data-verdict") == "correct"


@every_language
def test_questions_work_from_the_disk_without_network(visit, site, language):
    page = visit((site / language / LESSON).as_uri())
    page.context.set_offline(True)
    question = section(page, NUMBER)
    answer(question, variant_of(NUMBER, language).key.shown)
    assert question.get_attribute("data-verdict") == "correct"


@every_language
def test_without_javascript_question_and_solution_are_readable(visit, language):
    page = visit(f"/{language}/{LESSON}", javascript=False)
    for name in (NUMBER, CHOICE):
        question = section(page, name)
        assert question.locator(".quiz-prompt").is_visible()
        assert not question.locator("button, input").filter(visible=True).count()
        question.locator(".quiz-solution summary").click()
        assert question.locator(".quiz-solution .quiz-text").is_visible()
    assert section(page, CHOICE).locator(".quiz-options li").count() == 4


def test_every_control_is_large_enough_and_reached_by_keyboard(visit):
    page = visit(f"/en/{LESSON}")
    question = section(page, CHOICE)
    for control in question.locator("input, button, summary").filter(visible=True).all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24
    question.locator("input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert question.get_attribute("data-verdict") in ("correct", "mistake")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
