"""Write a report as a page: HTML without scripts, styled by content/theme/assets/report.css, for screen and paper."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from xentlib.classroom.chart import Bar, bars_svg
from xentlib.classroom.lines import too_few
from xentlib.classroom.report import Group, QuestionRow, Report
from xentlib.classroom.statistics import FEWEST, STABLE_FROM
from xentlib.classroom.style import Style
from xentlib.classroom.texts import Texts

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGE = _TEMPLATES.get_template("report.html.jinja")


def report_html(report: Report, texts: Texts, *, top: str = "/", csv: str = "report.csv") -> str:
    """Return the page of a report in the language of `texts`.

    `top` leads to the folder of the languages of the site; `csv` is the address of the same report as CSV.
    """
    style = Style(texts.language, texts.words)
    rows = [(lesson, [*found]) for lesson, found in groupby(report.questions, lambda row: row.lesson)]
    rows.sort(key=lambda found: texts.place(found[0]))
    return _PAGE.render(
        _=texts.words,
        report=report,
        texts=texts,
        style=style,
        top=top,
        csv=csv,
        languages=texts.course.languages,
        lessons=[(lesson, texts.lesson(lesson), found) for lesson, found in rows],
        facility_chart=_facility_chart(style),
        mistakes_chart=_mistakes_chart(style),
        slug=_slug,
        too_few=too_few(texts.words),
        fewest=style.count(FEWEST),
        stable=style.count(STABLE_FROM),
    )


def _facility_chart(style: Style) -> Callable[[str, list[QuestionRow]], Markup]:
    def draw(lesson: str, rows: list[QuestionRow]) -> Markup:
        _ = style.words
        bars = [Bar(_short(row), row.all.facility) for row in rows if row.all]
        title = _("Mean score of the first answers")
        return Markup(bars_svg(bars, f"facility-{_slug(lesson)}", title, style.percent))  # noqa: S704  # escapes itself

    return draw


def _mistakes_chart(style: Style) -> Callable[[QuestionRow, Group], Markup]:
    def draw(row: QuestionRow, group: Group) -> Markup:
        _ = style.words
        bars = [
            Bar(style.count(place), one.share.value, one.share.low, one.share.high)
            for place, one in enumerate(group.mistakes, start=1)
        ]
        title = _("Shares of the learners, with 95% intervals")
        return Markup(bars_svg(bars, f"mistakes-{_slug(row.question)}", title, style.percent))  # noqa: S704

    return draw


def _short(row: QuestionRow) -> str:
    return row.question.partition("/")[2] or row.question


def _slug(name: str) -> str:
    return name.replace("/", "--")
