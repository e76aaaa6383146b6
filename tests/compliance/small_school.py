"""A small school for tests: facts in one line each, with days that are easy to reckon with."""

from datetime import date, datetime
from typing import Any

from django.utils.text import slugify

from compliance.actions import adopt_requirement
from compliance.models import Requirement
from people.actions import add_person, open_post
from people.models import School, User
from register.ledger import append
from register.models import Edition, Item, Record

OFFICE = "the-office"  # an author who is nobody in these tests


def school(urn: str = "900001", name: str = "Larkfield Primary School", **fields: Any) -> School:
    return School.objects.create(urn=urn, name=name, **fields)


def somebody(
    here: School,
    first: str,
    last: str = "",
    role: str = "teacher",
    from_: date = date(2026, 1, 5),
    at: datetime | None = None,
) -> User:
    """A person with a post from a day on."""
    person = add_person(
        school=here,
        first_name=first,
        last_name=last,
        email=f"{slugify(first)}@school.example",
        by=OFFICE,
        at=at,
    )
    open_post(school=here, person=person.ref, role=role, starts_on=from_, by=OFFICE, at=at)
    return person


def item(slug: str, **fields: Any) -> Item:
    told = {"kind": "module", "title": slug.replace("-", " ").capitalize(), "minutes": 20}
    return Item.objects.create(slug=slug, **(told | {"address": f"/modules/{slug}/"} | fields))


def asks(here: School, slug: str, **rule: Any) -> Requirement:
    """A requirement of teachers, once, within 30 days of starting, unless told otherwise."""
    told = {
        "title": slug.replace("-", " ").capitalize(),
        "item": slug,
        "roles": ["teacher"],
        "first_due_days": 30,
        "renewal": "once",
        "window_days": 30,
        "applies_from": date(2026, 1, 1),
        "force": "own",
        "source": "Staff handbook",
        "by": OFFICE,
    }
    return adopt_requirement(school=here, slug=slug, **(told | rule))


def did(
    here: School,
    person: User,
    item: str,
    on: date,
    *,
    edition: int | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Record:
    """A record of having done an item on a day."""
    fact = Record(
        person=person.ref,
        item=item,
        kind=more.pop("kind", "completed"),
        edition=edition,
        happened_on=on,
        **more,
    )
    told = Record.objects.filter(chain=here.urn).count()
    return append(here.urn, f"record:{told}", fact, by=OFFICE, at=at)


def published(
    chain: str,
    item: str,
    number: int,
    on: date,
    *,
    must_redo: bool = False,
    redo_days: int = 14,
    at: datetime | None = None,
) -> Edition:
    """An edition, in a school's chain or the shared one."""
    fact = Edition(
        item=item,
        number=number,
        published_on=on,
        grade="must_redo" if must_redo else "reread",
        redo_days=redo_days if must_redo else None,
        title=item,
        label=f"Edition {number}",
        digest="0" * 64,
        what_changed="A section.",
        approved_by=OFFICE,
    )
    return append(chain, f"edition:{item}:{number}", fact, by=OFFICE, at=at)
