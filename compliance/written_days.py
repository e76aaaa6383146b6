"""A day as people in England write it in a spreadsheet. Pure."""

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?$")
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d+)$")
_WORDS = re.compile(
    r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s\-]+([a-z]{3,9})\.?,?[\s\-]+(\d+)$", re.I
)
EXAMPLE = "Write it as 14/03/2025 or 14 March 2025."


class NoDay(ValueError):
    """The text is no day: `why` says what is wrong with it, `remedy` what to do."""

    def __init__(self, why: str, remedy: str = EXAMPLE) -> None:
        super().__init__(f"{why}. {remedy}")
        self.why, self.remedy = why, remedy


def written_day(text: str) -> date:
    """The day that a text names: day first, as in the United Kingdom. Raises NoDay."""
    text = " ".join(text.split())
    if not text:
        raise NoDay("there is no day")
    if found := _ISO.match(text):
        year, month, day = (int(part) for part in found.groups())
        return _day(year, month, day)
    if found := _NUMBERS.match(text):
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    if (found := _WORDS.match(text)) and found[2][:3].lower() in MONTHS:
        return _day(_year(found[3]), MONTHS.index(found[2][:3].lower()) + 1, int(found[1]))
    if text.isdecimal():
        raise NoDay("is a number and not a day", "Format the column as a date, and save it again.")
    raise NoDay("is not a day")


def _year(text: str) -> int:
    if len(text) != 4:
        raise NoDay("has not all four digits of its year")
    return int(text)


def _day(year: int, month: int, day: int) -> date:
    if month > 12 and day <= 12:
        raise NoDay(
            f"has no month {month}", "Put the day before the month: 13 April is 13/04/2025."
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDay("is not in the calendar") from None
