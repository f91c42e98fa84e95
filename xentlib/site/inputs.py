"""Tell whether anything that a build reads has changed: one digest over the contents of all of it.

Contents and not times of change: reading some hundred small files takes a few milliseconds and is right
after a checkout, a copy, and two edits within one tick of the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from xentlib.course import Course
from xentlib.errors import ContentError

INPUTS = ("content", "quizzes", "xentlib", "scripts", "mkdocs.yml", "package-lock.json", "constraints.txt")


def files(folder: Path) -> Iterator[Path]:
    """Yield `folder` itself if it is a file, else the files below it, sorted; no caches, no hidden ones, no links."""
    if folder.is_symlink():
        raise ContentError("a link; put the file itself here, links are not followed", folder.name)
    if folder.is_file():
        yield folder
    elif folder.is_dir():
        for path in sorted(folder.iterdir()):
            if not path.name.startswith((".", "__pycache__")):
                yield from files(path)


def digest(paths: Iterable[Path], *more: str) -> str:
    """Return one digest of the names and contents of the files at and below `paths`, and of the texts `more`.

    >>> digest([], "settings") == digest([], "settings"), digest([], "ab", "c") == digest([], "a", "bc")
    (True, False)
    """
    total = hashlib.sha256()
    for text in more:
        total.update(_framed(text.encode()))
    for top in paths:
        for path in files(top):
            total.update(_framed(path.relative_to(top.parent).as_posix().encode()))
            total.update(_framed(path.read_bytes()))
    return total.hexdigest()


def input_paths(course: Course) -> list[Path]:
    """Return the files and folders that the site of the course depends on."""
    return [path for name in INPUTS if (path := course.root / name).exists()]


def _framed(content: bytes) -> bytes:
    """Put the length in front, so that no two lists of contents look alike."""
    return len(content).to_bytes(8, "big") + content
