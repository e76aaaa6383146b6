"""Reminders: whom and of what, shown before anything is written; then one press, once a day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from compliance.due import Standing
from compliance.facts import words_of
from compliance.roster import NAMELESS, Roster, Row, chosen
from compliance.why import full_date
from outbox.actions import post_message
from outbox.models import Message
from people.models import School, User
from people.roles import ROLES


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one person would be told. `sent`: the reminder of today, where there was one."""

    key: str
    to: str
    name: str
    by_mail: bool
    things: list[str]
    subject: str
    body: str
    sent: Message | None


@dataclass(frozen=True, slots=True)
class Reminders:
    """To whom a reminder goes, who had it today, and who has nothing to be reminded of."""

    to_send: list[Reminder]
    sent_today: list[Reminder]
    with_nothing: list[str]

    @property
    def title(self) -> str:
        number = len(self.to_send)
        if number == 0:
            return "There is nobody to remind"
        if number == 1:
            return f"Send a reminder to {self.to_send[0].name}"
        return f"Send a reminder to {number} people"

    @property
    def on_paper(self) -> list[str]:
        """Names of those whose reminder is printed, for want of an e-mail address."""
        return [one.name for one in self.to_send if not one.by_mail]


def reminders(
    school: School,
    roster: Roster,
    kept: Mapping[str, str],
    sender: User,
    people: Collection[str] | None = None,
) -> Reminders:
    """What would be sent to those whom a filter leaves, or of these to `people`. Two queries.

    With a requirement in the filter they are reminded of that alone.
    """
    rows = [row for row in roster.rows if people is None or row.ref in people]
    found = User.objects.filter(ref__in=[row.ref for row in rows])
    users = {user.ref: user for user in found.order_by("last_name", "first_name")}
    rows = chosen(rows, {ref: user.get_full_name() for ref, user in users.items()}, kept)
    about = {row.ref: _about(row) for row in rows}
    keys = {
        ref: f"reminder:{school.urn}:{ref}:{roster.on}:{kept.get('requirement', '')}"
        for ref in about
    }
    sent = Message.objects.in_bulk(list(keys.values()), field_name="key")
    signed = _signature(school, roster, sender)
    told = [
        _reminder(users[row.ref], about[row.ref], roster.on, keys[row.ref], sent, school, signed)
        for row in rows
        if row.ref in users and about[row.ref]
    ]
    return Reminders(
        to_send=[one for one in told if one.sent is None],
        sent_today=[one for one in told if one.sent],
        with_nothing=[
            users[row.ref].get_full_name() if row.ref in users else NAMELESS
            for row in rows
            if row.ref not in users or not about[row.ref]
        ],
    )


@transaction.atomic
def send_reminders(found: Reminders, *, school: School, by: User) -> list[Message]:
    """Write what is to be sent to the outbox; the same reminder again writes nothing."""
    return [
        post_message(
            key=one.key,
            school=school.urn,
            to=one.to,
            subject=one.subject,
            body=one.body,
            by=by.ref,
        )
        for one in found.to_send
    ]


def reminders_of(school: School, day: date) -> list[Message]:
    """The reminders that were written for a day, in the order in which they were."""
    found = Message.objects.filter(school=school.urn, key__startswith=f"reminder:{school.urn}:")
    return list(found.filter(key__contains=f":{day}:").order_by("id"))


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that was written, with the names of the two people it is between."""

    message: Message
    to: str
    by: str
    on_paper: bool


def letters(found: list[Message]) -> list[Letter]:
    """The messages with their names. One query."""
    refs = {one.to for one in found} | {one.by for one in found}
    users = User.objects.in_bulk(list(refs), field_name="ref")

    def name(ref: str) -> str:
        return users[ref].get_full_name() if ref in users else NAMELESS

    return [
        Letter(one, name(one.to), name(one.by), one.to in users and not users[one.to].email)
        for one in found
    ]


def _about(row: Row) -> list[Standing]:
    """What is late or due soon; where nothing is, what there is to do."""
    return row.presses or [each for each in row.standings if each.status == "to_do"]


def _reminder(
    user: User,
    about: list[Standing],
    on: date,
    key: str,
    sent: Mapping[str, Message],
    school: School,
    signed: str,
) -> Reminder:
    things = [f"{words_of(each).title}: {_when(each, on)}" for each in about]
    subject = things[0] if len(things) == 1 else f"{len(things)} things on your training list"
    lines = "\n".join(f"- {thing}" for thing in things)
    return Reminder(
        key=key,
        to=user.ref,
        name=user.get_full_name(),
        by_mail=bool(user.email),
        things=things,
        subject=f"A reminder: {subject}",
        body=(
            f"Dear {user.first_name},\n\n"
            f"This is a reminder of what is on your list at {school.name}:\n\n{lines}\n\n"
            f"{_way_in(user)}\n\n"
            "If something is in the way, please tell me. There may be another way to do it.\n\n"
            f"{signed}\n"
        ),
        sent=sent.get(key),
    )


def _way_in(user: User) -> str:
    if user.email:
        return f"Open your list: {settings.BASE_URL}/my-training/"
    return "You can read and sign at the front desk. Ask the office when it suits."


def _when(standing: Standing, on: date) -> str:
    assert standing.due_on
    if standing.is_late:
        return f"late since {full_date(standing.due_on + timedelta(days=1))}"
    return f"due by {full_date(standing.due_on)}" + (" (today)" if standing.due_on == on else "")


def _signature(school: School, roster: Roster, sender: User) -> str:
    """The sender's name, what they are here, and the school."""
    roles = next((row.roles for row in roster.rows if row.ref == sender.ref), frozenset())
    role = next((role.words for slug, role in ROLES.items() if slug in roles), "")
    name = f"{sender.get_full_name()}, {role}" if role else sender.get_full_name()
    return f"{name}\n{school.name}"
