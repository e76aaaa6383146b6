"""The six letters of a school's desk: how long they hold, and whose they are."""

from datetime import date

import pytest
import time_machine

from people.desk_code import LETTERS, code_of, new_code, school_of_code, tidied_code
from people.models import DeskCode, School

pytestmark = pytest.mark.django_db
WEDNESDAY, SUNDAY, MONDAY = "2026-11-25 09:00", "2026-11-29 23:30", "2026-11-30 00:30"


@pytest.fixture
def larkfield() -> School:
    return School.objects.create(urn="900001", name="Larkfield Primary School")


def test_the_letters_hold_until_sunday_and_are_others_on_monday(larkfield: School) -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        first = code_of(larkfield)
        assert first.last_day == date(2026, 11, 29)
    with time_machine.travel(SUNDAY, tick=False):
        assert code_of(larkfield).code == first.code
    with time_machine.travel(MONDAY, tick=False):
        assert school_of_code(first.code) is None
        assert code_of(larkfield).code != first.code


def test_new_letters_put_the_old_ones_out_of_use_at_once(larkfield: School) -> None:
    old = code_of(larkfield).code
    made = new_code(school=larkfield, by="devinder")

    assert school_of_code(old) is None
    assert school_of_code(made.code) == larkfield
    assert DeskCode.objects.count() == 1


def test_no_letter_looks_like_another_and_no_word_comes_out() -> None:
    assert not set(LETTERS) & set("IOQ01AEUYSZ") - {"Q"}
    assert len(set(LETTERS)) == len(LETTERS)


@pytest.mark.parametrize("typed", ["qmbtrk", "QMB TRK", " qmb-trk ", "Q M B T R K"])
def test_letters_are_taken_as_people_type_them(typed: str) -> None:
    assert tidied_code(typed) == "QMBTRK"


def test_two_schools_never_share_letters(larkfield: School, monkeypatch) -> None:
    taken = code_of(larkfield).code
    given = iter(taken + "BCDFGH")
    monkeypatch.setattr("people.desk_code.secrets.choice", lambda _: next(given))
    other = School.objects.create(urn="900002", name="Whitmere Infant School")

    assert code_of(other).code == "BCDFGH"
