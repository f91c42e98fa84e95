"""Write the parts of the practice page: the questions of each lesson, and what content/theme/assets/practice.js runs.

Without JavaScript the page is a list of questions with their solutions folded away.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from xentlib.pages.question import TEMPLATES, QuestionView
from xentlib.quiz import KINDS, Words


def list_html(lesson: str, questions: Sequence[str]) -> str:
    """Return the questions of a lesson as one block; each is HTML."""
    return _LIST.render(lesson=lesson, questions=questions).strip()


def controls_html(views: Sequence[QuestionView], top: str, words: Words) -> str:
    """Return the filters, the buttons and the places of session and summary; all of it waits for the script.

    `top` leads from the page to the folder of its language, such as "../".
    """
    told = _kinds(words)
    asked = {view.kind for view in views}
    return _CONTROLS.render(
        top=top,
        kinds=[(kind, told[kind]) for kind in KINDS if kind in asked],
        words=_page_words(words),
        data=json.dumps(_script_words(words), ensure_ascii=False).replace("<", "\\u003c"),
    ).strip()


_LIST = TEMPLATES.get_template("list.html.jinja")
_CONTROLS = TEMPLATES.get_template("practice.html.jinja")


def _kinds(words: Words) -> dict[str, str]:
    _ = words
    return {
        "number": _("a number"),
        "vector": _("several numbers"),
        "step": _("a missing step"),
        "choice": _("one of several answers"),
        "bug": _("a bug to find"),
        "choices": _("several right answers"),
        "order": _("lines to put in order"),
    }


def _page_words(words: Words) -> dict[str, str]:
    _ = words
    return {
        "panel": _("Choose questions"),
        "lesson": _("Lesson"),
        "all_lessons": _("all lessons"),
        "kind": _("Kind"),
        "all_kinds": _("all kinds"),
        "begin": _("Start a session of ten"),
        "forget": _("Forget my progress"),
        "session": _("Session"),
        "next": _("Next question"),
        "leave": _("Leave the session"),
        "summary": _("Summary"),
        "again": _("Worth another look:"),
        "back": _("Back to all questions"),
    }


def _script_words(words: Words) -> dict[str, str]:
    _ = words
    return {
        # Translators: {count} is a number of any size; what stands before the colon is never counted.
        "shown": _("Questions shown: {count}"),
        "right": _("Answered right: {right} of {count}"),
        # Translators: how far a session is, as in “3 of 10”.
        "at": _("{number} of {count}"),
        "resume": _("Go on with the session ({place})"),
        "score": _("Right at the first try: {right} of {count}"),
        "unnamed": _("Not solved at the first try."),
        "question": _("question {number}"),
        "sure": _("Forget which questions you have answered in this browser?"),
    }
