"""Read Markdown line by line and leave blocks behind: messages, and the markup around them.

The rules are Python-Markdown's where they differ from CommonMark's: a list needs a blank line before it,
nested text is indented by four spaces. Use `markdown.split`; this module is its inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import yaml

from xentlib.catalogs.inline import has_words, mask

Kind = Literal["page", "question"]
Place = Literal["text", "line", "plain", "value", "formula"]

# Of these `/// name | argument` the argument is an id or a selector. Any other one is a title for readers.
BLOCKS_WITH_AN_ID = frozenset({"html", "caption", "figure-caption", "table-caption", "definition"})
TITLES = frozenset({"title", "description"})


@dataclass(frozen=True)
class Block:
    """A piece of a file as it stands there; `message` is what a translator sees, None for markup.

    `place` says what may stand here: text of several lines, one line (a heading, a cell, a title), plain text
    without HTML, a YAML value, a formula. `prefix` begins each further line: `> `, or a list's indentation.
    """

    text: str
    line: int
    message: str | None = None
    place: Place = "text"
    prefix: str = ""


_SPACE = " \t\r\n"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FRONT_MATTER = re.compile(r"(\ufeff?---[ \t]*\r?\n)(.*?\n)??((?:---|\.\.\.)[ \t]*(?:\r?\n|\Z))", re.DOTALL)
_ANCHOR = re.compile(r"(?:[&!]\S+\s+)*")
_INDENT = re.compile(r"[ \t]*")
_QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?)*")
_INNER = re.compile(r"[ \t]*(?:>[ \t]*)*")
_MARKER = re.compile(
    r"""[ \t]*(?P<item>(?:[-*+]|\d{1,9}[.)])(?=[ \t])(?:[ \t]+\[[ xX]\](?=[ \t]))?
                      |\[\^[^\]\s]+\]:
                      |:(?=[ \t]))[ \t]*
       |[ ]{0,3}>[ ]?""",
    re.VERBOSE,
)
_RULE = re.compile(r"[ \t]*([-*_])[ \t]*(?:\1[ \t]*){2,}\r?$")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*\r?$")
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_HEADING = re.compile(r"(#{1,6}[ \t]+)(.*?)((?:[ \t]+#+)?(?:[ \t]*\{(?::|[ \t]*[#.])[^{}]*\})?[ \t]*)$")
_BLOCK = re.compile(r"/{3,}[ \t]*(?:(?P<name>[\w-]+)(?:[ \t]*\|[ \t]*(?P<title>.*?))?)?[ \t]*$")
_ATTRIBUTES = re.compile(r"\{(?::|[ \t]*[#.])[^{}]*\}[ \t]*\r?$")
_DEFINITION = re.compile(r"\[[^\]^][^\]]*\]:[ \t]*\S")
_ABBREVIATION = re.compile(r"(\*\[[^\]]+\]:[ \t]*)(.*?)[ \t]*$")
_CALL = re.compile(r"\{\{[ \t]*[\w.]+\(.*\)[ \t]*\}\}[ \t]*$")
_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_ONE_TAG = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>[ \t]*$")
_RAW_HTML = re.compile(r"<(script|style|pre|textarea|svg|math|template)(?=[\s>]|$)", re.IGNORECASE)
_HTML = re.compile(
    r"</?(?:address|article|aside|blockquote|body|button|canvas|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    r"|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|input|legend|li|link|main|menu|meta"
    r"|nav|noscript|ol|optgroup|option|output|p|picture|search|section|select|source|summary|table|tbody|td|tfoot"
    r"|th|thead|title|tr|track|ul|video)(?=[\s/>]|$)|<[!?]",
    re.IGNORECASE,
)
_ONE_FORMULA = re.compile(r"\$\$(?:\\.|[^$\\])+\$\$")
_TEXT_IN_FORMULA = re.compile(r"\\text(?:bf|it|rm|sf|tt|normal)?\s*\{[^{}]*[^\W\d_]")


class Scanner:
    """Reads lines from the top; each rule takes the lines that it knows and leaves blocks behind."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.blocks: list[Block] = []
        self.line = 1
        self.lines: list[str] = []
        self.at = 0
        self.items: list[int] = []  # the columns of the list items that are open here
        self.quoted = False

    def front_matter(self, text: str) -> str:
        """Take the YAML at the top of the file; return what follows."""
        match = _FRONT_MATTER.match(text)
        if not match:
            return text
        opening, matter, closing = match.group(1), match.group(2) or "", match.group(3)
        self.markup(opening)
        done = 0
        for start, end, value in _titles(matter) if self.kind == "page" else ():
            start = _after(_ANCHOR, matter, start)
            self.markup(matter[done:start])
            self.message(matter[start:end], value, "value")
            done = end
        self.markup(matter[done:] + closing)
        return text[match.end():]

    def body(self, text: str) -> None:
        self.lines = _LINE.findall(text)
        rules = (self.fence, self.formula, self.heading, self.block, self.html, self.table, self.only_markup,
                 self.abbreviation, self.paragraph)
        while self.at < len(self.lines):
            line = self.lines[self.at]
            prefix = self.containers(line) if line.strip() else line
            rest = line[len(prefix):]
            if not rest.strip():
                self.take(1)
            else:
                any(rule(prefix, rest) for rule in rules)

    def containers(self, line: str) -> str:
        """Return what opens the line: indentation, quote and list marks; all of it for indented code."""
        quote = line[:_after(_QUOTE, line)]
        indent = _width(line[len(quote):_after(_INDENT, line, len(quote))])
        while self.items and indent <= self.items[-1]:
            self.items.pop()
        if indent >= (self.items[-1] + 8 if self.items else 4):
            return line
        position = len(quote)
        while (marker := _MARKER.match(line, position)) and not _RULE.match(line, position):
            if marker.group("item"):
                self.items.append(_width(line[len(quote):marker.start("item")]))
            position = marker.end()
        position = _after(_INDENT, line, position)
        self.quoted = ">" in line[:position]
        return line[:position]

    def fence(self, prefix: str, rest: str) -> bool:
        match = _FENCE.match(rest)
        if not match:
            return False
        mark = match.group(1) or match.group(2)
        closing = re.compile(rf"{mark}{mark[0]}*$")
        end = self.at + 1
        while end < len(self.lines):
            if self.quoted and not self.lines[end].lstrip(" \t").startswith(">"):
                break
            end += 1
            if closing.match(self.inner(end - 1).strip()):
                break
        self.take(end - self.at)
        return True

    def formula(self, prefix: str, rest: str) -> bool:
        count = self.formula_lines(self.at, rest)
        if not count:
            return False
        raw = "".join(self.lines[self.at:self.at + count])[len(prefix):]
        if _TEXT_IN_FORMULA.search(raw):
            shown = [rest, *(self.inner(self.at + further) for further in range(1, count))]
            self.markup(prefix)
            self.message(raw, "\n".join(line.strip(_SPACE) for line in shown), "formula", prefix)
            self.at += count
        else:
            self.take(count)
        return True

    def formula_lines(self, number: int, rest: str) -> int:
        """Return how many lines the display formula has that begins with `rest` of this line; 0 for none."""
        first = rest.rstrip()
        if not first.startswith("$$"):
            return 0
        if _ONE_FORMULA.fullmatch(first):
            return 1
        if "$$" in first[2:]:
            return 0
        for end in range(number + 1, len(self.lines)):
            line = self.inner(end).rstrip()
            if not line:
                return 0
            if line.endswith("$$"):
                return end - number + 1
        return 0

    def heading(self, prefix: str, rest: str) -> bool:
        match = _HEADING.match(rest.rstrip("\r\n"))
        if not match:
            return False
        self.markup(prefix + match.group(1))
        self.message(match.group(2), match.group(2), "line")
        self.markup(rest[match.end(2):])
        self.at += 1
        return True

    def block(self, prefix: str, rest: str) -> bool:
        """Take the line `/// name | Title` or `///`, with its indented options."""
        match = _BLOCK.match(rest.rstrip("\r\n"))
        if not match:
            return False
        title = match["title"] or ""
        if title and self.kind == "page" and match["name"] not in BLOCKS_WITH_AN_ID:
            self.markup(prefix + rest[:match.start("title")])
            self.message(title, title, "line")
            self.markup(rest[match.end("title"):])
        else:
            self.markup(prefix + rest)
        self.at += 1
        deep = _width(prefix) + 4
        while match["name"] and self.at < len(self.lines) and _is_deep(self.lines[self.at], deep):
            self.take(1)
        return True

    def html(self, prefix: str, rest: str) -> bool:
        raw = _RAW_HTML.match(rest)
        closing = f"</{raw.group(1).lower()}>" if raw else "-->" if rest.startswith("<!--") else None
        end = self.at + 1
        if closing:
            while closing not in self.lines[end - 1].lower() and end < len(self.lines):
                end += 1
        elif _HTML.match(rest):
            while end < len(self.lines) and self.inner(end).strip():
                end += 1
        elif not _ONE_TAG.match(rest):
            return False
        self.take(end - self.at)
        return True

    def table(self, prefix: str, rest: str) -> bool:
        if "|" not in rest or self.at + 1 >= len(self.lines):
            return False
        delimiters = self.inner(self.at + 1)
        if "|" not in delimiters or not _DELIMITERS.match(delimiters.rstrip("\r\n")):
            return False
        self.markup(prefix)
        self.row(rest)
        self.at += 1
        self.take(1)
        while self.at < len(self.lines) and self.inner(self.at).strip():
            row = self.inner(self.at)
            if row.startswith("///"):
                break
            self.markup(self.lines[self.at][:len(self.lines[self.at]) - len(row)])
            self.row(row)
            self.at += 1
        return True

    def row(self, row: str) -> None:
        masked = mask(row)
        bars = [match.start() for match in re.finditer(r"(?<!\\)\|", masked)]
        for start, end in zip([0, *(bar + 1 for bar in bars)], [*bars, len(row)], strict=True):
            cell = row[start:end]
            content = cell.strip(_SPACE)
            lead = len(cell) - len(cell.lstrip(_SPACE))
            self.markup(cell[:lead])
            self.message(content, content, "line")
            self.markup(cell[lead + len(content):] + row[end:end + 1])

    def only_markup(self, prefix: str, rest: str) -> bool:
        line = rest.rstrip("\r\n")
        if any(rule.match(line) for rule in (_ATTRIBUTES, _DEFINITION, _CALL, _RULE)):
            self.take(1)
            return True
        return False

    def abbreviation(self, prefix: str, rest: str) -> bool:
        match = _ABBREVIATION.match(rest.rstrip("\r\n"))
        if not match:
            return False
        self.markup(prefix + match.group(1))
        self.message(match.group(2), match.group(2), "plain")
        self.markup(rest[match.end(2):])
        self.at += 1
        return True

    def paragraph(self, prefix: str, rest: str) -> bool:
        shown = [rest]
        end = self.at + 1
        while end < len(self.lines) and not self.interrupts(end):
            shown.append(self.inner(end))
            end += 1
        raw = "".join(self.lines[self.at:end])[len(prefix):]
        self.markup(prefix)
        self.message(raw, unwrap(shown), "text", prefix)
        self.at = end
        return True

    def interrupts(self, number: int) -> bool:
        """Tell whether the line ends the paragraph above it."""
        line = self.inner(number).rstrip("\r\n")
        if not line.strip():
            return True
        marker = _MARKER.match(line)
        if marker and (self.items or line[0] in ":>" or marker.group().startswith("[^")):
            return True
        rules = (_FENCE, _HEADING, _BLOCK, _HTML, _RAW_HTML, _RULE, _UNDERLINE, _ATTRIBUTES)
        return any(rule.match(line) for rule in rules) or self.formula_lines(number, line) > 0

    def inner(self, number: int) -> str:
        """Return a further line of the current block without its indentation and quote marks."""
        line = self.lines[number]
        return line[_after(_INNER if self.quoted else _INDENT, line):]

    def take(self, count: int) -> None:
        self.markup("".join(self.lines[self.at:self.at + count]))
        self.at += count

    def message(self, raw: str, message: str, place: Place, prefix: str = "") -> None:
        """Leave a message, or markup where there is nothing to translate."""
        text = raw.rstrip(_SPACE)
        if not (has_words(message) or (place == "formula" and message)):
            self.markup(raw)
            return
        further = re.sub(r"[^>\s]", " ", prefix)
        self.blocks.append(Block(text, self.line, message.strip(_SPACE), place, further))
        self.line += text.count("\n")
        self.markup(raw[len(text):])

    def markup(self, text: str) -> None:
        if not text:
            return
        if self.blocks and self.blocks[-1].message is None:
            last = self.blocks.pop()
            self.blocks.append(Block(last.text + text, last.line))
        else:
            self.blocks.append(Block(text, self.line))
        self.line += text.count("\n")


def unwrap(lines: list[str]) -> str:
    """Join the lines of a paragraph with spaces; a hard line break stays.

    >>> unwrap(["Scores become", "bars.  ", "Bars add up to 1."])
    'Scores become bars.  \\nBars add up to 1.'
    """
    joined = ""
    for line in lines:
        content = line.rstrip("\r\n")
        hard = "  \n" if content.endswith("  ") else "\n" if content.endswith("\\") else " "
        joined += content.strip(_SPACE) + hard
    return joined.strip(_SPACE)


def _after(pattern: re.Pattern[str], text: str, position: int = 0) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _is_deep(line: str, columns: int) -> bool:
    return bool(line.strip()) and _width(line[:_after(_INDENT, line)]) >= columns


def _width(text: str) -> int:
    return len(text.expandtabs(4))


def _titles(matter: str) -> list[tuple[int, int, str]]:
    """Return start, end and value of the title and the description; nothing when it is not valid YAML."""
    try:
        node = yaml.compose(matter, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):  # whoever reads the page's metadata reports it, with the line
        return []
    if not isinstance(node, yaml.MappingNode):
        return []
    return [
        (value.start_mark.index, value.end_mark.index, value.value)
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode) and key.value in TITLES and isinstance(value, yaml.ScalarNode)
        and value.start_mark.index >= key.end_mark.index  # an alias (*name) stands further up
    ]
