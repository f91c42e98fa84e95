"""Find the parts of a Markdown text that are not prose: code, formulas, placeholders.

Whatever reads or changes prose asks here first, so that code stays code and a formula stays a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "formula", "display", "placeholder", "html"]

# Patterns for whoever looks for these parts; to be compiled with re.DOTALL.
PLACEHOLDER = r"\{\{.*?\}\}"
CODE = r"(?<![`\\])(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
_TEX = rf"(?>{PLACEHOLDER}|\\.|[^$\\`])+?"  # atomic: no second way to read {{ … }}, so no slow search
DISPLAY = rf"\$\$(?!\$){_TEX}\$\$"
FORMULA = rf"(?<![\\$])\$(?![\s$]){_TEX}(?<![\s\\])\$(?![\d$])"
TAG = r"</?[A-Za-z][^<>]*>"
COMMENT = r"<!--.*?-->"

_FENCED = r"^[ ]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:[^\n]*\n)*?[ ]*(?P=fence)[ ]*(?:\n|\Z)"
_TOKEN = re.compile(
    rf"(?P<fenced>{_FENCED})|(?P<code>{CODE})|(?P<display>{DISPLAY})|(?P<formula>{FORMULA})"
    rf"|(?P<placeholder>{PLACEHOLDER})|(?P<html>{COMMENT}|{TAG})",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A piece of Markdown; `start` is its offset in the text, `text` includes its marks."""

    kind: Kind
    text: str
    start: int

    @property
    def tex(self) -> str:
        """The TeX of a formula, without the dollars."""
        return self.text.strip("$").strip()


def tokens(text: str) -> Iterator[Token]:
    """Cut `text` into tokens that join to it again.

    >>> [(token.kind, token.text) for token in tokens("so $p_1$ is {{ cats.p_y }}")]
    [('text', 'so '), ('formula', '$p_1$'), ('text', ' is '), ('placeholder', '{{ cats.p_y }}')]

    A price is no formula, code wins over both, and a placeholder inside a formula belongs to it:

    >>> [token.kind for token in tokens(r"from $5 to $6: `$x$`, ${{ z }}$")]
    ['text', 'code', 'text', 'formula']
    """
    start = 0
    for match in _TOKEN.finditer(text):
        if match.start() > start:
            yield Token("text", text[start : match.start()], start)
        yield Token(_kind(match), match[0], match.start())
        start = match.end()
    if start < len(text):
        yield Token("text", text[start:], start)


def _kind(match: re.Match[str]) -> Kind:
    if match["fenced"] is not None or match["code"] is not None:
        return "code"
    if match["display"] is not None:
        return "display"
    if match["formula"] is not None:
        return "formula"
    return "placeholder" if match["placeholder"] is not None else "html"
