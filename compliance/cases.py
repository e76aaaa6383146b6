"""Reads a case, as JSON gives it, into the facts that `due` reckons with.

A case is for trying a rule before adopting it: who is in post, what is asked,
what was done, and the day. Strict, so that a slip in a case is never taken for
an answer: whatever is malformed raises BadCase. Keys it does not know are let
be, so that a case may carry notes. Pure: the standard library and `due` only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from compliance.due import (
    Edition,
    Exemption,
    FactId,
    Facts,
    Leave,
    Person,
    Post,
    Record,
    Renewal,
    Requirement,
    Standing,
)

MOST = 999_999  # days or months: far past any real rule, and still to be reckoned with
T = TypeVar("T")


class BadCase(ValueError):
    """A malformed case. Its text is one sentence that names the case and the field."""


@dataclass(frozen=True, slots=True)
class Case:
    """The facts, the day asked about, and the moment they are known at (None: all)."""

    facts: Facts
    on: date
    known_at: datetime | None = None


def read_case(data: object, name: str = "The case") -> Case:
    """A case from its JSON object; raises BadCase, calling the case by `name`."""
    case = _Field(data, name).checked_object()
    people, items = case["people"].rows(), case["items"].rows()
    requirements = case["requirements"].rows()
    known = _Known(
        people=_unique((row["id"] for row in people), _Field.text),
        items=_unique((row["id"] for row in items), _Field.text),
        requirements=_unique((row["id"] for row in requirements), _Field.text),
    )
    facts = Facts(
        people=[_person(row, known) for row in people],
        requirements=[_requirement(row, known) for row in requirements],
        records=_records(case["records"].rows(), known),
        editions={row["id"].text(): _editions(row["editions"].rows()) for row in items},
    )
    return Case(facts, case["on"].day(), case["known_at"].if_given(_Field.moment))


def read_cases(data: object) -> list[Case]:
    """One case, or a list of them; each may be wrapped as {"name": ..., "case": {...}}.

    Raises BadCase, calling a case by its number in the list and its name.
    """
    if not isinstance(data, list):
        return [_unwrapped(data, "The case")]
    return [_unwrapped(each, f"Case {number}") for number, each in enumerate(data, 1)]


def answer(standing: Standing) -> dict[str, str | None]:
    """A standing as a case's answer: days as ISO text, None where there is none."""
    return {
        "person": standing.person,
        "requirement": standing.requirement,
        "status": standing.status,
        "due_on": standing.due_on.isoformat() if standing.due_on else None,
        "done_on": standing.done_on.isoformat() if standing.done_on else None,
    }


def _unwrapped(data: object, called: str) -> Case:
    if isinstance(data, dict):
        if isinstance(data.get("name"), str):
            called = f"{called} ({_shown(data['name'])})"
        if "case" in data and "on" not in data:
            data = data["case"]
    return read_case(data, called)


# The parts of a case.


@dataclass(frozen=True, slots=True)
class _Known:
    """The ids that the case has."""

    people: set[str]
    items: set[str]
    requirements: set[str]


def _person(row: _Field, known: _Known) -> Person:
    return Person(
        id=row["id"].text(),
        posts=[Post(each["role"].text(), *_from_to(each)) for each in row["posts"].rows()],
        leave=[Leave(*_from_to(each)) for each in row["leave"].rows()],
        exemptions=[_exemption(each, known) for each in row["exemptions"].rows()],
    )


def _exemption(row: _Field, known: _Known) -> Exemption:
    requirement = row["requirement"].one_of(known.requirements, "requirement")
    return Exemption(requirement, *_from_to(row), row["reason"].if_given(_Field.words))


def _from_to(row: _Field) -> tuple[date, date | None]:
    return _period(row["from"], row["to"])


def _period(start: _Field, end: _Field) -> tuple[date, date | None]:
    starts_on, ends_on = start.day(), end.if_given(_Field.day)
    if ends_on is not None and ends_on < starts_on:
        raise end.bad(f"is {ends_on}, before its start on {starts_on}")
    return starts_on, ends_on


def _editions(rows: list[_Field]) -> list[Edition]:
    _unique((row["number"] for row in rows), _Field.number)
    return [
        Edition(
            number=row["number"].number(),
            published_on=row["published_on"].day(),
            must_redo=row["must_redo"].if_given(_Field.yes_or_no) or False,
            redo_days=row["redo_days"].period(default=14),
        )
        for row in rows
    ]


def _requirement(row: _Field, known: _Known) -> Requirement:
    applies_from, applies_to = _period(row["applies_from"], row["applies_to"])
    return Requirement(
        id=row["id"].text(),
        item=row["item"].one_of(known.items, "item"),
        roles=frozenset(each.text() for each in row["roles"].each()),
        first_due_days=row["first_due_days"].period(),
        renewal=_renewal(row["renewal"].checked_object()),
        applies_from=applies_from,
        applies_to=applies_to,
        since=row["since"].if_given(_Field.day),
        window_days=row["window_days"].period(default=0),
        covered_by=tuple(each.one_of(known.items, "item") for each in row["covered_by"].each()),
    )


def _renewal(row: _Field) -> Renewal:
    kind = row["kind"].text()
    if kind == "once":
        return Renewal("once")
    if kind == "months":
        return Renewal("months", months=row["months"].period(least=1))
    if kind == "yearly":
        return Renewal("yearly", due=row["due"].day_of_year())
    raise row["kind"].must_be('"once", "months" or "yearly"')


def _records(rows: list[_Field], known: _Known) -> list[Record]:
    _unique((row["id"] for row in rows), _Field.fact_id)
    records = [_record(row, known) for row in rows]
    by_id = {record.id: record for record in records}
    for row, record in zip(rows, records, strict=True):
        if record.voids is not None:
            _check_void(row["voids"], record, by_id.get(record.voids))
    return records


def _record(row: _Field, known: _Known) -> Record:
    return Record(
        id=row["id"].fact_id(),
        person=row["person"].one_of(known.people, "person"),
        item=row["item"].one_of(known.items, "item"),
        edition=row["edition"].if_given(_Field.number),
        happened_on=row["happened_on"].day(),
        recorded_at=row["recorded_at"].moment(),
        voids=row["voids"].if_given(_Field.fact_id),
    )


def _check_void(field: _Field, record: Record, voided: Record | None) -> None:
    if voided is None:
        raise field.bad(f"is {_shown(record.voids)}, but the case has no such record")
    if voided.person != record.person:
        raise field.bad(f"is {_shown(voided.id)}, which is another person's record")
    if voided.voids is not None:
        raise field.bad(f"is {_shown(voided.id)}, which itself voids a record")


def _unique(fields: Iterable[_Field], read: Callable[[_Field], T]) -> set[T]:
    """What the fields hold; the first to repeat an earlier one is refused."""
    seen: set[T] = set()
    for field in fields:
        value = read(field)
        if value in seen:
            raise field.bad(f"repeats {_shown(value)}")
        seen.add(value)
    return seen


# One field of a case.


@dataclass(frozen=True, slots=True)
class _Field:
    """A value, the case it is in and where; left out and null are both None.

    Each reading method returns the value as what it should be, or raises BadCase.
    """

    value: object
    case: str
    path: str = ""

    def bad(self, problem: str) -> BadCase:
        where = f"{self.case}: {self.path}" if self.path else self.case
        return BadCase(f"{where} {problem}.")

    def must_be(self, wanted: str) -> BadCase:
        if self.value is None:
            return self.bad(f"is missing; it must be {wanted}")
        return self.bad(f"must be {wanted}, not {_shown(self.value)}")

    def __getitem__(self, key: str) -> _Field:
        if not isinstance(self.value, dict):
            raise self.must_be("an object, { ... }")
        return _Field(self.value.get(key), self.case, f"{self.path}.{key}" if self.path else key)

    def checked_object(self) -> _Field:
        self["any key"]
        return self

    def each(self) -> list[_Field]:
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.must_be("a list, [ ... ]")
        return [_Field(v, self.case, f"{self.path}[{i}]") for i, v in enumerate(self.value)]

    def rows(self) -> list[_Field]:
        return [row.checked_object() for row in self.each()]

    def if_given(self, read: Callable[[_Field], T]) -> T | None:
        return None if self.value is None else read(self)

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.must_be("some text")
        return self.value

    def words(self) -> str:
        if not isinstance(self.value, str):
            raise self.must_be("text")
        return self.value

    def fact_id(self) -> FactId:
        return self.number() if isinstance(self.value, int) else self.text()

    def one_of(self, known: set[str], kind: str) -> str:
        name = self.text()
        if name not in known:
            raise self.bad(f"is {_shown(name)}, but the case has no such {kind}")
        return name

    def number(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 0:
            raise self.must_be("a whole number, 0 or more")
        return self.value

    def period(self, least: int = 0, default: int | None = None) -> int:
        """A number of days or months, at least `least`."""
        if self.value is None and default is not None:
            return default
        if self.value is None or not least <= self.number() <= MOST:
            raise self.must_be(f"a whole number from {least} to {MOST}")
        return self.number()

    def yes_or_no(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.must_be("true or false")
        return self.value

    def day(self) -> date:
        return self._day_written(self.value, "a day such as 2026-09-01")

    def day_of_year(self) -> tuple[int, int]:
        """(month, day), in every year: 02-29 is refused."""
        if self.value == "02-29":
            raise self.bad('is "02-29", a day that most years do not have')
        year = "2001-"  # a common year
        written = year + self.value if isinstance(self.value, str) else None
        day = self._day_written(written, "a month and a day such as 09-30")
        return day.month, day.day

    def _day_written(self, written: object, wanted: str) -> date:
        if not isinstance(written, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            raise self.must_be(wanted)
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise self.bad(f"is {_shown(self.value)}, which is not in the calendar") from None

    def moment(self) -> datetime:
        """In UTC where no offset is given."""
        try:
            moment = datetime.fromisoformat(self.value if isinstance(self.value, str) else "")
        except ValueError:
            raise self.must_be("a moment such as 2026-09-01T12:00:00Z") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
