"""Read the front matter of a text; write a file whole or not at all."""

from __future__ import annotations

import os
import re
import reprlib
from pathlib import Path
from typing import Any

import yaml

from xentlib.errors import ContentError

_REPR = reprlib.Repr()
_REPR.maxlevel, _REPR.maxstring, _REPR.maxother, _REPR.maxlong = 2, 60, 60, 60
_COLON = "mapping values are not allowed here"  # says PyYAML where a text goes on with a colon
_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)^---[ ]*\r?\n", re.DOTALL | re.MULTILINE)


def front_matter(text: str, path: str) -> tuple[dict[str, Any], str]:
    """Return the settings between the first two `---` lines, and the text below them.

    >>> front_matter("---\\ntitle: Softmax\\n---\\n# Softmax\\n", "lesson.md")
    ({'title': 'Softmax'}, '# Softmax\\n')

    Raises ContentError with file and line where there is none or it is not YAML.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise ContentError("no front matter; the file starts with --- and settings such as title: …, then ---", path, 1)
    settings = read_yaml(match[1], path, first=2)
    if not isinstance(settings, dict):
        raise ContentError("front matter: expected settings such as title: …", path, 2)
    return settings, text[match.end() :]


def read_yaml(text: str, path: str, first: int = 1) -> Any:
    """Return what a YAML text says. Raises ContentError with the line; `first` is the line of the file it begins on."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506  # a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + first if mark else first
        problem = str(getattr(error, "problem", error))
        hint = "; put a text with a colon into quotes" if problem == _COLON else ""
        raise ContentError(f"not valid YAML: {problem}{hint}", path, line) from None
    except RecursionError:
        raise ContentError("not valid YAML: nested too deeply", path, first) from None


def told(value: object) -> str:
    """Return a value as a message names it: whole where it is short, for aliases of YAML may make it endless.

    >>> told("relative"), told([[["a"] * 100] * 100])
    ("'relative'", '[[[...], [...], [...], [...], [...], [...], ...]]')
    """
    return _REPR.repr(value)


class _Loader(yaml.SafeLoader):
    """PyYAML's own, but a value that is not what it looks like (the date 2024-13-45) is an error with its place."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (AttributeError, LookupError, ValueError):
            problem = f"{told(node.value)} is no value of the type {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`, making its folder; whoever reads meanwhile sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
