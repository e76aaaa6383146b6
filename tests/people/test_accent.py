"""A school's accent can be read on every surface of the stylesheet, by day and by night."""

import re
from pathlib import Path

import pytest

from people.accent import contrast, for_day, for_night, luminance

CSS = (Path(__file__).parents[2] / "static" / "inset.css").read_text(encoding="utf-8")
SURFACES = ("paper", "sheet", "manila", "wash")
ACCENTS = [
    "#45398c", "#0f6b5c", "#ffffff", "#000000", "#ffff00", "#ff0000", "#00ff00", "#0000ff",
    "#808080", "#f6efe2", "#7a0019", "#ffc0cb", "#123456", "#e0e0e0", "#001100",
]  # fmt: skip


def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The colours of the stylesheet by day and by night."""
    day, night = CSS.split("prefers-color-scheme: dark", 1)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in (day, night)]
    return found[0], found[1]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_as_wcag_reckons_it(one: str, other: str, ratio: float):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("accent", ACCENTS)
def test_words_in_the_accent_can_be_read_by_day(accent: str):
    day, _ = tokens()
    shown = for_day(accent)

    for name in SURFACES:
        assert contrast(shown, day[name]) >= 4.5, name
    assert contrast(shown, day["on-accent"]) >= 4.5


@pytest.mark.parametrize("accent", ACCENTS)
def test_words_in_the_accent_can_be_read_by_night(accent: str):
    _, night = tokens()
    shown = for_night(accent)

    for name in SURFACES:
        assert contrast(shown, night[name]) >= 4.5, name
    assert contrast(shown, night["on-accent"]) >= 4.5


def test_a_colour_that_can_be_read_stays_as_the_school_chose_it():
    assert for_day("#45398c") == "#45398c"
    assert for_night("#ffc0cb") == "#ffc0cb"


def test_a_colour_is_changed_no_more_than_it_takes():
    shown = for_day("#ff0000")

    assert shown[3:] == "0000"  # still red
    assert contrast(shown, tokens()[0]["manila"]) < 4.7
    assert luminance(shown) < luminance("#ff0000")
