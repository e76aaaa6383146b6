"""Signing in by a code: through the pages, as a colleague does it."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from people.actions import change_identity
from people.models import User
from tests.cast import Cast

ASK, TYPE = "/accounts/login/code/", "/accounts/login/code/confirm/"


def ask(client: Client, address: str, **more: str):
    return client.post(ASK, {"email": address, **more})


def code_in(mail: Any) -> str:
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.body)
    assert found
    return found[0]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_code_comes_by_mail_and_lets_in(client: Client, cast: Cast, mailoutbox: list):
    assert client.get("/accounts/login/").status_code == 200
    answer = ask(client, cast.imran.email)
    assert (answer.status_code, answer["Location"]) == (302, TYPE)
    assert not is_in(client)

    [mail] = mailoutbox
    assert mail.to == [cast.imran.email]
    answer = client.post(TYPE, {"code": code_in(mail)})

    assert (answer.status_code, answer["Location"]) == (302, "/my-training/")
    assert client.session["_auth_user_id"] == str(cast.imran.pk)


def test_capitals_of_the_address_and_of_the_code_do_not_matter(
    client: Client, cast: Cast, mailoutbox: list
):
    ask(client, cast.imran.email.upper())
    client.post(TYPE, {"code": code_in(mailoutbox[0]).lower().replace("-", "")})

    assert is_in(client)


def test_one_comes_back_to_where_one_wanted_to_go(client: Client, cast: Cast, mailoutbox: list):
    ask(client, cast.ruth.email, next="/school/")
    answer = client.post(TYPE, {"code": code_in(mailoutbox[0]), "next": "/school/"})

    assert answer["Location"] == "/school/"


@pytest.mark.parametrize(
    "next_", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(client: Client, cast: Cast, mailoutbox: list, next_: str):
    ask(client, cast.ruth.email, next=next_)
    answer = client.post(TYPE, {"code": code_in(mailoutbox[0]), "next": next_})

    assert answer["Location"] == "/my-training/"


def test_a_wrong_code_is_refused_and_the_right_one_still_works(
    client: Client, cast: Cast, mailoutbox: list
):
    ask(client, cast.imran.email)
    answer = client.post(TYPE, {"code": "AAAA-AAAA"})
    assert answer.status_code == 200
    assert "That is not the code that we sent" in answer.content.decode()
    assert not is_in(client)

    client.post(TYPE, {"code": code_in(mailoutbox[0])})
    assert is_in(client)


def test_after_three_wrong_codes_the_right_one_is_worth_nothing(
    client: Client, cast: Cast, mailoutbox: list
):
    ask(client, cast.imran.email)
    for wrong in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC"):
        client.post(TYPE, {"code": wrong})
    client.post(TYPE, {"code": code_in(mailoutbox[0])})

    assert not is_in(client)


def test_a_code_works_once_and_only_where_it_was_asked_for(
    client: Client, cast: Cast, mailoutbox: list
):
    ask(client, cast.imran.email)
    elsewhere = Client()
    elsewhere.post(TYPE, {"code": code_in(mailoutbox[0])})
    assert not is_in(elsewhere)

    client.post(TYPE, {"code": code_in(mailoutbox[0])})
    client.logout()
    client.post(TYPE, {"code": code_in(mailoutbox[0])})
    assert not is_in(client)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    client: Client, cast: Cast, mailoutbox: list
):
    known, unknown = Client(), Client()
    answers = [
        ask(known, cast.imran.email),
        ask(unknown, "stranger@elsewhere.example"),
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, TYPE)}
    pages = [
        re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", each.get(TYPE).content.decode())
        for each in (known, unknown)
    ]
    assert pages[0].replace(cast.imran.email, "X") == pages[1].replace(
        "stranger@elsewhere.example", "X"
    )
    assert [mail.to for mail in mailoutbox] == [[cast.imran.email]]


def test_a_closed_account_gets_the_same_answer_and_no_mail(
    client: Client, cast: Cast, mailoutbox: list
):
    User.objects.filter(pk=cast.imran.pk).update(is_active=False)

    answer = ask(client, cast.imran.email)

    assert (answer.status_code, answer["Location"]) == (302, TYPE)
    assert mailoutbox == []


def test_an_address_given_up_lets_nobody_in_any_more(client: Client, cast: Cast, mailoutbox: list):
    before = cast.imran.email
    ask(client, before)
    client.post(TYPE, {"code": code_in(mailoutbox[0])})
    client.logout()
    mailoutbox.clear()

    change_identity(user=cast.imran, school=cast.school, by="x", email="imran@new.example")
    ask(client, before)

    assert mailoutbox == []
    assert not EmailAddress.objects.exists()


def test_an_open_session_ends_at_once_when_the_account_is_closed(client: Client, cast: Cast):
    client.force_login(cast.ruth)
    assert client.get("/my-training/").status_code == 200

    User.objects.filter(pk=cast.ruth.pk).update(is_active=False)

    answer = client.get("/my-training/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_session_from_before_signing_in_is_not_the_one_after(
    client: Client, cast: Cast, mailoutbox: list
):
    ask(client, cast.imran.email)
    before = client.session.session_key
    client.post(TYPE, {"code": code_in(mailoutbox[0])})

    assert client.session.session_key != before


def test_pages_with_a_name_on_them_are_kept_nowhere(client: Client, cast: Cast):
    client.force_login(cast.imran)

    assert client.get("/my-training/")["Cache-Control"] == "no-store"


def test_nobody_signs_up_by_themselves(client: Client, cast: Cast):
    for address in ("signup/", "password/reset/", "password/change/", "email/", "3rdparty/"):
        assert client.get(f"/accounts/{address}").status_code == 404, address
        assert client.post(f"/accounts/{address}", {"email": "a@b.example"}).status_code == 404


def test_a_password_opens_nothing(client: Client, cast: Cast):
    cast.imran.set_password("correct horse battery staple")
    cast.imran.save()

    for address in ("/accounts/login/", ASK, "/admin/login/", "/_util/login/"):
        client.post(
            address,
            {
                "email": cast.imran.email,
                "login": cast.imran.email,
                "username": cast.imran.ref,
                "password": "correct horse battery staple",
            },
        )
        assert not is_in(client), address


class Down(EmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError(111, "Connection refused")


def test_when_mail_is_down_the_page_says_so_kindly(client: Client, cast: Cast, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"

    answer = ask(client, cast.imran.email)

    assert answer.status_code == 503
    assert "We could not send your code" in answer.content.decode()
    assert not is_in(client)


def test_the_link_in_the_mail_cannot_be_poisoned_by_the_host(
    client: Client, cast: Cast, mailoutbox: list
):
    answer = client.post(ASK, {"email": cast.imran.email}, HTTP_HOST="evil.example")
    assert answer.status_code == 400

    client.post(ASK, {"email": cast.imran.email}, HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil" not in mailoutbox[0].body + mailoutbox[0].subject


def test_three_codes_a_minute_are_enough_for_anybody(client: Client, cast: Cast, mailoutbox: list):
    answers = [ask(Client(), cast.imran.email) for _ in range(5)]

    assert len(mailoutbox) == 3
    assert "several tries in a short time" in answers[-1].content.decode()
