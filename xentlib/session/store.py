"""Keep a session in a file, whole or not at all, and read it with suspicion: files break, and courses change."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import XentError
from xentlib.files import replace_file
from xentlib.quiz import read_question, vary
from xentlib.session.state import MOST_ASKED, MOST_TRIES, OUTCOMES, Asked, Session, digest

_VERSION = 1
_LARGEST = 1_000_000  # bytes
_LONGEST = 200  # characters of a text


class SessionError(XentError):
    """A kept session that cannot go on."""


def save(path: Path, session: Session) -> None:
    """Write a session to its file; whoever reads meanwhile sees the old one or the new one."""
    replace_file(path, json.dumps({"version": _VERSION, **asdict(session)}, indent=1).encode())


def load(course: Course, path: Path) -> Session | None:
    """Return the session of a file, or None where there is none.

    Raises SessionError, with the reason, for a damaged file, and where a question is gone or asks something else.
    """
    if not path.is_file():
        return None
    shown = course.relative(path)
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError
        session = _session(json.loads(path.read_bytes().decode("utf-8")))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise SessionError(f"{shown}: no session can be read from it") from None
    try:
        course.language(session.language)
        same = all(digest(_variant(course, one)) == one.digest for one in session.asked)
    except XentError as error:
        raise SessionError(f"{shown}: the course has changed since: {error}") from None
    if not same:
        raise SessionError(f"{shown}: its questions have changed since")
    return session


def set_aside(path: Path) -> Path:
    """Rename the file of an unusable session, and return where it is now."""
    aside = path.with_suffix(".unusable.json")
    path.replace(aside)
    return aside


def _session(data: Any) -> Session:
    if data["version"] != _VERSION or not isinstance(data["asked"], list) or not 0 < len(data["asked"]) <= MOST_ASKED:
        raise ValueError
    return Session(_text(data["language"]), _text(data["seed"]), tuple(map(_asked, data["asked"])))


def _asked(data: Any) -> Asked:
    asked = Asked(**{**data, "mistakes": tuple(map(_text, data["mistakes"]))})
    texts, flags = (asked.question, asked.seed, asked.digest), (asked.hint, asked.done)
    counts = type(asked.tries) is int and 0 <= asked.tries < MOST_TRIES + asked.done
    counts = counts and type(asked.score) in (int, float) and 0 <= asked.score <= 1
    if not all(isinstance(flag, bool) for flag in flags) or asked.first not in OUTCOMES or not counts:
        raise ValueError
    for text in texts:
        _text(text)
    return asked


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST:
        raise TypeError
    return value


def _variant(course: Course, asked: Asked) -> Any:
    return vary(read_question(course, asked.question, SOURCE_LANGUAGE), asked.seed)
