"""Whether a typed name is somebody's name. Kind about how it is typed. Pure."""

import unicodedata

# Letters that no accent was put on: Unicode does not take them apart.
_ALIKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def same_name(typed: str, name: str) -> bool:
    """Whether both are the same first and last name, whatever the case, spaces, accents,
    apostrophes and hyphens. Order, initials and names left out are not forgiven.
    """
    return bare(typed) == bare(name)


def bare(name: str) -> str:
    """The letters and digits alone, in small letters without accents."""
    apart = unicodedata.normalize("NFKD", name.casefold()).translate(_ALIKE)
    return "".join(sign for sign in apart if _counts(sign)) or name.strip()


def _counts(sign: str) -> bool:
    kind = unicodedata.category(sign)  # Lm: letters such as ʼ and ʻ that stand for an apostrophe
    return kind[0] in "LMN" and kind != "Lm" and not unicodedata.combining(sign)
