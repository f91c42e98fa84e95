"""Draw a figure as SVG that fits into a page: no colors of its own, text as text, the same bytes on every run."""

from __future__ import annotations

import html
import re
import warnings
import xml.etree.ElementTree as ElementTree
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from xentlib.errors import ContentError
from xentlib.figures.colors import DARK, GRID, INK, LIGHT, VARIABLES
from xentlib.figures.registry import Figure

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_CHINESE_FONT = "Noto Sans SC"

# Chinese characters come from the font that a package brings, never from the machine. It stands first for
# Chinese and last elsewhere, because DejaVu has the clearer Latin and Cyrillic letters to measure by.
_FAMILIES = {"zh": [_CHINESE_FONT, "DejaVu Sans"]}
_OTHER_FAMILIES = ["DejaVu Sans", _CHINESE_FONT]

_SETTINGS: Any = {  # matplotlib types its settings by their 300 names
    "svg.fonttype": "none",
    "axes.edgecolor": GRID,
    "axes.labelcolor": INK,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.unicode_minus": True,
}


def draw_svg(name: str, figure: Figure, language: str) -> str:
    """Return `figure` as one line of SVG for inclusion in HTML; ids start with the figure's name.

    Raises ContentError that names the figure and the label where no font has a character of it.
    """
    return _inline(_matplotlib_svg(name, figure, language), name, figure)


def standalone(svg: str) -> str:
    """Return the SVG of a figure with colors of its own, to be opened outside a page."""

    def rules(values: dict[str, str]) -> str:
        return ":root{" + ";".join(f"{name}:{value}" for name, value in values.items()) + "}"

    dark = f"@media(prefers-color-scheme:dark){{{rules(DARK)}}}"
    style = f"<style>{rules(LIGHT)}{dark}text{{font-family:sans-serif}}</style>"
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace("<title", f"{style}<title", 1)


def _matplotlib_svg(name: str, figure: Figure, language: str) -> str:
    import io

    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    _register_chinese_font()
    families = _FAMILIES.get(language, _OTHER_FAMILIES)
    buffer = io.StringIO()
    with mpl.rc_context({**_SETTINGS, "font.family": families, "svg.hashsalt": name}), warnings.catch_warnings():
        warnings.simplefilter("error")
        width, height = figure.size
        canvas = Canvas(figsize=(width / 72, height / 72), dpi=72)
        _lay_out(canvas, figure)
        try:
            canvas.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        except UserWarning as warning:
            message = f"{_one_line(warning)}, in the label {_guilty(canvas, str(warning))!r} (language {language})"
            raise ContentError(message, name) from None
    return buffer.getvalue()


def _lay_out(canvas: Any, figure: Figure) -> None:
    canvas.subplots_adjust(left=0.02, right=0.98, top=0.88, bottom=0.04, wspace=0.12)
    figure.draw(canvas)


def _guilty(canvas: Any, warning: str) -> str:
    """Return the label that has the character of which matplotlib says "Glyph 129449 missing"."""
    from matplotlib.text import Text

    glyph = re.search(r"Glyph (\d+)", warning)
    labels = [text.get_text() for text in canvas.findobj(Text)]
    return next((label for label in labels if glyph and chr(int(glyph[1])) in label), "?")


def _one_line(warning: Warning) -> str:
    return " ".join(str(warning).split()).rstrip(".")


@cache
def _register_chinese_font() -> None:
    from matplotlib import font_manager

    font_manager.fontManager.addfont(chinese_font())


def chinese_font() -> Path:
    """Return the file of the font in which Chinese labels are laid out: Noto Sans SC, from the package zhplot."""
    # The package's own import changes matplotlib's settings; only its font file is wanted.
    package = find_spec("zhplot")
    if package is None or package.origin is None:
        raise ContentError("zhplot is not installed, so Chinese labels have no font; run: make serve", "figures")
    return Path(package.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"


def _inline(svg: str, name: str, figure: Figure) -> str:
    root = ElementTree.fromstring(re.sub(r"<!DOCTYPE.*?>", "", svg, flags=re.DOTALL))
    _drop(root, {f"{_SVG}metadata", f"{_SVG}style"})
    used = {reference for node in root.iter() for reference in _references(node)}
    for node in root.iter():
        _tidy(node, name, used)
    box = root.attrib["viewBox"]
    body = "".join(_serialized(child) for child in root)
    heading = f'<title id="{name}-title">{html.escape(figure.title, quote=False)}</title>'
    description = f'<desc id="{name}-desc">{html.escape(figure.alt, quote=False)}</desc>'
    labels = f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc"'
    return f'<svg class="figure__svg" viewBox="{box}" {labels}>{heading}{description}{body}</svg>'


def _drop(node: ElementTree.Element, tags: set[str]) -> None:
    for child in list(node):
        if child.tag in tags:
            node.remove(child)
        else:
            _drop(child, tags)


def _references(node: ElementTree.Element) -> list[str]:
    text = " ".join(node.attrib.values())
    return re.findall(r"url\(#([^)]+)\)", text) + re.findall(r"^#(\S+)", node.attrib.get(_XLINK, ""))


def _tidy(node: ElementTree.Element, name: str, used: set[str]) -> None:
    """Keep only ids that are used, under the figure's name; turn styles into attributes and colors into variables."""
    attributes = dict(node.attrib)
    node.attrib.clear()
    for property_name, value in _declarations(attributes.pop("style", "")):
        attributes[property_name] = value
    for key, value in attributes.items():
        if key == "id" and value not in used:
            continue
        if key == "id":
            value = f"{name}-{value}"
        elif key == _XLINK or "url(#" in value:
            key, value = key.replace(_XLINK, "href"), value.replace("#", f"#{name}-")
        elif key == "transform" and value.startswith("rotate(-0 "):
            continue
        node.set(key, VARIABLES.get(value) or _short(value))


def _declarations(style: str) -> list[tuple[str, str]]:
    """Return the declarations of a style attribute that are attributes of SVG too; fonts are the page's."""
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    found: list[tuple[str, str]] = []
    for key, value in ((key.strip(), value.strip()) for key, value in pairs):
        if key == "font":
            size = re.search(r"([\d.]+)px", value)
            found += [("font-size", size[1])] if size else []
        elif key != "font-family":
            found.append((key, value.removesuffix("px")))
    return found


def _short(value: str) -> str:
    """Write coordinates with two decimals, a hundredth of a point: nobody sees more."""
    rounded = re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), value)
    return " ".join(rounded.split())


def _serialized(node: ElementTree.Element) -> str:
    tag = node.tag.removeprefix(_SVG)
    attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in node.attrib.items())
    text = html.escape(node.text.strip(), quote=False) if node.text else ""
    inner = text + "".join(_serialized(child) for child in node)
    if tag in ("defs", "g") and not inner:
        return ""
    if tag == "g" and not attributes:
        return inner
    return f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"
