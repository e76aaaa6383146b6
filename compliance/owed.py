"""What a day owes whom: the step to tell, from standings alone (pure).

A step is told once for a due day. A run that comes late tells the present step only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from compliance.due import Standing

LATE = "late"
STEPS = (7, 30, 60)  # days before the due day, inclusive, nearest first
_TOLD = frozenset({"to_do", "due_soon", "current", "overdue", "lapsed"})


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing to tell: about whom, what, which due day, and how near it is."""

    person: str
    requirement: str
    due_on: date
    step: str
    done_before: bool
    title: str

    @property
    def late(self) -> bool:
        return self.step == LATE


def step_on(due_on: date, on: date) -> str | None:
    """“60”, “30”, “7” or “late”; None while the due day is more than 60 days away."""
    if on > due_on:
        return LATE
    days = (due_on - on).days
    return next((str(step) for step in STEPS if days <= step), None)


def owed(rows: Iterable[Standing], titles: Mapping[str, str], on: date) -> list[Owed]:
    """What these standings owe on the day. Nobody gone, on leave, excused or done is in it."""
    found = []
    for row in rows:
        if row.status not in _TOLD or row.due_on is None:
            continue
        if step := step_on(row.due_on, on):
            found.append(
                Owed(
                    row.person,
                    row.requirement,
                    row.due_on,
                    step,
                    row.done_on is not None,
                    titles.get(row.requirement, row.requirement),
                )
            )
    return found
