"""Delivering by real SMTP, with everything that goes wrong with mail."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from outbox.actions import post_message
from outbox.delivery import LEASE, TRIES, WAITS, _settle, claim, deliver, waiting
from outbox.models import Message
from people.access import posts_as_they_stand, today
from people.actions import change_identity, end_post
from people.models import User
from tests.cast import Cast, gather
from tests.outbox.post_office import PostOffice, free_port, open_post_office, send_to

State = Message.State


def letter(cast: Cast, user: User, key: str = "one", **more: str) -> Message:
    told = {"subject": "Your training list", "body": "Dear you,\n\nThere is one thing.\n"} | more
    return post_message(key=key, school=cast.school.urn, to=user.ref, **told)


def now_is(message: Message) -> Message:
    message.refresh_from_db()
    return message


def done(counts: dict[str, int]) -> dict[str, int]:
    return {state: count for state, count in counts.items() if count}


def later(**time: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**time))


def test_a_message_arrives(cast: Cast, office: PostOffice):
    message = letter(cast, cast.imran)

    assert done(deliver()) == {"sent": 1}

    [arrived] = office.arrived
    assert arrived["To"] == cast.imran.email
    assert arrived["Subject"] == "Your training list"
    assert "There is one thing." in arrived.get_payload()
    assert arrived["Auto-Submitted"] == "auto-generated"  # no holiday notes in return
    assert now_is(message).state == State.SENT
    assert message.sent_at is not None


def test_a_message_arrives_once_however_often_we_deliver(cast: Cast, office: PostOffice):
    letter(cast, cast.imran)

    for _ in range(3):
        deliver()

    assert len(office.arrived) == 1


def test_it_goes_to_the_address_of_the_day_it_is_sent(cast: Cast, office: PostOffice):
    letter(cast, cast.imran)
    change_identity(user=cast.imran, school=cast.school, by="x", email="imran@new.example")

    deliver()

    assert office.arrived[0]["To"] == "imran@new.example"


def test_somebody_without_an_address_gets_a_slip(cast: Cast, office: PostOffice):
    message = letter(cast, cast.halima)

    assert done(deliver()) == {"slip": 1}
    assert now_is(message).state == State.SLIP
    assert office.arrived == []


def test_a_slip_is_counted_by_one_worker_only(cast: Cast):
    message = letter(cast, cast.halima)
    with_another = Message.objects.get()
    deliver()

    assert _settle(with_another, State.SLIP) is None
    assert now_is(message).state == State.SLIP


def test_a_leaver_is_not_written_to(cast: Cast, office: PostOffice):
    message = letter(cast, cast.imran)
    [post] = posts_as_they_stand(person=cast.imran.ref)
    end_post(post=post, ends_on=today() - timedelta(days=1), by="x")

    assert done(deliver()) == {"dropped": 1}
    assert now_is(message).state == State.DROPPED
    assert office.arrived == []


def test_a_closed_account_is_not_written_to(cast: Cast, office: PostOffice):
    letter(cast, cast.imran)
    User.objects.filter(pk=cast.imran.pk).update(is_active=False)

    assert done(deliver()) == {"dropped": 1}
    assert office.arrived == []


def test_nobody_of_another_school_is_written_to(cast: Cast, office: PostOffice):
    letter(cast, cast.sanjay)  # in the name of Larkfield, where he has no post

    assert done(deliver()) == {"dropped": 1}
    assert office.arrived == []


def test_somebody_who_is_about_to_start_is_written_to(cast: Cast, office: PostOffice):
    letter(cast, cast.nadia)

    assert done(deliver()) == {"sent": 1}


def test_a_busy_server_is_tried_again_with_the_same_message_id(cast: Cast, office: PostOffice):
    message = letter(cast, cast.imran)
    office.letter = lambda _address: "451 Come back later"
    assert done(deliver()) == {"put off": 1}
    assert now_is(message).last_error == "451 Come back later"
    assert message.state == State.WAITING

    office.letter = lambda _address: "250 OK"
    assert done(deliver()) == {}  # not yet
    with later(minutes=1, seconds=5):
        assert done(deliver()) == {"sent": 1}

    assert now_is(message).attempts == 2
    assert message.last_error == ""
    assert len(office.arrived) == 1


def test_we_wait_longer_each_time_and_then_say_that_it_failed(cast: Cast, office: PostOffice):
    message = letter(cast, cast.imran)
    office.recipient = lambda _address: "450 Mailbox busy"
    at = timezone.now()
    for wait in WAITS:
        with time_machine.travel(at):
            assert done(deliver()) == {"put off": 1}
        with time_machine.travel(at + wait - timedelta(seconds=5)):
            assert done(deliver()) == {}
        at += wait + timedelta(seconds=5)
    with time_machine.travel(at):
        assert done(deliver()) == {"failed": 1}
    with time_machine.travel(at + timedelta(days=30)):
        assert done(deliver()) == {}

    assert now_is(message).state == State.FAILED
    assert message.attempts == TRIES
    assert message.last_error == "450 Mailbox busy"


def test_an_address_that_is_not_there_fails_for_that_person_alone(cast: Cast, office: PostOffice):
    gone, fine = letter(cast, cast.imran, "one"), letter(cast, cast.ruth, "two")
    office.recipient = lambda address: (
        "550 No such user" if address == cast.imran.email else "250 OK"
    )

    assert done(deliver()) == {"failed": 1, "sent": 1}
    assert now_is(gone).state == State.FAILED
    assert gone.last_error == "550 No such user"
    assert now_is(fine).state == State.SENT
    with later(days=30):
        assert done(deliver()) == {}  # not tried for ever


def test_a_letter_that_is_turned_down_for_good_is_not_tried_again(cast: Cast, office: PostOffice):
    letter(cast, cast.imran)
    office.letter = lambda _address: "554 We take this for advertising"

    assert done(deliver()) == {"failed": 1}


def test_when_the_server_turns_us_down_nobodys_letter_is_lost(cast: Cast, office: PostOffice):
    message = letter(cast, cast.imran)
    office.sender = lambda _address: "550 This sender is not known here"

    assert done(deliver()) == {"put off": 1}
    assert now_is(message).state == State.WAITING


def test_a_server_that_hangs_up_before_it_says_yes_gets_the_same_letter_again(
    cast: Cast, office: PostOffice
):
    message = letter(cast, cast.imran)
    office.drop = True
    assert done(deliver()) == {"put off": 1}
    office.drop = False
    with later(minutes=2):
        assert done(deliver()) == {"sent": 1}

    assert len(office.arrived) == 2  # nobody can prevent it, but a mailbox can tell:
    assert len(set(office.ids)) == 1
    assert now_is(message).attempts == 2


def test_after_a_server_has_hung_up_the_next_letter_still_goes(cast: Cast, office: PostOffice):
    letter(cast, cast.imran, "one")
    letter(cast, cast.ruth, "two")
    dropped: list[str] = []

    def hang_up_once(address: str) -> str:
        office.drop = not dropped
        dropped.append(address)
        return "250 OK"

    office.letter = hang_up_once

    assert done(deliver()) == {"put off": 1, "sent": 1}


def test_a_server_that_says_nothing_is_not_waited_for_long(
    cast: Cast, office: PostOffice, settings: Any
):
    settings.EMAIL_TIMEOUT = 0.2
    office.seconds = 1
    message = letter(cast, cast.imran)

    assert done(deliver()) == {"put off": 1}
    assert "timed out" in now_is(message).last_error


def test_while_nothing_listens_letters_wait_and_lose_no_try(cast: Cast, settings: Any):
    send_to(settings, free_port())
    messages = [letter(cast, user, user.ref) for user in (cast.imran, cast.ruth, cast.kwame)]
    slip = letter(cast, cast.halima, "slip")
    for _ in range(TRIES + 2):
        counts = done(deliver())
    assert counts == {"put off": 3}
    assert now_is(slip).state == State.SLIP  # paper needs no server

    with open_post_office(settings) as office:
        assert done(deliver()) == {"sent": 3}

    assert len(office.arrived) == 3
    assert {now_is(message).attempts for message in messages} == {1}


def test_while_nothing_listens_we_knock_once_a_round(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    from django.core.mail.backends.smtp import EmailBackend

    knocks = []

    def nobody_there(self: EmailBackend) -> None:
        knocks.append(1)
        raise TimeoutError("timed out")

    send_to(settings, free_port())
    monkeypatch.setattr(EmailBackend, "open", nobody_there)
    for user in (cast.imran, cast.ruth, cast.kwame):
        letter(cast, user, user.ref)

    deliver()

    assert len(knocks) == 1


def test_a_wrong_password_of_ours_fails_nobodys_letter(
    cast: Cast, office: PostOffice, settings: Any
):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "inset", "wrong"
    message = letter(cast, cast.imran)

    assert done(deliver()) == {"put off": 1}
    assert (now_is(message).state, message.attempts) == (State.WAITING, 0)


def test_with_nothing_to_send_the_server_is_left_alone(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    from django.core.mail.backends.smtp import EmailBackend

    send_to(settings, free_port())
    monkeypatch.setattr(EmailBackend, "open", lambda self: pytest.fail("knocked"))

    assert done(deliver()) == {}


@pytest.mark.parametrize(
    "word", ["Ada\nBcc: all@school.example", "Ada\r\nX-Evil: yes", "Ada\u2028Bcc: x@y.example"]
)
def test_a_line_break_in_a_name_reaches_no_header(cast: Cast, office: PostOffice, word: str):
    letter(cast, cast.imran, subject=f"{word}: is late")

    deliver()

    [arrived] = office.arrived
    assert arrived["Bcc"] is None
    assert arrived["X-Evil"] is None
    assert arrived["To"] == cast.imran.email


def test_an_address_that_no_mail_can_be_made_of_fails_for_that_person_alone(
    cast: Cast, office: PostOffice
):
    User.objects.filter(pk=cast.imran.pk).update(email="imran@x.example\nbcc: all@x.example")
    message = letter(cast, cast.imran, "one")
    letter(cast, cast.ruth, "two")

    assert done(deliver()) == {"failed": 1, "sent": 1}
    assert now_is(message).state == State.FAILED
    assert len(office.arrived) == 1


def test_what_a_dead_worker_had_taken_is_taken_again_after_its_lease(
    cast: Cast, office: PostOffice
):
    message = letter(cast, cast.imran)
    assert claim(message, timezone.now())  # and then the worker is killed

    assert done(deliver()) == {}
    with later(seconds=LEASE.total_seconds() + 5):
        assert done(deliver()) == {"sent": 1}

    assert now_is(message).attempts == 2
    assert len(office.arrived) == 1


def test_a_letter_that_kills_its_worker_each_time_is_given_up(cast: Cast, office: PostOffice):
    message = letter(cast, cast.imran)
    Message.objects.update(attempts=TRIES + 3)  # each a worker that never came back
    office.letter = lambda _address: "451 Later"

    assert done(deliver()) == {"failed": 1}
    assert now_is(message).state == State.FAILED


def test_a_message_is_claimed_by_one_worker_only(cast: Cast):
    message = letter(cast, cast.imran)
    now = timezone.now()

    assert [claim(message, now) for _ in range(3)] == [True, False, False]


def test_a_message_that_another_worker_has_just_put_off_is_not_claimed(cast: Cast):
    message = letter(cast, cast.imran)
    now = timezone.now()
    [found] = waiting(now)
    Message.objects.update(next_try_at=now + timedelta(minutes=5), attempts=1)

    assert not claim(found, now)
    assert now_is(message).attempts == 1


def test_a_slow_worker_does_not_undo_what_a_quicker_one_has_sent(cast: Cast, office: PostOffice):
    from outbox import delivery

    message = letter(cast, cast.imran)
    slow = Message.objects.get()
    claim(slow, timezone.now())
    with later(minutes=3):
        deliver()  # another worker, after the lease
    assert now_is(message).state == State.SENT

    delivery._failed(slow, TimeoutError("timed out"))

    assert now_is(message).state == State.SENT
    assert message.last_error == ""


def test_older_messages_go_first(cast: Cast, office: PostOffice):
    for place in range(3):
        letter(cast, cast.imran, str(place), subject=f"Number {place}")

    deliver()

    assert [arrived["Subject"] for arrived in office.arrived] == [
        "Number 0",
        "Number 1",
        "Number 2",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(office: PostOffice):
    cast = gather()
    people = [cast.imran, cast.ruth, cast.kwame, cast.comfort]
    for place in range(24):
        letter(cast, people[place % 4], str(place))
    office.seconds = 0.01
    start, counts = Barrier(2), []

    def work() -> None:
        start.wait()
        try:
            counts.append(deliver())
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(count["sent"] for count in counts) == 24
    assert set(Counter(office.ids).values()) == {1}
    assert len(office.arrived) == 24
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}
