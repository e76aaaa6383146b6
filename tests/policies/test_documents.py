"""A document that a school uploads: where it opens, for whom, and how it is signed."""

from django.test import Client

from people.models import School, User
from register.models import Edition
from tests.policies.reading import (
    DOCUMENT,
    POLICY,
    form_on,
    pdf,
    sign,
    signatures,
    signed_in,
    text,
    uploaded,
)


def file_of(edition: Edition) -> str:
    return f"{DOCUMENT}{edition.digest}.pdf"


def test_a_documents_page_names_its_edition_and_leads_to_the_file(
    document: Edition, at_bethans: Client
) -> None:
    page = at_bethans.get(DOCUMENT)
    shown = text(page)
    assert "Keeping children safe in education, Part one" in shown
    assert "Edition 1 (“2025”), of Tuesday 1 September 2026. About 25 minutes to read." in shown
    assert f"Open the document (PDF, {len(pdf('Part one'))} bytes)" in shown
    assert f'href="{file_of(document)}"' in page.content.decode()


def test_the_file_opens_in_the_browser_as_it_was_uploaded(
    document: Edition, at_bethans: Client
) -> None:
    answer = at_bethans.get(file_of(document))
    assert answer.content == pdf("Part one")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="kcsie-part-one-edition-1.pdf"'


def test_the_file_may_load_and_run_nothing_and_is_not_kept(
    document: Edition, at_bethans: Client
) -> None:
    answer = at_bethans.get(file_of(document))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_an_earlier_edition_that_people_signed_can_still_be_opened(
    document: Edition, larkfield: School, at_bethans: Client
) -> None:
    newer = uploaded(larkfield, "Part one, again", "2026")
    assert at_bethans.get(file_of(document)).content == pdf("Part one")
    assert file_of(newer) in at_bethans.get(DOCUMENT).content.decode()


def test_a_document_is_signed_and_acknowledged_like_a_policy(
    document: Edition, at_bethans: Client, larkfield: School
) -> None:
    answer = sign(at_bethans, DOCUMENT)
    (record,) = signatures()
    assert (record.chain, record.item, record.edition) == (larkfield.urn, "kcsie-part-one", 1)
    assert record.digest == document.digest
    assert answer.redirect_chain == [(f"{DOCUMENT}signed/", 302)]
    assert "Edition 1 (“2025”)" in text(answer)
    assert f"“{record.statement}”" in text(answer)


def test_a_document_that_was_replaced_meanwhile_is_not_signed(
    document: Edition, larkfield: School, at_bethans: Client
) -> None:
    sent = form_on(at_bethans.get(DOCUMENT)) | {"name": "Bethan O’Brien-Ashwhistle"}
    uploaded(larkfield, "Part one, again", "2026")
    answer = at_bethans.post(DOCUMENT, sent)
    assert answer.status_code == 409
    assert "The 2026 edition." in text(answer)
    assert signatures() == []


def test_whoever_signed_last_years_document_is_told_what_changed(
    document: Edition, larkfield: School, at_bethans: Client
) -> None:
    sign(at_bethans, DOCUMENT)
    uploaded(larkfield, "Part one, again", "2026")
    shown = text(at_bethans.get(DOCUMENT))
    assert "You signed edition 1 on Wednesday 25 November 2026; this is edition 2." in shown
    assert "The 2026 edition." in shown


def test_a_school_that_has_uploaded_nothing_says_who_does(
    document: Edition, stranger: User
) -> None:
    page = signed_in(stranger).get(DOCUMENT)
    assert page.status_code == 404
    assert "Your school has not uploaded this yet." in text(page)
    assert "under “Our school”, “Publish an edition”" in text(page)


def test_each_school_reads_its_own_edition(
    document: Edition, marlpit: School, stranger: User, at_bethans: Client
) -> None:
    theirs = uploaded(marlpit, "Marlpit’s copy", "2026")
    page = signed_in(stranger).get(DOCUMENT).content.decode()
    assert file_of(theirs) in page
    assert file_of(document) not in page
    assert file_of(document) in at_bethans.get(DOCUMENT).content.decode()


def test_another_schools_file_is_not_there(document: Edition, stranger: User) -> None:
    assert signed_in(stranger).get(file_of(document)).status_code == 404


def test_another_schools_document_cannot_be_signed(
    document: Edition, at_bethans: Client, stranger: User
) -> None:
    sent = form_on(at_bethans.get(DOCUMENT)) | {"name": "Nils Hollowell"}
    assert signed_in(stranger).post(DOCUMENT, sent).status_code == 404
    assert signatures() == []


def test_a_digest_that_nobody_knows_is_not_there(document: Edition, at_bethans: Client) -> None:
    for digest in ("0" * 64, "..", "kcsie"):
        assert at_bethans.get(f"{DOCUMENT}{digest}.pdf").status_code == 404


def test_the_text_of_a_policy_is_not_served_as_a_file(policy: Edition, at_bethans: Client) -> None:
    assert at_bethans.get(f"/reading/child-protection/{policy.digest}.pdf").status_code == 404


def test_nobody_opens_a_file_without_signing_in(document: Edition, client: Client) -> None:
    answer = client.get(file_of(document))
    assert answer["Location"] == f"/accounts/login/?next={file_of(document)}"


def test_a_document_nobody_has_heard_of_is_not_there(at_bethans: Client) -> None:
    assert at_bethans.get("/reading/something-else/").status_code == 404


def test_a_document_is_not_read_at_a_policys_address(document: Edition, at_bethans: Client) -> None:
    assert at_bethans.get("/policies/kcsie-part-one/").status_code == 404
    assert at_bethans.get(POLICY).status_code == 404
