"""*Our school*: who is late, who stands where and why; and one person's page. For leads only."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import board
from compliance.actions import excuse
from people.actions import begin_leave, end_post, open_post
from people.models import Post, Trust, User
from register.actions import void_record
from register.ledger import append
from register.models import Record
from tests.compliance.small_school import OFFICE, asks, did, published, school, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


def words_in(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


class Page:
    """The board as a lead meets it."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.words = words_in(html[html.index("<main") : html.index("</main>")])
        self.title = words_in(re.search(r"<h1>(.*?)</h1>", html, re.S)[1])
        self.lead = words_in(re.search(r'<p class="lead">(.*?)</p>', html, re.S)[1])
        self.people = [
            words_in(name) for name in re.findall(r'<th scope="row">.*?<a[^>]*>(.*?)</a>', html)
        ]
        table = html[html.index("<tbody>") : html.index("</tbody>")] if "<tbody>" in html else ""
        self.cells = [words_in(cell) for cell in re.findall(r"<td>(.*?)</td>", table, re.S)]
        opened = re.search(r'<details id="why" open>(.*?)</details>', html, re.S)
        self.why = words_in(opened[1]) if opened else ""


@pytest.fixture
def board_of(client):
    def board_of(person, **choice) -> Page:
        client.force_login(person)
        answer = client.get("/school/", choice)
        assert answer.status_code == 200
        return Page(answer.content.decode())

    return board_of


def test_the_title_says_how_many_people_are_late(here, ruth, board_of):
    asks(here, "induction")
    asks(here, "online")
    somebody(here, "Imran", "Wintermoss")
    mei = somebody(here, "Mei", "Hollowbank")
    did(here, mei, "induction", date(2026, 2, 2))

    assert board_of(ruth).title == "2 people are late"


def test_the_lead_says_what_is_due_soon_and_as_at_when(here, ruth, board_of):
    asks(here, "update", renewal="months", months=12)
    somebody(here, "Imran")
    mei = somebody(here, "Mei")
    did(here, mei, "update", date(2025, 12, 10))

    page = board_of(ruth)

    assert page.title == "One person is late"
    assert page.lead == ("1 more has something due soon. As at Tuesday 24 November 2026, 8.10 am.")


def test_when_nobody_is_late_it_says_so(here, ruth, board_of):
    asks(here, "induction", roles=["dsl"])
    did(here, ruth, "induction", date(2026, 2, 2))

    page = board_of(ruth)

    assert page.title == "Nobody is late"
    assert page.lead.startswith("Nobody has anything due soon.")


def test_the_late_come_first_the_longest_late_before_the_rest(here, ruth, board_of):
    asks(here, "update", renewal="months", months=12, roles=["teacher", "dsl"])
    for first, last, day in [
        ("Ada", "Abbot", date(2026, 9, 1)),  # in date
        ("Ben", "Brook", date(2025, 12, 10)),  # due soon
        ("Cleo", "Crane", date(2025, 11, 1)),  # late
        ("Dev", "Dale", date(2025, 10, 1)),  # late for longer
    ]:
        did(here, somebody(here, first, last), "update", day)
    did(here, ruth, "update", date(2026, 9, 2))

    page = board_of(ruth)

    assert page.people == ["Dev Dale", "Cleo Crane", "Ben Brook", "Ada Abbot", "Ruth Otterby"]
    assert page.cells == [
        "Late since 2 October 2026",
        "Late since 2 November 2026",
        "Due soon 10 December 2026",
        "In date to 1 September 2027",
        "In date to 2 September 2027",
    ]


def test_people_with_the_same_standing_are_in_order_of_surname(here, ruth, board_of):
    asks(here, "induction")
    for first, last in [("Ada", "Young"), ("Zoe", "Abbot"), ("Mo", "Abbot")]:
        somebody(here, first, last)

    assert board_of(ruth).people[:3] == ["Mo Abbot", "Zoe Abbot", "Ada Young"]


def test_every_standing_has_its_word_in_the_matrix(here, ruth, board_of):
    asks(here, "induction")
    asks(here, "phonics", roles=["early_years"])
    somebody(here, "Ada")
    ben, cleo = somebody(here, "Ben"), somebody(here, "Cleo")
    did(here, somebody(here, "Dan"), "induction", date(2026, 2, 2))
    somebody(here, "Eve", from_=date(2026, 11, 23))
    begin_leave(school=here, person=ben.ref, kind="sick", starts_on=date(2026, 11, 2), by=OFFICE)
    excuse(
        school=here,
        person=cleo.ref,
        requirement="induction",
        starts_on=date(2026, 2, 1),
        ends_on=date(2027, 2, 1),
        reason="Took it elsewhere.",
        by=OFFICE,
    )

    assert set(board_of(ruth).cells) == {
        "Late since 5 February 2026",
        "Paused on leave",
        "Excused to 1 February 2027",
        "In date",
        "To do 23 December 2026",
        "Not required",
    }


def test_the_head_of_a_column_says_who_wants_it_and_how_often(here, ruth, board_of):
    asks(here, "eyfs", title="Early years", force="must", renewal="months", months=24)
    asks(here, "part-one", force="should", renewal="yearly", due_day="09-30")
    asks(here, "update", renewal="months", months=12)
    asks(here, "often", force="local", renewal="months", months=18)
    asks(here, "induction")

    page = board_of(ruth)

    for words in (
        "Early years Law: must, every 2 years",
        "Part one Guidance: should, each year by 30 September",
        "Update Our own rule, every year",
        "Often Local advice, every 18 months",
        "Induction Our own rule, once",
    ):
        assert words in page.words


def test_a_leaver_is_not_on_the_board_and_a_newcomer_is(here, ruth, board_of):
    asks(here, "induction")
    somebody(here, "Left", "Already")
    end_post(post=Post.objects.last(), ends_on=date(2026, 11, 23), by=OFFICE)
    somebody(here, "Nadia", "Fernhollow", from_=date(2026, 12, 1))

    assert board_of(ruth).people == ["Nadia Fernhollow", "Ruth Otterby"]


def test_a_requirement_that_is_over_has_no_column(here, ruth, board_of):
    asks(here, "induction")
    asks(here, "old-course", applies_to=date(2026, 8, 31))

    page = board_of(ruth)

    assert len(page.cells) == 1
    assert "Old course Our own rule" not in page.words


def test_a_name_that_was_erased_is_said_to_be(here, ruth, board_of):
    asks(here, "induction")
    somebody(here, "Imran").delete()

    assert board_of(ruth).people[0] == "Somebody whose name was erased"


def test_names_are_written_as_text_and_never_as_markup(here, ruth, board_of):
    asks(here, "induction", title="<b>Induction</b> & more")
    imran = somebody(here, "<script>alert(1)</script>")

    page = board_of(ruth, why=f"{imran.ref}:induction", name="<scr")

    assert "<script>alert" not in page.html
    assert "<b>Induction" not in page.html
    assert page.people == ["<script>alert(1)</script>"]


# Why.


def test_a_cell_opens_why_under_its_row(here, ruth, board_of):
    asks(here, "induction", title="Safeguarding induction", force="should", source="KCSIE")
    imran = somebody(here, "Imran", "Wintermoss")
    href = f"?why={imran.ref}:induction#why"
    assert f'href="{href}"' in board_of(ruth).html

    page = board_of(ruth, why=f"{imran.ref}:induction")

    assert page.why.startswith("Why is Imran Wintermoss late with “Safeguarding induction”?")
    assert "Guidance: should; KCSIE" in page.why
    assert "Monday 5 January 2026: the post began." in page.why
    assert "Thursday 5 February 2026: late from this day." in page.why
    assert page.html.count('aria-current="true"') == 1


def test_why_says_who_may_excuse_or_correct_and_never_the_person_themselves(here, ruth, board_of):
    asks(here, "induction", roles=["teacher", "dsl"])
    imran = somebody(here, "Imran", "Wintermoss")
    somebody(here, "Kwame", "Thistlemere", role="deputy_dsl")

    of_imran = board_of(ruth, why=f"{imran.ref}:induction").why
    of_ruth = board_of(ruth, why=f"{ruth.ref}:induction").why

    assert (
        "Ruth Otterby or Kwame Thistlemere can excuse Imran Wintermoss or have a record put right."
    ) in of_imran
    assert "Kwame Thistlemere can excuse Ruth Otterby or have a record put right." in of_ruth


def test_why_names_the_edition_that_must_be_done_again(here, ruth, board_of):
    asks(here, "conduct")
    imran = somebody(here, "Imran")
    published("shared", "conduct", 1, date(2026, 1, 1))
    did(here, imran, "conduct", date(2026, 2, 2), edition=1)
    published("shared", "conduct", 2, date(2026, 11, 2), must_redo=True)

    why = board_of(ruth, why=f"{imran.ref}:conduct").why

    assert "Monday 2 February 2026: edition 1 was done." in why
    assert "Monday 2 November 2026: edition 2 was published: must do again." in why


@pytest.mark.parametrize("why", ["nobody:induction", "induction", ":", "x" * 300])
def test_a_why_that_means_nothing_opens_nothing(here, ruth, board_of, why):
    asks(here, "induction")

    assert board_of(ruth, why=why).why == ""


def test_links_to_why_keep_the_filter(here, ruth, board_of):
    asks(here, "induction")
    imran = somebody(here, "Imran")

    page = board_of(ruth, standing="late", name="imr")

    assert f'href="?name=imr&amp;standing=late&amp;why={imran.ref}:induction#why"' in page.html


# Filters.


@pytest.fixture
def staff(here, ruth):
    asks(here, "induction", roles=["teacher", "office"])
    asks(here, "lead", roles=["dsl"])
    imran = somebody(here, "Imran", "Wintermoss")
    somebody(here, "Yusuf", "Candlemarsh", role="office")
    did(here, imran, "induction", date(2026, 2, 2))
    return here


@pytest.mark.parametrize(
    ("choice", "people"),
    [
        ({"role": "office"}, ["Yusuf Candlemarsh"]),
        ({"requirement": "induction"}, ["Yusuf Candlemarsh", "Imran Wintermoss"]),
        ({"standing": "current"}, ["Imran Wintermoss"]),
        ({"standing": "late", "requirement": "induction"}, ["Yusuf Candlemarsh"]),
        ({"name": "WINTER"}, ["Imran Wintermoss"]),
        ({"name": "winter", "role": "office"}, []),
    ],
)
def test_a_filter_leaves_those_it_names(staff, ruth, board_of, choice, people):
    page = board_of(ruth, **choice)

    assert page.people == people
    assert page.title == "2 people are late"


def test_a_chosen_requirement_is_the_only_column(staff, ruth, board_of):
    assert board_of(ruth, requirement="induction").cells == [
        "Late since 5 February 2026",
        "In date",
    ]


def test_a_filter_stays_chosen_and_the_count_says_what_it_left(staff, ruth, board_of):
    page = board_of(ruth, role="office", name="can")

    assert '<option value="office" selected>Office staff</option>' in page.html
    assert 'value="can"' in page.html
    assert "1 of 3 people: 1 late" in page.words


def test_a_choice_that_fits_nobody_says_what_to_do(staff, ruth, board_of):
    page = board_of(ruth, name="nobody at all")

    assert "Nobody here fits that choice" in page.words
    assert "Show everyone" in page.words


def test_a_choice_that_is_not_in_the_list_is_one_sentence(staff, ruth, board_of):
    page = board_of(ruth, role="wizard")

    assert "Choose one of those in the list." in page.words
    assert len(page.people) == 3


def test_long_lists_come_in_pages_and_all_at_once_for_printing(staff, ruth, board_of, monkeypatch):
    monkeypatch.setattr(board, "PEOPLE_ON_A_PAGE", 2)
    imran = User.objects.get(first_name="Imran")

    assert board_of(ruth).people == ["Yusuf Candlemarsh", "Ruth Otterby"]
    assert board_of(ruth, page="2").people == ["Imran Wintermoss"]
    assert len(board_of(ruth, whole="1").people) == 3
    assert board_of(ruth, why=f"{imran.ref}:induction").people == ["Imran Wintermoss"]


# Another day.


def test_it_can_be_asked_as_at_another_day(here, ruth, board_of):
    asks(here, "induction")
    somebody(here, "Imran")

    page = board_of(ruth, on="2026-02-04")

    assert page.title == "Nobody is late"
    assert page.lead.endswith("As at Wednesday 4 February 2026, by what is known today.")


def test_a_day_to_come_is_as_it_will_be_if_nothing_is_done(here, ruth, board_of):
    asks(here, "induction")
    somebody(here, "Nadia", from_=date(2026, 12, 1))

    page = board_of(ruth, on="2027-01-04")

    assert page.title == "One person is late"
    assert page.lead.endswith("As it will be on Monday 4 January 2027 if nothing more is done.")


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "31/12/2026"])
def test_a_bad_day_is_one_sentence_and_the_board_of_today(here, ruth, board_of, day):
    asks(here, "induction")
    somebody(here, "Imran")

    page = board_of(ruth, on=day)

    assert "Write the day as 2026-03-14, or leave it out for today." in page.words
    assert page.lead.endswith("As at Tuesday 24 November 2026, 8.10 am.")


# On a phone, and nothing there.


def test_a_phone_gets_a_list_of_those_late_or_due_before_the_matrix(here, ruth, board_of):
    asks(here, "induction", title="Safeguarding induction")
    asks(here, "online")
    imran = somebody(here, "Imran", "Wintermoss")

    page = board_of(ruth)

    phone = page.html[page.html.index('<ul class="latelist') : page.html.index("<table")]
    assert words_in(phone).startswith(
        "Imran Wintermoss Online and 1 more Late since Thursday 5 February 2026"
    )
    assert f'href="/school/people/{imran.ref}/"' in phone
    assert "Otterby" not in words_in(phone)
    assert '<ul class="latelist' not in board_of(ruth, table="1").html


def test_a_school_that_asks_nothing_says_what_will_stand_here(ruth, board_of):
    assert "Nothing is asked of anybody on this day" in board_of(ruth).words


# Who may see it.


@pytest.mark.parametrize("role", ["dsl", "deputy_dsl", "headteacher"])
def test_leads_see_the_board_and_their_people(here, client, role):
    lead, imran = somebody(here, "Lead", role=role), somebody(here, "Imran")
    client.force_login(lead)

    assert client.get("/school/").status_code == 200
    assert client.get(f"/school/people/{imran.ref}/").status_code == 200


@pytest.mark.parametrize("role", ["teacher", "office", "governor", "volunteer", "senco"])
def test_for_everybody_else_there_is_nothing_there(here, client, role):
    reader = somebody(here, "Reader", role=role)
    client.force_login(reader)

    assert client.get("/school/").status_code == 404
    assert client.get(f"/school/people/{reader.ref}/").status_code == 404


def test_a_lead_elsewhere_sees_nobody_of_this_school(here, client):
    imran = somebody(here, "Imran")
    there = school("900002", "Millbrook")
    eleri = somebody(there, "Eleri", role="dsl")
    asks(there, "induction")
    client.force_login(eleri)

    assert "Imran" not in client.get("/school/").content.decode()
    assert client.get(f"/school/people/{imran.ref}/").status_code == 404


def test_nobody_of_an_unknown_reference_is_there(ruth, client):
    client.force_login(ruth)

    assert client.get("/school/people/nobody/").status_code == 404


def test_only_somebody_signed_in_is_let_in(client, here):
    for address in ("/school/", "/school/people/nobody/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/login/" in answer.headers["Location"]


# One person.


def person_page(client, lead, person) -> str:
    client.force_login(lead)
    return client.get(f"/school/people/{person.ref}/").content.decode()


def test_a_persons_page_says_what_they_are_late_with_and_why(here, ruth, client):
    asks(here, "induction", title="Safeguarding induction")
    asks(here, "lead", roles=["dsl"])
    imran = somebody(here, "Imran", "Wintermoss")

    html = person_page(client, ruth, imran)

    assert words_in(re.search(r"<h1>(.*?)</h1>", html, re.S)[1]) == (
        "Imran Wintermoss is late with one thing"
    )
    words = words_in(html)
    assert "Teacher, since Monday 5 January 2026." in words
    assert "Safeguarding induction Late since Thursday 5 February 2026" in words
    assert "Safeguarding induction is asked of teachers once" in words
    assert "Lead" not in re.findall(r"<b>(.*?)</b>", html)


def test_the_timeline_tells_what_happened_the_newest_first(here, ruth, client):
    asks(here, "induction")
    imran = somebody(here, "Imran", "Wintermoss")
    open_post(
        school=here, person=imran.ref, role="first_aider", starts_on=date(2026, 3, 2), by=OFFICE
    )
    begin_leave(
        school=here,
        person=imran.ref,
        kind="sick",
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 4, 3),
        by=OFFICE,
    )
    signed = Record(
        person=imran.ref,
        item="conduct",
        kind="signed",
        edition=3,
        title="Code of conduct",
        happened_on=date(2026, 5, 4),
        witness=ruth.ref,
    )
    append(here.urn, "signed", signed, by=imran.ref)
    wrong = did(here, imran, "induction", date(2026, 6, 1), score=7, out_of=8)
    void = Record(
        person=imran.ref,
        item="induction",
        kind="void",
        happened_on=date(2026, 6, 2),
        voids=wrong.pk,
        reason="It was another Imran.",
    )
    append(here.urn, "void", void, by=ruth.ref)

    html = person_page(client, ruth, imran)

    told = [words_in(fact) for fact in re.findall(r"<li>(.*?)</li>", html[html.index("facts") :])]
    assert told == [
        "Tuesday 2 June 2026: The record of Monday 1 June 2026 for “Induction” was made void by "
        "Ruth Otterby: It was another Imran.",
        "Monday 1 June 2026: Did “Induction”, 7 of 8 right. This record was made void later.",
        "Monday 4 May 2026: Signed “Code of conduct”, edition 3, in front of Ruth Otterby.",
        "Wednesday 1 April 2026: Away, until Friday 3 April 2026.",
        "Monday 2 March 2026: First day as first aider.",
        "Monday 5 January 2026: First day as teacher.",
    ]


def test_why_somebody_was_away_is_not_told(here, ruth, client):
    imran = somebody(here, "Imran")
    begin_leave(school=here, person=imran.ref, kind="sick", starts_on=date(2026, 11, 2), by=OFFICE)

    assert "sick" not in words_in(person_page(client, ruth, imran)).lower()


def test_what_a_colleague_wrote_down_says_who_and_when(here, ruth, client, time_machine):
    imran = somebody(here, "Imran")
    fact = Record(
        person=imran.ref,
        item="first-aid",
        kind="declared",
        title="First aid at work",
        happened_on=date(2026, 5, 4),
    )
    append(here.urn, "declared", fact, by=ruth.ref, at=datetime(2026, 11, 24, 8, tzinfo=UTC))

    assert (
        "Training declared: “First aid at work”, written down by Ruth Otterby on "
        "Tuesday 24 November 2026."
    ) in words_in(person_page(client, ruth, imran))


def test_a_leavers_page_is_kept(here, ruth, client):
    imran = somebody(here, "Imran", "Wintermoss")
    end_post(post=Post.objects.get(person=imran.ref), ends_on=date(2026, 7, 21), by=OFFICE)

    words = words_in(person_page(client, ruth, imran))

    assert "Imran Wintermoss has left The last day was Tuesday 21 July 2026." in words
    assert "Tuesday 21 July 2026: Last day as teacher." in words


# Queries.


def test_the_board_asks_as_much_of_the_database_for_three_people_as_for_one(here, ruth, client):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/school/")
        return len(queries)

    asks(here, "induction")
    published("shared", "induction", 1, date(2026, 1, 1))
    did(here, somebody(here, "Ada"), "induction", date(2026, 2, 2))
    client.force_login(ruth)
    few, few_again = asked(), asked()
    for name in ("Ben", "Cleo"):
        did(here, somebody(here, name), "induction", date(2026, 2, 2))
        asks(here, name.lower())
        published("shared", name.lower(), 1, date(2026, 1, 1))
    many, many_again = asked(), asked()

    assert few == many <= 12
    assert few_again == many_again <= 8  # nothing is reckoned twice


def test_what_is_kept_is_never_older_than_the_last_fact(here, ruth, board_of):
    """Each kind of fact that a standing rests on, one after another, on the same day."""
    trust = Trust.objects.create(name="The Wychlark Trust")
    there = school("900002", "Millbrook", trust=trust)
    here.trust = trust
    here.save()
    asks(here, "induction", title="Induction", renewal="months", months=12)
    imran = somebody(here, "Imran")

    def mark() -> str:
        return board_of(ruth, name="Imran", requirement="induction").cells[0]

    assert mark() == "Late since 5 February 2026"
    record = did(here, imran, "induction", date(2026, 6, 1))
    assert mark() == "In date to 1 June 2027"
    void_record(chain=here.urn, record=record, reason="Another Imran.", by=OFFICE)
    assert mark() == "Late since 5 February 2026"
    did(there, imran, "induction", date(2026, 7, 1))
    assert mark() == "In date to 1 July 2027"
    published("shared", "induction", 2, date(2026, 11, 2), must_redo=True)
    assert mark() == "Late since 17 November 2026"
    begin_leave(school=here, person=imran.ref, kind="sick", starts_on=date(2026, 11, 20), by=OFFICE)
    assert mark() == "Paused on leave"
    excuse(
        school=here,
        person=imran.ref,
        requirement="induction",
        starts_on=date(2026, 11, 1),
        ends_on=None,
        reason="Took it elsewhere.",
        by=OFFICE,
    )
    assert mark() == "Excused"
    asks(here, "induction", roles=["office"], applies_from=date(2026, 11, 24))
    assert board_of(ruth, name="Imran").cells == ["Not required"]
    end_post(post=Post.objects.get(person=imran.ref), ends_on=date(2026, 11, 23), by=OFFICE)
    assert board_of(ruth).people == ["Ruth Otterby"]
