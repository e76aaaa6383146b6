"""Two schools alike, with one of everything that can be looked at; and everybody who might look."""

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.images.models import Image

from certificates.issuing import issue_own
from certificates.models import Certificate
from compliance import conversations, corrections, evidence
from compliance.actions import excuse
from compliance.publishing import publish_document, publish_page
from courses.models import Attempt, ModulePage, Reflection
from people.access import today
from people.actions import add_person, begin_leave, open_post
from people.brand import brand_digest, crest_digest
from people.desk_code import code_of
from people.invitations import invitation_address
from people.models import Post, School, Trust, User, WaitingPost
from people.staff_import import keep
from people.visits import ask, confirm
from policies.actions import say
from policies.texts import text_of
from register import content
from register.actions import publish_edition, write_record
from register.ledger import append
from register.models import Edition, Item, Record
from tests.cast import YEAR, member
from tests.compliance.small_school import asks
from tests.courses import samples
from tests.pictures import a_picture
from tests.policies.reading import draft, pdf
from tests.scenarios import playing
from tests.scenarios.test_authoring import draft as scenario_draft

OFFICE = "the-office"
AID = "first-aid-at-work"
FILE = (
    "First name,Last name,Email,Role,Start date\r\nAda,Fenwick,{}@x.example,Teacher,01/09/2026\r\n"
)


@dataclass
class Side:
    """A school and one of everything in it. `owner` is the person whose it all is: only those who
    may see others ever see her surname, `canary`."""

    school: School
    canary: str
    owner: User
    colleague: User
    urn: str = ""
    brand: str = ""
    crest: str = ""
    today: str = ""
    person: str = ""
    invited: str = ""
    invitation: str = ""
    record: int = 0
    evidence: str = ""
    certificate: str = ""
    exemption: str = ""
    proposal: str = ""
    waiting: str = ""
    post: str = ""
    leave: str = ""
    staff_file: str = ""
    desk_code: str = ""
    visit: int = 0
    known: int = 0
    requirement: str = ""
    module: str = ""
    attempt: int = 0
    file: str = ""
    reflection: int = 0
    scenario: str = ""
    document: str = ""
    pdf: str = ""
    word: int = 0  # of the owner, on the document
    page: int = 0
    draft: str = ""
    conversation: str = ""
    next_week: str = ""
    table_of_training: str = ""  # the owner's, as CSV
    document_digest: str = ""


@dataclass(frozen=True)
class Walker:
    """Somebody at a browser: what they are, and where (nowhere for a leaver and for nobody)."""

    name: str
    role: str
    side: Side | None
    user: User | None


def world() -> tuple[Side, Side, list[Walker]]:
    """The school, the one next door, and everybody who walks."""
    page = draft("<p>Tell {dsl}.</p>")
    for body in ("<p>Tell {dsl}.</p>", "<p>Tell {dsl} today.</p>"):
        page = draft(body)
        publish_page(page=page, grade="reread", what_changed="Who to tell.", by=OFFICE)
    story = scenario_draft()
    trust = Trust.objects.create(name="The Wychlark Trust")
    here, there = (
        _side(School.objects.create(urn=urn, name=name, trust=trust), canary)
        for urn, name, canary in (
            ("900001", "Larkfield Primary School", "Canarywren"),
            ("900002", "Whitmere Infant School", "Siskinfinch"),
        )
    )
    for side in (here, there):
        side.page, side.draft = page.pk, story.slug
    return here, there, _walkers(here, there)


def _walkers(here: Side, there: Side) -> list[Walker]:
    found = [Walker("nobody", "nobody", None, None), Walker("Paloma", "owner", here, here.owner)]
    for name, what, side, since, roles in (
        ("Imran", "learner", here, 4 * YEAR, ["teacher"]),
        ("Nadia", "newcomer", here, -timedelta(days=9), ["deputy_dsl"]),
        ("Halima", "volunteer", here, timedelta(days=20), ["volunteer"]),
        ("Devinder", "office", here, YEAR, ["office"]),
        ("Kwame", "deputy", here, YEAR, ["deputy_dsl", "teacher"]),
        ("Ruth", "dsl", here, YEAR, ["dsl", "teacher"]),
        ("Comfort", "head", here, YEAR, ["headteacher"]),
        ("Peter", "governor", here, YEAR, ["governor"]),
        ("Elspeth", "trust_lead", here, YEAR, ["trust_lead"]),
        ("Mairi", "editor", here, YEAR, ["teaching_assistant"]),
        ("Sanjay", "learner", there, YEAR, ["teacher"]),
        ("Eleri", "dsl", there, YEAR, ["dsl"]),
    ):
        user = member(side.school, name, f"{name}son", today() - since, *roles)
        if what in ("dsl", "editor"):
            groups = ["Editors", "Moderators"] if what == "dsl" else ["Editors"]
            user.groups.set(Group.objects.filter(name__in=groups))
        found.append(Walker(name, what, side, user))
    return [*found, Walker("Gwen", "leaver", None, _leaver(here.school))]


def _leaver(school: School) -> User:
    """She was the DSL until yesterday, and her browser is still signed in."""
    gwen = add_person(school=school, first_name="Gwen", last_name="Parted", by=OFFICE)
    days = {"starts_on": today() - 3 * YEAR, "ends_on": today() - timedelta(days=1)}
    open_post(school=school, person=gwen.ref, role="dsl", by=OFFICE, **days)
    return gwen


def _side(school: School, canary: str) -> Side:
    owner = member(school, "Paloma", canary, today() - YEAR, "teacher")
    colleague = member(school, "Tamsin", "Colleague", today() - YEAR, "headteacher")
    side = Side(school, canary, owner, colleague, urn=school.urn, person=owner.ref)
    side.brand, side.today = brand_digest(school), today().isoformat()
    side.crest = _crest_of(school)
    side.next_week = (today() + timedelta(days=7)).isoformat()
    table = "email,item,done on,provider\r\n{},First aid at work,01/06/2025,St John\r\n"
    side.table_of_training = table.format(owner.email)
    new = member(school, "Wenna", canary, today() + timedelta(days=3), "teacher")
    side.invited, side.invitation = invitation_address(new).rstrip("/").split("/")[-2:]
    _things_to_read(side)
    _training(side)
    _what_waits(side)
    return side


def _with_a_file(side: Side, module: ModulePage) -> Edition:
    """An edition of the module with something to download in its first lesson."""
    data = b"%PDF-1.7 of " + side.urn.encode()
    side.file = content.keep(data, "application/pdf")
    kept = {"digest": side.file, "media_type": "application/pdf", "name": "a.pdf", "size": 20}
    value = {"title": "Card", "note": "", "file": 1, "kept": kept}
    shown = json.loads(module.snapshot_bytes())
    shown["lessons"][0]["value"]["content"].append({"type": "download", "id": "f", "value": value})
    return _published(side, side.module, module.title, shown)


def _published(side: Side, slug: str, title: str, shown: dict[str, Any]) -> Edition:
    """An edition of the school's own."""
    return publish_edition(
        item=slug,
        chain=side.urn,
        title=title,
        data=json.dumps(shown).encode(),
        media_type="application/json",
        grade="correction",
        published_on=samples.PUBLISHED,
        approved_by=OFFICE,
        by=OFFICE,
    )


def _things_to_read(side: Side) -> None:
    urn = side.urn
    side.module, side.scenario, side.document = f"module-{urn}", f"story-{urn}", f"document-{urn}"
    module = samples.draft(slug=side.module)
    for slug, kind in ((side.module, "module"), (side.scenario, "scenario")):
        told = {"kind": kind, "title": slug, "address": f"/{kind}s/{slug}/", "minutes": 20}
        Item.objects.create(slug=slug, **told)
    edition = _with_a_file(side, module)
    side.reflection = Reflection.objects.create(
        person=side.owner.ref,
        item=side.module,
        block="hard",
        prompt="What would be hardest?",
        words=f"Mine: {side.canary}.",
        written_at=timezone.now(),
        delete_on=today() + YEAR,
    ).pk
    attempt = Attempt.objects.create(
        person=side.owner.ref,
        item=side.module,
        edition=1,
        digest=edition.digest,
        form_key=uuid.uuid4(),
        answers={},
        right=1,
        out_of=3,
        passed=False,
    )
    side.attempt = attempt.pk
    _published(side, side.scenario, side.scenario, playing.snapshot())
    document = publish_document(
        school=side.school,
        slug=side.document,
        title="What we do in a fire",
        minutes=5,
        data=pdf(urn),
        label="2026",
        grade="reread",
        what_changed="First edition.",
        by=OFFICE,
        on=samples.PUBLISHED,
    )
    side.pdf, side.document_digest = text_of(document.digest).pdf, document.digest
    asked = {"words": "Who rings the bell?", "owner": "dsl", "by": side.owner.ref}
    side.word = say(school=side.school, edition=document, kind="question", **asked).pk


def _training(side: Side) -> None:
    """A certificate, and a declared record with a file; the owner is late with something."""

    side.requirement = f"rule-{side.urn}"
    for slug in (side.module, side.requirement):
        if not Item.objects.filter(slug=slug).exists():
            Item.objects.create(slug=slug, kind="session", title=slug)
    Item.objects.get_or_create(slug=AID, defaults={"kind": "session", "title": "First aid at work"})
    for slug in (side.requirement, side.document, AID):
        asks(side.school, slug, applies_from=today() - YEAR)
    edition = Edition.objects.get(item=side.module, chain=side.urn)
    write_record(
        chain=side.urn,
        person=side.owner.ref,
        item=side.module,
        kind=Record.Kind.COMPLETED,
        happened_on=today(),
        edition=edition,
        by=side.owner.ref,
        score=3,
        out_of=3,
        how="self",
    )
    issue_own(side.owner.ref)
    side.certificate = Certificate.objects.get(person=side.owner.ref).number
    declared = write_record(
        chain=side.urn,
        person=side.owner.ref,
        item=AID,
        kind=Record.Kind.DECLARED,
        happened_on=today() - timedelta(days=30),
        how="declared",
        by=OFFICE,
    )
    side.record, side.evidence = declared.pk, evidence.keep(pdf(f"file {side.urn}"), "card.pdf")
    evidence.attach(record=declared, digest=side.evidence, label="Card", by=OFFICE)


def _what_waits(side: Side) -> None:
    school, person = side.school, side.owner.ref
    side.exemption = excuse(
        school=school,
        person=person,
        requirement=side.requirement,
        starts_on=today() + timedelta(days=30),
        ends_on=today() + timedelta(days=60),
        reason="Away on a course.",
        by=OFFICE,
    ).ref
    record = Record.objects.get(pk=side.record)
    side.proposal = corrections.ask_to_void(
        school=school, record=record, reason="Another Paloma.", by=side.colleague.ref
    ).ref
    side.conversation = conversations.ask(school=school, item=side.module, by=person).ref
    side.waiting = str(uuid.uuid4())
    waits = WaitingPost(ref=side.waiting, person=person, role="dsl", starts_on=today())
    append(side.urn, f"waiting-post:{side.waiting}:0", waits, by=side.colleague.ref)
    side.post = Post.objects.get(chain=side.urn, person=person).ref
    days = {"starts_on": today() - timedelta(days=9), "ends_on": today() - timedelta(days=7)}
    side.leave = begin_leave(school=school, person=person, kind="sick", by=OFFICE, **days).ref
    data = FILE.format(side.urn).encode()
    side.desk_code = code_of(school).code
    side.visit = ask(school=school, surname=side.canary).pk
    known = ask(school=school, surname=side.canary)
    side.known = confirm(visit=known, person=person, by=side.colleague.ref).pk
    side.staff_file = keep(school=school, name="staff.csv", data=data, by=OFFICE).digest


def _crest_of(school: School) -> str:
    school.crest = Image.objects.create(title="Crest", file=a_picture("crest.png"))
    school.save()
    return crest_digest(school)
