"""Telling people what is due, once: decisions and messages in one transaction, then delivery."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from compliance import facts
from compliance.due import standings
from compliance.models import Notice
from compliance.owed import Owed, owed
from compliance.why import full_date
from outbox.actions import post_message
from outbox.models import Message
from people.access import people_of
from people.models import School, User
from register.ledger import lock


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: to whom, and what it tells of whom."""

    to: str
    about: tuple[Owed, ...]
    to_lead: bool


def letters_due(school: School, on: date) -> list[Letter]:
    """What the day owes the people of a school and has not been told. A constant few queries."""
    read = facts.read(school.urn)
    titles = {rule.id: rule.words.title for rule in read.requirements}
    rows = owed(standings(read, on), titles, on)
    told = set(
        Notice.objects.filter(school=school.urn).values_list(
            "told", "person", "requirement", "due_on", "step"
        )
    )
    leads = _leads(school, on)
    found: dict[tuple[str, bool], list[Owed]] = defaultdict(list)
    for row in rows:
        for to, to_lead, step in _hearers(row, leads):
            if (to, row.person, row.requirement, row.due_on, step) not in told:
                found[to, to_lead].append(row)
    return [Letter(to, tuple(about), lead) for (to, lead), about in sorted(found.items())]


def _leads(school: School, on: date) -> list[str]:
    posts = people_of(school.urn, on)
    return [
        ref
        for ref, held in posts.items()
        if any(post.role == "dsl" and post.starts_on <= on for post in held)
    ]


def _hearers(row: Owed, leads: list[str]) -> Iterable[tuple[str, bool, str]]:
    yield row.person, False, row.step
    if row.late:
        for lead in leads:
            if lead != row.person:
                yield lead, True, "lapse"


def write_letters(school: School, on: date) -> list[Message]:
    """Decide and write, in one transaction; running it again writes nothing more."""
    with transaction.atomic():
        lock(school.urn)  # two runs at once take turns
        letters = letters_due(school, on)
        users = User.objects.in_bulk(_refs(letters), field_name="ref")
        return [_write(letter, school, on, users) for letter in letters]


def _refs(letters: Iterable[Letter]) -> set[str]:
    return {letter.to for letter in letters} | {
        row.person for letter in letters for row in letter.about
    }


def _write(letter: Letter, school: School, on: date, users: dict[str, User]) -> Message:
    subject, body = (_to_lead if letter.to_lead else _to_person)(letter, school, on, users)
    said = "|".join(f"{r.person}:{r.requirement}:{r.due_on}:{r.step}" for r in letter.about)
    name = sha256(said.encode()).hexdigest()[:24]
    message = post_message(
        key=f"due:{school.urn}:{letter.to}:{name}",
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
            step="lapse" if letter.to_lead else row.step,
            message=message,
        )
        for row in letter.about
    )
    return message


def _name(users: dict[str, User], ref: str) -> str:
    return users[ref].get_full_name() if ref in users else "Somebody"


def _when(row: Owed, on: date) -> str:
    if row.late:
        return f"was due by {full_date(row.due_on)}"
    return f"due by {full_date(row.due_on)}" + (" (today)" if row.due_on == on else "")


def _to_person(letter: Letter, school: School, on: date, users: dict[str, User]) -> tuple[str, str]:
    rows = sorted(letter.about, key=lambda row: row.due_on)
    late = any(row.late for row in rows)
    if len(rows) > 1:
        subject = f"{len(rows)} things on your training list"
    else:
        subject = f"{rows[0].title}: {'it is late' if late else _when(rows[0], on)}"
    lines = "\n".join(
        f"- {row.title}: {_when(row, on)}" for row in rows
    )
    name = users[letter.to].first_name if letter.to in users else "colleague"
    return subject, (
        f"Dear {name},\n\nOn your list at {school.name}:\n\n{lines}\n\n"
        f"Open your list: {settings.BASE_URL}/my-training/\n\n"
        "If something is in the way, tell your safeguarding lead. There may be another way to "
        f"do it.\n\n{school.name}\n"
    )


def _to_lead(letter: Letter, school: School, on: date, users: dict[str, User]) -> tuple[str, str]:
    rows = sorted(letter.about, key=lambda row: (row.due_on, row.person))
    people = {row.person for row in rows}
    who = "1 person is" if len(people) == 1 else f"{len(people)} people are"
    lines = "\n".join(
        f"- {_name(users, row.person)}: {row.title}, "
        f"{'lapsed' if row.done_before else 'not done'}, {_when(row, on)}"
        for row in rows
    )
    return f"{who} newly late at {school.name}", (
        f"{who} newly late with something:\n\n{lines}\n\n"
        f"See who stands where: {settings.BASE_URL}/school/\n\n"
        f"Each of them has been told, once.\n\n{school.name}\n"
    )
