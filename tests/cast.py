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

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Group

from people.access import today
from people.actions import SYSTEM, add_person, open_post
from people.models import School, User

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
    cast = Cast(
        school=here,
        next_door=there,
        ruth=member(here, "Ruth", "Otterby", on - 9 * YEAR, "dsl", "teacher"),
        kwame=member(here, "Kwame", "Thistlemere", on - 6 * YEAR, "deputy_dsl", "teacher"),
        comfort=member(here, "Comfort", "Marrowell", on - 5 * YEAR, "headteacher"),
        imran=member(here, "Imran", "Wintermoss", on - 4 * YEAR, "teacher"),
        nadia=member(here, "Nadia", "Fernhollow", on + timedelta(days=9), "teaching_assistant"),
        halima=member(
            here, "Halima", "Oakhanger", on - timedelta(days=20), "volunteer", mail=False
        ),
        devinder=member(here, "Devinder", "Ashgrove", on - 3 * YEAR, "office"),
        peter=member(here, "Peter", "Willowdene", on - 2 * YEAR, "governor"),
        eleri=member(there, "Eleri", "Moorcroft", on - 4 * YEAR, "dsl", "headteacher"),
        sanjay=member(there, "Sanjay", "Greenhalge", on - 2 * YEAR, "teacher"),
    )
    for lead in (cast.ruth, cast.eleri):
        lead.groups.set(Group.objects.filter(name__in=["Editors", "Moderators"]))
    return cast


def member(
    school: School, first: str, last: str, since: date, *roles: str, mail: bool = True
) -> User:
    """Somebody with posts at a school since a day, known since that day or today."""
    email = f"{first}.{last}@{school.name.split()[0]}.example" if mail else None
    user = add_person(school=school, first_name=first, last_name=last, email=email, by=SYSTEM)
    for role in roles:
        open_post(school=school, person=user.ref, role=role, starts_on=since, by=SYSTEM)
    return user
