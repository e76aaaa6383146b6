"""How much was in date, month by month: a line, and the table that says the same."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.actions import excuse
from compliance.pictures import Share, line, shares
from people.actions import begin_leave, end_post
from people.models import Post, User
from tests.compliance.small_school import OFFICE, asks, did, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]
TODAY = date(2026, 11, 24)


def of_100(here, years: int = 1) -> dict[str, int]:
    return {each.month: each.of_100 for each in shares(here, TODAY, years)}


def test_each_month_counts_what_was_in_date_on_its_last_day(here):
    asks(here, "induction")
    ada, ben = somebody(here, "Ada"), somebody(here, "Ben")
    did(here, ada, "induction", date(2026, 3, 31))
    did(here, ben, "induction", date(2026, 5, 1))

    found = of_100(here)

    assert found["February 2026"] == 0
    assert found["March 2026"] == found["April 2026"] == 50
    assert found["May 2026"] == found["November 2026"] == 100


def test_months_in_which_nothing_was_asked_are_left_out(here):
    asks(here, "induction", applies_from=date(2026, 9, 1))
    somebody(here, "Ada")

    assert list(of_100(here)) == ["September 2026", "October 2026", "November 2026"]


def test_only_people_in_post_that_day_are_counted(here):
    asks(here, "induction")
    did(here, somebody(here, "Ada"), "induction", date(2026, 1, 5))
    somebody(here, "Ben")
    end_post(post=Post.objects.last(), ends_on=date(2026, 6, 29), by=OFFICE)
    somebody(here, "Cleo", from_=date(2026, 11, 1))

    found = of_100(here)

    assert found["May 2026"] == 50
    assert found["June 2026"] == found["October 2026"] == 100
    assert found["November 2026"] == 50


def test_nobody_excused_or_on_leave_is_counted(here):
    asks(here, "induction")
    did(here, somebody(here, "Ada"), "induction", date(2026, 1, 5))
    ben, cleo = somebody(here, "Ben"), somebody(here, "Cleo")
    begin_leave(school=here, person=ben.ref, kind="sick", starts_on=date(2026, 11, 2), by=OFFICE)
    excuse(
        school=here,
        person=cleo.ref,
        requirement="induction",
        starts_on=date(2026, 11, 2),
        ends_on=None,
        reason="Took it elsewhere.",
        by=OFFICE,
    )

    found = of_100(here)

    assert (found["October 2026"], found["November 2026"]) == (33, 100)


def test_a_hundred_means_all_of_them():
    assert Share(TODAY, in_date=199, asked=200).of_100 == 99


def test_the_line_runs_from_left_to_right_and_higher_is_better():
    found = tuple(
        Share(date(2026, month, 28), in_date=part, asked=100)
        for month, part in ((1, 88), (2, 71), (3, 94))
    )

    picture = line(found)

    assert [point["x"] for point in picture["points"]] == [40.0, 180.0, 320.0]
    ys = [point["y"] for point in picture["points"]]
    assert ys[1] > ys[0] > ys[2]
    assert [level["label"] for level in picture["lines"]] == [60, 80, 100]
    assert picture["sentence"] == (
        "From 88 in 100 in January 2026 to 94 in 100 on Saturday 28 March 2026, "
        "lowest in February 2026 with 71."
    )


@pytest.mark.parametrize("parts", [(100, 100), (0, 0), (0, 100)])
def test_a_line_stays_inside_its_picture(parts):
    found = tuple(Share(date(2026, n + 1, 28), part, 100) for n, part in enumerate(parts))

    assert all(22 <= point["y"] <= 150 for point in line(found)["points"])


def words_in(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def ruth(here, client) -> User:
    ruth = somebody(here, "Ruth", role="dsl")
    client.force_login(ruth)
    return ruth


def test_the_page_answers_in_its_title_and_says_the_same_as_a_table(here, ruth, client):
    asks(here, "induction")
    did(here, somebody(here, "Ada"), "induction", date(2026, 3, 31))
    somebody(here, "Ben")

    html = client.get("/school/over-time/").content.decode()

    assert "50 of every 100 things are in date" in html
    assert "<svg" in html
    assert 'class="plot"' in html
    table = words_in(html[html.index("<tbody>") : html.index("</tbody>")])
    assert table.startswith("January 2026 0 February 2026 0 March 2026 50")
    assert table.endswith("November 2026 50")


def test_three_years_go_back_further_than_one(here, ruth, client):
    asks(here, "induction", applies_from=date(2023, 1, 1))
    somebody(here, "Ada", from_=date(2023, 1, 9))

    assert "December 2024" not in client.get("/school/over-time/").content.decode()
    assert "December 2024" in client.get("/school/over-time/?years=3").content.decode()


def test_where_nothing_is_asked_yet_it_says_so(here, ruth, client):
    words = words_in(client.get("/school/over-time/").content.decode())

    assert "Nothing is asked of anybody today" in words
    assert "There is no month to compare with yet" in words


def test_a_new_record_is_seen_at_once_and_the_rest_is_not_reckoned_again(here, ruth, client):
    asks(here, "induction")
    ada = somebody(here, "Ada")
    assert of_100(here)["October 2026"] == 0
    did(here, ada, "induction", date(2026, 6, 1))

    assert of_100(here)["October 2026"] == 100
    with CaptureQueriesContext(connection) as queries:
        shares(here, TODAY)
    assert len(queries) == 1


def test_for_everybody_else_there_is_nothing_there(here, client):
    client.force_login(somebody(here, "Devinder", role="office"))

    assert client.get("/school/over-time/").status_code == 404
