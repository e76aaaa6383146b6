"""The fixed cast: people with a purpose, at one school and at the one next door.

nadia     a new teaching assistant, who starts in nine days
halima    the Tuesday volunteer: no e-mail address, no account to sign in to
imran     a class teacher, four years here
ruth      the DSL, who teaches as well and can publish
kwame     her deputy
comfort   the headteacher
devinder  the office
peter     a governor
eleri     DSL and headteacher of another school, who must see nothing of this one
sanjay    a teacher there
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Group

from people.access import today
from people.actions import SYSTEM, add_person, open_post
from people.models import Person, Post, School, User, new_ref
from register.chain import commitment
from register.ledger import append_many

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Cast:
    """Everybody, by first name, and their schools."""

    school: School
    next_door: School
    nadia: User
    halima: User
    imran: User
    ruth: User
    kwame: User
    comfort: User
    devinder: User
    peter: User
    eleri: User
    sanjay: User


def gather(on: date | None = None) -> Cast:
    """The cast as they stand on a day (today if left out)."""
    on = on or today()
    here = School.objects.create(
        urn="900001", name="Larkfield Primary School", phone="01632 960110"
    )
    there = School.objects.create(urn="900002", name="Whitmere Infant School")
    people = {
        "ruth": (here, "Ruth", "Otterby", on - 9 * YEAR, "dsl", "teacher"),
        "kwame": (here, "Kwame", "Thistlemere", on - 6 * YEAR, "deputy_dsl", "teacher"),
        "comfort": (here, "Comfort", "Marrowell", on - 5 * YEAR, "headteacher"),
        "imran": (here, "Imran", "Wintermoss", on - 4 * YEAR, "teacher"),
        "nadia": (here, "Nadia", "Fernhollow", on + timedelta(days=9), "teaching_assistant"),
        "halima": (here, "Halima", "Oakhanger", on - timedelta(days=20), "volunteer"),
        "devinder": (here, "Devinder", "Ashgrove", on - 3 * YEAR, "office"),
        "peter": (here, "Peter", "Willowdene", on - 2 * YEAR, "governor"),
        "eleri": (there, "Eleri", "Moorcroft", on - 4 * YEAR, "dsl", "headteacher"),
        "sanjay": (there, "Sanjay", "Greenhalge", on - 2 * YEAR, "teacher"),
    }
    cast = Cast(school=here, next_door=there, **_at_once(people))
    for lead in (cast.ruth, cast.eleri):
        lead.groups.set(Group.objects.filter(name__in=["Editors", "Moderators"]))
    return cast


def _at_once(people: dict[str, tuple]) -> dict[str, User]:
    """As `member` does one by one; a thousand tests begin here, so in few queries."""
    users, facts = {}, defaultdict(list)
    for name, (school, first, last, since, *roles) in people.items():
        email = None if "volunteer" in roles else _address(first, last, school)
        user = users[name] = User(first_name=first, last_name=last, email=email)
        user.set_unusable_password()
        who = commitment(bytes(user.salt), user.identity())
        facts[school.urn].append((f"person:{user.ref}:0", Person(person=user.ref, who=who)))
        for role in roles:
            post = Post(ref=new_ref(), person=user.ref, role=role, starts_on=since)
            facts[school.urn].append((f"post:{post.ref}:0", post))
    User.objects.bulk_create(users.values())
    for urn, told in facts.items():
        append_many(urn, told, by=SYSTEM)
    return users


def _address(first: str, last: str, school: School) -> str:
    return f"{first}.{last}@{school.name.split()[0]}.example".lower()


def member(
    school: School, first: str, last: str, since: date, *roles: str, mail: bool = True
) -> User:
    """Somebody with posts at a school since a day, known since that day or today."""
    email = _address(first, last, school) if mail else None
    user = add_person(school=school, first_name=first, last_name=last, email=email, by=SYSTEM)
    for role in roles:
        open_post(school=school, person=user.ref, role=role, starts_on=since, by=SYSTEM)
    return user
