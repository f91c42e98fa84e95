"""A session of questions: choose them, ask them one after another, keep what became of them, tell it at the end.

    session = choose(course, "ru", count=10, seed="7", lesson="softmax")
    session = play(course, session, screen, keep=lambda session: save(path, session))
    for the end: summary(course, session)

`screen` is whatever shows Markdown and reads lines; nothing here prints.
"""

from xentlib.session.choose import choose
from xentlib.session.play import Screen, Tone, play, show_grade, wants_to_go_on
from xentlib.session.state import MOST_ASKED, MOST_TRIES, Asked, Session
from xentlib.session.store import SessionError, load, save, set_aside
from xentlib.session.summary import lesson_title, so_far, summary
from xentlib.session.words import phrases

__all__ = [
    "MOST_ASKED",
    "MOST_TRIES",
    "Asked",
    "Screen",
    "Session",
    "SessionError",
    "Tone",
    "choose",
    "lesson_title",
    "load",
    "phrases",
    "play",
    "save",
    "set_aside",
    "show_grade",
    "so_far",
    "summary",
    "wants_to_go_on",
]
