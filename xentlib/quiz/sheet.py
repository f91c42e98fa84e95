"""A variant as Markdown: what is asked, and for its author what is known about the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xentlib.numbers import listed, show
from xentlib.quiz.chosen import ChoiceKey, OrderKey
from xentlib.quiz.numeric import Interval, NumberKey, VectorKey
from xentlib.quiz.tell import Words
from xentlib.quiz.vary import Variant

_DIGITS = 15  # of the ends of an interval: as many as they have


def asked(variant: Variant, *, ids: bool = False) -> str:
    """Return the prompt, and the options as a numbered list, with their ids if wanted."""
    rows = [_item(place, text, f" (`{option}`)" if ids else "")
            for place, (option, text) in enumerate(variant.options, start=1)]
    labels = [_bold(" · ".join(variant.labels))] if variant.labels else []
    return "\n\n".join([variant.prompt, *labels, *(["\n".join(rows)] if rows else [])])


def answer_sheet(variant: Variant, words: Words) -> str:
    """Return the whole variant with hint, solution, and which answers are right, nearly right or known mistakes."""
    _ = words
    parts = [asked(variant, ids=True)]
    if variant.hint:
        parts += [_bold(_("Hint")), variant.hint]
    parts += [_bold(_("Worked solution")), variant.solution, _bold(_("Answers")), *_told(variant, words)]
    return "\n\n".join(parts)


def _bold(text: str) -> str:
    return f"**{text}**"


def _told(variant: Variant, words: Words) -> Iterator[str]:
    """Yield a paragraph on the right answer, then one for each mistake."""
    _ = words
    key, language = variant.key, variant.question.language
    if isinstance(key, NumberKey | VectorKey):
        yield _("Right: {answer}").replace("{answer}", key.shown)
        parts = (key.part,) if isinstance(key, NumberKey) else key.parts
        names = variant.labels or [str(place) for place in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            before = f"- {name} · " if len(parts) > 1 else "- "
            yield before + _("accepted {interval}").replace("{interval}", _interval(part.accept, language, words))
            for near in dict.fromkeys(_interval(one, language, words) for one in part.near):
                yield before + _("close {interval}").replace("{interval}", near)
        alone = {name: (band,) for name, band in key.mistakes.items()} if isinstance(key, NumberKey) else key.mistakes
        for name, bands in alone.items():
            yield _mistake(f"`{name}`, {_interval_of_lists(bands, language, words)}", variant.feedback[name])
        return
    as_shown = [option for option, _text in variant.options if option in key.right_ids]
    right = key.right if isinstance(key, OrderKey) else as_shown
    yield _("Right: {answer}").replace("{answer}", _places(variant, right))
    told = key.mistakes if isinstance(key, OrderKey) else {one: (one,) for one in variant.feedback}
    for name, ids in told.items():
        if isinstance(key, ChoiceKey) and name == key.right:
            continue
        head = f"`{name}`, {_places(variant, ids)}" if ids != (name,) else f"{_places(variant, ids)} (`{name}`)"
        yield _mistake(head, variant.feedback[name])


def _places(variant: Variant, ids: Iterable[str]) -> str:
    """Return the numbers that the options with these ids have as shown."""
    shown = [option for option, _text in variant.options]
    return " ".join(str(shown.index(one) + 1) for one in ids if one in shown)


def _interval(interval: Interval, language: str, words: Words) -> str:
    return _interval_of_lists((interval,), language, words)


def _interval_of_lists(intervals: tuple[Interval, ...], language: str, words: Words) -> str:
    _ = words
    low, high = ([show(interval[end], language, digits=_DIGITS) for interval in intervals] for end in (0, 1))
    ends = [one[0] if len(one) == 1 else listed(one, language) for one in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    return _("from {low} to {high}").replace("{low}", ends[0]).replace("{high}", ends[1])


def _mistake(head: str, feedback: str) -> str:
    return _indented(f"- {head}\n\n{feedback}", 2)


def _item(place: int, text: str, after: str) -> str:
    mark = f"{place}. "
    separate = "\n\n" if text.startswith(("```", "|")) or "\n\n" in text else ""
    return _indented(f"{mark}{text}{separate}{after if not separate else after.strip()}", len(mark))


def _indented(text: str, columns: int) -> str:
    return text.replace("\n", "\n" + " " * columns)
