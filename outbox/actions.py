"""Putting messages in the outbox, in the transaction of whatever decided to send them."""

from django.core.exceptions import ValidationError

from outbox.models import Message
from people.invitations import DAYS, invitation_address
from people.models import School, User


def post_message(
    *, key: str, school: str, to: str, subject: str, body: str, by: str = ""
) -> Message:
    """The message of this key, written now unless it was written before.

    `by` is the ref of whoever pressed the button, empty where nobody did.
    """
    message, _ = Message.objects.get_or_create(
        key=key,
        defaults={
            "school": school,
            "to": to,
            "by": by,
            "subject": " ".join(subject.split())[:200],  # one line: it becomes a header
            "body": body,
        },
    )
    return message


def invite(*, school: School, user: User, by: str) -> Message:
    """The link that lets a new person in, signed by the colleague who sends it (`by`, a ref).

    The same person is invited again only with a new link. Raises ValidationError with one sentence
    for somebody who could not sign in a second time.
    """
    if not user.email:
        raise ValidationError(
            f"{user.get_full_name()} has no e-mail address, so no link can be sent. They can read "
            "and sign at the front desk."
        )
    address = invitation_address(user)
    sender = User.objects.filter(ref=by).first()
    signed = f"{sender.get_full_name()}\n{school.name}" if sender else school.name
    body = (
        f"Dear {user.first_name},\n\n"
        f"Welcome to {school.name}. There are a few things to read and sign, and your list says "
        "which come first. You can stop at any time, and carry on where you were.\n\n"
        f"Open your list:\n{address}\n\n"
        f"You do not need a password. The link lets you in once, within {DAYS} days. After that, "
        "sign in with this e-mail address and we send you a code.\n\n"
        f"{signed}\n"
    )
    token = address.rstrip("/").rsplit("/", 1)[1]
    return post_message(
        key=f"invitation:{user.ref}:{token}",
        school=school.urn,
        to=user.ref,
        subject=f"Welcome to {school.name}: your training list",
        body=body,
        by=sender.ref if sender else "",
    )
