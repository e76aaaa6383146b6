"""Who a visitor may be, and what a witness may say."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.access import posts_as_they_stand, today
from people.actions import SYSTEM, end_post
from people.models import Visit
from people.visits import (
    MOST,
    CannotAnswer,
    DeskIsFull,
    Known,
    ask,
    confirm,
    end,
    is_waiting,
    may_go_on,
    turn_away,
    waiting_at,
)
from tests.cast import Cast, member


def names(cast: Cast, surname: str, initial: str = "") -> list[str]:
    visit = Visit(school=cast.school.urn, surname=surname, initial=initial)
    return [match.name for match in Known.at(cast.school).matches(visit)]


@pytest.mark.parametrize("typed", ["Oakhanger", "oakhanger", " OAKHANGER", "Halima Oakhanger"])
def test_a_surname_is_found_however_it_is_typed(cast: Cast, typed: str) -> None:
    assert names(cast, typed) == ["Halima Oakhanger"]


def test_a_slip_of_the_finger_is_shown_to_the_witness_as_a_guess(cast: Cast) -> None:
    assert names(cast, "Oakhangar") == ["Halima Oakhanger"]


def test_one_part_of_a_double_name_is_enough(cast: Cast) -> None:
    member(cast.school, "Bethan", "O’Brien-Ashwhistle", today(), "volunteer", mail=False)

    assert names(cast, "ashwhistle") == ["Bethan O’Brien-Ashwhistle"]
    assert names(cast, "obrien") == ["Bethan O’Brien-Ashwhistle"]


def test_a_first_letter_chooses_among_two_of_a_name(cast: Cast) -> None:
    member(cast.school, "Yusuf", "Oakhanger", today(), "volunteer", mail=False)

    assert names(cast, "Oakhanger") == ["Halima Oakhanger", "Yusuf Oakhanger"]
    assert names(cast, "Oakhanger", "y") == ["Yusuf Oakhanger"]


def test_a_letter_that_fits_nobody_does_not_hide_the_name(cast: Cast) -> None:
    assert names(cast, "Oakhanger", "x") == ["Halima Oakhanger"]


def test_somebody_with_one_name_types_that(cast: Cast) -> None:
    member(cast.school, "李", "", today(), "volunteer", mail=False)

    assert names(cast, "李") == ["李"]


def test_people_of_another_school_and_leavers_are_nobody_here(cast: Cast) -> None:
    [post] = posts_as_they_stand(person=cast.halima.ref)
    end_post(post=post, ends_on=today() - timedelta(days=1), by=SYSTEM)

    assert names(cast, "Greenhalge") == []
    assert names(cast, "Oakhanger") == []


@pytest.mark.parametrize("name", ["ruth", "kwame", "comfort", "devinder"])
def test_whoever_sees_others_records_comes_in_by_their_own_account_alone(
    cast: Cast, name: str
) -> None:
    user = getattr(cast, name)
    visit = ask(school=cast.school, surname=user.last_name)
    witness = cast.ruth if name == "devinder" else cast.devinder

    with pytest.raises(CannotAnswer, match="own account"):
        confirm(visit=visit, person=user.ref, by=witness.ref)


def test_whoever_writes_here_comes_in_by_their_own_account_alone(cast: Cast) -> None:
    cast.imran.groups.add(Group.objects.get(name="Editors"))
    [match] = Known.at(cast.school).matches(Visit(surname="Wintermoss"))

    assert "own account" in match.why_not


def test_nobody_is_their_own_witness(cast: Cast) -> None:
    visit = ask(school=cast.school, surname="Oakhanger")

    with pytest.raises(CannotAnswer, match="own witness"):
        confirm(visit=visit, person=cast.halima.ref, by=cast.halima.ref)


def test_the_database_refuses_a_witness_to_oneself(cast: Cast) -> None:
    told = {"person": "x", "witness": "x", "answered_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(school="900001", words="Robin 42", **told)


def test_the_database_refuses_somebody_named_by_nobody(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(school="900001", words="Robin 42", person="x")


def test_the_database_lets_nobody_go_on_unnamed(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(school="900001", words="Robin 42", opened_at=timezone.now())


def test_what_was_typed_is_forgotten_with_the_answer(cast: Cast) -> None:
    visit = ask(school=cast.school, surname="Oakhanger", initial="h")
    confirm(visit=visit, person=cast.halima.ref, by=cast.devinder.ref)

    visit.refresh_from_db()
    assert (visit.surname, visit.initial, visit.person) == ("", "", cast.halima.ref)


def test_a_second_press_changes_nothing_and_another_answer_is_refused(cast: Cast) -> None:
    visit = ask(school=cast.school, surname="Oakhanger")
    first = confirm(visit=visit, person=cast.halima.ref, by=cast.devinder.ref)
    again = confirm(visit=visit, person=cast.halima.ref, by=cast.devinder.ref)

    assert again.answered_at == first.answered_at
    with pytest.raises(CannotAnswer, match="answered already"):
        confirm(visit=visit, person=cast.imran.ref, by=cast.ruth.ref)
    with pytest.raises(CannotAnswer, match="answered already"):
        turn_away(visit=visit, by=cast.ruth.ref)


def test_after_a_quarter_of_an_hour_nobody_answers_and_nobody_goes_on(cast: Cast) -> None:
    with time_machine.travel("2026-11-25 09:00", tick=False) as clock:
        waits = ask(school=cast.school, surname="Oakhanger")
        named = ask(school=cast.school, surname="Oakhanger")
        named = confirm(visit=named, person=cast.halima.ref, by=cast.devinder.ref)
        clock.shift(timedelta(minutes=14))
        assert is_waiting(waits)
        assert may_go_on(named)
        clock.shift(timedelta(minutes=2))
        assert not is_waiting(waits)
        assert not may_go_on(named)
        with pytest.raises(CannotAnswer, match="too long"):
            confirm(visit=waits, person=cast.halima.ref, by=cast.devinder.ref)


def test_a_visit_that_was_closed_is_not_gone_on_with(cast: Cast) -> None:
    visit = ask(school=cast.school, surname="Oakhanger")
    visit = confirm(visit=visit, person=cast.halima.ref, by=cast.devinder.ref)
    end(visit)

    visit.refresh_from_db()
    assert not may_go_on(visit)


def test_no_two_who_wait_see_the_same_words_and_a_full_desk_says_so(cast: Cast) -> None:
    seen = {ask(school=cast.school, surname="A").words for _ in range(MOST)}

    assert len(seen) == MOST
    with pytest.raises(DeskIsFull):
        ask(school=cast.school, surname="A")
    assert ask(school=cast.next_door, surname="A")


def test_visits_are_forgotten_when_the_day_is_over(cast: Cast) -> None:
    with time_machine.travel("2026-11-25 15:00", tick=False):
        ask(school=cast.school, surname="Oakhanger")
    with time_machine.travel("2026-11-26 08:00", tick=False):
        ask(school=cast.school, surname="Saltfield")

    assert [visit.surname for visit in Visit.objects.all()] == ["Saltfield"]
    assert list(waiting_at(cast.next_door)) == []


def test_the_worker_forgets_other_days_where_nobody_asks(cast: Cast, capsys) -> None:
    with time_machine.travel("2026-11-25 15:00", tick=False):
        ask(school=cast.school, surname="Oakhanger")
    with time_machine.travel("2026-11-26 08:00", tick=False):
        call_command("prune")

    assert not Visit.objects.exists()
    assert "1 visits at the desk" in capsys.readouterr().out
