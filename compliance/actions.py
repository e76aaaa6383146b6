"""Adopting and changing a requirement, and excusing somebody. Each is a fact with its author."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction

from compliance.models import Exemption, Force, Requirement
from people.models import Post, School, new_ref
from people.roles import ROLES
from register.ledger import append, lock

MOST_MONTHS = 600  # fifty years: longer than anybody's time at a school


@transaction.atomic
def adopt_requirement(
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
    by: str,
    at: datetime | None = None,
) -> Requirement:
    """Ask an item of roles from a day on; the same slug again changes the rule.

    Periods are calendar days (docs/due-dates.md). `renewal` is once, months (with `months`) or
    yearly (with `due_day`, MM-DD). A changed rule keeps the `since` of the row before unless
    another is given, so that changing a rule never wipes lateness. `by` is a person's ref.
    Raises ValidationError with one sentence.
    """
    _check_words(slug, title, source, force)
    _check_roles(roles)
    _check_days(first_due_days, window_days, applies_from, applies_to)
    _check_renewal(renewal, months, due_day)
    lock(school.urn)
    told = Requirement.objects.filter(chain=school.urn, slug=slug).order_by("entry_id")
    before = told.last()
    fact = Requirement(
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
    return append(school.urn, f"requirement:{slug}:{told.count()}", fact, by=by, at=at)


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
    ref = new_ref()
    fact = Exemption(
        ref=ref,
        person=person,
        requirement=requirement,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
    )
    return append(school.urn, f"exemption:{ref}:0", fact, by=by, at=at)


def _check_words(slug: str, title: str, source: str, force: str) -> None:
    validate_slug(slug)
    if not title.strip():
        raise ValidationError("A requirement needs a title.")
    if not source.strip():
        raise ValidationError("Say where the requirement comes from, even if it is your own rule.")
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
