"""CSV that a spreadsheet only shows."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib.classroom.table import BOM, csv_text

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


def read(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", " ="])
def test_a_text_that_could_begin_a_formula_gets_an_apostrophe(start):
    text = f"{start}HYPERLINK(1)"
    assert read(csv_text(["a"], [[text]]))[1] == [f"'{text}"]


PARTED = ["1;=HYPERLINK(1)", "1; @SUM(1)", '1;"=1+1', "1;-2+cmd|' /C calc'!A0", "1;+a", "1\n=1"]


@pytest.mark.parametrize("text", PARTED)
def test_a_formula_after_a_semicolon_gets_one_too(text):
    found = csv_text(["a"], [["x", text]])
    parts = [part.strip(' "') for line in found.splitlines() for part in line.split(";")]
    assert not [part for part in parts if part.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("text", ["0.5;-0.2;+1", "[1; -0,5; -3]", "1;-5%", "a; b"])
def test_numbers_of_a_vector_stay_as_they_were_typed(text):
    assert read(csv_text(["a"], [["x", text]]))[1] == ["x", text]


def test_numbers_stay_numbers():
    assert read(csv_text(["a", "b", "c"], [[-0.5, -3, None]]))[1] == ["-0.5", "-3", ""]


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_what_was_written_can_be_read_again(rows):
    found = read(csv_text(["a", "b"], rows))[1:]
    assert [[cell.replace("'", "") for cell in row] for row in found] == [
        [cell.replace("'", "") for cell in row] for row in rows
    ]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in found for cell in row)


def test_nul_and_half_a_surrogate_pair_are_no_text():
    assert read(csv_text(["a"], [["a\0b\ud800"]]))[1] == ["a\N{REPLACEMENT CHARACTER}b?"]


def test_the_byte_order_mark_comes_first_and_once():
    text = csv_text(["a"], [["b"]], bom=True)
    assert text == f"{BOM}a\r\nb\r\n"
