"""What tests share: the course itself, and small courses made for one test."""

import os

import pytest
from hypothesis import settings
from postgres import own_postgres, place, postgres, store  # noqa: F401  # fixtures
from support import HOW_TO_GET_A_BROWSER, ROOT

from xentlib.course import Course

SETTINGS = """\
site_name: Test course
site_url: http://127.0.0.1:8000/
theme: {name: material}
extra:
  languages:
    - {code: en, name: English}
    - {code: ru, name: Русский}
"""


# A busy machine is no bug, so nothing is timed. CI judges a change by the same cases each time; everywhere else each
# run looks at new ones.
settings.register_profile("course", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("course")


def pytest_collection_modifyitems(items):
    """Run the browser's tests last: quick failures come first."""
    items.sort(key=lambda item: "browser" in item.path.parts)


def pytest_terminal_summary(terminalreporter):
    """Say loudly that the browser tests did not run. It stands here for runs in several processes to find it."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any("no Chromium" in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"BROWSER TESTS SKIPPED: {HOW_TO_GET_A_BROWSER}", red=True, bold=True)


@pytest.fixture(scope="session")
def course():
    """The course of this repository."""
    return Course(ROOT)


@pytest.fixture
def small_course(tmp_path):
    """Return a function that makes a course of the given files: `small_course({"content/index.md": "…"})`."""
    (tmp_path / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")

    def make(files):
        for folder in ("content/code", "content/theme", "content/po", "quizzes"):
            (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return Course(tmp_path)

    return make
