"""What is known of a session: its questions and what became of each. Nothing here asks or prints."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal, get_args

from xentlib.quiz import Grade, Variant

MOST_TRIES = 2
"""How often one may answer a question; what is near or unreadable is no try."""

MOST_ASKED = 200
"""How many questions a session has at most."""

Outcome = Literal["", "correct", "partial", "mistake", "wrong", "shown", "skipped"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True)
class Asked:
    """One variant and what became of it: `first` is the verdict on the first try, or that there was none."""

    question: str
    seed: str
    digest: str  # of the variant's note: tells whether the question is still the same
    first: Outcome = ""
    score: float = 0.0  # of the first try
    tries: int = 0
    mistakes: tuple[str, ...] = ()  # of all tries
    hint: bool = False
    done: bool = False

    @property
    def lesson(self) -> str:
        return self.question.split("/")[0]

    def graded(self, grade: Grade) -> Asked:
        """Return it after an answer; one that is near or unreadable changes nothing.

        >>> asked = Asked("softmax/loss", "7", "").graded(Grade("mistake", mistake="log2"))
        >>> asked.done, asked.graded(Grade("correct", 1.0))
        (False, Asked(question='softmax/loss', seed='7', digest='', first='mistake', score=0.0, tries=2, \
mistakes=('log2',), hint=False, done=True))
        """
        if not grade.answered:
            return self
        tries = self.tries + 1
        made = (*self.mistakes, grade.mistake) if grade.mistake else self.mistakes
        later = replace(self, tries=tries, mistakes=made, done=grade.verdict == "correct" or tries == MOST_TRIES)
        if self.tries:
            return later
        outcome = next(one for one in OUTCOMES if one == grade.verdict)
        return replace(later, first=outcome, score=grade.score)

    def ended(self, outcome: Outcome) -> Asked:
        """Return it without a further try: its solution was shown, or it was skipped."""
        return replace(self, first=self.first or outcome, done=True)


@dataclass(frozen=True)
class Session:
    """Variants in the order in which they are asked, in one language."""

    language: str
    seed: str
    asked: tuple[Asked, ...]

    @property
    def place(self) -> int:
        """The index of the question to ask next; the number of all when none is left."""
        return next((place for place, one in enumerate(self.asked) if not one.done), len(self.asked))

    @property
    def over(self) -> bool:
        return self.place == len(self.asked)

    def put(self, asked: Asked) -> Session:
        """Return the session with its current question as it is now."""
        before, after = self.asked[: self.place], self.asked[self.place + 1 :]
        return replace(self, asked=(*before, asked, *after))


def digest(variant: Variant) -> str:
    """Return what tells one variant from all others, in few characters."""
    return hashlib.sha256(variant.note.encode()).hexdigest()[:16]
