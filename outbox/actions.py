"""Putting messages in the outbox, in the transaction of whatever decided to send them."""

from outbox.models import Message


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
