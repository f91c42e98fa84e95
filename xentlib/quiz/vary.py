"""Make a variant: a function of question, seed and language, and of nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xentlib.draws import Draws
from xentlib.errors import ContentError
from xentlib.examples import Inputs, Worked
from xentlib.expand import Source, expand, names_of
from xentlib.quiz.judge import ChoiceKey, Interval, Key, NumberKey, overlap
from xentlib.quiz.policy import RELATIVE_FLOOR, Policy, as_decimal
from xentlib.quiz.question import Question, Section

DRAWS_PER_VARIANT = 200
"""How often the inputs of one variant are drawn anew before the question itself is called wrong."""


@dataclass(frozen=True)
class Variant:
    """A question with its numbers, in one language. Texts are Markdown with TeX; feedback is by id.

    Two variants ask the same thing if and only if their notes are equal.
    """

    question: Question
    seed: str
    inputs: Inputs
    prompt: str
    options: tuple[tuple[str, str], ...]
    hint: str
    solution: str
    feedback: Mapping[str, str]
    key: Key
    note: str


def vary(question: Question, seed: int | str) -> Variant:
    """Return the variant of `question` for `seed`.

    Draws that make a bad question are passed over: two mistakes that give the same number, options that look
    alike. Raises ContentError where hardly any draw makes a good one, naming what clashed last.
    """
    assert question.example.draw is not None  # read_question refuses examples without draw
    clash = f"example {question.example.name!r} refuses its own draws"
    for attempt in range(DRAWS_PER_VARIANT):
        draws = Draws(question.id, str(seed), str(attempt))
        inputs = question.example.draw(draws)
        if inputs is None:
            continue
        variant = _variant(question, str(seed), draws, inputs)
        problem = _clash(variant)
        if problem is None:
            return variant
        clash = problem
    raise ContentError(f"no good variant for seed {seed} in {DRAWS_PER_VARIANT} draws: {clash}", question.path)


def _variant(question: Question, seed: str, draws: Draws, inputs: Inputs) -> Variant:
    worked, by_hand = question.example.work(inputs), question.example.by_hand(inputs)
    names = names_of(inputs, worked)
    key: Key
    if question.kind == "number":
        assert question.policy is not None  # read_question refuses a number without policy
        key = _number_key(question, question.policy, worked, by_hand)
        names["answer"] = key.shown
    else:
        wrong = {option: option for option, _section in question.options if option != "right"}
        key = ChoiceKey(right="right", mistakes=wrong)

    def tell(section: Section) -> str:
        return expand(section.text, names, question.language, Source(question.path, section.lines))

    order = draws.shuffled("options", question.options)
    return Variant(
        question=question,
        seed=seed,
        inputs=inputs,
        prompt=tell(question.prompt),
        options=tuple((option, tell(section)) for option, section in order),
        hint=tell(question.hint) if question.hint else "",
        solution=tell(question.solution),
        feedback={mistake: tell(section) for mistake, section in question.feedback.items()},
        key=key,
        note=_note(question.id, inputs, [option for option, _section in order]),
    )


def _number_key(question: Question, policy: Policy, worked: Worked, by_hand: Worked) -> NumberKey:
    value = as_decimal(worked.values[question.ask])
    if policy.kind == "relative" and abs(value) < RELATIVE_FLOOR:
        message = f"policy: relative, but the answer {value} is near zero; use absolute"
        raise ContentError(message, question.path)
    accept = policy.accept(value, as_decimal(by_hand.values[question.ask]))
    return NumberKey(
        value=value,
        shown=policy.shown(value, question.language),
        accept=accept,
        near=policy.near(value, accept),
        mistakes={name: _mistake_band(policy, name, worked, by_hand) for name in worked.mistakes},
        fraction="fraction" in question.allow,
        percent="percent" in question.allow,
    )


def _mistake_band(policy: Policy, name: str, worked: Worked, by_hand: Worked) -> Interval:
    return policy.accept(as_decimal(worked.mistakes[name]), as_decimal(by_hand.mistakes[name]))


def _clash(variant: Variant) -> str | None:
    """Say what makes this variant a bad question, if anything does."""
    if isinstance(variant.key, NumberKey):
        clash = overlap(variant.key)
        return f"{clash[0]} and {clash[1]} give the same answer" if clash else None
    texts = [text for _option, text in variant.options]
    twins = [text for text in texts if texts.count(text) > 1]
    return f"two options read {twins[0]!r}" if twins else None


def _note(question_id: str, inputs: Inputs, order: list[str]) -> str:
    def plain(value: Any) -> Any:
        return str(value) if isinstance(value, Decimal) else value

    drawn = {name: plain(value) for name, value in inputs.items()}
    return f"{question_id} {json.dumps(drawn, sort_keys=True)} {' '.join(order)}".strip()
