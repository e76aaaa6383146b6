"""What leads hear when somebody asks for a conversation, and the person when a day is agreed.

A letter names neither the module nor a reason: that is read in the site, signed in.
"""

from collections.abc import Iterable

from django.conf import settings

from compliance.models import Conversation
from compliance.why import full_date
from outbox.actions import post_message
from people.models import School, User


def tell_leads(school: School, asked: Conversation, leads: Iterable[str]) -> None:
    """One message to each lead, in the transaction that asks."""
    users = _users([asked.person, *leads])
    asker = users.pop(asked.person)
    for ref in sorted(users):
        post_message(
            key=f"conversation:{asked.ref}:{ref}",
            school=school.urn,
            to=ref,
            by=asker.ref,
            subject=f"{asker.get_full_name()} would like a conversation",
            body=(
                f"Dear {users[ref].first_name},\n\n"
                f"{asker.get_full_name()} would like to do a module as a conversation instead of "
                "on a screen. It counts the same, and nobody asks why. Please find a time with "
                "them.\n\n"
                f"What it is about: {settings.BASE_URL}/school/conversations/\n\n{school.name}\n"
            ),
        )


def tell_who_asked(school: School, agreed: Conversation) -> None:
    """One message to the person, in the transaction that agrees a day."""
    users = _users([agreed.person, agreed.by])
    person, lead = users.get(agreed.person), users.get(agreed.by)
    if person is None or lead is None or agreed.day is None:
        return
    post_message(
        key=f"conversation:{agreed.ref}:{agreed.pk}",
        school=school.urn,
        to=person.ref,
        by=lead.ref,
        subject=f"A conversation with {lead.get_full_name()}",
        body=(
            f"Dear {person.first_name},\n\n"
            f"You asked to talk something through instead of doing it on a screen. "
            f"{lead.get_full_name()} will sit down with you on {full_date(agreed.day)}. There is "
            "nothing to prepare. If the day does not suit you, please say so.\n\n"
            f"{lead.get_full_name()}\n{school.name}\n"
        ),
    )


def _users(refs: Iterable[str]) -> dict[str, User]:
    return {user.ref: user for user in User.objects.filter(ref__in=list(refs), is_active=True)}
