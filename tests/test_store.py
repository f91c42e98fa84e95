"""The store, from outside: what was written can be read, and doing it twice is doing it once."""

import pytest

from xentlib.errors import KeyTaken, UnknownVariant
from xentlib.store import Answer, GradeRow, Issue, Join, NewClass, PurgeClass, Reveal, SetRecovery, reads

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


def test_purging_a_class_leaves_whoever_did_anything_else(store):
    def do(operation):
        return store.write(operation).result()

    for klass in ("a", "b"):
        do(NewClass(klass, klass, f"code {klass}", f"token {klass}", 1))
    for learner in ("ann", "bob", "eve", "zoe"):
        do(Join(learner, "code a", 2))
        do(Issue(learner, "a", "softmax/sum", 1, f"of {learner}", "seed", "note"))
        do(Answer(f"of {learner}", "key", "0.5", "en", 3, RIGHT))
    do(SetRecovery("bob", "hash"))
    do(Join("eve", "code b", 4))
    do(Issue("zoe", None, "softmax/sum", 1, "alone", "seed", "note"))
    assert do(PurgeClass("a"))
    assert [row.id for row in store.read(reads.classes)] == ["b"]
    assert store.read(lambda rows: reads.attempts_of(rows, None)) == []
    left = [who for who in ("ann", "bob", "eve", "zoe") if store.read(lambda r, who=who: reads.learner_exists(r, who))]
    assert left == ["bob", "eve", "zoe"]
    assert store.read(lambda rows: reads.learner_class(rows, "eve")).id == "b"
    assert store.read(lambda rows: reads.learner_class(rows, "bob")) is None
    assert store.read(lambda rows: reads.variant(rows, "alone"))
    assert not do(PurgeClass("a"))
