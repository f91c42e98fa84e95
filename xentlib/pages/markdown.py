"""Turn the Markdown of a part of a question into HTML.

A build converts tens of thousands of short texts, and the variants of a question differ in their numbers only. So what
differs is taken out before Markdown sees a text, the rest is converted once, and what was taken out is put back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from markdown import Markdown

from xentlib.formulas import Formula
from xentlib.markup import Token, tokens
from xentlib.pages.picture import picture_html
from xentlib.pictures import KINDS, Picture, parse_picture

Words = Callable[[str], str]
MathML = Mapping[Formula, str]

FIRST = "quiz-first"
"""The class of the first sentence of a feedback, by which a summary names the mistake."""

CLOSING = "[)»“”》）,.;:!?…，。；：！？、]"
OPENING = "[(«„“《（]"
"""Brackets and marks that stay on one line with a formula that they touch."""


def tied(formula: str) -> re.Pattern[str]:
    """Find a formula, given as a pattern, with all that must stay on one line with it.

    That is what touches it, and where a no-break space ties it: a word of one letter before it, a dash after it. A
    browser breaks a line beside a formula even at such a space.

    >>> tied("x").sub(r"<\\g<0>>", "Но в\\xa0x, (x) и x\\xa0— вес")
    'Но <в\\xa0x,> <(x)> и <x\\xa0—> вес'
    """
    before = rf"(?:(?<![\w-])[^\W\d_]\u00a0{OPENING}*|{OPENING}+)"
    after = rf"(?:{CLOSING}+(?:\u00a0—)?|\u00a0—)"
    return re.compile(rf"{before}{formula}{after}?|{formula}{after}")


def markdown_html(text: str, mathml: MathML, language: str, words: Words) -> str:
    """Render the Markdown of a part of a question; every formula of it is a key of `mathml`.

    >>> markdown_html("A **0.5** of 2", {}, "en", str)
    '<p>A <strong>0.5</strong> of 2</p>'
    """
    taken: list[str] = []
    cut = tuple(tokens(text))
    pictures = {token.start: picture for token in cut if (picture := _picture(token))}

    def keep(html: str, mark: str) -> str:
        taken.append(html)
        return f"{mark}{len(taken) - 1}{_END}"

    def skeleton(token: Token) -> str:
        if token.kind == "formula":
            return keep(mathml[Formula(token.tex, display=False)], _FORMULA)
        if token.kind == "display":
            return keep(_reachable(mathml[Formula(token.tex, display=True)]), _DISPLAY)
        if token.kind == "html":
            return token.text
        if picture := pictures.get(token.start):
            return f"\n{keep(picture_html(picture, language, words, [*pictures.values()]), _DISPLAY)}\n\n"
        return _NUMBER.sub(lambda found: keep(found[0], _PLAIN) if found["number"] else found[0], token.text)

    html = _MARK.sub(lambda mark: taken[int(mark[1])], _converted("".join(map(skeleton, cut))))
    return _HEADING.sub(lambda heading: heading[1] + named(heading[2]) + "</th>", html)


def inline(html: str) -> str:
    """Take a lone paragraph's tags off, so that the text fits into a label; a lone formula there gets a name."""
    lone = html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1
    return named(html.removeprefix("<p>").removesuffix("</p>")) if lone else html


def named(html: str) -> str:
    """Say a text that is nothing but a formula in letters as well: MathML gives a label or a heading no name."""
    if _visible(_MATH.sub("", html)) or not _visible(html):
        return html
    return f'<span aria-hidden="true">{html}</span><span class="quiz-heard">{_visible(html)}</span>'


def _visible(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html).strip()


@lru_cache(maxsize=4096)
def with_first_sentence(text: str) -> str:
    """Put the first sentence of a Markdown text into an element of its own, unless it begins with a block.

    >>> with_first_sentence("You took $1.5$. Look again.")
    '<span class="quiz-first">You took $1.5$.</span> Look again.'
    """
    if _BLOCK.match(text):
        return text
    paragraph = len(text.partition("\n\n")[0])
    end = next((end for end in _ends(text) if end < paragraph and _balanced(text[:end])), paragraph)
    return f'<span class="{FIRST}">{text[:end]}</span>{text[end:]}'


NARROW = 28
"""So many characters of a formula, operators counted twice, fit on a phone for certain."""

_FORMULA, _DISPLAY, _PLAIN, _END = "\ue010", "\ue011", "\ue012", "\ue013"
_MARK = re.compile(f"[{_FORMULA}{_DISPLAY}{_PLAIN}]([0-9]+){_END}")
_LONE = re.compile(f"<p>({_DISPLAY}[0-9]+{_END})</p>")
_TIED = tied(f"{_FORMULA}[0-9]+{_END}")
_NUMBER = re.compile(r"^ *[0-9]+[.)](?=\s)|(?<![\w#])(?P<number>[0-9]+(?:[.,][0-9]+)*)(?!\w)", re.MULTILINE)
_PICTURE = re.compile(rf"\s*```(?P<kind>{'|'.join(KINDS)})\n(?P<body>.*?)\n```\s*", re.DOTALL)
_MATH = re.compile(r"<math.*?</math>", re.DOTALL)
_HEADING = re.compile(r"(<th(?: [^>]*)?>)((?:(?!</th>).)+)</th>", re.DOTALL)
_EMPTY_HEADING = re.compile(r"<th( [^>]*)?></th>")  # the corner of a table names nothing
_INVISIBLE = re.compile(r"</[^>]*>|<(?!mo[ >])[^>]*>|&#[0-9]+;(?=[0-9])|(?<=<mo)[^>]*>")
_SENTENCE = re.compile(r"[.!?…]+[”’»)*]*(?=\s|$)|[。！？]+[”’）」]*")
_BLOCK = re.compile(r"\s*(?:[|>#`~]|[-*+] |[0-9]+[.)] |\$\$|<)")


def _picture(token: Token) -> Picture | None:
    found = _PICTURE.fullmatch(token.text)
    return parse_picture(found["kind"], found["body"]) if found else None


def _balanced(text: str) -> bool:
    """Tell whether every emphasis that begins in a text ends there."""
    return text.count("**") % 2 == text.count("*") % 2 == 0


def _ends(text: str) -> list[int]:
    return [
        token.start + match.end()
        for token in tokens(text)
        if token.kind == "text"
        for match in _SENTENCE.finditer(token.text)
    ]


def _reachable(formula: str) -> str:
    """Let the keyboard reach a formula that a phone can only scroll."""
    longest = max(len(_INVISIBLE.sub("", row).replace("<mo", "··")) for row in formula.split("<mtr>"))
    return formula if longest <= NARROW else formula.replace(">", ' tabindex="0">', 1)


@cache
def _markdown() -> Markdown:
    return Markdown(extensions=["tables", "attr_list", "fenced_code"])


@lru_cache(maxsize=8192)
def _converted(skeleton: str) -> str:
    text = _TIED.sub(r'<span class="tied">\g<0></span>', skeleton)
    return _EMPTY_HEADING.sub(r"<td\1></td>", _LONE.sub(r"\1", _markdown().reset().convert(text)))
