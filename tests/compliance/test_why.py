"""Why someone stands where they stand, in one sentence a colleague can read."""

from datetime import UTC, date, datetime

import pytest

from compliance.cases import read_case
from compliance.due import (
    Edition,
    Exemption,
    Leave,
    Person,
    Post,
    Record,
    Renewal,
    Requirement,
    standing,
    standings,
)
from compliance.why import FORCE_WORDS, RuleWords, full_date, why
from tests.compliance.random_cases import random_case

WORDS = RuleWords("Part one", "teaching assistants", "should", "KCSIE, Part two", "2025")
STARTED = date(2026, 11, 2)


def sentence(on, *days, since_start=STARTED, ends_on=None, item="part-one", **facts) -> str:
    """Why amy, a teaching assistant, stands where she stands, having done it on these days."""
    kept = {name: facts.pop(name, ()) for name in ("leave", "exemptions", "editions")}
    rule = {
        "id": "rule",
        "item": "part-one",
        "roles": frozenset({"ta"}),
        "first_due_days": 7,
        "renewal": Renewal("months", months=36),
        "applies_from": date(2015, 1, 1),
        "window_days": 60,
        "covered_by": ("lead",),
    }
    at = datetime(2026, 1, 1, tzinfo=UTC)
    records = [Record(n, "amy", item, None, day, at) for n, day in enumerate(days)]
    amy = Person("amy", [Post("ta", since_start, ends_on)], kept["leave"], kept["exemptions"])
    asked = Requirement(**(rule | facts))
    stands = standing(amy, asked, on, records=records, editions=kept["editions"])
    return why(stands, WORDS, on)


RULE = (
    "Part one is asked of teaching assistants within 7 days of starting and then every 3 years "
    "(Guidance: should; KCSIE, Part two, 2025): "
)


def test_overdue_names_the_start_the_sum_and_the_first_late_day():
    assert sentence(date(2026, 11, 21)) == RULE + (
        "started on Monday 2 November 2026, so due by Monday 9 November 2026; "
        "nothing is recorded, so late since Tuesday 10 November 2026."
    )


def test_to_do_says_that_nothing_is_recorded_yet():
    assert sentence(date(2026, 11, 9)) == RULE + (
        "started on Monday 2 November 2026, so due by Monday 9 November 2026; "
        "nothing is recorded yet."
    )


def test_who_has_not_started_starts_in_words_of_the_future():
    assert "starts on Monday 2 November 2026, so due" in sentence(date(2026, 10, 1))


def test_a_new_rule_counts_from_the_day_it_was_first_asked():
    assert "asked since Friday 20 November 2026, so due by Friday 27 November 2026" in sentence(
        date(2026, 11, 21), since=date(2026, 11, 20)
    )


def test_current_says_until_when():
    assert sentence(date(2026, 11, 21), date(2026, 11, 4)) == RULE + (
        "done on Wednesday 4 November 2026, so in date until Sunday 4 November 2029."
    )


def test_due_soon_says_that_it_is_due_again():
    assert "in date until Saturday 28 November 2026 and due again by then." in sentence(
        date(2026, 11, 21), date(2023, 11, 28)
    )


def test_an_early_renewal_is_said_to_be_early():
    said = sentence(date(2026, 11, 21), date(2023, 11, 28), date(2026, 11, 1))
    assert "done early, on Sunday 1 November 2026, so in date until Wednesday 28 November" in said


def test_lapsed_names_the_last_good_day_and_the_first_late_one():
    said = sentence(date(2026, 11, 21), date(2023, 11, 20), since_start=date(2020, 9, 1))
    assert said == RULE + (
        "done on Monday 20 November 2023, so in date until Friday 20 November 2026; "
        "late since Saturday 21 November 2026."
    )


def test_done_once_is_enough():
    said = sentence(date(2026, 11, 21), date(2026, 11, 4), renewal=Renewal("once"))
    assert "asked of teaching assistants once, within 7 days of starting (" in said
    assert said.endswith("done on Wednesday 4 November 2026, and once is enough.")


def test_training_that_covers_it_is_named_as_other_training():
    assert "covered by other training on Wednesday 4 November 2026, so in date" in sentence(
        date(2026, 11, 21), date(2026, 11, 4), item="lead"
    )


CHANGED = Edition(3, date(2026, 11, 16), must_redo=True)


def test_a_change_of_substance_names_the_edition_and_its_last_day():
    said = sentence(
        date(2026, 11, 21), date(2026, 11, 4), editions=[CHANGED], renewal=Renewal("once")
    )
    assert said.endswith(
        "done on Wednesday 4 November 2026, but edition 3, published on Monday 16 November 2026, "
        "is to be done again by Monday 30 November 2026."
    )


def test_a_change_that_waits_longer_than_the_expiry_is_named_beside_it():
    said = sentence(date(2026, 11, 21), date(2023, 11, 22), editions=[CHANGED])
    assert "in date until Sunday 22 November 2026 and due again by then; edition 3" in said


def test_leave_that_moved_the_due_day_is_named():
    leave = [Leave(date(2026, 11, 5), date(2026, 11, 20))]
    assert sentence(date(2026, 11, 21), leave=leave) == RULE + (
        "started on Monday 2 November 2026, so due by Monday 9 November 2026; "
        "leave from Thursday 5 November 2026 to Friday 20 November 2026 "
        "moves the due day to Friday 4 December 2026; nothing is recorded yet."
    )


def test_paused_names_the_leave_once():
    leave = [Leave(date(2026, 11, 5), date(2026, 11, 30))]
    said = sentence(date(2026, 11, 21), leave=leave)
    assert said.endswith("nothing is recorded yet; paused while on leave.")
    assert said.count("Thursday 5 November 2026") == 1


def test_leave_without_a_last_day_says_so():
    assert sentence(date(2026, 11, 21), leave=[Leave(date(2026, 11, 5))]).endswith(
        "paused while on leave from Thursday 5 November 2026, with no last day set."
    )


def test_excused_gives_the_days_and_the_reason():
    excused = [Exemption("rule", date(2026, 11, 1), date(2027, 1, 31), "Phased return.")]
    assert sentence(date(2026, 11, 21), exemptions=excused).endswith(
        "excused from Sunday 1 November 2026 to Sunday 31 January 2027 (“Phased return”)."
    )


@pytest.mark.parametrize(
    ("facts", "begins"),
    [
        (
            {"applies_from": date(2026, 12, 1)},
            "Part one is not asked yet: the rule begins on Tuesday 1 December 2026 (Guidance",
        ),
        (
            {"applies_to": date(2026, 11, 20)},
            "Part one is no longer asked: the rule ended on Friday 20 November 2026 (Guidance",
        ),
        (
            {"ends_on": date(2026, 11, 20)},
            "Part one is asked of teaching assistants: "
            "no such post is held on Saturday 21 November 2026 or after (Guidance",
        ),
        (
            {"since_start": date(2027, 1, 4), "applies_to": date(2026, 12, 31)},
            "Part one is not asked: the post starts on Monday 4 January 2027, "
            "after the rule ends on Thursday 31 December 2026 (Guidance",
        ),
    ],
)
def test_not_required_says_what_keeps_it_from_being_asked(facts, begins):
    assert sentence(date(2026, 11, 21), **facts).startswith(begins)


@pytest.mark.parametrize(
    ("first_due_days", "renewal", "says"),
    [
        (0, Renewal("once"), "once, by the first day ("),
        (1, Renewal("months", months=1), "within a day of starting and then every month ("),
        (14, Renewal("months", months=12), "within 14 days of starting and then every 12 months ("),
        (7, Renewal("months", months=18), "and then every 18 months ("),
        (7, Renewal("yearly", due=(9, 30)), "and then every year by 30 September ("),
    ],
)
def test_how_often_is_said_in_words(first_due_days, renewal, says):
    said = sentence(date(2026, 11, 21), first_due_days=first_due_days, renewal=renewal)
    assert says in said


@pytest.mark.parametrize(("force", "says"), FORCE_WORDS.items())
def test_who_wants_it_is_never_dressed_up(force, says):
    rule = Requirement("r", "i", frozenset(), 7, Renewal("once"), date(2015, 1, 1))
    words = RuleWords("Part one", "teachers", force)
    said = why(standing(Person("amy"), rule, STARTED), words, STARTED)
    assert said.endswith(f"({says}).")
    assert ("must" in says) == (force == "must")


def test_every_standing_gets_exactly_one_sentence():
    seen = set()
    for seed in range(400):
        case = read_case(random_case(seed))
        for each in standings(case.facts, case.on, case.known_at):
            said = why(each, WORDS, case.on)
            assert said.startswith("Part one is ")
            assert said.endswith(".")
            assert said.count(".") == 1
            assert "None" not in said
            if each.due_on:
                assert full_date(each.due_on) in said
            seen.add(each.status)
    assert len(seen) == 8


def test_a_day_in_full():
    assert full_date(date(2026, 12, 4)) == "Friday 4 December 2026"
