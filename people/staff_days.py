"""Days as people in the United Kingdom write them. Pure."""

import calendar
import re
from datetime import date, datetime
from typing import NoReturn

PIVOT = 69  # as POSIX has it
PIVOT_WORDS = "two-digit years 69 to 99 are read as 1969 to 1999, and 00 to 68 as 2000 to 2068"
AS_HERE = "Write it as day/month/year, such as 01/09/2026."
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_WORDS = re.compile(
    r"(?:[a-z]+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s/-]+(?:of\s+)?([a-z]+)\.?,?[\s/-]+(\d{4}|\d{2})",
    re.ASCII,
)
_MIDNIGHT = re.compile(r"[t\s]+(00?:00(:00(\.0+)?)?z?|12:00(:00)?\s*am)$")
_CLOCK = re.compile(r"[t\s]+\d{1,2}:\d{2}")
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}


class NoDay(ValueError):
    """This is no day: why, and what to write instead, each a sentence."""

    def __init__(self, reason: str, remedy: str = AS_HERE) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def full_day(day: date) -> str:
    """“Friday 4 December 2026”."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def read_day(value: object) -> tuple[date, bool]:
    """The day that a cell holds, and whether its year had two figures (PIVOT_WORDS).

    A date cell of a workbook, or text: 1/9/2026, 01-09-26, 1 September 2026, 2026-09-01, with
    midnight after it or not. Raises NoDay.
    """
    if isinstance(value, datetime):
        if value.time().replace(microsecond=0).isoformat() != "00:00:00":
            _no_clock()
        value = value.date()
    if isinstance(value, date):
        return _plausible(value), False
    return _from_text(str(value))


def _from_text(text: str) -> tuple[date, bool]:
    plain = _MIDNIGHT.sub("", " ".join(text.lower().split()))
    if found := _ISO.fullmatch(plain):
        return _day(found[3], found[2], found[1])
    if found := _NUMBERS.fullmatch(plain):
        return _day(*found.groups())
    if (found := _WORDS.fullmatch(plain)) and found[2] in _MONTHS:
        return _day(found[1], str(_MONTHS[found[2]]), found[3])
    if _CLOCK.search(plain):
        _no_clock()
    if re.fullmatch(r"\d+(\.\d+)?", plain):
        raise NoDay(
            "this is a number, not a day.",
            "Format the column as a date in your spreadsheet and save the file again.",
        )
    raise NoDay("this is not a day.")


def _no_clock() -> NoReturn:
    raise NoDay("this holds a time of day as well.", "Leave the time out: only the day is needed.")


def _day(day_text: str, month_text: str, year_text: str) -> tuple[date, bool]:
    day, month, year = int(day_text), int(month_text), int(year_text)
    if short := len(year_text) == 2:
        year += 1900 if year >= PIVOT else 2000
    if month > 12:
        raise NoDay(f"there is no month {month}.", _month_hint(day, month, year))
    if not (day and month and year):
        raise NoDay("there is no such day.")
    if day > (last := calendar.monthrange(year, month)[1]):
        raise NoDay(f"{calendar.month_name[month]} {year} has {last} days.")
    return _plausible(date(year, month, day)), short


def _month_hint(day: int, month: int, year: int) -> str:
    if not (1 <= day <= 12 and month <= calendar.monthrange(year or 1, day)[1]):
        return AS_HERE
    return (
        f"It looks like month/day/year. Write the day first: {month:02}/{day:02}/{year}, "
        "and look at the other dates of this file too."
    )


def _plausible(day: date) -> date:
    if not 1900 <= day.year <= 2100:
        raise NoDay(f"the year {day.year} cannot be right.")
    return day
