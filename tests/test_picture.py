"""Small pictures: read off an axis, told to whoever cannot see them, in the numbers of the language."""

import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib import plaintext
from xentlib.errors import InputError
from xentlib.pages.markdown import markdown_html
from xentlib.pages.picture import DASHES, TICKS, Axis, picture_html
from xentlib.pictures import bars, curves

numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 4))


def svg(picture, language="en", beside=()):
    return ElementTree.fromstring(picture_html(picture, language, str, beside))[0]


def texts(drawing):
    return [node.text for node in drawing.iter("text")]


def test_a_bar_is_as_long_as_its_number_and_starts_at_zero():
    """From 0 to 0.8 the axis is 268 units wide: 0.7 is 234.5 of them, 0.2 is 67."""
    wide, narrow = svg(bars({"A": 0.7, "B": 0.2})).iter("rect")
    assert (wide.get("x"), wide.get("width")) == ("34", "234.5")
    assert (narrow.get("x"), narrow.get("width")) == ("34", "67")


def test_a_negative_bar_ends_at_zero():
    below, above = svg(bars({"A": -1, "B": 1})).iter("rect")
    assert float(below.get("x")) + float(below.get("width")) == pytest.approx(float(above.get("x")), abs=0.11)


def test_no_bar_says_its_value_but_the_axis_does():
    drawing = svg(bars({"A": 0.67, "B": 0.24}), "ru")
    assert texts(drawing) == ["0,0", "0,2", "0,4", "0,6", "0,8", "A", "B"]
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == "A bar chart. A: 0,67; B: 0,24"


def test_curves_are_told_apart_by_hue_dash_and_label():
    drawing = svg(curves({name: [1, 0.5, place] for place, name in enumerate("ABCD")}))
    lines = list(drawing.iter("polyline"))
    assert [line.get("stroke") for line in lines] == [f"var(--fig-{hue})" for hue in "abcd"]
    assert [line.get("stroke-dasharray") or "" for line in lines] == list(DASHES)
    assert texts(drawing)[-4:] == list("ABCD")
    assert drawing.get("aria-label").endswith("B: 1 → 0.5 → 1; C: 1 → 0.5 → 2; D: 1 → 0.5 → 3")


def test_labels_of_curves_that_end_together_do_not_overlap():
    drawing = svg(curves({"A": [1, 0.001], "B": [1, 0.002], "C": [1, 0.0]}))
    heights = sorted(float(node.get("y")) for node in drawing.iter("text") if node.text in "ABC")
    assert all(lower - upper >= 15 for upper, lower in pairwise(heights))


def test_a_fifth_curve_is_refused():
    with pytest.raises(InputError, match="5 curves; expected at most 4"):
        picture_html(curves({name: [1.0] for name in "ABCDE"}), "en", str)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "label of a picture: ''"),
        ("\n", "label of a picture: ''"),
        ("A 1\n\nB 2", "label of a picture: ''"),
        ("A", "picture, row A: no numbers"),
        ("A 1 2", "picture, row A: 1.0 2.0; expected .*one for a bar"),
        ("A x", "picture, row A: x; expected numbers"),
        ("A nan", "picture, row A: nan; expected numbers of sizes from 1e-12 to 1e\\+12"),
        ("A 1e308\nB -1e308", "picture, row A: 1e\\+308; expected numbers of sizes"),
        ("A 1e-200", "picture, row A: 1e-200; expected numbers of sizes"),
        ("A " + "x " * 100_000, "picture, row A: .{1,80}; expected numbers"),
    ],
)
def test_a_block_that_is_no_picture_is_refused_by_page_and_terminal(body, message):
    text = f"```bars\n{body}\n```"
    for show in (lambda: markdown_html(text, {}, "en", str), lambda: plaintext.render(text, "en", width=60)):
        with pytest.raises(InputError, match=message):
            show()


def test_a_picture_without_rows_is_refused():
    with pytest.raises(InputError, match="picture: no rows"):
        bars({})


def test_pictures_side_by_side_share_a_scale():
    text = "```bars\nA 0.2\n```\n\n```bars\nA 0.9\n```"
    first, second = markdown_html(text, {}, "en", str).split("</svg>")[:2]
    assert ">1.0<" in first
    assert ">1.0<" in second


def test_a_picture_stands_between_paragraphs():
    html = markdown_html("Look:\n\n```bars\nA 1\n```\n\nWhich?", {}, "en", str)
    assert html.startswith('<p>Look:</p>\n<span class="quiz-picture"><svg')
    assert html.endswith("</span>\n<p>Which?</p>")


@given(st.lists(numbers, min_size=1, max_size=5))
def test_an_axis_is_round_and_holds_zero_and_every_number(values):
    axis = Axis.around(values)
    assert axis.ticks[0] <= min(0, *values) + 1e-9
    assert axis.ticks[-1] >= max(0, *values) - 1e-9
    assert 0 in axis.ticks
    assert 2 <= len(axis.ticks) <= TICKS[1]
