"""Set text as a language wants it set: no-break spaces in Russian."""

from __future__ import annotations

import re

from xentlib.catalogs.inline import mask
from xentlib.catalogs.markdown import split

NO_BREAK = "\u00a0"

# Each pattern finds one plain space that must not end a line.
_SPACES = {
    "ru": re.compile(
        r"(?<=(?<![\w-])[вксоуиая]) (?=\S)"  # в доме, и так: not left alone at the end of a line
        r"|(?<=[^\s>#|]) (?=(?:бы|б|ли|ль|же|ж)(?![\w-]))"  # particles lean on the word before them
        r"|(?<=[^\s>#|]) (?=—)"
        r"|(?<=[\d\ufffc]) (?=(?:нат|бит|раз)(?:а|ы|у|ов|ами?|ом|ах)?(?!\w)|%)",
        re.IGNORECASE,
    )
}


def typeset(text: str, language: str) -> str:
    """Return Markdown with the spaces of its texts set for the language; nothing but spaces ever changes.

    Code, formulas, placeholders, links, tags and all markup stay as they are.

    >>> typeset("Это — оценка в натах, `а в коде` нет.", "ru")
    'Это\\xa0— оценка в\\xa0натах, `а в коде` нет.'
    """
    if language not in _SPACES:
        return text
    return "".join(
        block.text if block.message is None or block.place == "value" else _set(block.text, _SPACES[language])
        for block in split(text)
    )


def _set(text: str, spaces: re.Pattern[str]) -> str:
    characters = list(text)
    for match in spaces.finditer(mask(text)):
        characters[match.start()] = NO_BREAK
    return "".join(characters)
