"""What is written into a PO file is read back, by us and by others; a broken file says where."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from xentlib.catalogs.po import Entry, PoFile, parse, read, render, write
from xentlib.errors import ContentError

NOTES = st.lists(st.sampled_from(["mind the case", "a - b", "x"]), max_size=2).map(tuple)
PLACES = st.lists(st.sampled_from([f"content/lessons/{n:02}.md:{n * n}" for n in range(20)]), unique=True)
ENTRIES = st.builds(
    Entry,
    text=st.text(min_size=1),
    translation=st.text(),
    fuzzy=st.booleans(),
    previous=st.text(),
    references=PLACES.map(tuple),
    comments=NOTES,
    notes=NOTES,
)
FILES = st.builds(
    PoFile, st.lists(ENTRIES, unique_by=lambda entry: entry.text, max_size=3).map(tuple), st.just(("Anna",))
)


@given(FILES)
def test_what_is_rendered_is_parsed(file):
    parsed = parse(render("ru", file), "ru.po")
    assert parsed.notes == file.notes
    assert [{**vars(entry), "line": 0} for entry in parsed.entries] == [vars(entry) for entry in file.entries]


def test_babel_reads_the_same_messages():
    file = PoFile(
        (
            Entry(
                'A long text with a \\ and a "quote" that takes more than one line of the file.\nEnd',
                "Да\tнет",
            ),
            Entry(
                "90% confidence",
                "90 %",
                fuzzy=True,
                previous="80% confidence",
                references=("a.md:1", "b.md:2"),
            ),
        )
    )
    catalog = read_po(BytesIO(render("ru", file).encode()), abort_invalid=True)
    assert [(message.id, message.string) for message in catalog if message.id] == [
        (entry.text, entry.translation) for entry in file.entries
    ]
    assert catalog["90% confidence"].fuzzy
    assert str(catalog.locale) == "ru"


def test_no_placeholder_is_taken_for_a_format():
    rendered = render("zh", PoFile((Entry("{{ cats.p }} of 90% (s) {name}", "%"),)))
    assert "-format" not in rendered


def test_obsolete_messages_are_left_out_and_a_line_number_is_kept():
    text = 'msgid ""\nmsgstr ""\n\n#~ msgid "old"\n#~ msgstr "старое"\n\n# note\nmsgid "a"\n"b"\nmsgstr "в"\n'
    assert parse(text, "ru.po").entries == (Entry("ab", "в", notes=("note",), line=8),)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('msgid "a"\nmsgstr "b\n', 2, "expected msgid"),
        ('msgid "a"\nmsgstr "$\\alpha$"\n', 2, "inside the quotes"),
        ('msgid "a"\n\nmsgid "b"\nmsgstr ""\n', 1, "no msgstr"),
        ('msgid "a"\n# note\nmsgstr ""\n', 1, "no msgstr"),
        ('msgid "a"\n', 1, "no msgstr"),
        ('msgstr "b"\n', 1, "expected msgid"),
        ('"b"\n', 1, "expected msgid"),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 3, "expected msgid"),
        ('msgid "a"\nmsgid_plural "b"\n', 2, "expected msgid"),
        ('<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n', 1, "expected msgid"),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', 4, "line 1; keep one"),
        ('#| msgid "a\nmsgid "b"\nmsgstr ""\n', 1, "expected msgid"),
    ],
)
def test_a_malformed_file_is_refused_with_its_name_and_line(text, line, what):
    with pytest.raises(ContentError, match=what) as caught:
        parse(text, "content/po/ru/index.po")
    assert (caught.value.path, caught.value.line) == ("content/po/ru/index.po", line)


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path):
    path = tmp_path / "ru.po"
    path.write_bytes('msgid "a"\nmsgstr "да"\n'.encode("cp1251"))
    with pytest.raises(ContentError, match=r"ru\.po:2: not UTF-8"):
        read(path, "ru.po")


def test_a_file_that_does_not_exist_is_empty(tmp_path):
    assert read(tmp_path / "ru.po", "ru.po") == PoFile()


def test_a_file_is_written_only_when_it_changes_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "ru" / "a.po"
    assert write(path, "one\n")
    assert not write(path, "one\n")
    assert write(path, "two\n")
    assert path.read_bytes() == b"two\n"
    assert list(path.parent.iterdir()) == [path]


def test_an_interrupted_writing_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.po"
    path.write_text("old\n")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(path, "new\n")
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]
