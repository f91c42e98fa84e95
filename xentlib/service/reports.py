"""The report of a class over HTTP, for whoever has opened the class in this browser: a page, JSON or CSV."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from xentlib.classroom import Report, Texts, report_csv, report_data, report_html, report_of
from xentlib.errors import UnknownClass
from xentlib.service.exchange import Exchange, Reply
from xentlib.service.identity import mark_of
from xentlib.service.messages import Nothing
from xentlib.service.refusal import Refusal
from xentlib.service.service import Service
from xentlib.service.teach import page, teach_page
from xentlib.store import reads

Result = TypeVar("Result")

_VARY = (b"vary", b"Accept, Accept-Language, Cookie")
_PRIVATE = (b"cache-control", b"no-store")


async def report(service: Service, exchange: Exchange, body: Nothing) -> Reply:
    """Report on a class: a page where the browser takes HTML, else JSON.

    Who may not see the page is shown that of instructors, which says what to do.
    """
    if "text/html" in exchange.header(b"accept"):
        address = f"report.csv?lang={service.language(exchange)}&bom=1"
        try:
            told = await _told(service, exchange, "html", lambda found, texts: report_html(found, texts, csv=address))
            return page(told)
        except Refusal as refusal:
            return await teach_page(service, exchange, refusal)
    return Reply(await _told(service, exchange, "json", report_data), headers=(_VARY,))


async def csv(service: Service, exchange: Exchange, body: Nothing) -> Reply:
    """Report on a class as CSV; `bom=1` begins it with the mark that a spreadsheet wants."""
    bom = exchange.query("bom") == "1"
    form = "csv with bom" if bom else "csv"
    content = (await _told(service, exchange, form, lambda found, texts: report_csv(found, texts, bom=bom))).encode()
    attached = f'attachment; filename="report-{exchange.path["id"]}.csv"'.encode()
    headers = ((b"content-type", b"text/csv; charset=utf-8"), (b"content-disposition", attached), _PRIVATE, _VARY)
    return Reply(content, headers=headers)


async def _told(service: Service, exchange: Exchange, form: str, tell: Callable[[Report, Texts], Result]) -> Result:
    """Return the report in a form and in the language of the reply; reports of the same form are told the same way.

    Raises Refusal for a class that was not opened here, or by a link that it no longer has.
    """
    klass, opened, language = exchange.path["id"], service.open_classes(exchange), service.language(exchange)
    if not opened:
        raise Refusal(401, "no_instructor")
    if klass not in opened:
        raise Refusal(403, "other_class")
    row = await service.read(lambda rows: reads.class_by_id(rows, klass))
    if row and opened[klass] != mark_of(row):  # it has another link by now
        raise Refusal(403, "other_class")

    def make(texts: Texts) -> Result:
        try:
            return tell(report_of(service.store, klass), texts)
        except UnknownClass:
            raise Refusal(404, "gone_class") from None

    return await service.report((klass, form, language), make, language)
