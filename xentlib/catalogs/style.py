"""Find what is not written the way a language is written in this course; writing.md's rules as patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from xentlib.catalogs.inline import FILLER, PIECE, find, mask
from xentlib.errors import ToolError

_Rules = tuple[tuple[re.Pattern[str], str], ...]


def flaws(text: str, language: str) -> list[str]:
    """Return what is wrong with a text in its language; nothing for a language without rules.

    >>> flaws('Вероятность равна 0.67 - "кошка"', "ru")
    ['0.67: write a decimal comma', '" - ": write an em dash —', '": write «ёлочки»']
    """
    check = _STYLES.get(language)
    return list(dict.fromkeys(check(text))) if check else []


def _rules(*rows: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern, re.IGNORECASE), advice) for pattern, advice in rows)


def _broken(text: str, rules: _Rules) -> Iterator[str]:
    for pattern, advice in rules:
        for match in pattern.finditer(text):
            shown = match.group().replace(FILLER, "…")
            yield f'"{shown}": {advice}' if shown != shown.strip() else f"{shown}: {advice}"


# Verbs in -ize whose British spelling ends in -ise; "exercise" and "precise" are none of them.
_IZE = (
    "central|character|civil|criti|discret|emphas|equal|factor|familiar|final|general|initial|linear|local|maxim|memor"
    "|minim|modern|normal|optim|organ|parameter|penal|quant|random|real|recogn|regular|serial|special|stabil|standard"
    "|summar|symbol|synchron|token|util|vector|visual"
)
_ENGLISH = _rules(
    (rf"(?<!\w)\w*(?:{_IZE})is(?:e|es|ed|ers?|ing|ations?|ational)(?!\w)", "American spelling has z"),
    (r"(?<!\w)\w*(?:colour|behaviour|favour|neighbour|honour|labour)\w*", "American spelling has -or"),
    (r"(?<!\w)(?:centre[ds]?|metres?|fibres?)(?!\w)", "American spelling has -er"),
    (r"(?<!\w)analys(?:e|ed|ing)(?!\w)", "American spelling is analyze"),
    (r"(?<!\w)\w*(?:label|model|travel|cancel|signal)l(?:ed|ing)(?!\w)", "American spelling has one l"),
    (r"(?<!\w)(?:grey|artefacts?|programmes?|judgements?|learnt|whilst|maths|licence|defence|sceptical)(?!\w)",
     "British; use the American word"),
    (r"(?<!\w)(?:simply|obviously|just)(?!\w)", "leave it out"),
)
_RUSSIAN = _rules(
    (r"(?<![\w.])(?<![A-Za-z] )(?<![A-Za-z]\u00a0)\d+\.\d+(?![\w.]*\d)", "write a decimal comma"),
    (r"(?<=\S)[ \u00a0]--?[ \u00a0]", "write an em dash —"),
    (r"\.\.\.", "write …"),
    (r'"', "write «ёлочки»"),
    (r"(?<![\w-])log(?![\w-])", "write ln or lg"),
    (
        r"(?<!\w)(?:ещ(?:е)|ее|мое|твое|свое|своем|чье|трех|четырех|причем|вперед|идет|найдет|дает|задает|ведет"
        r"|растет|остается|дается|придет|пойдет|счет(?:ом|у|ы|чик\w*)?|расчет\w*|подсчет\w*|отчет\w*|зачет\w*"
        r"|учет\w*|перекрестн\w*|объем(?:а|у|ом|е|ы|ов|ам|ами|ах|н\w+)?|определенн\w*|приведенн\w*|надежн\w*|четк\w*|серьезн\w*|самолет\w*"
        r"|(?:черн|желт|темн|тепл|тверд)(?:ый|ая|ое|ые|ого|ой|ому|ым|ых|ую))(?!\w)",
        "ё is always written",
    ),
)
_BARE_LOG = re.compile(r"\\log(?![a-zA-Z_]|\s*_)")
_HAN = r"[\u3400-\u9fff]"
_CHINESE = _rules(
    (rf"{_HAN}[,;:?!]", "write a full-width mark ，；：？！"),
    (rf"{_HAN}\.(?![\w.])", "write 。"),
    (rf"{_HAN}\(|\){_HAN}", "write full-width brackets （）"),
    (r"[ \u00a0][，。；：？！（）、]|[，。；：？！（）、][ \u00a0]", "no space beside a full-width mark"),
    (r"\.\.\.", "write ……"),
    (r"[\d\ufffc][ \u00a0]%", "no space before %"),
    (r'"', "write “ ”"),
    (rf"(?:(?<={_HAN})'|'(?={_HAN}))", "write “ ”"),
)
_ITALICS = re.compile(
    r"(?<!\*)\*(?=[^\s*])[^*]+(?<=[^\s*])\*(?!\*)|(?<![\w_])_(?=[^\s_])[^_]+(?<=[^\s_])_(?![\w_])"
)


def _english(text: str) -> Iterator[str]:
    yield from _broken(mask(text), _ENGLISH)


def _russian(text: str) -> Iterator[str]:
    yield from _broken(mask(text), _RUSSIAN)
    for formula in find(text, "formula"):
        if _BARE_LOG.search(formula):
            yield rf"{formula}: write \ln or \lg, never a bare \log"


def _chinese(text: str) -> Iterator[str]:
    masked = mask(text)
    yield from _broken(masked, _CHINESE)
    for match in _ITALICS.finditer(masked):
        yield f"{text[match.start():match.end()]}: Chinese has no italics; write **…**"
    yield from _spacing(text)


def _spacing(text: str) -> Iterator[str]:
    """Compare with autocorrect's spacing; each formula, placeholder and piece of code is one word to it."""
    try:
        import autocorrect_py  # only the checks need it
    except ImportError:
        raise ToolError("checking Chinese needs autocorrect-py: pip install -e '.[test]'") from None
    pieces: list[str] = []

    def covered(match: re.Match[str]) -> str:
        if match.lastgroup in ("tag", "comment", "target", "footnote", "attributes"):
            return ""
        pieces.append(match.group())
        return f"Q{len(pieces) - 1}Z"

    plain = re.sub(r"!?\[|\*+", "", PIECE.sub(covered, text))
    wanted = autocorrect_py.format(plain)

    def shown(part: str) -> str:
        return re.sub(r"Q(\d+)Z", lambda match: pieces[int(match.group(1))], part)

    before, after = (re.findall(r"[A-Za-z0-9]+|.", part, re.DOTALL) for part in (plain, wanted))
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            around = before[max(0, i1 - 4):i1], before[i2:i2 + 4]
            here, there = (
                shown("".join([*around[0], *middle, *around[1]])) for middle in (before[i1:i2], after[j1:j2])
            )
            yield f"{here}: write {there}"


_STYLES: dict[str, Callable[[str], Iterator[str]]] = {"en": _english, "ru": _russian, "zh": _chinese}
