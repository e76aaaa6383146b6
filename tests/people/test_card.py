"""The quick-reference card: this school's people, on the day, and nobody who is away."""

from datetime import timedelta

from django.test import Client

from people.access import today
from people.actions import begin_leave
from people.card import card_of
from people.models import School
from tests.cast import Cast


def test_the_card_names_the_lead_then_the_deputies(cast: Cast):
    card = card_of(cast.school)

    assert [each.name for each in card.people] == ["Ruth Otterby", "Kwame Thistlemere"]
    assert card.steps[2].do == "Tell Ruth Otterby"
    assert "Comfort Marrowell" in card.adult


def test_nobody_is_sent_to_a_lead_who_is_away(cast: Cast):
    begin_leave(
        school=cast.school,
        person=cast.ruth.ref,
        kind="sick",
        starts_on=today() - timedelta(days=1),
        by=cast.comfort.ref,
    )

    assert [each.name for each in card_of(cast.school).people] == ["Kwame Thistlemere"]


def test_a_school_without_a_lead_is_told_to_ask(client: Client, cast: Cast):
    empty = School.objects.create(urn="900003", name="Newly Opened School")

    assert card_of(empty).people == []
    assert card_of(empty).first == "the designated safeguarding lead"


def test_everyone_at_the_school_may_open_the_card(client: Client, cast: Cast):
    for user in (cast.imran, cast.halima, cast.peter, cast.devinder):
        client.force_login(user)
        assert "Ruth Otterby" in client.get("/card/").content.decode()


def test_the_card_of_one_school_is_not_that_of_another(client: Client, cast: Cast):
    client.force_login(cast.sanjay)

    page = client.get("/card/").content.decode()
    assert "Eleri Moorcroft" in page
    assert "Ruth" not in page


def test_the_card_is_three_queries_beside_the_readers_own(
    client: Client, cast: Cast, django_assert_num_queries
):
    with django_assert_num_queries(3):
        card_of(cast.school)
