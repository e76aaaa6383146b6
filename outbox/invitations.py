"""Inviting people to come in: what the letter says, who needs one, and what became of it.

By mail, or printed with a code to scan for somebody without an address. Each lets in once, within
seven days (people/invitations.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from outbox.models import Message
from people.access import posts_as_they_stand, schools_of, today
from people.clock import clock
from people.invitations import DAYS, invitation_address, invited
from people.models import School, User
from people.roles import SEE_OTHERS
from people.scan import CodeToScan, code_to_scan
from people.staff_days import full_day
from people.staff_list import Listed, staff_list

KEY = "invitation"
ITS_OWN = f"{settings.BASE_URL}/welcome/… (a link of their own)"


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation that was written, and what became of it."""

    message: Message
    by: str
    words: str
    opened: bool
    good: bool


def invitations_of(school: School, ref: str) -> list[Sent]:
    """The invitations of a person at a school, the newest first. Three queries."""
    found = list(_written(school, [ref]))
    user = User.objects.filter(ref=ref).first()
    names = {one.ref: one.get_full_name() for one in User.objects.filter(ref__in=_by(found))}
    return [_sent(message, user, names) for message in reversed(found)]


def _written(school: School, refs: Iterable[str]) -> Iterable[Message]:
    told = Message.objects.filter(school=school.urn, to__in=list(refs))
    return told.filter(key__startswith=f"{KEY}:").order_by("id")


def _by(found: Iterable[Message]) -> set[str]:
    return {message.by for message in found}


def _sent(message: Message, user: User | None, names: dict[str, str]) -> Sent:
    opened = _was_used(message, user)
    good = not opened and timezone.now() < message.made_at + timedelta(days=DAYS)
    return Sent(message, names.get(message.by, ""), _state_words(message), opened, good)


def _was_used(message: Message, user: User | None) -> bool:
    """Whether they have signed in since: that uses the link up."""
    return bool(user and user.last_login and user.last_login > message.made_at)


def _state_words(message: Message) -> str:
    state = Message.State(message.state)
    if state == Message.State.SENT and message.sent_at:
        return f"Sent by e-mail on {_moment(message.sent_at)}"
    made = _moment(message.made_at)
    return {
        Message.State.WAITING: f"On its way since {made}",
        Message.State.FAILED: f"Could not be delivered; written on {made}. Look at the address",
        Message.State.SLIP: f"Printed as a letter on {made}",
        Message.State.DROPPED: f"Not sent: they had left; written on {made}",
    }.get(state, f"Written on {made}")


def _moment(at: datetime) -> str:
    at = timezone.localtime(at)
    return f"{full_day(at.date())} at {clock(at)}"


# --- what it says -------------------------------------------------------------------------------


def letter(school: School, user: User, sender: User | None, address: str) -> tuple[str, str]:
    """Subject and words of an invitation, by mail or on paper."""
    signed = f"{sender.get_full_name()}\n{school.name}" if sender else school.name
    how = (
        f"You do not need a password. The link lets you in once, within {DAYS} days. After that, "
        "sign in with this e-mail address and we send you a code.\n\n"
        if user.email
        else f"You do not need a password. The link lets you in once, within {DAYS} days, on your "
        "own phone or computer. To come in there again without an e-mail address, add a passkey "
        "under “How you sign in”. You can also read and sign at the front desk.\n\n"
    )
    new = _is_new(school, user)
    begins = (
        f"Welcome to {school.name}. There are a few things to read and sign, and your list says "
        if new
        else f"{school.name} keeps its training in Inset now. There are a few things to read and "
        "sign, and your own list says "
    )
    body = (
        f"Dear {user.first_name},\n\n"
        f"{begins}which come first. You can stop at any time, and carry on where you were.\n\n"
        f"Open your list:\n{address}\n\n"
        f"{how}{signed}\n"
    )
    about = f"Welcome to {school.name}: your training list"
    subject = " ".join((about if new else f"Your training list at {school.name}").split())
    return subject[:200], body  # one line: it becomes a header


def _is_new(school: School, user: User) -> bool:
    """Whether they have been here for less than a month, or are still to come. One query."""
    posts = posts_as_they_stand(chain=school.urn, person=user.ref)
    return all(post.starts_on > today() - timedelta(days=31) for post in posts)


def preview(school: School, user: User, sender: User) -> tuple[str, str]:
    """The same for whoever sends it, without the link: that is for its reader alone."""
    return letter(school, user, sender, ITS_OWN)


# --- who needs one ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToInvite:
    """Those who have not come in yet: by mail, on paper, and whose link is still good."""

    by_mail: list[Listed]
    on_paper: list[Listed]
    still_good: list[Listed]

    @property
    def letters(self) -> bool:
        """Whether some of those that are still good are on paper."""
        return any(one.no_mail for one in self.still_good)


def to_invite(school: School) -> ToInvite:
    """Everyone with a post here, now or soon, who has never signed in. Eight queries."""
    everyone = [one for one in staff_list(school, today()) if one.user and one.lasting]
    never = [one for one in everyone if one.user and one.user.last_login is None]
    since = timezone.now() - timedelta(days=DAYS)
    recent = _written(school, [one.ref for one in never])
    told = {
        message.to
        for message in recent
        if message.made_at > since and message.state not in ("failed", "dropped")
    }
    careful = _who_needs_mail([one.ref for one in never])
    fresh = [one for one in never if one.ref not in told]
    return ToInvite(
        by_mail=[one for one in fresh if one.user and one.user.email],
        on_paper=[
            one for one in fresh if one.user and not one.user.email and one.ref not in careful
        ],
        still_good=[one for one in never if one.ref in told],
    )


def _who_needs_mail(refs: list[str]) -> set[str]:
    """Leads and editors: what lets them in is not printed."""
    posts = posts_as_they_stand(person__in=refs, role__in=SEE_OTHERS)
    leads = {post.person for post in posts if not post.has_ended(today())}
    editors = User.objects.filter(ref__in=refs, groups__isnull=False)
    return leads | set(editors.values_list("ref", flat=True))


def why_not(user: User, school: School) -> str:
    """Why somebody cannot be invited at all; "" if they can. At most three queries."""
    if school.urn not in schools_of(user.ref):
        return f"{user.get_full_name()} holds no post here now, so no link would let them in."
    if not user.email and _who_needs_mail([user.ref]):
        return (
            f"{user.get_full_name()} sees other people’s records or publishes, so they need an "
            "e-mail address. Add it under “Name and address” first."
        )
    return ""


# --- one press ----------------------------------------------------------------------------------


@transaction.atomic
def invite(*, school: School, user: User, by: str, after: int | None = None) -> Message:
    """An invitation, signed by whoever sends it; on paper for somebody without an address.

    `after` is how many there were when the page was shown: a second press finds the first one's.
    Raises ValidationError with one sentence for somebody whom no link would let in.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if why := why_not(user, school):
        raise ValidationError(why)
    written = list(Message.objects.filter(key__startswith=f"{KEY}:{user.ref}:").order_by("id"))
    if after is not None and len(written) > after:
        return written[-1]
    sender = User.objects.filter(ref=by).first()
    subject, body = letter(school, user, sender, invitation_address(user))
    return Message.objects.create(
        key=f"{KEY}:{user.ref}:{len(written)}",
        school=school.urn,
        to=user.ref,
        by=sender.ref if sender else "",
        subject=subject,
        body=body,
        state=Message.State.WAITING if user.email else Message.State.SLIP,
    )


# --- on paper -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter to print: its words before and after the code that is scanned."""

    name: str
    before: str
    address: str
    after: str
    code: CodeToScan
    until: str


def printed(school: School, refs: Iterable[str]) -> list[Printed]:
    """The newest letter of each of these people whose link still lets in."""
    newest = {message.to: message for message in _written(school, refs)}
    users = User.objects.in_bulk(list(newest), field_name="ref")
    found = [_printed(message, users.get(ref)) for ref, message in newest.items()]
    return sorted((one for one in found if one), key=lambda one: one.name)


def _printed(message: Message, user: User | None) -> Printed | None:
    address = next(
        (line for line in message.body.splitlines() if line.startswith(settings.BASE_URL)), ""
    )
    token = address.rstrip("/").rsplit("/", 1)[-1]
    if message.state != Message.State.SLIP or user is None or not invited(user.ref, token):
        return None
    before, _, after = message.body.partition(address)
    last = timezone.localdate(message.made_at + timedelta(days=DAYS))
    code = code_to_scan(address)
    return Printed(
        user.get_full_name(), before.strip(), address, after.strip(), code, full_day(last)
    )
