"""Signing."""

from django.db import transaction

from people.access import today
from people.models import Person, School
from policies.signatures import signatures, under
from register.actions import write_record
from register.models import Edition, Record


@transaction.atomic
def sign(
    *, school: School, edition: Edition, statement: str, by: str, after: int | None = None
) -> Record:
    """Write down that a person (`by`, their ref) signed this edition today, under a statement.

    `after` is the signature that their form knew of, by its number, if they are signing the same
    edition again. A form that did not know of the newest one is a second press, however much
    later: that signature is returned and nothing is written.
    """
    newest = under(signatures(by, edition.item, school), edition).last()
    if newest and newest.pk != after:
        return newest
    # Whichever school wrote it down: a person has one salt, and the newest row goes with it.
    known = Person.objects.filter(person=by).order_by("recorded_at", "entry_id").last()
    return write_record(
        chain=school.urn,
        person=by,
        item=edition.item,
        kind=Record.Kind.SIGNED,
        edition=edition,
        happened_on=today(),
        statement=statement,
        who=known.who if known else None,
        how="self",
        by=by,
    )
