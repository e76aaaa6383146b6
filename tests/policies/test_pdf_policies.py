"""A policy whose text is an uploaded PDF: its bytes are kept with the edition."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from wagtail.documents.models import Document

from cms.models import NotReady
from compliance.publishing import publish_page
from people.models import School, User
from policies.files import PDF_LIMIT
from policies.models import PolicyPage
from register.models import Edition
from tests.policies.reading import OFFICE, POLICY, draft, pdf, sign, signatures, signed_in, text


def uploaded(data: bytes, name: str = "policy.pdf") -> Document:
    return Document.objects.create(title="Policy", file=ContentFile(data, name=name))


def published(document: Document, **more: Any) -> Edition:
    page = draft(document=document)
    told = {"grade": "reread", "what_changed": "First.", "on": date(2026, 9, 1)} | more
    return publish_page(page=page, by=OFFICE, **told)


def file_of(page: Any) -> str:
    html = page.content.decode()
    return html.partition('class="btn quiet" href="')[2].partition('"')[0]


def test_a_policy_can_be_read_in_a_file_and_signed(larkfield: School, at_bethans: Client) -> None:
    edition = published(uploaded(pdf("One")))
    page = at_bethans.get(POLICY)
    assert "Open the document (PDF" in text(page)
    answer = at_bethans.get(file_of(page))
    assert answer.content == pdf("One")
    assert answer["Content-Type"] == "application/pdf"
    sign(at_bethans)
    assert [record.digest for record in signatures()] == [edition.digest]


def test_replacing_the_file_changes_nothing_that_was_signed(
    larkfield: School, at_bethans: Client
) -> None:
    document = uploaded(pdf("One"))
    edition = published(document)
    sign(at_bethans)
    address = file_of(at_bethans.get(f"{POLICY}?again=1"))
    document.file.save("policy.pdf", ContentFile(pdf("Another text altogether")))
    assert at_bethans.get(address or file_of(at_bethans.get(POLICY))).content == pdf("One")
    assert Edition.objects.get().digest == edition.digest


def test_a_file_written_over_where_it_lies_changes_nothing_either(
    larkfield: School, at_bethans: Client, ruth: User
) -> None:
    document = uploaded(pdf("One"))
    published(document)
    Path(document.file.path).write_bytes(pdf("Two"))
    assert at_bethans.get(file_of(at_bethans.get(POLICY))).content == pdf("One")


def test_a_deleted_file_can_still_be_read(larkfield: School, at_bethans: Client) -> None:
    document = uploaded(pdf("One"))
    published(document)
    document.delete()
    assert at_bethans.get(file_of(at_bethans.get(POLICY))).content == pdf("One")


def test_the_next_edition_is_of_the_new_file_and_the_old_one_stays(
    larkfield: School, at_bethans: Client
) -> None:
    published(uploaded(pdf("One")))
    first = file_of(at_bethans.get(POLICY))
    published(uploaded(pdf("Two")), on=date(2026, 11, 2), what_changed="All of it.")
    assert at_bethans.get(file_of(at_bethans.get(POLICY))).content == pdf("Two")
    assert at_bethans.get(first).content == pdf("One")


def test_whoever_signed_the_file_is_told_what_changed_in_a_sentence(
    larkfield: School, at_bethans: Client
) -> None:
    published(uploaded(pdf("One")))
    sign(at_bethans)
    published(uploaded(pdf("Two")), on=date(2026, 11, 25), what_changed="The deputies.")
    shown = text(at_bethans.get(POLICY))
    assert "You signed edition 1 on Wednesday 25 November 2026; this is edition 2." in shown
    assert "The deputies." in shown
    assert "This edition is a file, so the words that changed cannot be marked here." in shown


def test_a_draft_file_cannot_be_opened_by_its_digest(policy: Edition, at_bethans: Client) -> None:
    page = draft(document=uploaded(pdf("Not yet")), sections="[]")
    digest = page.get_latest_revision_as_object().snapshot()["pdf"]
    assert at_bethans.get(f"{POLICY}{digest}.pdf").status_code == 404


def test_nobody_without_a_school_opens_it(larkfield: School, at_bethans: Client) -> None:
    published(uploaded(pdf("One")))
    address = file_of(at_bethans.get(POLICY))
    passing = User.objects.create_user(first_name="Passing")
    assert signed_in(passing).get(address).status_code == 403


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 a Word file", "This file is not a PDF"),
        (b"", "This file is not a PDF"),
        (b"%PDF-1.7" + b" " * PDF_LIMIT, "larger than 20 MB"),
    ],
)
def test_what_is_no_pdf_is_not_published(larkfield: School, data: bytes, said: str) -> None:
    with pytest.raises(NotReady, match=said):
        published(uploaded(data))


def test_a_lost_file_is_not_published(larkfield: School) -> None:
    document = uploaded(pdf("One"))
    Path(document.file.path).unlink()
    with pytest.raises(NotReady, match="lost"):
        published(document)


def test_a_policy_has_one_text(larkfield: School) -> None:
    page = draft("<p>Sections.</p>", document=uploaded(pdf("One")))
    assert page.not_ready() == ["Take out the sections or the PDF: readers should have one text."]


def test_owner_and_review_are_kept_in_the_edition(larkfield: School) -> None:
    told = draft(
        "<p>One.</p>", owner_post="headteacher", review_months=24, statutory_as="Behaviour"
    ).snapshot()
    assert (told["owner"], told["review_months"], told["statutory_as"]) == (
        "headteacher",
        24,
        "Behaviour",
    )


def test_a_policy_answers_to_the_safeguarding_lead_unless_told(db: None) -> None:
    assert PolicyPage().owner_post == "dsl"


def test_an_editor_sees_where_the_file_will_stand(larkfield: School, ruth: User) -> None:
    request = RequestFactory().get("/")
    request.user, request.session = ruth, {}
    shown = draft(document=uploaded(pdf("One"))).serve_preview(request, "")
    assert "Readers open the document here (PDF" in text(shown)
