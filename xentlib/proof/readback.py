"""Read a prompt back as a learner does: find the numbers that it shows, and give them to the inputs they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xentlib.errors import InputError
from xentlib.expand import Placeholder, names_of, pieces
from xentlib.expressions import evaluate
from xentlib.numbers import Unreadable, read
from xentlib.pictures import Picture, parse_picture
from xentlib.quiz import Variant
from xentlib.quiz.vary import numbers_in

_INPUT = re.compile(r"(?P<name>\w+)(?P<index>(?:\[\d+\])*)(?: ?\| ?(?:decimals|digits)\(\d+\))?")


def inputs_told(variant: Variant) -> dict[str, Any]:
    """Return the inputs that the prompt shows as themselves, with the numbers as they can be read there.

    Raises InputError where the prompt is not the one of its question, or where a number cannot be read.
    """
    told: dict[str, Any] = {name: value for name, value in variant.inputs.items() if not _has_text(value)}
    seen: dict[str, Any] = {}
    for place, written in _filled(variant):
        picture = _picture(variant, place)
        if picture is not None:
            numbers = [number for _label, row in parse_picture(picture.kind, _inside(written)).rows for number in row]
            for name, value in told.items():
                _assign_run(seen, name, value, numbers)
        elif (match := _INPUT.fullmatch(place.expression)) and match["name"] in told:
            numbers = [float(number) for number in _numbers(written, variant.question.language, place)]
            path = [int(index) for index in re.findall(r"\d+", match["index"])]
            name = match["name"]
            seen[name] = _with(seen.get(name, told[name]), path, numbers)
    return seen


def _has_text(value: Any) -> bool:
    return any(isinstance(one, str) for one in flat(value))


def _filled(variant: Variant) -> Iterator[tuple[Placeholder, str]]:
    """Yield each placeholder of the prompt with the text that stands in its place."""
    cut = pieces(variant.question.prompt.text)
    pattern = "".join(re.escape(piece) if isinstance(piece, str) else "(.+?)" for piece in cut)
    match = re.fullmatch(pattern, variant.prompt, re.DOTALL)
    if match is None:
        raise InputError("prompt", repr(variant.prompt[:60]), "the text of the question with its numbers")
    return zip((piece for piece in cut if isinstance(piece, Placeholder)), match.groups(), strict=True)


def _picture(variant: Variant, place: Placeholder) -> Picture | None:
    if not place.expression.isidentifier() or place.expression == "gapped":
        return None
    worked = variant.question.example.work(variant.inputs)
    value = evaluate(place.expression, {**names_of(variant.inputs, worked), "answer": None})
    return value if isinstance(value, Picture) else None


def _inside(fenced: str) -> str:
    return "\n".join(fenced.split("\n")[1:-1])


def _numbers(written: str, language: str, place: Placeholder) -> Iterator[Decimal | Fraction]:
    if place.markup == "code":
        yield from (Decimal(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", written))
        return
    for number in numbers_in(written):
        found = read(number, language)
        if isinstance(found, Unreadable):
            raise InputError(place.expression, repr(number), f"a number that can be read back ({found.reason})")
        yield found.value


def _with(value: Any, path: list[int], numbers: list[float]) -> Any:
    """Return `value` with the numbers put where `path` points to: one number, or a whole vector or matrix."""
    if path:
        return tuple(_with(one, path[1:], numbers) if i == path[0] else one for i, one in enumerate(value))
    filled, rest = _shaped(value, numbers)
    if rest:
        raise InputError("numbers read back", len(numbers), "as many as the input has")
    return filled


def _shaped(value: Any, numbers: list[float]) -> tuple[Any, list[float]]:
    if isinstance(value, (list, tuple)):
        parts = []
        for one in value:
            part, numbers = _shaped(one, numbers)
            parts.append(part)
        return tuple(parts), numbers
    if not numbers:
        raise InputError("numbers read back", 0, "as many as the input has")
    return type(value)(numbers[0]) if isinstance(value, int) and numbers[0].is_integer() else numbers[0], numbers[1:]


def _assign_run(seen: dict[str, Any], name: str, value: Any, numbers: list[float]) -> None:
    """Take the input from a picture where its numbers stand there side by side."""
    own = [float(one) for one in flat(value)]
    for start in range(len(numbers) - len(own) + 1):
        if numbers[start : start + len(own)] == own:
            seen[name] = _with(value, [], own)


def flat(value: Any) -> Iterator[Any]:
    """Yield the numbers of an input: of a number, a vector or a matrix."""
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from flat(one)
    else:
        yield value
