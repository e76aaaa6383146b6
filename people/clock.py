"""A time of day, in one way on every page, letter and message."""

from datetime import datetime

from django.utils import timezone


def clock(at: datetime) -> str:
    """“2.10 am”, in Europe/London. A moment without a zone raises ValueError."""
    here = timezone.localtime(at)
    return f"{here.hour % 12 or 12}.{here:%M} {'am' if here.hour < 12 else 'pm'}"
