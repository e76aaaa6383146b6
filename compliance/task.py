"""One item on somebody's list: where they stand with it, in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from compliance.due import LATE, Standing
from compliance.facts import words_of
from compliance.why import full_date, why
from register.models import Bookmark, Item

WAITING = LATE | {"to_do", "due_soon"}


@dataclass(frozen=True, slots=True)
class Task:
    """One item on the list, with the words for where it stands."""

    title: str
    kind: str
    url: str
    what_for: str  # the item's own sentence
    why: str  # the rule, the fact, the sum
    status: str
    words: str
    when: str
    done: str
    minutes: str
    action: str
    go_url: str
    first: bool = False  # the one thing to do next


@dataclass(frozen=True, slots=True)
class Asked:
    """An item with the standing that decides, and where the person was in it."""

    standing: Standing
    item: Item
    bookmark: Bookmark | None

    @property
    def status(self) -> str:
        return self.standing.status

    @property
    def waits(self) -> bool:
        return self.status in WAITING

    @property
    def due_on(self) -> date:
        return self.standing.due_on or date.max

    @property
    def begun(self) -> bool:
        mark = self.bookmark
        return self.waits and mark is not None and (mark.total == 0 or mark.done < mark.total)

    @property
    def part_done(self) -> float:
        return self.bookmark.done / self.bookmark.total if self._counted else 0.0

    @property
    def minutes_left(self) -> int:
        if not self._counted:
            return self.item.minutes
        return max(1, round(self.item.minutes * (1 - self.part_done))) if self.item.minutes else 0

    @property
    def _counted(self) -> bool:
        return self.begun and bool(self.bookmark and self.bookmark.total)


def task(asked: Asked, on: date) -> Task:
    """The words for an item on a day."""
    standing, item = asked.standing, asked.item
    words, when = _standing_words(standing)
    return Task(
        title=item.title,
        kind=item.kind,
        url=item.address,
        what_for=item.why,
        why=why(standing, words_of(standing), on),
        status=standing.status,
        words=words,
        when=when,
        done=f"Done on {full_date(standing.done_on)}." if standing.done_on else "",
        minutes=_minutes(asked),
        action=_action(asked),
        go_url=_go_url(asked),
    )


def _standing_words(standing: Standing) -> tuple[str, str]:
    """The words of the mark, and those beside it."""
    due_on = standing.due_on
    day = full_date(due_on) if due_on else ""
    if standing.is_late and due_on:
        return f"Late since {full_date(due_on + timedelta(days=1))}", ""
    if standing.status == "current":
        return (f"In date to {day}" if day else "In date"), ""
    if standing.status == "excused" and standing.exemption and standing.exemption.ends_on:
        return f"Excused to {full_date(standing.exemption.ends_on)}", ""
    return "", (f"by {day}" if day and standing.status in WAITING else "")


def _minutes(asked: Asked) -> str:
    minutes, left = asked.item.minutes, asked.minutes_left
    if left != minutes:
        return f"{left} of {duration(minutes)} left"
    return duration(minutes)


def _action(asked: Asked) -> str:
    if not asked.item.address:
        return ""
    place = asked.bookmark.place_words if asked.begun and asked.bookmark else ""
    if asked.begun:
        return f"Carry on with {place}" if place else "Carry on"
    return "Start"


def _go_url(asked: Asked) -> str:
    """Where the button leads: the very place where they were, else the item's own address."""
    address, mark = asked.item.address, asked.bookmark
    return f"{address}{mark.place}/" if address and asked.begun and mark and mark.place else address


def duration(minutes: int) -> str:
    """“1 hour 40 minutes”; nothing for 0."""
    hours, rest = divmod(minutes, 60)
    words = []
    if hours:
        words.append("1 hour" if hours == 1 else f"{hours} hours")
    if rest:
        words.append("1 minute" if rest == 1 else f"{rest} minutes")
    return " ".join(words)
