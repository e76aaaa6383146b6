"""The newest entries of the chains that a school rests on: under these, and nothing that would
have to be invalidated, what was read from facts may be remembered.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from people.models import School
from register.models import SHARED

# A chain and the hash of its newest entry, which says how long it is and everything that is in it.
Head = tuple[str, str | None]
Heads = tuple[Head, ...]
# Every page asks this, and to put it together from Django's parts takes longer than to answer it.
NEWEST = "(SELECT hash FROM register_entry WHERE chain = {} ORDER BY seq DESC LIMIT 1)"


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
        head=RawSQL(NEWEST.format("people_school.urn"), []),  # noqa: S611 - nothing is put in
        shared_head=RawSQL(NEWEST.format("%s"), [SHARED]),  # noqa: S611
    )


def own_heads(school: Any) -> Heads:
    """Of a school that `with_heads` read, and of what is shared. No query."""
    return (school.urn, school.head), (SHARED, school.shared_head)
