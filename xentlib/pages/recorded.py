"""What a program printed that a build cannot run, because what it imports is not installed there.

The record of `content/code/NAME.py` is `content/code/recorded/NAME.json`: what the program printed, the numbers that
its names stood for at the end, the versions of what it imports, and a digest of its text. `make record` writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xentlib.course import Course
from xentlib.errors import ContentError
from xentlib.expressions import Names


@dataclass(frozen=True)
class Record:
    """One run: `numbers` by the program's own names, `versions` by the names of the packages."""

    printed: str
    numbers: Mapping[str, Any]
    versions: Mapping[str, str]


def record_file(program: Path) -> Path:
    return program.parent / "recorded" / f"{program.stem}.json"


def record_text(text: str, record: Record) -> str:
    """Return what the file of a record holds for a program with this text."""
    numbers = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in record.numbers.items())
    fields = {"program": _digest(text), "versions": record.versions, "printed": record.printed.splitlines()}
    lines = ",\n".join(f' "{name}": {json.dumps(value)}' for name, value in fields.items())
    return f'{{\n{lines},\n "numbers": {{\n{numbers}\n }}\n}}\n'


def read_record(course: Course, program: Path) -> Record | None:
    """Return the record of a program, or None if it has none. Raises ContentError where it is of another text."""
    file = record_file(program)
    if not course.owns(file):
        return None
    try:
        data = json.loads(course.read(file))
        record = Record("\n".join(data["printed"]), data["numbers"], data["versions"])
        if data["program"] == _digest(course.read(program)):
            return record
    except (KeyError, TypeError, ValueError):
        raise ContentError("no record of a program; write it with: make record", course.relative(file)) from None
    raise ContentError("changed since its output was recorded; run: make record", course.relative(program))


def recorded_numbers(course: Course) -> Names:
    """Return the numbers of all records, as a text names them: `recorded.program.name`."""
    found = {program.stem: read_record(course, program) for program in sorted(course.code.glob("*.py"))}
    return Names({name: Names(record.numbers) for name, record in found.items() if record})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
