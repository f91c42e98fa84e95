"""The interface words: every `_("…")` in the library and in the theme's templates.

Code that speaks to a reader takes a function `_` and calls it with English text; `sources.words` makes it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from babel.messages.extract import extract_from_file
from jinja2 import TemplateSyntaxError

from xentlib.catalogs.markdown import Message
from xentlib.course import Course
from xentlib.errors import ContentError

INTERFACE = "interface"
_TEMPLATE = "jinja2.ext:babel_extract"
_METHODS = {".py": "python", ".html": _TEMPLATE, ".xml": _TEMPLATE, ".jinja": _TEMPLATE}
_MARK = "Translators:"


class Word(Protocol):
    """A text found elsewhere that belongs to the interface as well, for example in mkdocs.yml."""

    @property
    def text(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int | None: ...


def interface_words(course: Course, also: Iterable[Word] = ()) -> list[Message]:
    """Return the interface words in the order of files and lines, repeated ones too, then those of `also`.

    A comment `# Translators: …` above the call reaches the translator.
    """
    elsewhere = [Message(word.text, word.line or 1, word.path) for word in also]
    return [*template_words(course), *_below(course, course.root / "xentlib"), *elsewhere]


def template_words(course: Course) -> list[Message]:
    """Return those of the interface words that the templates of the theme say."""
    return _below(course, course.theme)


def _below(course: Course, folder: Path) -> list[Message]:
    files = sorted(path for path in folder.rglob("*") if path.suffix in _METHODS)
    return [message for path in files for message in _in_file(path, course.relative(path))]


def _in_file(path: Path, shown: str) -> list[Message]:
    try:
        literal = _literals(path) if path.suffix == ".py" else None
        found = list(extract_from_file(
            _METHODS[path.suffix], path, keywords={"_": None}, comment_tags=[_MARK], strip_comment_tags=True,
            options={"encoding": "utf-8", "silent": "false"},
        ))
    except TemplateSyntaxError as error:
        raise ContentError(f"not a valid template: {error.message}", shown, error.lineno) from None
    except SyntaxError as error:
        raise ContentError(f"not valid Python: {error.msg}", shown, error.lineno) from None
    except UnicodeDecodeError:
        raise ContentError("not UTF-8; save the file as UTF-8", shown) from None
    return [
        Message(text, line, shown, " ".join(comments).strip())
        for line, text, comments, _ in sorted(found, key=lambda row: row[0])
        if isinstance(text, str) and text and (literal is None or text in literal)
    ]


def _literals(path: Path) -> set[str]:
    """Return the texts that Python passes to `_`. Babel alone finds "name" in `_(row["name"])` as well."""
    calls = (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "_" and len(call.args) == 1
        and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }
