"""Programs that a build cannot run: their output is recorded; tests/frameworks compares it with a fresh run."""

import pytest
from programs import FRAMEWORKS
from support import ROOT

from xentlib.course import Course
from xentlib.errors import ContentError
from xentlib.pages.draft import draft
from xentlib.pages.recorded import Record, read_record, record_text

CODE = Course(ROOT).code
HEAD = "---\ntitle: T\ndescription: D.\n---\n\n# T {#t}\n\n"
PROGRAM = "import torch\n\nloss = 0.25\nprint(loss)\n"
RECORD = Record("0.25\n", {"loss": 0.25, "rows": [[1, 2.5]]}, {"torch": "2.13.0"})


def test_every_program_that_needs_a_framework_is_recorded_as_it_stands(course):
    needing = {path.stem for path in CODE.glob("*.py") if FRAMEWORKS.search(path.read_text("utf-8"))}
    recorded = {path.stem for path in (CODE / "recorded").iterdir()}
    assert recorded == needing
    for name in needing:
        assert read_record(course, CODE / f"{name}.py").printed


@pytest.fixture
def with_record(small_course):
    """Return a function that makes a course of one page with this body, a program and its record."""

    def make(body, program=PROGRAM, record=None):
        return small_course({
            "content/index.md": HEAD + body + "\n",
            "content/code/one.py": program,
            "content/code/recorded/one.json": record or record_text(PROGRAM, RECORD),
        })  # fmt: skip

    return make


def test_a_page_shows_what_was_recorded_and_with_which_versions(with_record):
    text = draft(with_record('{{ output("one.py") }}'), "index.md", "en").text
    assert '``` {.text .no-copy title="torch 2.13.0"}\n0.25\n```' in text


def test_a_page_tells_recorded_numbers_as_its_language_does(with_record):
    course = with_record("{{ recorded.one.loss }} and {{ recorded.one.rows[0][1] | decimals(2) }}")
    assert "0.25 and 2.50" in draft(course, "index.md", "en").text
    assert "0,25 and 2,50" in draft(course, "index.md", "ru").text


def test_a_program_that_was_changed_must_be_recorded_anew(with_record):
    course = with_record('{{ output("one.py") }}', program=PROGRAM + "# changed\n")
    with pytest.raises(ContentError, match=r"content/code/one.py: changed since its output was recorded; run: make"):
        draft(course, "index.md", "en")


@pytest.mark.parametrize("record", ["", "[]", '{"program": "x"}'])
def test_what_is_no_record_is_named(with_record, record):
    course = with_record('{{ output("one.py") }}', record=record or "{")
    with pytest.raises(ContentError, match=r"content/code/recorded/one.json: no record of a program"):
        draft(course, "index.md", "en")
