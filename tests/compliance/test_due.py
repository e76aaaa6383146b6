"""The rules for due dates: the worked cases whole, then each rule's corners."""

import ast
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from compliance import due
from compliance.cases import answer, read_case
from compliance.due import (
    Edition,
    Exemption,
    Facts,
    Leave,
    Person,
    Post,
    Record,
    Renewal,
    Requirement,
    Standing,
)

GOLDEN = json.loads(Path(__file__).parent.parent.joinpath("golden/due-dates.json").read_text())
IN_POST = (Post("teacher", date(2020, 9, 1)),)
EVERY_YEAR = Renewal("months", months=12)


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["name"])
def test_a_worked_case_comes_out_as_worked(golden):
    case = read_case(golden["case"])
    answers = [answer(each) for each in due.standings(case.facts, case.on, case.known_at)]
    assert answers == golden["expected"], golden["why"]


def rule(**changes) -> Requirement:
    asked = {
        "id": "rule",
        "item": "training",
        "roles": frozenset({"teacher"}),
        "first_due_days": 7,
        "renewal": EVERY_YEAR,
        "window_days": 30,
        "applies_from": date(2015, 1, 1),
    }
    return Requirement(**(asked | changes))


def done(happened_on, item="training", edition=None, **more) -> Record:
    recorded_at = more.pop("recorded_at", datetime(2026, 1, 1, tzinfo=UTC))
    record_id = more.pop("id", f"{item} {happened_on}")
    return Record(record_id, "amy", item, edition, happened_on, recorded_at, **more)


def stand(
    on, *records, posts=IN_POST, leave=(), exemptions=(), editions=(), known_at=None, **changes
) -> Standing:
    amy = Person("amy", posts, leave, exemptions)
    return due.standing(
        amy, rule(**changes), on, records=records, editions=editions, known_at=known_at
    )


# What counts.


def test_a_void_counts_for_nothing_itself():
    wrong = done(date(2026, 1, 5), id=1)
    void = done(date(2026, 1, 6), id=2, voids=1)
    assert stand(date(2026, 2, 1), wrong, void).done_on is None


def test_a_void_of_the_last_completion_lets_the_one_before_count_again():
    records = [
        done(date(2025, 3, 1), id=1),
        done(date(2026, 1, 5), id=2),
        done(date(2027, 1, 1), id=3, voids=2),
    ]
    assert stand(date(2026, 2, 1), *records).due_on == date(2026, 3, 1)


def test_a_void_not_yet_known_hides_nothing():
    late = datetime(2026, 3, 1, tzinfo=UTC)
    wrong = done(date(2026, 1, 5), id=1)
    void = done(date(2026, 1, 5), id=2, voids=1, recorded_at=late)
    known_at = datetime(2026, 2, 28, tzinfo=UTC)
    assert stand(date(2026, 2, 28), wrong, void, known_at=known_at).status == "current"


def test_a_record_of_the_very_moment_asked_about_is_known():
    moment = datetime(2026, 1, 5, 12, tzinfo=UTC)
    record = done(date(2026, 1, 5), recorded_at=moment)
    assert stand(date(2026, 1, 5), record, known_at=moment).done_on == date(2026, 1, 5)


def test_a_completion_of_the_day_itself_counts():
    assert stand(date(2026, 1, 5), done(date(2026, 1, 5))).status == "current"


def test_someone_elses_completion_does_not_count():
    theirs = Record(1, "bo", "training", None, date(2026, 1, 5), datetime(2026, 1, 5, tzinfo=UTC))
    assert stand(date(2026, 1, 5), theirs).done_on is None


def test_a_completion_from_before_the_spell_counts():
    back = (Post("teacher", date(2020, 9, 1), date(2025, 7, 31)), Post("teacher", date(2026, 1, 5)))
    assert stand(date(2026, 1, 6), done(date(2025, 6, 1)), posts=back).status == "current"


# Rule 1: the spell.


@pytest.mark.parametrize(
    ("posts", "on", "starts_on"),
    [
        pytest.param(
            [("teacher", "2024-01-01", "2024-03-31"), ("teacher", "2024-04-02", None)],
            "2024-05-01",
            "2024-04-02",
            id="a day's gap parts two spells",
        ),
        pytest.param(
            [("teacher", "2024-01-01", "2024-03-31"), ("teacher", "2024-06-01", None)],
            "2024-05-01",
            "2024-06-01",
            id="in a gap, the next spell is asked about",
        ),
        pytest.param(
            [
                ("teacher", "2024-01-01", "2024-12-31"),
                ("teacher", "2024-02-01", "2024-02-28"),
                ("teacher", "2025-01-01", None),
            ],
            "2025-05-01",
            "2024-01-01",
            id="a post inside another does not cut the spell short",
        ),
        pytest.param(
            [
                ("teacher", "2024-01-01", "2024-03-31"),
                ("office", "2024-04-01", "2024-04-30"),
                ("teacher", "2024-05-01", None),
            ],
            "2024-05-01",
            "2024-05-01",
            id="a post in another role bridges nothing",
        ),
        pytest.param(
            [("teacher", "2024-05-01", None), ("teacher", "2024-01-01", "2024-04-30")],
            "2024-06-01",
            "2024-01-01",
            id="posts come in any order",
        ),
        pytest.param(
            [("teacher", "2024-01-01", "2024-04-30")],
            "2024-04-30",
            "2024-01-01",
            id="the last day is still held",
        ),
        pytest.param(
            [("teacher", "2024-01-01", "2024-04-30"), ("teacher", "2024-06-01", None)],
            "2024-04-30",
            "2024-01-01",
            id="on its last day a spell still comes before the next",
        ),
        pytest.param(
            [("teacher", "2024-01-01", None), ("teacher", "2024-03-01", "2024-03-31")],
            "2024-06-01",
            "2024-01-01",
            id="a short post inside an open one does not end it",
        ),
        pytest.param(
            [("teacher", "2024-01-01", "9999-12-31"), ("teacher", "2024-06-01", "9999-12-31")],
            "2024-07-01",
            "2024-01-01",
            id="the last day of the calendar is a day like others",
        ),
    ],
)
def test_the_spell_asked_about(posts, on, starts_on):
    day = date.fromisoformat
    held = [Post(role, day(start), end and day(end)) for role, start, end in posts]
    spell = stand(day(on), posts=held).spell
    assert spell
    assert spell.starts_on == day(starts_on)


def test_a_leaver_is_asked_for_nothing():
    left = (Post("teacher", date(2020, 9, 1), date(2025, 8, 31)),)
    assert stand(date(2025, 9, 1), posts=left).status == "not_required"


@pytest.mark.parametrize(
    ("on", "status"),
    [("2024-12-31", "not_required"), ("2025-01-01", "to_do"), ("2025-06-01", "not_required")],
)
def test_a_rule_asks_only_while_it_applies(on, status):
    applies = {"applies_from": date(2025, 1, 1), "applies_to": date(2025, 5, 31)}
    assert stand(date.fromisoformat(on), **applies).status == status


def test_who_starts_on_the_rules_last_day_is_asked():
    starts = (Post("teacher", date(2025, 5, 31)),)
    asked = stand(date(2025, 5, 1), posts=starts, applies_to=date(2025, 5, 31))
    assert asked.due_on == date(2025, 6, 7)


# Rules 2 and 5: first due, and due.


def test_a_rule_asked_since_a_later_day_counts_from_that_day():
    asked = stand(date(2026, 1, 5), since=date(2026, 1, 1))
    assert (asked.status, asked.due_on) == ("to_do", date(2026, 1, 8))


def test_what_ran_out_before_the_first_due_day_is_due_on_that_day():
    starts = (Post("teacher", date(2026, 1, 1)),)
    asked = stand(date(2026, 1, 8), done(date(2024, 1, 1)), posts=starts)
    assert (asked.status, asked.due_on) == ("to_do", date(2026, 1, 8))


def test_what_runs_out_before_the_first_due_day_is_in_date_until_then():
    starts = (Post("teacher", date(2026, 1, 1)),)
    asked = stand(date(2026, 1, 4), done(date(2025, 1, 4)), posts=starts, window_days=0)
    assert (asked.status, asked.due_on) == ("current", date(2026, 1, 8))


def test_once_is_never_due_again():
    asked = stand(date(2026, 1, 1), done(date(2021, 1, 1)), renewal=Renewal("once"))
    assert (asked.status, asked.due_on) == ("current", None)


# Rule 3: expiry.


@pytest.mark.parametrize(
    ("days", "window", "expiry"),
    [
        (["2025-01-31"], 0, "2025-02-28"),
        (["2025-01-31", "2025-02-28"], 0, "2025-03-28"),  # the 31st is forgotten
        (["2025-01-31", "2025-03-01"], 0, "2025-04-01"),
        (["2025-01-15", "2025-02-14"], 0, "2025-03-14"),  # no window: from its own day
        (["2025-01-15", "2025-02-14"], 1, "2025-03-15"),  # the window's first day renews
        (["2025-01-15", "2025-02-13"], 1, "2025-03-13"),
        (["2025-01-15", "2025-02-15"], 1, "2025-03-15"),  # so does the expiry itself
        (["2025-01-15", "2025-02-16"], 9, "2025-03-16"),
        (["2025-01-15", "2025-01-15"], 60, "2025-02-15"),  # one day counts as one
        (["2025-01-15", "2025-01-16"], 60, "2025-03-15"),  # two days each renew
        (["9999-06-01", "9999-12-31"], 0, "9999-12-31"),  # the calendar's end
    ],
)
def test_a_month_at_a_time(days, window, expiry):
    records = [done(date.fromisoformat(day), id=n) for n, day in enumerate(days)]
    on = date.fromisoformat(days[-1])
    monthly = stand(on, *records, renewal=Renewal("months", months=1), window_days=window)
    assert monthly.expires_on == date.fromisoformat(expiry)


@pytest.mark.parametrize(
    ("day", "window", "expiry"),
    [
        ("2025-09-29", 0, "2025-09-30"),
        ("2025-09-30", 0, "2026-09-30"),  # no window: the round opens on its due day
        ("2025-08-29", 31, "2025-09-30"),
        ("2025-08-30", 31, "2026-09-30"),
        ("2025-10-01", 31, "2026-09-30"),
        ("2025-12-31", 31, "2026-09-30"),
        ("2025-09-30", 365, "2027-09-30"),  # the next round opens as this one falls due
        ("2025-09-29", 365, "2026-09-30"),
        ("2025-09-30", 366, "2027-09-30"),
        ("2025-09-29", 366, "2027-09-30"),
        ("2025-10-01", 730, "2028-09-30"),  # two rounds ahead have opened
        ("9999-12-01", 31, "9999-12-31"),  # the calendar's end
    ],
)
def test_a_year_at_a_time(day, window, expiry):
    done_on = date.fromisoformat(day)
    each_september = Renewal("yearly", due=(9, 30))
    yearly = stand(done_on, done(done_on), renewal=each_september, window_days=window)
    assert yearly.expires_on == date.fromisoformat(expiry)


# Rule 4: a change of substance.

SIGNED_ONCE = {"renewal": Renewal("once"), "window_days": 0}
FIRST = Edition(1, date(2025, 1, 1))
CHANGED = Edition(2, date(2026, 3, 1), must_redo=True)


def test_a_change_of_substance_is_due_soon_at_once_and_lapses_after_its_days():
    signed = done(date(2025, 2, 1), edition=1)
    statuses = [
        stand(on, signed, editions=[FIRST, CHANGED], **SIGNED_ONCE).status
        for on in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 15), date(2026, 3, 16))
    ]
    assert statuses == ["current", "due_soon", "due_soon", "lapsed"]


def test_a_record_is_taken_at_its_word_about_its_edition():
    signed = done(date(2026, 2, 1), edition=2)  # a month before it was published
    assert stand(date(2026, 4, 1), signed, editions=[FIRST, CHANGED], **SIGNED_ONCE).due_on is None


def test_what_is_done_on_the_day_of_publishing_reaches_the_new_edition():
    signed = done(date(2026, 3, 1))
    assert stand(date(2026, 4, 1), signed, editions=[FIRST, CHANGED], **SIGNED_ONCE).due_on is None


def test_an_old_edition_signed_late_does_not_reach_the_new_one():
    signed = done(date(2026, 3, 5), edition=1)
    asked = stand(date(2026, 3, 6), signed, editions=[FIRST, CHANGED], **SIGNED_ONCE)
    assert asked.due_on == date(2026, 3, 15)


def test_signing_an_old_edition_again_does_not_undo_the_new_one():
    records = [done(date(2026, 3, 5), edition=2, id=1), done(date(2026, 3, 6), edition=1, id=2)]
    assert (
        stand(date(2026, 4, 1), *records, editions=[FIRST, CHANGED], **SIGNED_ONCE).due_on is None
    )


def test_a_covering_record_reaches_the_edition_in_force_whatever_edition_it_names():
    lead = done(date(2026, 2, 1), item="lead training", edition=9)
    covered = {"covered_by": ("lead training",), **SIGNED_ONCE}
    assert stand(date(2026, 3, 6), lead, editions=[FIRST, CHANGED], **covered).waiting == CHANGED


def test_newer_means_a_higher_number_not_a_later_day():
    editions = [Edition(3, date(2025, 6, 1)), Edition(2, date(2026, 3, 1), must_redo=True)]
    signed = done(date(2025, 7, 1))
    assert stand(date(2026, 4, 1), signed, editions=editions, **SIGNED_ONCE).waiting is None


def test_done_before_any_edition_reaches_none():
    signed = done(date(2024, 12, 1))
    first = Edition(1, date(2025, 1, 1), must_redo=True)
    asked = stand(date(2025, 1, 2), signed, editions=[first], **SIGNED_ONCE)
    assert (asked.status, asked.due_on) == ("due_soon", date(2025, 1, 15))


def test_a_change_waits_even_where_the_expiry_comes_first():
    signed = done(date(2025, 4, 1), edition=1)
    slow = Edition(2, date(2026, 2, 1), must_redo=True, redo_days=365)
    asked = stand(date(2026, 2, 1), signed, editions=[FIRST, slow], window_days=0)
    assert (asked.status, asked.due_on) == ("due_soon", date(2026, 4, 1))


def test_a_change_with_nothing_done_leaves_the_first_due_day():
    asked = stand(date(2026, 4, 1), editions=[CHANGED], **SIGNED_ONCE)
    assert (asked.status, asked.due_on) == ("overdue", date(2020, 9, 8))


# Rule 6: leave.


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "due_on"),
    [
        ("2026-01-10", "2026-02-10", "2026-02-24"),  # due on the first day of leave
        ("2026-01-11", "2026-02-10", "2026-01-10"),  # due the day before
        ("2025-10-01", "2025-12-27", "2026-01-10"),  # due on the last day to catch up
        ("2025-10-01", "2025-12-26", "2026-01-10"),  # due the day after
        ("2025-10-01", "2026-01-01", "2026-01-15"),
        ("2025-10-01", None, "2026-01-10"),
        ("2025-10-01", "2027-06-01", "2027-06-15"),  # its last day is known, not yet come
        ("2025-10-01", "9999-12-31", "9999-12-31"),
        ("2026-06-02", "2026-12-31", "2026-01-10"),  # not begun
    ],
)
def test_leave_moves_a_due_day_that_falls_in_it(starts_on, ends_on, due_on):
    day = date.fromisoformat
    leave = (Leave(day(starts_on), ends_on and day(ends_on)),)
    asked = stand(date(2026, 6, 1), done(date(2025, 1, 10)), leave=leave)
    assert asked.due_on == day(due_on)
    assert asked.expires_on == date(2026, 1, 10)


def test_leave_moves_a_first_due_day_too():
    starts = (Post("teacher", date(2026, 1, 1)),)
    leave = (Leave(date(2026, 1, 3), date(2026, 1, 31)),)
    asked = stand(date(2026, 2, 14), posts=starts, leave=leave)
    assert (asked.status, asked.due_on) == ("to_do", date(2026, 2, 14))


def test_leave_is_taken_in_order_of_its_first_day_however_listed():
    leave = (
        Leave(date(2026, 2, 1), date(2026, 3, 1)),
        Leave(date(2026, 1, 1), date(2026, 1, 25)),
    )
    assert stand(date(2026, 3, 2), done(date(2025, 1, 10)), leave=leave).due_on == date(2026, 3, 15)


def test_leave_of_an_earlier_spell_moves_a_due_day_as_well():
    back = (Post("teacher", date(2020, 9, 1), date(2026, 1, 31)), Post("teacher", date(2026, 2, 5)))
    leave = (Leave(date(2026, 1, 1), date(2026, 1, 31)),)
    asked = stand(date(2026, 2, 6), posts=back, leave=leave, first_due_days=0)
    assert asked.due_on == date(2026, 2, 14)


@pytest.mark.parametrize(
    ("on", "status"),
    [("2025-12-31", "current"), ("2026-01-01", "paused"), ("2026-02-01", "paused")],
)
def test_leave_pauses_from_its_first_day_to_its_last(on, status):
    leave = (Leave(date(2026, 1, 1), date(2026, 2, 1)),)
    asked = stand(date.fromisoformat(on), done(date(2025, 6, 1)), leave=leave)
    assert asked.status == status


def test_of_two_leaves_at_once_the_one_that_lasts_longer_pauses():
    shorter, longer = Leave(date(2026, 1, 1), date(2026, 2, 1)), Leave(date(2026, 1, 10))
    assert stand(date(2026, 1, 20), leave=(shorter, longer)).away == longer


def test_what_is_never_due_again_stays_so_through_leave():
    leave = (Leave(date(2026, 1, 1), date(2026, 2, 1)),)
    asked = stand(date(2026, 1, 5), done(date(2025, 6, 1)), leave=leave, renewal=Renewal("once"))
    assert (asked.status, asked.due_on) == ("paused", None)


# Rule 7: the table.


def test_excused_comes_before_paused():
    leave = (Leave(date(2026, 1, 1)),)
    excused = (Exemption("rule", date(2026, 1, 1), reason="agreed"),)
    assert stand(date(2026, 1, 1), leave=leave, exemptions=excused).status == "excused"


def test_an_exemption_from_another_rule_excuses_nothing():
    excused = (Exemption("other rule", date(2026, 1, 1)),)
    assert stand(date(2026, 1, 1), exemptions=excused).status == "overdue"


@pytest.mark.parametrize(
    ("on", "window", "status"),
    [
        ("2026-01-09", 0, "current"),
        ("2026-01-10", 0, "due_soon"),
        ("2025-12-10", 30, "current"),
        ("2025-12-11", 30, "due_soon"),
        ("2026-01-11", 30, "lapsed"),
    ],
)
def test_due_soon_from_the_window_to_the_due_day(on, window, status):
    asked = stand(date.fromisoformat(on), done(date(2025, 1, 10)), window_days=window)
    assert asked.status == status


def test_the_window_is_counted_back_from_the_day_after_leave_moved_it():
    leave = (Leave(date(2025, 12, 1), date(2025, 12, 31)),)  # due 10 January: moved to the 14th
    asked = stand(date(2026, 1, 10), done(date(2025, 1, 10)), leave=leave, window_days=3)
    assert (asked.status, asked.due_on) == ("current", date(2026, 1, 14))


# The whole.


def test_a_standing_carries_the_facts_it_rests_on():
    leave = Leave(date(2026, 3, 10), date(2026, 3, 31), ref=7)
    signed = done(date(2025, 2, 1), edition=1, id=42)
    asked = stand(
        date(2026, 4, 20), signed, leave=(leave,), editions=[FIRST, CHANGED], **SIGNED_ONCE
    )
    assert asked.status == "lapsed"
    assert asked.is_late
    assert asked.counted == signed
    assert asked.waiting == CHANGED
    assert asked.moved_by == leave
    assert asked.expires_on == date(2026, 3, 15)
    assert asked.due_on == date(2026, 4, 14)


def test_answers_come_person_by_person_in_the_order_of_the_rules():
    people = [Person(name, IN_POST) for name in ("zoe", "amy")]
    rules = [rule(id="second"), rule(id="first", item="policy")]
    answers = due.standings(Facts(people, rules), date(2026, 1, 1))
    assert [(each.person, each.requirement) for each in answers] == [
        ("zoe", "second"),
        ("zoe", "first"),
        ("amy", "second"),
        ("amy", "first"),
    ]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"kind": "weekly"},
        {"kind": "months"},
        {"kind": "yearly", "due": (2, 29)},
        {"kind": "yearly", "due": (13, 1)},
    ],
)
def test_a_renewal_that_means_nothing_is_refused(nonsense):
    with pytest.raises(ValueError):
        Renewal(**nonsense)


def test_the_rules_lean_on_the_standard_library_alone():
    imported = set()
    for node in ast.walk(ast.parse(Path(due.__file__).read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported <= sys.stdlib_module_names
