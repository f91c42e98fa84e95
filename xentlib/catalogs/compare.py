"""Compare a translation with its English text: the same placeholders, formulas, code, links, ids, tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from string import Formatter

from xentlib.catalogs.inline import IMAGE, find, mask, placeholders
from xentlib.catalogs.markdown import split

_Pieces = Callable[[str], list[str]]

# Habits of a language in formulas, undone before two formulas are compared.
_HABITS = (
    (re.compile(r"\\(text\w*)\s*\{[^{}]*\}"), r"\\\1{}"),
    (re.compile(r"\\(?:leqslant|leq|le)(?![a-zA-Z])"), r"\\leq "),
    (re.compile(r"\\(?:geqslant|geq|ge)(?![a-zA-Z])"), r"\\geq "),
    (re.compile(r"\\varnothing(?![a-zA-Z])"), r"\\emptyset "),
    (re.compile(r"(?<=\d)\{,\}(?=\d)"), "."),
    (re.compile(r";"), ","),
    (re.compile(r"\s+"), ""),
)
_READ_ALOUD = re.compile(r"""\b(alt|title|aria-label)\s*=\s*("[^"]*"|'[^']*')""")
_STRONG = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
_EMPHASIS = re.compile(r"(?<!\*)\*(?!\*)|(?<![\w_])_(?=[^\s_])|(?<=[^\s_])_(?![\w_])")


def differences(english: str, translation: str, *, interface: bool = False) -> list[str]:
    """Say what a translation lost, added or broke.

    >>> differences("The loss is {{ cats.loss }}, or $x$.", "Потеря равна {{ cats.p }}, или $x$.")
    ['{{ cats.loss }} is missing', '{{ cats.p }} is not in the English text']
    """
    found = [
        what
        for pieces in (placeholders, _formulas, _code, _targets, _images, _footnotes, _attributes, _tags)
        for what in _unequal(pieces, english, translation)
    ]
    if interface:
        found += _unequal_fields(english, translation)
    elif _alone(english) and not _alone(translation):
        found.append("Markdown reads it as something else than one text (a list, a heading, two paragraphs)")
    found += _unequal_marks(english, translation)
    if _bars(translation) > _bars(english):
        found.append(r"a | outside code and formulas would open a table cell; write \|")
    for edge, strip in (("beginning", str.lstrip), ("end", str.rstrip)):
        if (strip(english) == english) != (strip(translation) == translation):
            found.append(f"white space at the {edge} differs from the English text")
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


def _attributes(text: str) -> list[str]:
    return [" ".join(attributes.split()) for attributes in find(text, "attributes")]


def _tags(text: str) -> list[str]:
    """Tags without those attributes that are read to people, which are translated."""
    tags = [*find(text, "tag"), *find(text, "comment")]
    return [_READ_ALOUD.sub(r"\1", " ".join(tag.split())) for tag in tags]


def _unequal_fields(english: str, translation: str) -> list[str]:
    try:
        wanted = _fields(english)
    except ValueError:  # not a format string in English either
        return []
    try:
        given = _fields(translation)
    except ValueError as error:
        return [f"str.format cannot read its braces: {error}"]
    return [f"{{{field}}} is missing" for field in sorted(wanted - given)] + [
        f"{{{field}}} is not in the English text" for field in sorted(given - wanted)
    ]


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


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
