"""The pages that write leave: what the office presses and what it is told."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from people.access import today
from people.leaves import leaves_as_they_stand
from people.models import Leave, User
from tests.cast import Cast
from tests.people.on_page import text
from tests.people.whole_database import whole_database

DAY = timedelta(days=1)


def leave_of(user: User) -> str:
    return f"/school/people/{user.ref}/leave/"


def the_leave(user: User) -> Leave:
    [leave] = leaves_as_they_stand(person=user.ref)
    return leave


def leave_form(**more: Any) -> dict[str, Any]:
    told = {"kind": "parental", "starts_on": today().isoformat(), "ends_on": ""}
    return told | {"leave": str(uuid.uuid4())} | more


def test_leave_is_written_down_and_ended_when_they_come_back(office: Client, cast: Cast):
    address = leave_of(cast.imran)
    page = text(office.post(address, leave_form(), follow=True))
    assert "Away on parental leave with no last day yet." in page

    leave = the_leave(cast.imran)
    form = {"last_day": (today() + 3 * DAY).isoformat(), "seen": leave.pk}
    for _ in range(2):
        office.post(f"{address}{leave.ref}/back/", form)
    assert the_leave(cast.imran).ends_on == today() + 3 * DAY
    assert Leave.objects.count() == 2


def test_leave_is_put_right_and_withdrawn(office: Client, cast: Cast):
    address = leave_of(cast.imran)
    office.post(address, leave_form())
    leave = the_leave(cast.imran)
    office.post(f"{address}{leave.ref}/", leave_form(kind="sick", seen=leave.pk))
    leave = the_leave(cast.imran)
    assert leave.kind == "sick"

    page = text(office.post(f"{address}{leave.ref}/withdraw/", {"seen": leave.pk}, follow=True))
    assert "The leave is withdrawn. That it was a mistake stays on record." in page
    assert leaves_as_they_stand(person=cast.imran.ref) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kind": ""}, "Choose the kind of leave."),
        ({"kind": "holiday"}, "Choose one of the kinds in the list."),
        ({"starts_on": ""}, "Choose a day."),
        ({"ends_on": "2001-01-01"}, "This is before the first day"),
    ],
)
def test_leave_that_cannot_be_used_is_said_and_changes_nothing(
    office: Client, cast: Cast, more: dict[str, str], words: str
):
    before = whole_database()
    answer = office.post(leave_of(cast.imran), leave_form(**more))

    assert answer.status_code == 400
    assert words in text(answer)
    assert whole_database() == before


def test_a_press_that_saw_something_else_withdraws_nothing(office: Client, cast: Cast):
    address = leave_of(cast.imran)
    office.post(address, leave_form())
    leave = the_leave(cast.imran)
    page = text(office.post(f"{address}{leave.ref}/withdraw/", {"seen": "1"}, follow=True))

    assert "Somebody has changed this since" in page
    assert the_leave(cast.imran).pk == leave.pk


def test_leave_of_somebody_else_is_not_under_this_name(office: Client, cast: Cast):
    office.post(leave_of(cast.peter), leave_form())
    address = f"{leave_of(cast.imran)}{the_leave(cast.peter).ref}/"

    for path in ("", "back/"):
        assert office.get(f"{address}{path}").status_code == 404
    office.post(f"{address}withdraw/", {"seen": the_leave(cast.peter).pk})
    assert the_leave(cast.peter).kind == "parental"
