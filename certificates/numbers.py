"""The number that is printed on a certificate and typed by whoever checks it."""

import secrets

# Crockford's base 32: no I, L, O or U, so nothing is misread or spells a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4

_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014\u2212"))


def new_number() -> str:
    """A fresh number such as ``7Q4D-M2XA-9KPT-3WZB``: 80 random bits, not to be guessed."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def tidy(text: str) -> str | None:
    """The number somebody meant by ``text``, as it is printed; None if it cannot be one.

    Forgives lower case, spaces, missing or other dashes, O for 0, and I or L for 1.
    """
    plain = "".join(text.translate(_DASHES).split())
    typed = plain.upper().translate(_FORGIVEN)
    if not plain.isascii() or len(typed) != LENGTH or set(typed) - set(ALPHABET):
        return None
    return _grouped(typed)


def _grouped(characters: str) -> str:
    return "-".join(characters[i : i + GROUP] for i in range(0, LENGTH, GROUP))
