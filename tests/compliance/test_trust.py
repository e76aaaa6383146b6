"""The trust's page: every school in one list, worst first, in the words of the schools' own."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import summaries
from people.actions import end_post, open_post
from people.models import Post, School, Trust, User
from tests.compliance.small_school import OFFICE, asks, did, published, school, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


@pytest.fixture
def trust() -> Trust:
    return Trust.objects.create(name="The Wychlark Trust")


@pytest.fixture
def here(trust) -> School:
    """Two teachers, of whom one is late; and the trust's lead."""
    here = school("900001", "Larkfield", trust=trust)
    asks(here, "induction")
    somebody(here, "Imran")
    did(here, somebody(here, "Mei"), "induction", date(2026, 2, 2))
    return here


@pytest.fixture
def there(trust) -> School:
    """Two who are late, of two."""
    there = school("900002", "Cobblewick", trust=trust)
    asks(there, "induction")
    somebody(there, "Tomos")
    somebody(there, "Zofia", from_=date(2026, 3, 2))
    return there


@pytest.fixture
def elspeth(here, there, client) -> User:
    elspeth = somebody(here, "Elspeth", role="trust_lead")
    client.force_login(elspeth)
    return elspeth


def words_in(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


class Page:
    def __init__(self, html: str) -> None:
        self.html = html
        self.words = words_in(html[html.index("<main") : html.index("</main>")])
        rows = re.findall(r'<tr><th scope="row">.*?</tr>', html, re.S)
        self.rows = [words_in(row) for row in rows]


def page(client, **choice) -> Page:
    answer = client.get("/trust/", choice)
    assert answer.status_code == 200
    return Page(answer.content.decode())


def test_the_title_says_at_how_many_schools_somebody_is_late_and_where_to_start(elspeth, client):
    words = page(client).words

    assert words.startswith(
        "2 of 2 schools have someone late Start with Cobblewick, where it is 2 of 2 people. "
        "As at Tuesday 24 November 2026, 8.10 am."
    )
    assert "3 people late 0 with something due soon 5 people in all" in words


def test_schools_are_worst_first_in_the_words_of_their_own_page(elspeth, client):
    assert page(client).rows == [
        "Cobblewick 2 late since 5 February 2026 0 2 0",
        "Larkfield 1 late since 5 February 2026 0 3 50",
    ]


def test_a_school_where_nobody_is_late_comes_last_and_says_so(elspeth, client, trust):
    school("900003", "Abbey", trust=trust)

    assert page(client).rows[-1] == "Abbey Nobody late 0 0 Nothing is asked"


def test_no_school_of_anybody_else_is_there(elspeth, client):
    asks(school("900009", "Elsewhere"), "induction")

    assert "Elsewhere" not in page(client).words


def test_the_numbers_are_those_of_each_schools_board(elspeth, client, here, there):
    for each in (here, there):
        client.force_login(somebody(each, f"Lead of {each.name}", role="dsl"))
        title = words_in(re.search(r"<h1>(.*?)</h1>", client.get("/school/").content.decode())[1])
        client.force_login(elspeth)
        [row] = [row for row in page(client).rows if row.startswith(each.name)]
        late = re.search(r"(\d+) late", row)[1]
        assert title == {"1": "One person is late", "2": "2 people are late"}[late]


# Any past day.


def test_a_past_day_has_its_leavers_and_its_own_lateness(elspeth, client, there):
    end_post(post=Post.objects.filter(chain=there.urn).first(), ends_on=date(2026, 7, 1), by=OFFICE)

    now, then = page(client), page(client, on="2026-02-10")

    assert now.rows[0].startswith("Cobblewick 1 late since 2 April 2026")
    assert then.rows[0].startswith("Cobblewick 1 late since 5 February 2026")
    assert "As at Tuesday 10 February 2026, by what is known today." in then.words


def test_a_past_day_as_it_was_known_then_knows_nothing_written_since(elspeth, client):
    rows = page(client, on="2026-02-10", known="then").rows

    assert rows == [
        "Cobblewick Nobody late 0 0 Nothing is asked",
        "Larkfield Nobody late 0 0 Nothing is asked",
    ]


def test_a_bad_day_is_one_sentence(elspeth, client):
    assert "Write the day as 2026-03-14" in page(client, on="2026-02-30").words


# What is kept.


def reckoned(client) -> int:
    """How many schools a look at the page has reckoned anew."""
    before = summaries._summary.cache_info().misses
    page(client)
    return summaries._summary.cache_info().misses - before


def test_a_record_at_one_school_has_that_school_reckoned_and_no_other(elspeth, client, here, there):
    assert reckoned(client) == 2
    assert reckoned(client) == 0

    did(there, User.objects.get(first_name="Tomos"), "induction", date(2026, 6, 1))

    assert reckoned(client) == 1
    assert page(client).rows[0].startswith("Cobblewick 1 late")


def test_training_done_at_another_school_of_the_trust_is_seen_at_once(elspeth, client, here, there):
    """Also where the person has no post there."""
    imran = User.objects.get(first_name="Imran")
    assert page(client).rows[1].startswith("Larkfield 1 late")

    did(there, imran, "induction", date(2026, 6, 1))

    assert page(client).rows[1].startswith("Larkfield Nobody late")
    did(here, imran, "another", date(2026, 6, 1))
    assert reckoned(client) == 2  # Cobblewick's chain tells of one of Larkfield's people


def test_a_school_that_leaves_the_trust_takes_its_training_with_it(elspeth, client, here, there):
    did(there, User.objects.get(first_name="Imran"), "induction", date(2026, 6, 1))
    assert page(client).rows[1].startswith("Larkfield Nobody late")

    School.objects.filter(urn=there.urn).update(trust=None)

    assert page(client).rows == ["Larkfield 1 late since 5 February 2026 0 3 50"]


def test_a_new_edition_of_shared_content_is_seen_at_every_school(elspeth, client):
    page(client)
    published("shared", "induction", 1, date(2026, 3, 1), must_redo=True)

    assert reckoned(client) == 2
    assert [row.split(" ")[1] for row in page(client).rows] == ["2", "2"]


def test_more_schools_take_no_more_queries_once_they_are_reckoned(elspeth, client, trust):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    page(client)
    few = asked()
    for number in range(4):
        asks(school(f"91000{number}", f"School {number}", trust=trust), "induction")
    page(client)

    assert asked() == few <= 12


# Opening a school, and who may see the page.


def test_a_school_is_opened_where_the_reader_leads(elspeth, client, there):
    assert "Open" not in page(client).words
    open_post(school=there, person=elspeth.ref, role="dsl", starts_on=date(2026, 1, 5), by=OFFICE)

    html = page(client).html
    assert "Open Cobblewick" in words_in(html)
    assert 'name="school" value="900001"' not in html
    answer = client.post(
        "/my-training/school/", {"school": "900002", "then": "our_school"}, follow=True
    )

    assert answer.redirect_chain == [("/school/", 302)]
    assert "Tomos" in answer.content.decode()


def test_the_menu_leads_to_it(elspeth, client, here):
    link = '<a href="/trust/">Our schools</a>'

    assert link in client.get("/my-training/").content.decode()
    client.force_login(somebody(here, "Ruth", role="dsl"))
    assert link not in client.get("/my-training/").content.decode()


@pytest.mark.parametrize("role", ["dsl", "headteacher", "governor", "teacher"])
def test_for_everybody_else_there_is_nothing_there(here, there, client, role):
    client.force_login(somebody(here, "Reader", role=role))

    assert client.get("/trust/").status_code == 404


def test_the_role_is_nothing_before_it_begins_nor_at_a_school_without_a_trust(here, client):
    client.force_login(somebody(here, "Later", role="trust_lead", from_=date(2026, 12, 1)))
    assert client.get("/trust/").status_code == 404

    alone = school("900009", "Elsewhere")
    client.force_login(somebody(alone, "Alone", role="trust_lead"))
    assert client.get("/trust/").status_code == 404


def test_the_trusts_lead_sees_no_board_and_nobodys_page(elspeth, client):
    imran = User.objects.get(first_name="Imran")

    assert client.get("/school/").status_code == 404
    assert client.get(f"/school/people/{imran.ref}/").status_code == 404
    assert "Imran" not in page(client).words
