"""The page of an instructor: make a class, or open one with its link, whose token behind the # reaches no log."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from xentlib.catalogs import words
from xentlib.course import Course
from xentlib.service.exchange import Exchange, Reply
from xentlib.service.memory import policy
from xentlib.service.messages import Nothing
from xentlib.service.refusal import Words
from xentlib.service.service import Service

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


async def teach(service: Service, exchange: Exchange, body: Nothing) -> Reply:
    """Show the page of an instructor."""
    return page(_page(service.course, service.language(exchange)))


def page(html: str) -> Reply:
    """Return a page as a reply, with a policy that lets its own script run."""
    content = html.encode()
    headers = {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "vary": "Accept, Accept-Language",
        "content-security-policy": policy(content),
    }
    return Reply(content, headers=tuple((name.encode(), value.encode()) for name, value in headers.items()))


@cache
def _page(course: Course, language: str) -> str:
    return _TEMPLATES.get_template("teach.html.jinja").render(
        language=language,
        languages=[(one.code, one.name) for one in course.languages],
        words=teach_words(words(course, language)),
    )


def teach_words(words: Words) -> dict[str, str]:
    """Return what the page says."""
    _ = words
    return {
        "title": _("For teachers"),
        "intro": _("A class has a code for its learners and a report for you. Nobody needs an account."),
        "no_script": _("This page needs JavaScript."),
        "name": _("Name of the class"),
        "make": _("Make a class"),
        "away": _("The service does not answer. Try again."),
        "code": _("Code for the learners"),
        "link": _("Your link"),
        # Translators: said of the teacher's secret link to a class.
        "keep": _("Keep this link: it is shown once, and whoever has it sees the report."),
        "report": _("Report"),
        "open_report": _("Open the report"),
    }
