"""What a day owes whom: the step to tell, and who hears of it, from facts alone (pure).

A step is told once for a due day. A run that comes late tells the present step only.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from compliance.due import Leave, Person, Post, Standing

LATE = "late"
STEPS = (7, 30, 60)  # days before the due day, inclusive, nearest first
LEADS = ("dsl", "deputy_dsl", "headteacher")  # who hears of a lapse, the next where one is away
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
        """Whether the due day is over."""
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


def leads_there(people: Iterable[Person], on: date) -> list[list[str]]:
    """Those who lead at the school and are not on leave that day: DSLs, deputies, heads."""
    there = [each for each in people if not any(_holds(leave, on) for leave in each.leave)]
    return [
        [
            each.id
            for each in there
            if any(post.role == role and _holds(post, on) for post in each.posts)
        ]
        for role in LEADS
    ]


def who_hears(person: str, leads: Sequence[Collection[str]]) -> Collection[str]:
    """Who hears that the person is late: the DSLs; of a DSL who is the only one, the deputies."""
    others = ([ref for ref in refs if ref != person] for refs in leads)
    return next((refs for refs in others if refs), [])


def _holds(period: Post | Leave, on: date) -> bool:
    return period.starts_on <= on and (period.ends_on is None or on <= period.ends_on)
