"""Estimate how long a page takes to read: its words, and the time that formulas, programs and figures ask for."""

from __future__ import annotations

import re

from xentlib.markup import tokens

WORDS_A_MINUTE = 220
CHARACTERS_A_MINUTE = 350  # where words are not separated
SECONDS = {"formula": 1.0, "display": 10.0}
SECONDS_OF_A_LINE = 2.0  # of a program
SECONDS_OF_A_FIGURE = 20.0

_FOLDED = re.compile(r"^/// details.*?^///$", re.MULTILINE | re.DOTALL)
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


def reading_minutes(text: str, *, figures: int = 0) -> int:
    """Return the minutes for an expanded page with so many figures, at least 1.

    What is folded away does not count, nor do questions: they take the time that you give them.

    >>> reading_minutes("word " * 900), reading_minutes("字" * 900), reading_minutes("$x$", figures=9)
    (4, 3, 3)
    """
    return max(1, round(_seconds(_FOLDED.sub("", text), figures) / 60))


def timed_proofs(text: str, proof: str, told: str) -> str:
    """Tell beside the title of each folded proof how long it takes, below a minute as half of one.

    A proof is known by the word `proof`, with which its title begins.

    >>> print(timed_proofs("/// details | Proof: it is\\nSee above.\\n///", "Proof", "{minutes} min"))
    /// details | Proof: it is <span class="reading-time">½ min</span>
    See above.
    ///
    """

    def timed(match: re.Match[str]) -> str:
        seconds = _seconds(match["body"])
        time = told.replace("{minutes}", "½" if seconds < 45 else str(round(seconds / 60)))
        return f'{match["title"]} <span class="reading-time">{time}</span>\n{match["body"]}///'

    folded = rf"^(?P<title>/// details \| {re.escape(proof)}\b.*)\n(?P<body>(?s:.*?)^)///$"
    return re.sub(folded, timed, text, flags=re.MULTILINE)


def _seconds(text: str, figures: int = 0) -> float:
    seconds = figures * SECONDS_OF_A_FIGURE
    for token in tokens(text):
        if token.kind == "text":
            han = len(_HAN.findall(token.text))
            words = len(_WORD.findall(_HAN.sub(" ", token.text)))
            seconds += 60 * han / CHARACTERS_A_MINUTE + 60 * words / WORDS_A_MINUTE
        elif token.text.startswith("```"):
            seconds += token.text.count("\n") * SECONDS_OF_A_LINE
        else:
            seconds += SECONDS.get(token.kind, 0.0)
    return seconds
