"""Write a report in lines of plain text: a line for each question, below it a line for each mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xentlib.classroom.report import QuestionRow, Report
from xentlib.classroom.statistics import FEWEST
from xentlib.classroom.style import Style
from xentlib.classroom.texts import Texts


def report_lines(report: Report, texts: Texts) -> Iterator[str]:
    """Yield the lines, in the language of `texts`."""
    _ = texts.words
    style = Style(texts.language, _)
    yield report.name
    yield _("Learners in the class: {count}").replace("{count}", style.count(report.members))
    yield _("Learners who have answered: {count}").replace("{count}", style.count(report.learners))
    if report.hidden:
        yield too_few(texts.words).replace("{count}", style.count(FEWEST))
    for row in report.questions:
        yield ""
        yield from _question(row, texts, style)


def too_few(words: Callable[[str], str]) -> str:
    """Say why there is no report yet."""
    _ = words
    return _("The report begins when {count} learners have answered. With fewer, it would tell what one of them did.")


def _question(row: QuestionRow, texts: Texts, style: Style) -> Iterator[str]:
    _ = texts.words
    if row.all is None or row.discrimination is None:
        hidden = _("hidden: fewer than {count} learners").replace("{count}", style.count(FEWEST))
        yield f"{row.question}  {hidden}"
        return
    told = {
        _("Learners"): style.count(row.all.learners),
        _("Mean score"): style.facility(row.all),
        _("Discrimination"): style.discrimination(row.discrimination),
    }
    yield f"{row.question}  {' · '.join(f'{head} {value}' for head, value in told.items())}"
    for one in row.all.mistakes:
        text = texts.mistake(row.question, one.id)
        yield f"  {style.percent(one.share.value):>5} {style.interval(one.share)}  {text}"
