"""Tell what became of a session: right at first try, by lesson, the mistakes that came back, what to look at again."""

from __future__ import annotations

import re
from collections import Counter

from xentlib import numbers
from xentlib.catalogs import read_catalog, translate, words
from xentlib.course import Course
from xentlib.errors import ContentError
from xentlib.files import front_matter
from xentlib.markup import tokens
from xentlib.quiz import Question, read_question, vary
from xentlib.quiz import phrases as told
from xentlib.session.state import Asked, Session
from xentlib.session.words import phrases


def summary(course: Course, session: Session) -> str:
    """Return the summary as Markdown, in the language of the session."""
    said = phrases(words(course, session.language))
    answered = [one for one in session.asked if one.first]
    lines = [so_far(course, session)]
    points = sum(one.score for one in answered)
    if points != sum(one.first == "correct" for one in answered):
        lines.append(said["points"].format(points=numbers.show(points, session.language, digits=3)))
    for name, found in (("skipped", [one for one in answered if one.first == "skipped"]),
                        ("hints", [one for one in answered if one.hint])):  # fmt: skip
        if found:
            lines.append(said[name].format(count=len(found)))
    parts = [f"## {said['over']}", "\n".join(f"- {line}" for line in lines)]
    parts += [*_by_lesson(course, session, answered, said), *_recurred(course, session, said)]
    return "\n\n".join([*parts, *_to_look_at(session, answered, said)])


def so_far(course: Course, session: Session) -> str:
    """Return in one line how many of the questions that were answered, shown or skipped were right at first try."""
    answered = [one.first for one in session.asked if one.first]
    said = phrases(words(course, session.language))
    return said["first"].format(right=answered.count("correct"), count=len(answered))


def _by_lesson(course: Course, session: Session, answered: list[Asked], said: dict[str, str]) -> list[str]:
    lessons = list(dict.fromkeys(one.lesson for one in answered))
    if len(lessons) < 2:
        return []
    rows = [f"| {said['lesson']} | {said['right']} |", "|---|---:|"]
    for lesson in sorted(lessons, key=lambda lesson: _lesson_page(course, lesson) or lesson):
        own = [one for one in answered if one.lesson == lesson]
        right = sum(one.first == "correct" for one in own)
        rows.append(f"| {lesson_title(course, lesson, session.language)} | {right} / {len(own)} |")
    return ["\n".join(rows)]


def _recurred(course: Course, session: Session, said: dict[str, str]) -> list[str]:
    """Count mistakes over questions: by their name where they are the example's, else by question and option."""
    made: Counter[str] = Counter()
    named: dict[str, str] = {}
    for one in session.asked:
        for mistake in one.mistakes:
            question = read_question(course, one.question, session.language)
            shared = mistake == "percent" or mistake in question.example.story().mistakes
            name = mistake if shared else f"{question.id} {mistake}"
            made[name] += 1
            named[name] = _named(course, question, one.seed, mistake)
    rows = [f"- {count} ×: {named[name]}" for name, count in made.most_common() if count > 1]
    return [f"**{said['recurred']}**", "\n".join(rows)] if rows else []


def _named(course: Course, question: Question, seed: str, mistake: str) -> str:
    """Name a mistake as its feedback begins."""
    if mistake == "percent":
        return str(told(question.language, words(course, question.language))["percent"])
    return first_sentence(vary(question, seed).feedback.get(mistake, mistake))


def _to_look_at(session: Session, answered: list[Asked], said: dict[str, str]) -> list[str]:
    language = "" if session.language == "en" else f" --lang {session.language}"
    rows = [
        f"- `xent quiz show {one.question} --seed {one.seed}{language}`"
        for one in answered if one.first != "correct"
    ]  # fmt: skip
    return [f"**{said['look']}**", "\n".join(rows)] if rows else []


def first_sentence(markdown: str) -> str:
    """Return the first sentence of a text; a full stop in a formula or a number ends none.

    >>> first_sentence("You took $0.5. x$, or 0.25. Take the logarithm.")
    'You took $0.5. x$, or 0.25.'
    >>> first_sentence("你除以了总和。softmax 算的是幂。")
    '你除以了总和。'
    """
    paragraph = " ".join(markdown.strip().split("\n\n")[0].split())
    done = ""
    for token in tokens(paragraph):
        end = _END.search(token.text) if token.kind == "text" else None
        if end:
            return done + token.text[: end.end()]
        done += token.text
    return done


_END = re.compile(r"[.!?…](?=\s|$)|[。！？]")


def lesson_title(course: Course, lesson: str, language: str) -> str:
    """Return the title of the page of a lesson; else the heading above its questions on another page, or its name."""
    page = _lesson_page(course, lesson)
    if not page:
        return _heading_of(course, lesson, language)
    try:
        return str(front_matter(_told(course, page, language), page)[0].get("title", lesson))
    except ContentError:  # whoever builds the page is told
        return lesson


def _heading_of(course: Course, lesson: str, language: str) -> str:
    for page in course.pages():
        before, listed, _after = _told(course, page, language).partition(f'{{{{ practice("{lesson}") }}}}')
        if listed and (headings := _HEADING.findall(before)):
            return str(headings[-1])
    return lesson


_HEADING = re.compile(r"^#+ (.*?)(?: \{#[\w-]+\})?$", re.MULTILINE)


def _told(course: Course, page: str, language: str) -> str:
    catalog = read_catalog(course, language, page.removesuffix(".md"))
    return translate(course.read(course.content / page), catalog, mark=False).text


def _lesson_page(course: Course, lesson: str) -> str:
    found = (page for page in course.pages() if re.fullmatch(rf"lessons/\d+-{re.escape(lesson)}\.md", page))
    return next(found, "")
