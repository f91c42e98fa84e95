"""Every page keeps to its Content-Security-Policy: no script runs but its own, and none of its own is stopped."""

import re
import threading

import pytest

from xentlib.service import Service, Site, create_app, routes
from xentlib.service.server import Server, bind
from xentlib.store import open_store

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile} ${event.sample}`);
});
"""


@pytest.fixture
def quiz_address(course, tmp_path):
    """The address of a quiz service of the test's own."""
    store = open_store(tmp_path / "xent.db")
    service = Service(course, store)
    with bind("127.0.0.1", 0) as listener:
        server = Server(create_app(Site({}), routes(service)))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        running.join(20)
    service.close()
    store.close()


@pytest.fixture
def watched(browser, address):
    """Return what opens a page of the site, or of another one, and watches what its policy stops."""
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()

    def open_page(path, home=address):
        page.goto(home + path)
        return page

    yield open_page
    context.close()


def violations(page):
    page.wait_for_timeout(50)
    return page.evaluate("window.violations")


def pages_of(site):
    return sorted("/" + path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_the_pages_of_all_languages_have_the_same_policies(site):
    files = Site.read(site).files
    for path in pages_of(site):
        english = re.sub("^/(ru|zh)/", "/en/", path)
        assert files[path].policy == files[english].policy, path


def test_no_page_is_stopped_by_its_policy(watched, site):
    for path in [path for path in pages_of(site) if not path.startswith(("/ru/", "/zh/"))]:
        page = watched(path)
        for button in page.query_selector_all(".quiz-another:visible")[:1]:
            button.click()
        assert violations(page) == [], path


def test_the_page_of_a_teacher_makes_a_class_and_opens_it(watched, quiz_address, browser):
    page = watched("/teach?lang=en", quiz_address)
    page.fill("#name", "Ann’s <b>class")
    page.click("#make button")
    page.wait_for_selector("#class:not([hidden])")
    assert page.inner_text("#class-name") == "Ann’s <b>class"
    code, link = page.inner_text("#code"), page.inner_text("#link")
    assert violations(page) == []
    other = browser.new_context()
    opened = other.new_page()
    opened.goto(link)
    opened.wait_for_selector("#class:not([hidden])")
    assert opened.inner_text("#code") == code
    assert "#" not in opened.url
    assert not opened.is_visible("#link")
    other.close()


def test_a_missing_page_is_not_stopped_by_its_policy(watched):
    for path in ("/en/nothing.html", "/nothing", "/zh/lessons/none.html"):
        assert violations(watched(path)) == [], path


def test_search_is_not_stopped_by_the_policy(watched):
    page = watched("/en/index.html")
    page.keyboard.press("/")
    page.keyboard.type("softmax", delay=20)
    page.wait_for_timeout(1500)
    assert violations(page) == []


def test_no_foreign_script_runs(watched):
    page = watched("/en/index.html")
    page.evaluate("""() => {
        const inline = document.createElement("script");
        inline.textContent = "window.ran = true";
        document.head.append(inline);
        const image = document.createElement("img");
        image.setAttribute("onerror", "window.ran = true");
        image.src = "/none.png";
        document.body.append(image);
        const link = document.createElement("a");
        link.href = "javascript:window.ran = true";
        document.body.append(link);
        link.click();
    }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert len(violations(page)) >= 3


def test_no_policy_allows_every_inline_script(site, address):
    import httpx

    for path in pages_of(site):
        policy = httpx.get(address + path).headers["content-security-policy"]
        scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert "'unsafe-inline'" not in scripts
        assert "'unsafe-eval'" not in scripts
        assert "http" not in policy
