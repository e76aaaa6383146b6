"""Publishing: one door, who is affected before the press, and all or nothing."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Revision

from cms.drafts import save_draft
from cms.models import ItemPage, NotReady
from compliance import publishing
from compliance.publishing import (
    DraftMoved,
    NothingChanged,
    affected,
    publish_document,
    publish_page,
)
from courses.models import LessonRead
from people.access import today
from policies.files import PDF_LIMIT
from policies.models import PolicyPage
from register import content
from register.models import Content, Edition, Entry, Item, Record
from tests.cast import Cast, gather
from tests.compliance.small_school import asks, did

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n% Part one\n%%EOF\n"


@pytest.fixture
def cast() -> Cast:
    return gather()


def draft(body: str = "<p>Tell Ruth.</p>", slug: str = "child-protection", **more: Any) -> ItemPage:
    """A policy of one section as a draft."""
    section = {"type": "section", "id": "one", "value": {"title": "Tell somebody", "body": body}}
    told = {
        "title": "Child protection policy",
        "why": "So that you know who to tell.",
        "minutes": 4,
        "statement": "I have read this.",
        "sections": json.dumps([section]),
        "sources": "[]",
    }
    return save_draft(PolicyPage, shelf="policies", slug=slug, **(told | more))


def publish(page: ItemPage, grade: str = "correction", **more: Any) -> Edition:
    told = {"what_changed": "Who to tell.", "by": "an-editor"} | more
    return publish_page(page=page, grade=grade, **told)


def state() -> list[Any]:
    """Everything that a publication touches."""
    return [
        Entry.objects.count(),
        Edition.objects.count(),
        Content.objects.count(),
        list(Item.objects.values_list("slug", "title", "page")),
        list(PolicyPage.objects.values_list("live", "live_revision", "has_unpublished_changes")),
    ]


# Pages.


def test_the_first_edition_puts_the_page_in_force_under_its_own_name():
    page = draft()

    edition = publish(page, by="ruth", on=date(2026, 11, 23))

    assert (edition.number, edition.chain, edition.grade) == (1, "shared", "correction")
    assert (edition.by, edition.approved_by) == ("ruth", "ruth")
    item = Item.objects.get()
    assert (item.slug, item.kind, item.page_id) == ("child-protection", "policy", page.pk)
    assert (item.title, item.minutes) == ("Child protection policy", 4)
    assert item.address == "/policies/child-protection/"
    assert PolicyPage.objects.get().live


def test_the_bytes_that_are_kept_are_those_of_the_draft():
    page = draft("<p>Tell Ruth.</p>")
    edition = publish(page)

    kept = json.loads(content.fetch(edition.digest).data)

    assert "Tell Ruth." in kept["sections"][0]["body"]


@pytest.mark.parametrize(
    ("grade", "given", "days"),
    [
        ("correction", None, None),
        ("correction", 7, None),
        ("reread", 7, None),
        ("must_redo", None, 14),
        ("must_redo", 30, 30),
        ("must_redo", 0, 0),
    ],
)
def test_only_what_must_be_done_again_has_days_for_it(grade: str, given: int, days: int | None):
    publish(draft())

    edition = publish(draft("<p>Tell Kwame.</p>"), grade, redo_days=given)

    assert (edition.number, edition.grade, edition.redo_days) == (2, grade, days)


def test_what_was_done_stays_done_in_the_edition_that_was_done(cast: Cast):
    first = publish(draft())
    asks(cast.school, "child-protection", roles=["teacher"])
    did(cast.school, cast.imran, "child-protection", today(), edition=1, digest=first.digest)

    publish(draft("<p>Tell Kwame.</p>"), "must_redo")

    record = Record.objects.get()
    assert (record.edition, record.digest) == (1, first.digest)
    assert content.fetch(first.digest).is_whole()


def test_a_new_title_is_what_lists_say_and_the_slug_stays():
    publish(draft())
    page = draft("<p>Tell Kwame.</p>", title="Keeping children safe")

    publish(page)

    assert Item.objects.values_list("slug", "title").get() == (
        "child-protection",
        "Keeping children safe",
    )


def test_publishing_what_is_in_force_is_refused_and_leaves_nothing():
    publish(draft())
    page = draft()
    page.save_revision()  # saved again, with nothing changed
    before = state()

    with pytest.raises(NothingChanged, match="This is in force already, as edition 1 of"):
        publish(page, "must_redo")

    assert state() == before


def test_a_draft_that_is_not_ready_is_refused_and_leaves_nothing():
    publish(draft())
    page = draft(statement=" ")
    before = state()

    with pytest.raises(NotReady, match="Say what people sign"):
        publish(page)

    assert state() == before


def test_a_failure_half_way_leaves_neither_edition_nor_page(monkeypatch: pytest.MonkeyPatch):
    page = draft()
    before = state()

    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("The power failed.")

    monkeypatch.setattr(publishing, "_keep_up", fails)
    with pytest.raises(RuntimeError):
        publish(page)

    assert state() == before


def test_a_draft_that_was_saved_meanwhile_is_not_published_unseen():
    page = draft()
    publish(page)
    seen = draft("<p>Tell Kwame.</p>").get_latest_revision().pk
    page = draft("<p>Tell nobody.</p>")
    before = state()

    with pytest.raises(DraftMoved, match="Look at it, then publish"):
        publish(page, revision_id=seen)

    assert state() == before


def test_a_page_held_from_before_the_newer_draft_is_not_published_unseen_either():
    held = draft()
    seen = held.get_latest_revision().pk
    draft("<p>Tell nobody.</p>")

    with pytest.raises(DraftMoved):
        publish(held, revision_id=seen)


def test_two_presses_make_one_edition():
    page = draft()
    seen = page.get_latest_revision().pk
    publish(page, revision_id=seen)

    with pytest.raises(NothingChanged):
        publish(PolicyPage.objects.get(), revision_id=seen)

    assert Edition.objects.count() == 1


def test_a_page_takes_up_the_item_that_lost_its_page():
    page = draft()
    publish(page)
    page.delete()

    edition = publish(draft("<p>Written anew.</p>"))

    assert edition.number == 2
    assert Item.objects.get().page_id == PolicyPage.objects.get().pk


@pytest.mark.parametrize("kind", ["module", "document"])
def test_a_page_cannot_take_the_name_of_something_else(kind: str):
    page = draft()
    Item.objects.create(slug="child-protection", kind=kind, title="Something else")
    before = state()

    with pytest.raises(ValidationError, match="Change the last part of the page's address"):
        publish(page)

    assert state() == before


# Who is affected.


def test_those_who_have_done_it_and_those_who_have_not_are_named_by_surname(cast: Cast):
    asks(cast.school, "child-protection", roles=["teacher", "governor", "teaching_assistant"])
    for user in (cast.ruth, cast.kwame):
        did(cast.school, user, "child-protection", today() - timedelta(days=30))

    found = affected("child-protection", cast.school)

    assert found.again == ["Ruth Otterby", "Kwame Thistlemere"]
    assert found.first == ["Nadia Fernhollow", "Peter Willowdene", "Imran Wintermoss"]
    assert found.elsewhere == 0


def test_people_at_other_schools_are_a_number_and_no_names(cast: Cast):
    for school, user in ((cast.school, cast.ruth), (cast.next_door, cast.sanjay)):
        asks(school, "child-protection", roles=["teacher"])
        did(school, user, "child-protection", today() - timedelta(days=30))

    found = affected("child-protection", cast.school)

    assert found.again == ["Ruth Otterby"]
    assert found.elsewhere == 1


def test_what_nobody_is_asked_for_affects_nobody(cast: Cast):
    did(cast.school, cast.ruth, "child-protection", today())

    assert affected("child-protection", cast.school) == publishing.Affected([], [], 0)


def test_those_in_the_middle_of_a_module_are_named_and_not_said_to_meet_the_new_edition(cast: Cast):
    asks(cast.school, "a-module", roles=["teacher", "teaching_assistant"])
    for user in (cast.nadia, cast.sanjay):
        LessonRead.objects.create(
            person=user.ref, item="a-module", edition=1, lesson="one", read_at=timezone.now()
        )

    found = affected("a-module", cast.school)

    assert found.begun == ["Nadia Fernhollow"]
    assert "Nadia Fernhollow" not in found.first
    assert "Imran Wintermoss" in found.first
    assert found.begun_elsewhere == 1


def test_a_schools_own_document_affects_nobody_elsewhere(cast: Cast):
    for school, user in ((cast.school, cast.ruth), (cast.next_door, cast.sanjay)):
        asks(school, "kcsie-part-one", roles=["teacher"])
        did(school, user, "kcsie-part-one", today() - timedelta(days=30))

    found = affected("kcsie-part-one", cast.school, chain=cast.school.urn)

    assert (found.again, found.elsewhere) == (["Ruth Otterby"], 0)


# Documents.


def upload(cast: Cast, data: bytes = PDF, label: str = "2025", **more: Any) -> Edition:
    told = {
        "school": cast.school,
        "slug": "kcsie-part-one",
        "title": "Part one",
        "grade": "must_redo",
        "what_changed": "First edition.",
        "by": cast.ruth.ref,
    }
    return publish_document(**(told | more), data=data, label=label)


def test_a_document_is_kept_as_it_is_in_the_schools_own_chain(cast: Cast):
    edition = upload(cast, label=" September 2025 ")

    assert (edition.chain, edition.number, edition.label) == ("900001", 1, "September 2025")
    kept = content.fetch(edition.digest)
    assert (kept.data, kept.media_type) == (PDF, "application/pdf")
    assert Item.objects.get().address == "/reading/kcsie-part-one/"


def test_each_school_has_its_own_edition_of_a_document(cast: Cast):
    upload(cast)
    upload(cast, school=cast.next_door, data=PDF + b"theirs", by=cast.eleri.ref)

    assert publishing.newest_edition("kcsie-part-one", "900001").number == 1
    assert publishing.newest_edition("kcsie-part-one", "900002").number == 1
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a PDF"),
        (b"<html>Part one</html>", "not a PDF"),
        (b"PK\x03\x04 a spreadsheet", "not a PDF"),
        (b"\n%PDF-1.7", "not a PDF"),
        (b"%PDF-1.7" + b" " * PDF_LIMIT, "larger than 20 MB"),
    ],
)
def test_what_is_no_pdf_or_too_large_is_refused(cast: Cast, data: bytes, words: str):
    with pytest.raises(ValidationError, match=words):
        upload(cast, data)

    assert not Edition.objects.exists()
    assert not Item.objects.exists()


def test_a_document_of_just_the_limit_is_kept(cast: Cast):
    assert upload(cast, PDF + b" " * (PDF_LIMIT - len(PDF))).number == 1


def test_an_edition_of_a_document_has_a_name(cast: Cast):
    with pytest.raises(ValidationError, match="as on its cover"):
        upload(cast, label="  ")


def test_the_file_that_is_in_force_is_refused_and_an_older_one_is_not(cast: Cast):
    upload(cast)
    with pytest.raises(NothingChanged, match="in force already, as “2025”"):
        upload(cast, label="2026")

    upload(cast, PDF + b"new", label="2026")
    assert upload(cast, PDF, label="2025 again").number == 3


def test_a_document_cannot_be_an_edition_of_a_policy(cast: Cast):
    publish(draft())

    with pytest.raises(ValidationError, match="is a policy, not a document"):
        upload(cast, slug="child-protection")

    assert Edition.objects.count() == 1


# The pages of the door.


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(page: ItemPage) -> str:
    return f"/school/publish/{page.pk}/"


def press(client: Client, page: ItemPage, **sent: Any) -> Any:
    """Open the page, choose, and press."""
    opened = client.get(address(page))
    revision = opened.context["revision"]
    told = {
        "revision": revision.pk if revision else "",
        "grade": "correction",
        "redo_days": "14",
        "what_changed": "Who to tell.",
        "approved_by": "the headteacher",
        "on": today().isoformat(),
    }
    return client.post(address(page), told | sent, follow=True)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_lead_publishes_a_first_edition_and_hears_that_it_is_in_force(cast: Cast):
    page = draft()
    ruth = signed_in(cast.ruth)
    assert "This will be the first edition" in words(ruth.get(address(page)))

    answer = press(ruth, page)

    assert answer.redirect_chain == [("/school/publish/", 302)]
    assert "Child protection policy: edition 1 is in force." in words(answer)
    assert Edition.objects.get().by == cast.ruth.ref


def test_the_draft_can_be_seen_as_readers_would(cast: Cast):
    page = draft("<p>Tell Kwame.</p>")
    ruth = signed_in(cast.ruth)
    assert f"/admin/pages/{page.pk}/view_draft/" in words(ruth.get(address(page)))

    assert "Tell Kwame." in words(ruth.get(f"/admin/pages/{page.pk}/view_draft/"))


def test_before_a_first_edition_those_who_wait_for_it_are_named(cast: Cast):
    asks(cast.school, "child-protection", roles=["governor"])
    page = draft()

    shown = words(signed_in(cast.ruth).get(address(page)))

    assert "1 person has it still to do, and will meet this edition: Peter Willowdene." in shown
    assert "earlier edition" not in shown


def test_where_nobody_is_asked_for_it_yet_the_page_leads_to_asking(cast: Cast):
    html = signed_in(cast.ruth).get(address(draft())).content.decode()

    assert "Nobody here is asked for it yet." in html
    assert 'href="/school/requirements/"' in html.split("Nobody here is asked for it yet.")[1][:120]


def test_before_the_press_everyone_who_would_be_asked_again_is_named(cast: Cast):
    publish(draft())
    for school, user in ((cast.school, cast.kwame), (cast.next_door, cast.sanjay)):
        asks(school, "child-protection", roles=["teacher"])
        did(school, user, "child-protection", today(), edition=1)
    page = draft("<p>Tell Kwame.</p>")

    shown = words(signed_in(cast.ruth).get(address(page)))

    assert "1 person has done an earlier edition" in shown
    assert "Kwame Thistlemere" in shown
    assert "1 person at other schools" in shown
    assert "Sanjay" not in shown
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("grade", ["correction", "reread", "must_redo"])
def test_each_grade_can_be_chosen(cast: Cast, grade: str):
    publish(draft())
    page = draft("<p>Tell Kwame.</p>")

    press(signed_in(cast.ruth), page, grade=grade, redo_days="21")

    edition = Edition.objects.get(number=2)
    assert edition.grade == grade
    assert edition.redo_days == (21 if grade == "must_redo" else None)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"grade": ""}, "Choose how much has changed."),
        ({"grade": "nonsense"}, "Select a valid choice"),
        ({"what_changed": " "}, "Say in a sentence what changed."),
        ({"redo_days": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_choice_left_out_is_asked_for_and_nothing_is_published(cast: Cast, sent: dict, said: str):
    publish(draft())
    page = draft("<p>Tell Kwame.</p>")

    answer = press(signed_in(cast.ruth), page, **sent)

    assert said in words(answer)
    assert Edition.objects.count() == 1


def test_after_a_newer_draft_the_page_says_so_and_the_next_press_publishes_it(cast: Cast):
    publish(draft())
    seen = draft("<p>Tell Kwame.</p>").get_latest_revision().pk
    page = draft("<p>Tell Comfort.</p>")
    ruth = signed_in(cast.ruth)

    answer = press(ruth, page, revision=seen)
    assert "A newer draft was saved meanwhile" in words(answer)
    assert Edition.objects.count() == 1

    press(ruth, page)
    kept = content.fetch(Edition.objects.get(number=2).digest).data.decode()
    assert "Tell Comfort." in kept


@pytest.mark.parametrize("revision", ["", "0", "nonsense", "9" * 30, "²"])
def test_a_press_that_does_not_say_what_was_seen_publishes_nothing(cast: Cast, revision: str):
    page = draft()

    answer = press(signed_in(cast.ruth), page, revision=revision)

    assert "A newer draft was saved meanwhile" in words(answer)
    assert not Edition.objects.exists()


def test_nothing_changed_and_not_ready_are_said_on_the_page(cast: Cast):
    page = draft()
    publish(page)
    ruth = signed_in(cast.ruth)

    assert "Nothing has changed since." in words(press(ruth, page))
    opened = words(ruth.get(address(page)))
    assert "Nothing has changed since edition 1" in opened
    assert "Publish this edition" not in opened
    page = draft(statement=" ")
    assert "Say what people sign, in a sentence." in words(press(ruth, page))
    assert Edition.objects.count() == 1


def test_a_draft_that_is_not_ready_offers_no_button_and_says_what_is_wrong(cast: Cast):
    opened = words(signed_in(cast.ruth).get(address(draft(statement=" "))))
    assert "Say what people sign, in a sentence." in opened
    assert "Publish this edition" not in opened


def test_looking_changes_nothing(cast: Cast):
    page = draft()
    Revision.objects.all().delete()
    PolicyPage.objects.update(latest_revision=None)
    before = state()

    assert signed_in(cast.ruth).get(address(page)).status_code == 200

    assert state() == before
    assert not Revision.objects.exists()


def test_a_lead_without_wagtails_permission_cannot_publish(cast: Cast):
    page = draft()
    for user in (cast.kwame, cast.comfort):
        client = signed_in(user)
        answer = client.get(address(page))
        assert answer.status_code == 403
        assert "Ask a colleague who publishes" in words(answer)
        assert client.post(address(page), {"what_changed": "x"}).status_code == 403
    assert not Edition.objects.exists()


def test_writing_drafts_is_not_publishing(cast: Cast):
    cast.kwame.groups.set(Group.objects.filter(name="Editors"))
    page = draft()

    with pytest.raises(PermissionDenied):
        publishing.check_may_publish(cast.kwame, page)
    publishing.check_may_publish(cast.ruth, page)


def test_permission_to_publish_elsewhere_in_the_tree_is_not_permission_here(cast: Cast):
    page = draft()
    modules = Page.objects.get(slug="modules")
    GroupPagePermission.objects.update(page=modules)

    with pytest.raises(PermissionDenied):
        publishing.check_may_publish(cast.ruth, page)


@pytest.mark.parametrize("name", ["imran", "nadia", "devinder", "peter"])
def test_nobody_but_leads_finds_the_door(cast: Cast, name: str):
    page = draft()
    client = signed_in(getattr(cast, name))

    for each in ("/school/publish/", address(page), "/school/publish/document/kcsie-part-one/"):
        assert client.get(each).status_code == 404


def test_a_stranger_is_asked_to_sign_in(db: None):
    page = draft()

    for each in ("/school/publish/", address(page), "/school/publish/document/x/"):
        answer = Client().get(each)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=/school/publish/")


def test_a_page_that_carries_no_item_is_not_there(cast: Cast):
    assert signed_in(cast.ruth).get("/school/publish/1/").status_code == 404


# The list.


def test_the_list_shows_what_waits_first_and_what_is_in_force(cast: Cast):
    publish(draft(slug="a", title="A settled policy"))
    draft(slug="z", title="Z, a new policy")

    shown = words(signed_in(cast.ruth).get("/school/publish/"))

    assert shown.index("Z, a new policy") < shown.index("A settled policy")
    assert "1 draft is waiting." in shown
    assert "Never published." in shown
    assert f"Edition 1 is in force, of {today():%A} {today().day}" in shown


def test_a_lead_who_may_not_publish_is_told_who_can(cast: Cast):
    page = draft()

    shown = words(signed_in(cast.comfort).get("/school/publish/"))

    assert "A colleague who publishes for the school can put it in force." in shown
    assert address(page) not in shown


def test_one_page_and_three_take_the_same_queries(cast: Cast):
    client = signed_in(cast.ruth)
    client.get("/school/publish/")  # kinds of content and the like are looked up once for good
    counts = []
    for place in range(3):
        publish(draft(slug=f"policy-{place}"))
        asks(cast.school, f"document-{place}")
        upload(cast, slug=f"document-{place}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/school/publish/").status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[2]


def test_a_school_is_shown_its_own_documents_only(cast: Cast):
    asks(cast.school, "kcsie-part-one")
    Item.objects.create(slug="kcsie-part-one", kind="document", title="Part one")
    upload(cast, slug="site-plan", title="Plan of our site")

    here = words(signed_in(cast.ruth).get("/school/publish/"))
    there = words(signed_in(cast.eleri).get("/school/publish/"))

    assert "Part one" in here
    assert "Plan of our site" in here
    assert "Your school asks for none." in there
    assert "Plan of our site" not in there


# Uploading.

DOOR = "/school/publish/document/kcsie-part-one/"


def send(client: Client, data: bytes = PDF, **more: Any) -> Any:
    told = {
        "file": SimpleUploadedFile("part-one.pdf", data, "application/pdf"),
        "label": "2026",
        "grade": "must_redo",
        "redo_days": "30",
        "what_changed": "The 2026 edition.",
    }
    return client.post(DOOR, told | more, follow=True)


@pytest.fixture
def asked(cast: Cast) -> Cast:
    """Larkfield asks for Part one and has not uploaded it yet."""
    asks(cast.school, "kcsie-part-one", roles=["teacher"])
    Item.objects.create(slug="kcsie-part-one", kind="document", title="Part one")
    return cast


def test_the_dsl_uploads_a_first_edition_without_being_asked_how_much_has_changed(asked: Cast):
    ruth = signed_in(asked.ruth)
    assert "How much has changed?" not in words(ruth.get(DOOR))

    answer = send(ruth)

    assert "Part one, “2026”, is in force." in words(answer)
    edition = Edition.objects.get()
    assert (edition.chain, edition.grade, edition.by) == ("900001", "correction", asked.ruth.ref)


def test_the_next_edition_names_those_who_would_do_it_again(asked: Cast):
    upload(asked, PDF + b"old")
    did(asked.school, asked.kwame, "kcsie-part-one", today(), edition=1)
    ruth = signed_in(asked.ruth)

    assert "Kwame Thistlemere" in words(ruth.get(DOOR))
    send(ruth)

    edition = Edition.objects.get(number=2)
    assert (edition.grade, edition.redo_days) == ("must_redo", 30)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"file": ""}, "Choose the PDF."),
        ({"file": SimpleUploadedFile("x.pdf", b"")}, "This file is empty."),
        ({"file": SimpleUploadedFile("x.pdf", b"<html>")}, "This file is not a PDF."),
        ({"label": ""}, "Say which edition this is, as on its cover."),
    ],
)
def test_what_is_wrong_with_an_upload_is_said_and_nothing_is_kept(
    asked: Cast, sent: dict, said: str
):
    answer = send(signed_in(asked.ruth), **sent)

    assert said in words(answer)
    assert not Edition.objects.exists()


def test_the_headteacher_uploads_and_the_deputy_is_told_who_does(asked: Cast):
    assert signed_in(asked.comfort).get(DOOR).status_code == 200

    kwame = signed_in(asked.kwame)
    assert kwame.get(DOOR).status_code == 403
    assert "The DSL or the headteacher publishes documents" in words(send(kwame))
    assert DOOR not in words(kwame.get("/school/publish/"))
    assert not Edition.objects.exists()


def test_the_lead_of_another_school_neither_sees_nor_touches_it(asked: Cast):
    upload(asked, PDF + b"old")
    eleri = signed_in(asked.eleri)

    assert eleri.get(DOOR).status_code == 404
    assert send(eleri).status_code == 404
    assert Edition.objects.count() == 1


def test_without_the_forms_own_token_nothing_is_published(asked: Cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(asked.ruth)

    assert send(strict).status_code == 403
    assert not Edition.objects.exists()
