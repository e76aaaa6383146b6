"""As at which day, and by what was known when. Asked in the address, kept in every link."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from compliance.why import full_date
from people.clock import clock


@dataclass(frozen=True, slots=True)
class AsAt:
    """A day; with `then`, by what had been written down by its end and by nothing later."""

    on: date
    then: bool = False

    @property
    def known_at(self) -> datetime | None:
        """The last moment of the day in Europe/London; None where nothing is left out."""
        return timezone.make_aware(datetime.combine(self.on, time.max)) if self.then else None

    def is_past(self, now: datetime) -> bool:
        """Whether it is a day before the one that `now` falls on."""
        return self.on < now.date()

    def kept(self, now: datetime) -> dict[str, str]:
        """What a link carries, so that the next page is of the same day: nothing for today."""
        if self.on == now.date():
            return {}
        return {"on": self.on.isoformat()} | ({"known": "then"} if self.then else {})

    def words(self, now: datetime) -> str:
        """“As at Saturday 14 March 2026, as it was known that day.”"""
        day = full_date(self.on)
        if self.on == now.date():
            return f"As at {day}, {clock(now)}."
        if self.then:
            return f"As at {day}, as it was known that day."
        if self.is_past(now):
            return f"As at {day}, by what is known today."
        return f"As it will be on {day} if nothing more is done."
