"""How a fact is written down and how it is bound to the one before it. Pure.

Changing any line of this file changes what the register says about its own past: the test vectors
in tests/register/test_chain.py are fixed for ever.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

FORMAT = "register-v1"
NO_PREV = "0" * 64  # what the first entry of a chain has before it
_json = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
STRIDE = 10**9  # a chain's ids are one range: they begin at a multiple of this


def plain(value: object) -> Any:
    """The value in JSON's own words: text (NFC), whole number, boolean, None, list or dict.

    Days are written `2026-09-01`, moments in UTC with six decimals. Raises TypeError for anything
    else (no float and no Decimal: neither has one spelling) and ValueError for a moment without
    an offset and for text that a database cannot hold.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"The moment {value} has no offset, so nobody can say when it was.")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {_name(name): plain(part) for name, part in value.items()}
    raise TypeError(f"A fact cannot hold {value!r}: only text, whole numbers, yes or no, and days.")


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError("A fact cannot hold the NUL character.")
    value.encode()  # half a surrogate pair is refused here, as UnicodeEncodeError (a ValueError)
    return unicodedata.normalize("NFC", str.__str__(value))


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"Names in a fact are text, and {name!r} is not.")
    return _text(name)


def canonical(body: Mapping[str, object]) -> str:
    """The one spelling of a body: names sorted, no spaces; None is left out.

    That None is left out lets a column be added years later without changing an old body.
    """
    return _json({name: value for name, value in plain(body).items() if value is not None})


def digest(
    id: int,
    chain: str,
    seq: int,
    kind: str,
    key: str,
    recorded_at: datetime,
    by: str,
    body: str,
    prev: str,
) -> str:
    """SHA-256 (hex) over every column of an entry, exactly as stored: nothing is tidied here."""
    line = [FORMAT, id, chain, seq, kind, key, plain(recorded_at), by, body, prev]
    return hashlib.sha256(_json(line).encode()).hexdigest()


def commitment(salt: bytes, identity: Mapping[str, object]) -> str:
    """What binds a fact to a name without holding it: SHA-256 (hex) of salt and identity.

    The salt is 16 random bytes kept with the name. Once both are erased, nobody can find the
    name again by trying.
    """
    salt = bytes(salt)
    if len(salt) < 16:
        raise ValueError("A salt has at least 16 bytes.")
    return hashlib.sha256(salt + canonical(identity).encode()).hexdigest()
