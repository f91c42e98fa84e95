"""Say what became of an answer: a grade holds ids and arguments, and this is where they become words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from xentlib import numbers
from xentlib.quiz.grade import Grade

Words = Callable[[str], str]  # like gettext: English in, the language out

_EXAMPLE = Decimal("0.125")


def tell(grade: Grade, feedback: Mapping[str, str], language: str, words: Words) -> str:
    """Return the verdict in a language, a sentence a line; `feedback` is that of the variant, by mistake.

    >>> typed = Grade("unreadable", reason="ambiguous", arguments={"whole": "1234", "decimal": "1.234"})
    >>> print(tell(typed, {}, "en", str))
    This try does not count.
    This can be read in two ways. Write 1234 or 1.234.
    """
    said = phrases(language, words)
    lines = [said["verdicts"][grade.verdict]]
    if grade.read is not None:
        lines.append(said["read"].replace("{number}", grade.read))
    return "\n".join((*lines, *why(grade, feedback.get(grade.mistake or "", ""), said)))


def why(grade: Grade, feedback: str, said: Mapping[str, Any]) -> list[str]:
    """Return what follows the verdict: the reason, the feedback on the mistake, the place; `said` is from `phrases`."""
    lines = []
    if grade.reason is not None:
        lines.append(said["reasons"][grade.reason])
    if grade.mistake is not None:
        lines.append(said["percent"] if grade.mistake == "percent" else feedback)
    elif "place" in grade.arguments:
        lines.append(said["places"]["order" if grade.read is None else "vector"])
    return [_filled(line, grade.arguments) for line in lines if line]


def _filled(text: str, arguments: Mapping[str, str]) -> str:
    for name, value in arguments.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def phrases(language: str, words: Words) -> dict[str, Any]:
    """Return all that may be said of an answer, in a language; what is left in braces is filled in when it is said."""
    _ = words

    def example(text: str) -> str:
        return text.replace("{example}", numbers.show(_EXAMPLE, language))

    return {
        "count": _("variant {number} of {count}"),
        "read": _("Read as {number}."),
        "percent": _("A probability is at most 1. Write a decimal number, or put a percent sign after it."),
        "verdicts": {
            "correct": _("Correct."),
            "near": _("Close, but the answer must be more exact."),
            "partial": _("Partly right."),
            "mistake": _("Not right."),
            "wrong": _("Not right."),
            "unreadable": _("This try does not count."),
        },
        "reasons": {
            "empty": example(_("Type a number, for example {example}.")),
            "too_long": _("That is too long for a number: it may have {limit} characters."),
            "ambiguous": _("This can be read in two ways. Write {whole} or {decimal}."),
            "fraction": example(_("Write a decimal number instead of a fraction, for example {example}.")),
            "percent": example(_("Write the number without a percent sign, for example {example}.")),
            "zero_denominator": _("A fraction cannot have 0 below the line."),
            "exponent": _("The power of ten is out of range: it may go from −{limit} to {limit}."),
            "not_a_number": example(_("Write one number in digits, without units, for example {example}.")),
            "count": _("Type {expected} numbers with ; between them. Here there are {found}."),
            "choice": _("Choose one of the answers first."),
            "choices": _("Choose all answers that are right, at least one."),
            "order": _("Put every line in its place, each once."),
        },
        # Translators: what is said of a wrong list of numbers, and of lines in a wrong order; {place} is 1, 2, 3, …
        "places": {
            "vector": _("The first number that is not right is number {place}."),
            "order": _("The first line that is out of place is number {place}."),
        },
    }
