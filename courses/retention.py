"""What is not evidence goes after its time; records, with their scores, stay.

Attempts go 12 months after they were sent, reflections on the day that their writer chose.
"""

import calendar
from datetime import date, datetime, time

from django.utils import timezone

from courses.models import Attempt, Reflection

ATTEMPT_MONTHS = 12


def months_after(day: date, months: int) -> date:
    """The same day so many months later (earlier if below 0), or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def prune(on: date) -> dict[str, int]:
    """Delete what has had its time by that day; returns how many of what. Twice does no harm."""
    before = datetime.combine(
        months_after(on, -ATTEMPT_MONTHS), time(), timezone.get_default_timezone()
    )
    attempts, _ = Attempt.objects.filter(sent_at__lt=before).delete()
    reflections, _ = Reflection.objects.filter(delete_on__lte=on).delete()
    return {"attempts": attempts, "reflections": reflections}
