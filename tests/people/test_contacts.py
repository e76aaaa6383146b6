"""Who to turn to: the leads by name, and nobody who is away while another is there."""

from datetime import timedelta

import pytest
from django.test import Client

from people.access import posts_as_they_stand, today
from people.actions import begin_leave, end_post
from people.contacts import contacts, fill, slot_words, to_turn_to
from tests.cast import Cast, member


def names(cast: Cast) -> list[str]:
    return [contact.name for contact in contacts(cast.school)]


def goes_on_leave(cast: Cast, user, days: int = 30) -> None:
    begin_leave(
        school=cast.school,
        person=user.ref,
        kind="parental",
        starts_on=today(),
        ends_on=today() + timedelta(days=days),
        by="x",
    )


def test_the_dsl_comes_first_then_the_deputy_then_the_head(cast: Cast):
    assert names(cast) == ["Ruth Otterby", "Kwame Thistlemere", "Comfort Marrowell"]


def test_who_has_left_is_not_there_to_turn_to(cast: Cast):
    for post in posts_as_they_stand(person=cast.ruth.ref):
        end_post(post=post, ends_on=today() - timedelta(days=1), by="x")

    assert "Ruth Otterby" not in names(cast)


def test_they_are_those_of_the_day_that_is_asked_about(cast: Cast):
    long_ago = today() - timedelta(days=8 * 365)

    assert [each.name for each in contacts(cast.school, long_ago)] == ["Ruth Otterby"]


def test_no_school_has_nobody(db: None):
    assert contacts(None) == []
    assert slot_words(None, [])["dsl"] == "the designated safeguarding lead"


def test_somebody_on_leave_is_left_out_while_others_are_there(cast: Cast):
    goes_on_leave(cast, cast.ruth)

    found = to_turn_to(contacts(cast.school))

    assert [each.name for each in found] == ["Kwame Thistlemere", "Comfort Marrowell"]


def test_somebody_back_from_leave_is_there_again(cast: Cast):
    goes_on_leave(cast, cast.ruth, days=0)

    assert contacts(cast.school)[0].away
    assert not contacts(cast.school, today() + timedelta(days=1))[0].away


def test_where_all_are_away_they_are_named_all_the_same(cast: Cast):
    goes_on_leave(cast, cast.ruth)

    assert slot_words(cast.school, contacts(cast.school))["dsl"] == "Ruth Otterby"


def test_the_words_that_fill_a_text(cast: Cast):
    member(cast.school, "Mei", "Hollowbank", today(), "deputy_dsl")

    words = slot_words(cast.school, contacts(cast.school))

    assert words == {
        "dsl": "Ruth Otterby",
        "deputies": "Kwame Thistlemere and Mei Hollowbank",
        "head": "Comfort Marrowell",
        "school": "Larkfield Primary School",
        "office": "the school office on 01632 960110",
    }


def test_a_name_that_fills_a_slot_is_only_ever_text():
    assert fill("Tell {dsl}.", {"dsl": "<b>{head}</b>"}) == "Tell &lt;b&gt;{head}&lt;/b&gt;."


def test_support_for_you_names_this_school_and_never_another(client: Client, cast: Cast):
    client.force_login(cast.sanjay)
    page = client.get("/my-training/").content.decode()

    assert "Eleri Moorcroft" in page
    assert "Ruth Otterby" not in page
    assert "Samaritans" in page


@pytest.mark.parametrize("more", [0, 3])
def test_contacts_are_three_queries_for_any_number(
    cast: Cast, more: int, django_assert_num_queries
):
    for place in range(more):
        member(cast.school, f"Deputy {place}", f"Number{place}", today(), "deputy_dsl", mail=False)

    with django_assert_num_queries(3):
        contacts(cast.school)
