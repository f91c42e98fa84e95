"""Write CSV (RFC 4180) that a spreadsheet only shows: no cell with words becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

BOM = "\ufeff"
"""What some spreadsheets want in front before they read UTF-8."""

Cell = str | int | float | None

# A spreadsheet for Russian parts cells at semicolons, whatever the quotes say; -0.2 is what many vectors hold there.
_PARTED = re.compile(r"([;\t\r\n][ '\"]*)(?=[=+\-@＝＋－＠])(?![-+]?[\d.,]+%?[ )\]]*(?:[;\r\n]|$))")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones as well


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, bom: bool = False) -> str:
    r"""Return a table as CSV. Numbers stay numbers; a text that could begin a formula gets an apostrophe in front.

    Nothing (None) is an empty cell.

    >>> csv_text(["answer", "score"], [["=1+1", -0.5], ["-1", None]])
    "answer,score\r\n'=1+1,-0.5\r\n'-1,\r\n"
    """
    return "".join(csv_lines(heads, rows, bom=bom))


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, bom: bool = False) -> Iterator[str]:
    """Yield the same line by line, for tables that are longer than memory."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if bom:
        buffer.write(BOM)
    for row in chain([heads], rows):
        writer.writerow([_safe(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _safe(cell: Cell) -> Cell:
    """Return a cell that is no formula; a NUL and half a surrogate pair are no text for any reader."""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
    text = _PARTED.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip(" ").startswith(_FORMULA) else text
