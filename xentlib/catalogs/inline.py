"""Find the parts of a message that are not words: `{{ … }}`, formulas, code, links, tags.

The splitter asks whether anything is left to translate, the checks compare these parts with the English ones,
and typography keeps away from them.
"""

from __future__ import annotations

import re

from xentlib import markup

FILLER = "\ufffc"  # OBJECT REPLACEMENT CHARACTER: neither a letter, a digit, a space nor punctuation

PIECE = re.compile(
    rf"""
    (?P<placeholder>{markup.PLACEHOLDER})
  | (?P<code>{markup.CODE})
  | (?P<formula>{markup.DISPLAY}|{markup.FORMULA})
  | (?P<comment>{markup.COMMENT})
  | (?P<link><[A-Za-z][A-Za-z+.-]*:[^\s<>]*>|https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?*_"'。，；：！？、»”])
  | (?P<tag>{markup.TAG})
  | (?P<target>\]\((?>\{{\{{.*?\}}\}}|[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)|\]\[[^\]]*\])
  | (?P<footnote>\[\^[^\]\s]+\])
  | (?P<attributes>\{{:[^{{}}\n]*\}}|\{{[ ]?[.\#][\w-][^{{}}\n]*\}}|(?<=[)\]`*_>])\{{[^{{}}\n]+\}})
  | (?P<entity>&(?:\#\d+|\#[xX][0-9a-fA-F]+|[A-Za-z]\w*);)
  | (?P<field>\{{\w*\}})
    """,
    re.VERBOSE | re.DOTALL,
)
PLACEHOLDER = re.compile(markup.PLACEHOLDER, re.DOTALL)
IMAGE = re.compile(r"!\[(?:[^\]\[]|\[[^\]]*\])*(?=\]\()")


def find(text: str, kind: str) -> list[str]:
    """Return the pieces of one kind, a group of `PIECE`, in their order.

    >>> find("The loss is $-\\\\ln {{ cats.p }}$, see [below](#sum).", "formula")
    ['$-\\\\ln {{ cats.p }}$']
    """
    return [match.group() for match in PIECE.finditer(text) if match.lastgroup == kind]


def placeholders(text: str) -> list[str]:
    """Return every `{{ … }}`, also those inside formulas and code, with its white space evened out.

    >>> placeholders("$-\\\\ln {{cats.p}}$")
    ['{{ cats.p }}']
    """
    return [f"{{{{ {' '.join(found[2:-2].split())} }}}}" for found in PLACEHOLDER.findall(text)]


def mask(text: str, filler: str = FILLER) -> str:
    """Cover every piece with fillers, one for each character, so that positions stay what they were.

    >>> mask("a `b` c", "#")
    'a ### c'
    """
    return PIECE.sub(lambda match: filler * len(match.group()), text)


def has_words(text: str) -> bool:
    """Tell whether a letter is left once all pieces are taken out: only then is there something to translate.

    >>> has_words("{{ cats.p }} + $x$"), has_words("[softmax](https://example.org)")
    (False, True)
    """
    return any(character.isalpha() for character in mask(text))
