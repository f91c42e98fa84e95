"""Read content/glossary.yml: one word for one thing in every language, and the words to avoid for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from xentlib.course import SOURCE_LANGUAGE, Course
from xentlib.errors import ContentError
from xentlib.files import read_yaml, told

PATH = "content/glossary.yml"
WITHOUT_SPACES = frozenset({"zh", "ja", "th"})  # no \b stands between the words of these languages


@dataclass(frozen=True)
class Avoid:
    """A word that must not translate the term, and why.

    It is wrong only where the English text matches `when` and does not match `unless`.
    """

    word: re.Pattern[str]
    why: str
    when: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None

    def found(self, english: str, translation: str) -> str | None:
        """Return the forbidden word as it stands in the translation."""
        if self.when and not self.when.search(english):
            return None
        if self.unless and self.unless.search(english):
            return None
        match = self.word.search(translation)
        return match.group() if match else None


@dataclass(frozen=True)
class Term:
    """One thing: its word by language, further words that may be used, words to avoid."""

    words: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]
    avoid: Mapping[str, tuple[Avoid, ...]]
    everyday: bool = False  # its English word has other meanings too, so that nobody can tell where it is meant

    @property
    def english(self) -> str:
        return self.words[SOURCE_LANGUAGE]

    def allowed(self, language: str) -> tuple[str, ...]:
        """Return the words that may stand for the term in a language, the preferred one first."""
        return (self.words[language], *self.also.get(language, ()))


def renamed(terms: Iterable[Term], language: str, english: str, translation: str) -> list[Term]:
    """Return the terms of an English text whose translation calls them by no word that the glossary allows.

    A term within a longer one, as "cross-entropy" in "binary cross-entropy", counts as part of it.
    """
    found, rest = [], english
    for term in sorted(terms, key=lambda term: -len(term.english)):
        rest, count = _any_form(term.allowed(SOURCE_LANGUAGE), SOURCE_LANGUAGE).subn("~", rest)
        meant = count and language in term.words and not term.everyday
        if meant and not _any_form(term.allowed(language), language).search(translation):
            found.append(term)
    return found


@cache
def _any_form(words: tuple[str, ...], language: str) -> re.Pattern[str]:
    return re.compile("|".join(inflected(word, language) for word in words), re.IGNORECASE)


def inflected(word: str, language: str) -> str:
    """Return a pattern of a term in its grammatical forms: in English -s and -es, in Russian any ending.

    >>> re.findall(inflected("оценка класса", "ru"), "оценок класса, оценке классов")
    ['оценок класса', 'оценке классов']
    """
    if language in WITHOUT_SPACES:
        return re.escape(word)
    if language == SOURCE_LANGUAGE:
        return rf"(?<![\w-]){re.escape(word)}(?:e?s)?(?![\w-])"
    return r"(?<!\w)" + r"\W+".join(rf"{_stem(part)}\w*" for part in word.split())


_ENDING = re.compile("[аеёиоуыэюяйь]{0,3}$")
_LAST_TWO = re.compile("(?<=[бвгджзклмнпрстфхцчшщ])(?=[бвгджзклмнпрстфхцчшщ]$)")


def _stem(word: str) -> str:
    """Cut an ending off; between the last two consonants a vowel may come, as in «оценка», «оценок»."""
    if len(word) < 4:
        return re.escape(word)
    return _LAST_TWO.sub("[оеё]?", re.escape(_ENDING.sub("", word)))


def glossary(course: Course) -> tuple[Term, ...]:
    """Return the terms of a course in their order; none when it has no glossary."""
    path = course.content / "glossary.yml"
    try:
        rows = read_yaml(path.read_text(encoding="utf-8"), PATH) or []
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        raise ContentError("not UTF-8; save the file as UTF-8", PATH) from None
    if not isinstance(rows, list):
        raise ContentError("expected a list of terms", PATH)
    terms = tuple(_term(row, course) for row in rows)
    for number, term in enumerate(terms):
        if any(term.english == other.english for other in terms[:number]):
            raise ContentError(f"{term.english!r} stands here twice", PATH)
    return terms


def _term(row: Any, course: Course) -> Term:
    codes = {language.code for language in course.languages}
    if not isinstance(row, dict) or not isinstance(row.get(SOURCE_LANGUAGE), str):
        raise ContentError(f"{told(row)}: each term needs its English word, as in \"- en: softmax\"", PATH)
    name = row[SOURCE_LANGUAGE]
    words = {key: value for key, value in row.items() if key not in ("also", "avoid", "everyday")}
    also, avoid = row.get("also") or {}, row.get("avoid") or {}
    for code in (*words, *also, *avoid):
        if code not in codes:
            raise ContentError(f"{name!r}: {code!r} is no language of the course, nor also, avoid or everyday", PATH)
    return Term(
        words,
        {code: tuple(also[code]) for code in also},
        {code: tuple(_avoid(name, code, rule) for rule in avoid[code]) for code in avoid},
        everyday=_everyday(name, row.get("everyday", False)),
    )


def _everyday(term: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ContentError(f"{term!r}: everyday: {told(value)}; expected true or false", PATH)
    return value


def _avoid(term: str, code: str, rule: Any) -> Avoid:
    known = {"word", "why", "when", "unless"}
    if not isinstance(rule, dict) or not {"word", "why"} <= rule.keys() <= known:
        raise ContentError(
            f"{term!r}: a word to avoid in {code!r} needs word and why, and may have when and unless", PATH
        )
    try:
        return Avoid(
            _pattern(rule["word"], whole=code not in WITHOUT_SPACES), rule["why"],
            _pattern(rule["when"]) if "when" in rule else None,
            _pattern(rule["unless"]) if "unless" in rule else None,
        )
    except re.error as error:
        what = f"{error.pattern!r} is not a regular expression: {error.msg}"
        raise ContentError(f"{term!r}: {what}", PATH) from None


def _pattern(word: str, *, whole: bool = True) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{word})(?!\w)" if whole else word, re.IGNORECASE)
