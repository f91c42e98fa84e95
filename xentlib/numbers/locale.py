"""How a language writes numbers: the facts, which come from Babel, so that a new language needs no code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel.core import UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from xentlib.errors import InputError


@dataclass(frozen=True)
class Locale:
    """The symbols of one language: decimal mark, mark between groups of three digits."""

    decimal: str
    group: str

    @property
    def thousands(self) -> str:
        """The mark that we write between groups: only a space, for "22,026" can be read in two ways.

        >>> locale_of("ru").thousands, locale_of("en").thousands
        ('\\xa0', '')
        """
        return self.group if self.group.isspace() else ""

    @property
    def separator(self) -> str:
        """The mark between the numbers of a list."""
        return "; " if self.decimal == "," else ", "


@cache
def locale_of(language: str) -> Locale:
    """Return the symbols of a language.

    >>> locale_of("ru")
    Locale(decimal=',', group='\\xa0')
    """
    try:
        if not language:  # Babel would take the locale of this machine
            raise ValueError
        return Locale(get_decimal_symbol(language), get_group_symbol(language))
    except (UnknownLocaleError, ValueError):
        raise InputError("language", repr(language), "a locale that Babel knows, such as 'ru'") from None


def locale_data(language: str) -> dict[str, str]:
    """Return the same facts as JSON-ready data, for the script that reads answers in the page.

    >>> locale_data("en")
    {'decimal': '.', 'group': ',', 'thousands': ''}
    """
    locale = locale_of(language)
    return {"decimal": locale.decimal, "group": locale.group, "thousands": locale.thousands}
