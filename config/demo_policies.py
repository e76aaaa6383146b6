"""What the demo school's policies have lived through: approvals, a sheet signed on paper, a
question that was answered and one that waits, and a school's own annex.
"""

from datetime import date, timedelta
from typing import Any

from compliance.annexes import publish_annex
from compliance.paper import Sheet, enter
from people.models import School, User
from policies.actions import answer, say
from policies.models import Word
from register.editions import in_force
from register.models import Edition, Item

ANNEX = (
    "Our gate is on Whitmere Lane and is locked at five past nine. A child who comes later is "
    "signed in at the office by an adult, and {office} rings home about a child who has not come "
    "by half past nine.\n\n"
    "- In the nursery, two adults are always in sight of the changing area.\n"
    "- Nobody but {dsl} holds the key to the file cupboard."
)


def approved_by_governors(in_force_from: date) -> dict[str, Any]:
    """Approved in a meeting of the summer before."""
    return {
        "approved_by": "the governing body",
        "approved_on": in_force_from - timedelta(days=49),
        "meeting": "Full governing body, minute 9",
    }


def approved_by_the_head(day: date) -> dict[str, Any]:
    """Approved by Comfort Marrowell on a day."""
    head = User.objects.get(last_name="Marrowell")
    return {"approved_by": head.ref, "approved_on": day}


def live_with_policies(school: School, lead: str, on: date) -> None:
    """Zofia signed the second edition on paper; Grace asked and was answered; Bronwen waits."""
    edition = in_force("behaviour", school.urn, on)
    assert edition
    zofia, grace, bronwen = (
        User.objects.get(last_name=name) for name in ("Quillbrook", "Ferncliffe", "Hartsease")
    )
    enter(
        school=school,
        sheet=Sheet("behaviour", edition.number, edition.digest, on - timedelta(12), (zofia.ref,)),
        by=lead,
    )
    word = _asks(school, edition, grace, "Does the part-time timetable also hold for nursery?")
    answer(
        school=school,
        word=word,
        words="Yes, from the first day. We shall say so in the next edition.",
        by=lead,
    )
    _asks(school, edition, bronwen, "Whom do I tell if it happens while I serve lunch?")


def _asks(school: School, edition: Edition, who: User, words: str) -> Word:
    told = {"school": school, "edition": edition, "owner": "dsl", "by": who.ref}
    return say(kind=Word.Kind.QUESTION, words=words, **told)


def add_an_annex(school: School, lead: str) -> None:
    """The other school reads the same policy with a page of its own."""
    publish_annex(
        school=school,
        item=Item.objects.get(slug="child-protection"),
        words=ANNEX,
        grade=Edition.Grade.REREAD,
        what_changed="How children arrive here, and who holds the keys.",
        approved_by="the headteacher",
        by=lead,
    )
