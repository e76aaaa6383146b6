"""A message is written once, by its key, and says who pressed."""

import pytest
from django.db import IntegrityError, transaction

from outbox.actions import post_message
from outbox.models import Message, Run


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


def test_a_run_says_which_job_and_day(db: None):
    from datetime import date

    assert str(Run(name="alerts", day=date(2026, 11, 23))) == "alerts 2026-11-23"
