"""Leave: written once, put right by another row, never twice on one day."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from people.access import today
from people.leaves import leaves_as_they_stand, withdraw_leave, write_leave
from people.models import Leave
from tests.cast import Cast

DAY = timedelta(days=1)


def write(cast: Cast, **more: Any) -> Leave:
    told = {"ref": str(uuid.uuid4()), "kind": "parental", "starts_on": today(), "ends_on": None}
    told |= {"person": cast.imran.ref, "by": cast.devinder.ref}
    return write_leave(school=cast.school, **(told | more))


def withdraw(cast: Cast, leave: Leave, **other: str) -> None:
    told = {"person": cast.imran.ref, "by": cast.devinder.ref}
    withdraw_leave(school=cast.school, ref=leave.ref, seen=leave.pk, **(told | other))


def stands(cast: Cast) -> list[tuple[str, Any]]:
    return [(one.kind, one.ends_on) for one in leaves_as_they_stand(person=cast.imran.ref)]


def test_leave_may_be_open_and_is_ended_when_they_come_back(cast: Cast):
    leave = write(cast)
    assert stands(cast) == [("parental", None)]

    write(cast, ref=leave.ref, ends_on=today() + 9 * DAY, seen=leave.pk)
    assert stands(cast) == [("parental", today() + 9 * DAY)]
    assert [row.by for row in Leave.objects.all()] == [cast.devinder.ref] * 2


def test_pressing_twice_writes_once(cast: Cast):
    key = str(uuid.uuid4())
    write(cast, ref=key)
    write(cast, ref=key)

    assert Leave.objects.count() == 1


def test_two_leaves_on_one_day_are_refused_and_the_other_is_named(cast: Cast):
    write(cast, ends_on=today() + 9 * DAY)

    with pytest.raises(ValidationError, match="They are away in those days already: parental"):
        write(cast, kind="sick", starts_on=today() + 9 * DAY)
    write(cast, kind="sick", starts_on=today() + 10 * DAY)
    assert len(stands(cast)) == 2


def test_an_end_before_the_start_is_refused(cast: Cast):
    with pytest.raises(ValidationError, match="cannot be before its first"):
        write(cast, ends_on=today() - DAY)


def test_what_a_colleague_changed_meanwhile_is_not_written_over(cast: Cast):
    leave = write(cast)
    write(cast, ref=leave.ref, ends_on=today() + DAY, seen=leave.pk)

    with pytest.raises(ValidationError, match="Somebody has changed this since"):
        write(cast, ref=leave.ref, ends_on=today() + 5 * DAY, seen=leave.pk)


def test_a_mistake_is_withdrawn_and_stays_on_record(cast: Cast):
    leave = write(cast)
    for _ in range(2):
        withdraw(cast, leave)

    assert stands(cast) == []
    assert [row.withdrawn for row in Leave.objects.order_by("entry_id")] == [None, True]


def test_what_a_colleague_changed_meanwhile_is_not_withdrawn(cast: Cast):
    leave = write(cast)
    write(cast, ref=leave.ref, ends_on=today() + DAY, seen=leave.pk)

    with pytest.raises(ValidationError, match="Somebody has changed this since"):
        withdraw(cast, leave)
    assert stands(cast) == [("parental", today() + DAY)]


def test_leave_of_somebody_else_or_of_oneself_is_not_withdrawn(cast: Cast):
    leave = write(cast)

    with pytest.raises(ValidationError, match="This leave is not on their page"):
        withdraw(cast, leave, person=cast.peter.ref)
    with pytest.raises(ValidationError, match="This is your own page"):
        withdraw(cast, leave, by=cast.imran.ref)
    assert len(stands(cast)) == 1


def test_withdrawn_leave_does_not_stand_in_the_way_of_other_leave(cast: Cast):
    withdraw(cast, write(cast))
    write(cast, kind="sick")

    assert stands(cast) == [("sick", None)]


def test_nobody_gives_themselves_leave(cast: Cast):
    with pytest.raises(ValidationError, match="This is your own page"):
        write(cast, person=cast.devinder.ref)


def test_a_leave_of_somebody_else_is_not_changed_under_another_name(cast: Cast):
    leave = write(cast)

    with pytest.raises(ValidationError, match="Somebody has changed this since"):
        write(cast, person=cast.peter.ref, ref=leave.ref, seen=leave.pk)
