"""`xent translations`: refresh the PO files, show how much is done, check what is."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from xentlib.catalogs import Count, Refreshed, check, status, update
from xentlib.course import Course
from xentlib.site.words import messages as site_words


@click.group()
def translations() -> None:
    """Keep the translations of a course up to date.

    \b
    xent translations update    after the English text has changed
    xent translations status    how much is done
    xent translations check     what is wrong; CI wants silence
    """


def languages(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that limits a command to some languages."""
    return click.option("--lang", "languages", multiple=True, metavar="CODE",
                        help="Only this language; may be repeated. [default: all]")(command)


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


@translations.command("update")
@languages
def update_command(languages: tuple[str, ...]) -> None:
    """Rewrite the PO files from the English text.

    Unchanged messages keep their translations. A changed one keeps its old translation, marked fuzzy: readers
    see English there until a translator has mended it and deleted the word "fuzzy".

    \b
    xent translations update
    xent translations update --lang ru
    """
    course = Course.find(Path.cwd())
    done = update(course, languages, site_words(course))
    for file in done:
        if changes := _changes(file):
            click.echo(f"{file.path}: {changes}")
    written = sum(file.written for file in done)
    click.echo(f"{written} of {len(done)} files written" if written else "nothing to do")


@translations.command("status")
@languages
@as_json
def status_command(languages: tuple[str, ...], as_json: bool) -> None:
    """Show how many messages are translated, by language and file.

    \b
    xent translations status
    xent translations status --lang zh --json
    """
    course = Course.find(Path.cwd())
    counts = status(course, languages, site_words(course))
    if as_json:
        rows = [{**asdict(count), "percent": count.percent} for count in counts]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    click.echo(f"{'language':<10}{'done':>5} {'total':>6}{'fuzzy':>7}{'missing':>9}  file")
    for language in dict.fromkeys(count.language for count in counts):
        files = [count for count in counts if count.language == language]
        for count in (*files, Count.sum(language, files)):
            click.secho(_row(count), fg="green" if count.percent == 100 else "yellow")


@translations.command("check")
@languages
@as_json
def check_command(languages: tuple[str, ...], as_json: bool) -> None:
    """Report each translation that is missing, out of date or wrong; exit with 1 when there is one.

    Compared with English: placeholders, formulas, code, links, ids and tags. Then the glossary
    (content/glossary.yml) and the typography of each language, and the wording of the English text.

    \b
    xent translations check
    xent translations check --lang ru --json
    """
    course = Course.find(Path.cwd())
    problems = check(course, languages, site_words(course))
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.secho(f"{len(problems)} to mend" if problems else "all is well",
                    fg="red" if problems else "green", err=True)
    sys.exit(1 if problems else 0)


def _changes(file: Refreshed) -> str:
    if file.deleted:
        return f"deleted with {file.gone} messages; no English text has this name"
    counts = {"new": file.new, "to redo": file.redo, "found in another file": file.reused, "gone": file.gone}
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def _row(count: Count) -> str:
    return (f"{count.language:<10}{count.percent:>4}% {count.total:>6}{count.fuzzy:>7}{count.missing:>9}"
            f"  {count.source}")
