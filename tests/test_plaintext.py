"""Formulas, pictures and Markdown as text: by hand, then every one that the course has, in every language."""

import contextlib
import re
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from xentlib import catalogs
from xentlib.course import Course
from xentlib.errors import InputError
from xentlib.examples import EXAMPLES
from xentlib.expand import Source, Steps, expand, names_of
from xentlib.expressions import Names
from xentlib.markup import tokens
from xentlib.pages.recorded import recorded_numbers
from xentlib.pictures import Picture, bars, curves
from xentlib.plaintext import FIRM, WIDEST, columns, display, encodable, formula, inline, render
from xentlib.plaintext.picture import draw
from xentlib.plaintext.wrapping import breaks
from xentlib.quiz import read_question, vary

COURSE = Course(ROOT)
LANGUAGES = [language.code for language in COURSE.languages]
QUESTIONS = [path.removesuffix(".md") for path in COURSE.questions()]


def written(tex):
    return formula(tex).replace(FIRM, " ")


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\p_k = \frac{e^{\z_k}}{\sum_j e^{\z_j}}", "pₖ = e^zₖ / (Σⱼ e^zⱼ)"),
        (r"-\ln 0{,}67 = 0{,}4005", "−ln 0,67 = 0,4005"),
        (r"e^{3{,}2} + e^{-1} + e^{\z}", "e^3,2 + e⁻¹ + eᶻ"),
        (r"e^{-1{,}7}", "e^(−1,7)"),
        (r"e^{-(\z_1 - \z_2)}", "e^(−(z₁ − z₂))"),
        (r"\p_y, \z_{ij}, L_{\text{train}}, \p_{\text{кошка}}", "p_y, zᵢⱼ, L_train, p_кошка"),
        (r"\frac{22\,026{,}5}{33\,110{,}5} = 0{,}66524", "22 026,5 / 33 110,5 = 0,66524"),
        (r"\frac{\partial L}{\partial \z_k} = \p_k - \y_k", "∂L/∂zₖ = pₖ − yₖ"),
        (r"\frac{\partial^2 L}{\partial \z^2}", "∂²L/∂z²"),
        (r"\frac{L(w + h) - L(w - h)}{2 h}", "(L(w + h) − L(w − h)) / (2 h)"),
        (r"\frac{1}{n}\sum_{i=1}^{n} L_i", "(1/n) Σᵢ₌₁ⁿ Lᵢ"),
        (r"w - \eta \, \frac{\partial C}{\partial w}", "w − η (∂C/∂w)"),
        (r"\ln \frac{0{,}7}{0{,}5}", "ln (0,7/0,5)"),
        (r"\ln(1 + \frac{2}{e})", "ln(1 + 2/e)"),
        (r"\frac{e^{0.52}}{4.015}", "e^0.52 / 4.015"),
        (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
        (r"\tfrac14 (1 + 2)", "¼ (1 + 2)"),
        (r"\tfrac{1}{3}x", "⅓x"),
        (r"4{,}5 \cdot 10^{-5}", "4,5 · 10⁻⁵"),
        (r"1 \cdot (1 - 2 \cdot 0{,}1)^{3}", "1 · (1 − 2 · 0,1)³"),
        (r"-(-0.5) + 2 \cdot (-1)", "−(−0.5) + 2 · (−1)"),
        (r"\softmax([10;\; 9;\; 8])_k", "softmax([10; 9; 8])ₖ"),
        (r"[0.5, \; 0.25]", "[0.5, 0.25]"),
        (r"\sqrt{2} \le \sqrt{a + b}", "√2 ≤ √(a + b)"),
        (r"\|w\|_2^2 + |x|", "‖w‖₂² + |x|"),
        (r"\mathrm{KL}(p \| q), H(p \mid q)", "KL(p ‖ q), H(p | q)"),
        (r"\sigma'(\z) = \sigma(\z)(1 - \sigma(\z))", "σ′(z) = σ(z)(1 − σ(z))"),
        (r"\hat y_k, \tilde{L}, \mathbf{x}^\top \mathbf w", "ŷₖ, L̃, xᵀ w"),
        (r"\lim_{p \to 0} p \ln p = 0 \approx \varepsilon", "lim_(p → 0) p ln p = 0 ≈ ε"),
        (r"\lambda \ge 0, \; \infty, \; \nabla_w C, 67\%", "λ ≥ 0, ∞, ∇_w C, 67%"),
        (r"\boxed{\phantom{0{,}0}} + 1", "[ ? ] + 1"),
        (r"\frac{\boxed{\phantom{0{,}0}}}{2} = e^{\boxed{\phantom{0{,}0}}}", "[ ? ] / 2 = e^([ ? ])"),
        (r"\operatorname{diag}(\p) - \p \p^{\mathsf T}", "diag(p) − p pᵀ"),
        (r"\class{sym-z}{z} \in \{0, 1\}", "z ∈ {0, 1}"),
        (r"-\ln 0.5 = 0.69 \qquad -\ln 0.25 = 1.39", "−ln 0.5 = 0.69      −ln 0.25 = 1.39"),
        (r"\begin{aligned} a &= 1 \\[4pt] b &= 2 \end{aligned}", "a = 1 b = 2"),
        (r"\begin{cases} 1 & \text{if } k = y \\ 0 & \text{else} \end{cases}", "1 if k = y; 0 else"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", "[1 2; 3 4]"),
    ],
)
def test_a_formula_by_hand(tex, text):
    assert written(tex) == text


@pytest.mark.parametrize(
    ("tex", "found"),
    [
        (r"\foo{1}", r"formula: \\foo; expected a command that xentlib/plaintext/symbols.py knows"),
        (r"{a", "expected a brace } for each {"),
        ("a}", "expected a brace { for each }"),
        (r"\frac{a}", "expected something after its last sign"),
        ("a^", "expected something after its last sign"),
        (r"\begin{aligned} a", r"expected \\end{aligned}"),
        (r"\begin{tikz}\end{tikz}", r"\\begin{tikz}; expected aligned"),
    ],
)
def test_what_has_no_rule_is_named(tex, found):
    with pytest.raises(InputError, match=re.escape(found.replace("\\\\", "\\"))):
        formula(tex)


@given(st.text(alphabet="\\{}^_&ab1 -.,|'$frac", max_size=30))
def test_no_formula_raises_anything_else(tex):
    with contextlib.suppress(InputError):
        formula(tex)
        display(tex)


def test_lines_align_at_their_mark():
    shown = render(r"$$\begin{aligned} a + b &= 1 \\ c &\approx 2 \end{aligned}$$", "en")
    assert shown == "  a + b = 1\n      c ≈ 2"


def test_a_long_line_of_algebra_goes_on_below_its_right_side():
    tex = r"\begin{aligned} L &= 0.25 \cdot 0.5 + 0.25 \cdot 0.5 + 0.5 \cdot 2 = 1.25 \end{aligned}"
    shown = render(f"$${tex}$$", "en", width=40)
    assert shown == "  L = 0.25 · 0.5 + 0.25 · 0.5 + 0.5 · 2\n      = 1.25"


@cache
def texts(language):
    """Yield every Markdown of the course that may hold a formula: pages, variants of questions, steps of examples."""
    found = []
    for page in COURSE.pages():
        english = COURSE.read(COURSE.content / page)
        catalog = catalogs.read_catalog(COURSE, language, page.removesuffix(".md"))
        found.append((page, english if language == "en" else catalogs.translate(english, catalog, kind="page").text))
    for name, example in EXAMPLES.items():
        found.append((name, Steps(example.story().steps).tex(language)))
    for question_id in QUESTIONS:
        question = read_question(COURSE, question_id, language)
        for seed in (1, 2):
            variant = vary(question, seed)
            parts = [variant.prompt, variant.hint, variant.solution, *variant.feedback.values(), *variant.labels]
            found += [(question_id, part) for part in (*parts, *dict(variant.options).values())]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_formula_of_the_course_is_readable(language):
    names = {name: Names(names_of(example.inputs, example.story())) for name, example in EXAMPLES.items()}
    names["recorded"] = recorded_numbers(COURSE)
    for place, text in texts(language):
        for token in tokens(text):
            if token.kind in ("formula", "display"):
                shown = formula(expand(token.text, names, language, Source(place)).strip("$").strip())
                assert not re.search(r"[\\{}$&]", shown), f"{place}: {token.text}: {shown}"
                assert shown.strip(), token.text


@pytest.mark.parametrize("width", [50])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_fits_its_width(language, width):
    for place, text in texts(language):
        if place in QUESTIONS:
            shown = plain(render(text, language, width=width))
            assert all(columns(line) <= width for line in shown.split("\n")), f"{place}: {text}"
            for program in re.findall(r"```(?:python|text)\n(.*?)```", text, re.DOTALL):
                assert "".join(program.split()) in "".join(shown.split()), f"{place}: {program}"


def plain(shown):
    return re.sub(r"\x1b\[[0-9;]*m", "", shown)


def test_markdown_is_laid_out():
    markdown = (
        "One **two** `three` $\\p_1$\n\n| a | b |\n|---:|---:|\n| 10 | 2 |\n\n- four\n- five\n\n1. six\n2. seven\n\n"
        "```python\nx = 1  # eight\n```"
    )
    assert plain(render(markdown, "en")) == (
        "One two three p₁\n\n   a   b\n  ──────\n  10   2\n\n • four\n • five\n\n 1. six\n 2. seven\n\n  x = 1  # eight"
    )


def test_no_control_character_of_a_text_reaches_the_terminal():
    shown = render("a\x1b]0;title\x07b\x9bc \ud800 `\x1b[31m`", "en")
    assert not re.search(r"[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\ud800]", shown)
    assert "\x1b]" not in shown
    assert "\x1b[31m" not in shown


def test_a_long_line_of_a_program_goes_on_below():
    program = "if x:\n    losses = np.array([0.1, 0.4, 3.5, 3.9, 1.1])\n\n    y = 1"
    shown = plain(render(f"```python\n{program}\n```", "en", width=30))
    assert shown == "  if x:\n      losses = np.array([0.1,\n          0.4, 3.5, 3.9, 1.1])\n\n      y = 1"


def test_a_short_formula_stays_in_one_line():
    for width in range(20, 60):
        assert "T = 5" in plain(render("What happens to the probabilities at $T = 5$ and more?", "en", width=width))


def test_a_long_formula_breaks_before_a_relation():
    tex = r"p &= \frac{1}{6.4} \cdot [0.33, 4.06, 2.01] = [0.052, 0.633, 0.315]"
    shown = render(f"$$\\begin{{aligned}} {tex} \\end{{aligned}}$$", "en", width=44)
    assert shown == "  p = 1/6.4 · [0.33, 4.06, 2.01]\n      = [0.052, 0.633, 0.315]"


def test_characters_of_a_formula_are_no_markdown():
    assert plain(render(r"$a * b * c$ and $\text{a_b_c}$, $x < 1 > 0$ $[1](2)$", "en")) == (
        "a * b * c and a_b_c, x < 1 > 0 [1](2)"
    )


@given(st.text(alphabet="ab ,.я概率，。（）( " + FIRM, max_size=60), st.integers(2, 20))
def test_lines_are_not_too_long_and_nothing_is_lost(text, width):
    ends = breaks(text, width)
    lines = [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    assert "".join(lines) == text
    assert all(columns(line.rstrip(" ")) <= width for line in lines)


def test_no_chinese_line_begins_with_a_comma():
    shown = render("网络给一张猫的照片打分，" * 12, "zh", width=40)
    assert all(line[0] not in "，。" and columns(line) <= 40 for line in shown.split("\n"))
    assert len(shown.split("\n")) < 9


def test_a_number_stays_in_one_line():
    for width in range(20, 40):
        assert "22 026,5" in plain(render(f"Сумма степеней равна 22{FIRM}026,5 и {'ещё ' * 9}", "ru", width=width))


PICTURES = [
    bars({"A": 0.67, "B": 0.245, "C": 0.0901}),
    bars({"cat": 12, "B": -7.5}),
    bars({"A": 0, "B": 0}),
    curves({"A": [2.3, 1.5, 1.1, 0.9], "B": [2.3, 2.4, 2.2, 2.5]}),
    curves({"A1": [1e-9, 1e-8], "A2": [3e-9]}),
    curves({"A": [5, 5, 5]}),
]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.kind)
@pytest.mark.parametrize("width", [30, 40, 200])
def test_a_picture_fits_and_tells_no_number_but_its_axis(picture, width):
    for language in LANGUAGES:
        lines = draw(picture, language, width=width).split("\n")
        assert all(columns(line) <= min(width, 60) for line in lines)
        assert all(label in "\n".join(lines) for label, _numbers in picture.rows)
    assert draw(picture, "en", width=width, ascii_only=True).isascii()


def test_a_bar_ends_where_its_number_stands_on_the_axis():
    """Ticks stand 10 columns apart: 1 is 50 of them, 0.5 is 25, 0.2 is 10."""
    lines = draw(bars({"A": 1, "B": 0.5, "C": 0.2}), "en").split("\n")
    assert [line.count("█") for line in lines[:5:2]] == [50, 25, 10]
    assert lines[5].index("┬") - lines[5].index("┼") == 10


def test_a_curve_passes_through_its_numbers():
    lines = draw(curves({"A": [0, 10, 0]}), "en").split("\n")
    assert lines[0].startswith("10 ┤")
    assert "A" in lines[0]
    assert lines[-2].startswith(" 0 ┤A")


def test_a_terminal_without_these_characters_gets_others():
    text = "$\\frac{1}{2} \\cdot \\p_1 \\le \\infty$ “yes” …\n\n- a\n\n```bars\nA 1\n```\n"
    shown = plain(render(text, "en", encoding="ascii"))
    assert shown.isascii()
    assert shown.startswith('1/2 * p_1 <= inf "yes" ...\n\n * a\n\n  A |###')
    assert encodable("да", "ascii") == "??"
    assert encodable("да ≤", "koi8-r") == "да ≤"


def test_a_picture_that_is_none_is_named():
    with pytest.raises(InputError, match="picture, row A"):
        render("```bars\nA x\n```", "en")


def test_lines_that_the_author_breaks_stay_broken():
    assert plain(render("one  \ntwo " + "more " * 6, "en", width=20)) == "one\ntwo more more more\nmore more more"


def test_names_of_places_and_tags_are_not_shown():
    shown = plain(render('## Head {#head}\n\n<span lang="en">One **two**</span> {1}\n\n<!-- no -->three', "en"))
    assert shown == "Head\n\nOne two {1}"


def test_a_line_for_a_list():
    assert inline("A **b** `c` $\\p_1$, [d](e).\n\nMore.", "en") == "A b c p₁, d (e)."


def test_a_long_line_for_a_list_has_no_space_inside_a_chinese_word():
    assert inline("概率" * 100, "zh") == "概率" * 100


def test_widths_have_bounds():
    text = "word " * 100
    assert max(map(len, render(text, "en", width=500).split("\n"))) <= WIDEST
    assert render(text, "en", width=0)


def test_rich_is_loaded_when_something_is_laid_out():
    code = "import sys, xentlib.plaintext; print('rich' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "False\n"


def test_every_kind_of_picture_can_be_drawn():
    from xentlib.pictures import KINDS

    for kind in KINDS:
        assert draw(Picture(kind, (("A", (1.0,)),)), "en")


def test_pictures_of_one_text_have_one_scale():
    text = "A:\n\n```bars\n1 0.9\n2 0.1\n```\n\nB:\n\n```bars\n1 0.45\n2 0.1\n```"
    long, short = (line.count("█") for line in render(text, "en").split("\n") if "1 │" in line)
    assert long == pytest.approx(2 * short, abs=1)
