"""Leave: a person away from a day to a day. Each thing written is a fact with its author."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from people.models import Leave, School
from people.staff_days import full_day
from register.ledger import append, lock

OWN = "This is your own page, so a colleague writes on it."
CHANGED = (
    "Somebody has changed this since you opened the page. Look at how it stands now, and press "
    "again if it is still wrong."
)


def check_not_own(person: str, by: str) -> None:
    """Raise ValidationError where somebody writes about themselves."""
    if person == by:
        raise ValidationError(OWN)


def leaves_as_they_stand(**where: object) -> list[Leave]:
    """Leave, each as its last row says, without what was withdrawn. One query."""
    last: dict[str, Leave] = {}
    for leave in Leave.objects.filter(**where).order_by("entry_id"):
        last[leave.ref] = leave
    return [leave for leave in last.values() if not leave.withdrawn]


def until(ends_on: date | None) -> str:
    """“ to Friday 4 December 2026”, or nothing where no last day is known."""
    return f" to {full_day(ends_on)}" if ends_on else ""


@transaction.atomic
def write_leave(
    *,
    school: School,
    person: str,
    ref: str,
    kind: str,
    starts_on: date,
    ends_on: date | None,
    seen: int | None = None,
    by: str,
) -> Leave:
    """New leave, or (with `seen`, the number of the row that the page showed) leave put right.

    `ref` comes with the form, so that a second press changes nothing. Raises ValidationError with
    one sentence.
    """
    check_not_own(person, by)
    if ends_on and ends_on < starts_on:
        raise ValidationError("The last day of leave cannot be before its first.")
    lock(school.urn)
    rows = list(Leave.objects.filter(chain=school.urn, ref=ref).order_by("entry_id"))
    told = (person, kind, starts_on, ends_on, None)
    last = rows[-1] if rows else None
    if last and told == (last.person, last.kind, last.starts_on, last.ends_on, last.withdrawn):
        return last
    if (last.pk if last else None) != seen or (last and last.person != person):
        raise ValidationError(CHANGED)
    _check_alone(school, person, ref, starts_on, ends_on)
    leave = Leave(ref=ref, person=person, kind=kind, starts_on=starts_on, ends_on=ends_on)
    return append(school.urn, f"leave:{ref}:{len(rows)}", leave, by=by)


@transaction.atomic
def withdraw_leave(*, school: School, person: str, ref: str, seen: int, by: str) -> None:
    """Say that leave never was; again is harmless. Raises ValidationError with one sentence."""
    check_not_own(person, by)
    lock(school.urn)
    told = Leave.objects.filter(chain=school.urn, person=person, ref=ref)
    rows = list(told.order_by("entry_id"))
    if not rows:
        raise ValidationError("This leave is not on their page. Look at their page again.")
    last = rows[-1]
    if last.withdrawn:
        return
    if last.pk != seen:
        raise ValidationError(CHANGED)
    days = {"starts_on": last.starts_on, "ends_on": last.ends_on}
    gone = Leave(ref=ref, person=person, kind=last.kind, **days, withdrawn=True)
    append(school.urn, f"leave:{ref}:{len(rows)}", gone, by=by)


def _check_alone(
    school: School, person: str, ref: str, starts_on: date, ends_on: date | None
) -> None:
    """Nobody is away twice on one day."""
    for leave in leaves_as_they_stand(chain=school.urn, person=person):
        meets = leave.starts_on <= (ends_on or date.max)
        meets = meets and starts_on <= (leave.ends_on or date.max)
        if meets and leave.ref != ref:
            raise ValidationError(
                f"They are away in those days already: {leave.get_kind_display()} from "
                f"{full_day(leave.starts_on)}{until(leave.ends_on)}. Change that leave instead."
            )
