"""When a policy is looked at again, and how near that day is. Pure."""

from datetime import date
from typing import Protocol

from compliance.due import months_after

PAST = "past"
STEPS = (7, 30, 60)  # days before the review, inclusive, nearest first


class Reviewed(Protocol):
    """A policy's text, as far as its review goes."""

    @property
    def review_on(self) -> date | None: ...
    @property
    def review_months(self) -> int: ...


def review_day(text: Reviewed, published_on: date) -> date:
    """The day that the text names; else so many months after the edition came into force."""
    return text.review_on or months_after(published_on, text.review_months or 12)


def review_step(review_on: date, on: date) -> str | None:
    """“60”, “30”, “7” or “past” (from the day after); None while it is further away."""
    if on > review_on:
        return PAST
    days = (review_on - on).days
    return next((str(step) for step in STEPS if days <= step), None)


def review_words(review_on: date, on: date) -> str:
    """“in 9 days”, “today”, “3 days ago”."""
    days = (review_on - on).days
    if days == 0:
        return "today"
    many = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"in {many}" if days > 0 else f"{many} ago"
