"""Files that go with a record: which are kept, how, and who may open them."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from compliance import evidence
from compliance.evidence import attach, keep
from compliance.models import Evidence
from register.content import fetch
from register.models import Content
from register.verify import Wrong, verify
from tests.cast import gather
from tests.compliance.small_school import OFFICE, did

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 a certificate"


def picture(kind: str, **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(out, kind, **more)
    return out.getvalue()


def refused(data: bytes, name: str = "card.pdf") -> str:
    with pytest.raises(ValidationError) as error:
        keep(data, name)
    return error.value.messages[0]


def test_a_pdf_is_kept_to_the_byte():
    kept = fetch(keep(PDF, "card.pdf"))

    assert (kept.data, kept.media_type) == (PDF, "application/pdf")


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_kept_whatever_it_is_called(kind, media_type):
    kept = fetch(keep(picture(kind), "card.pdf"))

    assert kept.media_type == media_type
    assert Image.open(io.BytesIO(kept.data)).size == (40, 20)


def test_where_a_photograph_was_taken_is_left_out():
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    exif.get_ifd(0x8825)[1] = "N"

    kept = fetch(keep(picture("JPEG", exif=exif), "photo.jpg"))

    assert not Image.open(io.BytesIO(kept.data)).getexif()
    assert b"A telephone" not in kept.data


def test_a_photograph_that_lies_on_its_side_is_kept_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    kept = fetch(keep(picture("JPEG", exif=exif), "photo.jpg"))

    assert Image.open(io.BytesIO(kept.data)).size == (20, 40)


@pytest.mark.parametrize(
    "data",
    [b"", b"MZ a program", b"<svg onload='x'/>", b"<html>", picture("GIF"), picture("PNG")[:40]],
)
def test_anything_else_is_refused_by_what_it_is(data):
    assert refused(data) == (
        "“card.pdf” is not a PDF, PNG or JPEG. Save or photograph it as one of those."
    )
    assert not Content.objects.exists()


def test_a_file_over_ten_megabytes_is_refused():
    assert "larger than 10 MB" in refused(PDF + b"x" * 10 * 2**20)


def test_a_picture_that_would_swell_is_refused(monkeypatch):
    monkeypatch.setattr(evidence, "MOST_PIXELS", 799)

    assert "too many pixels" in refused(picture("PNG"))


@pytest.fixture
def cast():
    return gather()


@pytest.fixture
def record(cast):
    return did(cast.school, cast.imran, "first-aid", date(2025, 3, 14), kind="declared")


def test_the_same_file_again_is_a_harmless_repeat(record):
    for _ in range(2):
        attach(record=record, digest=keep(PDF, "card.pdf"), label="Card", by=OFFICE)

    assert Evidence.objects.count() == 1


def test_a_file_that_was_changed_in_the_database_is_found(record):
    digest = keep(PDF, "card.pdf")
    attach(record=record, digest=digest, label="Card", by=OFFICE)
    list(verify(record.chain))

    Content.objects.filter(digest=digest).update(data=b"%PDF-another")

    with pytest.raises(Wrong, match="has been changed"):
        list(verify(record.chain))


# Who opens it.


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("ruth", 200),
        ("kwame", 200),
        ("comfort", 200),
        ("imran", 200),
        ("devinder", 404),
        ("peter", 404),
        ("nadia", 404),
        ("eleri", 404),
    ],
)
def test_the_person_and_the_leads_of_the_school_open_it_and_nobody_else(
    cast, record, client, name, status
):
    digest = keep(PDF, "card.pdf")
    attach(record=record, digest=digest, label="Card", by=cast.ruth.ref)
    client.force_login(getattr(cast, name))

    assert client.get(f"/evidence/{digest}/").status_code == status


def test_it_comes_as_a_file_that_no_page_can_run(cast, record, client):
    digest = keep(PDF, "card.pdf")
    attach(record=record, digest=digest, label="Card", by=cast.ruth.ref)
    client.force_login(cast.ruth)

    answer = client.get(f"/evidence/{digest}/")

    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_what_is_kept_for_something_else_is_no_evidence(cast, client):
    digest = keep(PDF, "card.pdf")
    client.force_login(cast.ruth)

    assert client.get(f"/evidence/{digest}/").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(f"/evidence/{'0' * 64}/")["Location"].startswith("/accounts/login/")


def attaches(client, person, record, data=PDF):
    file = SimpleUploadedFile("card.pdf", data, "application/pdf")
    address = f"/school/people/{person.ref}/evidence/{record.pk}/"
    return client.post(address, {"file": file, "label": "Card"})


def test_a_lead_attaches_a_file_to_declared_training(cast, record, client):
    client.force_login(cast.ruth)

    assert attaches(client, cast.imran, record).status_code == 302
    page = client.get(f"/school/people/{cast.imran.ref}/put-right/").content.decode()
    assert f"/evidence/{Evidence.objects.get().digest}/" in page


def test_a_file_that_is_none_is_refused_on_the_page(cast, record, client):
    client.force_login(cast.ruth)

    page = attaches(client, cast.imran, record, b"<svg/>").content.decode()

    assert "is not a PDF, PNG or JPEG" in page
    assert not Evidence.objects.exists()


def test_nobody_attaches_to_their_own_record(cast, client):
    own = did(cast.school, cast.ruth, "first-aid", date(2025, 3, 14), kind="declared")
    client.force_login(cast.ruth)

    assert "This is your own record" in attaches(client, cast.ruth, own).content.decode()
    assert not Evidence.objects.exists()


def test_evidence_goes_with_what_was_declared_and_not_with_what_inset_saw(cast, client):
    seen = did(cast.school, cast.imran, "induction", date(2026, 3, 14))
    client.force_login(cast.ruth)

    assert attaches(client, cast.imran, seen).status_code == 404


def test_an_erased_persons_file_goes_and_the_ledger_stays_whole(cast, record):
    digest = keep(PDF, "card.pdf")
    attach(record=record, digest=digest, label="Card", by=OFFICE)

    assert evidence.erase(person=cast.imran.ref) == 1

    assert not Content.objects.filter(digest=digest).exists()
    assert Evidence.objects.count() == 1


def test_a_file_that_goes_with_somebody_elses_record_too_is_kept(cast, record):
    other = did(cast.school, cast.kwame, "first-aid", date(2025, 3, 14), kind="declared")
    digest = keep(PDF, "list.pdf")
    for each in (record, other):
        attach(record=each, digest=digest, label="List", by=OFFICE)

    assert evidence.erase(person=cast.imran.ref) == 0
    assert Content.objects.filter(digest=digest).exists()
