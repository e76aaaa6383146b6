"""Thirty days on one's own device; on a shared one, until the browser closes or half an hour."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.people.half_way import sign_in


def cookie(client: Client):
    return client.cookies["sessionid"]


def test_on_ones_own_device_one_stays_signed_in_for_thirty_days(
    client: Client, cast: Cast, mailoutbox: list, time_machine
):
    sign_in(client, cast.imran, mailoutbox)
    assert cookie(client)["max-age"] == 30 * 24 * 3600

    now = timezone.now()
    for days, status in ((29, 200), (31, 302)):
        time_machine.move_to(now + timedelta(days=days))
        assert client.get("/my-training/").status_code == status, days


def test_on_a_shared_device_the_cookie_goes_with_the_browser(
    client: Client, cast: Cast, mailoutbox: list
):
    sign_in(client, cast.imran, mailoutbox, shared="on")

    assert cookie(client)["max-age"] == ""


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_on_a_shared_device_it_ends_after_half_an_hour_in_which_nothing_was_done(
    client: Client, cast: Cast, mailoutbox: list, time_machine, minutes: int, stays: bool
):
    sign_in(client, cast.imran, mailoutbox, shared="on")
    assert client.get("/my-training/").status_code == 200

    time_machine.move_to(timezone.now() + timedelta(minutes=minutes))
    answer = client.get("/my-training/", follow=True)
    assert ("_auth_user_id" in client.session) == stays
    assert ("What is your e-mail address?" in answer.content.decode()) != stays


def test_reading_on_keeps_a_shared_session_open(
    client: Client, cast: Cast, mailoutbox: list, time_machine
):
    sign_in(client, cast.imran, mailoutbox, shared="on")
    now = timezone.now()
    for minutes in (0, 20, 40, 60):
        time_machine.move_to(now + timedelta(minutes=minutes))
        assert client.get("/my-training/").status_code == 200, minutes


def test_the_choice_is_of_this_sign_in_and_not_of_the_last(
    client: Client, cast: Cast, mailoutbox: list
):
    client.post("/accounts/login/code/", {"email": cast.imran.email, "shared": "on"})
    sign_in(client, cast.imran, mailoutbox)

    assert cookie(client)["max-age"] == 30 * 24 * 3600
