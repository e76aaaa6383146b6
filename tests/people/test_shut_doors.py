"""Wagtail's and Django's own doors stay shut: there is one way in, and it is ours."""

import pytest
from django.test import Client

from people.models import User
from tests.cast import Cast


@pytest.mark.parametrize(
    ("door", "leads_to"),
    [
        ("/admin/login/", "/accounts/login/"),
        ("/admin/login/?next=/admin/pages/", "/accounts/login/?next=/admin/pages/"),
        ("/_util/login/?next=/x/", "/accounts/login/?next=/x/"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_other_ways_in_lead_to_ours_and_keep_where_one_was_going(
    client: Client, db: None, door: str, leads_to: str, method: str
):
    answer = getattr(client, method)(door)

    assert (answer.status_code, answer["Location"]) == (302, leads_to)


def test_the_admin_itself_sends_to_our_door(client: Client, db: None):
    answer = client.get("/admin/pages/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/admin/pages/")


@pytest.mark.parametrize("who", ["nobody", "editor", "superuser"])
@pytest.mark.parametrize(
    "door",
    [
        "/admin/password_reset/",
        "/admin/password_reset/done/",
        "/admin/password_reset/confirm/MQ/x-y/",
        "/admin/password_reset/complete/",
        "/admin/account/change_password/",
        "/admin/account/change_email/",
        "/admin/users/",
        "/admin/users/add/",
        "/admin/users/1/",
    ],
)
def test_doors_to_accounts_and_passwords_are_not_there(
    client: Client, cast: Cast, who: str, door: str
):
    if who == "editor":
        client.force_login(cast.ruth)
    if who == "superuser":
        client.force_login(User.objects.create_user(first_name="Root", is_superuser=True))

    assert client.get(door).status_code == 404
    assert client.post(door, {"email": cast.ruth.email}).status_code == 404


def test_an_editor_cannot_change_a_name_that_the_register_is_bound_to(client: Client, cast: Cast):
    client.force_login(cast.ruth)
    page = client.get("/admin/account/")
    assert page.status_code == 200
    assert "name_email-first_name" not in page.content.decode()

    client.post("/admin/account/", {"name_email-first_name": "Eve", "name_email-last_name": "X"})

    assert User.objects.get(pk=cast.ruth.pk).get_full_name() == "Ruth Otterby"


def test_the_admin_is_not_there_for_a_teacher_and_never_sends_them_round_in_a_ring(
    client: Client, cast: Cast
):
    client.force_login(cast.imran)

    for door in ("/admin/", "/admin/account/", "/admin/pages/"):
        answer = client.get(door, follow=True)
        assert (answer.status_code, answer.redirect_chain) == (404, []), door
        assert "We cannot find that page" in answer.content.decode()


def test_the_admin_asks_no_other_site_for_anything(client: Client, cast: Cast):
    client.force_login(cast.ruth)

    for door in ("/admin/", "/admin/account/", "/admin/pages/"):
        page = client.get(door, follow=True).content.decode()
        assert "gravatar" not in page.lower()
        assert "releases.wagtail.org" not in page
