"""What became of an answer, in ids and arguments, so that one grade can be told in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Verdict = Literal["correct", "near", "partial", "mistake", "wrong", "unreadable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Grade:
    """The verdict on one answer. Only "correct" and, in part, "partial" score.

    A near or unreadable answer scores nothing and costs nothing: the learner answers again.
    """

    verdict: Verdict
    score: float = 0.0  # from 0 to 1
    mistake: str | None = None  # the id of the feedback
    reason: str | None = None  # of an unreadable answer
    arguments: Mapping[str, str] = field(default_factory=dict)
    read: str | None = None  # what was read, as the language writes it

    @property
    def answered(self) -> bool:
        """Whether the answer counts as one: what is near or unreadable is given again."""
        return self.verdict not in ("near", "unreadable")
