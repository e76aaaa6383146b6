"""Adopting and changing a requirement, and excusing somebody. Each is a fact with its author."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction

from compliance.models import Exemption, Force, Requirement
from people.models import Post, School, new_ref
from people.roles import ROLES
from register.ledger import append, body_of, lock

MOST_MONTHS = 600  # fifty years: longer than anybody's time at a school


def draft_requirement(
    *,
    school: School,
    slug: str,
    title: str,
    item: str,
    roles: Collection[str],
    first_due_days: int,
    renewal: str,
    months: int | None = None,
    due_day: str | None = None,
    window_days: int,
    applies_from: date,
    applies_to: date | None = None,
    since: date | None = None,
    covered_by: Collection[str] = (),
    force: str,
    source: str,
    source_edition: str | None = None,
) -> Requirement:
    """The row that says so, checked and not written: for a trial, or for `adopt_requirement`.

    Periods are calendar days (docs/due-dates.md). `renewal` is once, months (with `months`) or
    yearly (with `due_day`, MM-DD). A changed rule keeps the `since` of the row before unless
    another is given, so that changing a rule never wipes lateness.
    Raises ValidationError with one sentence.
    """
    _check_words(slug, title, source, force)
    _check_roles(roles)
    _check_days(first_due_days, window_days, applies_from, applies_to)
    _check_renewal(renewal, months, due_day)
    before = last_row(school.urn, slug)
    return Requirement(
        slug=slug,
        title=title,
        item=item,
        roles=",".join(role for role in ROLES if role in roles),
        first_due_days=first_due_days,
        renewal=renewal,
        months=months,
        due_day=due_day,
        window_days=window_days,
        applies_from=applies_from,
        applies_to=applies_to,
        since=since or (before.since if before else applies_from),
        covered_by=",".join(covered_by) or None,
        force=force,
        source=source,
        source_edition=source_edition or None,
    )


def last_row(urn: str, slug: str) -> Requirement | None:
    """The newest row of a requirement at a school."""
    return Requirement.objects.filter(chain=urn, slug=slug).order_by("entry_id").last()


def adopt_requirement(
    *, school: School, by: str, at: datetime | None = None, asked_by: str | None = None, **told: Any
) -> Requirement:
    """Ask an item of roles from a day on; the same slug again changes the rule from its day on.

    `told` is what `draft_requirement` takes; `by` is a person's ref, and `asked_by` another's where
    two are needed. Raises ValidationError with one sentence.
    """
    return adopt_row(
        school=school,
        row=draft_requirement(school=school, **told),
        by=by,
        at=at,
        asked_by=asked_by,
    )


@transaction.atomic
def adopt_row(
    *,
    school: School,
    row: Requirement,
    by: str,
    at: datetime | None = None,
    asked_by: str | None = None,
) -> Requirement:
    """Write down a row that `draft_requirement` made.

    Raises ValidationError where it moves `since` later and no second person (`asked_by`) wanted it.
    """
    lock(school.urn)
    before = last_row(school.urn, row.slug)
    if before and body_of(before) == body_of(row):
        return before  # a second press of the button
    if before and row.since > before.since and asked_by in (None, by):
        raise ValidationError(
            "Asking since a later day gives people more time, and some would no longer be late. "
            "A second person has to agree."
        )
    told = Requirement.objects.filter(chain=school.urn, slug=row.slug).count()
    return append(school.urn, f"requirement:{row.slug}:{told}", row, by=by, at=at)


@transaction.atomic
def excuse(
    *,
    school: School,
    person: str,
    requirement: str,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: str,
    at: datetime | None = None,
) -> Exemption:
    """Excuse a person (a ref) a requirement (a slug) from a day to a day, both inclusive.

    `by` is the ref of somebody else: nobody excuses themselves. Raises ValidationError with one
    sentence.
    """
    if by == person:
        raise ValidationError("Nobody excuses themselves. Please ask a colleague to do it.")
    if not reason.strip():
        raise ValidationError("Say why they are excused: whoever checks later will ask.")
    if ends_on and ends_on < starts_on:
        raise ValidationError("The last day of an exemption cannot be before its first.")
    if not Requirement.objects.filter(chain=school.urn, slug=requirement).exists():
        raise ValidationError(f"{school.name} has no requirement “{requirement}”.")
    if not Post.objects.filter(chain=school.urn, person=person).exists():
        raise ValidationError(f"Nobody of that reference is at {school.name}.")
    lock(school.urn)
    told = {
        "person": person,
        "requirement": requirement,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "reason": reason.strip(),
    }
    if there := _excused_already(school, told):
        return there  # a second press of the button
    ref = new_ref()
    fact = Exemption(ref=ref, **told)
    return append(school.urn, f"exemption:{ref}:0", fact, by=by, at=at)


def _excused_already(school: School, told: dict[str, Any]) -> Exemption | None:
    """The exemption that says so and still stands."""
    last: dict[str, Exemption] = {}
    theirs = Exemption.objects.filter(chain=school.urn, person=told["person"])
    for row in theirs.order_by("entry_id"):
        last[row.ref] = row
    same = (row for row in last.values() if not row.withdrawn)
    return next((r for r in same if all(getattr(r, k) == v for k, v in told.items())), None)


@transaction.atomic
def end_exemption(
    *,
    exemption: Exemption,
    last_day: date | None,
    reason: str,
    by: str,
    at: datetime | None = None,
) -> Exemption:
    """The exemption's new last day, or none: then it was a mistake and never held.

    Another row with its ref; both stay. Raises ValidationError with one sentence.
    """
    if by == exemption.person:
        raise ValidationError("This is your own exemption. Please ask a colleague to end it.")
    if not reason.strip():
        raise ValidationError("Say why it ends: whoever checks later will ask.")
    lock(exemption.chain)
    rows = Exemption.objects.filter(chain=exemption.chain, ref=exemption.ref).order_by("entry_id")
    now = rows[len(rows) - 1]
    if now.withdrawn:
        raise ValidationError("This exemption has been withdrawn already.")
    if last_day and last_day < now.starts_on:
        raise ValidationError(
            "The last day cannot be before the first. If it was a mistake, withdraw it altogether."
        )
    if last_day and now.ends_on and last_day > now.ends_on:
        raise ValidationError("It ends before that day. To excuse for longer, add an exemption.")
    fact = Exemption(
        ref=now.ref,
        person=now.person,
        requirement=now.requirement,
        starts_on=now.starts_on,
        ends_on=last_day or now.ends_on,
        reason=now.reason,
        withdrawn=None if last_day else True,
        ended_because=reason.strip(),
    )
    return append(now.chain, f"exemption:{now.ref}:{len(rows)}", fact, by=by, at=at)


def _check_words(slug: str, title: str, source: str, force: str) -> None:
    validate_slug(slug)
    if not title.strip():
        raise ValidationError("A requirement needs a title.")
    if not source.strip():
        raise ValidationError("Say where the requirement comes from, even if it is your own rule.")
    if "statutory" in title.lower() and force not in (Force.MUST, Force.SHOULD):
        raise ValidationError("Only law and national guidance may be called statutory.")
    if force not in Force.values:
        raise ValidationError(f"“{force}” does not say who wants it: {', '.join(Force.values)}.")


def _check_roles(roles: Collection[str]) -> None:
    if not roles:
        raise ValidationError("Say which roles it is asked of.")
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise ValidationError(f"There is no role “{unknown[0]}”.")


def _check_days(first: int, window: int, applies_from: date, applies_to: date | None) -> None:
    if first < 0 or window < 0:
        raise ValidationError("A number of days cannot be less than 0.")
    if applies_to and applies_to < applies_from:
        raise ValidationError("A requirement cannot end before it begins.")


def _check_renewal(renewal: str, months: int | None, due_day: str | None) -> None:
    if renewal not in Requirement.Renewal.values:
        raise ValidationError(f"“{renewal}” is no renewal: write once, months or yearly.")
    if (months is not None) != (renewal == "months"):
        raise ValidationError("Give a number of months for a renewal by months, and only then.")
    if (due_day is not None) != (renewal == "yearly"):
        raise ValidationError("Give a due day (such as 09-30) for a yearly renewal, and only then.")
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise ValidationError(f"A renewal comes round after 1 to {MOST_MONTHS} months.")
    if due_day is not None:
        _check_due_day(due_day)


def _check_due_day(due_day: str) -> None:
    if due_day == "02-29":
        raise ValidationError("Most years have no 29 February: choose 02-28 or 03-01.")
    try:
        if len(due_day) != 5:
            raise ValueError
        date.fromisoformat(f"2001-{due_day}")
    except ValueError:
        raise ValidationError(f"“{due_day}” is no day of the year: write it as 09-30.") from None
