"""Whatever is done in whatever order, the store holds what a few Python dictionaries hold."""

import contextlib
import itertools

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from xentlib.errors import KeyTaken, UnknownVariant
from xentlib.store import (
    AddGrades,
    Answer,
    Forget,
    GradeRow,
    Issue,
    Join,
    Leave,
    NewClass,
    NewToken,
    PurgeClass,
    Reveal,
    SetRecovery,
    open_store,
    reads,
)

LEARNERS = st.sampled_from(["ann", "bob", "eve"])
QUESTIONS = st.sampled_from(["softmax/sum", "loss/cat"])
KEYS = st.sampled_from(["key 1", "key 2", "key 3"])
TEXTS = st.text(st.characters(), max_size=6) | st.sampled_from(["0,5", "\0", "\ud800", "\x1b0000", "'; DROP", "%s ?"])
GRADES = st.sampled_from(
    [
        GradeRow("g1", "correct", 1.0, None),
        GradeRow("g1", "mistake", 0.0, "took-the-sum"),
        GradeRow("g1", "partial", 0.5, None),
        GradeRow("g1", "near", 0.0, None),
        GradeRow("g1", "unreadable", 0.0, None),
    ]
)


class Model(RuleBasedStateMachine):
    """The store of `place` beside a model: dictionaries by the names of the tables, deleted by hand."""

    place = ""

    def __init__(self):
        super().__init__()
        self.store = open_store(self.place)
        self.time = itertools.count(1)
        self.variants, self.attempts, self.reveals = {}, {}, {}
        self.learners, self.classes, self.members = {}, {}, set()  # learners: their class and recovery

    def teardown(self):
        for learner in ("ann", "bob", "eve"):
            self.do(Forget(learner))
        for klass in self.classes:
            self.do(PurgeClass(klass))
        self.store.close()

    def do(self, operation):
        return self.store.write(operation).result()

    def ask(self, function, *arguments):
        return self.store.read(lambda rows: function(rows, *arguments))

    @rule(learner=LEARNERS, question=QUESTIONS, n=st.integers(1, 3), data=st.data())
    def issue(self, learner, question, n, data):
        klass = data.draw(st.sampled_from([None, *self.classes]))
        made = f"variant {next(self.time)}"
        row = self.do(Issue(learner, klass, question, n, made, f"seed of {made}", f"note of {made}"))
        self.learners.setdefault(learner, [None, None])
        kept = self.variants.setdefault((learner, klass, question, n), row)
        assert row == kept
        if kept.id == made:
            assert row == (made, learner, klass, question, n, f"note of {made}", f"seed of {made}")

    @precondition(lambda self: self.variants)
    @rule(key=KEYS, text=TEXTS, grade=GRADES, data=st.data())
    def answer(self, key, text, grade, data):
        variant = data.draw(st.sampled_from([row.id for row in self.variants.values()]))
        operation = Answer(variant, key, text, "en", next(self.time), grade)
        mine = {known: attempt for known, attempt in self.attempts.items() if known[0] == variant}
        if (variant, key) not in mine:
            stored = self.do(operation)
            assert stored[1:] == (len(mine) + 1, True, variant not in self.reveals, grade)
            self.attempts[variant, key] = [stored, text, operation.arrived, [grade]]
            return
        stored, before, *_ = mine[variant, key]
        if before == text:
            assert self.do(operation) == stored._replace(new=False)
        else:
            with pytest.raises(KeyTaken):
                self.do(operation)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def replay(self, data):
        variant, key = data.draw(st.sampled_from([*self.attempts]))
        stored, text, *_ = self.attempts[variant, key]
        again = Answer(variant, key, text, "ru", next(self.time), GradeRow("g9", "wrong", 0.0, None))
        assert self.do(again) == stored._replace(new=False)

    @rule(text=TEXTS, grade=GRADES)
    def answer_nothing(self, text, grade):
        for operation in (Answer("variant 0", "key", text, "en", 1, grade), Reveal("variant 0", 1)):
            with pytest.raises(UnknownVariant):
                self.do(operation)

    @precondition(lambda self: self.variants)
    @rule(data=st.data())
    def reveal(self, data):
        variant = data.draw(st.sampled_from([row.id for row in self.variants.values()]))
        before = sum(known == variant for known, _key in self.attempts)
        assert self.do(Reveal(variant, next(self.time))) == self.reveals.setdefault(variant, before)

    @precondition(lambda self: self.attempts)
    @rule(grader=st.sampled_from(["g1", "g2", "g3"]), grade=GRADES, data=st.data())
    def grade_again(self, grader, grade, data):
        known = data.draw(st.sampled_from([*self.attempts]))
        stored, _text, _arrived, grades = self.attempts[known]
        new = grades[-1].grader != grader
        assert self.do(AddGrades([(stored.attempt, grade._replace(grader=grader)), (10**9, grade)])) == new
        if new:
            grades.append(grade._replace(grader=grader))

    @precondition(lambda self: len(self.classes) < 3)
    @rule(name=TEXTS)
    def new_class(self, name):
        made = f"class {next(self.time)}"
        row = self.do(NewClass(made, name, f"code of {made}", f"token of {made}", next(self.time)))
        assert self.do(NewClass(made, name, f"code of {made}", f"token of {made}", 0)) == row
        assert self.do(NewClass("other", name, row.code, "token", 0)) is None
        self.classes[made] = row

    @rule(data=st.data())
    def new_token(self, data):
        klass, token = data.draw(st.sampled_from(["none", *self.classes])), f"token {next(self.time)}"
        assert self.do(NewToken(klass, token)) == (klass in self.classes)
        if klass in self.classes:
            self.classes[klass] = self.classes[klass]._replace(token=token)

    @rule(learner=LEARNERS, data=st.data())
    def join(self, learner, data):
        klass = data.draw(st.sampled_from([None, *self.classes]))
        found = self.do(Join(learner, f"code of {klass}", next(self.time)))
        assert found == self.classes.get(klass)
        if klass:
            self.learners.setdefault(learner, [None, None])[0] = klass
            self.members.add((klass, learner))

    @rule(learner=LEARNERS)
    def leave(self, learner):
        self.do(Leave(learner))
        if learner in self.learners:
            self.learners[learner][0] = None

    @rule(learner=LEARNERS)
    def set_recovery(self, learner):
        made = f"hash {next(self.time)}"
        self.do(SetRecovery(learner, made))
        self.learners.setdefault(learner, [None, None])[1] = made

    @rule(learner=LEARNERS)
    def forget(self, learner):
        assert self.do(Forget(learner)) == (learner in self.learners)
        self.learners.pop(learner, None)
        self.members = {pair for pair in self.members if pair[1] != learner}
        self._drop(lambda known: known[0] == learner)

    @precondition(lambda self: self.classes)
    @rule(data=st.data())
    def purge(self, data):
        klass = data.draw(st.sampled_from([*self.classes]))
        assert self.do(PurgeClass(klass))
        assert not self.do(PurgeClass(klass))
        del self.classes[klass]
        gone = {learner for known, learner in self.members if known == klass}
        self.members = {pair for pair in self.members if pair[0] != klass}
        self._drop(lambda known: known[1] == klass)
        for learner, row in [*self.learners.items()]:
            row[0] = None if row[0] == klass else row[0]
            busy = any(known[0] == learner for known in self.variants) or any(m == learner for _c, m in self.members)
            if learner in gone and not busy and row[1] is None:
                del self.learners[learner]

    def _drop(self, chosen):
        gone = {row.id for known, row in self.variants.items() if chosen(known)}
        self.variants = {known: row for known, row in self.variants.items() if row.id not in gone}
        self.attempts = {known: attempt for known, attempt in self.attempts.items() if known[0] not in gone}
        self.reveals = {variant: n for variant, n in self.reveals.items() if variant not in gone}

    @rule()
    def reopen(self):
        secret = self.store.secret
        self.store.close()
        self.store = open_store(self.place)
        assert self.store.secret == secret

    @invariant()
    def attempts_are_the_same(self):
        found = {(row.variant, row.n): row for row in self.ask(reads.attempts_of, None)}
        assert len(found) == len(self.attempts)
        owners = {row.id: row for row in self.variants.values()}
        for (variant, _key), (stored, text, arrived, grades) in self.attempts.items():
            row = found[variant, stored.n]
            assert row.id == stored.attempt
            assert (row.answer, row.arrived, row.grade, row.counts) == (text, arrived, grades[-1], stored.counts)
            assert row.note == owners[variant].note
        assert self.ask(reads.last_attempt) == max((row.id for row in found.values()), default=0)

    @invariant()
    def people_are_the_same(self):
        assert {row.id: row for row in self.ask(reads.classes)} == self.classes
        for klass, row in self.classes.items():
            mine = {learner for known, learner in self.members if known == klass}
            assert {learner for learner, _joined in self.ask(reads.members, klass)} == mine
            found = {reads.class_by_id: row.id, reads.class_by_code: row.code, reads.class_by_token: row.token}
            assert all(self.ask(read, argument) == row for read, argument in found.items())
        for learner in ("ann", "bob", "eve"):
            klass, recovery = self.learners.get(learner, (None, None))
            assert self.ask(reads.learner_exists, learner) == (learner in self.learners)
            assert self.ask(reads.learner_class, learner) == self.classes.get(klass)
            assert recovery is None or self.ask(reads.learner_by_recovery, recovery) == learner

    @invariant()
    def variants_are_the_same(self):
        for row in self.variants.values():
            assert self.ask(reads.variant, row.id) == row
            assert (self.ask(reads.ended, row.id) is not None) == self._over(row.id)
            newest = max((o for o in self.variants.values() if o[1:4] == row[1:4]), key=lambda other: other.n)
            found = self.ask(reads.latest, row.learner, row.klass, row.question)
            assert found == (newest, self._over(newest.id))

    def _over(self, variant):
        right = (a[3][-1].verdict == "correct" for known, a in self.attempts.items() if known[0] == variant)
        return variant in self.reveals or any(right)

    @invariant()
    def progress_is_the_same(self):
        for learner in self.learners:
            counted = []
            for row in (row for row in self.variants.values() if row.learner == learner):
                for attempt in sorted(a[:1] + a[3:] for known, a in self.attempts.items() if known[0] == row.id):
                    stored, (*_older, grade) = attempt
                    if stored.counts and grade.verdict not in ("near", "unreadable"):
                        counted.append((stored.attempt, (row.question, row.id, *grade[1:])))
                    if stored.counts and grade.verdict == "correct":
                        break
            assert self.ask(reads.progress, learner) == [row for _attempt, row in sorted(counted)]


def test_the_store_and_a_model_agree(place):
    class Placed(Model):
        pass

    Placed.place = place
    with contextlib.closing(open_store(place)):
        pass  # so that the examples find a database to clean
    examples = 15 if place.startswith("postgres") else 60
    quick = settings(max_examples=examples, stateful_step_count=25, suppress_health_check=[*HealthCheck])
    run_state_machine_as_test(Placed, settings=quick)
