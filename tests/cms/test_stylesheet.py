"""The stylesheet keeps its promises: small, readable by day and by night, quiet on the network."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from people import accent

SHEET = (Path(settings.BASE_DIR) / "static" / "inset.css").read_text(encoding="utf-8")
DAY, REST = SHEET.split(".large", 1)
NIGHT = REST.split("prefers-contrast", 1)[0]


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", css))


DAYLIGHT = colours(DAY)
MODES = {"day": DAYLIGHT, "night": DAYLIGHT | colours(NIGHT)}
SURFACES = ("paper", "sheet", "manila", "wash")
WORDS = ("ink", "soft", "late", "soon", "ok", "paused", "excused")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("words", WORDS)
def test_words_can_be_read_on_every_surface(mode, words):
    shades = MODES[mode]
    for surface in SURFACES:
        assert accent.contrast(shades[words], shades[surface]) >= 4.5, surface


@pytest.mark.parametrize("mode", MODES)
def test_the_edge_of_a_box_to_fill_in_can_be_seen(mode):
    shades = MODES[mode]
    for surface in SURFACES:
        assert accent.contrast(shades["edge"], shades[surface]) >= 3, surface


def test_a_schools_accent_is_checked_against_the_surfaces_of_this_sheet():
    day, night = MODES["day"], MODES["night"]
    assert (day["manila"], day["on-accent"]) == (accent.PAPER, accent.ON_ACCENT)
    assert (night["manila"], night["on-accent"]) == (accent.NIGHT, accent.ON_NIGHT)
    darkest = min((day[name] for name in SURFACES), key=accent.luminance)
    lightest = max((night[name] for name in SURFACES), key=accent.luminance)
    assert (darkest, lightest) == (accent.PAPER, accent.NIGHT)


def test_the_sheet_and_its_fonts_leave_twenty_kilobytes_of_a_cold_page_for_the_rest():
    fonts = sum(
        font.stat().st_size
        for font in (Path(settings.BASE_DIR) / "static" / "fonts").glob("*.woff2")
    )
    assert len(gzip.compress(SHEET.encode())) + fonts < 40_000  # of 60 KB in all


def test_nothing_is_asked_of_another_site():
    assert re.findall(r"url\(\"?([^\")]+)", SHEET) == [
        "fonts/atkinson-next-ext.woff2",
        "fonts/atkinson-next.woff2",
    ]
