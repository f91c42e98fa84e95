"""Keep a whole site in place at every moment: one build at a time, and one step from old to new.

Two renames are the step. Whoever comes next after a kill between them finds `site.old` and puts it back.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from xentlib.course import Course
from xentlib.errors import ToolError
from xentlib.files import replace_file


@contextmanager
def locked(course: Course) -> Iterator[None]:
    """Hold the course's build folder; a second build is told who holds it. A killed build holds nothing."""
    course.build.mkdir(parents=True, exist_ok=True)
    with (course.build / "lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            message = f"build/lock: another build is running (process {holder}); wait until it ends"
            raise ToolError(message) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def fresh_folder(path: Path) -> Path:
    """Return `path` as an empty folder."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def replace(new: Path, place: Path) -> None:
    """Put the folder `new` in the place of the folder `place`."""
    old = place.with_name(place.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def restore(course: Course) -> None:
    """Undo what a killed build left: put a site back that stood aside, remove what is half done."""
    old = course.site.with_name(course.site.name + ".old")
    if old.exists() and not course.site.exists():
        old.rename(course.site)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new_site(course), ignore_errors=True)
    for partial in (course.build / "parts").glob("*.new-*"):
        shutil.rmtree(partial, ignore_errors=True)


def new_site(course: Course) -> Path:
    """Return where a site is put together before it takes its place."""
    return course.site.with_name(course.site.name + ".new")


@dataclass(frozen=True)
class State:
    """What a site was made from, by language: the digest of all inputs, and that of its part."""

    inputs: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)


def read_state(course: Course) -> State:
    """Return what the last complete build noted; an empty state where there is no site or no note."""
    try:
        note = json.loads(_state(course).read_text(encoding="utf-8"))
        state = State(dict(note["inputs"]), dict(note["parts"]))
    except (OSError, ValueError, KeyError, TypeError):
        return State()
    return state if course.site.is_dir() else State()


def write_state(course: Course, state: State) -> None:
    """Note what the site is made of; the note appears whole or not at all."""
    replace_file(_state(course), json.dumps(asdict(state), indent=1, sort_keys=True).encode())


def part(course: Course, code: str) -> Path:
    """Return the folder that holds what MkDocs wrote for one language."""
    return course.build / "parts" / code


def has_part(course: Course, state: State, code: str) -> bool:
    """Tell whether a language has a part from an earlier build that the site can be put together with."""
    folder = part(course, code)
    note = folder.with_suffix(".digest")  # another build may have replaced the part and been killed before its note
    known = note.is_file() and note.read_text(encoding="utf-8").strip() == state.parts.get(code)
    return known and folder.is_dir()


def _state(course: Course) -> Path:
    return course.build / "state.json"
