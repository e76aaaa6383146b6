"""The second factor: what it holds back until it is passed, and how it is set up and passed."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from people.clock import clock
from people.models import StaffFile, User
from people.proofs import SETTING_UP
from people.staff_days import full_day
from tests.cast import Cast
from tests.people.half_way import AGAIN, SECOND, Phone, shown, sign_in

FIRST = "/how-you-sign-in/first/"
OTHERS = [
    "/school/",
    "/school/requirements/",
    "/school/publish/",
    "/school/certificates/",
    "/school/people/import/",
    "/admin/",
    "/admin/pages/",
]


def gate(address: str) -> str:
    return f"{FIRST}?next={quote(address, safe='')}"


@pytest.fixture
def half_way(client: Client, cast: Cast, mailoutbox: list) -> Client:
    """Ruth, the DSL, by a code alone; she has set nothing up yet."""
    sign_in(client, cast.ruth, mailoutbox)
    return client


@pytest.mark.parametrize("address", OTHERS)
def test_half_way_nothing_of_others_is_shown(half_way: Client, address: str):
    answer = half_way.get(address)

    assert (answer.status_code, answer["Location"]) == (302, gate(address))


@pytest.mark.parametrize("name", ["ruth", "kwame", "comfort"])
def test_dsl_deputy_and_head_are_all_held_back(
    client: Client, cast: Cast, mailoutbox: list, name: str
):
    sign_in(client, getattr(cast, name), mailoutbox)

    assert client.get("/school/")["Location"] == gate("/school/")


def test_what_is_posted_half_way_changes_nothing(half_way: Client, cast: Cast):
    file = SimpleUploadedFile("staff.csv", b"First name,Last name,Role\nEve,Elm,Teacher\n")
    answer = half_way.post("/school/people/import/", {"file": file})

    assert (answer.status_code, answer["Location"]) == (302, gate("/my-training/"))
    assert not StaffFile.objects.exists()


def test_half_way_ones_own_training_is_open(half_way: Client):
    assert half_way.get("/my-training/").status_code == 200
    assert half_way.get("/my-certificates/").status_code == 200


def test_half_way_the_menu_still_shows_the_way(half_way: Client):
    page = half_way.get("/my-training/").content.decode()

    assert 'href="/school/"' in page
    assert 'href="/how-you-sign-in/"' in page


def test_somebody_who_sees_nobody_is_asked_for_nothing(
    client: Client, cast: Cast, mailoutbox: list
):
    sign_in(client, cast.imran, mailoutbox)

    assert client.get("/my-training/").status_code == 200
    assert client.get("/school/").status_code == 404
    assert client.get("/admin/").status_code == 404


def test_with_an_app_the_code_alone_signs_nobody_in(client: Client, cast: Cast, mailoutbox: list):
    Phone(cast.ruth)
    answer = sign_in(client, cast.ruth, mailoutbox)

    assert answer["Location"] == SECOND
    for address in [*OTHERS, "/my-training/", "/how-you-sign-in/"]:
        assert client.get(address)["Location"].startswith("/accounts/login/"), address


def test_the_app_opens_what_the_code_did_not(client: Client, cast: Cast, mailoutbox: list):
    phone = Phone(cast.ruth)
    sign_in(client, cast.ruth, mailoutbox, next="/school/")
    answer = client.post(SECOND, {"code": phone.code()})

    assert answer["Location"] == "/school/"
    assert client.get("/school/").status_code == 200
    assert client.get("/admin/").status_code == 200


def test_a_clock_may_be_half_a_minute_out_and_no_more(client: Client, cast: Cast, mailoutbox: list):
    phone = Phone(cast.ruth)
    sign_in(client, cast.ruth, mailoutbox)
    assert client.post(SECOND, {"code": phone.code(-3)}).status_code == 200
    assert client.post(SECOND, {"code": phone.code(-1)}).status_code == 302


def test_a_code_of_the_app_works_once(client: Client, cast: Cast, mailoutbox: list, time_machine):
    time_machine.move_to("2026-11-20 08:10:00+00:00")
    phone = Phone(cast.ruth)
    code = phone.code(1)  # good for a minute and a half, to a clock that is behind
    sign_in(client, cast.ruth, mailoutbox)
    assert client.post(SECOND, {"code": code}).status_code == 302

    time_machine.move_to("2026-11-20 08:10:45+00:00")
    again = Client()
    sign_in(again, cast.ruth, mailoutbox)
    assert again.post(SECOND, {"code": code}).status_code == 200


def test_after_five_wrong_codes_the_right_one_has_to_wait(
    client: Client, cast: Cast, mailoutbox: list
):
    phone = Phone(cast.ruth)
    sign_in(client, cast.ruth, mailoutbox)
    for wrong in range(5):
        client.post(SECOND, {"code": f"00000{wrong}"})
    answer = client.post(SECOND, {"code": phone.code()})

    assert answer.status_code == 200
    assert "several tries in a short time" in answer.content.decode()


def test_a_recovery_code_lets_in_once(client: Client, cast: Cast, mailoutbox: list):
    phone = Phone(cast.ruth)
    sign_in(client, cast.ruth, mailoutbox)
    assert client.post(SECOND, {"code": phone.recovery[0]}).status_code == 302

    again = Client()
    sign_in(again, cast.ruth, mailoutbox)
    assert again.post(SECOND, {"code": phone.recovery[0]}).status_code == 200


def test_an_app_is_set_up_on_the_way_and_one_comes_back(half_way: Client, cast: Cast):
    page = half_way.get(half_way.get("/school/")["Location"]).content.decode()
    assert "One more lock" in page

    page = half_way.get("/how-you-sign-in/app/").content.decode()
    assert "<svg" in page
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert secret
    answer = half_way.post("/how-you-sign-in/app/", {"code": shown(secret[1].replace(" ", ""))})

    assert answer["Location"] == "/how-you-sign-in/recovery-codes/"
    page = half_way.get(answer["Location"]).content.decode()
    assert len(re.findall(r"<li>\d{4} \d{4}</li>", page)) == 10
    assert '<a class="btn" href="/school/">Carry on</a>' in page
    assert half_way.get("/school/").status_code == 200


def test_what_makes_the_codes_is_not_readable_in_the_database(cast: Cast):
    phone = Phone(cast.ruth)

    for row in Authenticator.objects.filter(user=cast.ruth):
        assert phone.secret not in str(row.data)
        assert not set(phone.recovery) & set(str(row.data).split('"'))
    assert Authenticator.objects.get(type="totp").wrap().validate_code(phone.code())


def test_a_first_factor_is_set_up_only_by_somebody_who_has_just_shown_who_they_are(
    half_way: Client, time_machine
):
    assert half_way.get("/how-you-sign-in/passkey/").status_code == 200

    time_machine.move_to(timezone.now() + timedelta(seconds=SETTING_UP + 1))
    for address in ("/how-you-sign-in/passkey/", "/how-you-sign-in/app/"):
        assert half_way.get(address)["Location"].startswith("/accounts/again/code/"), address


def test_somebody_with_a_factor_and_an_old_session_is_asked_for_it(half_way: Client, cast: Cast):
    phone = Phone(cast.ruth)  # set up on another device meanwhile
    asked = half_way.get(half_way.get("/school/")["Location"])
    assert asked["Location"] == f"{AGAIN}?next=%2Fschool%2F"

    answer = half_way.post(asked["Location"], {"code": phone.code(), "next": "/school/"})

    assert answer["Location"] == "/school/"
    assert half_way.get("/school/").status_code == 200


def test_a_second_passkey_or_app_takes_the_first(half_way: Client, cast: Cast):
    Phone(cast.ruth)

    for address in ("passkey/", "app/off/", "recovery-codes/", "recovery-codes/new/"):
        answer = half_way.get(f"/how-you-sign-in/{address}")
        assert answer["Location"].startswith(AGAIN), address


@pytest.mark.parametrize(
    "next_", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"]
)
def test_the_step_sends_nobody_to_another_site(half_way: Client, next_: str):
    half_way.get(FIRST, {"next": next_})

    assert half_way.session["after-factor"] == "/my-training/"


def test_a_change_is_told_by_mail_with_its_day_its_time_and_the_device(
    half_way: Client, cast: Cast, mailoutbox: list, time_machine
):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    Phone(cast.ruth)
    agent = "Mozilla/5.0 (Linux; Android 16) Chrome/150.0 Mobile Safari/537.36"
    code = shown_for(cast.ruth)
    half_way.post(f"{AGAIN}?next=/how-you-sign-in/app/off/", {"code": code})
    half_way.post("/how-you-sign-in/app/off/", headers={"user-agent": agent})

    mail = mailoutbox[-1]
    assert mail.to == [cast.ruth.email]
    assert mail.subject == "The authenticator app was removed from your account"
    done = f"It was done on {full_day(timezone.localdate(now))} at {clock(now)}, in "
    assert f"{done}Chrome on an Android device." in unescape(mail.body)


def shown_for(user: User) -> str:
    from allauth.mfa.utils import decrypt

    return shown(decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"]))
