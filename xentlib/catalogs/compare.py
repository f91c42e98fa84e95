"""Compare a translation with its English text: the same placeholders, formulas, code, links, ids, tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from string import Formatter

from xentlib.catalogs.inline import IMAGE, PIECE, find, mask, placeholders
from xentlib.catalogs.markdown import split

_Pieces = Callable[[str], list[str]]

# Habits of a language in formulas, undone before two formulas are compared.
_HABITS = (
    (re.compile(r"\\(text\w*)\s*\{[^{}]*\}"), r"\\\1{}"),
    (re.compile(r"\\(?:leqslant|leq|le)(?![a-zA-Z])"), r"\\leq "),
    (re.compile(r"\\(?:geqslant|geq|ge)(?![a-zA-Z])"), r"\\geq "),
    (re.compile(r"\\varnothing(?![a-zA-Z])"), r"\\emptyset "),
    (re.compile(r"\+\\infty"), r"\\infty"),
    (re.compile(r"(?<=\d)\{,\}(?=\d)"), "."),
    (re.compile(r";"), ","),
    (re.compile(r"\s+"), ""),
)
_READ_ALOUD = re.compile(r"""\b(alt|title|aria-label)\s*=\s*("[^"]*"|'[^']*')""")
_UNSEEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ue000-\\uf8ff]")
_STRONG = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
_EMPHASIS = re.compile(r"(?<!\*)\*(?!\*)|(?<![\w_])_(?=[^\s_])|(?<=[^\s_])_(?![\w_])")


def differences(english: str, translation: str, *, interface: bool = False) -> list[str]:
    """Say what a translation lost, added or broke.

    >>> differences("The loss is {{ cats.loss }}, or $x$.", "Потеря равна {{ cats.p }}, или $x$.")
    ['{{ cats.loss }} is missing', '{{ cats.p }} is not in the English text']
    """
    found = breakages(english, translation, interface=interface)
    found += _unequal_marks(english, translation)
    for edge, strip in (("beginning", str.lstrip), ("end", str.rstrip)):
        if (strip(english) == english) != (strip(translation) == translation):
            found.append(f"white space at the {edge} differs from the English text")
    return found


def breakages(english: str, translation: str, *, interface: bool = False) -> list[str]:
    """Say what of a translation would break a page or do more than say words; the build refuses such a one.

    >>> breakages("Cat", "Кошка { onclick=alert(1) } <img src=x")
    ['{ onclick=alert(1) } is not in the English text', '<img is not in the English text']
    """
    if english == translation:
        return []
    pieces = (placeholders, _formulas, _code, _targets, _images, _footnotes, _braces, _tags, _openings, _private)
    found = [what for piece in pieces for what in _unequal(piece, english, translation)]
    if interface:
        found += _unreadable_fields(english, translation)
    elif _alone(english) and not _alone(translation):
        found.append("Markdown reads it as something else than one text (a list, a heading, two paragraphs)")
    if _bars(translation) > _bars(english):
        found.append(r"a | outside code and formulas would open a table cell; write \|")
    if _straight_quotes(translation) > _straight_quotes(english):
        found.append('a straight " could end an attribute in a page; use the quotation marks of your language')
    return found


def _unequal(pieces: _Pieces, english: str, translation: str) -> list[str]:
    wanted, given = Counter(pieces(english)), Counter(pieces(translation))
    return [f"{piece} is missing" for piece in (wanted - given).elements()] + [
        f"{piece} is not in the English text" for piece in (given - wanted).elements()
    ]


def _formulas(text: str) -> list[str]:
    return [_plain(formula) for formula in find(text, "formula")]


def _plain(formula: str) -> str:
    for habit, plain in _HABITS:
        formula = habit.sub(plain, formula)
    return formula


def _code(text: str) -> list[str]:
    return [" ".join(code.split()) for code in find(text, "code")]


def _targets(text: str) -> list[str]:
    """Links without their titles, which are translated."""
    return find(text, "link") + [re.sub(r"\s+\"[^\"]*\"\)$", ")", target) for target in find(text, "target")]


def _images(text: str) -> list[str]:
    return ["the image ![…]"] * len(IMAGE.findall(text))


def _footnotes(text: str) -> list[str]:
    return find(text, "footnote")


def _braces(text: str) -> list[str]:
    """Fields of interface words, attributes for Markdown, and whatever else stands in braces."""
    words = PIECE.sub(lambda match: "" if match.lastgroup in ("placeholder", "formula", "code") else match[0], text)
    return [" ".join(braces.split()) for braces in re.findall(r"\{[^{}]*\}", words)]


def _openings(text: str) -> list[str]:
    """What a browser may take for a tag although it is not closed."""
    words = PIECE.sub(lambda match: "" if match.lastgroup in ("formula", "code", "tag", "link") else match[0], text)
    return re.findall(r"<[A-Za-z/!?][\w-]*", words)


def _private(text: str) -> list[str]:
    """Characters of private use, with which the build marks its own places, and those that steer what shows them."""
    return [f"the character U+{ord(character):04X}" for character in _UNSEEN.findall(text)]


def _tags(text: str) -> list[str]:
    """Tags without those attributes that are read to people, which are translated."""
    tags = [*find(text, "tag"), *find(text, "comment")]
    return [_READ_ALOUD.sub(r"\1", " ".join(tag.split())) for tag in tags]


def _unreadable_fields(english: str, translation: str) -> list[str]:
    """Compare what str.format would fill in; `_braces` has compared how it is written."""
    try:
        list(Formatter().parse(english))
    except ValueError:  # not a format string in English either
        return []
    try:
        list(Formatter().parse(translation))
    except ValueError as error:
        return [f"str.format cannot read its braces: {error}"]
    return []


def _alone(text: str) -> bool:
    return [block.message for block in split(text)] == [text]


def _unequal_marks(english: str, translation: str) -> list[str]:
    """Strong and emphasis may turn into each other (Chinese has no italics), and must be closed."""
    strong, emphasis = (len(marks.findall(mask(translation))) for marks in (_STRONG, _EMPHASIS))
    if strong % 2 or emphasis % 2:
        return ["an emphasis mark (* or **) is not closed"] if not _open(english) else []
    wanted = sum(len(marks.findall(mask(english))) for marks in (_STRONG, _EMPHASIS))
    if strong + emphasis != wanted:
        return [f"{wanted // 2} emphasized parts in English, {(strong + emphasis) // 2} here"]
    return []


def _open(text: str) -> bool:
    return any(len(marks.findall(mask(text))) % 2 for marks in (_STRONG, _EMPHASIS))


def _bars(text: str) -> int:
    return len(re.findall(r"(?<!\\)\|", mask(text)))


def _straight_quotes(text: str) -> int:
    return mask(text).count('"')
