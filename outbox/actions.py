"""Putting messages in the outbox, in the transaction of whatever decided to send them."""

from outbox.models import Message
from people.invitations import DAYS, invitation_address
from people.models import School, User


def post_message(*, key: str, school: str, to: str, subject: str, body: str) -> Message:
    """The message of this key, written now unless it was written before."""
    message, _ = Message.objects.get_or_create(
        key=key,
        defaults={
            "school": school,
            "to": to,
            "subject": " ".join(subject.split())[:200],
            "body": body,
        },
    )
    return message


def invite(*, school: School, user: User, by: str) -> Message:
    """The link that lets a new person in. The same person is invited again only with a new link."""
    address = invitation_address(user)
    body = (
        f"Dear {user.first_name},\n\n"
        f"Welcome to {school.name}. There are a few things to read and sign, and your list says "
        "which come first. You can stop at any time, and carry on where you were.\n\n"
        f"Open your list:\n{address}\n\n"
        f"You do not need a password. The link lets you in once, within {DAYS} days. After that, "
        "sign in with this e-mail address and we send you a code.\n\n"
        f"{school.name}\n"
    )
    token = address.rstrip("/").rsplit("/", 1)[1]
    return post_message(
        key=f"invitation:{user.ref}:{token}",
        school=school.urn,
        to=user.ref,
        subject=f"Welcome to {school.name}: your training list",
        body=body,
    )
