"""What a rule would change for whom, before it is adopted. Facts in, names out, nothing written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from compliance.due import Facts, Standing, standings
from compliance.facts import Rule, words_of
from compliance.roster import NAMELESS

MONDAY = 0
WEEK = 7


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody whose standing on one requirement the rule would change."""

    name: str
    title: str
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Trial:
    """What would be different on the day, each list in the order of an office."""

    on: date
    late: list[Change]  # would be late and are not
    relieved: list[Change]  # are late and would not be
    asked: list[Change]  # would be asked, and have time

    @property
    def late_people(self) -> int:
        return len({each.after.person for each in self.late})

    @property
    def relieved_people(self) -> int:
        return len({each.after.person for each in self.relieved})

    @property
    def asked_people(self) -> int:
        return len({each.after.person for each in self.asked})

    @property
    def first_due(self) -> date | None:
        """The first day by which one of those who have time would be asked."""
        return min((each.after.due_on for each in self.asked if each.after.due_on), default=None)


def next_monday(after: date) -> date:
    """The Monday after a day: never the day itself."""
    return after + timedelta(days=WEEK - (after.weekday() - MONDAY) % WEEK)


def day_to_try(proposed: Sequence[Rule], today: date) -> date:
    """Next Monday; the Monday after the first day of the rules where that is later."""
    begins = min((rule.applies_from for rule in proposed), default=today)
    return next_monday(today if begins <= today else begins - timedelta(days=1))


def try_out(facts: Facts, proposed: Sequence[Rule], names: dict[str, str], on: date) -> Trial:
    """Where people stand on a day with the proposed rows and without them."""
    changed = {rule.id for rule in proposed}
    rows = [rule for rule in facts.requirements if rule.id in changed]
    without = standings(replace(facts, requirements=rows), on)
    before = {(each.person, each.requirement): each for each in without}
    trial = Trial(on, [], [], [])
    for after in standings(replace(facts, requirements=[*rows, *proposed]), on):
        was = before.get((after.person, after.requirement)) or replace(after, status="not_required")
        found = _list_for(trial, was, after)
        if found is not None:
            name = names.get(after.person, NAMELESS)
            found.append(Change(name, words_of(after).title, was, after))
    place = {ref: number for number, ref in enumerate(names)}
    for found in (trial.late, trial.relieved, trial.asked):
        found.sort(key=lambda each: (place.get(each.after.person, len(place)), each.title))
    return trial


def _list_for(trial: Trial, was: Standing, after: Standing) -> list[Change] | None:
    if after.is_late:
        return None if was.is_late else trial.late
    if was.is_late:
        return trial.relieved
    begins = was.status == "not_required" and after.status in ("to_do", "due_soon")
    return trial.asked if begins else None
