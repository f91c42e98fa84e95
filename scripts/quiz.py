"""`xent quiz`: list questions, show a variant, grade an answer, take a session."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from scripts.prove import prove
from scripts.screen import Terminal, echo_json, encoding
from scripts.take import checked_seed, take
from xentlib import plaintext
from xentlib.catalogs import words
from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import ContentError, InputError
from xentlib.markup import PLACEHOLDER
from xentlib.quiz import Variant, judge, question_ids, read_question, vary
from xentlib.quiz.data import grade_data, variant_data
from xentlib.quiz.sheet import answer_sheet
from xentlib.quiz.typed import answer_of
from xentlib.session import show_grade

SEED = click.option("--seed", default="1", show_default=True, help="Which variant: any number or word.")
LANG = click.option("--lang", default=SOURCE_LANGUAGE, show_default=True, help="Language of the question.")
JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON for a program.")
NOT_RIGHT, UNREADABLE = 3, 4  # exit codes


@click.group()
def quiz() -> None:
    """List questions, show one variant, grade an answer, take a session of questions.

    \b
    Examples:
      xent quiz take softmax --lang ru
      xent quiz list
      xent quiz show softmax/one-probability --seed 7 --lang ru
      xent quiz grade softmax/one-probability 0.121 --seed 7
    """


quiz.add_command(take)
quiz.add_command(prove)


@quiz.command("list")
@click.argument("lesson", default="")
@LANG
@JSON
def list_questions(lesson: str, lang: str, as_json: bool) -> None:
    """List the questions of a lesson, or all: id, kind, level from 1 to 3, prompt.

    \b
    Examples:
      xent quiz list
      xent quiz list softmax --lang zh
      xent quiz list --json
    """
    course = Course.find(Path.cwd())
    code = course.language(lang).code
    found = [read_question(course, question_id, code) for question_id in question_ids(course, lesson)]
    rows = [(one, plaintext.inline(re.sub(PLACEHOLDER, "…", one.prompt.text), code)) for one in found]
    if as_json:
        echo_json([
            {"id": one.id, "lesson": one.lesson, "kind": one.kind, "level": one.level, "prompt": prompt}
            for one, prompt in rows
        ])  # fmt: skip
        return
    longest = max(len(one.id) for one in found)
    for one, prompt in rows:
        row = f"{one.id:{longest}}  {one.kind:7}  {one.level}  {prompt}"
        click.echo(plaintext.encodable(plaintext.clipped(row, Terminal(code).width), encoding()))


@quiz.command()
@click.argument("question_id", metavar="ID")
@SEED
@LANG
@JSON
def show(question_id: str, seed: str, lang: str, as_json: bool) -> None:
    """Show one variant with its hint, its worked solution, and what is known about its answers.

    With --json: the variant and its key, in the same shape for all kinds of questions.

    \b
    Examples:
      xent quiz show softmax/sharpened --seed 3 --lang zh
      xent quiz show softmax/one-probability --json
    """
    course = Course.find(Path.cwd())
    variant = _variant(course, question_id, seed, lang)
    if as_json:
        echo_json(variant_data(variant, key=True))
    else:
        try:
            Terminal(lang).show(answer_sheet(variant, words(course, lang)))
        except InputError as error:  # a formula that a terminal cannot show
            raise ContentError(str(error), variant.question.path) from None


@quiz.command()
@click.argument("question_id", metavar="ID")
@click.argument("answer", nargs=-1, required=True)
@SEED
@LANG
@JSON
def grade(question_id: str, answer: tuple[str, ...], seed: str, lang: str, as_json: bool) -> None:
    """Grade an answer: a number, several numbers, or options by their numbers or ids as shown.

    Several numbers or options stand as arguments of their own, or in one with spaces between them. Write -- before a
    negative number.

    \b
    Exit code: 0 right, 3 not right or not exact enough, 4 unreadable, 1 for other errors.

    \b
    Examples:
      xent quiz grade softmax/one-probability 0.121 --seed 7
      xent quiz grade softmax/one-probability 0,121 --seed 7 --lang ru --json
      xent quiz grade softmax/one-probability --seed 7 -- -0.5
      xent quiz grade softmax/sharpened 3
    """
    course = Course.find(Path.cwd())
    variant = _variant(course, question_id, seed, lang)
    result = judge(variant.key, answer_of(variant, " ".join(answer)), lang)
    if as_json:
        echo_json(grade_data(result, variant))
    else:
        show_grade(Terminal(lang), result, variant, words(course, lang))
    sys.exit({"correct": 0, "unreadable": UNREADABLE}.get(result.verdict, NOT_RIGHT))


def _variant(course: Course, question_id: str, seed: str, lang: str) -> Variant:
    return vary(read_question(course, question_id, course.language(lang).code), checked_seed(seed))
