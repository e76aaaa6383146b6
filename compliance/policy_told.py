"""Who was told of a policy, and when: what the outbox holds of it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from compliance.asat import AsAt
from compliance.models import Notice
from outbox.models import Message
from people.models import School

HOW = {
    Message.State.WAITING: "not sent yet",
    Message.State.SENT: "by e-mail",
    Message.State.SLIP: "on paper",
    Message.State.FAILED: "could not be delivered",
    Message.State.DROPPED: "not sent: had left",
}


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """A message that spoke of it: the day on which it was written, and how it fared."""

    on: date
    how: str


def edition_key(urn: str, item: str, number: int, to: str) -> str:
    """The key of the message that tells somebody of an edition."""
    return f"{_about_editions(urn, item)}{number}:{to}"


def _about_editions(urn: str, item: str) -> str:
    return f"edition:{urn}:{item}:"


def told_of(
    school: School, item: str, slugs: Collection[str], titles: Collection[str], as_at: AsAt
) -> dict[str, list[Told]]:
    """By person, the oldest first: what was due, reminders, new editions. Two queries.

    `slugs` and `titles` are those of the requirements that ask for the item: a reminder names what
    it is about in a line of its own.
    """
    made = {"made_at__lte": as_at.known_at} if as_at.known_at else {"made_at__date__lte": as_at.on}
    named = reduce(or_, (Q(body__contains=f"- {title}: ") for title in titles), Q(pk=None))
    reminded = Q(key__startswith=f"reminder:{school.urn}:") & named
    edition = Q(key__startswith=_about_editions(school.urn, item))
    notices = Notice.objects.filter(school=school.urn, requirement__in=slugs).exclude(step="lapse")
    due = Q(pk__in=notices.values("message"))
    found = Message.objects.filter(Q(school=school.urn) & (due | reminded | edition), **made)
    told: dict[str, list[Told]] = defaultdict(list)
    rows = found.order_by("made_at", "pk").values_list("to", "made_at", "state")
    for to, made_at, state in rows:
        told[to].append(Told(timezone.localdate(made_at), HOW[Message.State(state)]))
    return told
