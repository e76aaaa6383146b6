"""Why something that came in a file cannot be used: where, what, why, and what to do. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 60  # letters of a value that a sentence repeats
# Signs that turn writing round, or that nobody can see. Joiners stay: some names need them.
_UNSEEN = set("\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\ufeff")
_UNSEEN |= set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def unseen(text: str) -> list[str]:
    """The signs in a text that cannot be seen or that change how the rest is read."""
    return [sign for sign in text if sign in _UNSEEN or unicodedata.category(sign) in {"Cc", "Cs"}]


def shown(text: str) -> str:
    """A value as a sentence may repeat it: short, with unseen signs spelled out."""
    short = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    hidden = set(unseen(short))
    return "".join(f"[U+{ord(sign):04X}]" if sign in hidden else sign for sign in short)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is refused: the reason and the remedy are sentences for the person."""

    reason: str
    remedy: str
    row: int | None = None
    column: str = ""
    value: str = ""

    @property
    def shown_value(self) -> str:
        """The value as a page may show it."""
        return shown(self.value)

    def __str__(self) -> str:
        places = [f"Row {self.row}"] if self.row else []
        places += [self.column] if self.column else []
        places += [f"“{shown(self.value)}”"] if self.value else []
        where = f"{', '.join(places)}: " if places else ""
        return f"{where}{self.reason} {self.remedy}"


class Refused(Exception):
    """Nothing of the file is used. `unreadable`: it is not a list at all, or cannot be opened."""

    def __init__(self, refusals: Sequence[Refusal], *, unreadable: bool = False) -> None:
        super().__init__(" ".join(str(refusal) for refusal in refusals))
        self.refusals = list(refusals)
        self.unreadable = unreadable
