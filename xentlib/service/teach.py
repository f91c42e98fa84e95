"""The page of an instructor: make a class, or open one with its link, whose token behind the # reaches no log."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from xentlib.catalogs import words
from xentlib.codes import grouped
from xentlib.course import Course
from xentlib.service.exchange import Exchange, Reply
from xentlib.service.identity import mark_of
from xentlib.service.memory import PLAIN_POLICY, policy
from xentlib.service.messages import Nothing
from xentlib.service.refusal import Refusal, Words
from xentlib.service.service import Service
from xentlib.store import reads

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_POLICY = policy(Path(__file__).with_name("teach.html.jinja").read_bytes())
"""That of the page of an instructor: its script is the same in all languages."""


async def teach(service: Service, exchange: Exchange, body: Nothing) -> Reply:
    """Show the page of an instructor, with the classes that are open in this browser."""
    return await teach_page(service, exchange)


async def teach_page(service: Service, exchange: Exchange, refusal: Refusal | None = None) -> Reply:
    """Return the page; `refusal` is why it stands in the place of another."""
    language, opened = service.language(exchange), service.open_classes(exchange)
    known = await service.read(lambda rows: [reads.class_by_id(rows, one) for one in opened]) if opened else []
    found = [one for one in known if one and opened[one.id] == mark_of(one)]
    html = _TEMPLATES.get_template("teach.html.jinja").render(
        language=language,
        languages=[(one.code, one.name) for one in service.course.languages],
        words=_words(service.course, language),
        classes=[{"id": one.id, "name": one.name, "code": grouped(one.code)} for one in reversed(found)],
        problem=service.problem(refusal, language).message if refusal else "",
    )
    return page(html, refusal.status if refusal else 200, policy=_POLICY)


def page(html: str, status: int = 200, policy: str = PLAIN_POLICY) -> Reply:
    """Return a page as a reply. Its `policy` lets no script run that came into the page from what people typed."""
    content = html.encode()
    headers = {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "vary": "Accept, Accept-Language, Cookie",
        "content-security-policy": policy,
    }
    return Reply(content, status, tuple((name.encode(), value.encode()) for name, value in headers.items()))


@cache
def _words(course: Course, language: str) -> dict[str, str]:
    return teach_words(words(course, language))


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
        "keep": _("Keep this link: nobody can tell it to you again, and whoever has it sees the report."),
        "report": _("Report"),
        "open_report": _("Open the report"),
        "opened": _("Classes that are open in this browser"),
        "language": _("Language"),
        "home": _("Start page of the course"),
    }
