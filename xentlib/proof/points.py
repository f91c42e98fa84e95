"""The eight points of the proof: each looks at a trial and yields what does not hold."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from xentlib.draws import Draws
from xentlib.errors import ToolError, XentError
from xentlib.markup import PLACEHOLDER
from xentlib.numbers import Unreadable, read, show
from xentlib.proof.answers import JUNK, edges, ids_of, mistaken, picks, typed
from xentlib.proof.digest import PUBLISHED_VARIANTS, digest
from xentlib.proof.page import grades_of_the_page
from xentlib.proof.readback import flat, inputs_told
from xentlib.proof.trial import Finding, Trial
from xentlib.quiz import (
    ChoiceKey,
    ChoicesKey,
    Grade,
    NumberKey,
    OrderKey,
    Variant,
    judge,
    overlap,
)
from xentlib.quiz.vary import LEAST_VARIANTS, SEEDS_FOR_VARIANTS, draft, key_of, numbers_in, shown_of

LEAST_MISTAKES = 3
WIDEST_UNITS = 4  # an interval of right answers, in units of the last digit asked for
LEAST_PROBABILITY = 1e-4  # of places as uneven as those seen, if they were drawn evenly
SEEDS_TO_MIX = 40
SEEDS_FOR_PAGE = 5

Point = Callable[[Trial], Iterator[Finding]]
POINTS: dict[str, Point] = {}


def point(name: str) -> Callable[[Point], Point]:
    """Register a point of the proof under its name."""

    def register(function: Point) -> Point:
        POINTS[name] = function
        return function

    return register


def _judged(trial: Trial, variant: Variant, answer: str) -> Grade:
    language = variant.question.language
    if int(variant.seed) <= SEEDS_FOR_PAGE:
        trial.cases.append((answer, variant.key, language))
    trial.answers += 1
    return judge(variant.key, answer, language)


@point("key")
def key_is_right(trial: Trial) -> Iterator[Finding]:
    """The key is right in every notation, both ends of what is accepted are, and the next decimals are not."""
    for _language, variant in trial.every():
        for answer, right in typed(variant):
            verdict = _judged(trial, variant, answer).verdict
            if (verdict == "correct") != right:
                expected = "correct" if right else "anything but correct"
                yield trial.finding("key", f"{answer!r} is {verdict}; expected {expected}", variant)


@point("mistakes")
def mistakes_are_recognized(trial: Trial) -> Iterator[Finding]:
    """Every declared mistake is refused and recognized as itself; no two bands share an answer."""
    if trial.question.numeric and len(trial.question.feedback) < LEAST_MISTAKES:
        found = len(trial.question.feedback)
        yield trial.finding("mistakes", f"{found} are recognized; expected at least {LEAST_MISTAKES}")
    for _language, variant in trial.every():
        clash = overlap(variant.key)
        if clash:
            yield trial.finding("mistakes", f"{clash[0]} and {clash[1]} share an answer", variant)
        for mistake, answer in mistaken(variant):
            grade = _judged(trial, variant, answer)
            if grade.mistake != mistake:
                told = grade.mistake or grade.verdict
                yield trial.finding("mistakes", f"{answer!r} is {told}; expected {mistake}", variant)
            if not variant.feedback.get(mistake, "").strip():
                yield trial.finding("mistakes", f"{mistake} has no feedback", variant)
    for variant in trial.english:
        yield from _too_wide(trial, variant)


def _too_wide(trial: Trial, variant: Variant) -> Iterator[Finding]:
    """Whoever rounds on the way must land near the key, or the question asks for too many digits."""
    policy, key = variant.question.policy, variant.key
    if policy is None or not policy.rounds or isinstance(key, ChoiceKey | ChoicesKey | OrderKey):
        return
    for part in (key.part,) if isinstance(key, NumberKey) else key.parts:
        width = (part.accept[1] - part.accept[0]) / policy.unit(part.value)
        if width > WIDEST_UNITS:
            message = (
                f"answers rounded on the way lie {width:.1f} units of the last digit apart, from {part.accept[0]:f} to "
                f"{part.accept[1]:f}; ask for fewer digits, or let the draw return None there"
            )
            yield trial.finding("mistakes", message, variant)


@point("prompt")
def prompt_tells_all(trial: Trial) -> Iterator[Finding]:
    """The numbers shown in the prompt alone reproduce the key."""
    for _language, variant in trial.every():
        try:
            inputs = {**variant.inputs, **inputs_told(variant)}
        except XentError as error:
            yield trial.finding("prompt", str(error), variant)
            continue
        for name, value in inputs.items():
            seen, meant = [*flat(value)], [*flat(variant.inputs[name])]
            if seen != meant:
                message = f"it shows {name} as {seen}, but the key comes from {meant}"
                yield trial.finding("prompt", message, variant)
        key = key_of(variant.question, inputs, variant.question.example.work(inputs))
        if key.data() != variant.key.data():
            yield trial.finding("prompt", "its numbers give another key", variant)
    yield from _same_prompt_other_key(trial)


def _same_prompt_other_key(trial: Trial) -> Iterator[Finding]:
    """Put one input of another variant in: where prompt and options stay the same, the key must stay too."""
    variants = trial.english[:SEEDS_TO_MIX]
    for variant, other in [*pairwise(variants), *zip(variants, variants[2:], strict=False)]:
        for name in variant.inputs:
            inputs = {**variant.inputs, name: other.inputs[name]}
            try:
                mixed = draft(trial.question, Draws(trial.question.id, "mixed"), inputs)
                same = shown_of(trial.question, mixed) == (variant.prompt, dict(variant.options))
            except (XentError, ArithmeticError, LookupError, ValueError, AssertionError):
                continue  # inputs that do not go together ask nothing
            if same and mixed.key.data() != variant.key.data():
                message = f"it does not show {name}: {[*flat(inputs[name])]} gives the same prompt and another key"
                yield trial.finding("prompt", message, variant)


@point("variants")
def variants_differ(trial: Trial) -> Iterator[Finding]:
    """Options look different, variants are different, and no prompt tells its own answer."""
    seen = trial.english[:SEEDS_FOR_VARIANTS]
    least = min(LEAST_VARIANTS, math.ceil(len(seen) * LEAST_VARIANTS / SEEDS_FOR_VARIANTS))
    different = len({variant.note for variant in seen})
    if different < least:
        message = f"{different} different ones of {len(seen)} seeds; expected {least}: draw from more inputs"
        yield trial.finding("variants", message)
    for language, variant in trial.every():
        texts = [text for _option, text in variant.options]
        if len(set(texts)) < len(texts):
            yield trial.finding("variants", f"options look alike: {texts}", variant)
        if isinstance(variant.key, OrderKey) and tuple(option for option, _ in variant.options) == variant.key.right:
            yield trial.finding("variants", "the items stand in the right order already", variant)
        if isinstance(variant.key, NumberKey):
            yield from _degenerate(trial, variant, variant.key, language)
        for text in (variant.prompt, variant.hint, variant.solution, *variant.feedback.values(), *texts):
            if re.search(PLACEHOLDER, text, re.DOTALL):
                yield trial.finding("variants", f"not expanded: {text[:60]!r}", variant)


def _degenerate(trial: Trial, variant: Variant, key: NumberKey, language: str) -> Iterator[Finding]:
    for written in numbers_in(variant.prompt):
        number = read(written, language)
        if not isinstance(number, Unreadable) and key.part.right(number.value):
            yield trial.finding("variants", f"the prompt tells the answer, {written}", variant)
    policy = variant.question.policy
    if policy is not None and policy.rounds and policy.rounded(key.value) in (0, 1) and key.value not in (0, 1):
        yield trial.finding("variants", f"the answer {show(key.value, 'en')} rounds to 0 or 1", variant)


@point("places")
def places_are_even(trial: Trial) -> Iterator[Finding]:
    """The right option stands in each place equally often."""
    variants = [variant for variant in trial.english if isinstance(variant.key, ChoiceKey)]
    if not variants:
        return
    places = Counter(place_of_right(variant) for variant in variants)
    options = len(variants[0].options)
    expected = len(variants) / options
    chi_square = sum((places[place] - expected) ** 2 / expected for place in range(options))
    if survival(chi_square, options - 1) < LEAST_PROBABILITY:
        shown = ", ".join(f"{place + 1}: {places[place]}" for place in range(options))
        yield trial.finding("places", f"the right option is not evenly placed: {shown}")


def place_of_right(variant: Variant) -> int:
    """Return where the right option of a choice is shown, from 0."""
    assert isinstance(variant.key, ChoiceKey)
    return [option for option, _text in variant.options].index(variant.key.right)


def survival(chi_square: float, freedom: int) -> float:
    """Return the probability that a chi-square variable with so many degrees of freedom exceeds a value.

    >>> round(survival(3.841459, 1), 6), round(survival(5.991465, 2), 6), round(survival(7.814728, 3), 6)
    (0.05, 0.05, 0.05)
    """
    half = chi_square / 2
    term = 1.0 if freedom % 2 == 0 else math.sqrt(half / math.pi) * 2
    total = 0.0 if freedom % 2 == 0 else math.erfc(math.sqrt(half)) * math.exp(half)
    for k in range(freedom % 2, freedom, 2):
        total += term
        term *= half / (k / 2 + 1)
    return total * math.exp(-half)


@point("languages")
def languages_agree(trial: Trial) -> Iterator[Finding]:
    """All languages show the same numbers, the same options in the same order and the same feedback."""
    for language, variants in trial.variants.items():
        for english, other in zip(trial.english, variants, strict=True):
            compared = (
                ("variant", english.note, other.note),
                ("options", [option for option, _ in english.options], [option for option, _ in other.options]),
                ("feedback", sorted(english.feedback), sorted(other.feedback)),
                ("labels", len(english.labels), len(other.labels)),
                ("key", english.key.data(), other.key.data()),
                ("numbers of the prompt", _values(english.prompt, "en"), _values(other.prompt, language)),
                ("numbers of the options", _option_values(english), _option_values(other)),
            )
            for what, here, there in compared:
                if here != there:
                    yield trial.finding("languages", f"{what}: {there} where English has {here}", other)


def _option_values(variant: Variant) -> list[list[Any]]:
    return [_values(text, variant.question.language) for _option, text in variant.options]


def _values(text: str, language: str) -> list[Any]:
    """Return the numbers of a text, sorted: a translation may name them in another order."""
    fenced = re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)  # code writes 0.5 in every language
    prose = re.sub(r"^```.*?^```", " ", text, flags=re.MULTILINE | re.DOTALL)
    found = [read(written, language) for written in numbers_in(prose)]
    found += [read(written, "en") for block in fenced for written in numbers_in(block)]
    return sorted(number.value for number in found if not isinstance(number, Unreadable))


@point("published")
def published_variants_stay(trial: Trial) -> Iterator[Finding]:
    """The first variants ask for what they asked for when they were published."""
    if len(trial.english) < PUBLISHED_VARIANTS:
        return
    if trial.published is None:
        message = f"its variants are not recorded; run: xent quiz prove {trial.question.id} --record"
        yield trial.finding("published", message)
    elif trial.published != digest(trial.english):
        message = (
            f"one of its first {PUBLISHED_VARIANTS} variants has changed, and learners may hold a link to it; "
            f"if that is meant, run: xent quiz prove {trial.question.id} --record"
        )
        yield trial.finding("published", message)


@point("page")
def page_judges_alike(trial: Trial) -> Iterator[Finding]:
    """The page's script gives the same grade as Python for every answer tried here, for edges and for junk."""
    cases = [case for case in trial.cases if case[0]]
    for language, variant in trial.every():
        if int(variant.seed) <= SEEDS_FOR_PAGE:
            cases += [(answer, variant.key, language) for answer in (*edges(variant.key), *picks(ids_of(variant.key)))]
    cases += [(answer, variants[0].key, language) for language, variants in trial.variants.items() for answer in JUNK]
    cases = list({(answer, id(key), language): (answer, key, language) for answer, key, language in cases}.values())
    try:
        grades = grades_of_the_page(trial.script, cases)
    except ToolError as error:
        yield trial.finding("page", str(error))
        return
    for (answer, key, language), theirs in zip(cases, grades, strict=True):
        ours = vars(judge(key, answer, language))
        if theirs != ours:
            differing = {name: (theirs.get(name), ours[name]) for name in ours if theirs.get(name) != ours[name]}
            message = f"{answer[:60]!r} in {language}: the page and Python differ in {differing}"
            yield trial.finding("page", message)

