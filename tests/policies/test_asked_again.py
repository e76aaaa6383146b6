"""Before a signature: is it still you? Asked after twelve hours, and on a shared device."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from people.models import User
from register.models import Edition
from tests.people.half_way import AGAIN, Phone, code_in, sign_in
from tests.policies.reading import NAME, POLICY, form_on, signatures

CODE = "/accounts/again/code/"
MORNING, EVENING, NIGHT = "2026-11-25T09:00:00Z", "2026-11-25T20:59:00Z", "2026-11-25T21:01:00Z"


@pytest.fixture
def bethan_by_mail(bethan: User) -> User:
    bethan.email = "bethan@larkfield.example"
    bethan.save()
    return bethan


def signs(client: Client) -> Any:
    page = client.get(POLICY)
    return client.post(POLICY, form_on(page) | {"name": NAME})


def test_twelve_hours_after_signing_in_it_is_asked_and_then_signed_as_it_was_typed(
    policy: Edition, client: Client, bethan_by_mail: User, mailoutbox: list
):
    sign_in(client, bethan_by_mail, mailoutbox)
    with time_machine.travel(NIGHT, tick=False):
        asked = signs(client)
        assert asked["Location"] == f"{CODE}?next=%2Fpolicies%2Fchild-protection%2F"
        assert not signatures()

        client.post(asked["Location"], {"action": "send"})
        answer = client.post(asked["Location"], {"code": code_in(mailoutbox[-1])})

        assert (answer.status_code, answer["Location"]) == (302, f"{POLICY}signed/")
        (record,) = signatures()
        assert record.person == bethan_by_mail.ref
        assert client.get(f"{POLICY}signed/").status_code == 200


def test_within_twelve_hours_it_is_not_asked(
    policy: Edition, client: Client, bethan_by_mail: User, mailoutbox: list
):
    sign_in(client, bethan_by_mail, mailoutbox)
    with time_machine.travel(EVENING, tick=False):
        signs(client)

    assert len(signatures()) == 1


@pytest.mark.parametrize(("when", "asked"), [("09:14", False), ("09:16", True)])
def test_on_a_shared_device_it_is_asked_after_a_quarter_of_an_hour(
    policy: Edition,
    client: Client,
    bethan_by_mail: User,
    mailoutbox: list,
    when: str,
    asked: bool,
):
    sign_in(client, bethan_by_mail, mailoutbox, shared="on")
    with time_machine.travel(f"2026-11-25T{when}:00Z", tick=False):
        assert signs(client)["Location"].startswith(CODE) is asked

    assert bool(signatures()) is not asked


def test_a_wrong_name_is_put_right_on_the_page_of_the_policy(
    policy: Edition, client: Client, bethan_by_mail: User, mailoutbox: list
):
    sign_in(client, bethan_by_mail, mailoutbox)
    with time_machine.travel(NIGHT, tick=False):
        form = form_on(client.get(POLICY)) | {"name": "Beth"}
        asked = client.post(POLICY, form)["Location"]
        client.post(asked, {"action": "send"})
        page = client.post(asked, {"code": code_in(mailoutbox[-1])}).content.decode()

    assert "Please type it like that" in page
    assert f'method="post" action="{POLICY}"' in page
    assert not signatures()


def test_somebody_with_an_app_shows_it_and_a_mailbox_is_not_enough(
    policy: Edition, client: Client, bethan_by_mail: User, mailoutbox: list
):
    phone = Phone(bethan_by_mail)
    sign_in(client, bethan_by_mail, mailoutbox)
    client.post("/accounts/second/", {"code": phone.code()})
    with time_machine.travel(NIGHT, tick=False):
        asked = signs(client)["Location"]
        assert asked.startswith(AGAIN)
        assert not asked.startswith(CODE)
        assert client.get(CODE)["Location"] == AGAIN
        client.post(asked, {"code": phone.code()})

    assert len(signatures()) == 1


def test_three_wrong_codes_sign_nothing_and_another_can_be_sent(
    policy: Edition, client: Client, bethan_by_mail: User, mailoutbox: list
):
    sign_in(client, bethan_by_mail, mailoutbox)
    with time_machine.travel(NIGHT, tick=False):
        asked = signs(client)["Location"]
        client.post(asked, {"action": "send"})
        right = code_in(mailoutbox[-1])
        for wrong in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC", right):
            client.post(asked, {"code": wrong})
        assert not signatures()

        client.post(asked, {"action": "send"})
        client.post(asked, {"code": code_in(mailoutbox[-1])})
    assert len(signatures()) == 1
