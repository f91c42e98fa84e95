"""Read the front matter of a text; write a file whole or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import yaml

from xentlib.errors import ContentError

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
    try:
        settings = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise ContentError(f"not valid YAML: {getattr(error, 'problem', error)}", path, line) from None
    if not isinstance(settings, dict):
        raise ContentError("front matter: expected settings such as title: …", path, 2)
    return settings, text[match.end() :]


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`, making its folder; whoever reads meanwhile sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
