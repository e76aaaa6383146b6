"""Journey 2 (docs/look.md): a Tuesday volunteer reads and signs at the desk, before a witness, with
no account and no mail address; the desk then sees that she may start."""

import pytest

from people.models import User
from register.models import Record
from tests.journeys.conftest import DESK, PHONE, Reader, Sits, steps_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TWO_SIDES = "Safeguarding for volunteers and visitors"


def sits_at_the_front_desk(devinder: Reader) -> str:
    """The office opens the desk; returns this week's letters."""
    steps_in(devinder, "Devinder Ashgrove")
    devinder.goes_to("/school/desk/")
    assert "Not yet, because one thing is still to be done" in devinder.words
    return devinder.page.locator(".note .code").inner_text()


def asks_to_be_let_in(halima: Reader, letters: str) -> str:
    """By the letters, as somebody types them; returns the word and the number."""
    halima.goes_to("/desk/")
    halima.page.get_by_label("The six letters on the card").fill(letters.lower()[:5])
    halima.presses("Go on")
    assert "The code has six letters. This one has 5 letters." in halima.words
    halima.page.get_by_label("The six letters on the card").fill(letters.lower())
    halima.presses("Go on")
    assert "Larkfield Primary School" in halima.words
    halima.page.get_by_label("Your surname").fill("oakhanger")
    halima.presses("Go on")
    assert halima.title == "Please show this to the office"
    assert "Halima" not in halima.words
    return halima.page.locator(".key").inner_text().split(":")[-1].strip()


def is_known_by(devinder: Reader, shown: str, halima: Reader) -> None:
    """The office sees the same words, and says yes; her page goes on."""
    yes = devinder.page.get_by_role("button", name="Yes, this is Halima Oakhanger")
    if devinder.script:
        yes.wait_for()  # it appears by itself
    else:
        devinder.presses("Look again")
    assert shown in devinder.page.locator(".tab.now h2").inner_text()
    devinder.looks()
    devinder.follows(yes)
    assert "Their screen goes on now" in devinder.words
    if halima.script:
        halima.page.wait_for_url("**/desk/list/**")
        halima.looks()
    else:
        halima.presses("Go on")
    assert halima.title == "One thing to read and sign"


def reads_and_signs_in_large_print(halima: Reader) -> None:
    halima.presses("Large print")
    halima.follows(halima.page.get_by_role("link", name="Read", exact=True))
    assert halima.title == TWO_SIDES
    assert halima.page.locator("html.large").count() == 1
    page = halima.page
    page.locator("label.card").filter(has_text="I have to tell someone").click()
    page.locator("label.card").filter(has_text="Go to a deputy or the office").click()
    page.get_by_label("Type your full name").fill("halima oakhanger")
    halima.presses("I have read and understood this")
    assert halima.title == "That is everything. Thank you"
    assert "Devinder Ashgrove" in halima.words


@pytest.mark.parametrize("script", [True, False], ids=["phone", "phone without JavaScript"])
def test_a_volunteer_signs_before_a_witness_and_may_start(demo, sits: Sits, script: bool):
    devinder = sits("devinder", screen=DESK, script=script)
    halima = sits("halima", screen=PHONE, script=script)

    letters = sits_at_the_front_desk(devinder)
    shown = asks_to_be_let_in(halima, letters)
    is_known_by(devinder, shown, halima)
    halima.goes_to("/card/")
    assert "Ruth Otterby" in halima.words
    halima.goes_to("/my-training/")  # not hers to open here: it leads back to her list
    assert halima.page.url.endswith("/desk/list/")
    reads_and_signs_in_large_print(halima)
    halima.follows(halima.page.locator("main").get_by_role("button", name="Hand the tablet back"))
    assert halima.title == "Thank you"
    assert "Halima" not in halima.words

    devinder.goes_to("/school/desk/?name=oakhanger")
    assert "May start" in devinder.words
    person = User.objects.get(last_name="Oakhanger")
    record = Record.objects.get(person=person.ref, item="safeguarding-for-volunteers")
    office = User.objects.get(last_name="Ashgrove")
    assert (person.email, record.how, record.witness) == (None, "desk", office.ref)
