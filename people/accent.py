"""A school's accent colour, made readable (pure; WCAG 2.2, 1.4.3: at least 4.5 to 1)."""

import re
from functools import lru_cache

PAPER, ON_ACCENT = "#efe3cb", "#fffdf8"  # the darkest light surface, and words on a button
NIGHT, ON_NIGHT = "#332b20", "#1a1712"  # the lightest dark surface, and words on a button
ENOUGH = 4.5


def _channels(colour: str) -> tuple[int, int, int]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))  # type: ignore[return-value]


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1."""
    parts = [value / 255 for value in _channels(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_colour(text: str) -> bool:
    """Whether the text is a colour as `#rrggbb`."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def _towards(colour: str, end: int, surfaces: tuple[str, str]) -> str:
    """The first mixture, in a hundred steps, that can be read: the end itself always can."""
    for step in range(101):
        mixed = [round(value + (end - value) * step / 100) for value in _channels(colour)]
        candidate = "#{:02x}{:02x}{:02x}".format(*mixed)
        if all(contrast(candidate, surface) >= ENOUGH for surface in surfaces):
            break
    return candidate


@lru_cache(maxsize=256)
def for_day(colour: str) -> str:
    """The colour, darkened as little as it takes to be read on paper and under light words."""
    return _towards(colour, 0, (PAPER, ON_ACCENT))


@lru_cache(maxsize=256)
def for_night(colour: str) -> str:
    """The colour, lightened as little as it takes to be read on dark paper."""
    return _towards(colour, 255, (NIGHT, ON_NIGHT))
