"""The terminal: its width, its colors, the characters that it has, and the lines that are typed into it."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
from typing import Any

import click

from xentlib import plaintext
from xentlib.session import Tone

STYLES: dict[Tone, dict[str, Any]] = {
    "head": {"bold": True},
    "good": {"fg": "green", "bold": True},
    "near": {"fg": "yellow", "bold": True},
    "bad": {"fg": "red", "bold": True},
    "unread": {"fg": "yellow"},
    "quiet": {"dim": True},
}


class Terminal:
    """What a session is shown on. click drops all colors for NO_COLOR, for a file and for a pipe."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.width = min(shutil.get_terminal_size().columns, plaintext.WIDEST)
        self.patient = sys.stdin.isatty() and sys.stdout.isatty()
        self._last = ""  # what stands above: what of it wants a blank line below
        if isinstance(sys.stdin, io.TextIOWrapper) and sys.stdin.errors != "surrogateescape":
            sys.stdin.reconfigure(errors="surrogateescape")  # what is no text is an answer too

    def show(self, markdown: str) -> None:
        self._space(after=("head", "text"))
        click.echo(plaintext.render(markdown, self.language, width=self.width, encoding=encoding()))
        self._last = "text"

    def line(self, text: str, tone: Tone) -> None:
        if tone == "head":
            self._space(after=("head", "text", "line"))
            text = f"{text} ".ljust(self.width - plaintext.columns(text) + len(text), "─")
        elif tone == "quiet":
            self._space(after=("text",))
            firm = plaintext.FIRM
            text = text.replace(" ", firm).replace(f"{firm}·{firm}", f"{firm}· ") if " · " in text else text
        for one in plaintext.lines(text, self.width):
            click.secho(plaintext.encodable(one, encoding()), **STYLES[tone])
        self._last = "head" if tone == "head" else "line"

    def _space(self, after: tuple[str, ...]) -> None:
        if self._last in after:
            click.echo()

    def ask(self, prompt: str) -> str:
        """Return a typed line, also one that is no valid text; EOFError at the end of the input."""
        if self.patient:
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401  # arrow keys move in the line
        try:
            return input(prompt)
        finally:
            self._last = "line"
            if not self.patient:
                click.echo()


def encoding() -> str:
    return sys.stdout.encoding or "utf-8"


def echo_json(data: Any) -> None:
    """Write JSON, with escapes only where the encoding of the output cannot do without."""
    written = json.dumps(data, ensure_ascii=False)
    click.echo(written if plaintext.encodable(written, encoding()) == written else json.dumps(data))
