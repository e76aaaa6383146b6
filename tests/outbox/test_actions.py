"""A message is written once, by its key; an invitation is signed by whoever sends it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from outbox.actions import invite, post_message
from outbox.models import Message, Run
from tests.cast import Cast


def test_the_same_key_is_the_same_message(db: None):
    told = {"school": "900001", "to": "somebody", "body": "Dear you"}

    first = post_message(key="k", subject="First", **told)
    second = post_message(key="k", subject="Second", **told)

    assert first == second
    assert [message.subject for message in Message.objects.all()] == ["First"]


def test_a_subject_is_one_line_of_a_length_that_fits(db: None):
    message = post_message(
        key="k", school="900001", to="somebody", subject=" A\r\n\tB " + "x" * 300, body=""
    )

    assert message.subject.startswith("A B xxx")
    assert len(message.subject) == 200


def test_a_message_says_who_pressed_and_whoever_presses_again_changes_nothing(db: None):
    told = {"key": "k", "school": "900001", "to": "somebody", "subject": "S", "body": ""}

    post_message(**told, by="ruth")
    post_message(**told, by="kwame")

    assert [message.by for message in Message.objects.all()] == ["ruth"]


def test_a_message_that_was_sent_says_when(db: None):
    with (
        pytest.raises(IntegrityError, match="outbox_message_sent_says_when"),
        transaction.atomic(),
    ):
        Message.objects.create(key="k", school="900001", to="x", subject="S", body="", state="sent")


def test_an_invitation_lets_in_and_is_signed_by_a_colleague(client: Client, cast: Cast):
    message = invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)

    assert message.subject == "Welcome to Larkfield Primary School: your training list"
    assert message.body.startswith("Dear Nadia,")
    assert message.body.endswith("Ruth Otterby\nLarkfield Primary School\n")
    [link] = [line for line in message.body.splitlines() if line.startswith("http")]
    assert client.post(link.removeprefix("http://localhost:8000")).status_code == 302


def test_an_invitation_that_nobody_in_particular_sends_is_signed_by_the_school(cast: Cast):
    message = invite(school=cast.school, user=cast.nadia, by="inset")

    assert message.body.endswith("we send you a code.\n\nLarkfield Primary School\n")


def test_a_second_invitation_after_the_first_was_used_is_another_message(
    client: Client, cast: Cast
):
    first = invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)
    client.force_login(cast.nadia)  # she has signed in
    cast.nadia.refresh_from_db()
    second = invite(school=cast.school, user=cast.nadia, by=cast.ruth.ref)

    assert first.key != second.key
    assert len(second.key) <= 200


def test_nobody_is_invited_without_an_address(cast: Cast):
    with pytest.raises(ValidationError, match="They can read and sign at the front desk"):
        invite(school=cast.school, user=cast.halima, by=cast.ruth.ref)

    assert not Message.objects.exists()


def test_a_run_says_which_job_and_day(db: None):
    from datetime import date

    assert str(Run(name="alerts", day=date(2026, 11, 23))) == "alerts 2026-11-23"
