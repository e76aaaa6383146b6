"""Telling people what is due, once: decisions and messages in one transaction, then delivery."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from compliance import facts
from compliance.due import standings
from compliance.models import Notice
from compliance.owed import Owed, leads_there, owed, who_hears
from compliance.why import full_date
from outbox.actions import post_message
from outbox.models import Message
from people.models import School, User
from register.ledger import lock

LAPSE = "lapse"  # the step of a notice to a lead


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: to whom, and what it tells of whom."""

    to: str
    about: tuple[Owed, ...]
    to_lead: bool


Users = dict[str, User]  # by ref


def letters_due(school: School, on: date) -> list[Letter]:
    """What the day owes the people of a school and has not been told. Seven queries at most."""
    read = facts.read(school.urn)
    titles = {rule.id: rule.words.title for rule in facts.rules_of(read)}
    rows = owed(standings(read, on), titles, on)
    if not rows:
        return []
    told = _told(school, since=min(row.due_on for row in rows))
    leads = _with_an_account(leads_there(read.people, on))
    found: dict[tuple[str, bool], list[Owed]] = defaultdict(list)
    for row in rows:
        for to, to_lead in _hearers(row, leads):
            step = LAPSE if to_lead else row.step
            if (to, row.person, row.requirement, row.due_on, step) not in told:
                found[to, to_lead].append(row)
    return [Letter(to, tuple(about), lead) for (to, lead), about in sorted(found.items())]


def _told(school: School, since: date) -> set[tuple[str, str, str, date, str]]:
    notices = Notice.objects.filter(school=school.urn, due_on__gte=since)
    return set(notices.values_list("told", "person", "requirement", "due_on", "step"))


def _with_an_account(leads: list[list[str]]) -> list[list[str]]:
    """Only those who can be written to, so that a lapse does not go to a closed account."""
    refs = {ref for group in leads for ref in group}
    users = User.objects.filter(ref__in=refs, is_active=True)
    able = set(users.values_list("ref", flat=True))
    return [[ref for ref in group if ref in able] for group in leads]


def _hearers(row: Owed, leads: list[list[str]]) -> Iterator[tuple[str, bool]]:
    """To whom, and whether as a lead."""
    yield row.person, False
    if row.late:
        for lead in who_hears(row.person, leads):
            yield lead, True


def write_letters(school: School, on: date) -> list[Message]:
    """Decide and write, in one transaction; running it again writes nothing more."""
    with transaction.atomic():
        lock(school.urn)  # two runs at once take turns
        letters = letters_due(school, on)
        refs = {letter.to for letter in letters}
        refs |= {row.person for letter in letters for row in letter.about}
        users = User.objects.in_bulk(list(refs), field_name="ref")
        return [_write(letter, school, on, users) for letter in letters]


def _write(letter: Letter, school: School, on: date, users: Users) -> Message:
    subject, body = (_to_lead if letter.to_lead else _to_person)(letter, school, on, users)
    said = "|".join(f"{r.person}:{r.requirement}:{r.due_on}:{r.step}" for r in letter.about)
    name = sha256(said.encode()).hexdigest()[:24]
    message = post_message(
        key=f"{LAPSE if letter.to_lead else 'due'}:{school.urn}:{letter.to}:{name}",
        school=school.urn,
        to=letter.to,
        subject=subject,
        body=body,
    )
    Notice.objects.bulk_create(
        Notice(
            school=school.urn,
            person=row.person,
            told=letter.to,
            requirement=row.requirement,
            due_on=row.due_on,
            step=LAPSE if letter.to_lead else row.step,
            message=message,
        )
        for row in letter.about
    )
    return message


def _when(row: Owed, on: date) -> str:
    if row.late:
        return f"late since {full_date(row.due_on + timedelta(days=1))}"
    return f"due by {full_date(row.due_on)}" + (" (today)" if row.due_on == on else "")


def _to_person(letter: Letter, school: School, on: date, users: Users) -> tuple[str, str]:
    rows = sorted(letter.about, key=lambda row: (row.due_on, row.title))
    user = users.get(letter.to)
    if len(rows) > 1:
        subject = f"{len(rows)} things on your training list"
    else:
        subject = f"{rows[0].title}: {_when(rows[0], on)}"
    lines = "\n".join(f"- {row.title}: {_when(row, on)}" for row in rows)
    if user and user.email:
        way_in = f"Open your list: {settings.BASE_URL}/my-training/"
    else:
        way_in = "You can read and sign at the front desk. Ask the office when it suits."
    return subject, (
        f"Dear {user.first_name if user else 'colleague'},\n\n"
        f"On your list at {school.name}:\n\n{lines}\n\n"
        f"{way_in}\n\n"
        "If something is in the way, tell your safeguarding lead. There may be another way to "
        f"do it.\n\n{school.name}\n"
    )


def _to_lead(letter: Letter, school: School, on: date, users: Users) -> tuple[str, str]:
    rows = sorted(letter.about, key=lambda row: (row.due_on, _name(users, row.person), row.title))
    number = len({row.person for row in rows})
    who = "1 person is" if number == 1 else f"{number} people are"
    lines = "\n".join(
        f"- {_name(users, row.person)}: {row.title}, "
        f"{'lapsed' if row.done_before else 'not done yet'}, {_when(row, on)}"
        for row in rows
    )
    by_hand = sorted({_name(users, row.person) for row in rows if not _mail(users, row.person)})
    please = f" Please tell {_listed(by_hand)}, who cannot be e-mailed." if by_hand else ""
    user = users.get(letter.to)
    return f"{who} late at {school.name}", (
        f"Dear {user.first_name if user else 'colleague'},\n\n"
        f"{who} late with something that you have not heard of from us before:\n\n{lines}\n\n"
        f"See who stands where: {settings.BASE_URL}/school/\n\n"
        f"Each of them has been told too, once.{please}\n\n{school.name}\n"
    )


def _name(users: Users, ref: str) -> str:
    return users[ref].get_full_name() if ref in users else "Somebody"


def _mail(users: Users, ref: str) -> str | None:
    return users[ref].email if ref in users else None


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]
