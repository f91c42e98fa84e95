"""Classes for tests: learners who answer real questions, and the same rows as plain tuples for an oracle."""

import random
from dataclasses import dataclass, field

from xentlib.quiz import judge, read_question, vary
from xentlib.quiz.typed import answer_of
from xentlib.store import Answer, GradeRow, Issue, Join, NewClass, Reveal

CLASS = "c1a55c1a55c1a551"
RIGHT = GradeRow("first", "correct", 1.0, None)


@dataclass
class Pupils:
    """A class in a store. `answer` stores an answer with any grade."""

    store: object
    klass: str = CLASS
    name: str = "10b"
    answered: list = field(default_factory=list)
    keys: int = 0

    def __post_init__(self):
        self.store.write(NewClass(self.klass, self.name, f"CODE{self.klass[-4:]}", f"token {self.klass}", 0)).result()

    def join(self, *learners):
        for learner in learners:
            self.store.write(Join(learner, f"CODE{self.klass[-4:]}", 0)).result()

    def issue(self, learner, question, n=1, note="note"):
        variant = f"{self.klass}/{learner}/{question}/{n}"
        return self.store.write(Issue(learner, self.klass, question, n, variant, "seed", note)).result().id

    def answer(self, learner, question, grade=RIGHT, *, n=1, lang="en", answer="0.5", note="note"):
        variant = self.issue(learner, question, n, note)
        self.keys += 1
        return self.store.write(Answer(variant, f"key {self.keys}", answer, lang, self.keys, grade)).result()

    def reveal(self, learner, question, n=1):
        self.store.write(Reveal(self.issue(learner, question, n), 0)).result()


def random_class(store, learners=40, questions=6, seed=1):
    """Fill a class with answers of all kinds; return it and (learner, question, lang, verdict, score, mistake)."""
    dice, pupils, facts = random.Random(seed), Pupils(store), []  # noqa: S311  # for a test
    for place in range(learners):
        learner = f"learner {place}"
        strength = dice.random()
        pupils.join(learner)
        for number in range(questions):
            question = f"lesson{number % 2}/question-{number}"
            revealed = False
            for _try in range(dice.choice((0, 1, 1, 2, 3))):
                verdict = dice.choice(("near", "unreadable", "other"))
                if verdict == "other":
                    right = dice.random() < (strength + number / questions) / 2
                    verdict = "correct" if right else dice.choice(("wrong", "mistake", "partial"))
                score = {"correct": 1.0, "partial": 1 / 3}.get(verdict, 0.0)
                mistake = dice.choice(("odds", "base_two")) if verdict in ("mistake", "partial") else None
                lang = dice.choice(("en", "en", "ru", "zh"))
                pupils.answer(learner, question, GradeRow("first", verdict, score, mistake), lang=lang)
                if not revealed:
                    facts.append((learner, question, lang, verdict, score, mistake))
                if dice.random() < 0.1:
                    pupils.reveal(learner, question)
                    revealed = True
    return pupils, facts


def graded_class(store, course, names, learners=12, graded_by="an older grader"):
    """Fill a class with real answers to real variants, graded as `graded_by`."""
    pupils = Pupils(store)
    for place in range(learners):
        learner = f"learner {place}"
        pupils.join(learner)
        for name in names:
            question = read_question(course, name, "en")
            variant = vary(question, f"seed {place % 7}")
            typed = typed_answers(variant)[place % 3]
            grade = judge(variant.key, answer_of(variant, typed), "en")
            row = GradeRow(graded_by, grade.verdict, grade.score, grade.mistake)
            pupils.answer(learner, name, row, answer=typed, note=variant.note)
    return pupils


def typed_answers(variant):
    """Return three answers: a right one, another one, and none."""
    if variant.question.numeric:
        return [variant.key.shown.strip("[]"), "7", "seven"]
    places = {option: str(place) for place, (option, _text) in enumerate(variant.options, start=1)}
    right = " ".join(places[option] for option in variant.key.right_ids)
    return [right, " ".join(sorted(places.values(), reverse=True)), "?"]
