"""What is kept between builds: used only where it is whole and up to date, and never more than is needed."""

import pytest

from xentlib.kept import Kept


@pytest.fixture
def kept(tmp_path):
    return Kept(tmp_path / "kept", "code")


def test_a_text_comes_back_for_what_it_was_made_of(kept):
    kept.put("ru/a/b.json", "1", "текст\n\n2")
    assert kept.get("ru/a/b.json", "1") == "текст\n\n2"
    assert kept.get("ru/a/b.json", "2") is None
    assert Kept(kept.folder, "other code").get("ru/a/b.json", "1") is None
    assert kept.get("en/a/b.json", "1") is None
    kept.put("ru/a/b.json", "2", "new")
    assert (kept.get("ru/a/b.json", "1"), kept.get("ru/a/b.json", "2")) == (None, "new")


@pytest.mark.parametrize(
    "damage", [lambda content: b"", lambda content: content[:-1], lambda content: content.replace(b"7", b"8"),
               lambda content: b"\xff" + content, lambda content: content.partition(b"\n")[2]],
)  # fmt: skip
def test_a_damaged_text_is_none(kept, damage):
    kept.put("a", "1", "a number 7")
    path = kept.folder / "a"
    path.write_bytes(damage(path.read_bytes()))
    assert kept.get("a", "1") is None


def test_only_what_is_named_stays(kept):
    for name in ("ru/a", "ru/b", "en/a"):
        kept.put(name, "1", name)
    (kept.folder / "ru" / ".a.4711").write_text("half written by a process that was killed")
    kept.only({"ru/a", "en/a"})
    assert sorted(path.name for path in kept.folder.rglob("*") if path.is_file()) == ["a", "a"]


def test_nothing_to_remove_is_no_error(kept):
    kept.only(())
