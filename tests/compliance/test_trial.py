"""The trial run: who would be late, who would no longer be, and who would have time."""

from datetime import date

import pytest

from compliance.actions import draft_requirement
from compliance.facts import read, rule_of
from compliance.requirement_pages import trial_of, trial_words
from compliance.trial import day_to_try, next_monday
from people.actions import begin_leave, end_post
from people.models import Post
from register.models import Entry
from tests.compliance.small_school import OFFICE, asks, did, school, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]
MONDAY = date(2026, 11, 30)
RULE = {
    "slug": "induction",
    "title": "Induction",
    "item": "induction",
    "roles": ["teacher"],
    "first_due_days": 30,
    "renewal": "once",
    "window_days": 0,
    "applies_from": date(2026, 9, 1),
    "force": "own",
    "source": "Staff handbook",
}


def tried(here, on=None, **rule):
    return trial_words(trial_of(here, [draft_requirement(school=here, **(RULE | rule))], on))


def test_it_says_how_many_it_makes_late_on_monday_and_who():
    here = school()
    did(here, somebody(here, "Asha", "Abbot"), "induction", date(2026, 2, 2))
    somebody(here, "Ben", "Brook")
    somebody(here, "Cleo", "Crane")

    trial = tried(here)

    assert trial.title == "This makes 2 people late on Monday 30 November 2026"
    assert trial.late == ["Ben Brook", "Cleo Crane"]


def test_nothing_is_written():
    here = school()
    somebody(here, "Asha")
    before = Entry.objects.count()

    tried(here)

    assert Entry.objects.count() == before
    assert read(here.urn).requirements == []


def test_one_person_is_said_in_words():
    here = school()
    somebody(here, "Asha")

    assert tried(here).title == "This makes one person late on Monday 30 November 2026"


def test_those_who_have_time_are_named_with_their_day():
    here = school()
    somebody(here, "Asha", "Abbot")

    trial = tried(here, applies_from=date(2026, 11, 24))

    assert trial.title == "This makes nobody late on Monday 30 November 2026"
    assert trial.asked == ["Asha Abbot: by Thursday 24 December 2026"]
    assert trial.first_due == "Thursday 24 December 2026"


def test_a_milder_rule_names_those_who_would_stop_being_late():
    here = school()
    somebody(here, "Asha", "Abbot")
    asks(here, "induction", applies_from=date(2026, 9, 1))

    trial = tried(here, first_due_days=300, applies_from=date(2026, 11, 25))

    assert trial.title == "This makes nobody late on Monday 30 November 2026"
    assert trial.relieved == ["Asha Abbot"]


def test_a_rule_for_others_relieves_those_who_are_no_longer_asked():
    here = school()
    somebody(here, "Asha", "Abbot")
    asks(here, "induction", applies_from=date(2026, 9, 1))

    trial = tried(here, roles=["governor"], applies_from=date(2026, 11, 25))

    assert (trial.late, trial.relieved) == ([], ["Asha Abbot"])


def test_whoever_is_late_already_is_not_counted_again():
    here = school()
    somebody(here, "Asha")
    asks(here, "induction", applies_from=date(2026, 9, 1))

    trial = tried(here, first_due_days=7)

    assert (trial.late, trial.relieved, trial.asked) == ([], [], [])


def test_a_leaver_and_somebody_on_leave_are_not_made_late():
    here = school()
    somebody(here, "Asha")
    end_post(post=Post.objects.get(), ends_on=date(2026, 11, 20), by=OFFICE)
    ben = somebody(here, "Ben")
    begin_leave(school=here, person=ben.ref, kind="sick", starts_on=date(2026, 11, 2), by=OFFICE)

    assert tried(here).late == []


def test_several_rules_name_a_person_once_with_what_they_are_late_with():
    here = school()
    somebody(here, "Asha", "Abbot")
    rows = [
        draft_requirement(school=here, **(RULE | {"slug": slug, "item": slug, "title": slug}))
        for slug in ("conduct", "induction")
    ]

    trial = trial_words(trial_of(here, rows))

    assert trial.title == "This makes one person late on Monday 30 November 2026"
    assert trial.late == ["Asha Abbot: conduct; induction"]


def test_names_are_in_the_order_of_an_office():
    here = school()
    for first, last in [("Ada", "Young"), ("Zoe", "Abbot"), ("Mo", "Abbot")]:
        somebody(here, first, last)

    assert tried(here).late == ["Mo Abbot", "Zoe Abbot", "Ada Young"]


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 22), date(2026, 11, 23)),
        (date(2026, 11, 23), date(2026, 11, 30)),
        (date(2026, 11, 24), date(2026, 11, 30)),
    ],
)
def test_next_monday_is_never_the_day_itself(day, monday):
    assert next_monday(day) == monday


@pytest.mark.parametrize(
    ("begins", "tried_on"),
    [
        (date(2020, 1, 1), date(2026, 11, 30)),
        (date(2026, 12, 7), date(2026, 12, 7)),
        (date(2026, 12, 8), date(2026, 12, 14)),
    ],
)
def test_a_rule_that_begins_later_is_tried_on_the_first_monday_of_its_life(begins, tried_on):
    rule = rule_of(draft_requirement(school=school(), **(RULE | {"applies_from": begins})))

    assert day_to_try([rule], date(2026, 11, 24)) == tried_on
