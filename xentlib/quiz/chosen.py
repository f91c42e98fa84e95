"""Keys of questions whose answer is made of given options: one of them, several, or all in an order.

An answer is a text here as well: the ids of the options with spaces between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from xentlib.errors import InputError
from xentlib.quiz.grade import Grade


@dataclass(frozen=True)
class ChoiceKey:
    """The id of the right option, and the mistake behind each wrong option that has feedback of its own."""

    right: str
    mistakes: Mapping[str, str]

    @property
    def right_ids(self) -> tuple[str, ...]:
        """The ids that are right."""
        return (self.right,)

    def judge(self, answer: str, language: str) -> Grade:
        if not answer:
            return Grade("unreadable", reason="choice")
        if answer == self.right:
            return Grade("correct", 1.0)
        if answer in self.mistakes:
            return Grade("mistake", mistake=self.mistakes[answer])
        return Grade("wrong")

    def overlap(self) -> tuple[str, str] | None:
        return ("accept", self.mistakes[self.right]) if self.right in self.mistakes else None

    def data(self) -> dict[str, Any]:
        return {"kind": "choice", "right": self.right, "mistakes": [[*pair] for pair in self.mistakes.items()]}


@dataclass(frozen=True)
class ChoicesKey:
    """The ids of all options, in the order of the file, and of the right ones: at least one, and not all."""

    options: tuple[str, ...]
    right: frozenset[str]

    def __post_init__(self) -> None:
        if not self.right or not self.right < set(self.options):
            expected = "at least one, and not all; the draw of an example returns None where it gives no good question"
            raise InputError("right options", f"{len(self.right)} of {len(self.options)}", expected)

    @property
    def right_ids(self) -> tuple[str, ...]:
        """The ids that are right, in the order of the file."""
        return tuple(option for option in self.options if option in self.right)

    def judge(self, answer: str, language: str) -> Grade:
        chosen = set(_ids(answer))
        if not chosen or not chosen <= set(self.options):
            return Grade("unreadable", reason="choices")
        if chosen == self.right:
            return Grade("correct", 1.0)
        wrongly = [option for option in self.options if option in chosen - self.right]
        missing = [option for option in self.options if option in self.right - chosen]
        score = max(0, len(chosen & self.right) - len(wrongly)) / len(self.right)
        return Grade("partial" if score else "mistake", score, mistake=[*wrongly, *missing][0])

    def overlap(self) -> tuple[str, str] | None:
        return None

    def data(self) -> dict[str, Any]:
        return {"kind": "choices", "options": [*self.options], "right": [*self.right_ids]}


@dataclass(frozen=True)
class OrderKey:
    """The ids of the items in their right order, and the wrong orders that people reach."""

    right: tuple[str, ...]
    mistakes: Mapping[str, tuple[str, ...]]

    @property
    def right_ids(self) -> tuple[str, ...]:
        """The ids of all items, in the right order."""
        return self.right

    def judge(self, answer: str, language: str) -> Grade:
        given = tuple(_ids(answer))
        if sorted(given) != sorted(self.right):
            return Grade("unreadable", reason="order")
        if given == self.right:
            return Grade("correct", 1.0)
        for mistake, order in self.mistakes.items():
            if given == order:
                return Grade("mistake", mistake=mistake)
        place = next(i for i, (one, other) in enumerate(zip(given, self.right, strict=True), start=1) if one != other)
        return Grade("wrong", arguments={"place": str(place)})

    def overlap(self) -> tuple[str, str] | None:
        for (one, order), (other, further) in combinations([("accept", self.right), *self.mistakes.items()], 2):
            if order == further:
                return one, other
        return None

    def data(self) -> dict[str, Any]:
        mistakes = [[name, [*order]] for name, order in self.mistakes.items()]
        return {"kind": "order", "right": [*self.right], "mistakes": mistakes}


def _ids(answer: str) -> list[str]:
    return [one for one in answer.split(" ") if one]
