"""Grading again: the same by every executor, nothing lost, nothing done twice, and a reason for what cannot be done."""

import re
import shutil
from concurrent.futures import Executor, Future
from dataclasses import replace

import pytest
from classrooms import CLASS, graded_class
from support import ROOT

from xentlib.classroom import regrade, report_of
from xentlib.classroom.grading import Range, grade_range, version_of
from xentlib.classroom.regrade import _written, dask_pool, process_pool
from xentlib.course import Course
from xentlib.errors import StoreError, ToolError
from xentlib.quiz import key_data, question_ids, read_question, vary
from xentlib.quiz.grader import grader
from xentlib.quiz.vary import key_again
from xentlib.service.variants import Bank
from xentlib.store import AddGrades, Forget, GradeRow, reads

NAMES = ("softmax/one-probability", "softmax/sharpened", "loss/stages-of-a-classifier", "entropy/four-prices")


class Serial(Executor):
    """Runs each task at once, here."""

    def submit(self, function, /, *arguments, **named):
        future = Future()
        try:
            future.set_result(function(*arguments, **named))
        except BaseException as error:
            future.set_exception(error)
        return future


@pytest.fixture
def mended(tmp_path):
    """A course whose questions may be mended: a copy."""
    for name in ("content", "quizzes"):
        shutil.copytree(ROOT / name, tmp_path / "course" / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path / "course")
    return Course(tmp_path / "course")


def mend(course, question, old, new):
    path = course.root / "quizzes" / f"{question}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    version_of.cache_clear()


def graded(store):
    found = store.read(lambda rows: rows.all("SELECT * FROM grades ORDER BY attempt, place"))
    return [tuple(row) for row in found]


@pytest.mark.parametrize("language", ["en"])
def test_a_key_from_a_note_is_the_key_of_the_variant(course, language):
    for name in question_ids(course):
        question = read_question(course, name, language)
        for seed in range(1, 4):
            variant = vary(question, seed)
            key, order = key_again(question, variant.note)
            assert key_data(key) == key_data(variant.key), name
            assert order == tuple(option for option, _text in variant.options), name


def test_the_current_grader_gives_the_same_grades_and_writes_them_beside_the_old(place, store, course):
    graded_class(store, course, NAMES)
    before = graded(store)
    done = regrade(place, store, course, Serial(), size=7)
    assert (done.seen, done.current, done.graded, done.changes, done.failures) == (48, 0, 48, (), ())
    after = graded(store)
    assert [row for row in after if row[1] == 1] == before
    assert [row[3:] for row in after if row[1] == 2] == [row[3:] for row in before]
    assert {row[2] for row in after if row[1] == 2} == {grader(course, name) for name in NAMES}


def test_doing_it_again_does_nothing(place, store, course):
    graded_class(store, course, NAMES)
    regrade(place, store, course, Serial())
    before = graded(store)
    again = regrade(place, store, course, Serial())
    assert (again.seen, again.current, again.graded) == (48, 48, 0)
    assert graded(store) == before


def test_a_dry_run_tells_the_same_and_writes_nothing(place, store, mended):
    graded_class(store, mended, NAMES)
    mend(mended, "softmax/one-probability", "policy: {decimals: 3}", "policy: {absolute: 1000}")
    before = graded(store)
    dry = regrade(place, store, mended, Serial(), dry_run=True)
    assert graded(store) == before
    assert regrade(place, store, mended, Serial()) == dry
    assert len(graded(store)) == 2 * len(before)


def test_who_changes_is_told_by_question(place, store, mended):
    graded_class(store, mended, NAMES)
    mend(mended, "softmax/one-probability", "policy: {decimals: 3}", "policy: {absolute: 1000}")
    (change,) = regrade(place, store, mended, Serial(), size=5).changes
    assert (change.question, change.before, change.after) == (
        "softmax/one-probability", ("wrong", None), ("correct", None),
    )  # fmt: skip
    assert (change.attempts, change.learners) == (4, 4)
    rows = store.read(lambda rows: reads.attempts_of(rows, None))
    told = {row.grade.verdict for row in rows if row.question == "softmax/one-probability"}
    assert told == {"correct", "unreadable"}
    assert [row.all.facility for row in report_of(store, CLASS).questions if row.question == change.question] == [1.0]


def test_a_question_mended_and_put_back_gets_its_old_grades_once_more(place, store, mended):
    graded_class(store, mended, NAMES)
    old, new = "policy: {decimals: 3}", "policy: {absolute: 1000}"
    regrade(place, store, mended, Serial())
    before = store.read(lambda rows: reads.attempts_of(rows, None))
    mend(mended, NAMES[0], old, new)
    there = regrade(place, store, mended, Serial())
    mend(mended, NAMES[0], new, old)
    back = regrade(place, store, mended, Serial())
    assert there.graded == back.graded == 12
    assert back.changes == tuple(replace(one, before=one.after, after=one.before) for one in there.changes)
    assert store.read(lambda rows: reads.attempts_of(rows, None)) == before


@pytest.mark.parametrize("reader", ["classroom.grading", "service.variants"])
def test_a_question_that_is_mended_while_it_is_read_is_graded_again(place, store, mended, monkeypatch, reader):
    graded_class(store, mended, NAMES)

    def read_and_mend(course, name, language):
        question = read_question(course, name, language)
        if name == NAMES[0]:
            mend(mended, name, "policy: {decimals: 3}", "policy: {absolute: 1000}")
        return question

    with monkeypatch.context() as late:
        late.setattr(f"xentlib.{reader}.read_question", read_and_mend)
        if reader == "service.variants":
            named = Bank(mended).grader(NAMES[0])
            attempts = store.read(lambda rows: reads.attempts_of(rows, CLASS))
            mine = [(row.id, row.grade._replace(grader=named)) for row in attempts if row.question == NAMES[0]]
            store.write(AddGrades(mine)).result()
        else:
            assert regrade(place, store, mended, Serial()).changes == ()
    (change,) = regrade(place, store, mended, Serial()).changes
    assert change.question == NAMES[0]


def test_every_executor_gives_the_same(place, store, mended):
    from dask.distributed import LocalCluster

    graded_class(store, mended, NAMES)
    mend(mended, "softmax/one-probability", "policy: {decimals: 3}", "policy: {absolute: 1000}")
    serial = regrade(place, store, mended, Serial(), dry_run=True, size=10)
    assert serial.graded == 48
    with process_pool(2) as pool:
        assert regrade(place, store, mended, pool, dry_run=True, size=10) == serial
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **options) as cluster, dask_pool(cluster.scheduler_address) as pool:
        assert regrade(place, store, mended, pool, dry_run=True, size=10) == serial
        assert regrade(place, store, mended, pool, size=10) == serial
    assert len(graded(store)) == 96


def test_what_cannot_be_graded_again_is_counted_with_its_reason_and_keeps_its_grade(place, store, mended):
    graded_class(store, mended, NAMES)
    (mended.root / "quizzes/softmax/sharpened.md").unlink()
    mend(mended, "loss/stages-of-a-classifier", "example: ", "example: one_probability #")
    mend(mended, "entropy/four-prices", "level: ", "level: 77 #")
    version_of.cache_clear()
    before = graded(store)
    done = regrade(place, store, mended, Serial())
    told = {one.question: (one.attempts, one.reason) for one in done.failures}
    assert told.keys() == {"softmax/sharpened", "loss/stages-of-a-classifier", "entropy/four-prices"}
    assert told["softmax/sharpened"] == (12, "the course no longer has this question")
    assert "level" in told["entropy/four-prices"][1]
    assert done.graded == 12
    assert [row for row in graded(store) if row[1] == 1] == before


def test_a_note_that_no_question_wrote_is_a_reason(place, store, course):
    pupils = graded_class(store, course, NAMES[:1], learners=2)
    for number, note in enumerate(["", "softmax/one-probability {", "softmax/sharpened {}",
                                   'softmax/one-probability {"w": 1}'], start=2):  # fmt: skip
        pupils.answer("learner 0", NAMES[0], GradeRow("old", "wrong", 0.0, None), n=number, note=note)
    done = regrade(place, store, course, Serial())
    assert done.graded == 2
    assert sum(one.attempts for one in done.failures) == 4


def test_what_an_interruption_left_is_done_the_next_time(place, store, course):
    graded_class(store, course, NAMES)

    def interrupt(done, total):
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        regrade(place, store, course, Serial(), size=10, progress=interrupt)
    done = regrade(place, store, course, Serial(), size=10)
    assert done.current + done.graded == 48
    assert len(graded(store)) == 96


def test_answers_that_come_meanwhile_are_left_to_their_own_grades(place, store, course):
    pupils = graded_class(store, course, NAMES, learners=2)

    def answer(done, total):
        pupils.answer("learner 0", NAMES[0], n=2)

    assert regrade(place, store, course, Serial(), progress=answer).seen == 8


def test_a_range_that_changed_meanwhile_is_looked_at_answer_by_answer(place, store, course):
    graded_class(store, course, NAMES, learners=3)
    work = Range(place, course.root, version_of(course.root), 1, 100)
    one, other = grade_range(work), grade_range(work)
    assert store.write(_written(one)).result() == 12
    assert store.write(_written(other)).result() == 0
    assert len(graded(store)) == 24
    store.write(Forget("learner 1")).result()
    third = grade_range(work)
    store.write(Forget("learner 2")).result()
    assert store.write(_written(replace(third, grades=one.grades))).result() == 0
    assert len(graded(store)) == 8


def test_an_attempt_that_is_gone_is_passed_over(store, course):
    graded_class(store, course, NAMES[:1], learners=1)
    grade = GradeRow("new", "wrong", 0.0, None)
    assert store.write(AddGrades([(1, grade), (99, grade)])).result() == 1


def test_a_worker_with_another_version_refuses(place, store, course):
    with pytest.raises(StoreError, match="another version"):
        grade_range(Range(place, course.root, "0" * 64, 1, 10))


def test_an_empty_store_has_nothing_to_grade(place, store, course):
    assert regrade(place, store, course, Serial()).seen == 0


def test_a_scheduler_that_does_not_answer_is_named():
    place = "tcp://127.0.0.1:1"
    with pytest.raises(ToolError, match=f"{re.escape(place)}: no dask scheduler answers"), dask_pool(place):
        pass
