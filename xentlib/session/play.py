"""Ask the questions of a session one after another."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Literal, Protocol, TypeAlias

from xentlib.catalogs import words
from xentlib.course import Course
from xentlib.quiz import Grade, Variant, Words, judge, read_question, tell, vary
from xentlib.quiz.data import count_of
from xentlib.quiz.sheet import asked as asked_text
from xentlib.quiz.typed import answer_of
from xentlib.session.state import Asked, Session
from xentlib.session.summary import lesson_title
from xentlib.session.words import phrases

Tone: TypeAlias = Literal["head", "good", "near", "bad", "unread", "quiet"]

SIGNS = {"correct": "✓", "near": "≈", "partial": "◐", "mistake": "✗", "wrong": "✗", "unreadable": "?"}
TONES: dict[str, Tone] = {
    "correct": "good", "near": "near", "partial": "near", "mistake": "bad", "wrong": "bad", "unreadable": "unread",
}  # fmt: skip

# The letters as they are typed with a Russian keyboard, where the same keys give other ones.
_KEYS = {"h": "h", "s": "s", "n": "n", "q": "q", "р": "h", "ы": "s", "т": "n", "й": "q", "?": "h"}
_YES = ("", "y", "yes", "д", "да", "是")
_NO = ("n", "no", "new", "н", "нет", "т", "否", "不")
_LONGEST_KEY = 8  # characters, spaces included


class Screen(Protocol):
    """Where a session is seen and answered."""

    patient: bool  # is there someone who reads before the next question comes?

    def show(self, markdown: str) -> None:
        """Lay out Markdown."""

    def line(self, text: str, tone: Tone) -> None:
        """Show one line of text in a color."""

    def ask(self, prompt: str) -> str:
        """Return the line that was typed. Raises EOFError at the end of the input."""


def play(course: Course, session: Session, screen: Screen, keep: Callable[[Session], None]) -> Session:
    """Ask what is left of a session, and return it as it is in the end: over, or stopped by the learner.

    `keep` is called after every answer, so that nothing is lost when the program is ended meanwhile.
    """
    said = phrases(words(course, session.language))
    while not session.over:
        asked = session.asked[session.place]
        variant = vary(read_question(course, asked.question, session.language), asked.seed)
        screen.line(_head(course, session, variant), "head")
        screen.show(asked_text(variant))
        one = _Turn(course, variant, screen, said)
        while not asked.done:
            after = one.answer(asked)
            if after is None:
                return session
            session, asked = session.put(after), after
            keep(session)
        if not one.look_back():
            return session
    return session


def _head(course: Course, session: Session, variant: Variant) -> str:
    said = phrases(words(course, session.language))
    question = variant.question
    number = said["head"].format(number=session.place + 1, count=len(session.asked))
    title = lesson_title(course, question.lesson, session.language)
    return " · ".join((number, title, said["level"].format(level=question.level)))


def show_grade(screen: Screen, grade: Grade, variant: Variant, words: Words) -> None:
    """Show the verdict with its sign, what was read, and the feedback."""
    verdict, _, rest = tell(grade, variant.feedback, variant.question.language, words).partition("\n")
    screen.line(f"{SIGNS[grade.verdict]} {verdict}", TONES[grade.verdict])
    if rest:
        screen.show(rest.replace("\n", "\n\n", 1) if grade.read is not None else rest)


def wants_to_go_on(course: Course, kept: Session, screen: Screen) -> bool:
    """Ask whether a kept session shall go on. Raises EOFError at the end of the input."""
    said = phrases(words(course, kept.language))
    screen.line(said["kept"].format(number=kept.place + 1, count=len(kept.asked)), "head")
    while True:
        screen.line(said["kept_keys"], "quiet")
        typed = screen.ask("> ")[:_LONGEST_KEY].strip().casefold()
        if typed in _YES or typed in _NO:
            return typed in _YES


class _Turn:
    """One question on the screen."""

    def __init__(self, course: Course, variant: Variant, screen: Screen, said: dict[str, str]) -> None:
        self.variant, self.screen, self.said = variant, screen, said
        self.language = variant.question.language
        self.words = words(course, self.language)
        self.solved = self.skipped = False

    def answer(self, asked: Asked) -> Asked | None:
        """Read one line and do what it says; None: the learner stops."""
        self.screen.line(f"{_how_to_answer(self.variant, self.said)} · {self.said['keys']}", "quiet")
        typed = self._typed()
        match _key(typed):
            case "q":
                return None
            case "h":
                self.hint()
                return replace(asked, hint=asked.hint or bool(self.variant.hint))
            case "s":
                self.solution()
                return asked.ended("shown")
            case "n":
                self.skipped = True
                return asked.ended("skipped")
        grade = judge(self.variant.key, answer_of(self.variant, typed), self.language)
        after = asked.graded(grade)
        show_grade(self.screen, grade, self.variant, self.words)
        if after.done and grade.verdict != "correct":
            self.solution()
        elif after.tries > asked.tries and not after.done:
            self.screen.line(self.said["once_more"], "quiet")
        return after

    def hint(self) -> None:
        if self.variant.hint:
            self.screen.show(f"**{self.said['hint']}**\n\n{self.variant.hint}")
        else:
            self.screen.line(self.said["no_hint"], "quiet")

    def solution(self) -> None:
        self.screen.show(f"**{self.said['solution']}**\n\n{self.variant.solution}")
        self.solved = True

    def look_back(self) -> bool:
        """Let the learner read on, or read the solution, before the next question; False: the learner stops."""
        while self.screen.patient and not self.skipped:
            self.screen.line(self.said["after_solution" if self.solved else "after"], "quiet")
            key = _key(self._typed())
            if key == "q":
                return False
            if key != "s":
                break
            self.solution()
        return True

    def _typed(self) -> str:
        try:
            return self.screen.ask("> ")
        except EOFError:
            return "q"


def _key(typed: str) -> str:
    """Return the letter of a command, or "" for an answer."""
    plain = unicodedata.normalize("NFKC", typed[:_LONGEST_KEY]).strip().casefold()
    return _KEYS.get(plain, "") if len(typed) < _LONGEST_KEY else ""


def _how_to_answer(variant: Variant, said: dict[str, str]) -> str:
    options = len(variant.options)
    match variant.question.kind:
        case "vector":
            return said["type_numbers"].format(count=count_of(variant))
        case "choice" | "bug":
            return said["type_option"].format(count=options)
        case "choices":
            return said["type_options"].format(count=options)
        case "order":
            return said["type_order"].format(example=" ".join(map(str, range(options, 0, -1))))
    return said["type_number"]
