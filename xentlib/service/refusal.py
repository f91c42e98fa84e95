"""Why a request is refused: a status, an id, and a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from xentlib.errors import XentError

Words = Callable[[str], str]


class Refusal(XentError):
    """A reply that is no success; `error` is a name of `phrases`."""

    def __init__(self, status: int, error: str, *, detail: str = "", wait: int = 0) -> None:
        super().__init__(error)
        self.status, self.error, self.detail, self.wait = status, error, detail, wait


def phrases(words: Words) -> dict[str, str]:
    """Return what is said of each error, by its id."""
    _ = words
    return {
        "malformed": _("The request could not be read."),
        "invalid": _("The request is not as it should be."),
        "no_learner": _("The service does not know this browser yet. Begin with a question."),
        "no_instructor": _("Open the class with its instructor link first."),
        "other_class": _("This class is not open in this browser. Open it with its instructor link."),
        "cross_site": _("The request came from another site."),
        "no_page": _("There is nothing here."),
        "no_question": _("There is no such question."),
        "no_variant": _("There is no such variant of yours."),
        "gone_class": _("There is no such class."),
        "no_class": _("There is no class with this code. Compare it letter by letter."),
        "no_token": _("There is no class with this link. Copy the whole of it."),
        "no_recovery": _("There is no such recovery code. Only the latest one works."),
        "method": _("This cannot be done here."),
        "slow": _("The request took too long."),
        "other_answer": _("Another answer was sent under the same key."),
        "too_many": _("This variant was answered too often. Take another one."),
        "changed": _("This question has changed. Take another variant."),
        "too_large": _("The request is too large."),
        "not_json": _("The request must be JSON."),
        "headers": _("The headers of the request are too large."),
        "too_often": _("Too many tries. Wait a while."),
        "broken": _("Something went wrong in the service."),
        "unavailable": _("Nothing can be stored at the moment. Try again in a few seconds."),
    }


def choose_language(asked: str, accepted: str, known: tuple[str, ...]) -> str:
    """Return the language to answer in: what was asked for, else the best of Accept-Language, else the first.

    >>> choose_language("fr", "fr-CH, zh-CN;q=0.9, ru;q=0.95", ("en", "ru", "zh"))
    'ru'
    """
    return asked if asked in known else _accepted(accepted[:200], known)


@lru_cache(maxsize=1024)
def _accepted(header: str, known: tuple[str, ...]) -> str:
    weighed = []
    for place, offer in enumerate(header.split(",")):
        name, _, parameters = offer.partition(";")
        code = name.strip().lower().split("-")[0]
        weight = _weight(parameters)
        if code in known and weight > 0:
            weighed.append((-weight, place, code))
    return min(weighed)[2] if weighed else known[0]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" and len(value) < 10 else 0.0
    except ValueError:
        return 0.0
