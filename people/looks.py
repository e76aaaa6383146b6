"""Who looked at whose training: written down as they look, shown to the person, kept two years.

Looking is never refused because it could not be written down: a lead may need a record in a hurry
while the disk is full. It is told to the server's own log instead, so that it is not lost.
"""

import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.utils import timezone

from people.models import Look

KEPT_FOR = timedelta(days=731)  # 24 months
QUARTER = 15 * 60  # seconds

log = logging.getLogger(__name__)


def record_look(*, school: str, by: str, person: str, page: str, about: str = "") -> None:
    """Write down that `by` looked at something of `person` (refs). One's own is not told.

    `about`: what of it, such as a certificate's title. One insert; again within a quarter of an
    hour it is the same look.
    """
    record_looks(school=school, by=by, whose={person: about}, page=page)


def record_looks(*, school: str, by: str, whose: Mapping[str, str], page: str) -> None:
    """The same for something of several people: what it is of each, by ref. One insert."""
    _write(
        [
            Look(school=school, by=by, person=person, page=page, about=about[:200])
            for person, about in whose.items()
            if person != by
        ]
    )


def record_taken(
    *, school: str, by: str, people: Collection[str], page: str, about: str = ""
) -> None:
    """Write down that `by` took away a file about these people (refs): one row, each sees it."""
    told = {"number": len(people), "people": " ".join(sorted(people)), "about": about[:200]}
    if people:
        _write([Look(school=school, by=by, page=page, **told)])


def _write(looks: list[Look]) -> None:
    for look in looks:
        look.quarter = int(look.at.timestamp()) // QUARTER
    try:
        Look.objects.bulk_create(looks, ignore_conflicts=True)
    except DatabaseError:
        for look in looks:
            told = look.by, look.page, look.person or look.people, look.school
            log.exception("%s looked at the %s of %s (%s): not written down.", *told)


def looks_at(ref: str) -> QuerySet[Look]:
    """Every look of others at a person, the newest first."""
    theirs = Q(person=ref) | Q(person="", people__contains=ref)
    return Look.objects.filter(theirs).exclude(by=ref).order_by("-at", "-pk")


def looks_in(school: str, *, by: str = "", person: str = "", page: str = "") -> QuerySet[Look]:
    """Every look at a school, the newest first; of a viewer, at a person (refs), of a kind."""
    found = Look.objects.filter(school=school).order_by("-at", "-pk")
    if by:
        found = found.filter(by=by)
    if person:
        found = found.filter(Q(person=person) | Q(person="", people__contains=person))
    return found.filter(page=page) if page else found


def between(found: QuerySet[Look], since: date | None, until: date | None) -> QuerySet[Look]:
    """Those from a day to a day, both inclusive, in Europe/London."""
    if since:
        found = found.filter(at__gte=_midnight(since))
    return found.filter(at__lt=_midnight(until + timedelta(days=1))) if until else found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def forget_old_looks() -> int:
    """Delete what is older than 24 months; returns how many."""
    return Look.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]
