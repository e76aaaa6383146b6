"""The front desk: may start, or not yet, because; and never more than that."""

from datetime import date, timedelta

import pytest
from django.test import Client

from compliance.front_desk import Status, front_desk
from people.access import today
from people.models import Visit
from people.visits import ask, confirm
from register.actions import write_record
from register.models import Item
from tests.cast import Cast, gather, member
from tests.compliance.small_school import asks

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """Volunteers sign one thing before they start; a teaching assistant does two."""
    cast = gather()
    for slug, roles, days in (
        ("two-sides", ["volunteer", "teaching_assistant"], 0),
        ("induction", ["teaching_assistant"], 0),
        ("later", ["volunteer"], 30),
    ):
        Item.objects.create(slug=slug, kind="policy", title=slug, address=f"/policies/{slug}/")
        asks(
            cast.school,
            slug,
            title=slug,
            roles=roles,
            first_due_days=days,
            renewal="yearly",
            due_day="09-30",
            applies_from=today() - timedelta(days=200),
        )
    return cast


def words(cast: Cast, name: str = "") -> dict[str, str]:
    page = front_desk(cast.school, name)
    return {one.name: one.words for one in page.not_yet + page.may_start}


def did(cast: Cast, user, item: str, on: date | None = None) -> None:
    write_record(
        chain=cast.school.urn,
        person=user.ref,
        item=item,
        kind="signed",
        happened_on=on or today(),
        by=user.ref,
    )


def test_a_volunteer_may_start_once_what_comes_before_it_is_done(cast: Cast):
    assert words(cast)["Halima Oakhanger"] == "Not yet, because one thing is still to be done"

    did(cast, cast.halima, "two-sides")
    assert words(cast)["Halima Oakhanger"] == "May start"


def test_somebody_who_is_coming_may_start_on_their_first_day(cast: Cast):
    assert words(cast)["Nadia Fernhollow"] == "Not yet, because two things are still to be done"

    did(cast, cast.nadia, "two-sides")
    did(cast, cast.nadia, "induction")
    assert words(cast)["Nadia Fernhollow"].startswith("May start on ")


def test_what_is_late_stands_in_the_way_of_an_old_hand(cast: Cast):
    old = member(cast.school, "Wilf", "Ploughwright", today() - timedelta(days=900), "volunteer")
    did(cast, old, "two-sides", today() - timedelta(days=600))
    did(cast, old, "later")

    assert words(cast)["Wilf Ploughwright"] == "Not yet, because one thing is still to be done"


def test_what_comes_later_does_not_stand_in_the_way(cast: Cast):
    new = member(cast.school, "Ana", "Fernilee", today(), "volunteer")
    did(cast, new, "two-sides")

    assert words(cast)["Ana Fernilee"] == "May start"


def test_staff_who_are_not_new_are_not_listed_but_can_be_looked_for(cast: Cast):
    assert "Imran Wintermoss" not in words(cast)
    assert words(cast, "winterm") == {"Imran Wintermoss": "May start"}


def test_somebody_who_left_is_nobody_at_the_desk(cast: Cast):
    assert words(cast, "greenhalge") == {}


def test_words_for_many_things():
    assert (
        Status("x", "X", "", 3, None).words == "Not yet, because three things are still to be done"
    )


def test_the_page_says_a_number_and_never_which_things(client: Client, cast: Cast):
    client.force_login(cast.devinder)
    page = client.get("/school/desk/").content.decode()

    assert "Not yet, because one thing is still to be done" in page
    assert "two-sides" not in page
    assert "Late" not in page


@pytest.mark.parametrize("name", ["imran", "halima", "peter", "nadia"])
def test_others_do_not_see_the_front_desk(client: Client, cast: Cast, name: str):
    client.force_login(getattr(cast, name))

    assert client.get("/school/desk/").status_code == 404
    assert client.get("/school/desk/waiting/").status_code == 404
    assert client.get("/school/desk/card/").status_code == 404


def test_another_schools_desk_shows_nobody_of_ours(client: Client, cast: Cast):
    ask(school=cast.school, surname="Oakhanger")
    client.force_login(cast.eleri)
    page = client.get("/school/desk/").content.decode()

    assert "Oakhanger" not in page
    assert "Nobody is waiting" in page


def test_two_screens_that_ask_for_one_name_are_pointed_out(client: Client, cast: Cast):
    ask(school=cast.school, surname="Oakhanger")
    client.force_login(cast.devinder)
    assert "Another screen" not in client.get("/school/desk/").content.decode()

    ask(school=cast.school, surname="Oakhanger")
    assert client.get("/school/desk/").content.decode().count("Another screen asks") == 2


def test_an_unknown_name_can_only_be_refused(client: Client, cast: Cast):
    ask(school=cast.school, surname="Zylberquist")
    client.force_login(cast.devinder)
    page = client.get("/school/desk/").content.decode()

    assert "Nobody on your list has a name like that" in page
    assert "Yes, this is" not in page
    assert 'href="/school/people/add/"' in page


def test_the_script_is_told_of_a_change_and_of_nothing_else(client: Client, cast: Cast):
    client.force_login(cast.devinder)
    first = client.get("/school/desk/waiting/")
    seen = first["X-State"]
    assert client.get(f"/school/desk/waiting/?seen={seen}").status_code == 204

    ask(school=cast.school, surname="Oakhanger")
    answer = client.get(f"/school/desk/waiting/?seen={seen}")
    assert "Yes, this is Halima Oakhanger" in answer.content.decode()


def test_who_is_here_today_stands_there_with_their_witness(client: Client, cast: Cast):
    visit = ask(school=cast.school, surname="Oakhanger")
    confirm(visit=visit, person=cast.halima.ref, by=cast.kwame.ref)
    client.force_login(cast.devinder)
    page = client.get("/school/desk/").content.decode()

    assert "by Kwame Thistlemere" in page
    assert "has not gone on yet" in page


def test_the_page_asks_as_often_for_three_who_wait_as_for_one(
    client: Client, cast: Cast, django_assert_max_num_queries
):
    def asked() -> int:
        with django_assert_max_num_queries(40) as counted:
            client.get("/school/desk/")
        return len(counted)

    client.force_login(cast.devinder)
    ask(school=cast.school, surname="Oakhanger")
    client.get("/school/desk/")
    one = asked()
    for surname in ("Wintermoss", "Fernhollow"):
        ask(school=cast.school, surname=surname)
    assert asked() == one
    assert Visit.objects.count() == 3
