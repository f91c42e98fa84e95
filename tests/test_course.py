"""The course as a whole: nothing typed that the library computes, nothing registered that is not used."""

import re

import pytest
from support import ROOT

from xentlib import catalogs
from xentlib.catalogs.inline import mask
from xentlib.course import Course
from xentlib.figures import FIGURES
from xentlib.markup import tokens

COURSE = Course(ROOT)
PAGES = [f"content/{path}" for path in COURSE.pages()]
QUESTIONS = [f"quizzes/{path}" for path in COURSE.questions()]
TEXTS = {path: (ROOT / path).read_text(encoding="utf-8") for path in (*PAGES, *QUESTIONS)}
TRANSLATIONS = sorted((ROOT / "content" / "po").rglob("*.po"))

# What a person may type: bounds and small counts, indices and exponents, names with digits in them.
ALLOWED = re.compile(r"64(?=-bit|-битн| 位)|[012]|\^0|_1|_2|4pt")


@pytest.mark.parametrize("path", [*PAGES, *QUESTIONS])
def test_no_number_that_the_library_computes_is_typed(path):
    for message in catalogs.messages(TEXTS[path], kind="page" if path in PAGES else "question"):
        assert not typed_numbers(message.text), f"{path}:{message.line}: {message.text}"


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_number_is_typed_in_a_translation(path):
    language, *name = path.relative_to(ROOT / "content" / "po").with_suffix("").parts
    if name == ["interface"]:
        return  # its numbers are those of the English words, which the check compares
    for translation in catalogs.read_catalog(COURSE, language, "/".join(name)).messages.values():
        assert not typed_numbers(translation), translation


def typed_numbers(text):
    """Return the numbers in prose and formulas that stand neither in {{ … }} nor in code and are not allowed."""
    shown = "".join(token.text for token in tokens(text) if token.kind not in ("code", "placeholder"))
    plain = re.sub(r"\{\{.*?\}\}|\]\([^)]*\)", " ", shown)
    return [number for number in re.findall(r"\d[\d.,]*\d|\d", ALLOWED.sub(" ", plain)) if number]


def test_a_typed_number_would_be_found():
    assert typed_numbers("The cat has 0.67, $p = 0{,}67$, {{ cats.p }} and `0.24`.")
    assert not typed_numbers("between 0 and 1, $e^0 = 1$, {{ cats.p }} and `0.24`")


def test_every_figure_is_shown_and_every_question_asked():
    text = "".join(TEXTS[path] for path in PAGES)
    for name in FIGURES:
        assert f'{{{{ figure("{name}") }}}}' in text
    for path in QUESTIONS:
        assert f'{{{{ practice("{path.split("/")[1]}") }}}}' in text


def test_every_program_is_shown():
    text = "".join(TEXTS[path] for path in PAGES)
    for program in COURSE.code.glob("*.py"):
        assert f'{{{{ code("{program.name}") }}}}' in text


@pytest.mark.parametrize("path", PAGES)
def test_every_heading_has_an_id(path):
    for heading in re.findall(r"^#+ .*$", TEXTS[path], re.MULTILINE):
        assert re.search(r" \{#[a-z][a-z0-9-]*\}$", heading), heading


@pytest.mark.parametrize("path", [path for path in PAGES if "lessons/" in path])
def test_the_first_screen_of_a_lesson_has_no_formula(path):
    beginning = TEXTS[path].split("\n## ")[0]
    assert not [token for token in tokens(beginning) if token.kind in ("formula", "display")]
    assert "{{ figure(" in beginning


def test_the_program_of_the_lesson_computes_what_the_library_computes():
    """content/code/softmax.py prints [0.6652 0.2447 0.09], then nan where the formula overflows, then none."""
    from xentlib.pages.draft import run_program

    first, naive, stable = run_program(COURSE.code / "softmax.py", "softmax.py").splitlines()
    assert first == "[0.6652 0.2447 0.09  ]"
    assert "nan" in naive
    assert "nan" not in stable


def test_the_readme_and_the_makefile_say_the_same():
    readme, makefile = (ROOT / "README.md").read_text("utf-8"), (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake (\w+)", readme):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_papers_name_commands_and_files_that_exist(paper):
    from scripts.main import COMMANDS

    text = (ROOT / paper).read_text("utf-8")
    for command in re.findall(r"`xent (\w+)", text):
        assert command in COMMANDS, command
    for path in re.findall(r"`((?:content|quizzes|xentlib|scripts|tests)/[\w./-]+)`", text):
        if "<" not in path and "03-name" not in path and "/de/" not in path:
            assert (ROOT / path).exists(), path


def test_lock_files_and_settings_name_no_registry():
    for name in ("package-lock.json", "constraints.txt", "pyproject.toml", ".npmrc", "Makefile"):
        text = (ROOT / name).read_text("utf-8")
        assert '"resolved"' not in text
        assert "index-url" not in text
    funding = r"https?://(?!github\.com/sponsors|opencollective\.com)"  # npm notes where to give
    assert not re.search(funding, (ROOT / "package-lock.json").read_text("utf-8"))


def test_a_mask_and_the_tokens_agree_on_what_is_a_formula():
    for text in TEXTS.values():
        for token in tokens(text):
            if token.kind == "formula":
                assert set(mask(token.text)) == {"\ufffc"}
