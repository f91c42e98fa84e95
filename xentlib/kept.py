"""Keep a text that is slow to make, until what it is made of changes.

    kept = Kept(course.cache / "questions", made_of=code)
    text = kept.get("ru/softmax/sharpened", digest) or …
    kept.put("ru/softmax/sharpened", digest, text)
    kept.only(names)

A text stands in a file of its own under its name; the first line is a digest of what it was made of and of the text
itself. So an outdated text, a damaged one and one that is not there look the same: it is made again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from xentlib.files import replace_file


@dataclass(frozen=True)
class Kept:
    """Texts in a folder, by name; `made_of` is a digest of what all of them are made of."""

    folder: Path
    made_of: str

    def get(self, name: str, made_of: str) -> str | None:
        """Return the text that was put there for the same `made_of`, or None."""
        try:
            seal, _, content = (self.folder / name).read_bytes().partition(b"\n")
        except OSError:
            return None
        return content.decode() if seal == self._seal(made_of, content) else None

    def put(self, name: str, made_of: str, text: str) -> None:
        """Keep a text; a process that is killed meanwhile leaves the old one or the new one."""
        content = text.encode()
        replace_file(self.folder / name, self._seal(made_of, content) + b"\n" + content)

    def only(self, names: Collection[str]) -> None:
        """Remove every file but these, also what a killed process left half written."""
        for parent, _folders, files in os.walk(self.folder):
            for path in (Path(parent) / file for file in files):
                if path.relative_to(self.folder).as_posix() not in names:
                    path.unlink()

    def _seal(self, made_of: str, content: bytes) -> bytes:
        return hashlib.sha256(f"{self.made_of}\n{made_of}\n".encode() + content).hexdigest().encode()
