"""Adopting and changing a requirement, and excusing somebody."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from compliance.actions import excuse
from compliance.models import Exemption, Requirement
from register.ledger import append
from register.models import Entry
from tests.compliance.small_school import OFFICE, asks, school, somebody

pytestmark = pytest.mark.django_db


def test_a_requirement_is_asked_since_the_day_it_applies_from():
    rule = asks(school(), "induction", applies_from=date(2026, 9, 1))

    assert rule.since == date(2026, 9, 1)


def test_changing_a_rule_never_wipes_lateness():
    here = school()
    asks(here, "induction", applies_from=date(2025, 9, 1))
    changed = asks(here, "induction", applies_from=date(2026, 9, 1), first_due_days=7)

    assert changed.since == date(2025, 9, 1)


def test_a_changed_rule_may_be_asked_since_an_earlier_day():
    here = school()
    asks(here, "induction", applies_from=date(2025, 9, 1))
    changed = asks(here, "induction", since=date(2025, 4, 1))

    assert changed.since == date(2025, 4, 1)


@pytest.mark.parametrize("asked_by", [None, OFFICE])
def test_a_later_day_is_refused_without_a_second_person(asked_by):
    here = school()
    asks(here, "induction", applies_from=date(2025, 9, 1))

    with pytest.raises(ValidationError, match="A second person has to agree"):
        asks(here, "induction", since=date(2025, 9, 2), asked_by=asked_by)

    assert Requirement.objects.count() == 1


def test_two_people_may_ask_since_a_later_day():
    here = school()
    asks(here, "induction", applies_from=date(2025, 9, 1))
    changed = asks(here, "induction", since=date(2026, 4, 1), asked_by="ruth")

    assert changed.since == date(2026, 4, 1)


def test_saying_the_same_again_writes_nothing():
    here = school()
    asks(here, "induction")
    asks(here, "induction")

    assert Requirement.objects.count() == 1


@pytest.mark.parametrize("force", ["local", "contract", "own"])
def test_what_is_not_law_or_guidance_is_never_called_statutory(force):
    with pytest.raises(ValidationError, match="may be called statutory"):
        asks(school(), "refresher", title="Statutory refresher", force=force)


def test_each_change_is_a_fact_of_its_own_in_the_schools_chain():
    here = school()
    asks(here, "induction")
    asks(here, "induction", first_due_days=7)

    keys = Entry.objects.filter(chain=here.urn).values_list("key", flat=True)
    assert list(keys) == ["requirement:induction:0", "requirement:induction:1"]


def test_another_schools_rule_is_not_the_row_before():
    asks(school(), "induction", applies_from=date(2020, 1, 1))
    rule = asks(school("900002", "Millbrook"), "induction", applies_from=date(2026, 9, 1))

    assert rule.since == date(2026, 9, 1)


def test_roles_and_what_covers_it_are_kept_as_slugs():
    rule = asks(school(), "refresher", roles={"office", "teacher"}, covered_by=["lead", "eyfs"])

    assert rule.roles == "teacher,office"
    assert rule.covered_by == "lead,eyfs"


YEARLY = {"renewal": "yearly"}
MONTHLY = {"renewal": "months"}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"roles": []}, "Say which roles it is asked of."),
        ({"roles": ["teacher", "wizard"]}, "There is no role “wizard”."),
        ({"title": " "}, "A requirement needs a title."),
        ({"source": ""}, "Say where the requirement comes from, even if it is your own rule."),
        (
            {"force": "law"},
            "“law” does not say who wants it: must, should, local, contract, own.",
        ),
        ({"first_due_days": -1}, "A number of days cannot be less than 0."),
        ({"window_days": -1}, "A number of days cannot be less than 0."),
        ({"applies_to": date(2025, 12, 31)}, "A requirement cannot end before it begins."),
        ({"renewal": "weekly"}, "“weekly” is no renewal: write once, months or yearly."),
        ({**MONTHLY}, "Give a number of months for a renewal by months, and only then."),
        ({"months": 12}, "Give a number of months for a renewal by months, and only then."),
        ({**MONTHLY, "months": 0}, "A renewal comes round after 1 to 600 months."),
        ({**MONTHLY, "months": 601}, "A renewal comes round after 1 to 600 months."),
        (
            {**YEARLY},
            "Give a due day (such as 09-30) for a yearly renewal, and only then.",
        ),
        (
            {"due_day": "09-30"},
            "Give a due day (such as 09-30) for a yearly renewal, and only then.",
        ),
        (
            {**YEARLY, "due_day": "02-29"},
            "Most years have no 29 February: choose 02-28 or 03-01.",
        ),
        ({**YEARLY, "due_day": "06-31"}, "“06-31” is no day of the year: write it as 09-30."),
        ({**YEARLY, "due_day": "0930"}, "“0930” is no day of the year: write it as 09-30."),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_in_one_sentence(rule, said):
    here = school()

    with pytest.raises(ValidationError) as refused:
        asks(here, "induction", **rule)

    assert refused.value.messages == [said]
    assert not Requirement.objects.exists()


def test_a_renewal_of_one_month_and_one_of_fifty_years_are_rules():
    here = school()
    asks(here, "often", renewal="months", months=1)
    asks(here, "seldom", renewal="months", months=600)

    assert Requirement.objects.count() == 2


def excuses(here, excused, **told):
    return excuse(
        **{
            "school": here,
            "person": excused.ref,
            "requirement": "induction",
            "starts_on": date(2026, 9, 1),
            "ends_on": None,
            "reason": "Took the course elsewhere.",
            "by": OFFICE,
            **told,
        }
    )


def test_somebody_is_excused_by_a_colleague_with_a_reason():
    here = school()
    asha, ruth = somebody(here, "Asha"), somebody(here, "Ruth", role="dsl")
    asks(here, "induction")

    excused = excuses(here, asha, by=ruth.ref)

    assert (excused.person, excused.by) == (asha.ref, ruth.ref)
    assert excused.reason == "Took the course elsewhere."


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"reason": "  "}, "Say why they are excused: whoever checks later will ask."),
        (
            {"ends_on": date(2026, 8, 31)},
            "The last day of an exemption cannot be before its first.",
        ),
        (
            {"requirement": "piano"},
            "Larkfield Primary School has no requirement “piano”.",
        ),
        ({"person": "nobody"}, "Nobody of that reference is at Larkfield Primary School."),
    ],
)
def test_an_exemption_that_nobody_could_answer_for_is_refused(told, said):
    here = school()
    asha = somebody(here, "Asha")
    asks(here, "induction")

    with pytest.raises(ValidationError) as refused:
        excuses(here, asha, **told)

    assert refused.value.messages == [said]
    assert not Exemption.objects.exists()


def test_nobody_excuses_themselves():
    here = school()
    asha = somebody(here, "Asha", role="dsl")
    asks(here, "induction")

    with pytest.raises(ValidationError, match="Nobody excuses themselves"):
        excuses(here, asha, by=asha.ref)


def test_the_database_too_refuses_an_exemption_by_oneself():
    here = school()
    asha = somebody(here, "Asha")
    fact = Exemption(
        ref="one",
        person=asha.ref,
        requirement="induction",
        starts_on=date(2026, 9, 1),
        reason="Because.",
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        append(here.urn, "exemption:one:0", fact, by=asha.ref)
