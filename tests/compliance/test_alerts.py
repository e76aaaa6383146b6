"""Telling people: the right people, the right day, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from compliance.actions import excuse
from compliance.alerts import letters_due, write_letters
from compliance.models import Notice
from outbox.models import Message, Run
from people.actions import begin_leave, change_identity, end_post, open_post
from people.models import Post, School, User
from tests.compliance.small_school import OFFICE, asks, did, school, somebody
from tests.outbox.post_office import free_port, open_post_office, send_to

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


def november(day: int) -> date:
    return date(2026, 11, day)


def refresher(here: School, **more: Any) -> None:
    """Every three years, of teachers, open for ninety days before it is due."""
    asks(here, "refresher", renewal="months", months=36, window_days=90, **more)


def due(here: School, name: str, on: date) -> User:
    """A teacher whose refresher is good to the end of a day."""
    person = somebody(here, name, from_=date(2020, 9, 1))
    did(here, person, "refresher", on.replace(year=on.year - 3))
    return person


def run(day: date) -> list[tuple[str, str]]:
    """`send_alerts` on a day: who was told what, that day, by first name."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with time_machine.travel(datetime(day.year, day.month, day.day, 6, tzinfo=UTC)):
        call_command("send_alerts", stdout=StringIO())
    new = Notice.objects.exclude(pk__in=before)
    names = dict(User.objects.values_list("ref", "first_name"))
    return sorted((names[notice.told], notice.step) for notice in new)


def letter_to(person: User) -> Message:
    return Message.objects.filter(to=person.ref).latest("id")


def test_a_month_of_mornings_with_a_missed_week(mailoutbox: list):
    here = school()
    refresher(here)
    somebody(here, "Ruth", role="dsl")
    due(here, "Asha", november(12))
    due(here, "Ben", november(20))
    due(here, "Cleo", date(2026, 12, 31))
    does_it = due(here, "Dev", november(15))
    away = due(here, "Ed", november(10))
    begin_leave(school=here, person=away.ref, kind="sick", starts_on=date(2026, 8, 1), by=OFFICE)
    excused = due(here, "Fay", november(10))
    excuse(
        school=here,
        person=excused.ref,
        requirement="refresher",
        starts_on=date(2026, 8, 1),
        ends_on=None,
        reason="Took it elsewhere; certificate seen.",
        by=OFFICE,
    )
    leaves = due(here, "Gus", november(12))
    end_post(post=Post.objects.get(person=leaves.ref), ends_on=november(10), by=OFFICE)
    told = {}

    for day in range(1, 31):
        if 9 <= day <= 15:
            continue  # half term: nobody switched the server on
        if day == 16:
            did(here, does_it, "refresher", november(14))
        if found := run(november(day)):
            told[day] = found

    assert told == {
        1: [("Asha", "30"), ("Ben", "30"), ("Cleo", "60"), ("Dev", "30"), ("Gus", "30")],
        5: [("Asha", "7"), ("Gus", "7")],
        8: [("Dev", "7")],
        16: [("Asha", "late"), ("Ben", "7"), ("Ruth", "lapse")],
        21: [("Ben", "late"), ("Ruth", "lapse")],
    }
    assert len(mailoutbox) == sum(len(found) for found in told.values())


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 9, 30), []),
        (date(2026, 10, 1), [("Asha", "60")]),
        (date(2026, 10, 31), [("Asha", "30")]),
        (november(23), [("Asha", "7")]),
        (november(30), [("Asha", "7")]),
        (date(2026, 12, 1), [("Asha", "late"), ("Ruth", "lapse")]),
    ],
)
def test_a_first_run_tells_the_step_of_the_day_and_no_other(day: date, told: list):
    here = school()
    refresher(here)
    somebody(here, "Ruth", role="dsl")
    due(here, "Asha", november(30))

    assert run(day) == told


def test_running_three_times_tells_once():
    here = school()
    refresher(here)
    due(here, "Asha", november(30))

    assert [run(ON) for _ in range(3)] == [[("Asha", "7")], [], []]
    assert Message.objects.count() == 1


def test_a_clock_that_jumps_ahead_and_back_tells_nothing_twice():
    here = school()
    refresher(here)
    due(here, "Asha", november(30))

    jumped = [run(day) for day in (ON, ON + timedelta(days=365), ON, november(30))]

    assert jumped == [[("Asha", "7")], [("Asha", "late")], [], []]


def test_several_things_come_in_one_letter():
    here = school()
    asha = somebody(here, "Asha", from_=november(20))
    for slug, days in (("induction", 0), ("code-of-conduct", 7), ("first-aid", 14)):
        asks(here, slug, first_due_days=days)

    run(ON)

    message = letter_to(asha)
    assert message.subject == "3 things on your training list"
    assert message.body == (
        "Dear Asha,\n\n"
        "On your list at Larkfield Primary School:\n\n"
        "- Induction: late since Saturday 21 November 2026\n"
        "- Code of conduct: due by Friday 27 November 2026\n"
        "- First aid: due by Friday 4 December 2026\n\n"
        "Open your list: http://localhost:8000/my-training/\n\n"
        "If something is in the way, tell your safeguarding lead. There may be another way to do "
        "it.\n\n"
        "Larkfield Primary School\n"
    )


@pytest.mark.parametrize(
    ("day", "subject"),
    [
        (november(23), "Refresher: due by Monday 30 November 2026"),
        (november(30), "Refresher: due by Monday 30 November 2026 (today)"),
        (date(2026, 12, 3), "Refresher: late since Tuesday 1 December 2026"),
    ],
)
def test_a_single_thing_stands_in_the_subject_with_its_day_in_full(day: date, subject: str):
    here = school()
    refresher(here)
    asha = due(here, "Asha", november(30))

    run(day)

    assert letter_to(asha).subject == subject


def test_the_dsl_hears_of_everyone_newly_late_in_one_letter():
    here = school()
    refresher(here)
    asks(here, "induction")
    ruth = somebody(here, "Ruth", "Otterby", role="dsl")
    due(here, "Ben", november(20))
    due(here, "Asha", november(21))
    did(here, User.objects.get(first_name="Ben"), "induction", date(2020, 9, 2))

    run(ON)

    message = letter_to(ruth)
    assert message.subject == "2 people are late at Larkfield Primary School"
    assert message.body == (
        "Dear Ruth,\n\n"
        "2 people are late with something that you have not heard of from us before:\n\n"
        "- Asha: Induction, not done yet, late since Sunday 1 February 2026\n"
        "- Ben: Refresher, lapsed, late since Saturday 21 November 2026\n"
        "- Asha: Refresher, lapsed, late since Sunday 22 November 2026\n\n"
        "See who stands where: http://localhost:8000/school/\n\n"
        "Each of them has been told too, once.\n\n"
        "Larkfield Primary School\n"
    )


def test_while_the_dsl_is_away_the_deputy_hears_and_the_dsl_hears_on_her_return():
    here = school()
    refresher(here)
    ruth = somebody(here, "Ruth", role="dsl")
    somebody(here, "Kwame", role="deputy_dsl")
    due(here, "Asha", november(20))
    begin_leave(
        school=here,
        person=ruth.ref,
        kind="sick",
        starts_on=november(1),
        ends_on=november(25),
        by=OFFICE,
    )

    assert run(november(23)) == [("Asha", "late"), ("Kwame", "lapse")]
    assert run(november(26)) == [("Ruth", "lapse")]
    assert run(november(27)) == []


def test_of_a_dsl_who_is_late_the_deputy_hears():
    here = school()
    refresher(here, roles=["dsl"])
    somebody(here, "Kwame", role="deputy_dsl")
    ruth = somebody(here, "Ruth", role="dsl", from_=date(2020, 9, 1))
    did(here, ruth, "refresher", date(2023, 11, 20))

    assert run(ON) == [("Kwame", "lapse"), ("Ruth", "late")]


def test_a_dsl_whose_account_is_closed_is_passed_over():
    here = school()
    refresher(here)
    ruth = somebody(here, "Ruth", role="dsl")
    somebody(here, "Comfort", role="headteacher")
    due(here, "Asha", november(20))
    User.objects.filter(pk=ruth.pk).update(is_active=False)

    assert run(ON) == [("Asha", "late"), ("Comfort", "lapse")]


def test_where_nobody_leads_the_person_is_told_all_the_same():
    here = school()
    refresher(here)
    due(here, "Asha", november(20))

    assert run(ON) == [("Asha", "late")]


def test_somebody_without_an_address_gets_a_slip_and_the_dsl_is_asked_to_help(mailoutbox: list):
    here = school()
    refresher(here)
    ruth = somebody(here, "Ruth", role="dsl")
    asha = due(here, "Asha", november(20))
    change_identity(user=asha, school=here, by=OFFICE, email="")

    run(ON)

    slip = letter_to(asha)
    assert slip.state == Message.State.SLIP
    assert "You can read and sign at the front desk" in slip.body
    assert "http" not in slip.body
    assert "Please tell Asha, who cannot be e-mailed." in letter_to(ruth).body
    assert [mail.to for mail in mailoutbox] == [["ruth@school.example"]]


def test_another_due_day_is_told_anew():
    here = school()
    refresher(here)
    asha = due(here, "Asha", november(30))
    run(ON)

    did(here, asha, "refresher", november(24))
    assert run(november(25)) == []
    assert run(date(2029, 10, 31)) == [("Asha", "30")]


def test_a_changed_rule_tells_only_what_has_moved():
    here = school()
    asks(here, "induction", first_due_days=400)
    somebody(here, "Asha")
    assert run(ON) == []

    asks(here, "induction", first_due_days=330)

    assert run(ON) == [("Asha", "30")]


def test_somebody_at_two_schools_is_told_by_each(mailoutbox: list):
    here, there = school(), school("900002", "Whitmere Infant School")
    asha = somebody(here, "Asha", from_=november(2))
    open_post(school=there, person=asha.ref, role="teacher", starts_on=november(2), by=OFFICE)
    for each in (here, there):
        asks(each, "induction")

    assert run(ON) == [("Asha", "30"), ("Asha", "30")]
    assert run(ON) == []
    assert {mail.body.split("On your list at ")[1].split(":")[0] for mail in mailoutbox} == {
        "Larkfield Primary School",
        "Whitmere Infant School",
    }


def test_a_lead_hears_of_nobody_at_another_school():
    here, there = school(), school("900002", "Whitmere Infant School")
    for each in (here, there):
        refresher(each)
    somebody(here, "Ruth", role="dsl")
    eleri = somebody(there, "Eleri", role="dsl")
    due(here, "Asha", november(20))

    run(ON)

    assert not Message.objects.filter(to=eleri.ref).exists()


def test_a_failure_between_message_and_notice_leaves_neither(monkeypatch: pytest.MonkeyPatch):
    here = school()
    refresher(here)
    due(here, "Asha", november(30))
    due(here, "Ben", november(30))
    write: Callable = Notice.objects.bulk_create
    calls = []

    def fails_the_second_time(rows: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("The power failed.")
        return write(rows)

    monkeypatch.setattr(Notice.objects, "bulk_create", fails_the_second_time)
    with pytest.raises(RuntimeError):
        write_letters(here, ON)
    assert not Message.objects.exists()
    assert not Notice.objects.exists()

    monkeypatch.undo()
    assert len(write_letters(here, ON)) == 2


def test_the_database_itself_refuses_to_tell_twice():
    here = school()
    refresher(here)
    due(here, "Asha", november(30))
    write_letters(here, ON)
    notice = Notice.objects.get()
    notice.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save()


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_the_same_moment_tell_once():
    here = school()
    refresher(here)
    somebody(here, "Ruth", role="dsl")
    for place in range(12):
        due(here, f"Teacher{place}", november(20))
    start, written, wrong = Barrier(3), [], []

    def work() -> None:
        start.wait()
        try:
            written.append(len(write_letters(here, ON)))
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    runs = [Thread(target=work) for _ in range(3)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()

    assert wrong == []
    assert sorted(written) == [0, 0, 13]
    assert Message.objects.count() == 13


@pytest.mark.parametrize("number", [1, 4])
def test_any_number_of_people_takes_the_same_queries(number: int):
    here = school()
    refresher(here)
    somebody(here, "Ruth", role="dsl")
    for place in range(number):
        due(here, f"Teacher{place}", november(20))

    with CaptureQueriesContext(connection) as asked:
        assert len(letters_due(here, ON)) == number + 1

    assert len(asked) == 6


def said(*words: str) -> str:
    out = StringIO()
    call_command("send_alerts", *words, stdout=out)
    return out.getvalue()


def test_a_dry_run_says_what_it_would_write_and_writes_nothing(mailoutbox: list):
    here = school()
    refresher(here)
    ruth = somebody(here, "Ruth", role="dsl")
    asha = due(here, "Asha", november(20))

    out = said("--on", "2026-11-23", "--dry-run")

    assert f"900001 {asha.ref}: refresher (late)" in out
    assert f"900001 {ruth.ref}: refresher of {asha.ref} (late)" in out
    assert out.endswith("2 messages would be written; nothing was.\n")
    for model in (Message, Notice, Run):
        assert not model.objects.exists()
    assert mailoutbox == []


def test_a_dry_run_delivers_nothing_that_waits(mailoutbox: list):
    here = school()
    refresher(here)
    due(here, "Asha", november(30))
    write_letters(here, ON)

    said("--dry-run")

    assert mailoutbox == []
    assert Message.objects.get().state == Message.State.WAITING


def test_the_run_is_noted_so_that_silence_is_noticed():
    here = school()
    refresher(here)
    due(here, "Asha", november(30))

    assert said("--on", "2026-11-23") == "1 message written. Delivered: 1 sent.\n"
    assert said("--on", "2026-11-23") == "0 messages written. Delivered: nothing was waiting.\n"
    assert list(Run.objects.values_list("name", "day", "note")) == [
        ("alerts", ON, "1 written"),
        ("alerts", ON, "0 written"),
    ]


@pytest.mark.parametrize("day", ["23/11/2026", "2026-02-30", "soon", ""])
def test_what_is_no_day_is_refused_in_one_sentence(
    day: str, capsys: pytest.CaptureFixture, mailoutbox: list
):
    with pytest.raises(SystemExit) as end:
        call_command("send_alerts", "--on", day)

    assert end.value.code == 2
    assert capsys.readouterr().err == f"“{day}” is no day: write it as --on 2026-11-23.\n"
    assert not Run.objects.exists()


def test_while_mail_is_down_messages_are_written_and_arrive_later(settings: Any):
    here = school()
    refresher(here)
    due(here, "Asha", november(30))
    send_to(settings, free_port())

    assert said("--on", "2026-11-23") == "1 message written. Delivered: 1 put off.\n"

    with open_post_office(settings) as office:
        assert said("--on", "2026-11-24") == "0 messages written. Delivered: 1 sent.\n"
    assert [letter["To"] for letter in office.arrived] == ["asha@school.example"]


def test_with_no_school_there_is_nobody_to_tell():
    assert said() == "0 messages written. Delivered: nothing was waiting.\n"
