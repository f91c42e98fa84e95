"""What is read in pages or ranges is whole, and of nobody else."""

import pytest

from xentlib.store import AddGrades, Answer, GradeRow, Issue, NewClass, reads
from xentlib.store.report import graded_between

GRADE = GradeRow("g1", "mistake", 0.0, "took-the-sum")


@pytest.fixture
def three_classes(store):
    """A store with thirty answers, their classes and learners taking turns, every third one graded again."""
    for klass in ("a", "b"):
        store.write(NewClass(klass, klass, f"code {klass}", f"token {klass}", 1)).result()
    for n, klass in enumerate(("a", "b", None)):
        store.write(Issue("ann", klass, "q", 1, f"v{n}", "seed", "note")).result()
    made = [store.write(Answer(f"v{n % 3}", f"key {n}", str(n), "en", n, GRADE)).result() for n in range(30)]
    again = [(stored.attempt, GRADE._replace(grader="g2", verdict="wrong")) for stored in made[::3]]
    assert store.write(AddGrades(again)).result() == 10
    assert store.write(AddGrades(again)).result() == 0
    return store


@pytest.mark.parametrize(("klass", "answers"), [("a", range(0, 30, 3)), ("b", range(1, 30, 3)), (None, range(30))])
@pytest.mark.parametrize("span", [1, 7, 5000])
def test_pages_of_attempts_give_each_one_once(three_classes, klass, answers, span, monkeypatch):
    monkeypatch.setattr(reads, "RANGE", span)
    found, after = [], 0
    while page := three_classes.read(lambda rows, after=after: reads.attempts_of(rows, klass, after, 4)):
        assert len(page) <= 4
        found += page
        after = page[-1].id
    assert [row.answer for row in found] == [str(n) for n in answers]
    assert {row.klass for row in found} == ({klass} if klass else {"a", "b", None})
    assert all(row.grade.grader == ("g2" if row.klass == "a" else "g1") for row in found)


def test_a_range_of_attempts_has_both_its_ends(three_classes):
    last = three_classes.read(reads.last_attempt)
    found = three_classes.read(lambda rows: graded_between(rows, last - 5, last - 1))
    assert [answer for _id, _learner, _question, _note, answer, *_grade in found] == ["24", "25", "26", "27", "28"]
    assert three_classes.read(lambda rows: graded_between(rows, last + 1, last + 9)) == []
