"""The demo school: a cast with a purpose and a term of history, so that every standing is seen.

Days are counted back from the day on which it is made, so that it looks the same in any month.
Everyone is invented.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

import policies.content
from certificates.issuing import issue_missing
from compliance.actions import adopt_requirement, excuse
from compliance.alerts import write_letters
from compliance.management.commands.load_content import loaders
from compliance.publishing import publish_document, publish_page
from compliance.reviews import write_edition_letters
from config.demo_answers import finish_quiz
from config.demo_policies import (
    add_an_annex,
    approved_by_governors,
    approved_by_the_head,
    live_with_policies,
)
from config.demo_rules import RULES, SESSIONS
from config.population import populate
from outbox.invitations import invite
from people.access import people_of, today
from people.actions import SYSTEM, add_person, begin_leave, open_post
from people.models import Person, School, Trust, User
from register.actions import write_record
from register.editions import in_force
from register.models import Edition, Item, Record

TERM = 80  # days since the school began with Inset
CHANGED = 30  # days since the behaviour policy's second edition
QUIZZES = ("induction", "attachment-aware", "trauma-informed")
TAUGHT = {"attachment-aware": 25, "trauma-informed": 18}
YEAR = 365


@dataclass(frozen=True)
class Member:
    """One of the cast. `since` and what was done are in days before today; a day of -9 is to come.

    `declared`: training from before Inset, by item. `did`: what Inset itself saw, by item.
    """

    first: str
    last: str
    roles: tuple[str, ...]
    since: int
    declared: dict[str, int] = field(default_factory=dict)
    did: dict[str, int] = field(default_factory=dict)
    mail: bool = True
    found_at: str = ""
    phone: str = ""
    job: str = ""


def signed(on: int, *, story: bool = True, attached: int = 0) -> dict[str, int]:
    """What a colleague did in this term: four documents, and the scenario; so many days ago, the
    module on attachment.
    """
    done = {
        "child-protection": on,
        "code-of-conduct": on,
        "behaviour": on,
        "kcsie-part-one": on - 1,
    }
    done |= {"attachment-aware": attached} if attached else {}
    return done | ({"the-edge-of-the-game": on - 6} if story else {})


def before(years: float, *, refresher: int | None = None, update: int = 60) -> dict[str, int]:
    """Induction so many years ago; a refresher and this year's update so many days ago."""
    done = {"induction": int(years * YEAR), "annual-update": update}
    return done | ({"safeguarding-refresher": refresher} if refresher else {})


CAST = [
    Member("Ruth", "Otterby", ("dsl", "teacher"), 9 * YEAR,
           before(9, refresher=400) | {"lead-training": 380}, signed(70) | TAUGHT,
           found_at="room 4", phone="01632 960114", job="Assistant head"),
    Member("Kwame", "Thistlemere", ("deputy_dsl", "teacher"), 6 * YEAR,
           before(6, refresher=500) | {"lead-training": 690}, signed(66, attached=31),
           found_at="Year 6", phone="01632 960117", job="Year 6 teacher"),
    Member("Comfort", "Marrowell", ("headteacher",), 5 * YEAR,
           before(5, refresher=200), signed(72, story=False, attached=33),
           found_at="the head’s office", phone="01632 960110"),
    Member("Nadia", "Fernhollow", ("teaching_assistant",), -9),
    Member("Imran", "Wintermoss", ("teacher",), 4 * YEAR, before(4, refresher=3 * 365 - 30),
           {"child-protection": 64, "code-of-conduct": 64}, job="Year 4 teacher"),
    Member("Mei", "Hollowbank", ("teacher",), 7 * YEAR, before(7, refresher=3 * 365 + 40),
           signed(58, attached=28), job="Year 2 teacher"),
    Member("Tomos", "Saltfield", ("premises",), 30, {}, {"induction": 29, "child-protection": 30},
           job="Site manager"),
    Member("Zofia", "Quillbrook", ("midday_supervisor",), 2 * YEAR, before(2), signed(50),
           mail=False),
    Member("Aisha", "Lindenmere", ("teacher",), 3 * YEAR, before(2.9, update=300),
           signed(75, attached=45)),
    Member("Łukasz", "Brackenhay", ("teaching_assistant", "first_aider"), 45,
           {"first-aid-at-work": 900}, {"induction": 44} | signed(40, attached=22)),
    Member("Grace", "Ferncliffe", ("early_years",), 5 * YEAR,
           before(5, refresher=700) | {"early-years-safeguarding": 2 * 365 - 45},
           signed(61, attached=24)),
    Member("Moira", "Stanebeck", ("teaching_assistant",), 8 * YEAR, before(8, refresher=820),
           signed(59) | TAUGHT | {"behaviour": 21}),
    Member("Devinder", "Ashgrove", ("office",), 3 * YEAR, before(3, refresher=90),
           signed(69, story=False, attached=27), phone="01632 960110"),
    Member("Bronwen", "Hartsease", ("catering",), 1 * YEAR, before(1),
           signed(54, story=False, attached=19)),
    Member("Peter", "Willowdene", ("governor",), 2 * YEAR, {}, {"child-protection": 48}),
    Member("Halima", "Oakhanger", ("volunteer",), 20, {}, {"code-of-conduct": 20}, mail=False),
]  # fmt: skip
OTHERS = [
    Member("Eleri", "Moorcroft", ("dsl", "headteacher"), 4 * YEAR, before(4, refresher=300),
           signed(60), phone="01632 960220"),
    Member("Sanjay", "Greenhalge", ("teacher",), 2 * YEAR, before(2), signed(55)),
    Member("Winifred", "Calderbrook", ("trust_lead",), 2 * YEAR, job="Trust safeguarding lead"),
]  # fmt: skip


CASTS = [CAST, OTHERS]
SCHOOLS = [
    ("Larkfield Primary School", "#45398c", "01632 960110"),
    ("Whitmere Infant School", "#0f6b5c", "01632 960220"),
]
FIRST_URN = "900001"
TRUST = "The Underwold Learning Trust"  # of the schools with a cast
Say = Callable[[str], object]


def make_demo(*, schools: int, people: int, years: int, seed: int, say: Say) -> None:
    """So many schools with content, rules, people, a history, certificates and messages.

    The first two have a cast; all are filled up to so many people.
    """
    on = today()
    began = on - timedelta(days=TERM)
    for slug, (title, why) in SESSIONS.items():
        Item.objects.get_or_create(
            slug=slug, defaults={"kind": Item.Kind.SESSION, "title": title, "why": why}
        )
    for place in range(schools):
        school = _school(place)
        cast = CASTS[place] if place < len(CASTS) else []
        populate(school, people=max(0, people - len(cast)), years=years, seed=seed, until=began)
        _fill(school, cast, on, began, seed)
        say(f"{school.urn} {school.name}: {len(people_of(school.urn))} people")
    issue_missing()


def _fill(school: School, cast: list[Member], on: date, began: date, seed: int) -> None:
    lead = _people(school, cast, began)
    if school.urn == FIRST_URN:
        _publish_content(began, lead)
        _change_behaviour(lead, on)
    _adopt(school, lead, began)
    _history(school, lead, cast, on, began, seed)
    if school.urn == FIRST_URN:
        _leave_and_excuse(school, lead, on)
        nadia = User.objects.get(last_name="Fernhollow")
        invite(school=school, user=nadia, by=lead)
        live_with_policies(school, lead, on)
    elif cast:
        add_an_annex(school, lead)
    if cast:
        write_letters(school, on)
        write_edition_letters(school, on)


def _moment(day: date, minute: int = 0) -> datetime:
    """Ten past eight on the day, and so many minutes; never later than now."""
    at = timezone.make_aware(datetime.combine(day, time(8, 10))) + timedelta(minutes=minute)
    return min(at, timezone.now())


def _school(place: int) -> School:
    others = (f"Meadow {place} School", "#45398c", "")
    name, accent, phone = SCHOOLS[place] if place < len(SCHOOLS) else others
    village = name.split()[0]
    trust = Trust.objects.get_or_create(name=TRUST)[0] if place < len(SCHOOLS) else None
    return School.objects.create(
        trust=trust,
        urn=str(int(FIRST_URN) + place),
        name=name,
        address=f"{village} Lane, {village}-under-Wold",
        accent=accent,
        phone=phone,
        made_by_demo=True,
    )


def _people(school: School, cast: list[Member], began: date) -> str:
    """The cast with their posts; returns the DSL's ref."""
    domain = school.name.split()[0].lower()
    lead = ""
    for place, member in enumerate(cast):
        address = f"{member.first}.{member.last}@{domain}.example".lower().replace("ł", "l")
        at = _moment(max(began, today() - timedelta(days=max(member.since, 0))), place)
        user = add_person(
            school=school,
            first_name=member.first,
            last_name=member.last,
            email=address if member.mail else None,
            found_at=member.found_at,
            phone=member.phone,
            by=lead or SYSTEM,
            at=_moment(began, place),
        )
        lead = lead or user.ref
        for role in member.roles:
            open_post(
                school=school,
                person=user.ref,
                role=role,
                starts_on=today() - timedelta(days=member.since),
                job_title=member.job or None,
                by=lead,
                at=min(at, _moment(began, place)),
            )
        if "headteacher" in member.roles:  # who approves what was written
            user.groups.set(Group.objects.filter(name="Moderators"))
        if member.did and member.mail:  # what they did, they did signed in
            user.last_login = _moment(today() - timedelta(days=1), place)
            user.save(update_fields=["last_login"])
        if "dsl" in member.roles:
            user.groups.set(Group.objects.filter(name__in=["Editors", "Moderators"]))
    return lead or SYSTEM


def _publish_content(began: date, lead: str) -> None:
    for name, load in loaders().items():
        page = load(name)
        approved = approved_by_governors(began) if page.item_kind == Item.Kind.POLICY else {}
        publish_page(
            page=page,
            grade=Edition.Grade.CORRECTION,
            what_changed="First edition.",
            by=lead,
            on=began,
            **approved,
        )


def _change_behaviour(lead: str, on: date) -> None:
    """A second edition, so that those who signed the first see what is different."""
    publish_page(
        page=policies.content.load_later("behaviour", 2),
        grade=Edition.Grade.REREAD,
        what_changed=(
            "We ask about brothers and sisters, a part-time timetable needs a written agreement "
            "and an end date, and children no longer miss playtime."
        ),
        by=lead,
        on=on - timedelta(days=CHANGED),
        **approved_by_the_head(on - timedelta(days=CHANGED + 3)),
    )


def _adopt(school: School, lead: str, began: date) -> None:
    publish_document(
        school=school,
        slug="kcsie-part-one",
        title="Keeping children safe in education, Part one",
        why="National guidance says that everyone who works with children should read it.",
        minutes=25,
        data=_placeholder(),
        label="stand-in for the demo",
        grade=Edition.Grade.CORRECTION,
        what_changed="First edition.",
        by=lead,
        on=began,
    )
    for rule in RULES:
        adopt_requirement(school=school, by=lead, at=_moment(began), applies_from=began, **rule)


def _placeholder() -> bytes:
    """One page that says what belongs here: the school's own copy is never shipped."""
    out = io.BytesIO()
    page = Canvas(out, pagesize=A4, invariant=True)
    page.setTitle("Stand-in for Keeping children safe in education, Part one")
    page.setFont("Helvetica-Bold", 20)
    page.drawString(72, 740, "Keeping children safe in education, Part one")
    page.setFont("Helvetica", 13)
    words = (
        "This page stands in for the real document in the demo school.",
        "Your school uploads the edition in force under “Publish an edition”,",
        "and asks for it again each time the edition changes.",
    )
    for place, line in enumerate(words):
        page.drawString(72, 700 - 20 * place, line.replace("“", '"').replace("”", '"'))
    page.save()
    return out.getvalue()


def _history(
    school: School, lead: str, cast: list[Member], on: date, began: date, seed: int
) -> None:
    """What was declared when the school began, then the term, in order of day."""
    events = []
    for member in cast:
        user = User.objects.get(first_name=member.first, last_name=member.last)
        for item, ago in member.declared.items():
            day = on - timedelta(days=ago)
            events.append((max(day, began), user, item, Record.Kind.DECLARED, day))
        for item, ago in member.did.items():
            day = on - timedelta(days=ago)
            events.append((day, user, item, _kind(item), day))
    for place, (said, user, item, kind, day) in enumerate(sorted(events, key=lambda row: row[0])):
        _record(school, lead, user, item, kind, day, _moment(said, place % 300), seed)


def _kind(item: str) -> str:
    done = {*QUIZZES, "the-edge-of-the-game"}
    return Record.Kind.COMPLETED if item in done else Record.Kind.SIGNED


def _record(
    school: School,
    lead: str,
    user: User,
    item: str,
    kind: str,
    day: date,
    at: datetime,
    seed: int,
) -> None:
    seen = kind != Record.Kind.DECLARED
    who = Person.objects.filter(person=user.ref).order_by("-entry_id").values_list("who", flat=True)
    edition = in_force(item, school.urn, day) if seen else None
    more: dict[str, Any] = {}
    if edition and item in QUIZZES:
        passed = finish_quiz(user=user, edition=edition, ends=at, seed=seed)
        more = {"score": passed.right, "out_of": passed.out_of}
    if kind == Record.Kind.SIGNED:
        more = {"statement": "I have read and understood this, and I will follow it."}
    write_record(
        chain=school.urn,
        person=user.ref,
        item=item,
        kind=kind,
        happened_on=day,
        edition=edition,
        who=who[0],
        how="self" if seen else "declared",
        by=user.ref if seen else lead,
        recorded_at=at,
        **more,
    )


def _leave_and_excuse(school: School, lead: str, on: date) -> None:
    aisha = User.objects.get(last_name="Lindenmere")
    nadia = User.objects.get(last_name="Fernhollow")
    begin_leave(
        school=school,
        person=aisha.ref,
        kind="parental",
        starts_on=on - timedelta(days=40),
        ends_on=on + timedelta(days=120),
        by=lead,
    )
    taken = on - timedelta(days=22)
    excuse(
        school=school,
        person=nadia.ref,
        requirement="safeguarding-refresher",
        starts_on=on - timedelta(days=9),
        ends_on=on + timedelta(days=2 * YEAR),
        reason=(
            "Took the partnership’s course at her last school on "
            f"{taken.day} {taken:%B %Y}; certificate seen."
        ),
        by=lead,
    )
