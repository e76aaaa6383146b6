"""What is no evidence goes after its time; what is stays."""

from datetime import date

import pytest
from django.core.management import call_command

from config.timetable import due_jobs, forget
from courses.models import Attempt, Reflection
from courses.retention import months_after, prune
from register.models import Record
from tests.courses.test_views import HOME, finish, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), -12, date(2025, 1, 31)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_months_are_months_of_the_calendar(day, months, then):
    assert months_after(day, months) == then


def test_an_attempt_goes_after_twelve_months_and_its_score_stays(
    signed_in, edition, nadia, time_machine
):
    time_machine.move_to("2026-11-20T12:00Z")
    for lesson in ("who", "tell"):
        signed_in.post(f"{HOME}{lesson}/", {"edition": "1"})
    finish(signed_in)
    score = Record.objects.get(person=nadia.ref).score
    assert prune(date(2027, 11, 20)) == {"attempts": 0, "reflections": 0}
    assert prune(date(2027, 11, 21)) == {"attempts": 1, "reflections": 0}
    assert Record.objects.get(person=nadia.ref).score == score
    html = page(signed_in, HOME)
    assert "You finished this on Friday 20 November 2026" in html
    assert "See your answers" not in html


def test_a_reflection_goes_on_the_day_that_its_writer_chose(db):
    told = {"item": "induction", "prompt": "What?", "words": "Mine."}
    for day in (20, 21):
        Reflection.objects.create(
            person="p",
            block=str(day),
            written_at="2026-10-20T10:00Z",
            delete_on=date(2026, 11, day),
            **told,
        )
    assert prune(date(2026, 11, 20))["reflections"] == 1
    assert Reflection.objects.get().block == "21"


def test_the_worker_does_it_once_a_day(db, capsys):
    assert forget in list(due_jobs())
    call_command("prune")
    assert "Deleted: 0 attempts, 0 reflections, 0 looks, " in capsys.readouterr().out
    assert forget not in list(due_jobs())
    assert not Attempt.objects.exists()
