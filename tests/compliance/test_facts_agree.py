"""Through the database and back: what is read from the ledger's tables reckons as the rules say.

The other evaluator (`naive`) never saw a database. Cases are the ones of `random_cases`, with
requirements that were changed now and then.
"""

import pytest

from compliance.due import standings
from compliance.facts import read
from tests.compliance.naive import evaluate, moment
from tests.compliance.random_cases import random_case
from tests.compliance.told_cases import former_rows, holding, ref, tell

pytestmark = pytest.mark.django_db
CASES = 2_000
PART = 250


def told_and_read(case: dict, urn: str, rows: list[dict]) -> list[tuple]:
    tell(case, urn, rows)
    known_at = moment(case["known_at"]) if case["known_at"] else None
    found = standings(read(urn, known_at), moment(case["on"]).date())
    return sorted(
        (s.person, s.requirement, s.status, str(s.due_on or ""), str(s.done_on or ""))
        for s in found
    )


def reckoned_naively(case: dict, urn: str, rows: list[dict]) -> list[tuple]:
    """Whoever never had a post is not read, and asked for nothing."""
    here = [person for person in case["people"] if person["posts"]]
    asked = case | {"people": here, "requirements": holding(rows, case["on"])}
    return sorted(
        (
            ref(urn, row["person"]),
            row["requirement"],
            row["status"],
            row["due_on"] or "",
            row["done_on"] or "",
        )
        for row in evaluate(asked)
    )


@pytest.mark.parametrize("first", range(0, CASES, PART))
def test_what_is_read_reckons_as_the_rules_say(first):
    wrong = []
    for seed in range(first, first + PART):
        case, urn = random_case(seed), f"school-{seed}"
        rows = former_rows(case, seed)
        if told_and_read(case, urn, rows) != reckoned_naively(case, urn, rows):
            wrong.append(seed)

    assert wrong == []


def test_the_cases_meet_every_standing_and_changed_rules():
    met, changed = set(), 0
    for seed in range(300):
        case = random_case(seed)
        rows = former_rows(case, seed)
        chosen = holding(rows, case["on"])
        changed += chosen != case["requirements"]
        met |= {row["status"] for row in evaluate(case | {"requirements": chosen})}

    assert len(met) == 8
    assert changed > 30
