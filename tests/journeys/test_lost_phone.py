"""The deputy uses an app, loses it, and the DSL resets it."""

import re

import pytest

from tests.cast import Cast
from tests.journeys.conftest import PHONE, Reader, Sits
from tests.journeys.test_passkey import signs_in_by_code, signs_out
from tests.people.half_way import Phone, shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = [PHONE]


def types(reader: Reader, code: str) -> None:
    reader.page.locator("input.code").fill(code)


@pytest.mark.parametrize("screen", SCREENS)
def test_the_deputy_uses_an_app_loses_it_and_it_is_reset(
    cast: Cast, sits: Sits, mailoutbox: list, screen: dict
):
    kwame = sits("kwame-app", screen=screen, script=False)
    kwame.goes_to("/school/")
    kwame.page.get_by_text("Other people use this").click()
    signs_in_by_code(kwame, cast.kwame, mailoutbox)
    kwame.presses("Use an app")
    secret = re.search(r"type this key: ([A-Z2-7 ]+)", kwame.words)
    assert secret
    types(kwame, "000000")
    kwame.presses("Use this app")
    secret = re.search(r"type this key: ([A-Z2-7 ]+)", kwame.words)
    assert secret
    types(kwame, shown(secret[1].replace(" ", "")))
    kwame.presses("Use this app")
    assert kwame.title == "Your recovery codes"
    kwame.presses("Carry on")
    assert kwame.page.url.endswith("/school/")
    kwame.goes_to("/how-you-sign-in/")
    kwame.presses("Stop using the app")
    kwame.presses("Keep it")
    signs_out(kwame)

    kwame.goes_to("/accounts/login/")
    signs_in_by_code(kwame, cast.kwame, mailoutbox)
    assert kwame.title == "One more step"
    assert "Lost your phone?" in kwame.words

    ruth = sits("ruth-resets", screen=screen)
    app = Phone(cast.ruth)
    ruth.goes_to("/school/sign-in/")
    signs_in_by_code(ruth, cast.ruth, mailoutbox)
    types(ruth, app.code())
    ruth.presses("Sign in")
    assert ruth.title == "When a phone is lost"
    ruth.presses("Kwame Thistlemere")
    ruth.page.get_by_label("What happened").fill("Lost on the bus; I spoke to him in room 4.")
    ruth.presses("Reset it")
    assert "Lost on the bus" in ruth.words

    kwame.goes_to("/accounts/login/")
    signs_in_by_code(kwame, cast.kwame, mailoutbox)
    assert kwame.page.url.endswith("/my-training/")
