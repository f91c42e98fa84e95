"""Make the page's own scripts small: what only their readers need, comments and space, stays in the repository."""

from __future__ import annotations

import re
from pathlib import Path

SCRIPTS = ("quiz.js", "practice.js")


def lean_scripts(theme: Path) -> dict[str, bytes]:
    """Return the scripts of the questions by path; a file among the pages comes before that of the theme."""
    found = (theme / "assets" / name for name in SCRIPTS)
    return {f"assets/{path.name}": lean(path.read_text("utf-8")).encode() for path in found if path.is_file()}


def lean(script: str) -> str:
    """Return a script without comments, line breaks and needless spaces; every statement must end with `;` or `}`.

    >>> lean('const a = "b  c"; // why')
    'const a="b  c";'
    """
    return "".join(piece if kept else _tight(piece) for kept, piece in _pieces(script)).strip()


# A slash opens a regular expression where no value can stand before it.
_REGEX = r"(?<=[(=,:]) ?/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*"
_KEPT = re.compile(rf'"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|{_REGEX}|(?P<comment>/\*.*?\*/|//[^\n]*)', re.DOTALL)


def _pieces(script: str) -> list[tuple[bool, str]]:
    pieces, end, code = [], 0, ""
    for match in _KEPT.finditer(script):
        code += script[end : match.start()]
        end = match.end()
        if match["comment"] is None:
            pieces += [(False, code), (True, match[0].strip())]
            code = ""
    return [*pieces, (False, code + script[end:])]


def _tight(code: str) -> str:
    return re.sub(r" ?([{}()\[\];,:?<>=!&|+*]) ?", r"\1", re.sub(r"\s+", " ", code))
