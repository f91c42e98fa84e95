"""`xent quiz prove`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from xentlib.course import Course
from xentlib.errors import ContentError
from xentlib.proof import PUBLISHED_VARIANTS, Result, record_published
from xentlib.proof import prove as prove_questions
from xentlib.quiz import question_ids


@click.command()
@click.argument("names", metavar="[ID | LESSON]…", nargs=-1)
@click.option("--seeds", default=200, show_default=True, type=click.IntRange(1), help="How many variants of each.")
@click.option("--lang", "languages", metavar="CODE", multiple=True, help="Besides English; default: every language.")
@click.option("--jobs", type=click.IntRange(1), help="Questions at one time; default: one for each core.")
@click.option("--report", is_flag=True, help="Tell of each question how its keys, places and draws are spread.")
@click.option("--record", is_flag=True, help=f"Publish the first {PUBLISHED_VARIANTS} variants as they are now.")
def prove(
    names: tuple[str, ...], seeds: int, languages: tuple[str, ...], jobs: int | None, report: bool, record: bool
) -> None:
    """Prove questions: keys, mistakes, prompts, variants, places, languages, digests and the page's verdicts.

    Names every question, seed, language and value that fails, and then exits with 1.

    \b
    Examples:
      xent quiz prove
      xent quiz prove softmax/sharpened --seeds 10000 --report
      xent quiz prove entropy --lang zh
      xent quiz prove softmax/sharpened --record
    """
    course = Course.find(Path.cwd())
    if record and seeds < PUBLISHED_VARIANTS:
        raise click.UsageError(f"--record publishes {PUBLISHED_VARIANTS} variants: --seeds {seeds} is too few")
    codes = [course.language(code).code for code in languages]
    ids = _ids(course, names)
    fresh: dict[str, str] = {}
    failed = 0
    for number, result in enumerate(prove_questions(course, ids, seeds=seeds, languages=codes, jobs=jobs), start=1):
        findings = [one for one in result.findings if not (record and one.point == "published")]
        failed += bool(findings)
        fresh[result.question] = result.digest
        _say(result, len(findings), f"{number}/{len(ids)}", report)
        for finding in findings:
            click.echo(f"  {finding}")
    if failed:
        raise ContentError(f"{failed} of {_questions(len(ids))} not proved", "quizzes")
    if record:
        record_published(course, fresh)
    click.secho(f"{_questions(len(ids))} proved", fg="green", bold=True)


def _questions(count: int) -> str:
    return f"{count} question{'' if count == 1 else 's'}"


def _ids(course: Course, names: tuple[str, ...]) -> list[str]:
    """Return the questions that are meant: by id, by lesson, or all of them."""
    if not names:
        return list(question_ids(course))
    return list(dict.fromkeys(one for name in names for one in ([name] if "/" in name else question_ids(course, name))))


def _say(result: Result, findings: int, count: str, report: bool) -> None:
    sign = click.style("✗", fg="red", bold=True) if findings else click.style("✓", fg="green")
    told = f"{result.variants} variants, {result.answers} answers, {result.seconds:.1f} s"
    click.echo(f"{sign} {result.question:40} {told}", err=False)
    if sys.stderr.isatty():
        click.secho(f"  {count}\r", dim=True, nl=False, err=True)
    if report:
        click.secho(f"    keys    {result.report.keys}", dim=True)
        if result.report.places:
            places = "  ".join(f"{place}: {times}" for place, times in result.report.places.items())
            click.secho(f"    places  {places}", dim=True)
        passed = sum(result.report.passed_over.values())
        click.secho(f"    draws   {result.report.draws}, {passed} passed over", dim=True)
        for reason, times in result.report.passed_over.items():
            click.secho(f"      {times:5}  {reason}", dim=True)
