"""A file is there whole or as it was."""

import pytest

from xentlib.errors import ContentError
from xentlib.files import front_matter, replace_file


def test_a_file_is_replaced_whole_and_nothing_is_left_behind(tmp_path):
    path = tmp_path / "a" / "page.html"
    replace_file(path, b"old")
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "page.html"
    replace_file(path, b"old")
    with pytest.raises(TypeError):
        replace_file(path, "text")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# T\n", r"a.md:1: no front matter; the file starts with ---"),
        ("---\n- a\n---\n", r"a.md:2: front matter: expected settings such as title"),
        ("---\na: 1\nb: [\n---\n", r"a.md:4: not valid YAML"),
        ("---\na: b: c\n---\n", r"a.md:2: not valid YAML: mapping .*; put a text with a colon into quotes"),
        ("---\na: 1\nb: 2024-13-45\n---\n", r"a.md:3: not valid YAML: '2024-13-45' is no value of the type timestamp"),
        ("---\na: !!bool maybe\n---\n", r"a.md:2: not valid YAML: 'maybe' is no value of the type bool"),
        (f"---\na: {'9' * 5000}\n---\n", r"a.md:2: not valid YAML: '9+\.\.\.9+' is no value of the type int"),
        (f"---\na: {'[' * 2000}\n---\n", r"a.md:2: not valid YAML: nested too deeply"),
    ],
)
def test_front_matter_that_cannot_be_read_is_named(text, message):
    with pytest.raises(ContentError, match=message):
        front_matter(text, "a.md")
