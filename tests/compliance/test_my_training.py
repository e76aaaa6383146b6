"""*My training*: the answer in its title, what waits in order, what is done."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.actions import excuse
from compliance.models import Requirement
from people.actions import begin_leave, open_post
from people.models import User
from register.models import Bookmark, Item
from tests.compliance.small_school import OFFICE, asks, did, item, published, school, somebody

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-24T09:00:00Z")


class Page:
    """The page as a reader meets it: its title, and its words in order."""

    def __init__(self, html: str) -> None:
        self.html = html
        main = html[html.index("<main") : html.index("</main>")]
        self.words = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
        self.title = " ".join(re.search(r"<h1>(.*?)</h1>", html, re.S)[1].split())
        self.headings = [unescape(h) for h in re.findall(r"<h2>(.*?)</h2>", main)]
        self.tasks = [unescape(t) for t in re.findall(r"<h3>(?:<a[^>]*>)?(.*?)<", main)]
        self.primary = re.findall(r'class="btn"[^>]*>(.*?)<', main)


@pytest.fixture
def page_of(client):
    def page_of(person) -> Page:
        client.force_login(person)
        answer = client.get("/my-training/")
        assert answer.status_code == 200
        return Page(answer.content.decode())

    return page_of


def asks_for(here, slug, **told):
    """An item and a requirement of it."""
    fields = {name: told.pop(name) for name in ("minutes", "why", "address") if name in told}
    item(slug, **fields)
    return asks(here, slug, **told)


def test_somebody_about_to_start_sees_what_to_do_before_then(page_of):
    here = school()
    nadia = somebody(here, "Nadia", from_=date(2026, 11, 30))
    asks_for(here, "induction", first_due_days=0, minutes=35)

    page = page_of(nadia)

    assert page.title == "One thing to do before you start"
    assert "Welcome, Nadia. You start on Monday 30 November 2026. It takes about 35 minutes." in (
        page.words
    )
    assert page.headings[0] == "Before you start"


def test_things_wait_under_before_you_start_first_week_and_later(page_of):
    here = school()
    nadia = somebody(here, "Nadia", from_=date(2026, 11, 30))
    asks_for(here, "online-safety", first_due_days=8)
    asks_for(here, "code-of-conduct", first_due_days=7)
    asks_for(here, "induction", first_due_days=0)

    page = page_of(nadia)

    assert page.headings[:3] == ["Before you start", "In your first week", "Later"]
    assert page.tasks == ["Induction", "Code of conduct", "Online safety"]


def test_for_a_colleague_of_old_it_goes_by_due_day(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks_for(here, "soon", since=date(2026, 11, 24), first_due_days=7)
    asks_for(here, "late", since=date(2026, 10, 1), first_due_days=0)
    asks_for(here, "later", since=date(2026, 11, 24), first_due_days=8)

    page = page_of(asha)

    assert page.title == "One thing is late"
    assert page.headings[:3] == ["Do this first", "This week", "Later"]
    assert page.tasks == ["Late", "Soon", "Later"]
    assert "Late since Friday 2 October 2026" in page.words
    assert "by Tuesday 1 December 2026" in page.words


def test_what_is_due_again_waits_and_what_is_in_date_is_done(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks_for(here, "refresher", renewal="months", months=12, window_days=30)
    asks_for(here, "update", renewal="months", months=12, window_days=30)
    did(here, asha, "refresher", date(2025, 12, 10))
    did(here, asha, "update", date(2026, 9, 1))

    page = page_of(asha)

    assert page.tasks == ["Refresher"]
    assert "Due soon" in page.words
    done = page.words[page.words.index(" Done ") :]
    assert "Update Done on Tuesday 1 September 2026." in done
    assert "In date to Wednesday 1 September 2027" in done


def test_a_change_of_substance_is_asked_for_again(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks_for(here, "conduct")
    published("shared", "conduct", 1, date(2026, 1, 1))
    did(here, asha, "conduct", date(2026, 2, 2), edition=1)
    published("shared", "conduct", 2, date(2026, 11, 20), must_redo=True)

    page = page_of(asha)

    assert page.tasks == ["Conduct"]
    assert "by Friday 4 December 2026" in page.words


def test_when_nothing_waits_the_title_says_so_and_what_comes_next(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks_for(here, "update", renewal="months", months=12)
    did(here, asha, "update", date(2026, 9, 1))

    page = page_of(asha)

    assert page.title == "Nothing is waiting for you"
    assert "The next to come round is “Update”, by Wednesday 1 September 2027." in page.words
    assert page.primary == []


def test_somebody_of_whom_nothing_is_asked_is_told_kindly(page_of):
    asha = somebody(school(), "Asha")

    page = page_of(asha)

    assert page.title == "Nothing is waiting for you"
    assert "When your school asks something of you, it will stand here." in page.words


def test_it_says_how_much_is_done_and_how_long_the_rest_takes(page_of):
    here = school()
    asha = somebody(here, "Asha")
    for slug, minutes in (("one", 35), ("two", 65), ("three", 20)):
        asks_for(here, slug, minutes=minutes)
    did(here, asha, "three", date(2026, 2, 2))

    assert "1 of 3 done. About 1 hour 40 minutes to go." in page_of(asha).words


def test_a_module_under_way_is_carried_on_where_it_was_left(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks_for(here, "induction", minutes=35, address="/modules/induction/")
    Bookmark.objects.create(
        person=asha.ref,
        item="induction",
        place="three",
        place_words="lesson 3 of 7",
        done=3,
        total=7,
    )

    page = page_of(asha)

    assert page.primary == ["Carry on with lesson 3 of 7"]
    assert 'href="/modules/induction/three/"' in page.html
    assert "20 of 35 minutes left" in page.words


def test_another_persons_bookmark_is_not_mine(page_of):
    here = school()
    asha, ben = somebody(here, "Asha"), somebody(here, "Ben")
    asks_for(here, "induction")
    Bookmark.objects.create(
        person=ben.ref, item="induction", place="3", place_words="lesson 3", done=3, total=7
    )

    assert page_of(asha).primary == ["Start"]


def test_a_bookmark_of_what_was_finished_starts_again_when_it_is_due_again(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks_for(here, "induction", renewal="months", months=6)
    did(here, asha, "induction", date(2026, 2, 2))
    Bookmark.objects.create(person=asha.ref, item="induction", place="", done=7, total=7)

    assert page_of(asha).primary == ["Start"]


def test_one_button_stands_out_and_it_is_the_next_thing(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks_for(here, "talk", address="", first_due_days=1)
    asks_for(here, "second", first_due_days=2)
    asks_for(here, "third", first_due_days=3)

    page = page_of(asha)

    assert page.primary == ["Start"]
    assert re.search(r'class="btn" href="/modules/second/"', page.html)


def test_one_item_asked_by_two_requirements_is_shown_once_at_the_earliest_due(page_of):
    here = school()
    asha = somebody(here, "Asha")
    item("induction")
    asks(here, "trust-rule", item="induction", since=date(2026, 11, 1), first_due_days=60)
    asks(here, "school-rule", item="induction", since=date(2026, 11, 1), first_due_days=30)

    page = page_of(asha)

    assert page.tasks == ["Induction"]
    assert "by Tuesday 1 December 2026" in page.words
    assert "0 of 1 done." in page.words


def test_why_it_is_asked_says_rule_force_and_source(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks_for(
        here,
        "induction",
        why="So that you know who to tell.",
        force="should",
        source="KCSIE, paragraph 14",
    )

    page = page_of(asha)

    assert "So that you know who to tell." in page.words
    assert "Induction is asked of teachers once, within 30 days of starting" in page.words
    assert "Guidance: should; KCSIE, paragraph 14" in page.words


def test_what_is_asked_of_others_and_what_is_excused_stand_beside(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks_for(here, "lead-training", roles=["dsl"])
    asks_for(here, "refresher")
    excuse(
        school=here,
        person=asha.ref,
        requirement="refresher",
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 10, 29),
        reason="Took the course on 30 October.",
        by=OFFICE,
    )

    page = page_of(asha)

    assert page.title == "Nothing is waiting for you"
    assert "Excused to Friday 29 October 2027 Refresher" in page.words
    assert "“Took the course on 30 October”" in page.words
    assert "Lead training. It is asked of designated safeguarding leads." in page.words


def test_somebody_on_leave_is_left_in_peace(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks_for(here, "induction")
    begin_leave(
        school=here,
        person=asha.ref,
        kind="parental",
        starts_on=date(2026, 11, 2),
        ends_on=date(2027, 6, 30),
        by=OFFICE,
    )

    page = page_of(asha)

    assert page.title == "Nothing is waiting for you"
    assert "You are away until Wednesday 30 June 2027" in page.words
    assert page.tasks == []


def test_somebody_without_a_post_gets_a_kind_page(page_of):
    asha = User.objects.create_user(first_name="Asha")

    page = page_of(asha)

    assert page.title == "You have no post at a school here today"
    assert "ask the school office to write down your post" in page.words


def test_a_requirement_whose_item_is_not_on_the_site_is_still_shown(page_of):
    here = school()
    asha = somebody(here, "Asha")
    asks(here, "first-aid", title="First aid at work")

    assert page_of(asha).tasks == ["First aid at work"]


def test_only_somebody_signed_in_has_a_list(client):
    answer = client.get("/my-training/")

    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]


# Several schools.


def at_two_schools():
    here, there = school(), school("900002", "Millbrook Infants")
    asha = somebody(here, "Asha")
    open_post(school=there, person=asha.ref, role="teacher", starts_on=date(2026, 2, 1), by=OFFICE)
    asks_for(here, "induction")
    asks_for(there, "phonics")
    return asha


def test_somebody_at_two_schools_chooses_whose_list_to_see(client, page_of):
    asha = at_two_schools()
    assert page_of(asha).tasks == ["Induction"]

    answer = client.post("/my-training/school/", {"school": "900002"}, follow=True)

    assert Page(answer.content.decode()).tasks == ["Phonics"]


def test_nobody_chooses_a_school_that_is_not_theirs(client):
    asha = at_two_schools()
    school("900003", "Elsewhere")
    client.force_login(asha)

    assert client.post("/my-training/school/", {"school": "900003"}).status_code == 404
    assert client.get("/my-training/school/").status_code == 405


def test_somebody_at_one_school_is_not_asked_which(page_of):
    here = school()

    assert "Your schools" not in page_of(somebody(here, "Asha")).words


# Queries.


def queries_of(client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/my-training/")
    return len(queries)


def test_the_page_asks_as_much_of_the_database_when_courses_and_records_double(client):
    here = school()
    asha = somebody(here, "Asha")
    somebody(here, "Ruth", role="dsl")
    asks_for(here, "one")
    did(here, asha, "one", date(2026, 2, 2))
    client.force_login(asha)

    few = [queries_of(client), queries_of(client)]  # right after a new fact, and then remembered
    for slug in ("two", "three"):
        asks_for(here, slug)
        published("shared", slug, 1, date(2026, 1, 1))
        did(here, asha, slug, date(2026, 2, 2))
        Bookmark.objects.create(person=asha.ref, item=slug, place="1", done=1, total=7)

    assert Requirement.objects.count() == Item.objects.count() == 3
    assert [queries_of(client), queries_of(client)] == few
    assert max(few) <= 14
