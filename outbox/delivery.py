"""Delivering what waits: claim, send, mark. At least once; twice only if we stop in between.

A repeated delivery carries the same Message-ID, so that a mailbox can tell (reliability.md, F9).
"""

import logging
from datetime import datetime, timedelta
from hashlib import sha256
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from outbox.models import Message
from people.access import schools_of
from people.models import User

LEASE = timedelta(minutes=2)  # longer than every answer of a mail server that keeps us waiting
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 10, 25)]  # after each failed try
TRIES = len(WAITS) + 1

log = logging.getLogger(__name__)


class Server:
    """The mail server, which is asked once a round whether it is there.

    While it is away the letters only wait: it is not their fault, so it costs none of their tries.
    """

    def __init__(self) -> None:
        self.connection = get_connection()
        self.away = False

    def is_there(self) -> bool:
        """Whether letters can be handed over. Knocks at most once."""
        if not self.away:
            try:
                self.connection.open()
            except OSError as error:  # refused, too slow, or not with this name and password
                log.warning("Messages wait: the mail server cannot be used (%s).", words_of(error))
                self.away = True
        return not self.away


def waiting(now: datetime) -> QuerySet[Message]:
    """Messages whose time has come and which nobody is sending, oldest first."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    come = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return Message.objects.filter(free, come, state=Message.State.WAITING).order_by("id")


def claim(message: Message, now: datetime) -> bool:
    """Take the message for two minutes, unless another worker has it or has just tried."""
    taken = waiting(now).filter(pk=message.pk).order_by()
    if not taken.update(leased_until=now + LEASE, attempts=F("attempts") + 1):
        return False
    message.refresh_from_db()
    return True


def deliver() -> dict[str, int]:
    """Send everything that waits; how many were sent, printed as slips, put off or failed."""
    counts = dict.fromkeys(["sent", "slip", "dropped", "put off", "failed"], 0)
    server = Server()
    try:
        for message in list(waiting(timezone.now())):
            if outcome := _deliver(message, server):
                counts[outcome] += 1
    finally:
        server.connection.close()
    return counts


def _deliver(message: Message, server: Server) -> str | None:
    """What became of the message; None if another worker has it."""
    reader = _reader(message)
    if reader is None:
        return _settle(message, Message.State.DROPPED)
    if not reader.email:
        return _settle(message, Message.State.SLIP)
    if not server.is_there():
        return "put off"
    return _send(message, reader.email, server) if claim(message, timezone.now()) else None


def _reader(message: Message) -> User | None:
    """Whom it is for, if they are still there: nobody is written to once they have left."""
    user = User.objects.filter(ref=message.to, is_active=True).first()
    return user if user and message.school in schools_of(user.ref) else None


def _send(message: Message, address: str, server: Server) -> str:
    try:
        _as_mail(message, address, server).send()
    except Exception as error:  # whatever is wrong with one letter, the others go
        server.connection.close()  # begin anew with the next
        return _failed(message, error)
    # Without asking who has the lease: what has been sent has been sent.
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.SENT, sent_at=timezone.now(), leased_until=None, last_error=""
    )
    return "sent"


def _as_mail(message: Message, address: str, server: Server) -> EmailMessage:
    host = urlsplit(settings.BASE_URL).hostname
    name = sha256(message.key.encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        message.subject, message.body, to=[address], connection=server.connection, headers=headers
    )


def _settle(message: Message, state: Message.State) -> str | None:
    """End a message that needs no mail; None if another worker has just done so."""
    mine = Message.objects.filter(pk=message.pk, state=Message.State.WAITING)
    return str(state.value) if mine.update(state=state) else None


def _failed(message: Message, error: Exception) -> str:
    """Put off, or given up; not where another worker has taken it over meanwhile."""
    given_up = is_for_good(error) or message.attempts >= TRIES
    mine = Message.objects.filter(
        pk=message.pk, state=Message.State.WAITING, attempts=message.attempts
    )
    told = {"leased_until": None, "last_error": words_of(error)[:300]}
    if given_up:
        mine.update(state=Message.State.FAILED, **told)
        return "failed"
    mine.update(next_try_at=timezone.now() + WAITS[message.attempts - 1], **told)
    return "put off"


def is_for_good(error: Exception) -> bool:
    """Whether trying again is useless: this person's address or this letter was turned down.

    A server that turns *us* down (sender, password) is put right by somebody, so we try again.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)  # no mail can be made of it


def words_of(error: Exception) -> str:
    """What the server said, or what went wrong, for whoever looks into it."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(said)}" for code, said in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
