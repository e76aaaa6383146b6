"""A lost passkey or app: a second person resets it, it is written down, and the person is told."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client

from outbox.models import Message
from outbox.resets import tell_of_resets
from people.access import today
from people.actions import open_post
from people.models import FactorReset
from tests.cast import Cast
from tests.people.half_way import Phone, sign_in

WHY = "Lost her phone on Monday; I spoke to her in the office."


@pytest.fixture
def kwames_phone(cast: Cast) -> Phone:
    return Phone(cast.kwame)


def resets(client: Client, person, **form: str):
    return client.post(f"/school/sign-in/{person.ref}/", {"why": WHY, **form})


@pytest.mark.parametrize("name", ["ruth", "comfort"])
def test_dsl_and_head_reset_a_deputys(
    client: Client, cast: Cast, kwames_phone: Phone, mailoutbox: list, name: str
):
    by = getattr(cast, name)
    client.force_login(by)
    assert cast.kwame.get_full_name() in client.get("/school/sign-in/").content.decode()
    resets(client, cast.kwame)

    assert not Authenticator.objects.filter(user=cast.kwame).exists()
    [row] = FactorReset.objects.all()
    assert (row.person, row.by, row.why) == (cast.kwame.ref, by.ref, WHY)
    assert sign_in(Client(), cast.kwame, mailoutbox)["Location"] == "/my-training/"
    assert WHY in client.get("/school/sign-in/").content.decode()


def test_every_session_of_theirs_ends_at_once(client: Client, cast: Cast, kwames_phone: Phone):
    thief = Client()
    thief.force_login(cast.kwame)
    client.force_login(cast.ruth)
    resets(client, cast.kwame)

    assert thief.get("/my-training/")["Location"].startswith("/accounts/login/")
    assert client.get("/my-training/").status_code == 200


def test_the_person_is_told_once(client: Client, cast: Cast, kwames_phone: Phone):
    client.force_login(cast.ruth)
    resets(client, cast.kwame)
    tell_of_resets()
    tell_of_resets()

    [message] = Message.objects.filter(key__startswith="factor-reset:")
    assert message.to == cast.kwame.ref
    assert "Ruth Otterby reset how you sign in" in message.body


def test_pressing_twice_resets_once(client: Client, cast: Cast, kwames_phone: Phone):
    client.force_login(cast.ruth)
    resets(client, cast.kwame)
    answer = resets(client, cast.kwame, follow="")

    assert "There is nothing to reset" in client.get(answer["Location"]).content.decode()
    assert FactorReset.objects.count() == 1


@pytest.mark.parametrize("name", ["kwame", "devinder", "imran", "eleri"])
def test_nobody_else_does(client: Client, cast: Cast, name: str):
    Phone(cast.comfort)
    client.force_login(getattr(cast, name))

    assert resets(client, cast.comfort).status_code == 404
    assert Authenticator.objects.filter(user=cast.comfort).exists()


def test_nobody_resets_their_own(client: Client, cast: Cast):
    Phone(cast.ruth)
    client.force_login(cast.ruth)
    answer = resets(client, cast.ruth)

    assert "Nobody resets their own" in client.get(answer["Location"]).content.decode()
    assert Authenticator.objects.filter(user=cast.ruth).exists()


def test_who_leads_at_another_school_is_reset_there(client: Client, cast: Cast):
    Phone(cast.eleri)
    open_post(school=cast.school, person=cast.eleri.ref, role="governor", starts_on=today(), by="x")
    client.force_login(cast.ruth)
    answer = resets(client, cast.eleri)

    assert "leads at another school" in client.get(answer["Location"]).content.decode()
    assert Authenticator.objects.filter(user=cast.eleri).exists()


def test_without_a_reason_nothing_happens(client: Client, cast: Cast, kwames_phone: Phone):
    client.force_login(cast.ruth)
    answer = resets(client, cast.kwame, why=" ")

    assert answer.status_code == 400
    assert Authenticator.objects.filter(user=cast.kwame).exists()


@pytest.mark.parametrize("wrong", [{"by": "a"}, {"why": ""}])
def test_the_database_refuses_it_as_well(db: None, wrong: dict):
    right = {"school": "900001", "person": "a", "by": "b", "why": WHY}
    FactorReset.objects.create(**right)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.create(**(right | wrong))
