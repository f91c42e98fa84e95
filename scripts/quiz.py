"""`xent quiz`: list questions, show a variant, grade an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from scripts.prove import prove
from xentlib.catalogs import words
from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import InputError
from xentlib.quiz import Grade, Variant, judge, key_data, read_question, tell, vary

COLORS = {"correct": "green", "near": "yellow", "mistake": "red", "wrong": "red", "unreadable": "yellow"}
SEED = click.option("--seed", default="1", show_default=True, help="Which variant: any number or word.")
LANG = click.option("--lang", default=SOURCE_LANGUAGE, show_default=True, help="Language of the question.")
JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON for a program.")


@click.group()
def quiz() -> None:
    """List questions, show one variant, grade an answer.

    \b
    Examples:
      xent quiz list
      xent quiz show softmax/one-probability --seed 7 --lang ru
      xent quiz grade softmax/one-probability 0.121 --seed 7
    """


quiz.add_command(prove)


@quiz.command("list")
@JSON
def list_questions(as_json: bool) -> None:
    """List all questions by lesson.

    \b
    Example: xent quiz list --json
    """
    course = Course.find(Path.cwd())
    names = [path.removesuffix(".md") for path in course.questions()]
    rows = [read_question(course, name, SOURCE_LANGUAGE) for name in names]
    if as_json:
        click.echo(json.dumps([{"id": row.id, "lesson": row.lesson, "kind": row.kind} for row in rows]))
        return
    for row in rows:
        prompt = row.prompt.text.splitlines()[0]
        click.echo(f"{row.id:28} {row.kind:7} {prompt if len(prompt) <= 60 else prompt[:59] + '…'}")


@quiz.command()
@click.argument("question_id", metavar="ID")
@SEED
@LANG
@JSON
def show(question_id: str, seed: str, lang: str, as_json: bool) -> None:
    """Show one variant with its key and its worked solution.

    \b
    Example: xent quiz show softmax/sharpened --seed 3 --lang zh
    """
    variant = _variant(Course.find(Path.cwd()), question_id, seed, lang)
    if as_json:
        click.echo(json.dumps(_variant_data(variant), ensure_ascii=False))
        return
    click.echo(f"{variant.prompt}\n")
    for number, (option, text) in enumerate(variant.options, start=1):
        click.echo(f"  {number}. {text}  ({option})")
    if variant.hint:
        click.secho(f"\n{variant.hint}", dim=True)
    click.echo(f"\n{variant.solution}\n")
    click.secho(f"key: {json.dumps(key_data(variant.key))}", dim=True)
    click.secho(f"note: {variant.note}", dim=True)


@quiz.command()
@click.argument("question_id", metavar="ID")
@click.argument("answer")
@SEED
@LANG
@JSON
def grade(question_id: str, answer: str, seed: str, lang: str, as_json: bool) -> None:
    """Grade an answer: a number, or the id of an option.

    \b
    Examples:
      xent quiz grade softmax/one-probability 0.121 --seed 7
      xent quiz grade softmax/one-probability 0,121 --seed 7 --lang ru --json
      xent quiz grade softmax/one-probability --seed 7 -- -0.5
    """
    course = Course.find(Path.cwd())
    variant = _variant(course, question_id, seed, lang)
    options = [option for option, _text in variant.options]
    if options and answer not in options:
        raise InputError("answer", repr(answer), f"one of {', '.join(options)}")
    result = judge(variant.key, answer, lang)
    if as_json:
        click.echo(json.dumps(_grade_data(result, variant), ensure_ascii=False))
        return
    verdict, *rest = tell(result, variant.feedback, lang, words(course, lang)).splitlines()
    click.secho(verdict, fg=COLORS[result.verdict], bold=True)
    for line in rest:
        click.echo(line)


def _variant(course: Course, question_id: str, seed: str, lang: str) -> Variant:
    return vary(read_question(course, question_id, course.language(lang).code), seed)


def _variant_data(variant: Variant) -> dict[str, Any]:
    return {
        "question": variant.question.id,
        "kind": variant.question.kind,
        "lang": variant.question.language,
        "seed": variant.seed,
        "note": variant.note,
        "prompt": variant.prompt,
        "options": [{"id": option, "text": text} for option, text in variant.options],
        "hint": variant.hint,
        "solution": variant.solution,
        "key": key_data(variant.key),
    }


def _grade_data(result: Grade, variant: Variant) -> dict[str, Any]:
    return {
        "verdict": result.verdict,
        "score": result.score,
        "read": result.read,
        "mistake": result.mistake,
        "reason": result.reason,
        "arguments": dict(result.arguments),
        "feedback": variant.feedback.get(result.mistake or ""),
    }
