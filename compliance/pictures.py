"""How much was in date, month by month: the numbers, and the line that shows them.

A past month is reckoned as it stood, by what is known today. Kept under the school, the day and
the chains' newest entries, so that nothing has to be invalidated.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from compliance.due import Facts, Person, standings
from compliance.facts import read
from compliance.why import full_date
from people.chain_heads import Heads, heads_of
from people.models import School

YEARS = (1, 3)  # what may be asked for; a year of a large school takes a second the first time
REMEMBERED = 64  # pictures; a few kilobytes each
IN_DATE = frozenset({"current", "due_soon"})
ASKED = IN_DATE | {"to_do", "overdue", "lapsed"}  # neither excused nor on leave
# Where the picture begins and ends: see cms/parts/line_picture.html.
LEFT, RIGHT, LOWEST, HIGHEST = 40, 320, 150, 22


@dataclass(frozen=True, slots=True)
class Share:
    """Of the things asked of people in post on a day, how many were in date."""

    on: date
    in_date: int
    asked: int

    @property
    def of_100(self) -> int:
        """Rounded down, so that 100 means all of them."""
        return 100 * self.in_date // self.asked

    @property
    def month(self) -> str:
        return f"{self.on:%B} {self.on.year}"


def shares(school: School, on: date, years: int = 1) -> tuple[Share, ...]:
    """The last day of each month of so many years, and the day itself, the oldest first.

    Days on which nothing was asked are left out. One query where it was reckoned before.
    """
    return _shares(school.urn, on, 12 * years, heads_of(school))


@lru_cache(maxsize=REMEMBERED)
def _shares(urn: str, on: date, months: int, _heads: Heads) -> tuple[Share, ...]:
    facts = read(urn)
    found = (share(facts, day) for day in reversed([on, *_month_ends(on, months)]))
    return tuple(each for each in found if each.asked)


def share(facts: Facts, on: date) -> Share:
    """The share on a day, from facts."""
    there = [person for person in facts.people if in_post(person, on)]
    found = standings(replace(facts, people=there), on)
    return share_of((each.status for each in found), on)


def share_of(statuses: Iterable[str], on: date) -> Share:
    """The share of these standings that is in date, among those that are asked for."""
    asked = [status for status in statuses if status in ASKED]
    return Share(on, sum(status in IN_DATE for status in asked), len(asked))


def in_post(person: Person, on: date) -> bool:
    """Whether they hold a post on the day."""
    return any(
        post.starts_on <= on and (post.ends_on is None or on <= post.ends_on)
        for post in person.posts
    )


def _month_ends(on: date, months: int) -> Iterator[date]:
    for _ in range(months):
        on = on.replace(day=1) - timedelta(days=1)
        yield on


def line(found: tuple[Share, ...]) -> dict[str, Any]:
    """What cms/parts/line_picture.html takes, for two days or more."""
    lowest = min(found, key=lambda each: each.of_100)
    floor = min(lowest.of_100 // 20 * 20, 80)
    step = (RIGHT - LEFT) / (len(found) - 1)

    def y(of_100: int) -> float:
        return round(LOWEST - (of_100 - floor) * (LOWEST - HIGHEST) / (100 - floor), 1)

    points = [
        {
            "label": each.month,
            "value": each.of_100,
            "x": round(LEFT + number * step, 1),
            "y": y(each.of_100),
        }
        for number, each in enumerate(found)
    ]
    levels = (floor, (floor + 100) // 2, 100)
    return {
        "sentence": _sentence(found, lowest),
        "points": points,
        "lines": [{"y": y(level), "label": level} for level in levels],
    }


def _sentence(found: tuple[Share, ...], lowest: Share) -> str:
    """The picture for those who hear it."""
    first, last = found[0], found[-1]
    said = (
        f"From {first.of_100} in 100 in {first.month} to {last.of_100} in 100 on "
        f"{full_date(last.on)}"
    )
    if lowest.of_100 < min(first.of_100, last.of_100):
        said += f", lowest in {lowest.month} with {lowest.of_100}"
    return f"{said}."
