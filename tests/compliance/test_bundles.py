"""The bundles: sound rules, said with their force and never grander than they are."""

from datetime import date

import pytest

from compliance.actions import adopt_requirement, draft_requirement
from compliance.bundles import BUNDLES
from compliance.due import Person as Someone
from compliance.due import Post as Held
from compliance.due import Record, Renewal, months_after, standing
from compliance.facts import NOT_READ, rule_of
from tests.compliance.small_school import OFFICE, school

RULES = {rule.slug: rule for bundle in BUNDLES.values() for rule in bundle.rules}


def words_of(rule) -> str:
    return " ".join([rule.title, rule.source, rule.source_edition, rule.note, rule.why]).lower()


def test_no_two_rules_share_a_slug():
    assert len(RULES) == sum(len(bundle.rules) for bundle in BUNDLES.values())


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.slug)
def test_every_rule_can_be_adopted(rule):
    here = school()

    row = adopt_requirement(school=here, by=OFFICE, applies_from=date(2026, 9, 1), **rule.told())

    assert row.source


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.slug)
def test_no_rule_is_called_statutory(rule):
    assert "statutory" not in words_of(rule)


def test_only_what_law_says_is_a_must():
    assert {rule.slug for rule in RULES.values() if rule.force == "must"} == {
        "early-years-safeguarding",
        "paediatric-first-aid",
        "fgm-duty",
        "first-aid-at-work",
        "safer-recruitment",
        "designated-teacher-training",
    }


def test_guidance_is_quoted_with_its_edition():
    guidance = [rule for rule in RULES.values() if rule.source.startswith("Keeping children safe")]

    assert len(guidance) > 5
    assert all(rule.source_edition for rule in guidance)


@pytest.mark.parametrize(
    ("slug", "months", "force"),
    [
        ("early-years-safeguarding", 24, "must"),
        ("lead-training", 24, "should"),
        ("first-aid-at-work", 36, "must"),
        ("safeguarding-refresher", 36, "local"),
        ("safer-recruitment-review", 36, "own"),
    ],
)
def test_the_clocks_are_those_of_the_matrix(slug, months, force):
    assert (RULES[slug].when["months"], RULES[slug].force) == (months, force)


def test_the_local_refresher_is_local_and_its_cadence_is_for_the_school():
    refresher = RULES["safeguarding-refresher"]

    assert (refresher.force, refresher.sets_months) == ("local", True)
    assert "no national number" in refresher.note


def test_safer_recruitment_never_expires_and_its_review_is_our_own_rule():
    assert RULES["safer-recruitment"].when["renewal"] == "once"
    assert RULES["safer-recruitment-review"].force == "own"
    assert RULES["safer-recruitment-review"].item == "safer-recruitment"


def test_deputies_are_trained_as_the_lead_is():
    assert set(RULES["lead-training"].roles) == {"dsl", "deputy_dsl"}


def test_contractors_are_confirmed_by_their_employer():
    rule = RULES["employer-confirmation"]

    assert rule.roles == ("contractor",)
    assert "in writing" in rule.why


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("done_on", "good_until"),
    [
        (date(2026, 6, 29), date(2026, 9, 30)),
        (date(2026, 6, 30), date(2027, 9, 30)),  # 92 days before 30 September
        (date(2026, 8, 15), date(2027, 9, 30)),
        (date(2026, 10, 1), date(2027, 9, 30)),
    ],
)
def test_augusts_training_counts_for_september(done_on, good_until):
    rule = RULES["annual-update"]
    row = draft_requirement(school=school(), applies_from=date(2025, 9, 1), **rule.told())
    record = Record(1, "asha", rule.slug, None, done_on, NOT_READ)
    asha = Someone("asha", [Held("teacher", date(2020, 1, 1))])

    found = standing(asha, rule_of(row), date(2026, 10, 2), records=[record])

    assert rule_of(row).renewal == Renewal("yearly", due=(9, 30))
    assert found.due_on == good_until


def test_a_first_aiders_certificate_lasts_three_years():
    assert months_after(date(2026, 11, 24), RULES["first-aid-at-work"].when["months"]) == date(
        2029, 11, 24
    )
