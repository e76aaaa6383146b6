"""Signatures on paper: the sheet, and what is entered from it."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from compliance.models import Decision, Evidence, Proposal
from people.actions import end_post
from people.models import Post, School, User
from register.models import Edition, Record
from register.verify import verify
from tests.compliance.small_school import OFFICE, asks, somebody
from tests.policies.reading import next_edition, pdf, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
SHEET = "/school/policies/child-protection/sheet/"
PAPER = "/school/policies/child-protection/paper/"


@pytest.fixture
def devinder(here: School) -> User:
    return somebody(here, "Devinder", "Ashgrove", role="office")


@pytest.fixture
def imran(here: School) -> User:
    return somebody(here, "Imran", "Wintermoss")


@pytest.fixture
def edition(here: School) -> Edition:
    asks(here, "child-protection", roles=["teacher", "dsl", "office"])
    return next_edition("<p>Tell {dsl}.</p>", on=date(2026, 9, 1), what_changed="First edition.")


def enters(who: User, *people: User, **sent: Any) -> Any:
    told = {"edition": "1", "on": "2026-11-20", "people": [person.ref for person in people]}
    return signed_in(who).post(PAPER, told | sent, follow=True)


def records() -> list[Record]:
    return list(Record.objects.filter(kind="signed").order_by("entry_id"))


def photograph() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, "JPEG")
    return SimpleUploadedFile("sheet.jpg", out.getvalue(), "image/jpeg")


# The sheet.


def test_the_sheet_names_those_asked_the_statement_and_the_digest(
    edition: Edition, ruth: User, imran: User
) -> None:
    shown = text(signed_in(ruth).get(SHEET))
    assert "Imran Wintermoss Teacher" in shown
    assert "I have read this policy and will follow it." in shown
    assert edition.digest in shown


def test_the_sheet_can_leave_out_those_who_have_signed(
    edition: Edition, ruth: User, imran: User
) -> None:
    enters(ruth, imran)
    assert "Imran Wintermoss" not in text(signed_in(ruth).get(f"{SHEET}?missing=1"))


def test_the_office_prints_the_sheet_and_learns_nothing_of_who_signed(
    edition: Edition, ruth: User, devinder: User, imran: User
) -> None:
    enters(ruth, imran)
    office = signed_in(devinder)
    assert "Imran Wintermoss" in text(office.get(f"{SHEET}?missing=1"))
    assert "20 November" not in text(office.get(PAPER))


# A lead enters.


def test_a_lead_enters_what_was_signed_on_paper(
    edition: Edition, ruth: User, imran: User, here: School
) -> None:
    said = enters(ruth, imran)
    assert "1 signature is written down, as signed on paper and entered by you." in text(said)
    [record] = records()
    assert (record.person, record.how, record.by) == (imran.ref, "paper", ruth.ref)
    assert (record.edition, record.digest) == (1, edition.digest)
    assert record.happened_on == date(2026, 11, 20)
    assert record.statement == "I have read this policy and will follow it."
    assert record.who
    assert list(verify())


def test_the_same_sheet_entered_twice_is_written_once(
    edition: Edition, ruth: User, imran: User
) -> None:
    enters(ruth, imran)
    assert "0 signatures are written down" in text(enters(ruth, imran))
    assert len(records()) == 1


def test_nobody_enters_their_own_signature(edition: Edition, ruth: User, imran: User) -> None:
    answer = enters(ruth, ruth)
    assert "One thing to put right" in text(answer)
    assert records() == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"on": "2026-11-26"}, "That day is still to come."),
        ({"on": "2026-08-31"}, "No edition was in force on Monday 31 August 2026."),
        ({"on": "31/02/2026"}, "Write the day as 2026-12-04."),
        ({"on": ""}, "Say on which day they signed."),
        ({"edition": "7"}, "Choose one of these editions."),
        ({"people": []}, "Tick at least one person who signed."),
        ({"people": ["nobody-of-ours"]}, "Look again."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    edition: Edition, ruth: User, imran: User, sent: dict[str, Any], said: str
) -> None:
    assert said in text(enters(ruth, imran, **sent))
    assert records() == []


def test_an_edition_that_was_over_that_day_is_refused(
    edition: Edition, ruth: User, imran: User
) -> None:
    next_edition("<p>Tell.</p>", on=date(2026, 11, 2), what_changed="Shorter.")
    assert "edition 2 was in force, not edition 1" in text(enters(ruth, imran))
    enters(ruth, imran, on="2026-10-30")
    assert [record.edition for record in records()] == [1]


def test_somebody_who_had_left_by_that_day_is_refused(
    edition: Edition, ruth: User, imran: User
) -> None:
    from compliance.paper import Sheet, enter

    end_post(post=Post.objects.get(person=imran.ref), ends_on=date(2026, 10, 1), by=OFFICE)
    sheet = Sheet("child-protection", 1, edition.digest, date(2026, 11, 20), (imran.ref,))
    with pytest.raises(Exception, match="had no post here on that day"):
        enter(school=School.objects.get(), sheet=sheet, by=ruth.ref)


# The scan.


def test_a_scan_is_kept_by_its_digest_and_opens_for_the_leads(
    edition: Edition, ruth: User, imran: User, here: School
) -> None:
    mei = somebody(here, "Mei", "Hollowbank")
    enters(ruth, imran, mei, scan=photograph())
    [digest] = set(Evidence.objects.values_list("digest", flat=True))
    assert Evidence.objects.count() == 2
    assert signed_in(ruth).get(f"/evidence/{digest}/")["Content-Type"] == "image/jpeg"
    assert signed_in(imran).get(f"/evidence/{digest}/").status_code == 404  # Mei is on it too


@pytest.mark.parametrize("data", [b"PK\x03\x04 a Word file", b"<svg onload='x'/>"])
def test_a_scan_that_is_no_picture_is_refused_and_nothing_is_written(
    edition: Edition, ruth: User, imran: User, data: bytes
) -> None:
    answer = enters(ruth, imran, scan=SimpleUploadedFile("sheet.docx", data))
    assert "is not a PDF, PNG or JPEG" in text(answer)
    assert records() == []


# The office enters, a lead agrees.


def test_what_the_office_enters_counts_when_a_lead_agrees(
    edition: Edition, ruth: User, devinder: User, imran: User
) -> None:
    scan = SimpleUploadedFile("sheet.pdf", pdf("signed"), "application/pdf")
    assert "It counts as soon as one of them agrees." in text(enters(devinder, imran, scan=scan))
    assert records() == []
    proposal = Proposal.objects.get()
    page = signed_in(ruth).get(f"/school/approvals/{proposal.ref}/")
    assert "Imran Wintermoss" in text(page)
    digest = page.context["page"].scan
    assert signed_in(ruth).get(f"/evidence/{digest}/").content == pdf("signed")
    signed_in(ruth).post(f"/school/approvals/{proposal.ref}/", {"step": "approve"})
    [record] = records()
    assert (record.by, record.witness, record.how) == (devinder.ref, ruth.ref, "paper")
    assert Evidence.objects.get().record == record.pk
    person = text(signed_in(ruth).get(f"/school/people/{imran.ref}/"))
    assert "on paper, written down by Devinder Ashgrove" in person
    assert "agreed by Ruth Otterby" in person
    receipt = text(signed_in(imran).get("/policies/child-protection/signed/"))
    assert "How On paper; Devinder Ashgrove entered it on Wednesday 25 November 2026" in receipt


def test_a_lead_does_not_agree_to_their_own_signature(
    edition: Edition, ruth: User, devinder: User, imran: User
) -> None:
    enters(devinder, imran, ruth)
    signed_in(ruth).post(f"/school/approvals/{Proposal.objects.get().ref}/", {"step": "approve"})
    assert [record.person for record in records()] == [imran.ref]
    assert Decision.objects.count() == 1
    assert Proposal.objects.count() == 2  # hers waits for somebody else


def test_a_lead_may_decline(edition: Edition, ruth: User, devinder: User, imran: User) -> None:
    enters(devinder, imran)
    address = f"/school/approvals/{Proposal.objects.get().ref}/"
    signed_in(ruth).post(address, {"step": "decline", "reason": "Nobody signed this."})
    assert records() == []
    assert "Enter one signature on paper under “Child protection policy”" in text(
        signed_in(ruth).get("/school/approvals/")
    )
