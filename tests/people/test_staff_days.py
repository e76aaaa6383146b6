"""Days as people in the United Kingdom write them."""

from datetime import date, datetime

import pytest

from people.staff_days import NoDay, full_day, read_day

FIRST = date(2026, 9, 1)


@pytest.mark.parametrize(
    "written",
    [
        "01/09/2026",
        "1/9/2026",
        "1-9-2026",
        "1.9.2026",
        "01 09 2026",
        "2026-09-01",
        "2026/09/01",
        "1 September 2026",
        "1st Sept 2026",
        "1st of September 2026",
        "1-Sep-2026",
        "Tue 1 Sep 2026",
        "Tuesday, 1 September, 2026",
        "  01/09/2026  ",
        "01/09/2026 00:00",
        "01/09/2026 00:00:00",
        "2026-09-01T00:00:00",
        "2026-09-01 00:00:00.000",
        date(2026, 9, 1),
        datetime(2026, 9, 1),
    ],
)
def test_the_first_of_september_however_it_is_written(written: object):
    assert read_day(written) == (FIRST, False)


def test_three_four_is_the_third_of_april():
    assert read_day("03/04/2026") == (date(2026, 4, 3), False)


@pytest.mark.parametrize(
    ("written", "year"),
    [("1/9/00", 2000), ("1/9/26", 2026), ("1/9/68", 2068), ("1/9/69", 1969), ("1 Sep 70", 1970)],
)
def test_a_year_of_two_figures_says_that_it_was_one(written: str, year: int):
    assert read_day(written) == (date(year, 9, 1), True)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31/02/2026", "February 2026 has 28 days"),
        ("29/02/2026", "February 2026 has 28 days"),
        ("31/04/2026", "April 2026 has 30 days"),
        ("00/01/2026", "no such day"),
        ("01/00/2026", "no such day"),
        ("04/13/2026", "no month 13"),
        ("32/13/2026", "no month 13"),
        ("2026-13-01", "no month 13"),
        ("1/9/1899", "1899 cannot be right"),
        ("1/9/2101", "2101 cannot be right"),
        ("1/9/0026", "26 cannot be right"),
        ("1/9/0000", "no such day"),
        ("46266", "a number, not a day"),
        ("46266.5", "a number, not a day"),
        ("1/9/2026 08:30", "a time of day"),
        (datetime(2026, 9, 1, 8, 30), "a time of day"),
        ("1 Septembre 2026", "not a day"),
        ("September 2026", "not a day"),
        ("1/9/202", "not a day"),
        ("1/9/20266", "not a day"),
        ("ongoing", "not a day"),
        ("n/a", "not a day"),
        ("١/٩/٢٠٢٦", "not a day"),
    ],
)
def test_what_is_no_day_says_why(written: object, why: str):
    with pytest.raises(NoDay, match=why):
        read_day(written)


def test_the_29th_of_february_of_a_leap_year_is_a_day():
    assert read_day("29/02/2028")[0] == date(2028, 2, 29)


def test_a_date_written_the_american_way_is_shown_the_right_way_round():
    with pytest.raises(NoDay) as refused:
        read_day("04/13/2026")
    assert "Write the day first: 13/04/2026" in refused.value.remedy


def test_a_day_in_full():
    assert full_day(date(2026, 12, 4)) == "Friday 4 December 2026"
