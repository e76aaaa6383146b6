"""The office adds a volunteer and a teaching assistant, invites her, and ends a post."""

import pytest

from outbox.models import Message
from people.access import posts_as_they_stand
from people.models import User
from tests.cast import Cast
from tests.journeys.conftest import DESK, PHONE, Reader, Sits, signs_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def adds(reader: Reader, first: str, last: str, role: str, email: str = "") -> None:
    reader.goes_to("/school/people/")
    reader.presses("Add somebody")
    for label, words in (("First name", first), ("Last name", last), ("E-mail address", email)):
        reader.page.get_by_label(label).fill(words)
    reader.page.get_by_label("What are they here?").select_option(label=role)
    reader.presses("Add to the list")


@pytest.mark.parametrize(("screen", "script"), [(PHONE, True), (DESK, False)])
def test_the_office_adds_two_people_invites_one_and_ends_a_post(
    screen: dict, script: bool, cast: Cast, sits: Sits
):
    office = sits("devinder-people", screen=screen, script=script)
    signs_in(office, cast.devinder)

    adds(office, "Halima", "Oakhanger", "Volunteer")  # who is here already
    assert office.title == "Is this the same person?"
    office.page.get_by_label("No, this is somebody else of that name").check()
    office.presses("Add the post")
    assert office.title == "Invite Halima"
    assert "There is no e-mail address" in office.words

    adds(office, "Efua", "Marland", "Teaching assistant", "efua@larkfield.example")
    assert "Dear Efua" in office.words
    office.presses("Send the invitation")
    assert office.title == "Efua Marland"
    assert "An invitation is on its way to Efua Marland." in office.words
    efua = User.objects.get(last_name="Marland")
    assert Message.objects.filter(to=efua.ref).count() == 1

    office.goes_to("/school/people/?name=wintermoss")
    office.presses("Imran Wintermoss")
    office.presses("End it")
    office.page.get_by_label("Last day").fill("2026-01-01")
    office.presses("End this post")
    assert office.title == "Imran Wintermoss has left"
    assert "Devinder Ashgrove changed the post teacher" in office.words
    assert all(post.ends_on for post in posts_as_they_stand(person=cast.imran.ref))
