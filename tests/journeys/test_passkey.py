"""A passkey, from making it to signing in with it, by a browser with an authenticator inside it."""

import re

import pytest

from people.models import User
from tests.cast import Cast
from tests.journeys.conftest import Reader, Sits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def with_authenticator(reader: Reader, *, knows_them: bool = True) -> None:
    """As a phone with a fingerprint reader, which knows the finger or does not."""
    browser = reader.page.context.new_cdp_session(reader.page)
    browser.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": knows_them,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def signs_in_by_code(reader: Reader, user: User, mailoutbox: list) -> None:
    reader.page.get_by_label("What is your e-mail address?").fill(user.email or "")
    reader.presses("Send me a code")
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mailoutbox[-1].body)
    assert code
    reader.page.get_by_label("The eight letters in the mail").fill(code[0])
    reader.presses("Sign in")


def signs_out(reader: Reader) -> None:
    reader.goes_to("/accounts/logout/")
    reader.follows(reader.page.get_by_role("main").get_by_role("button", name="Sign out"))


def test_the_dsl_makes_a_passkey_on_the_way_to_her_board_and_then_signs_in_with_it(
    cast: Cast, sits: Sits, mailoutbox: list
):
    ruth = sits("ruth-passkey")
    with_authenticator(ruth)
    ruth.goes_to("/school/")
    assert ruth.title == "Sign in"
    signs_in_by_code(ruth, cast.ruth, mailoutbox)
    assert ruth.title == "One more lock, before other people’s records"

    ruth.presses("Make a passkey")
    ruth.presses("Make a passkey")
    assert ruth.title == "Your recovery codes"
    assert mailoutbox[-1].subject == "A passkey was added to your account"
    ruth.presses("Carry on")
    assert ruth.page.url.endswith("/school/")

    signs_out(ruth)
    ruth.goes_to("/school/")
    ruth.presses("Use a passkey instead")
    assert ruth.page.url.endswith("/school/")

    signs_out(ruth)
    ruth.goes_to("/accounts/login/")
    signs_in_by_code(ruth, cast.ruth, mailoutbox)
    assert ruth.title == "One more step"
    ruth.presses("Use your passkey")
    ruth.goes_to("/how-you-sign-in/")
    assert "Chrome on a Linux computer" in ruth.words
    assert "Last used on" in ruth.words


def test_a_passkey_of_a_finger_that_is_not_known_lets_nobody_in(
    cast: Cast, sits: Sits, mailoutbox: list
):
    ruth = sits("ruth-stranger")
    with_authenticator(ruth, knows_them=False)
    ruth.goes_to("/accounts/login/")
    ruth.page.get_by_role("button", name="Use a passkey instead").click()
    ruth.page.get_by_text("No passkey was used").wait_for()
    ruth.looks()
    assert ruth.title == "Sign in"


def test_without_javascript_nothing_about_passkeys_is_in_the_way(
    cast: Cast, sits: Sits, mailoutbox: list
):
    imran = sits("imran-plain", script=False)
    imran.goes_to("/accounts/login/")
    assert imran.page.get_by_role("button", name="Use a passkey instead").count() == 0
    signs_in_by_code(imran, cast.imran, mailoutbox)
    assert imran.page.url.endswith("/my-training/")

    imran.goes_to("/how-you-sign-in/passkey/")
    imran.presses("use an authenticator app")
    assert imran.title == "Use an authenticator app"
