"""Who is who without accounts: ids in signed cookies, and the secret seeds of variants.

A learner is 128 random bits in a cookie that we have signed; an instructor holds a link with 256. Whatever is made
from the server's secret is made under a name of its own, so that nothing stands for anything else.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from functools import lru_cache

from xentlib.codes import plain_code
from xentlib.store import ClassRow

_YEAR = 365 * 24 * 3600
_LEARNER, _TEACHER = "xent", "xent-teach"
_OPENED = "opened"  # not "teacher": cookies of another form, without marks, were signed under that name
_COOKIE = 64  # characters of a learner's: 16 bytes and a signature of 32
_LONGEST = 500  # characters of a cookie that is looked at: that of an instructor with so many classes has 470
MOST_CLASSES = 20
"""So many classes may be open in one browser."""


class Identity:
    """What the server's secret is used for."""

    def __init__(self, secret: bytes) -> None:
        self._keyed = hmac.new(secret, digestmod="sha256")  # copied: hmac.digest lets go of the interpreter's lock
        self._learners = lru_cache(maxsize=8192)(self._learner_of)

    def seed(self, klass: str | None, learner: str, question: str, n: int) -> str:
        """Return the seed of a variant, 256 bits as hex: who knows it knows the answer."""
        return self._digest("seed", klass or "", learner, question, str(n)).hex()

    def cookie(self, learner: str) -> str:
        """Return the value of a learner's cookie."""
        return self._signed("learner", bytes.fromhex(learner))

    def learner_of(self, cookie: str) -> str | None:
        """Return the learner whose cookie this is; None where we have not signed it."""
        return self._learners(cookie) if len(cookie) == _COOKIE else None  # nothing long is kept for a stranger

    def _learner_of(self, cookie: str) -> str | None:
        identity = self._opened("learner", cookie)
        return identity.hex() if identity is not None and len(identity) == 16 else None

    def teacher_cookie(self, classes: Mapping[str, str]) -> str:
        """Return an instructor's cookie: the open classes with the marks of their links, the latest last."""
        opened = [klass + mark for klass, mark in classes.items()][-MOST_CLASSES:]
        return self._signed(_OPENED, bytes.fromhex("".join(opened)))

    def classes_of(self, cookie: str) -> dict[str, str]:
        """Return the classes that a cookie opens, each with the mark of the link that opened it."""
        opened = (self._opened(_OPENED, cookie) or b"").hex()
        return {opened[start : start + 16]: opened[start + 16 : start + 32] for start in range(0, len(opened), 32)}

    def recovery_hash(self, code: str) -> str:
        """Return what is stored of a recovery code."""
        return self._digest("recovery", plain_code(code)).hex()

    def _digest(self, *parts: str) -> bytes:
        # Each part with its length before it: no two lists of parts look alike.
        framed = b"".join(len(part).to_bytes(4, "big") + part for part in map(str.encode, parts))
        digest = self._keyed.copy()
        digest.update(framed)
        return digest.digest()

    def _signed(self, name: str, content: bytes) -> str:
        return base64.urlsafe_b64encode(content + self._digest(name, content.hex())).decode().rstrip("=")

    def _opened(self, name: str, cookie: str) -> bytes | None:
        if len(cookie) > _LONGEST or not cookie.isascii():
            return None
        try:
            data = base64.b64decode(cookie + "=" * (-len(cookie) % 4), altchars=b"-_", validate=True)
        except ValueError:
            return None
        content = data[:-32]
        # The whole cookie, for there is one way to write it; and in the same time wherever it differs.
        return content if hmac.compare_digest(self._signed(name, content), cookie) else None


def read_cookies(header: bytes) -> dict[str, str]:
    """Return the cookies of a request by name; of two with one name the first."""
    found: dict[str, str] = {}
    for pair in header.decode("latin-1").split(";"):
        name, mark, value = pair.strip().partition("=")
        if mark:
            found.setdefault(name, value)
    return found


def mark_of(klass: ClassRow) -> str:
    """Return what tells the link of a class from those that it had before: the beginning of the hash of its token."""
    return klass.token[:16]


def learner_cookie(secure: bool) -> str:
    """Return the name of a learner's cookie: browsers hold the prefix to its word, on https only."""
    return f"__Host-{_LEARNER}" if secure else _LEARNER


def teacher_cookie(secure: bool) -> str:
    """Return the name of an instructor's cookie."""
    return f"__Host-{_TEACHER}" if secure else _TEACHER


def set_cookie(name: str, value: str, *, secure: bool, age: int = _YEAR) -> tuple[bytes, bytes]:
    """Return the header that sets a cookie, or with age 0 takes it away."""
    mark = "; Secure" if secure else ""
    return b"set-cookie", f"{name}={value}; Max-Age={age}; Path=/; HttpOnly; SameSite=Lax{mark}".encode()
