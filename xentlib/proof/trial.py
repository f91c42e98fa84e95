"""What is tried of a question: its variants for many seeds, in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.proof.page import Case
from xentlib.quiz import Question, Variant, read_question, vary

PAGE_SCRIPT = Path("assets/quiz.js")


@dataclass(frozen=True)
class Finding:
    """What does not hold: of which point of the proof, for which seed and language where it hangs on one."""

    question: str
    point: str
    message: str
    seed: str | None = None
    language: str | None = None

    def __str__(self) -> str:
        place = "".join(
            f" {name} {value}" for name, value in (("seed", self.seed), ("lang", self.language)) if value is not None
        )
        return f"{self.question}{place}: {self.point}: {self.message}"


@dataclass
class Trial:
    """One question with its variants by language, in the order of the seeds; English is among the languages.

    `answers` counts what was judged on the way, and `cases` collects some of it for the comparison with the page.
    """

    questions: Mapping[str, Question]
    variants: Mapping[str, Sequence[Variant]]
    script: Path
    published: str | None = None  # the digest that the repository holds
    cases: list[Case] = field(default_factory=list)
    answers: int = 0

    @property
    def question(self) -> Question:
        return self.questions[SOURCE_LANGUAGE]

    @property
    def english(self) -> Sequence[Variant]:
        return self.variants[SOURCE_LANGUAGE]

    def every(self) -> Iterator[tuple[str, Variant]]:
        for language, variants in self.variants.items():
            for variant in variants:
                yield language, variant

    def finding(self, point: str, message: str, variant: Variant | None = None) -> Finding:
        seed = variant.seed if variant else None
        language = variant.question.language if variant else None
        return Finding(self.question.id, point, message, seed, language)


def make_trial(
    course: Course, question_id: str, seeds: Sequence[int], languages: Sequence[str], published: str | None
) -> Trial:
    """Read the question in each language and vary it for each seed. Raises ContentError where that is impossible."""
    codes = dict.fromkeys((SOURCE_LANGUAGE, *languages))
    questions = {code: read_question(course, question_id, code) for code in codes}
    variants = {code: [vary(question, seed) for seed in seeds] for code, question in questions.items()}
    return Trial(questions, variants, course.theme / PAGE_SCRIPT, published)
