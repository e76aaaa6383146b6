"""Stepping in as somebody: in the demo only, and only as people of the demo school."""

import pytest
from django.test import Client

from people.models import School, User
from tests.cast import Cast


@pytest.fixture
def demo(cast: Cast, settings) -> Cast:
    """Larkfield is the demo school; next door is real."""
    settings.DEMO = True
    School.objects.filter(pk=cast.school.pk).update(made_by_demo=True)
    return cast


def step_in(client: Client, user: User):
    return client.post("/demo/step-in/", {"ref": user.ref})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_one_steps_in_and_sees_their_list(client: Client, demo: Cast):
    answer = step_in(client, demo.ruth)

    assert (answer.status_code, answer["Location"]) == (302, "/my-training/")
    assert client.session["_auth_user_id"] == str(demo.ruth.pk)


def test_the_page_lists_leads_first_and_nobody_of_a_real_school(client: Client, demo: Cast):
    page = client.get("/demo/").content.decode()

    names = [page.index(f"Step in as {name}") for name in ("Comfort", "Kwame", "Ruth", "Devinder")]
    assert names == sorted(names)
    assert "Sanjay" not in page


def test_outside_the_demo_there_is_no_such_page(client: Client, cast: Cast, settings):
    settings.DEMO = False
    School.objects.update(made_by_demo=True)

    assert client.get("/demo/").status_code == 404
    assert step_in(client, cast.ruth).status_code == 404
    assert client.get("/demo/outbox/").status_code == 404
    assert not is_in(client)


def test_nobody_of_a_real_school_can_be_stepped_in_as(client: Client, demo: Cast):
    assert step_in(client, demo.sanjay).status_code == 404
    assert not is_in(client)


def test_nor_somebody_who_works_at_both(client: Client, demo: Cast):
    from people.access import today
    from people.actions import open_post

    open_post(
        school=demo.next_door, person=demo.imran.ref, role="teacher", starts_on=today(), by="x"
    )

    assert step_in(client, demo.imran).status_code == 404


def test_nor_somebody_without_a_school_or_without_an_account(client: Client, demo: Cast):
    adrift = User.objects.create_user(first_name="Ada")
    User.objects.filter(pk=demo.imran.pk).update(is_active=False)

    for user in (adrift, demo.imran):
        assert step_in(client, user).status_code == 404
    assert client.post("/demo/step-in/", {}).status_code == 404
    assert not is_in(client)


def test_opening_an_address_steps_in_as_nobody(client: Client, demo: Cast):
    assert client.get("/demo/step-in/", {"ref": demo.ruth.ref}).status_code == 405
    assert Client(enforce_csrf_checks=True).post("/demo/step-in/").status_code == 403


def test_stepping_over_to_somebody_else_leaves_nothing_of_the_first(client: Client, demo: Cast):
    step_in(client, demo.ruth)
    session = client.session
    session["school"] = "something of Ruth's"
    session.save()

    step_in(client, demo.imran)

    assert "school" not in client.session
