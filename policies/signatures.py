"""What somebody has signed."""

from django.db.models import Q

from people.models import School
from register.models import Edition, Record, RecordQuerySet


def signatures(person: str, item: str, school: School) -> RecordQuerySet:
    """The person's signatures under any edition of the item that count at the school: made there
    or at another school of its trust, and not made void. Oldest first.
    """
    chains = School.objects.filter(Q(urn=school.urn) | Q(trust__schools=school.urn))
    signed = Record.objects.filter(
        person=person, item=item, kind=Record.Kind.SIGNED, chain__in=chains.values("urn")
    )
    return signed.not_void().order_by("happened_on", "entry_id")


def under(signed: RecordQuerySet, edition: Edition) -> RecordQuerySet:
    """Those under this very text."""
    return signed.filter(edition=edition.number, digest=edition.digest)
