"""What is due for whom, by when, and where each person stands on a day.

Pure: facts and a day go in, standings come out. Standard library only, no
clock, no query, nothing remembered between calls. All days are whole days and
inclusive: a thing due on the 21st is late on the 22nd. A sum that would pass
31 December 9999 stops there.

"Rule 1" to "rule 7" below are the steps of the reckoning, in their order.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, datetime, timedelta
from itertools import chain, pairwise
from operator import attrgetter
from typing import Literal, TypeVar

Status = Literal[
    "not_required",
    "excused",
    "paused",
    "due_soon",
    "current",
    "to_do",
    "overdue",
    "lapsed",
]
LATE: frozenset[Status] = frozenset({"overdue", "lapsed"})
CATCH_UP_DAYS = 14  # what a person coming back from leave is given
FactId = int | str


# The facts.


@dataclass(frozen=True, slots=True)
class Post:
    """A role held from a day to a day; `ends_on` None while it is held."""

    role: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Away from a day to a day; `ends_on` None while nobody knows."""

    starts_on: date
    ends_on: date | None = None
    ref: FactId | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """Excused one requirement (its id) from a day to a day, with a reason."""

    requirement: str
    starts_on: date
    ends_on: date | None = None
    reason: str | None = None
    ref: FactId | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone and the facts about their work; lists in any order."""

    id: str
    posts: Sequence[Post] = ()
    leave: Sequence[Leave] = ()
    exemptions: Sequence[Exemption] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A published state of an item; a higher number is newer."""

    number: int
    published_on: date
    must_redo: bool = False
    redo_days: int = 14

    @property
    def redo_by(self) -> date:
        """The last day for doing it again, where `must_redo`."""
        return _days_after(self.published_on, self.redo_days)


@dataclass(frozen=True, slots=True)
class Renewal:
    """How often: once, every so many `months`, or yearly by `due` (month, day).

    Raises ValueError for a kind or a number that means nothing, and for
    29 February, which most years do not have.
    """

    kind: Literal["once", "months", "yearly"]
    months: int = 0
    due: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if self.kind not in ("once", "months", "yearly"):
            raise ValueError(f"There is no renewal of the kind {self.kind!r}.")
        if self.kind == "months" and self.months < 1:
            raise ValueError("A renewal by months needs one month or more.")
        if self.kind == "yearly":
            date(2001, *self.due)  # a common year: refuses 29 February


@dataclass(frozen=True, slots=True)
class Requirement:
    """An item required of roles, and when; periods in calendar days.

    `since` is the day it was first asked (None: `applies_from`); a changed
    rule is a new row that keeps it. Records of the items in `covered_by`
    count as well.
    """

    id: str
    item: str
    roles: frozenset[str]
    first_due_days: int
    renewal: Renewal
    applies_from: date
    applies_to: date | None = None
    since: date | None = None
    window_days: int = 0
    covered_by: tuple[str, ...] = ()

    @property
    def asked_since(self) -> date:
        return self.applies_from if self.since is None else self.since


R = TypeVar("R", bound=Requirement)


@dataclass(frozen=True, slots=True)
class Record:
    """This person did or signed this item; or, with `voids`, a record was wrong.

    `recorded_at` must be aware where `known_at` is used.
    """

    id: FactId
    person: str
    item: str
    edition: int | None
    happened_on: date
    recorded_at: datetime
    voids: FactId | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that standings rest on; `editions` by item.

    A requirement that was changed is several rows with one id, in the order in which they were
    written; see `in_force`.
    """

    people: Sequence[Person]
    requirements: Sequence[Requirement]
    records: Iterable[Record] = ()
    editions: Mapping[str, Sequence[Edition]] = field(default_factory=dict)


# The answers.


@dataclass(frozen=True, slots=True)
class Spell:
    """Posts in a requirement's roles that overlap or touch, taken as one."""

    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands on a requirement, and the facts that make it so.

    `due_on` None: never again. `done_on`: the latest day that counts. Both
    are None where nothing is required.
    """

    person: str
    requirement: str
    status: Status
    rule: Requirement
    spell: Spell | None = None
    due_on: date | None = None
    done_on: date | None = None
    first_due: date | None = None
    expires_on: date | None = None  # after rule 4; None: for ever, or nothing done
    counted: Record | None = None  # the completion that counted last
    waiting: Edition | None = None  # the change of substance with the first deadline
    away: Leave | None = None  # holds on the day
    moved_by: Leave | None = None  # the leave that set the due day
    exemption: Exemption | None = None  # holds on the day

    @property
    def is_late(self) -> bool:
        return self.status in LATE


def standings(facts: Facts, on: date, known_at: datetime | None = None) -> list[Standing]:
    """Where everyone stands on everything on a day: people x requirements.

    `known_at` hides the records written down after that moment. The other
    facts are taken as they are given: leave out those not yet known.
    """
    completions = _completions(facts.records, on, known_at)
    rules = [_Rule.of(each, facts.editions, on) for each in in_force(facts.requirements, on)]
    answers = []
    for person in facts.people:
        someone = _Someone.of(person, on)
        for rule in rules:
            answers.append(_standing(someone, rule, completions, on))
    return answers


def in_force(rows: Iterable[R], on: date) -> list[R]:
    """The one row of each requirement that holds on a day: the last written of those that had
    begun, so that the past keeps its rules. Where none had, the first to begin."""
    held: dict[str, R] = {}
    for row in rows:
        before = held.get(row.id)
        if before is None or row.applies_from <= max(on, before.applies_from):
            held[row.id] = row
    return list(held.values())


def standing(
    person: Person,
    requirement: Requirement,
    on: date,
    *,
    records: Iterable[Record] = (),
    editions: Sequence[Edition] = (),
    known_at: datetime | None = None,
) -> Standing:
    """Where one person stands on one requirement; `editions` are its item's."""
    facts = Facts((person,), (requirement,), records, {requirement.item: editions})
    return standings(facts, on, known_at)[0]


# Sorting the facts once, before the pairs.

Completions = Mapping[tuple[str, str], list[Record]]


def _completions(records: Iterable[Record], on: date, known_at: datetime | None) -> Completions:
    """The completions that count by person and item, in order of day."""
    known = [r for r in records if known_at is None or r.recorded_at <= known_at]
    voided = {r.voids for r in known if r.voids is not None}  # whatever its own day
    counting = [r for r in known if r.happened_on <= on and r.voids is None and r.id not in voided]
    counting.sort(key=attrgetter("happened_on"))
    found = defaultdict(list)
    for record in counting:
        found[record.person, record.item].append(record)
    return found


@dataclass(frozen=True, slots=True)
class _Rule:
    """A requirement with what is the same for everyone on the day."""

    requirement: Requirement
    applies: bool
    items: tuple[str, ...]
    published: list[Edition]
    to_redo: list[Edition]

    @classmethod
    def of(
        cls,
        requirement: Requirement,
        editions: Mapping[str, Sequence[Edition]],
        on: date,
    ) -> _Rule:
        published = [e for e in editions.get(requirement.item, ()) if e.published_on <= on]
        return cls(
            requirement,
            _runs(requirement.applies_from, requirement.applies_to, on),
            tuple(dict.fromkeys((*requirement.covered_by, requirement.item))),
            published,
            [e for e in published if e.must_redo],
        )


@dataclass(frozen=True, slots=True)
class _Someone:
    """A person with what is the same for every requirement on the day."""

    id: str
    posts: list[Post]  # in order of first day
    leave: list[Leave]  # begun by the day, in order of first day
    away: Leave | None
    exemptions: dict[str, Exemption]  # those that hold on the day

    @classmethod
    def of(cls, person: Person, on: date) -> _Someone:
        by_first_day = attrgetter("starts_on")
        leave = sorted((e for e in person.leave if e.starts_on <= on), key=by_first_day)
        away = [e for e in leave if _runs(e.starts_on, e.ends_on, on)]
        excused = [e for e in person.exemptions if _runs(e.starts_on, e.ends_on, on)]
        return cls(
            person.id,
            sorted(person.posts, key=by_first_day),
            leave,
            max(away, key=lambda e: _last_day(e.ends_on), default=None),
            {e.requirement: e for e in excused},
        )


# Rules 1 to 7, one person and one requirement.


def _standing(someone: _Someone, rule: _Rule, completions: Completions, on: date) -> Standing:
    required = rule.requirement
    spell = _spell_asked_about(someone.posts, required.roles, on)
    if not rule.applies or spell is None or spell.starts_on > _last_day(required.applies_to):
        return Standing(someone.id, required.id, "not_required", required, spell)
    return _reckoned(someone, rule, spell, _done(someone.id, rule, completions), on)


def _reckoned(
    someone: _Someone, rule: _Rule, spell: Spell, done: Sequence[Record], on: date
) -> Standing:
    """Rules 2 to 7 for something required; `done`: what counts, in order of day."""
    required = rule.requirement
    first_due = _days_after(max(spell.starts_on, required.asked_since), required.first_due_days)
    waiting = _waiting(done, rule)
    expires_on = _expiry(done, required, waiting)
    due_on, moved_by = _after_leave(_due(done, expires_on, first_due), someone.leave)
    exemption = someone.exemptions.get(required.id)
    status: Status
    if exemption:
        status = "excused"
    elif someone.away:
        status = "paused"
    elif done and on <= _last_day(expires_on):
        opened = due_on is not None and (due_on - on).days <= required.window_days
        status = "due_soon" if waiting or opened else "current"
    elif on <= _last_day(due_on):
        status = "to_do"
    else:
        status = "lapsed" if done else "overdue"
    last = done[-1] if done else None
    return Standing(
        person=someone.id,
        requirement=required.id,
        status=status,
        rule=required,
        spell=spell,
        due_on=due_on,
        done_on=last.happened_on if last else None,
        first_due=first_due,
        expires_on=expires_on,
        counted=last,
        waiting=waiting,
        away=someone.away,
        moved_by=moved_by,
        exemption=exemption,
    )


def _spell_asked_about(posts: Iterable[Post], roles: frozenset[str], on: date) -> Spell | None:
    """Rule 1: the spell that holds on the day, else the next one to start.

    `posts` in order of first day, so it is the first spell not yet over.
    """
    first = last = None
    for post in posts:
        if post.role not in roles:
            continue
        if last is not None and (post.starts_on - last).days <= 1:
            last = max(last, _last_day(post.ends_on))
        elif last is None or last < on:
            first, last = post.starts_on, _last_day(post.ends_on)
        else:
            break
    if first is None or last is None or last < on:
        return None
    return Spell(first, None if last == date.max else last)


def _done(person: str, rule: _Rule, completions: Completions) -> list[Record]:
    """The completions of the item and of those that cover it, in order of day."""
    found = [completions[person, item] for item in rule.items if (person, item) in completions]
    if len(found) == 1:
        return found[0]
    return sorted(chain.from_iterable(found), key=attrgetter("happened_on"))


def _waiting(done: Iterable[Record], rule: _Rule) -> Edition | None:
    """Rule 4: of the changes of substance not yet reached, the one with the first deadline."""
    if not done or not rule.to_redo:
        return None
    reached = [_edition_reached(record, rule) for record in done]
    newest = max((number for number in reached if number is not None), default=None)
    waiting = [e for e in rule.to_redo if newest is None or e.number > newest]
    return min(waiting, key=attrgetter("redo_by", "number"), default=None)


def _edition_reached(record: Record, rule: _Rule) -> int | None:
    if record.edition is not None and record.item == rule.requirement.item:
        return record.edition
    return max(
        (e.number for e in rule.published if e.published_on <= record.happened_on),
        default=None,
    )


def _expiry(done: Sequence[Record], required: Requirement, waiting: Edition | None) -> date | None:
    """Rules 3 and 4: the last day on which what is done is good; None: for ever."""
    if not done or (required.renewal.kind == "once" and not waiting):
        return None
    good_until = _good_until(done, required.renewal, required.window_days)
    return min(good_until, waiting.redo_by) if waiting else good_until


def _good_until(done: Sequence[Record], renewal: Renewal, window_days: int) -> date:
    """Rule 3."""
    if renewal.kind == "once":
        return date.max
    if renewal.kind == "months":
        return _good_for_months(done, renewal.months, window_days)
    # A later day never belongs to an earlier round, so the last completion decides.
    return _next_round(done[-1].happened_on, renewal.due, window_days)


def _good_for_months(done: Sequence[Record], months: int, window_days: int) -> date:
    expiry = months_after(done[0].happened_on, months)
    for before, record in pairwise(done):
        day = record.happened_on
        if day == before.happened_on:
            continue  # completions of one day count as one
        renews = 0 <= (expiry - day).days <= window_days
        expiry = max(expiry, months_after(expiry if renews else day, months))
    return expiry


def _next_round(day: date, due: tuple[int, int], window_days: int) -> date:
    """The due day of the round after the latest one that had opened by the day."""
    reach = _days_after(day, window_days)  # the rounds due by then had opened
    opened = reach.year if (reach.month, reach.day) >= due else reach.year - 1
    return date(opened + 1, *due) if opened < MAXYEAR else date.max


def _due(done: Sequence[Record], expires_on: date | None, first_due: date) -> date | None:
    """Rule 5."""
    if not done:
        return first_due
    return None if expires_on is None else max(expires_on, first_due)


def _after_leave(due_on: date | None, leave: Iterable[Leave]) -> tuple[date | None, Leave | None]:
    """Rule 6: the due day after leave, and the leave that moved it last."""
    moved_by = None
    for away in leave:
        if due_on is None or away.ends_on is None:
            continue
        back_by = _days_after(away.ends_on, CATCH_UP_DAYS)
        if away.starts_on <= due_on < back_by:
            due_on, moved_by = back_by, away
    return due_on, moved_by


# Days.


def _runs(starts_on: date, ends_on: date | None, on: date) -> bool:
    return starts_on <= on and (ends_on is None or on <= ends_on)


def _last_day(ends_on: date | None) -> date:
    return date.max if ends_on is None else ends_on


def _days_after(day: date, days: int) -> date:
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    last = calendar.monthrange(year, month + 1)[1] if day.day > 28 else 28
    return date(year, month + 1, min(day.day, last))
