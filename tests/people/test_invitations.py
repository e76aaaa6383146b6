"""The invitation: opening it changes nothing, pressing lets in once, and then it is over."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.tokens import default_token_generator
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from people.access import posts_as_they_stand, today
from people.actions import change_identity, end_post
from people.invitations import invitation_address, invited
from people.models import User
from tests.cast import Cast
from tests.people.half_way import sign_in

BASE = "http://localhost:8000"


@pytest.fixture
def link(cast: Cast) -> str:
    """Nadia's invitation, from the root."""
    return invitation_address(cast.nadia).removeprefix(BASE)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_pressing_lets_in_and_goes_to_ones_own_list(client: Client, cast: Cast, link: str):
    answer = client.post(link)

    assert (answer.status_code, answer["Location"]) == (302, "/my-training/")
    assert client.session["_auth_user_id"] == str(cast.nadia.pk)


def test_on_ones_own_phone_one_stays_signed_in_for_thirty_days(client: Client, link: str):
    client.post(link)

    cookie = client.cookies["sessionid"]
    assert cookie["max-age"] == 30 * 24 * 3600


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_it_changes_nothing_however_often(client: Client, link: str, method: str):
    for _ in range(3):
        assert getattr(client, method)(link).status_code == 200
    assert not is_in(client)
    assert User.objects.get(first_name="Nadia").last_login is None

    assert client.post(link).status_code == 302


def test_it_welcomes_by_first_name_and_school(client: Client, link: str):
    page = client.get(link).content.decode()

    assert "Welcome, Nadia" in page
    assert "Larkfield Primary School" in page
    assert "Fernhollow" not in page


def test_the_page_is_kept_by_no_browser_and_no_proxy(client: Client, link: str):
    assert "no-store" in client.get(link)["Cache-Control"]


def test_it_lets_in_once(client: Client, link: str):
    client.post(link)
    another = Client()

    for answer in (another.get(link), another.post(link)):
        assert answer.status_code == 410
        assert "This link has been used" in answer.content.decode()
    assert not is_in(another)


def test_it_is_good_to_the_end_of_the_seventh_day(client: Client, cast: Cast):
    now = timezone.now()
    link = invitation_address(cast.nadia).removeprefix(BASE)

    with time_machine.travel(now + timedelta(days=7, minutes=-1)):
        assert client.get(link).status_code == 200
    with time_machine.travel(now + timedelta(days=7, minutes=1)):
        assert client.get(link).status_code == 410
        assert client.post(link).status_code == 410
    assert not is_in(client)


def test_signing_in_by_code_ends_it_as_well(
    client: Client, cast: Cast, link: str, mailoutbox: list
):
    sign_in(Client(), cast.nadia, mailoutbox)
    answer = client.post(link)

    assert answer.status_code == 410
    assert "This link has been used, or is too old" in answer.content.decode()
    assert not is_in(client)


def test_another_address_ends_it(client: Client, cast: Cast, link: str):
    change_identity(user=cast.nadia, school=cast.school, by="x", email="n@larkfield.example")

    assert client.post(link).status_code == 410
    assert not is_in(client)


def test_a_name_put_right_does_not_end_it(client: Client, cast: Cast, link: str):
    change_identity(user=cast.nadia, school=cast.school, by="x", last_name="Fernhollowe")

    assert client.post(link)["Location"] == "/my-training/"
    assert is_in(client)


def test_a_leaver_is_not_let_in(client: Client, cast: Cast):
    link = invitation_address(cast.imran).removeprefix(BASE)
    [post] = posts_as_they_stand(person=cast.imran.ref)
    end_post(post=post, ends_on=today() - timedelta(days=1), by="x")

    assert client.post(link).status_code == 410
    assert not is_in(client)


def test_a_closed_account_is_not_let_in(client: Client, cast: Cast, link: str):
    cast.nadia.is_active = False
    cast.nadia.save()

    assert client.post(link).status_code == 410
    assert not is_in(client)


def test_a_token_of_another_kind_or_person_is_turned_away(client: Client, cast: Cast, link: str):
    own = link.rstrip("/").rsplit("/", 1)[1]
    standing = own.split(".")[0]
    for ref, token in (
        (cast.ruth.ref, own),
        ("nobody", own),
        (cast.nadia.ref, default_token_generator.make_token(cast.nadia)),
        (cast.nadia.ref, TimestampSigner(sep=".", salt="another purpose").sign(standing)),
        (cast.nadia.ref, own[:-1] + ("A" if own[-1] != "A" else "B")),
        (cast.nadia.ref, "x"),
        (cast.nadia.ref, "\0"),
    ):
        assert invited(ref, token) is None
        assert client.post(f"/welcome/{ref}/{token}/").status_code in (404, 410)
    assert not is_in(client)


def test_nothing_in_the_link_says_who_it_is_for(cast: Cast, link: str):
    for word in ("nadia", "fernhollow", "@"):
        assert word not in link.lower()


def test_whoever_was_signed_in_there_is_signed_out_first(client: Client, cast: Cast, link: str):
    client.force_login(cast.ruth)
    before = client.session.session_key

    client.post(link)

    assert client.session["_auth_user_id"] == str(cast.nadia.pk)
    assert client.session.session_key != before


def test_a_link_that_is_over_signs_nobody_out(client: Client, cast: Cast, link: str):
    Client().post(link)
    client.force_login(cast.ruth)

    client.post(link)

    assert client.session["_auth_user_id"] == str(cast.ruth.pk)


def test_without_the_forms_own_token_it_lets_nobody_in(link: str):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(link).status_code == 403
    assert not is_in(strict)
