"""A report on a class: how its learners did, question by question, and never how one of them did.

    report = report_of(store, class_id)
    report_data(report, texts)          JSON
    report_csv(report, texts)           CSV

A learner counts once for a question, with the first answer that counts. Nothing is told of fewer than five learners:
not of a class, nor of a question, nor of a language in which a question was answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xentlib.classroom.statistics import FEWEST, NOTHING, STABLE_FROM, Share, Sums, facility, item_rest, wilson
from xentlib.classroom.table import Cell, csv_text
from xentlib.classroom.texts import Texts
from xentlib.store import Store, reads
from xentlib.store.report import SumsRow, counts, sums


@dataclass(frozen=True)
class Mistake:
    """How many learners made a mistake at their first answer; "" is a wrong answer without a name."""

    id: str
    learners: int
    share: Share


@dataclass(frozen=True)
class Group:
    """The learners who answered a question, all or those who did it in one language; mistakes, the commonest first."""

    language: str
    learners: int
    facility: float
    mistakes: tuple[Mistake, ...]

    @property
    def unstable(self) -> bool:
        return self.learners < STABLE_FROM


@dataclass(frozen=True)
class Discrimination:
    """The item-rest correlation over the learners who answered other questions too; None: not defined."""

    value: float | None
    learners: int

    @property
    def unstable(self) -> bool:
        return self.learners < STABLE_FROM


@dataclass(frozen=True)
class QuestionRow:
    """What is told of one question. A hidden one has no `all`."""

    question: str
    tries: int | None = None
    all: Group | None = None
    discrimination: Discrimination | None = None
    languages: tuple[Group, ...] = ()

    @property
    def lesson(self) -> str:
        return self.question.partition("/")[0]


@dataclass(frozen=True)
class Report:
    """A class in numbers; `questions` is empty where too few learners gave an answer that counts."""

    id: str
    name: str
    members: int
    learners: int
    questions: tuple[QuestionRow, ...]

    @property
    def hidden(self) -> bool:
        return self.learners < FEWEST


def report_of(store: Store, klass: str) -> Report:
    """Return the report on a class as it stands now. Raises UnknownClass."""

    def read(rows: Any) -> Report:
        found = reads.existing_class(rows, klass)
        members, learners = counts(rows, klass)
        questions = question_rows(sums(rows, klass)) if learners >= FEWEST else ()
        return Report(found.id, found.name, members, learners, questions)

    return store.read(read)


def question_rows(rows: Iterable[SumsRow]) -> tuple[QuestionRow, ...]:
    """Return what may be told of each question, in the order of their ids."""
    by_question: dict[str, list[SumsRow]] = defaultdict(list)
    for row in rows:
        by_question[row.question].append(row)
    return tuple(_question_row(question, found) for question, found in sorted(by_question.items()))


def _question_row(question: str, rows: Sequence[SumsRow]) -> QuestionRow:
    everybody = _group("", rows)
    if everybody.learners < FEWEST:
        return QuestionRow(question)
    pairs = sum((Sums(*row[6:]) for row in rows if row.pairs), NOTHING)
    value = item_rest(pairs) if pairs.n >= FEWEST else None
    return QuestionRow(
        question=question,
        tries=sum(row.tries for row in rows),
        all=everybody,
        discrimination=Discrimination(value, pairs.n),
        languages=_languages(rows, everybody.learners),
    )


def _group(language: str, rows: Sequence[SumsRow]) -> Group:
    learners = sum(row.learners for row in rows)
    made: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.mistake is not None:
            made[row.mistake] += row.learners
    mistakes = [Mistake(name, count, wilson(count, learners)) for name, count in made.items()]
    mistakes.sort(key=lambda one: (not one.id, -one.learners, one.id))
    return Group(language, learners, facility(sum(row.score for row in rows), learners), tuple(mistakes))


def _languages(rows: Sequence[SumsRow], learners: int) -> tuple[Group, ...]:
    """Return the languages with enough learners; and what is left over must be enough as well, or nobody at all.

    Else whoever subtracts the languages told from all learners would know about the few.
    """
    by_language: dict[str, list[SumsRow]] = defaultdict(list)
    for row in rows:
        by_language[row.lang].append(row)
    groups = [_group(language, found) for language, found in by_language.items()]
    told = sorted((one for one in groups if one.learners >= FEWEST), key=lambda one: (-one.learners, one.language))
    while told and 0 < learners - sum(one.learners for one in told) < FEWEST:
        told.pop()
    return tuple(told)


def report_data(report: Report, texts: Texts) -> dict[str, Any]:
    """Return a report ready for JSON, with the names of its mistakes in the language of `texts`."""
    return {
        "class": {"id": report.id, "name": report.name},
        "lang": texts.language,
        "members": report.members,
        "learners": report.learners,
        "hidden": report.hidden,
        "hidden_below": FEWEST,
        "unstable_below": STABLE_FROM,
        "questions": [_question_data(row, texts) for row in report.questions],
    }


def _question_data(row: QuestionRow, texts: Texts) -> dict[str, Any]:
    cure = texts.question(row.question).cure
    data: dict[str, Any] = {
        "question": row.question,
        "lesson": row.lesson,
        "prompt": texts.question(row.question).prompt,
        "cure": {"title": cure.title, "href": cure.href(texts.language)} if cure else None,
        "hidden": row.all is None,
    }
    if row.all is None or row.discrimination is None:
        return data
    correlation = row.discrimination
    return data | {
        "attempts": row.tries,
        **_group_data(row.all, row, texts),
        "discrimination": {
            "value": correlation.value,
            "defined": correlation.value is not None,
            "learners": correlation.learners,
            "unstable": correlation.unstable,
        },
        "languages": [{"lang": one.language, **_group_data(one, row, texts)} for one in row.languages],
    }


def _group_data(group: Group, row: QuestionRow, texts: Texts) -> dict[str, Any]:
    return {
        "learners": group.learners,
        "facility": group.facility,
        "unstable": group.unstable,
        "mistakes": [
            {
                "mistake": one.id,
                "text": texts.mistake(row.question, one.id),
                "learners": one.learners,
                "share": one.share.value,
                "low": one.share.low,
                "high": one.share.high,
            }
            for one in group.mistakes
        ],
    }


HEADS = (
    "question", "lesson", "lang", "learners", "attempts", "facility", "discrimination", "note",
    "mistake", "mistake_text", "mistake_learners", "share", "low", "high", "cure",
)  # fmt: skip


def report_csv(report: Report, texts: Texts, *, bom: bool = False) -> str:
    """Return a report as CSV: a row for each question, and one for each language and each mistake of it.

    `note` says `hidden`, `unstable` or `not defined` (the discrimination); numbers have a decimal point.
    """
    return csv_text(HEADS, (cells for row in report.questions for cells in _csv_rows(row, texts)), bom=bom)


def _csv_rows(row: QuestionRow, texts: Texts) -> Iterator[list[Cell]]:
    cure = texts.question(row.question).cure
    href = cure.href(texts.language) if cure else None
    if row.all is None or row.discrimination is None:
        yield [row.question, row.lesson, "", None, None, None, None, "hidden", *[None] * 6, href]
        return
    correlation = row.discrimination
    for group in (row.all, *row.languages):
        whole = group is row.all
        notes = ["unstable"] if group.unstable or (whole and correlation.unstable) else []
        notes += ["not defined"] if whole and correlation.value is None else []
        head: list[Cell] = [row.question, row.lesson, group.language, group.learners]
        told: list[Cell] = [row.tries if whole else None, group.facility, correlation.value if whole else None]
        yield [*head, *told, ", ".join(notes), *[None] * 6, href]
        for one in group.mistakes:
            text = texts.mistake(row.question, one.id)
            share = (one.learners, one.share.value, one.share.low, one.share.high)
            yield [*head, None, None, None, "unstable" if group.unstable else "", one.id, text, *share, href]
