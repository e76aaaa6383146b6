"""The newest entry of every chain that a school's standings rest on: the key of what is kept."""

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value

from people.models import School
from register.models import SHARED, Entry

# A chain and the hash of its newest entry, which says how long it is and everything that is in it.
Head = tuple[str, str | None]
Heads = tuple[Head, ...]


def heads_of(school: School) -> Heads:
    """Of the school, of the others in its trust (their training counts) and of what is shared.

    One query, and in it one index probe for each chain.
    """
    ours = Q(urn=school.urn)
    if school.trust_id:
        ours |= Q(trust=school.trust_id)
    rows = list(with_heads(School.objects.filter(ours)).values_list("urn", "head", "shared_head"))
    return (*((urn, head) for urn, head, _ in rows), (SHARED, rows[0][2] if rows else None))


def with_heads(schools: QuerySet[School]) -> QuerySet[School]:
    """The schools in order of URN, each with `head`, its own, and `shared_head`, that of all."""
    return schools.order_by("urn").annotate(
        head=Subquery(_newest(OuterRef("urn"))), shared_head=Subquery(_newest(Value(SHARED)))
    )


def _newest(chain: OuterRef | Value) -> QuerySet:
    return Entry.objects.filter(chain=chain).order_by("-seq").values("hash")[:1]
