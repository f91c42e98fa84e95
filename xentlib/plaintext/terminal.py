"""Lay out Markdown with formulas and pictures for a terminal, with the marks that color it; who prints may drop them.

`rich` reads the Markdown and lays out tables and lists. Lines are broken by `wrapping`, for rich would break a Chinese
text only at its spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, ListItem, Markdown, Paragraph, TableElement
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from xentlib.markup import tokens
from xentlib.pictures import KINDS, Picture, parse_picture
from xentlib.plaintext import picture, wrapping
from xentlib.plaintext.pieces import FIRM
from xentlib.plaintext.tex import display, formula

if TYPE_CHECKING:
    from markdown_it.token import Token

WIDEST = 88  # columns: longer lines are hard to read
_NARROWEST = 20
_INDENT = 2
_SHORT = 20  # columns of a formula that is not broken
_RELATIONS = "=≈≤≥<>→"


def render(markdown: str, language: str, *, width: int = 80, encoding: str = "utf-8") -> str:
    """Return Markdown as lines of at most `width` columns, with ANSI marks for bold, dim and colored.

    Fenced blocks ```bars and ```curves become pictures, formulas become text. Signs that `encoding` does not have are
    written otherwise. Raises InputError for a formula with an unknown command and for a picture that is none.
    """
    return _rendered(markdown, language, _bounded(width), encoding)


def inline(markdown: str, language: str) -> str:
    """Return the first paragraph as one line without any marks, for a list.

    >>> inline("So **bold** is $\\\\p_1 < 1$.\\n\\nMore.", "en")
    'So bold is p₁ < 1.'
    """
    first = next((part for part in markdown.strip().split("\n\n") if part.strip()), "")
    never_broken = WIDEST + 2 * len(first)  # a Chinese line, broken and joined, would have a space inside a word
    return " ".join(_MARKS.sub("", _rendered(first, language, never_broken)).split())


def _rendered(markdown: str, language: str, width: int, encoding: str = "utf-8") -> str:
    console = Console(
        file=StringIO(), force_terminal=True, color_system="standard", width=width, highlight=False,
        emoji=False, markup=False, theme=_THEME, legacy_windows=False, _environ={},
    )  # fmt: skip
    with console.capture() as captured:
        console.print(_Terminal(_prepared(markdown, encoding), language, encoding))
    return wrapping.encodable(_without_trailing_spaces(captured.get().replace(FIRM, " ")).strip("\n"), encoding)


def _bounded(width: int) -> int:
    return min(max(width, _NARROWEST), WIDEST)


_TAIL = re.compile(r"(?: |\x1b\[[0-9;]*m)+$", re.MULTILINE)
_MARKS = re.compile(r"\x1b\[[0-9;]*m")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_NAME = re.compile(r"[ ]*\{[#.][^{}\n]*\}(?=[ ]*$)", re.MULTILINE)
_THEME = Theme({
    "markdown.code": "cyan", "markdown.code_block": "none", "markdown.item.bullet": "dim",
    "markdown.item.number": "bold", "markdown.table.border": "dim", "markdown.table.header": "bold",
    "markdown.h1": "bold", "markdown.h2": "bold", "markdown.h3": "bold", "markdown.link": "none",
    "markdown.link_url": "dim",
})  # fmt: skip


def _without_trailing_spaces(shown: str) -> str:
    return _TAIL.sub(lambda tail: tail[0].replace(" ", ""), shown)


def _prepared(markdown: str, encoding: str) -> str:
    """Return Markdown whose formulas are text, or fenced blocks where they stand on a line of their own."""
    pieces: list[str] = []
    for token in tokens(_without_controls(markdown)):
        if token.kind == "formula":
            pieces.append(_inside(token.tex, encoding))
        elif token.kind == "display":
            pieces.append(_display(token.tex, "".join(pieces).rpartition("\n")[2], encoding))
        elif token.kind == "text":
            pieces.append(_prose(token.text, encoding))
        else:
            pieces.append(token.text)
    return "".join(pieces)


def _prose(text: str, encoding: str) -> str:
    """Return prose without the names of its places, {#id}, and with the characters that the encoding has."""
    text = _NAME.sub("", text)
    if wrapping.encodable(text, encoding) == text:
        return text
    shown = ((one, wrapping.encodable(one, encoding)) for one in text)
    return "".join(one if one == written else _escaped(written) for one, written in shown)


def _inside(tex: str, encoding: str) -> str:
    """Return a formula in a line of text; a short one stays in one line."""
    text = wrapping.encodable(formula(tex), encoding)
    return _escaped(text.replace(" ", FIRM) if wrapping.columns(text) <= _SHORT else text)


def _display(tex: str, before: str, encoding: str) -> str:
    if before.strip():
        return _inside(tex, encoding)
    inside = "\n".join(before + line for line in tex.split("\n"))
    return f"```formula\n{inside}\n{before}```"


def _escaped(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", text)


def _without_controls(text: str) -> str:
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))


class _Paragraph(Paragraph):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _broken(self.text, options.max_width)


class _Heading(Heading):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _broken(self.text, options.max_width)


class _Item(ListItem):
    def render_number(self, console: Console, options: ConsoleOptions, number: int, last_number: int) -> RenderResult:
        margin = len(str(last_number)) + 3
        lines = console.render_lines(self.elements, options.update(width=options.max_width - margin), style=self.style)
        for place, line in enumerate(lines):
            head = f"{number}. ".rjust(margin) if place == 0 else " " * margin
            yield Segment(head, console.get_style("markdown.item.number"))
            yield from line
            yield Segment("\n")


class _Table(TableElement):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, style="markdown.table.border")
        for cell in self.header.row.cells if self.header and self.header.row else ():
            table.add_column(cell.content, header_style="markdown.table.header", justify=cell.justify)
        for row in self.body.rows if self.body else ():
            table.add_row(*(cell.content for cell in row.cells))
        yield Padding(table, (0, 0, 0, _INDENT))


class _Fenced(CodeBlock):
    """A block of code, of a formula, or of a picture."""

    @classmethod
    def create(cls, markdown: Markdown, token: Token) -> _Fenced:
        assert isinstance(markdown, _Terminal)
        block = cls((token.info or "").partition(" ")[0] or "text", "")
        block.language, block.encoding, block.beside = markdown.language, markdown.encoding, markdown.pictures
        return block

    language = "en"
    encoding = "utf-8"
    beside: Sequence[Picture] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        body, width = self.text.plain.strip("\n"), options.max_width - _INDENT
        if self.lexer_name == "formula":
            yield Padding(Text("\n".join(_aligned(body, width, self.encoding)), no_wrap=True), (0, 0, 0, _INDENT))
        elif self.lexer_name in KINDS:
            shown, plain = parse_picture(self.lexer_name, body), not _draws(self.encoding)
            drawn = picture.draw(shown, self.language, width=width, ascii_only=plain, beside=self.beside)
            yield Padding(Text(drawn, no_wrap=True), (0, 0, 0, _INDENT))
        else:
            for line in _colored(body, self.lexer_name, width):
                yield Padding(line, (0, 0, 0, _INDENT))


class _Terminal(Markdown):
    """Markdown with elements of our own."""

    elements = {  # noqa: RUF012  # as rich declares it
        **Markdown.elements,
        "paragraph_open": _Paragraph,
        "heading_open": _Heading,
        "list_item_open": _Item,
        "table_open": _Table,
        "fence": _Fenced,
        "code_block": _Fenced,
    }

    def __init__(self, markup: str, language: str, encoding: str) -> None:
        super().__init__(markup, hyperlinks=False)
        self.language, self.encoding = language, encoding
        fences = [token for token in self.parsed if token.type == "fence" and token.info in KINDS]
        self.pictures = [parse_picture(token.info, token.content) for token in fences]


def _broken(text: Text, width: int) -> Iterator[Text]:
    for part in text.split("\n"):
        for line in part.divide(wrapping.breaks(part.plain, width)):
            line.rstrip()
            line.no_wrap = True
            yield line


def _aligned(tex: str, width: int, encoding: str) -> Iterator[str]:
    """Yield the lines of a formula, aligned where its author says so; what is too long goes on below, indented."""
    rows = [[wrapping.encodable(part, encoding) for part in row] for row in display(tex)]
    left = max((wrapping.columns(first) for first, _rest in rows), default=0)
    indent = left + 3 if 0 < left < width // 2 else 4
    for first, rest in rows:
        space = " " * (left - wrapping.columns(first)) if left < width // 2 else ""
        yield from wrapping.lines(f"{space}{first}{' ' if left else ''}{rest}", width, indent=indent, before=_RELATIONS)


def _draws(encoding: str) -> bool:
    try:
        "█▏│┼".encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _colored(code: str, lexer: str, width: int) -> Iterator[Text]:
    """Yield the lines of a program; what is too long goes on below, indented."""
    text = Syntax(code, lexer, theme=_CODE).highlight(code)
    text.rstrip()
    for line in text.split("\n", allow_blank=True):
        margin = len(line.plain) - len(line.plain.lstrip()) + 4
        first = wrapping.breaks(line.plain, width)[:1]
        begun, *rest = line.divide(first)
        more: Iterable[Text] = rest[0].divide(wrapping.breaks(rest[0].plain, max(width - margin, 1))) if rest else []
        for one in (begun, *(Text(" " * margin).append_text(later) for later in more)):
            one.no_wrap = True
            yield one


def _code_theme() -> ANSISyntaxTheme:
    from pygments.token import Comment, Keyword, String

    return ANSISyntaxTheme({Comment: Style(dim=True), Keyword: Style(bold=True), String: Style(color="green")})


_CODE = _code_theme()
