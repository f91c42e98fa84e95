"""Build what is stale: stage the pages, run MkDocs for each language, add the search, swap the site in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence

from xentlib.course import Course, Language
from xentlib.site import folders
from xentlib.site.inputs import digest, input_paths
from xentlib.stages import Stages

Words = Callable[[str], str]
Stage = Callable[[Course, Sequence[str], Stages], None]
WordsOf = Callable[[Course, str], Words]


def build(
    course: Course,
    languages: Sequence[str] | None = None,
    *,
    jobs: int = 2,
    stages: Stages | None = None,
    stage: Stage | None = None,
    words_of: WordsOf | None = None,
) -> bool:
    """Build these languages (all, where none is named) into course.site; return whether anything was to do.

    `stage` writes the Markdown of the languages and `words_of` translates the interface; without them it is
    `pages.stage` and `catalogs.words`. Until the last moment the old site stays as it is; whatever goes wrong
    or is interrupted, it still stands. Raises ContentError for what is wrong in a file of the course.
    """
    stages = stages or Stages()
    asked = [course.language(code) for code in languages] if languages else list(course.languages)
    with folders.locked(course):
        folders.restore(course)
        before = folders.read_state(course)
        inputs = digest(input_paths(course))
        if all(before.inputs.get(language.code) == inputs for language in asked):
            return False
        kept = {one.code for one in course.languages if folders.has_part(course, before, one.code)}
        stale = [one for one in course.languages if one in asked or one.code not in kept]
        words = _words(course, words_of)
        _stage(course, stale, stages, stage)
        made = _build_parts(course, stale, words, jobs, stages)
        parts = {one.code: made.get(one.code) or before.parts[one.code] for one in course.languages}
        if parts != before.parts:
            _assemble(course, words, stages)
        fresh = dict.fromkeys((language.code for language in stale), inputs)
        folders.write_state(course, folders.State({**before.inputs, **fresh}, parts))
    return True


def _words(course: Course, words_of: WordsOf | None) -> dict[str, Words]:
    if words_of is None:
        from xentlib import catalogs

        words_of = catalogs.words
    return {language.code: words_of(course, language.code) for language in course.languages}


def _stage(course: Course, languages: Sequence[Language], stages: Stages, stage: Stage | None) -> None:
    if stage is None:
        from xentlib import pages

        stage = pages.stage
    stage(course, [language.code for language in languages], stages)


def _build_parts(
    course: Course, languages: Sequence[Language], words: dict[str, Words], jobs: int, stages: Stages
) -> dict[str, str]:
    """Return the digest of each part; a part is left alone where nothing that it is made of has changed."""
    from xentlib.site.language import build_parts

    with stages.run("mkdocs"):
        return build_parts(course, languages, words, jobs)


def _assemble(course: Course, words: dict[str, Words], stages: Stages) -> None:
    """Put the parts, the pages above them and the search index together, then swap the site in."""
    from xentlib.site.root import write_root
    from xentlib.site.search import write_index

    new = folders.fresh_folder(folders.new_site(course))
    for language in course.languages:
        shutil.copytree(folders.part(course, language.code), new / language.code)
    write_root(course, words, new)
    with stages.run("search"):
        write_index(new)
    folders.replace(new, course.site)
