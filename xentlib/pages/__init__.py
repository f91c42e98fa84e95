"""Pages: from the Markdown of an author to the Markdown that MkDocs reads, in one language or in all.

    stage(course, ["en", "ru"], Stages(print))

First every page is drafted: translated, its numbers put in, its figures drawn, its questions varied. Then all
formulas of all pages are rendered at once, and the pages are written.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from xentlib import catalogs, formulas
from xentlib.course import Course
from xentlib.formulas import Formula, Place
from xentlib.pages.draft import Draft, draft
from xentlib.pages.finish import finish
from xentlib.stages import Stages

__all__ = ["Draft", "draft", "finish", "stage"]

MATH_FONT = "assets/math.woff2"


def stage(course: Course, languages: Sequence[str], stages: Stages | None = None) -> None:
    """Write `build/docs/<language>` for each language: the pages, and the math font cut to what they need.

    Raises ContentError that names file, line and value; then nothing was written.
    """
    stages = stages or Stages()
    with stages.run("pages"):
        drafts = [draft(course, path, language) for language in languages for path in course.pages()]
    with stages.run("formulas"):
        places: dict[Formula, Place] = {}
        for page in drafts:
            for formula, place in page.formulas():
                places.setdefault(formula, place)
        mathml = formulas.render(places, course.root, course.cache)
        font = formulas.font(mathml.values(), course.root, course.cache)
    with stages.run("staging"):
        for language in languages:
            _write(course, language, [page for page in drafts if page.language == language], mathml, font)


def _write(course: Course, language: str, drafts: list[Draft], mathml: dict[Formula, str], font: bytes) -> None:
    words = catalogs.words(course, language)
    folder = course.docs(language)
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for page in drafts:
        file = fresh / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(finish(page, mathml, words), encoding="utf-8")
    (fresh / MATH_FONT).parent.mkdir(parents=True, exist_ok=True)
    (fresh / MATH_FONT).write_bytes(font)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
