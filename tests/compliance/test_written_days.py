"""Days as people write them in a spreadsheet."""

from datetime import date

import pytest

from compliance.written_days import NoDay, written_day


@pytest.mark.parametrize(
    "text",
    [
        "14/03/2025",
        "14/3/2025",
        "14.03.2025",
        "14-03-2025",
        " 14 / 03 / 2025 ",
        "2025-03-14",
        "2025-03-14 00:00:00",
        "2025-03-14T00:00:00",
        "14 March 2025",
        "14 Mar 2025",
        "14th March 2025",
        "Friday 14 March 2025",
        "Friday, 14 MARCH 2025",
        "14-Mar-2025",
    ],
)
def test_a_day_is_read_with_the_day_first(text):
    assert written_day(text) == date(2025, 3, 14)


def test_an_ambiguous_day_is_read_as_in_the_united_kingdom():
    assert written_day("03/04/2025") == date(2025, 4, 3)


def test_a_leap_day_is_read():
    assert written_day("29/02/2024") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no day. Write it as 14/03/2025 or 14 March 2025."),
        ("31/02/2025", "is not in the calendar. Write it as 14/03/2025 or 14 March 2025."),
        ("29 February 2026", "is not in the calendar."),
        ("04/13/2025", "has no month 13. Put the day before the month"),
        ("14/03/25", "has not all four digits of its year."),
        ("14 March 25", "has not all four digits of its year."),
        ("14/03/20255", "has not all four digits of its year."),
        ("45730", "is a number and not a day. Format the column as a date"),
        ("last spring", "is not a day."),
        ("March 2025", "is not a day."),
        ("14 Smarch 2025", "is not a day."),
        ("00/01/2025", "is not in the calendar."),
        ("14/03/0000", "is not in the calendar."),
        ("2025-03-14 10:30:00", "is not a day."),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_do(text, said):
    with pytest.raises(NoDay) as refused:
        written_day(text)

    assert str(refused.value).startswith(said)
