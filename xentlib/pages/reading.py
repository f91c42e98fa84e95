"""Estimate how long a page takes to read: its words, and the time that formulas, programs and figures ask for."""

from __future__ import annotations

import re

from xentlib.markup import tokens
from xentlib.pages.proofread import SLOT

WORDS_A_MINUTE = 200
CHARACTERS_A_MINUTE = 320  # where words are not separated
SECONDS = {"formula": 2.0, "display": 12.0, "code": 2.0}
SECONDS_OF_A_FIGURE = 20.0
SECONDS_OF_A_LINE = 2.0  # of a program

_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


def reading_minutes(text: str) -> int:
    """Return the minutes for an expanded page, at least 1; questions and what folds away count as they stand.

    >>> reading_minutes("word " * 900), reading_minutes("字" * 900), reading_minutes("$x$")
    (4, 3, 1)
    """
    seconds = 0.0
    for token in tokens(text):
        if token.kind == "text":
            han = len(_HAN.findall(token.text))
            words = len(_WORD.findall(_HAN.sub(" ", token.text)))
            figures = len(SLOT.findall(token.text))
            seconds += 60 * han / CHARACTERS_A_MINUTE + 60 * words / WORDS_A_MINUTE + figures * SECONDS_OF_A_FIGURE
        elif token.text.startswith("```"):
            seconds += token.text.count("\n") * SECONDS_OF_A_LINE
        else:
            seconds += SECONDS.get(token.kind, 0.0)
    return max(1, round(seconds / 60))
