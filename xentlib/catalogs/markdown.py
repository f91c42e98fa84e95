"""Split Markdown into the messages that are translated and the markup around them, and put translations in.

A message is the text of one paragraph, heading, list item, table cell or block title. Its lines are joined,
so that wrapping a paragraph anew changes no translation. Nothing is ever lost: the
blocks, joined, are the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from xentlib.catalogs.scanner import Block, Kind, Scanner
from xentlib.course import SOURCE_LANGUAGE


@dataclass(frozen=True)
class Message:
    """A text to translate, the line and file it stands in, and a hint for translators."""

    text: str
    line: int
    path: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Catalog:
    """The translations into one language that may be shown: complete, and made for the text as it is now."""

    language: str
    messages: Mapping[str, str]

    def get(self, message: str) -> str:
        """Return the translation of an English text, or the text itself where there is none.

        >>> Catalog("ru", {"Hint": "Подсказка"}).get("Hint")
        'Подсказка'
        """
        return self.messages.get(message, message)


@dataclass(frozen=True)
class Translated:
    """A file in another language: how many of its messages are still English, and where each line comes from.

    `lines[i]` is the number of the source line, counted from 1, behind line i of `text`, counted from 0.
    """

    text: str
    missing: int
    lines: tuple[int, ...]


def split(text: str, *, kind: Kind = "page") -> list[Block]:
    """Cut a file into blocks whose texts, joined, are the file again.

    >>> [block.message or block.text for block in split("# Softmax {#softmax}\\n\\n- one\\n  line\\n")]
    ['# ', 'Softmax', ' {#softmax}\\n\\n- ', 'one line', '\\n']
    """
    return list(_blocks(text, kind))


@lru_cache(maxsize=512)  # a build reads the same file once for each language
def _blocks(text: str, kind: Kind) -> tuple[Block, ...]:
    scanner = Scanner(kind)
    scanner.body(scanner.front_matter(text))
    return tuple(scanner.blocks)


def messages(text: str, *, kind: Kind = "page") -> list[Message]:
    """Return the messages of a file in their order, repeated ones too."""
    blocks = split(text, kind=kind)
    return [Message(block.message, block.line) for block in blocks if block.message is not None]


def translate(text: str, catalog: Catalog, *, kind: Kind = "page", mark: bool = True) -> Translated:
    """Put the translation of each message in its place.

    A message without one stays English; with `mark` it says so to browsers and screen readers.

    >>> translate("# Softmax {#softmax}\\n\\nScores.\\n", Catalog("ru", {"Scores.": "Оценки."})).text
    '# <span lang="en">Softmax</span> {#softmax}\\n\\nОценки.\\n'
    """
    if catalog.language == SOURCE_LANGUAGE:
        return Translated(text, 0, tuple(range(1, text.count("\n") + 2)))
    parts: list[str] = []
    lines = [1]
    missing = 0
    for block in split(text, kind=kind):
        part = block.text
        if block.message is not None:
            translation = catalog.messages.get(block.message)
            missing += translation is None
            if translation is not None:
                part = _placed(block, translation)
            elif mark and block.place in ("text", "line"):
                part = f'<span lang="{SOURCE_LANGUAGE}">{part}</span>'
        parts.append(part)
        last = block.line + block.text.count("\n")
        lines += [min(block.line + further, last) for further in range(1, part.count("\n") + 1)]
    return Translated("".join(parts), missing, tuple(lines))


def _placed(block: Block, translation: str) -> str:
    if block.place == "value":
        return json.dumps(translation, ensure_ascii=False)  # a JSON string is a YAML string
    if block.place in ("text", "formula"):
        return translation.replace("\n", "\n" + block.prefix)
    return re.sub(r"\s*\n\s*", " ", translation)
