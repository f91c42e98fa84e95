"""Where the files of a course are, and which languages it is told in.

Everything that reads or writes a file starts from a `Course`; nothing else knows the layout of the folders.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from babel import localedata

from xentlib.errors import ContentError
from xentlib.files import read_yaml, told

SOURCE_LANGUAGE = "en"


@dataclass(frozen=True)
class Language:
    """One row of `extra.languages` in mkdocs.yml: `code` is a folder's name and a locale, `name` its own name."""

    code: str
    name: str


@dataclass(frozen=True)
class Course:
    """The folders of one course, below `root`."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Course:
        """Return the course that holds the folder `start`: the nearest one upwards with a mkdocs.yml."""
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / "mkdocs.yml").is_file():
                return cls(folder)
        raise ContentError("no mkdocs.yml here or in a folder above; run xent inside a course", start)

    @property
    def content(self) -> Path:
        return self.existing("content")

    @property
    def quizzes(self) -> Path:
        return self.existing("quizzes")

    @property
    def code(self) -> Path:
        return self.content / "code"

    @property
    def theme(self) -> Path:
        return self.content / "theme"

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def cache(self) -> Path:
        return self.build / "cache"

    @property
    def site(self) -> Path:
        return self.build / "site"

    def docs(self, language: str) -> Path:
        return self.build / "docs" / language

    def po(self, language: str, source: str) -> Path:
        """Return the PO file that translates `source`, a path without its suffix: "lessons/02-softmax"."""
        return self.content / "po" / language / f"{source}.po"

    def existing(self, name: str) -> Path:
        folder = self.root / name
        if not folder.is_dir():
            raise ContentError("missing folder; restore it with: git checkout -- " + name, name)
        return folder

    def relative(self, path: Path) -> str:
        """Return `path` as messages show it: from the course's root, with forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The contents of mkdocs.yml."""
        settings = read_yaml(self.read(self.root / "mkdocs.yml"), "mkdocs.yml")
        if not isinstance(settings, dict):
            raise ContentError("expected a mapping of settings", "mkdocs.yml")
        return settings

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the course, the source language first, in the order of mkdocs.yml."""
        rows = (self.settings.get("extra") or {}).get("languages") or []
        languages: dict[str, Language] = {}
        for row in rows:
            if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("code", "name")):
                expected = "expected a row like {code: en, name: English}, with texts"
                raise ContentError(f"extra.languages: {told(row)}; {expected}", "mkdocs.yml")
            language = Language(code=row["code"], name=row["name"])
            if not localedata.exists(language.code):
                expected = "expected the code of a locale that Babel knows, such as ru"
                raise ContentError(f"extra.languages: code {language.code!r}; {expected}", "mkdocs.yml")
            if language.code in languages:
                raise ContentError(f"extra.languages: a second row with the code {language.code!r}", "mkdocs.yml")
            languages[language.code] = language
        return tuple(languages.values())

    def language(self, code: str) -> Language:
        """Return the language with this code, or say which ones exist."""
        for language in self.languages:
            if language.code == code:
                return language
        known = ", ".join(language.code for language in self.languages)
        raise ContentError(f"unknown language {code!r}; the course has {known}", "mkdocs.yml")

    def pages(self) -> tuple[str, ...]:
        """Return the paths of the English pages below content/, in course order: index first, then by name."""
        found = (path.relative_to(self.content) for path in self._markdown(self.content))
        kept = [path for path in found if path.parts[0] not in ("po", "code", "theme")]
        if Path("index.md") not in kept:
            raise ContentError("missing page; every course begins with it", "content/index.md")
        return tuple(path.as_posix() for path in sorted(kept, key=lambda path: (path.name != "index.md", path)))

    def questions(self) -> tuple[str, ...]:
        """Return the paths of the question files below quizzes/, sorted."""
        return tuple(sorted(path.relative_to(self.quizzes).as_posix() for path in self._markdown(self.quizzes)))

    def _markdown(self, folder: Path) -> Iterator[Path]:
        """Yield the Markdown files below a folder: no hidden ones (editors leave some), nothing behind a link."""
        for parent, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in names:
                path = Path(parent) / name
                if name.endswith(".md") and not name.startswith(".") and self.owns(path):
                    yield path

    def owns(self, path: Path) -> bool:
        """Tell whether `path` is a file of the course, not one that a link brings in from outside."""
        return path.is_file() and path.resolve().is_relative_to(self.root.resolve())

    def read(self, path: Path) -> str:
        """Return the text of a file of the course. Raises ContentError with the line where it is not UTF-8."""
        try:
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise ContentError("not UTF-8; save the file as UTF-8", self.relative(path), line) from None
