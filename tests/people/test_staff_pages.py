"""The pages for bringing in a staff file and for the second person's yes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from people.access import posts_as_they_stand
from people.actions import end_post
from people.clock import clock
from people.models import StaffFile, User, WaitingPost
from people.staff_import import apply_file
from tests.cast import Cast
from tests.people.staff_files.make_files import ADA, BEA, HEAD, changed, text
from tests.people.whole_database import whole_database

IMPORT, WAITING = "/school/people/import/", "/school/people/waiting/"
FILE = text(HEAD, ADA, BEA).encode()


def upload(client: Client, data: bytes = FILE, name: str = "staff.csv") -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def preview_of(client: Client, data: bytes = FILE) -> str:
    answer = upload(client, data)
    assert answer.status_code == 302
    return answer["Location"]


def seen_on(client: Client, address: str) -> str:
    return client.get(address).context["plan"].digest


def apply(client: Client, address: str, seen: str | None = None) -> str:
    told = {"seen": seen if seen is not None else seen_on(client, address)}
    return client.post(address, told, follow=True).content.decode()


@pytest.mark.parametrize("who", ["devinder", "ruth", "comfort", "kwame"])
def test_office_dsl_deputy_and_head_may_look(who: str, client: Client, cast: Cast):
    client.force_login(getattr(cast, who))
    assert "See what would change" in client.get(IMPORT).content.decode()
    assert "Ada Fenwick" in client.get(preview_of(client)).content.decode()


@pytest.mark.parametrize("who", ["imran", "nadia", "halima", "peter"])
def test_for_everybody_else_the_pages_are_not_there(who: str, client: Client, cast: Cast):
    client.force_login(cast.devinder)
    address = preview_of(client)
    client.force_login(getattr(cast, who))
    before = whole_database()
    for answer in (
        client.get(IMPORT),
        upload(client),
        client.get(address),
        client.post(address, {"seen": ""}),
        client.get(WAITING),
        client.post(f"{WAITING}x/", {"verdict": "confirmed"}),
    ):
        assert answer.status_code == 404
    assert whole_database() == before


def test_who_is_not_signed_in_is_asked_to(client: Client, cast: Cast):
    for address in (IMPORT, f"{IMPORT}abc/", WAITING):
        assert client.get(address)["Location"].startswith("/accounts/login/")


def test_another_school_does_not_find_our_file(client: Client, cast: Cast):
    client.force_login(cast.devinder)
    address = preview_of(client)
    client.force_login(cast.eleri)
    before = whole_database()
    assert client.get(address).status_code == 404
    assert client.post(address, {"seen": ""}).status_code == 404
    assert whole_database() == before


def test_the_deputy_sees_the_preview_and_cannot_press(client: Client, cast: Cast):
    client.force_login(cast.kwame)
    address = preview_of(client)
    page = client.get(address).content.decode()
    assert "Ada Fenwick" in page
    assert "Bring in this list" not in page
    assert client.post(address, {"seen": seen_on(client, address)}).status_code == 404
    assert not User.objects.filter(email=ADA[2]).exists()


def test_the_preview_shows_who_is_new_changed_leaving_and_not_in_the_file(
    office: Client, cast: Cast
):
    rows = [
        ADA,
        ["Imran", "Wintermoss", cast.imran.email, "Teacher", "", "31/12/2026", ""],
        ["Nadia", "Fern", cast.nadia.email, "TA", "", "", ""],
    ]
    page = office.get(preview_of(office, text(HEAD, *rows).encode())).content.decode()
    for words in (
        "would make this: 1 new, 1 changed and 1 leaving",
        "Leaving: 1",
        "Teacher: last day Thursday 31 December 2026",
        "Changed: 1",
        "Last name: Fernhollow becomes Fern",
        "New here: 1",
        "Teacher from Tuesday 1 September 2026",
        "Peter Willowdene",
        "Nothing has been written yet",
    ):
        assert words in page, words
    assert not User.objects.filter(email=ADA[2]).exists()


def test_the_file_is_kept_on_the_server_and_not_in_the_form(office: Client):
    page = office.get(preview_of(office)).content.decode()
    assert bytes(StaffFile.objects.get().data) == FILE
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.count("<input") == main.count("csrfmiddlewaretoken") + main.count('name="seen"')


def test_one_press_brings_the_list_in_and_says_so(office: Client, cast: Cast):
    page = apply(office, preview_of(office))
    assert "The list is in." in page
    assert "2 new" in page
    ada = User.objects.get(email=ADA[2])
    assert [post.by for post in posts_as_they_stand(person=ada.ref)] == [cast.devinder.ref]
    assert StaffFile.objects.get().data is None


def test_what_waits_is_a_link_only_for_whose_yes_counts(client: Client, cast: Cast):
    data = text(HEAD, changed(ADA, role="DSL")).encode()
    for user, link in ((cast.devinder, False), (cast.comfort, True)):
        client.force_login(user)
        address = preview_of(client, data)
        page = apply(client, address, "" if link else None)
        assert "1 post waits for a second person" in page
        assert (f'href="{WAITING}"' in page) == link


def test_a_second_press_changes_nothing_and_says_when_it_was_applied(office: Client):
    address = preview_of(office)
    seen = seen_on(office, address)
    apply(office, address, seen)
    before = {k: v for k, v in whole_database().items() if "session" not in k}

    page = apply(office, address, seen)

    at = clock(StaffFile.objects.get().applied_at)
    assert f"already applied today at {at} by Devinder Ashgrove" in page
    assert {k: v for k, v in whole_database().items() if "session" not in k} == before


def test_the_same_file_chosen_again_leads_to_when_it_was_applied(office: Client):
    apply(office, preview_of(office))
    page = office.get(preview_of(office)).content.decode()
    assert "already applied today at" in page
    assert "Bring in this list" not in page


def test_a_list_that_changed_since_is_shown_again_before_it_is_written(office: Client, cast: Cast):
    row = ["Imran", "Wintermoss", cast.imran.email, "Teacher", "", "31/12/2026", ""]
    address = preview_of(office, text(HEAD, row).encode())
    seen = seen_on(office, address)
    [post] = posts_as_they_stand(person=cast.imran.ref)
    end_post(post=post, ends_on=timezone.localdate() + timedelta(days=300), by=cast.ruth.ref)

    page = apply(office, address, seen)

    assert "The list of people has changed since you looked" in page
    assert "Bring in this list" in page
    assert StaffFile.objects.get().applied_at is None


def test_a_press_without_having_looked_writes_nothing(office: Client):
    page = apply(office, preview_of(office), seen="")
    assert "please look again" in page
    assert not User.objects.filter(email=ADA[2]).exists()


def test_after_a_day_the_file_is_gone(office: Client):
    address = preview_of(office)
    StaffFile.objects.update(kept_at=timezone.now() - timedelta(hours=25))
    assert office.get(address).status_code == 404
    assert office.post(address, {"seen": ""}).status_code == 404


def test_an_empty_file_finds_nobody_and_is_not_kept(office: Client):
    before = whole_database()
    page = upload(office, b"").content.decode()
    assert "0 people found" in page
    assert whole_database() == before


def test_no_file_is_a_kind_error(office: Client):
    answer = office.post(IMPORT, {})
    assert answer.status_code == 400
    assert "Choose a file." in answer.content.decode()


def test_values_of_a_refused_file_are_shown_as_text(office: Client):
    row = changed(ADA, role="<script>alert(1)</script>", first="<b>Ada</b>")
    page = upload(office, text(HEAD, row).encode()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_names_in_a_preview_are_shown_as_text(office: Client):
    row = changed(ADA, first="<img src=x onerror=alert(1)>")
    page = office.get(preview_of(office, text(HEAD, row).encode())).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; Fenwick" in page


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"%PDF-1.7", 415, "a PDF"),
        (b"x" * (16 * 2**20 + 1), 413, "16 MB"),
        (b"a,b\n1,2", 400, "First name"),
    ],
)
def test_a_refusal_says_why_with_the_status_that_fits(
    data: bytes, status: int, words: str, office: Client
):
    answer = upload(office, data)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_long_list_is_shown_by_pages_and_whole(office: Client):
    rows = [[f"Ada{n}", "Fenwick", "", "Teacher", "01/09/2026", "", f"{n:03}"] for n in range(250)]
    address = preview_of(office, text(HEAD, *rows).encode())
    first = office.get(address).content.decode()
    assert "New here: 250" in first
    assert "Ada99 " in first
    assert "Ada100 " not in first
    last = office.get(f"{address}?see=new&page=3").content.decode()
    assert "Ada249 " in last
    assert "Ada99 " not in last


def test_a_page_asks_the_same_number_of_questions_for_one_person_and_for_many(
    office: Client, django_assert_max_num_queries: Any
):
    few = preview_of(office)
    rows = [[f"Ada{n}", "F", "", "Teacher", "01/09/2026", "", str(n)] for n in range(90)]
    many = preview_of(office, text(HEAD, *rows).encode())
    for address in (few, many):
        with django_assert_max_num_queries(24):
            office.get(address)


# --- the second person --------------------------------------------------------------------------


@pytest.fixture
def waiting(cast: Cast) -> WaitingPost:
    data = text(HEAD, changed(ADA, role="Headteacher")).encode()
    apply_file(school=cast.school, data=data, name="staff.csv", by=cast.ruth.ref)
    return WaitingPost.objects.get()


def test_who_put_it_forward_sees_it_and_cannot_confirm(
    client: Client, cast: Cast, waiting: WaitingPost
):
    client.force_login(cast.ruth)
    page = client.get(WAITING).content.decode()
    assert "You put it forward, so another lead confirms it" in page
    assert "Decline" in page
    assert 'value="confirmed"' not in page
    told = client.post(f"{WAITING}{waiting.ref}/", {"verdict": "confirmed"}, follow=True)
    assert "This takes a second person" in told.content.decode()
    assert posts_as_they_stand(person=waiting.person) == []


def test_another_lead_sees_who_it_is_and_confirms(client: Client, cast: Cast, waiting: WaitingPost):
    client.force_login(cast.comfort)
    page = client.get(WAITING).content.decode()
    for words in ("Ada Fenwick", "ada@larkfield.example", "Ruth Otterby", "Headteacher, from"):
        assert words in page
    client.post(f"{WAITING}{waiting.ref}/", {"verdict": "confirmed"})
    assert [post.role for post in posts_as_they_stand(person=waiting.person)] == ["headteacher"]
    assert "Nothing is waiting" in client.get(WAITING).content.decode()


@pytest.mark.parametrize("who", ["devinder", "kwame", "eleri"])
def test_whose_yes_does_not_count_here_finds_nothing_to_press(
    who: str, client: Client, cast: Cast, waiting: WaitingPost
):
    client.force_login(getattr(cast, who))
    answer = client.post(f"{WAITING}{waiting.ref}/", {"verdict": "confirmed"})
    assert answer.status_code == 404
    assert posts_as_they_stand(person=waiting.person) == []


@pytest.mark.parametrize("verdict", ["", "yes"])
def test_a_verdict_that_is_none_is_not_there(
    verdict: str, client: Client, cast: Cast, waiting: WaitingPost
):
    client.force_login(cast.comfort)
    assert client.post(f"{WAITING}{waiting.ref}/", {"verdict": verdict}).status_code == 404
