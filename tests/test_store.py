"""The store, from outside: what was written can be read, and doing it twice is doing it once."""

import pytest

from xentlib.errors import KeyTaken, UnknownVariant
from xentlib.store import Answer, GradeRow, Issue, Reveal, reads

RIGHT = GradeRow("grader-1", "correct", 1.0, None)


def test_an_answer_is_stored_once_under_its_key(store):
    variant = store.write(Issue("learner", None, "softmax/sum", 1, "v1", "seed", "note")).result()
    again = store.write(Issue("learner", None, "softmax/sum", 1, "v2", "seed", "note")).result()
    assert again == variant == store.read(lambda rows: reads.variant(rows, "v1"))
    assert store.read(lambda rows: reads.latest(rows, "learner", None, "softmax/sum")) == (variant, False)
    first = store.write(Answer("v1", "key", "0.5\0\ud800", "en", 1, RIGHT)).result()
    assert store.write(Answer("v1", "key", "0.5\0\ud800", "en", 2, RIGHT)).result() == first._replace(new=False)
    with pytest.raises(KeyTaken):
        store.write(Answer("v1", "key", "0.6", "en", 1, RIGHT)).result()
    with pytest.raises(UnknownVariant):
        store.write(Answer("v9", "key", "0.6", "en", 1, RIGHT)).result()
    assert store.read(lambda rows: reads.latest(rows, "learner", None, "softmax/sum")) == (variant, True)
    assert store.write(Reveal("v1", 3)).result() == 1
    assert not store.write(Answer("v1", "key 2", "0.5", "en", 4, RIGHT)).result().counts
    assert [row.answer for row in store.read(lambda rows: reads.attempts_of(rows, None))] == ["0.5\0\ud800", "0.5"]
    assert len(store.read(lambda rows: reads.progress(rows, "learner"))) == 1
