"""A school with leads and a module that can be completed."""

import json
from datetime import date
from typing import Any

from people.actions import add_person, open_post
from people.models import Person, School, User
from register.actions import publish_edition, write_record
from register.ledger import append
from register.models import SHARED, Edition, Item, Record
from tests.compliance.small_school import OFFICE, item, school

DONE = date(2026, 11, 10)


def module_data(title: str, lessons: int = 7, questions: int = 8) -> dict[str, Any]:
    """What an edition of a module keeps: the shape of `ModulePage.snapshot`."""
    return {
        "title": title,
        "lead": "",
        "why": "",
        "content_note": "",
        "minutes": 20,
        "audience": "",
        "checked_against": "",
        "checked_on": None,
        "review_on": None,
        "lessons": [
            {"id": f"l{n}", "type": "lesson", "value": {"title": "L", "content": [], "sources": []}}
            for n in range(lessons)
        ],
        "quiz": {
            "title": "Check",
            "lead": "",
            "pass_mark": 80,
            "questions": [
                {
                    "id": f"q{n}",
                    "type": "question",
                    "value": {"kind": "one", "text": "?", "must": False, "options": []},
                }
                for n in range(questions)
            ],
        },
    }


def published(
    slug: str = "induction",
    title: str = "Induction: keeping children safe here",
    chain: str = SHARED,
    on: date = date(2026, 9, 1),
    **parts: int,
) -> Edition:
    """The next edition of a module, which is put on the list if it is not there."""
    if not Item.objects.filter(slug=slug).exists():
        item(slug, title=title)
    return publish_edition(
        item=slug,
        chain=chain,
        title=title,
        data=json.dumps(module_data(title, **parts)).encode(),
        media_type="application/json",
        grade="must_redo",
        published_on=on,
        approved_by=OFFICE,
        by=OFFICE,
    )


def somebody(
    here: School, first: str, last: str = "", role: str = "teacher", from_: date = date(2026, 1, 5)
) -> User:
    """A person with a post from a day on, without an address: any name will do."""
    person = add_person(school=here, first_name=first, last_name=last, by=OFFICE)
    open_post(school=here, person=person.ref, role=role, starts_on=from_, by=OFFICE)
    return person


def erased(here: School, person: User) -> None:
    """Their name is gone, and a fact says so."""
    told = Person.objects.filter(person=person.ref).count()
    fact = Person(person=person.ref, who="0" * 64, erased=True)
    append(here.urn, f"person:{person.ref}:{told}", fact, by=OFFICE)
    person.delete()


def larkfield(urn: str = "900001", **fields: Any) -> School:
    """A school with a headteacher and a DSL since January 2026."""
    here = school(urn, address="Skylark Lane, Larkfield-under-Wold", **fields)
    somebody(here, f"Comfort{urn[-1]}", "Marrowell", "headteacher")
    somebody(here, f"Ruth{urn[-1]}", "Otterby", "dsl")
    return here


def completes(here: School, person: User, edition: Edition, on: date = DONE, **more: Any) -> Record:
    """A completion of a module, all questions right."""
    told = {"score": 8, "out_of": 8, "how": "self"} | more
    return write_record(
        chain=here.urn,
        person=person.ref,
        item=edition.item,
        kind=Record.Kind.COMPLETED,
        happened_on=on,
        edition=edition,
        by=person.ref,
        **told,
    )
