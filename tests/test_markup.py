"""Code stays code, a formula stays a formula, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib.markup import tokens

markdown = st.text(alphabet=st.sampled_from("ab $`\\{}<>/|_*#\n-~é«π"), max_size=120)


@given(markdown | st.text())
def test_tokens_join_to_the_text(text):
    found = list(tokens(text))
    assert "".join(token.text for token in found) == text
    assert all(text.startswith(token.text, token.start) for token in found)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("plain", ["text"]),
        ("$x$", ["formula"]),
        ("$$x$$", ["display"]),
        ("$$\nx\n$$", ["display"]),
        ("$ x$ and $y $", ["text"]),
        (r"\$5 and \$6", ["text"]),
        ("$5 or $6", ["text"]),
        ("`$x$`", ["code"]),
        ("``a ` b`` $x$", ["code", "text", "formula"]),
        ("```\n$x$ {{ y }}\n```\n", ["code"]),
        ("~~~ text\n```\n~~~", ["code"]),
        ("{{ a['$'] }}", ["placeholder"]),
        ("$\\frac{1}{2}$, {{ p }}", ["formula", "text", "placeholder"]),
        ("a <b class='$'> c", ["text", "html", "text"]),
        ("2 < 3 > 1", ["text"]),
        ("``` not closed\n$x$", ["text", "formula"]),
    ],
)
def test_kinds(text, kinds):
    assert [token.kind for token in tokens(text)] == kinds


def test_the_tex_of_a_formula_has_no_dollars():
    assert [token.tex for token in tokens("$$ p_k $$")] == ["p_k"]


def test_a_long_text_takes_no_time():
    """Once, a fence that was never closed took minutes."""
    assert list(tokens("```\n" + "line of a page\n" * 5000))
