"""The newest entry of every chain that a school's standings rest on: the key of what is kept."""

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value

from people.models import School
from register.models import SHARED, Entry

# A chain and the hash of its newest entry, which says how long it is and everything that is in it.
Heads = tuple[tuple[str, str | None], ...]


def heads_of(school: School) -> Heads:
    """Of the school, of the others in its trust (their training counts) and of what is shared.

    One query, and in it one index probe for each chain.
    """
    ours = Q(urn=school.urn)
    if school.trust_id:
        ours |= Q(trust=school.trust_id)
    return heads(School.objects.filter(ours))


def heads(schools: QuerySet[School]) -> Heads:
    """Of these schools, in order of URN, and last of the shared chain. One query."""
    found = schools.order_by("urn").values_list(
        "urn", Subquery(_newest(OuterRef("urn"))), Subquery(_newest(Value(SHARED)))
    )
    rows = list(found)
    return (*((urn, own) for urn, own, _ in rows), (SHARED, rows[0][2] if rows else None))


def _newest(chain: OuterRef | Value) -> QuerySet:
    return Entry.objects.filter(chain=chain).order_by("-seq").values("hash")[:1]
