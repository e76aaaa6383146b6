"""Inviting: by mail or on paper, once for one press, and what became of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from outbox.delivery import deliver
from outbox.invitations import invitations_of, invite, preview, printed, to_invite
from outbox.models import Message
from people.access import posts_as_they_stand, today
from people.actions import change_identity, end_post
from tests.cast import Cast, member


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.devinder)
    return client


def link_of(message: Message) -> str:
    [link] = [line for line in message.body.splitlines() if line.startswith("http")]
    return link.removeprefix("http://localhost:8000")


def names(listed: list[Any]) -> list[str]:
    return [one.name for one in listed]


def test_an_invitation_lets_in_and_is_signed_by_a_colleague(client: Client, cast: Cast):
    message = invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)

    assert message.subject == "Welcome to Larkfield Primary School: your training list"
    assert message.body.startswith("Dear Nadia,")
    assert message.body.endswith("Ruth Otterby\nLarkfield Primary School\n")
    assert client.post(link_of(message)).status_code == 302


def test_an_invitation_that_nobody_in_particular_sends_is_signed_by_the_school(cast: Cast):
    message = invite(school=cast.school, user=cast.nadia, by="inset")

    assert message.body.endswith("we send you a code.\n\nLarkfield Primary School\n")


def test_a_colleague_of_four_years_is_not_welcomed_as_if_new(cast: Cast):
    message = invite(school=cast.school, user=cast.imran, by=cast.ruth.ref)

    assert message.subject == "Your training list at Larkfield Primary School"
    assert "Welcome" not in message.body


def test_a_second_invitation_is_another_link_and_the_first_dies_when_one_is_used(
    client: Client, cast: Cast
):
    first = invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        second = invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)
        assert client.post(link_of(second)).status_code == 302

        assert Client().post(link_of(first)).status_code == 410


def test_pressing_twice_sends_one(office: Client, cast: Cast):
    page = f"/school/invitations/{cast.nadia.ref}/"

    for _ in range(2):
        answer = office.post(page, {"after": "0"}, follow=True)
        assert "An invitation is on its way to Nadia Fernhollow." in answer.content.decode()

    assert Message.objects.filter(to=cast.nadia.ref).count() == 1
    office.post(page, {"after": "1"})  # the page that shows one, pressed again: the mail was lost
    assert Message.objects.filter(to=cast.nadia.ref).count() == 2


def test_the_words_are_shown_before_they_go_and_the_link_to_nobody_else(office: Client, cast: Cast):
    page = office.get(f"/school/invitations/{cast.nadia.ref}/").content.decode()

    assert "Dear Nadia" in page
    assert "a link of their own" in page
    assert f"/welcome/{cast.nadia.ref}" not in page
    assert not Message.objects.exists()


def test_the_page_says_when_it_was_sent_and_whether_it_was_opened(
    office: Client, cast: Cast, mailoutbox: list
):
    address = f"/school/invitations/{cast.nadia.ref}/"
    message = invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)
    assert "On its way since" in office.get(address).content.decode()

    deliver()
    page = office.get(address).content.decode()
    assert "Sent by e-mail on" in page
    assert "by Ruth Otterby" in page
    assert "Not opened yet; it still lets in." in page

    Client().post(link_of(message))
    assert "It has been opened" in office.get(address).content.decode()


def test_one_that_is_older_than_seven_days_says_so(cast: Cast):
    invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        [sent] = invitations_of(cast.school, cast.nadia.ref)
        assert (sent.opened, sent.good) == (False, False)


def test_a_mail_that_could_not_be_delivered_asks_for_the_address(office: Client, cast: Cast):
    invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)
    Message.objects.update(state=Message.State.FAILED)

    page = office.get(f"/school/invitations/{cast.nadia.ref}/").content.decode()
    assert "Could not be delivered" in page
    assert cast.nadia.ref in [one.ref for one in to_invite(cast.school).by_mail]


def test_who_has_left_is_not_invited(office: Client, cast: Cast):
    [post] = posts_as_they_stand(person=cast.imran.ref)
    end_post(post=post, ends_on=today() - timedelta(days=1), by="x")

    with pytest.raises(ValidationError, match="no link would let them in"):
        invite(school=cast.school, user=cast.imran, by=cast.ruth.ref)
    page = office.get(f"/school/invitations/{cast.imran.ref}/").content.decode()
    assert "Imran cannot be invited now" in page
    assert "<textarea" not in page


def test_without_an_address_it_is_a_letter_with_a_code_that_lets_in(office: Client, cast: Cast):
    answer = office.post(f"/school/invitations/{cast.halima.ref}/", {"after": "0"}, follow=True)
    page = answer.content.decode()

    assert answer.redirect_chain[-1][0].endswith("/letter/")
    assert "Dear Halima" in page
    assert 'class="qr"' in page
    message = Message.objects.get(to=cast.halima.ref)
    assert message.state == Message.State.SLIP
    assert link_of(message) in page
    assert Client().post(link_of(message)).status_code == 302
    assert (
        "There is no letter to print"
        in office.get(f"/school/invitations/{cast.halima.ref}/letter/").content.decode()
    )


def test_a_letter_dies_when_an_address_is_written_down(cast: Cast):
    invite(school=cast.school, user=cast.halima, by=cast.devinder.ref)
    assert len(printed(cast.school, [cast.halima.ref])) == 1

    change_identity(user=cast.halima, school=cast.school, by="x", email="h@larkfield.example")
    assert printed(cast.school, [cast.halima.ref]) == []


def test_what_lets_a_lead_in_is_never_printed(cast: Cast):
    head = member(cast.school, "Efua", "Marland", today(), "headteacher", mail=False)

    with pytest.raises(ValidationError, match="so they need an e-mail address"):
        invite(school=cast.school, user=head, by=cast.devinder.ref)
    assert "Efua Marland" not in names(to_invite(cast.school).on_paper)


def test_everybody_who_has_not_come_in_is_named_and_then_invited_in_one_press(
    office: Client, cast: Cast
):
    cast.ruth.last_login = timezone.now()
    cast.ruth.save()
    invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)

    waiting = to_invite(cast.school)
    assert names(waiting.by_mail) == [
        "Comfort Marrowell",
        "Kwame Thistlemere",
        "Peter Willowdene",
        "Imran Wintermoss",
    ]  # Devinder is in, and so is Ruth
    assert names(waiting.on_paper) == ["Halima Oakhanger"]
    assert names(waiting.still_good) == ["Nadia Fernhollow"]

    page = office.get("/school/invitations/").content.decode()
    assert "Invite 4 people" in page
    for name in names(waiting.by_mail):
        assert name in page
    told = {"how": "mail", "person": [one.ref for one in waiting.by_mail]}
    page = office.post("/school/invitations/", told, follow=True).content.decode()
    assert "An invitation is on its way to 4 people." in page
    assert Message.objects.count() == 5
    office.post("/school/invitations/", told)
    assert Message.objects.count() == 5


def test_only_those_who_were_shown_are_invited(office: Client, cast: Cast):
    told = {"how": "mail", "person": [cast.imran.ref, cast.sanjay.ref, cast.halima.ref, "x"]}
    office.post("/school/invitations/", told)

    assert [message.to for message in Message.objects.all()] == [cast.imran.ref]


def test_letters_for_all_without_an_address_print_one_a_page(office: Client, cast: Cast):
    member(cast.school, "Zofia", "Quill", today(), "midday_supervisor", mail=False)
    refs = [one.ref for one in to_invite(cast.school).on_paper]

    answer = office.post("/school/invitations/", {"how": "letters", "person": refs}, follow=True)
    page = answer.content.decode()
    assert "2 letters to print" in page
    assert page.count('class="qr"') == 2


def test_another_school_finds_nobody_of_ours_to_invite(client: Client, cast: Cast):
    client.force_login(cast.eleri)
    address = f"/school/invitations/{cast.nadia.ref}/"

    assert client.get(address).status_code == 404
    assert client.post(address, {"after": "0"}).status_code == 404
    assert not Message.objects.exists()


def test_the_preview_holds_what_is_sent_but_for_the_link(cast: Cast):
    subject, body = preview(cast.school, cast.nadia, cast.ruth)
    message = invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)

    assert subject == message.subject
    assert body.split("http")[0] == message.body.split("http")[0]


def test_the_pages_cost_the_same_for_one_and_for_many(
    office: Client, cast: Cast, django_assert_max_num_queries: Any
):
    for number in range(5):
        member(cast.school, f"New{number}", "Colleague", today(), "teacher")

    with django_assert_max_num_queries(22):
        office.get("/school/invitations/")
