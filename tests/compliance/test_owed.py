"""Which step a day owes, and who hears of a lapse: tables."""

from datetime import date, timedelta

import pytest

from compliance.due import Leave, Person, Post, Renewal, Requirement, Standing
from compliance.owed import leads_there, owed, step_on, who_hears

DUE = date(2026, 11, 23)
RULE = Requirement("induction", "induction", frozenset({"teacher"}), 30, Renewal("once"), DUE)


@pytest.mark.parametrize(
    ("days_before", "step"),
    [
        (400, None),
        (61, None),
        (60, "60"),
        (31, "60"),
        (30, "30"),
        (8, "30"),
        (7, "7"),
        (1, "7"),
        (0, "7"),
        (-1, "late"),
        (-400, "late"),
    ],
)
def test_the_step_is_the_nearest_that_has_come(days_before: int, step: str | None):
    assert step_on(DUE, DUE - timedelta(days=days_before)) == step


def standing(status: str, due_on: date | None = DUE, done_on: date | None = None) -> Standing:
    return Standing("asha", "induction", status, RULE, due_on=due_on, done_on=done_on)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("to_do", True),
        ("due_soon", True),
        ("current", True),
        ("overdue", True),
        ("lapsed", True),
        ("paused", False),
        ("excused", False),
        ("not_required", False),
    ],
)
def test_nobody_gone_on_leave_or_excused_is_told(status: str, told: bool):
    assert bool(owed([standing(status)], {}, DUE + timedelta(days=1))) is told


def test_nobody_is_told_of_what_never_falls_due_again():
    assert owed([standing("current", due_on=None)], {}, DUE) == []


def test_what_is_owed_says_what_it_is_called_and_whether_it_was_done_before():
    rows = [standing("lapsed", done_on=date(2023, 11, 23)), standing("overdue")]

    first, second = owed(rows, {"induction": "Induction"}, DUE + timedelta(days=1))

    assert (first.title, first.done_before, first.late) == ("Induction", True, True)
    assert second.done_before is False


def lead(name: str, *roles: str, leave: Leave | None = None, ends_on: date | None = None) -> Person:
    posts = [Post(role, date(2020, 9, 1), ends_on) for role in roles]
    return Person(name, posts, [leave] if leave else [])


RUTH, KWAME, COMFORT = (
    lead("ruth", "dsl"),
    lead("kwame", "deputy_dsl"),
    lead("comfort", "headteacher"),
)
ALL = [RUTH, KWAME, COMFORT, lead("imran", "teacher")]


def test_leads_are_the_dsls_then_the_deputies_then_the_heads():
    assert leads_there(ALL, DUE) == [["ruth"], ["kwame"], ["comfort"]]


@pytest.mark.parametrize(
    ("starts", "ends", "there"),
    [
        (DUE, DUE, False),
        (DUE, None, False),
        (DUE + timedelta(days=1), None, True),
        (DUE - timedelta(days=9), DUE - timedelta(days=1), True),
    ],
)
def test_a_lead_on_leave_is_not_there(starts: date, ends: date | None, there: bool):
    ruth = lead("ruth", "dsl", leave=Leave(starts, ends))

    assert leads_there([ruth], DUE)[0] == (["ruth"] if there else [])


def test_a_lead_who_has_left_is_not_there():
    ruth = lead("ruth", "dsl", ends_on=DUE - timedelta(days=1))

    assert leads_there([ruth], DUE) == [[], [], []]


@pytest.mark.parametrize(
    ("person", "leads", "hears"),
    [
        ("imran", [["ruth"], ["kwame"], ["comfort"]], ["ruth"]),
        ("imran", [["ruth", "mei"], ["kwame"], []], ["ruth", "mei"]),
        ("imran", [[], ["kwame"], ["comfort"]], ["kwame"]),
        ("imran", [[], [], ["comfort"]], ["comfort"]),
        ("imran", [[], [], []], []),
        ("ruth", [["ruth"], ["kwame"], ["comfort"]], ["kwame"]),
        ("ruth", [["ruth", "mei"], ["kwame"], []], ["mei"]),
        ("ruth", [["ruth"], [], ["ruth"]], []),
        ("comfort", [["ruth"], [], ["comfort"]], ["ruth"]),
    ],
)
def test_a_lapse_is_heard_by_the_first_who_is_not_the_person(person: str, leads: list, hears: list):
    assert who_hears(person, leads) == hears
