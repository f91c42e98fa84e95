"""Every page keeps to its Content-Security-Policy: no script runs but its own, and none of its own is stopped."""

import pytest

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
});
"""


@pytest.fixture
def watched(browser, address):
    """Return a page of the browser, the address of the site, and what the page's policy stopped."""
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    yield lambda path: (page.goto(address + path), page.wait_for_load_state(), page)[0] and page
    context.close()


def violations(page):
    page.wait_for_timeout(50)
    return page.evaluate("window.violations")


def pages_of(site):
    return sorted("/" + path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_no_page_is_stopped_by_its_policy(watched, site):
    for path in pages_of(site):
        page = watched(path)
        for button in page.query_selector_all(".quiz-another:visible")[:1]:
            button.click()
        assert violations(page) == [], path


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
