"""The time of day, as every page says it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from people.clock import clock


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "12.00 am"),
        (0, 5, "12.05 am"),
        (2, 10, "2.10 am"),
        (11, 59, "11.59 am"),
        (12, 0, "12.00 pm"),
        (15, 30, "3.30 pm"),
        (23, 59, "11.59 pm"),
    ],
)
def test_a_time_is_said_as_a_school_says_it(hour: int, minute: int, words: str):
    assert clock(datetime(2026, 11, 24, hour, minute, tzinfo=UTC)) == words


def test_in_summer_it_is_the_time_on_the_wall():
    assert clock(datetime(2026, 7, 1, 8, 0, tzinfo=UTC)) == "9.00 am"


STAMP = "export_readme.txt"  # of a ZIP that is kept as evidence: to the second, with its zone
OF_ITS_OWN = re.compile(r"""\|(date|time):"[^"]*[aAfgGhHiP]|%[HI]:%M""")


def test_no_page_letter_or_message_writes_a_time_in_a_way_of_its_own():
    root = Path(settings.BASE_DIR)
    files = [*root.glob("*/templates/**/*.*"), *root.glob("*/*.py")]
    assert len(files) > 300
    strays = [file for file in files if OF_ITS_OWN.search(file.read_text(encoding="utf-8"))]
    assert [file.name for file in strays] == [STAMP]
