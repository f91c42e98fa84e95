"""Pages: from the Markdown of an author to the Markdown that MkDocs reads, in one language or in all.

    stage(course, ["en", "ru"], Stages(print))

First every page is drafted: translated, its numbers put in, its figures drawn, its questions varied. Then all
formulas of all pages are rendered at once, and the pages are written. A question that has not changed since an earlier
build is taken from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence

from xentlib import catalogs, formulas
from xentlib.course import Course
from xentlib.formulas import Formula, Place
from xentlib.pages.draft import Asked, Draft, Question, draft, formulas_of
from xentlib.pages.finish import MathML, Questions, finish, places
from xentlib.pages.made import Made, MadeQuestions
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
    store = MadeQuestions(course)
    asked = Asked(course, store)
    with stages.run("pages"):
        drafts = [draft(course, path, language, asked) for language in languages for path in course.pages()]
    with stages.run("formulas"):
        found: dict[Formula, Place] = {}
        for source in (*(page.formulas() for page in drafts), formulas_of(asked.drafted())):
            for formula, place in source:
                found.setdefault(formula, place)
        mathml = formulas.render(found, course.root, course.cache)
    with stages.run("questions"):
        told = {language: _questions(course, language, drafts, mathml) for language in languages}
        made = {(one.id, language): _made(course, one, told[language], store) for language, one in asked.all()}
        store.prune()
    with stages.run("staging"):
        letters = [_letters(page.formulas(), told[page.language].mathml) for page in drafts]
        needed = set().union(*letters, *(one.characters for one in made.values()))
        font = formulas.font(needed, course.root, course.cache)
        scripts = lean_scripts(course.theme)
        for language in languages:
            files = _pages([page for page in drafts if page.language == language], told[language])
            _write(course, language, {**files, **scripts, MATH_FONT: font})
    stages.notes += filter(None, _notes(course, languages, made))


def _questions(course: Course, language: str, drafts: list[Draft], mathml: MathML) -> Questions:
    headings = places(page for page in drafts if page.language == language)
    return Questions(language, formulas.localized(mathml, language), catalogs.words(course, language), headings)


def _made(course: Course, question: Question, questions: Questions, store: MadeQuestions) -> Made:
    """Return a question with all that a build wants to know of it, and keep it for the next build."""
    if isinstance(question, Made):
        return question
    made = Made(
        level=question.level,
        view=questions.view(question),
        characters=_letters(formulas_of([question]), questions.mathml),
        note=catalogs.untranslated(course, questions.language, course.quizzes / f"{question.id}.md", "question"),
    )
    store.put(made)
    return made


def _letters(found: Iterable[tuple[Formula, Place]], mathml: MathML) -> str:
    """Return the characters that these formulas take from the math font."""
    texts = dict.fromkeys(mathml[formula] for formula, _place in found)
    return "".join(sorted(formulas.characters("".join(texts))))


def _notes(course: Course, languages: Sequence[str], made: Mapping[tuple[str, str], Made]) -> Iterator[str]:
    """Yield a line for each page and question that is not whole in one of these languages; empty for the others."""
    for language in languages:
        for page in course.pages():
            yield catalogs.untranslated(course, language, course.content / page, "page")
        for path in course.questions():
            known = made.get((path.removesuffix(".md"), language))
            yield known.note if known else catalogs.untranslated(course, language, course.quizzes / path, "question")


def _pages(drafts: list[Draft], questions: Questions) -> dict[str, bytes]:
    """Return the pages of a language and the scripts of their questions, by path."""
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
