"""Every error raised on purpose.

An `XentError` is a failure that a person can mend. Its text is one line that names the place, the value and
the valid form; `scripts` prints it and exits with 1. Anything else that is raised is a bug.
"""

from __future__ import annotations

from pathlib import Path


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


class ToolError(XentError):
    """A program that the build needs is missing or failed (Node.js, mkdocs, Pagefind)."""


class ServeError(XentError):
    """The server cannot start, for example because the port is taken."""
