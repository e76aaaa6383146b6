"""Limits hold for all workers together, and before anything is looked up or checked."""

import os
import subprocess
import sys
import time
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client

from tests.cast import Cast, gather
from tests.people.half_way import ASK, TYPE

OTHER_WORKER = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
answer = Client().post("/accounts/login/code/", {"email": sys.argv[2]})
print("refused" if b"several tries in a short time" in answer.content else "sent")
"""


def other_worker(email: str) -> str:
    """What a second process says to somebody who asks for a code."""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1"}
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", OTHER_WORKER, name, email]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.django_db(transaction=True)
def test_two_processes_share_the_count():
    cast = gather()
    for _ in range(2):
        Client().post(ASK, {"email": cast.imran.email})

    assert other_worker(cast.imran.email) == "sent"
    answer = Client().post(ASK, {"email": cast.imran.email})
    assert "several tries in a short time" in answer.content.decode()
    assert other_worker(cast.imran.email) == "refused"


class Slow(EmailBackend):
    """A mail server that takes its time."""

    def send_messages(self, messages: Any) -> int:
        time.sleep(0.3)
        return super().send_messages(messages)


class Down(EmailBackend):
    """A mail server that does not answer, whoever asks."""

    host = "mail.school.example"

    def open(self) -> bool:
        raise ConnectionRefusedError(111, "Connection refused")

    def send_messages(self, messages: Any) -> int:
        self.open()
        return 0


def took(email: str) -> float:
    began = time.perf_counter()
    assert Client().post(ASK, {"email": email})["Location"] == TYPE
    return time.perf_counter() - began


def test_an_unknown_address_is_answered_in_the_same_time(cast: Cast, settings, mailoutbox: list):
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    took(cast.imran.email)
    people = [cast.ruth, cast.kwame, cast.comfort]  # the quickest of three: a machine is not quiet
    known = min(took(person.email) for person in people)
    unknown = min(took(f"stranger-{place}@elsewhere.example") for place in range(3))

    assert abs(known - unknown) < 0.2 * known
    assert len(mailoutbox) == 4


def test_while_mail_is_down_an_unknown_address_is_told_the_same(cast: Cast, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    answers = [
        Client().post(ASK, {"email": email})
        for email in (cast.imran.email, "stranger@elsewhere.example")
    ]

    assert [answer.status_code for answer in answers] == [503, 503]
