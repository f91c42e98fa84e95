"""The course as a whole: nothing typed that the library computes, nothing registered that is not used."""

import re

import pytest
from support import ROOT

from xentlib import catalogs
from xentlib.catalogs.inline import mask
from xentlib.catalogs.interface import interface_words
from xentlib.course import Course
from xentlib.figures import FIGURES
from xentlib.markup import tokens

COURSE = Course(ROOT)
PAGES = [f"content/{path}" for path in COURSE.pages()]
QUESTIONS = [f"quizzes/{path}" for path in COURSE.questions()]
TEXTS = {path: (ROOT / path).read_text(encoding="utf-8") for path in (*PAGES, *QUESTIONS)}
TRANSLATIONS = sorted((ROOT / "content" / "po").rglob("*.po"))

# What a person may type: bounds, small counts and indices, the base of a logarithm.
ALLOWED = {"0", "1", "2", "10"}
# In code also a shape, steps of a program, and the limits of PyTorch and Keras, under the names that they have there.
ALLOWED_IN_CODE = {*ALLOWED, "3", "4", "7", "100", "1000", "1e-5", "1e-7", "1e-12"}
# In the words of the interface also shares of a hundred, and a license.
ALLOWED_IN_WORDS = {*ALLOWED, "95", "100", "4.0"}

NAMES = re.compile(r"64(?=-bit|-битн| 位)|float32|\\\\\[4pt]|\\tfrac12")  # \[4pt] and \tfrac12 are TeX
NUMBER = re.compile(r"\d(?:[\d.,]|\{[.,]\})*(?<![.,])(?:e-?\d+)?")
FRACTION = re.compile(  # in words: 2/3 and the like; a half or a third of something may be exact
    r"\b(?:two|three|four|five|nine)[- ](?:thirds|quarters|fourths|fifths|sixths|tenths)\b"
    r"|\b(?:one|two|three|nine)(?: \w+)? out of (?:two|three|four|five|ten)\b"
    r"|\b(?:две трети|двух третей|три четверти|трёх четвертей|две пятых|девять десятых)\b"
    r"|\b(?:двух|трёх|девяти) случа\w+ из (?:трёх|четырёх|пяти|десяти)\b"
    r"|[三四五六七八九十]分之[二三四五六七八九]",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", [*PAGES, *QUESTIONS])
def test_no_number_that_the_library_computes_is_typed(path):
    text = TEXTS[path]
    for message in catalogs.messages(text, kind="page" if path in PAGES else "question"):
        assert not typed_numbers(message.text), f"{path}:{message.line}: {message.text}"
    for code in [token.text for token in tokens(text) if token.kind == "code"]:  # fences are no messages
        assert not typed_numbers(code), f"{path}: {code}"


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_number_is_typed_in_a_translation(path):
    language, *name = path.relative_to(ROOT / "content" / "po").with_suffix("").parts
    allowed = ALLOWED_IN_WORDS if name == ["interface"] else ALLOWED
    for translation in catalogs.read_catalog(COURSE, language, "/".join(name)).messages.values():
        assert not typed_numbers(translation, allowed), translation


def test_no_number_is_typed_in_the_words_of_the_interface():
    for word in interface_words(COURSE):
        assert not typed_numbers(word.text, ALLOWED_IN_WORDS), f"{word.path}:{word.line}: {word.text}"


def typed_numbers(text, allowed=ALLOWED):
    """Return the numbers and fractions of a text that no one may type, also in code and in what stands in {{ … }}."""
    found = []
    for token in tokens(re.sub(r"\]\([^)\s]*", "](", text)):  # the target of a link is no text
        inside = allowed if token.kind != "code" else ALLOWED_IN_CODE
        for piece in re.split(r"(\{\{.*?\}\})", token.text, flags=re.DOTALL):
            if piece.startswith("{{"):
                # Names, places and styles: what is left must not show a number of its own.
                rest = re.sub(r'\w+\("[^"]*"\)|\[\d+]|\| *\w+\(\d+\)|[A-Za-z_]\w*', " ", piece)
                found += [number for number in NUMBER.findall(rest) if number not in {"0", "1", "2", "100"}]
                continue
            plain = NAMES.sub(" ", piece)
            if token.kind == "code":
                plain = re.sub(r"\b[A-Za-z_]\w*|:\.\d+f", " ", plain)
            found += [number for number in NUMBER.findall(plain) if number not in inside]
            found += FRACTION.findall(plain)
    return found


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The cat has 0.67, $p = 0{,}67$, {{ cats.p }}.", ["0.67", "0{,}67"]),
        ("| 0.12 | 1,1 | 12 |", ["0.12", "1,1", "12"]),
        ("It costs `0.41` nats.", ["0.41"]),
        ("```text\nloss 0.4076\n```\n", ["0.4076"]),
        ("~~~text\nloss 0.4076\n~~~\n", ["0.4076"]),
        ('[a page](a.md "0.4076")', ["0.4076"]),
        ("{{ 0.41 }} or {{ \"0.41\" }} or ${{ 41 / 100 }}$", ["0.41", "0.41", "41"]),
        ("<abbr title=\"0.41\">", ["0.41"]),
        ("Она равна ０.６７.", ["０.６７"]),
        ("It is two-thirds sure.", ["two-thirds"]),
        ("Сеть уверена на две трети.", ["две трети"]),
        ("网络有三分之二的把握。", ["三分之二"]),
        ("between 0 and 1, $e^0 = 1$, {{ cats.p[0] | decimals(4) }}, {{ 1 - l2_a }}, `x[0]`, base 10, `1e-7`", []),
        ("[a lesson](05-gradient.md), $\\tfrac12$, `float32`, $$a \\\\[4pt] b$$, {{ figure(\"two_slopes2\") }}", []),
    ],
)
def test_a_typed_number_would_be_found(text, numbers):
    assert typed_numbers(text) == numbers


@pytest.mark.parametrize("language", [language.code for language in COURSE.languages if language.code != "en"])
def test_a_proof_is_called_one_in_every_language(language):
    """By this word a page finds the proofs and tells their reading time."""
    proof = catalogs.read_catalog(COURSE, language, "interface").messages["Proof"]
    titles = [
        title
        for page in COURSE.pages()
        for english, title in catalogs.read_catalog(COURSE, language, page.removesuffix(".md")).messages.items()
        if english.startswith("Proof: ")
    ]
    assert len(titles) > 10
    assert all(re.match(rf"{proof}\b", title) for title in titles)


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
    from xentlib.pages.programs import run_program

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
