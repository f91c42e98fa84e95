"""Show numbers to people and read the numbers that people type, in any language that Babel knows."""

from xentlib.numbers.locale import Locale, locale_data, locale_of
from xentlib.numbers.read import LIMIT, REASONS, Number, Reason, Unreadable, read, read_vector
from xentlib.numbers.show import Markup, Showable, echo, listed, round_half_up, show

__all__ = [
    "LIMIT",
    "REASONS",
    "Locale",
    "Markup",
    "Number",
    "Reason",
    "Showable",
    "Unreadable",
    "echo",
    "listed",
    "locale_data",
    "locale_of",
    "read",
    "read_vector",
    "round_half_up",
    "show",
]
