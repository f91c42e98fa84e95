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
from xentlib.pages.draft import Asked, Draft, draft, formulas_of
from xentlib.pages.finish import MathML, Questions, finish, places
from xentlib.pages.question import question_script
from xentlib.pages.scripts import lean_scripts
from xentlib.stages import Stages

__all__ = ["Draft", "draft", "finish", "stage"]

MATH_FONT = "assets/math.woff2"


def stage(course: Course, languages: Sequence[str], stages: Stages | None = None) -> None:
    """Write `build/docs/<language>` for each language: the pages, their scripts, and the math font cut to their needs.

    Raises ContentError that names file, line and value; then nothing was written.
    """
    stages = stages or Stages()
    stages.notes += catalogs.untranslated(course, languages)
    asked = Asked(course)
    with stages.run("pages"):
        drafts = [draft(course, path, language, asked) for language in languages for path in course.pages()]
    with stages.run("formulas"):
        found: dict[Formula, Place] = {}
        for source in (*(page.formulas() for page in drafts), formulas_of(asked.made.values())):
            for formula, place in source:
                found.setdefault(formula, place)
        mathml = formulas.render(found, course.root, course.cache)
        told = {language: formulas.localized(mathml, language) for language in languages}
        every = {text for one in told.values() for text in one.values()}
        font = formulas.font(sorted(every), course.root, course.cache)
    with stages.run("staging"):
        scripts = lean_scripts(course.theme)
        for language in languages:
            files = _pages(course, language, [page for page in drafts if page.language == language], told[language])
            _write(course, language, {**files, **scripts, MATH_FONT: font})


def _pages(course: Course, language: str, drafts: list[Draft], mathml: MathML) -> dict[str, bytes]:
    """Return the pages of a language and the scripts of their questions, by path."""
    questions = Questions(language, mathml, catalogs.words(course, language), places(drafts))
    pages = {page.path: finish(page, questions) for page in drafts}
    scripts = {view.script: question_script(view) for view in questions.views.values()}
    return {path: text.encode() for path, text in (*pages.items(), *scripts.items())}


def _write(course: Course, language: str, files: dict[str, bytes]) -> None:
    folder = course.docs(language)
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for path, content in files.items():
        (fresh / path).parent.mkdir(parents=True, exist_ok=True)
        (fresh / path).write_bytes(content)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
