"""Make a variant: a function of question, seed and language, and of nothing else.

    vary(question, seed)           draw until there is a good one, and write all its texts
    fresh(question, seed)          the same; a text that few people read is written when somebody does
    again(question, seed, note)    the same variant from its note, also when the question draws otherwise by now
    key_again(question, note)      its key and the order of its options, for whoever only judges
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np

from xentlib.draws import Draws
from xentlib.errors import ContentError, InputError
from xentlib.examples import Inputs, Worked
from xentlib.expand import Source, Steps, expand, names_of
from xentlib.files import told
from xentlib.numbers import Unreadable, listed, read
from xentlib.quiz.blocks import Section
from xentlib.quiz.chosen import ChoiceKey, ChoicesKey, OrderKey
from xentlib.quiz.judge import Key, overlap
from xentlib.quiz.numeric import Interval, NumberKey, Part, VectorKey
from xentlib.quiz.policy import RELATIVE_FLOOR, Policy, as_decimal
from xentlib.quiz.question import Question

DRAWS_PER_VARIANT = 200
"""How often the inputs of one variant are drawn anew before the question itself is called wrong."""

LEAST_VARIANTS = 50
SEEDS_FOR_VARIANTS = 60
"""So many seeds must give that many different variants."""

_encode = json.JSONEncoder(sort_keys=True, check_circular=False).encode
_POWER = re.compile(r"\^\{(-?\d+)\}")
_LETTER = re.compile("[A-Z]")
_NUMBER = re.compile(
    r"[-−\d](?:(?<=\d)|(?=\d))\d*"  # a digit, or a sign before one; what begins with a set is found faster
    r"(?:(?:\{,\}|[.,])\d+)?(?:(?: \\cdot |·)10(?:\^\{-?\d+\}|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?"
)


@dataclass(frozen=True)
class Variant:
    """A question with its numbers, in one language. Texts are Markdown with TeX; feedback is by id.

    Options stand in the order in which they are shown. Two variants ask the same thing if and only if their notes are
    equal. What is read after an answer, or not by everybody, is written when it is first asked for: twice as fast.
    """

    question: Question
    seed: str
    inputs: Inputs
    prompt: str
    options: tuple[tuple[str, str], ...]
    key: Key
    note: str
    tell: Callable[[Section], str] = field(repr=False, compare=False)  # puts the numbers into a section

    @cached_property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.tell(label) for label in self.question.labels)

    @cached_property
    def hint(self) -> str:
        return self.tell(self.question.hint) if self.question.hint else ""

    @cached_property
    def solution(self) -> str:
        right = self.key.right if isinstance(self.key, ChoiceKey) and self.question.ask else ""
        return self.tell(self.question.solutions.get(right) or self.question.solutions[""])

    @cached_property
    def feedback(self) -> Mapping[str, str]:
        return {mistake: self.tell(section) for mistake, section in self.question.feedback.items()}

    def feedback_on(self, mistake: str) -> str | None:
        """Return one feedback, without writing the others."""
        section = self.question.feedback.get(mistake)
        return self.tell(section) if section else None


class Draft(NamedTuple):
    """One draw for a variant: inputs that make a good question, or the reason why they do not."""

    draws: Draws
    inputs: Inputs
    worked: Worked
    key: Key
    clash: str | None = None


def vary(question: Question, seed: int | str) -> Variant:
    """Return the variant of `question` for `seed`; raise ContentError also where one of its texts cannot be told."""
    variant = fresh(question, seed)
    _ = variant.labels, variant.hint, variant.solution, variant.feedback
    return variant


def fresh(question: Question, seed: int | str) -> Variant:
    """Return the variant of `question` for `seed`, for questions that a build has read whole.

    Draws that make a bad question are passed over: two mistakes that give the same number, options that look alike, an
    answer that the prompt tells. Raises ContentError where hardly any draw makes a good one, naming what clashed last.
    """
    clash = f"the draw of example {question.example.name!r} returns None each time"
    for draft in drafts(question, seed):
        problem = draft.clash
        if problem is None:
            variant = _variant(question, str(seed), draft, _shown_order(question, draft))
            problem = _clash(variant)
            if problem is None:
                return variant
        clash = problem
    raise ContentError(f"no good variant for seed {seed} in {DRAWS_PER_VARIANT} draws: {clash}", question.path)


def again(question: Question, seed: str, note: str) -> Variant:
    """Return the variant with this note, whatever the seed would give today: its inputs and its order stand there.

    Raises ContentError where the question has other options by now, or cannot be worked for these inputs.
    """
    inputs, order = _read_note(question, note)
    drawn = draft(question, Draws(question.id, seed), inputs)
    return _variant(question, seed, drawn, order)


def key_again(question: Question, note: str) -> tuple[Key, tuple[str, ...]]:
    """Return the key of the variant with this note and the order of its options, without any of its texts.

    Raises ContentError as `again` does.
    """
    inputs, order = _read_note(question, note)
    try:
        return key_of(question, inputs, question.example.work(inputs)), order
    except InputError as error:
        raise ContentError(f"example {question.example.name!r} for {_plain(inputs)}: {error}", question.path) from None


def drafts(question: Question, seed: int | str) -> Iterator[Draft]:
    """Yield the draws of a seed in their order, those that the example refuses left out."""
    for draws, inputs in _drawn(question, seed):
        yield draft(question, draws, inputs)


def _drawn(question: Question, seed: int | str) -> Iterator[tuple[Draws, Inputs]]:
    assert question.example.draw is not None  # read_question refuses examples without draw
    for attempt in range(DRAWS_PER_VARIANT):
        draws = Draws(question.id, str(seed), str(attempt))
        try:
            inputs = question.example.draw(draws)
        except InputError as error:
            raise ContentError(f"the draw of example {question.example.name!r}: {error}", question.path) from None
        if inputs is not None:
            yield draws, inputs


def check_variety(question: Question) -> None:
    """Raise ContentError where the first seeds draw too little that is different. The proof looks at whole variants."""
    notes = set()
    for seed in range(1, SEEDS_FOR_VARIANTS + 1):
        for draws, inputs in _drawn(question, seed):
            notes.add(_note(question.id, inputs, draws.shuffled("options", question.ids)))
            break
    if len(notes) < LEAST_VARIANTS:
        found = f"{len(notes)} different variants of {SEEDS_FOR_VARIANTS} seeds"
        raise ContentError(f"{found}; expected {LEAST_VARIANTS}: draw from more inputs", question.path)


def draft(question: Question, draws: Draws, inputs: Inputs) -> Draft:
    """Compute the key for these inputs, and whether any two of its answers clash."""
    try:
        worked = question.example.work(inputs)
        key = key_of(question, inputs, worked)
    except InputError as error:
        raise ContentError(f"example {question.example.name!r} for {_plain(inputs)}: {error}", question.path) from None
    clash = overlap(key)
    problem = f"{clash[0]} and {clash[1]} give the same answer" if clash else _degenerate(question, key)
    return Draft(draws, inputs, worked, key, problem)


def key_of(question: Question, inputs: Inputs, worked: Worked) -> Key:
    """Compile the key of a question for these inputs."""
    if question.numeric:
        assert question.policy is not None  # read_question refuses a number without policy
        by_hand = question.example.by_hand(inputs)
        compiled = _vector_key if question.kind == "vector" else _number_key
        return compiled(question, question.policy, worked, by_hand)
    right = worked.chosen[question.ask] if question.ask else question.right
    if question.kind == "choices":
        return ChoicesKey(question.ids, frozenset(right))
    if question.kind == "order":
        named = {name: order for name, order in worked.chosen.items() if question.ask and name != question.ask}
        return OrderKey(right, {**named, "reversed": right[::-1]})
    return ChoiceKey(right[0], {option: option for option in question.ids if option != right[0]})


def _number_key(question: Question, policy: Policy, worked: Worked, by_hand: Worked) -> NumberKey:
    def band(name: str) -> Interval:
        return policy.accept(as_decimal(worked.mistakes[name], name), as_decimal(by_hand.mistakes[name], name))

    part = _part(question, policy, worked.values[question.ask], by_hand.values[question.ask])
    return NumberKey(
        part=part,
        shown=policy.shown(part.value, question.language),
        mistakes={name: band(name) for name in worked.mistakes},
        fraction="fraction" in question.allow,
        percent="percent" in question.allow,
    )


def _vector_key(question: Question, policy: Policy, worked: Worked, by_hand: Worked) -> VectorKey:
    def bands(name: str) -> tuple[Interval, ...]:
        values = worked.mistakes[name], by_hand.mistakes[name]
        for value in values:
            if np.ndim(value) != 1:
                raise InputError(name, told(value), "a number for each of the answer’s")
        return tuple([policy.accept(as_decimal(one, name), as_decimal(other, name)) for one, other in _paired(*values)])

    pairs = _paired(worked.values[question.ask], by_hand.values[question.ask])
    parts = tuple([_part(question, policy, exact, rounded) for exact, rounded in pairs])
    return VectorKey(
        parts=parts,
        shown=listed((policy.shown(part.value, question.language) for part in parts), question.language),
        mistakes={name: bands(name) for name in worked.mistakes},
        fraction="fraction" in question.allow,
        percent="percent" in question.allow,
    )


def _paired(exact: Any, by_hand: Any) -> Iterator[tuple[Any, Any]]:
    """Pair the numbers of two vectors, as numbers of Python: those of numpy take longer to write."""
    return zip(np.asarray(exact).tolist(), np.asarray(by_hand).tolist(), strict=True)


def _part(question: Question, policy: Policy, exact: Any, by_hand: Any) -> Part:
    value = as_decimal(exact)
    if policy.kind == "relative" and abs(value) < RELATIVE_FLOOR:
        message = f"policy: relative, but the answer {value} is near zero; use absolute"
        raise ContentError(message, question.path)
    accept = policy.accept(value, as_decimal(by_hand))
    return Part(value, accept, policy.near(value, accept))


def _degenerate(question: Question, key: Key) -> str | None:
    """Say why nobody should be asked for this number: its digits run out, or it rounds either way."""
    policy = question.policy
    if policy is None or not policy.rounds or not isinstance(key, NumberKey | VectorKey):
        return None
    for part in (key.part,) if isinstance(key, NumberKey) else key.parts:
        rounded = policy.rounded(part.value)
        if isinstance(key, NumberKey) and rounded in (0, 1) and part.value != rounded:
            return f"the answer rounds to {rounded}"
        if abs(part.value - rounded) * 2 == policy.unit(part.value):
            return "the answer lies halfway between two roundings"
    return None


def _variant(question: Question, seed: str, draft: Draft, order: tuple[str, ...]) -> Variant:
    """Put the numbers of a draft into the texts of its question; its options stand in this order."""
    tell, texts = _teller(question, draft), dict(question.options)
    options = tuple((option, tell(texts[option])) for option in order)
    if not isinstance(draft.key, OrderKey) and all(_LETTER.fullmatch(text) for _option, text in options):
        options = tuple(sorted(options, key=lambda option: option[1]))  # A, B, C: which is which was drawn already
    return Variant(
        question=question,
        seed=seed,
        inputs=draft.inputs,
        prompt=tell(question.prompt),
        options=options,
        key=draft.key,
        note=_note(question.id, draft.inputs, tuple(option for option, _text in options)),
        tell=tell,
    )


def shown_of(question: Question, draft: Draft) -> tuple[str, dict[str, str]]:
    """Return what a learner sees for these inputs before the answer: the prompt, and the options by their ids."""
    tell = _teller(question, draft)
    return tell(question.prompt), {option: tell(section) for option, section in question.options}


def _teller(question: Question, draft: Draft) -> Callable[[Section], str]:
    """Return what puts the numbers of a draft into a section of its question."""
    names = names_of(draft.inputs, draft.worked)
    if isinstance(draft.key, NumberKey | VectorKey):
        names["answer"] = draft.key.shown
    if question.kind == "step":
        names["gapped"] = Steps(draft.worked.steps, gap=draft.worked.values[question.ask])
    return lambda section: expand(section.text, names, question.language, Source(question.path, section.lines))


def _shown_order(question: Question, draft: Draft) -> tuple[str, ...]:
    """Return the ids of the options in the order in which they are shown; items never in the right one."""
    order = draft.draws.shuffled("options", question.ids)
    if isinstance(draft.key, OrderKey) and order == draft.key.right:
        return (*order[1:], order[0])
    return order


def _clash(variant: Variant) -> str | None:
    """Say what makes the texts of this variant a bad question, if anything does."""
    texts = [text for _option, text in variant.options]
    if len({*texts}) < len(texts):
        twin = next(text for text in texts if texts.count(text) > 1)
        return f"two options read {twin!r}"
    if isinstance(variant.key, NumberKey):
        language, right = variant.question.language, variant.key.part.right
        for written in dict.fromkeys(numbers_in(variant.prompt)):
            value = _value(written, language)
            if value is not None and right(value):
                return f"the prompt tells the answer, {written}"
    return None


@lru_cache(maxsize=16384)
def _value(written: str, language: str) -> Decimal | Fraction | None:
    number = read(written, language)
    return None if isinstance(number, Unreadable) else number.value


def numbers_in(text: str) -> list[str]:
    r"""Return the numbers of a text as a learner could type them.

    >>> numbers_in(r"of [0,67; −0,24], $e^{0{,}5} = 1{,}2 \cdot 10^{-5}$")
    ['0,67', '−0,24', '0,5', '1,2·10^-5']
    """
    found = [written.replace("{,}", ",").replace(r" \cdot ", "·") for written in _NUMBER.findall(text)]
    return [_POWER.sub(r"^\1", written) if "^" in written else written for written in found]


def _note(question_id: str, inputs: Inputs, order: tuple[str, ...]) -> str:
    return f"{question_id} {_plain(inputs)} {' '.join(order)}".strip()


def _read_note(question: Question, note: str) -> tuple[Inputs, tuple[str, ...]]:
    """Return the inputs and the order of the options that `_note` wrote."""
    try:
        data, end = json.JSONDecoder().raw_decode(note, len(question.id) + 1)
    except ValueError:
        raise ContentError(f"no note of a variant: {told(note)}", question.path) from None
    order = tuple(note[end:].split())
    if not note.startswith(f"{question.id} ") or not isinstance(data, dict) or sorted(order) != sorted(question.ids):
        raise ContentError(f"the note of another question, or of other options: {told(note)}", question.path)
    return {name: _tuples(value) for name, value in data.items()}, order


def _tuples(value: Any) -> Any:
    """Return a value as it was drawn: JSON has lists where there were tuples."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _plain(inputs: Inputs) -> str:
    return _encode(inputs)
