"""The front desk: who asks to be let in, who is here today, and who may start.

Of training the office sees a status and a number, never which: *may start*, or *not yet, because*
(design: the access matrix). Reckoned from the same standings as the board.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber

from compliance.asat import AsAt
from compliance.due import Standing
from compliance.roster import Row, names_of, roster
from compliance.task import WAITING
from compliance.why import full_date
from people.access import today
from people.models import School, Visit
from people.roles import AT_THE_DESK
from people.visits import Known, Match, known_today, waiting_at

STARTED = timedelta(days=28)  # since then, and who starts by then, are asked about at the desk
COMING = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Status:
    """Whether somebody may start on a day, and if not why, in a few words."""

    ref: str
    name: str
    role_words: str
    missing: int
    begins: date | None  # a first day that is still to come

    @property
    def may_start(self) -> bool:
        return not self.missing

    @property
    def words(self) -> str:
        """“May start” or “Not yet, because two things are still to be done”."""
        if self.may_start:
            return f"May start on {full_date(self.begins)}" if self.begins else "May start"
        things = "one thing is" if self.missing == 1 else f"{apnumber(self.missing)} things are"
        return f"Not yet, because {things} still to be done"


def status(row: Row, name: str, on: date) -> Status:
    """What stands in somebody's way on a day: what is asked before they start, and what is late."""
    begins = [each.spell.starts_on for each in row.standings if each.spell]
    first = max(on, min(begins)) if begins else on
    missing = {each.rule.item for each in row.standings if stands_in_the_way(each, first)}
    return Status(row.ref, name, row.role_words, len(missing), first if first > on else None)


def stands_in_the_way(standing: Standing, first: date) -> bool:
    """Late; or never done, and due by the first day."""
    if standing.is_late:
        return True
    due_on = standing.due_on
    never = standing.status in WAITING and standing.done_on is None
    return never and due_on is not None and due_on <= first


@dataclass(frozen=True, slots=True)
class Waiting:
    """A visitor who waits, and whom they may be."""

    visit: Visit
    matches: list[Match]
    twice: bool  # another screen asks for the same name


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody let in today."""

    visit: Visit
    name: str
    witness: str
    status: Status | None
    reading: bool


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """The page."""

    waiting: list[Waiting]
    here: list[Here]
    not_yet: list[Status]
    may_start: list[Status]


def who_waits(school: School) -> list[Waiting]:
    """Visitors who wait, with whom they may be. Four queries, one where nobody waits."""
    visits = list(waiting_at(school))
    if not visits:
        return []
    known = Known.at(school)
    found = [(visit, known.matches(visit)) for visit in visits]
    asked = [{match.ref for match in matches} for _, matches in found]
    return [
        Waiting(visit, matches, any(asked[place] & other for other in _but(asked, place)))
        for place, (visit, matches) in enumerate(found)
    ]


def _but(asked: list[set[str]], place: int) -> Iterable[set[str]]:
    return (each for number, each in enumerate(asked) if number != place)


def state_of(waiting: Iterable[Waiting]) -> str:
    """Changes when who waits does."""
    told = "|".join(str(each.visit.pk) for each in waiting)
    return sha256(told.encode()).hexdigest()[:12]


def front_desk(school: School, name: str = "") -> FrontDesk:
    """The page of a school; `name`: only people whose name has this in it."""
    on = today()
    known = roster(school, AsAt(on))
    visits = list(known_today(school))
    names = names_of({row.ref for row in known.rows} | _refs(visits))
    found = {row.ref: status(row, names[row.ref], on) for row in known.rows if row.ref in names}
    asked = [
        found[row.ref]
        for row in known.rows
        if row.ref in found and (_fits(name, names[row.ref]) if name else _asked_about(row, on))
    ]
    order = {ref: place for place, ref in enumerate(names)}
    asked.sort(key=lambda each: order[each.ref])
    return FrontDesk(
        waiting=who_waits(school),
        here=[_here(visit, names, found) for visit in visits],
        not_yet=[each for each in asked if not each.may_start],
        may_start=[each for each in asked if each.may_start],
    )


def _refs(visits: Iterable[Visit]) -> set[str]:
    return {ref for visit in visits for ref in (visit.person, visit.witness) if ref}


def _here(visit: Visit, names: Mapping[str, str], found: Mapping[str, Any]) -> Here:
    return Here(
        visit=visit,
        name=names.get(visit.person or "", "Somebody"),
        witness=names.get(visit.witness or "", "a colleague"),
        status=found.get(visit.person),
        reading=visit.opened_at is not None and visit.ended_at is None,
    )


def _fits(name: str, whole: str) -> bool:
    return name.casefold() in whole.casefold()


def _asked_about(row: Row, on: date) -> bool:
    """Volunteers, supply staff and contractors; and whoever is new."""
    if row.roles & AT_THE_DESK:
        return True
    begins = [each.spell.starts_on for each in row.standings if each.spell]
    return bool(begins) and on - STARTED <= min(begins) <= on + COMING
