"""Make the page's own scripts small: what only their readers need, comments and space, stays in the repository."""

from __future__ import annotations

from pathlib import Path

import rjsmin

SCRIPTS = ("quiz.js", "practice.js")


def lean_scripts(theme: Path) -> dict[str, bytes]:
    """Return the scripts of the questions by path; a file among the pages comes before that of the theme."""
    found = (theme / "assets" / name for name in SCRIPTS)
    return {f"assets/{path.name}": _lean(path.read_text("utf-8")) for path in found if path.is_file()}


def _lean(script: str) -> bytes:
    return str(rjsmin.jsmin(script)).encode()
