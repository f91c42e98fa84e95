"""Read and write PO files: the strict part of the format that a course uses.

Strings are wrapped and escaped by Babel. Its `read_po` and `write_po` are not used: they take a file with an
unclosed string or a repeated msgid without a word, give a stray msgstr to the next message, wrap the previous
msgid so that nothing reads it again, write the time of day, and call "90% confidence" a Python format.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import normalize, unescape

from xentlib.errors import ContentError
from xentlib.files import replace_file

WIDTH = 78


@dataclass(frozen=True)
class Entry:
    """One message of a PO file. `previous` is the English text that a fuzzy translation was made for."""

    text: str
    translation: str = ""
    fuzzy: bool = False
    previous: str = ""
    references: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()  # "#." from the author of the English text
    notes: tuple[str, ...] = ()  # "# " from translators
    line: int = 0

    @property
    def usable(self) -> bool:
        return bool(self.translation) and not self.fuzzy


@dataclass(frozen=True)
class PoFile:
    """A PO file: what translators wrote above its header, and its messages in their order."""

    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()


def read(path: Path, shown: str) -> PoFile:
    """Read a PO file; one that does not exist is empty. Errors call it `shown`."""
    return parse_bytes(path.read_bytes(), shown) if path.exists() else PoFile()


def parse_bytes(content: bytes, shown: str) -> PoFile:
    """Read the bytes of a PO file."""
    try:
        return parse(content.decode("utf-8-sig"), shown)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ContentError("not UTF-8; save the file as UTF-8", shown, line) from None


def write(path: Path, text: str) -> bool:
    """Put `text` into a file, whole or not at all; return whether anything changed."""
    content = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == content:
        return False
    replace_file(path, content)
    return True


def render(language: str, file: PoFile) -> str:
    """Return the text of a PO file. It depends on nothing else, no date among them.

    >>> print(render("ru", PoFile((Entry("Hint", "Подсказка", references=("quizzes/a.md:7",)),))))
    msgid ""
    msgstr ""
    "Language: ru\\n"
    "MIME-Version: 1.0\\n"
    "Content-Type: text/plain; charset=utf-8\\n"
    "Content-Transfer-Encoding: 8bit\\n"
    <BLANKLINE>
    #: quizzes/a.md:7
    msgid "Hint"
    msgstr "Подсказка"
    <BLANKLINE>
    """
    header = (
        f"Language: {language}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n"
    )
    return "\n".join(_rendered(entry) for entry in (Entry("", header, notes=file.notes), *file.entries))


def _rendered(entry: Entry) -> str:
    lines = [f"# {note}".rstrip() for note in entry.notes]
    lines += [f"#. {comment}" for comment in entry.comments]
    places = " ".join(dict.fromkeys(entry.references))
    lines += textwrap.wrap(
        places, WIDTH, initial_indent="#: ", subsequent_indent="#: ",
        break_long_words=False, break_on_hyphens=False,
    )
    if entry.fuzzy:
        lines.append("#, fuzzy")
    if entry.previous:
        lines += [f"#| {line}" for line in f"msgid {normalize(entry.previous, width=WIDTH)}".split("\n")]
    lines.append(f"msgid {normalize(entry.text, width=WIDTH)}")
    lines.append(f"msgstr {normalize(entry.translation, width=WIDTH)}")
    return "\n".join(lines) + "\n"


def parse(text: str, shown: str) -> PoFile:
    """Return the messages in the text of a PO file; obsolete ones are left out.

    >>> parse('msgid "Hint"\\nmsgstr "Подсказка"\\n', "ru.po").entries[0].translation
    'Подсказка'
    """
    reader = _Reader(shown)
    for number, line in enumerate(text.split("\n"), start=1):
        reader.read(line.strip(), number)
    reader.finish()
    notes = next((entry.notes for entry in reader.entries if not entry.text), ())
    return PoFile(tuple(entry for entry in reader.entries if entry.text), notes)


_STRING = re.compile(r'"(?:[^"\\]|\\["\\ntr])*"')


@dataclass
class _Draft:
    """An entry that is being read: `part` is where a further string belongs."""

    strings: dict[str, str] = field(default_factory=dict)
    previous: str = ""
    references: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fuzzy: bool = False
    part: str = ""
    line: int = 0


class _Reader:
    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.entries: list[Entry] = []
        self.seen: dict[str, int] = {}
        self.draft = _Draft()

    def read(self, line: str, number: int) -> None:
        if not line or line.startswith("#~"):
            return
        if line.startswith("#"):
            self.comment(line, number)
            return
        keyword, _, rest = line.partition(" ")
        if line.startswith('"'):
            keyword, rest = "", line
        if not _STRING.fullmatch(rest.strip()) or keyword not in ("msgid", "msgstr", ""):
            raise self.error(line, number)
        self.string(keyword, unescape(rest.strip()), line, number)

    def string(self, keyword: str, value: str, line: str, number: int) -> None:
        if keyword == "msgid":
            self.finish()
            self.draft.line = number
        expected = {"": self.draft.part, "msgid": "", "msgstr": "msgid"}[keyword]
        if self.draft.part != expected or (not keyword and not self.draft.part):
            raise self.error(line, number)
        part = self.draft.part = keyword or self.draft.part
        self.draft.strings[part] = self.draft.strings.get(part, "") + value

    def comment(self, line: str, number: int) -> None:
        self.finish()
        mark, rest = line[:2], line[2:].strip()
        if mark == "#:":
            self.draft.references += rest.split()
        elif mark == "#,":
            self.draft.fuzzy |= "fuzzy" in (flag.strip() for flag in rest.split(","))
        elif mark == "#.":
            self.draft.comments.append(rest)
        elif mark == "#|":
            string = rest.removeprefix("msgid").strip()
            if not _STRING.fullmatch(string):
                raise self.error(line, number)
            self.draft.previous += unescape(string)
        else:
            self.draft.notes.append(line[1:].strip())

    def finish(self) -> None:
        """Close the entry that has its msgstr; a new one begins with a comment or a msgid."""
        draft = self.draft
        if draft.part == "msgid":
            raise ContentError("this msgid has no msgstr after it", self.shown, draft.line)
        if not draft.part:
            return
        text = draft.strings["msgid"]
        if text in self.seen:
            raise ContentError(f"msgid {text[:40]!r} stands here and in line {self.seen[text]}; keep one",
                               self.shown, draft.line)
        self.seen[text] = draft.line
        self.entries.append(Entry(
            text, draft.strings["msgstr"], draft.fuzzy, draft.previous,
            tuple(draft.references), tuple(draft.comments), tuple(draft.notes), draft.line,
        ))
        self.draft = _Draft()

    def error(self, line: str, number: int) -> ContentError:
        valid = 'expected msgid "…", msgstr "…", "…" or # …; inside the quotes write \\" \\\\ \\n'
        return ContentError(f"{line[:60]!r}: {valid}", self.shown, number)
