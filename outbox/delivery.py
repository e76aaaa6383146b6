"""Delivering what waits: claim, send, mark. At least once; twice only if we stop in between.

A repeated delivery carries the same Message-ID, so that a mailbox can tell (reliability.md, F9).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q
from django.utils import timezone

from outbox.models import Message
from people.models import User

LEASE = timedelta(minutes=2)
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 10, 25)]  # after each failed try
TRIES = len(WAITS) + 1


def waiting(now: datetime) -> Iterator[Message]:
    """Messages whose time has come and which nobody is sending."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    come = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return (
        Message.objects.filter(free, come, state=Message.State.WAITING).order_by("id").iterator()
    )


def claim(message: Message, now: datetime) -> bool:
    """Take the message for two minutes, unless another worker has it."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    taken = Message.objects.filter(free, pk=message.pk, state=Message.State.WAITING).update(
        leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    return taken == 1


def deliver() -> dict[str, int]:
    """Send everything that waits; how many were sent, printed as slips, put off or failed."""
    counts = dict.fromkeys(["sent", "slip", "dropped", "put off", "failed"], 0)
    connection = get_connection()
    try:
        for message in waiting(timezone.now()):
            if claim(message, timezone.now()):
                message.refresh_from_db()
                counts[_send(message, connection)] += 1
    finally:
        connection.close()
    return counts


def _send(message: Message, connection) -> str:  # type: ignore[no-untyped-def]
    user = User.objects.filter(ref=message.to).first()
    if user is None or not user.is_active:
        return _settle(message, Message.State.DROPPED)
    if not user.email:
        return _settle(message, Message.State.SLIP)
    try:
        _as_mail(message, user.email, connection).send()
    except SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=550)
        return _failed(message, error, for_good=code >= 500)
    except SMTPResponseException as error:
        return _failed(message, error, for_good=error.smtp_code >= 500)
    except (SMTPException, OSError) as error:
        return _failed(message, error, for_good=False)
    message.sent_at = timezone.now()
    return _settle(message, Message.State.SENT)


def _as_mail(message: Message, address: str, connection) -> EmailMessage:  # type: ignore[no-untyped-def]
    host = urlsplit(settings.BASE_URL).hostname
    name = sha256(message.key.encode()).hexdigest()[:32]
    return EmailMessage(
        message.subject,
        message.body,
        to=[address],
        connection=connection,
        headers={"Message-ID": f"<{name}@{host}>"},
    )


def _settle(message: Message, state: Message.State) -> str:
    message.state, message.leased_until = state, None
    message.save()
    return str(state.value)


def _failed(message: Message, error: Exception, *, for_good: bool) -> str:
    message.last_error = str(error)[:300]
    if for_good or message.attempts >= TRIES:
        return _settle(message, Message.State.FAILED)
    message.leased_until = None
    message.next_try_at = timezone.now() + WAITS[message.attempts - 1]
    message.save()
    return "put off"
