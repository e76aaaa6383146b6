"""What the sign-in pages promise about a code is what allauth does."""

import re

import pytest
from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from django.template.loader import get_template

PAGES = (
    "account/request_login_code.html",
    "account/confirm_login_code.html",
    "account/email/login_code_message.txt",
)


@pytest.mark.parametrize("page", PAGES)
def test_the_page_says_how_long_a_code_lasts(page):
    minutes = {3: "three", 5: "five", 10: "ten", 15: "fifteen"}[
        app_settings.LOGIN_BY_CODE_TIMEOUT // 60
    ]
    assert f"{minutes} minutes" in get_template(page).template.source


def test_a_code_is_eight_letters_as_the_page_says():
    assert re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", get_adapter().generate_login_code())
    assert "eight letters" in get_template("account/confirm_login_code.html").template.source


@pytest.mark.django_db
def test_the_mail_holds_the_code_and_no_link(client, django_user_model, mailoutbox):
    django_user_model.objects.create_user(
        email="nadia@example.org", first_name="Nadia", last_name="Fernhollow"
    )
    page = client.post("/accounts/login/code/", {"email": "nadia@example.org"}, follow=True)
    assert "nadia@example.org" in page.content.decode()
    (mail,) = mailoutbox
    assert mail.subject == "Your code to sign in"
    assert re.search(r"^    [A-Z]{4}-[A-Z]{4}$", mail.body, re.MULTILINE)
    assert "http" not in mail.body


@pytest.mark.django_db
def test_the_front_door_asks_for_an_address_and_never_for_a_password(client):
    page = client.get("/accounts/login/?next=/my-training/").content.decode()
    assert 'type="email"' in page
    assert 'type="password"' not in page
    assert 'name="next" value="/my-training/"' in page
