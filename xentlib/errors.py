"""Every error raised on purpose.

An `XentError` is a failure that a person can mend. Its text is one line that names the place, the value and
the valid form; `scripts` prints it and exits with 1. Anything else that is raised is a bug.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

MOST_NAMES = 8
"""So many names stand in one message, unless its writer says otherwise."""


class XentError(Exception):
    """A failure that a person can mend."""


class InputError(XentError, ValueError):
    """An argument of a mathematical function that has no answer.

    >>> raise InputError("logits", "shape (0,)", "at least one score")
    Traceback (most recent call last):
    xentlib.errors.InputError: logits: shape (0,); expected at least one score
    """

    def __init__(self, argument: str, found: object, expected: str) -> None:
        super().__init__(f"{argument}: {found}; expected {expected}")
        self.argument, self.found, self.expected = argument, found, expected


class ContentError(XentError):
    """Something in a file of the course is wrong.

    >>> raise ContentError("unknown name 'catz'", "content/lessons/02-softmax.md", 14)
    Traceback (most recent call last):
    xentlib.errors.ContentError: content/lessons/02-softmax.md:14: unknown name 'catz'
    """

    def __init__(self, message: str, path: str | Path, line: int | None = None) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {message}")
        self.message, self.path, self.line = message, str(path), line


def listing(names: Iterable[str], name: str = "", *, most: int = MOST_NAMES) -> str:
    """Write the names that would have been valid: all where they are few, else those most like `name`.

    >>> listing(["hint", "solution"])
    'hint, solution'
    >>> listing([f"lesson/{number}" for number in range(90)], "lesson/77a")
    'lesson/77, lesson/7, lesson/87, lesson/79, lesson/78, lesson/76, lesson/75, lesson/74 and 82 more'
    """
    every = [*names]
    if len(every) <= most:
        return ", ".join(every) or "none"
    from difflib import get_close_matches  # for once: whoever imports the library needs no more than numpy

    nearest = get_close_matches(name, every, most, cutoff=0)
    return f"{', '.join(nearest)} and {len(every) - len(nearest)} more"


class ToolError(XentError):
    """A program that the build needs is missing or failed (Node.js, mkdocs, Pagefind)."""


class ServeError(XentError):
    """The server cannot start, for example because the port is taken."""


class StoreError(XentError):
    """The database cannot do it now: the disk is full, another process holds the file, PostgreSQL is away.

    Nothing that was acknowledged is lost, and the same operation may succeed later.
    """


class StoreInUse(StoreError):
    """Another process has the file of the database, and alone may write to it until it ends."""


class Refused(XentError):  # it is no failure of ours
    """The database is well, and what was asked of it cannot be: ask for something else."""


class KeyTaken(Refused):
    """Another answer to the variant came under the same key."""


class UnknownVariant(Refused):
    """There is no such variant, or no longer."""


class UnknownClass(Refused):
    """There is no such class, or it was deleted."""


class UnknownLearner(Refused):
    """There is no such learner, or there is none any more."""
