"""Build the site of one language: write its settings for MkDocs, run it once, take every warning as an error.

What MkDocs wrote is kept in build/parts/<code> and used again while the staged pages, the settings, the theme
and the versions of the tools stay the same.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from xentlib.course import Course, Language
from xentlib.errors import ContentError, ToolError
from xentlib.site.folders import part, replace
from xentlib.site.inputs import digest
from xentlib.site.words import FOLDERS, Words, translate_settings

# The theme brings the first two for a search that we do not use; "top" holds templates of the pages above
# the languages; the compressed sitemap carries the time of the build.
SUPERFLUOUS = ("assets/javascripts/lunr", "assets/javascripts/workers", "top", "sitemap.xml.gz")
_TOOLS = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments")
_WARNING = re.compile(r"^(?:WARNING|ERROR) +-  (?P<text>.*)$", re.MULTILINE)
_LINK = re.compile(r"contains a link '([^']+)'")
_PAGE = re.compile(r"^Doc file '(?P<page>[^']+)' (?P<rest>.*)$", re.DOTALL)


def build_parts(
    course: Course, languages: Sequence[Language], words: dict[str, Words], jobs: int
) -> dict[str, str]:
    """Build these languages, `jobs` at a time, each in its own process; return the digests of the parts."""
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        digests = pool.map(lambda language: build_part(course, language, words[language.code]), languages)
        return {language.code: made for language, made in zip(languages, digests, strict=True)}


def build_part(course: Course, language: Language, _: Words) -> str:
    """Run MkDocs for one language, unless its part is up to date; return the digest of what it is made of."""
    folder = part(course, language.code)
    settings_file = write_settings(course, language, _)
    read = (course.docs(language.code), settings_file, course.root / "mkdocs.yml", course.theme)
    made_from = digest([*read, Path(__file__).parent], *map(_version, _TOOLS))
    note = folder.with_suffix(".digest")
    if not (folder.is_dir() and note.is_file() and note.read_text(encoding="utf-8") == made_from):
        note.unlink(missing_ok=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own: a run that outlived its killed parent may still write.
        new = Path(tempfile.mkdtemp(prefix=f"{language.code}.new-", dir=folder.parent))
        try:
            new.chmod(0o755)
            _run_mkdocs(course, settings_file, new, language)
            _prune(new)
            replace(new, folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        note.write_text(made_from, encoding="utf-8")
    return made_from


def write_settings(course: Course, language: Language, _: Words) -> Path:
    """Write build/mkdocs/<code>.yml: what differs from mkdocs.yml in this language; paths are relative."""
    path = course.build / "mkdocs" / f"{language.code}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)

    def relative(target: Path) -> str:
        return Path(os.path.relpath(target, path.parent)).as_posix()

    from xentlib.catalogs.interface import template_words  # only a build needs it, and it is heavy

    settings = translate_settings(course, _)
    settings["theme"] |= {"language": language.code, "custom_dir": relative(course.theme)}
    settings |= {
        "INHERIT": relative(course.root / "mkdocs.yml"),
        "site_url": f"{root_url(course)}{language.code}/",
        "docs_dir": relative(course.docs(language.code)),
        "site_dir": relative(part(course, language.code)),
        "nav": navigation(course, language, _),
        "extra": {
            "language": language.code,
            "root_url": root_url(course),
            "words": {message.text: _(message.text) for message in template_words(course)},
        },
    }
    path.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def root_url(course: Course) -> str:
    """Return the address of the whole site, with a slash at its end."""
    url = course.settings.get("site_url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise ContentError(f"site_url: {url!r}; expected the http address of the site", "mkdocs.yml")
    return url.rstrip("/") + "/"


def navigation(course: Course, language: Language, _: Words) -> list[dict[str, Any]]:
    """Return the pages in course order by title; those of one folder stand together under its title."""
    entries: list[dict[str, Any]] = []
    groups: dict[str, list[dict[str, str]]] = {}
    for page in course.pages():
        entry = {_title(course, language, page): page}
        folder = page.rpartition("/")[0]
        if not folder:
            entries.append(entry)
            continue
        if folder not in groups:
            groups[folder] = []
            entries.append({_(FOLDERS.get(folder, folder.capitalize())): groups[folder]})
        groups[folder].append(entry)
    return entries


def _title(course: Course, language: Language, page: str) -> str:
    path = course.docs(language.code) / page
    if not path.is_file():
        raise ContentError("the page was not staged", course.relative(path))
    front = re.match(r"---\n(.*?)\n---\n", path.read_text(encoding="utf-8"), re.DOTALL)
    meta = yaml.safe_load(front[1]) if front else None
    if not isinstance(meta, dict) or not isinstance(meta.get("title"), str):
        raise ContentError("no title; the page starts with: --- title: … ---", f"content/{page}", 1)
    return str(meta["title"])


def _run_mkdocs(course: Course, settings: Path, folder: Path, language: Language) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", settings, "-d", folder],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
    )
    warnings = [match["text"] for match in _WARNING.finditer(run.stderr)]
    for text in warnings:
        if match := _PAGE.match(text):
            line = _line_of_link(course.content / match["page"], match["rest"])
            raise ContentError(f"{match['rest']} ({language.code})", f"content/{match['page']}", line)
    if run.returncode or warnings:
        last = warnings[:1] or run.stderr.strip().splitlines()[-1:] or [f"exit code {run.returncode}"]
        raise ToolError(f"mkdocs ({language.code}): {last[0]}")


def _line_of_link(page: Path, warning: str) -> int | None:
    """Return the line of the English page on which the link of a warning stands; a translation may have another."""
    link = _LINK.search(warning)
    rows = page.read_text(encoding="utf-8").split("\n") if link and page.is_file() else []
    return next((number for number, row in enumerate(rows, start=1) if link and f"({link[1]}" in row), None)


def _prune(folder: Path) -> None:
    for name in SUPERFLUOUS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


@cache
def _version(package: str) -> str:
    from importlib.metadata import version

    return f"{package} {version(package)}"
