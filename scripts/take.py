"""`xent quiz take`: a session of questions in the terminal."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

import click

from scripts.screen import Terminal
from xentlib import session
from xentlib.catalogs import words
from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import InputError
from xentlib.quiz import KINDS
from xentlib.session import MOST_ASKED, Session, phrases

KEPT = "quiz-session.json"  # below build/
LONGEST_SEED = 100  # characters


@click.command()
@click.argument("lesson", default="")
@click.option("--lang", default=SOURCE_LANGUAGE, show_default=True, help="Language of the session.")
@click.option(
    "-n", "--count", default=10, show_default=True, type=click.IntRange(1, MOST_ASKED), help="How many questions."
)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind; may be repeated.")
@click.option("--seed", help="Which session: any number or word. [default: a new one]")
@click.option("--new", "start", flag_value="new", help="Begin a new session, also where one is kept.")
@click.option("--resume", "start", flag_value="resume", help="Go on with the session that is kept.")
def take(lesson: str, lang: str, count: int, kinds: tuple[str, ...], seed: str | None, start: str | None) -> None:
    """Answer questions of a lesson, or of all lessons mixed, from easy to hard.

    The first try counts, a second one is for you. An answer that cannot be read costs nothing. Stop with q, Ctrl-C or
    Ctrl-D: the session is kept, and the next `xent quiz take` offers to go on with it.

    Answers may come from a file or a pipe, one a line.

    \b
    Examples:
      xent quiz take
      xent quiz take softmax --lang ru -n 5
      xent quiz take --kind vector --kind order
      xent quiz take --resume
    """
    course = Course.find(Path.cwd())
    try:
        running = None if start == "new" else _kept(course, start)
    except (EOFError, KeyboardInterrupt):  # no answer to "Go on with it?": the session is kept
        click.echo()
        return
    screen = Terminal(running.language if running else course.language(lang).code)
    resumed = running is not None
    if running is None:
        seed = checked_seed(seed or str(secrets.randbelow(10**6)))
        running = session.choose(course, lang, count=count, seed=seed, lesson=lesson, kinds=kinds)
    said = phrases(words(course, running.language))
    screen.line(said["again" if resumed else "begin"].format(count=len(running.asked)), "quiet")
    _play(course, running, screen)


def _play(course: Course, running: Session, screen: Terminal) -> None:
    """Play a session to its end, or keep it where it is stopped; every answer is kept as it comes."""
    path = course.build / KEPT
    states = [running]

    def keep(now: Session) -> None:
        states.append(now)
        session.save(path, now)

    keep(running)
    with suppress(KeyboardInterrupt):
        session.play(course, running, screen, keep)
    if states[-1].over:
        path.unlink(missing_ok=True)
        screen.show(session.summary(course, states[-1]))
        return
    click.echo()
    screen.line(session.so_far(course, states[-1]), "quiet")
    screen.line(phrases(words(course, running.language))["stopped"], "quiet")


def _kept(course: Course, start: str | None) -> Session | None:
    """Return the kept session, if there is one and the learner wants to go on with it."""
    path = course.build / KEPT
    try:
        kept = session.load(course, path)
    except session.SessionError as error:
        aside = course.relative(session.set_aside(path))
        click.secho(f"{error}; it is now {aside}, and a new session begins", fg="yellow", err=True)
        return None
    if start == "resume":
        if kept is None:
            raise InputError("--resume", "no session is kept", "one; begin it with: xent quiz take")
        return kept
    return kept if kept and session.wants_to_go_on(course, kept, Terminal(kept.language)) else None


def checked_seed(seed: str) -> str:
    """Return a seed that can be kept and shown. Raises InputError."""
    if not seed or not seed.isprintable() or len(seed) > LONGEST_SEED:
        raise InputError("seed", repr(seed[:LONGEST_SEED]), f"a number or a word, up to {LONGEST_SEED} characters")
    return seed
