"""What the demo would have sent, to be read by anybody who tries it out."""

import pytest
from django.test import Client

from outbox.actions import post_message
from outbox.invitations import invite
from people.models import School
from tests.cast import Cast


@pytest.fixture
def demo(cast: Cast, settings) -> Cast:
    settings.DEMO = True
    School.objects.filter(pk=cast.school.pk).update(made_by_demo=True)
    return cast


def post(cast: Cast, place: int, **more: str) -> None:
    told = {"school": cast.school.urn, "to": cast.imran.ref, "subject": f"Number {place}"}
    post_message(**(told | {"key": str(place), "body": "Dear Imran"} | more))


def test_messages_are_shown_newest_first_with_whom_they_are_for(client: Client, demo: Cast):
    post(demo, 1)
    post(demo, 2)

    page = client.get("/demo/outbox/").content.decode()

    assert page.index("Number 2") < page.index("Number 1")
    assert "Imran Wintermoss" in page


def test_a_link_in_a_message_can_be_followed(client: Client, demo: Cast):
    invite(school=demo.school, user=demo.nadia, by=demo.ruth.ref)

    page = client.get("/demo/outbox/").content.decode()

    assert f'<a href="http://localhost:8000/welcome/{demo.nadia.ref}/' in page


def test_what_a_name_holds_is_only_ever_text(client: Client, demo: Cast):
    post(demo, 1, body="<script>alert(1)</script>", subject="<b>bold</b>")

    page = client.get("/demo/outbox/").content.decode()

    assert "<script>alert" not in page
    assert "<b>bold" not in page


def test_messages_of_a_real_school_are_not_shown(client: Client, demo: Cast):
    post(demo, 1, school=demo.next_door.urn, subject="For Whitmere")

    page = client.get("/demo/outbox/").content.decode()

    assert "For Whitmere" not in page
    assert "Nothing has been written yet" in page


def test_outside_the_demo_it_is_not_there(client: Client, cast: Cast, settings):
    settings.DEMO = False

    assert client.get("/demo/outbox/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_any_number_of_messages_takes_the_same_queries(
    client: Client, demo: Cast, number: int, django_assert_num_queries
):
    for place in range(number):
        post(demo, place)

    with django_assert_num_queries(4):
        assert client.get("/demo/outbox/").status_code == 200


def test_twenty_stand_on_a_page(client: Client, demo: Cast):
    for place in range(21):
        post(demo, place)

    assert client.get("/demo/outbox/").content.decode().count("<article") == 20
    assert client.get("/demo/outbox/?page=2").content.decode().count("<article") == 1
    assert client.get("/demo/outbox/?page=nonsense").status_code == 200
