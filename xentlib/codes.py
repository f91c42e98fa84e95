"""Ids, and codes that people type: drawn here, and read however they were typed.

A class has a code for its learners, which is public within the class, and a token for its instructor, of which only
the hash is stored.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from hashlib import sha256

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that look like another
_TYPED = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")  # a Russian keyboard
CLASS_LETTERS = 8
RECOVERY_LETTERS = 20


def new_id() -> str:
    """Return a fresh id of a learner or a variant: 128 bits."""
    try:
        return _ids.pop()
    except IndexError:
        drawn = secrets.token_hex(16 * _DRAWN)  # one call of the system for many
        _ids.extend(drawn[start : start + 32] for start in range(32, len(drawn), 32))
        return drawn[:32]


_DRAWN = 256
_ids: list[str] = []
os.register_at_fork(after_in_child=_ids.clear)


def new_class() -> tuple[str, str, str]:
    """Return a fresh id, code and token of a class."""
    return secrets.token_hex(8), new_code(CLASS_LETTERS), new_token()


def new_token() -> str:
    """Return a fresh token of an instructor's link: 256 bits."""
    return secrets.token_hex(32)


def new_code(letters: int = RECOVERY_LETTERS) -> str:
    """Return a fresh code, as it is stored: about 5 bits a letter."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(letters))


def grouped(code: str) -> str:
    """Return a code as it is shown.

    >>> grouped("ABCDEFGH"), grouped("ABCDEFGHJK")
    ('ABCD-EFGH', 'ABCDE-FGHJK')
    """
    size = 5 if len(code) % 5 == 0 else 4
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def plain_code(typed: str) -> str:
    """Return a code as it is stored, however it was typed.

    >>> plain_code(" abcd-efgh"), plain_code("АВ ２３")
    ('ABCDEFGH', 'AB23')
    """
    letters = unicodedata.normalize("NFKC", typed).upper().translate(_TYPED)
    return "".join(letter for letter in letters if letter in _ALPHABET)


def token_hash(token: str) -> str:
    """Return what is stored of an instructor's token."""
    return sha256(token.strip().encode("utf-8", "replace")).hexdigest()
