"""Every page in every language, light and dark, wide and narrow, as a reader sees it."""

import pytest
from support import ROOT

from xentlib.course import Course

COURSE = Course(ROOT)
LANGUAGES = [language.code for language in COURSE.languages]
PAGES = [path.removesuffix(".md") + ".html" for path in COURSE.pages()]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LESSON = "lessons/02-softmax.html"
PHONE = 390
# The algebra of a question may be wider than a phone: it scrolls, also by keyboard.
WIDE_FORMULAS = (
    "[...document.querySelectorAll('.formula--display:not(.quiz *)')]"
    ".filter(one => one.scrollWidth > one.clientWidth + 1)"
    ".map(one => one.textContent)"
)

every_page = pytest.mark.parametrize("page", PAGES)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
@every_page
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", PHONE)])  # the rules look at one or the other
def test_a_page_fits_and_breaks_no_rule_of_accessibility(visit, page, language, scheme, width):
    opened = visit(f"/{language}/{page}", scheme=scheme, width=width)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.locator("html").get_attribute("lang") == language
    opened.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    if width == PHONE:
        assert not opened.evaluate(WIDE_FORMULAS)
    if (language == "ru") != (width == PHONE):
        return  # axe takes seconds: each page once in each language, on a phone in the dark and wide in the light
    opened.evaluate(AXE.read_text(encoding="utf-8"))  # as the developer tools do: no page may load a foreign script
    found = opened.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert not [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found["violations"]]


def test_chinese_is_measured_in_a_font_that_has_it(visit):
    """Else every test of widths would measure boxes, which are all alike, and narrower."""
    draw = """word => {
        const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
        context.font = "40px " + getComputedStyle(document.querySelector("article")).fontFamily;
        context.fillText(word, 5, 60);
        return canvas.toDataURL();
    }"""
    opened = visit("/zh/index.html")
    assert opened.evaluate(draw, "交") != opened.evaluate(draw, "叉")


@every_language
def test_formulas_are_mathml_in_the_math_font(visit, language):
    opened = visit(f"/{language}/{LESSON}")
    opened.evaluate("document.fonts.ready")
    assert opened.locator("math").count() > 30
    assert opened.evaluate("[...document.fonts].some(face => /STIX/.test(face.family) && face.status === 'loaded')")
    assert "$" not in opened.locator("article").inner_text()
    assert "{{" not in opened.locator("article").inner_text()


@every_language
def test_the_language_menu_keeps_the_page_without_javascript(visit, language):
    for other in LANGUAGES:
        opened = visit(f"/{language}/{LESSON}", javascript=False)
        opened.locator(".course-languages summary").click()
        opened.locator(f'.course-languages a[hreflang="{other}"]').click()
        opened.wait_for_url(f"**/{other}/{LESSON}")
        assert opened.locator("html").get_attribute("lang") == other


@pytest.mark.parametrize(
    ("locale", "path"), [("ru-RU", "/ru/"), ("zh-CN", "/zh/"), ("en-GB", "/en/"), ("zh-TW", "/zh/"), ("de-DE", "/")]
)
def test_the_browser_decides_the_language_of_a_newcomer(visit, address, locale, path):
    opened = visit("/", locale=locale)
    opened.wait_for_url(lambda url: url.removeprefix(address).removesuffix("index.html") == path)


def test_the_chooser_links_to_every_language_without_javascript(visit):
    opened = visit("/", javascript=False, locale="ru-RU")
    for language in LANGUAGES:
        assert opened.locator(f'a[hreflang="{language}"]').is_visible()


@every_language
def test_a_page_that_is_not_there(visit, language):
    opened = visit(f"/{language}/nothing/here.html")
    opened.watched.errors.clear()  # the browser reports the 404 itself
    assert opened.locator("html").get_attribute("lang") == language
    opened.locator("article a").first.click()
    assert f"/{language}/" in opened.url


def test_the_colors_of_figures_follow_the_scheme(visit):
    fills = [
        visit(f"/en/{LESSON}", scheme=scheme)
        .locator("#figure-scores_to_bars text")
        .first.evaluate("one => getComputedStyle(one).fill")
        for scheme in ("light", "dark")
    ]
    assert fills[0] != fills[1]


@pytest.mark.parametrize(
    ("language", "query"), [("ru", "вероятностью"), ("ru", "перекрестная"), ("zh", "交叉熵"), ("en", "probability")]
)
def test_search_finds_words_as_people_type_them(visit, language, query):
    opened = visit(f"/{language}/")
    opened.keyboard.press("/")
    opened.locator("dialog input").fill(query)
    result = opened.locator("dialog li a").first
    result.wait_for(timeout=10_000)
    result.click()
    opened.wait_for_url(lambda url: f"/{language}/" in url and url.split("/")[-1] != "")


def test_search_on_a_disk_says_that_it_needs_the_served_site(visit, site):
    opened = visit((site / "en" / LESSON).as_uri())
    opened.keyboard.press("/")
    opened.locator("dialog input").fill("softmax")
    opened.get_by_text("Search needs the served site").wait_for(timeout=5_000)


@every_language
def test_print_shows_the_text_and_no_controls(visit, language):
    opened = visit(f"/{language}/{LESSON}")
    opened.emulate_media(media="print")
    assert not opened.locator("header.md-header").is_visible()
    assert not opened.locator(".quiz-check").first.is_visible()
    assert opened.locator("article h1").is_visible()
