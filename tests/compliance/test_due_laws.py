"""What holds of every case, tried on cases at random."""

import copy
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.cases import answer, read_case
from compliance.due import LATE, standing, standings
from tests.compliance.naive import evaluate
from tests.compliance.random_cases import Dice, random_case, random_record

SEEDS = st.integers(0, 10**9)
tried = settings(max_examples=250, deadline=None)


def answers(case: dict) -> list[dict]:
    read = read_case(case)
    return [answer(each) for each in standings(read.facts, read.on, read.known_at)]


@pytest.mark.parametrize("hundred", range(20))
def test_the_rules_agree_with_their_slow_and_literal_twin(hundred):
    for seed in range(hundred * 100, hundred * 100 + 100):
        case = random_case(seed)
        assert answers(case) == evaluate(case), f"random_case({seed})"


@tried
@given(SEEDS)
def test_a_completion_later_than_all_others_never_brings_a_due_day_nearer(seed):
    case, rng = random_case(seed), Dice(seed)
    case["known_at"] = None
    before = answers(case)
    for person in case["people"]:
        record = random_record(rng, f"one more {person['id']}", person["id"])
        record["item"] = rng.choice(case["requirements"])["item"]
        case["records"].append({**record, "happened_on": case["on"]})
    for was, now in zip(before, answers(case), strict=True):
        if was["status"] != "not_required" and now["due_on"] is not None:
            assert was["due_on"] is not None
            assert now["due_on"] >= was["due_on"]


def days_that_matter(case: dict) -> set[date]:
    """Every day on which a fact takes effect: the first of a period, the day after its last."""
    begins = [e["published_on"] for item in case["items"] for e in item["editions"]]
    begins += [record["happened_on"] for record in case["records"]]
    ends = [rule["applies_to"] for rule in case["requirements"]]
    begins += [rule["applies_from"] for rule in case["requirements"]]
    for person in case["people"]:
        periods = person["posts"] + person["leave"] + person["exemptions"]
        begins += [period["from"] for period in periods]
        ends += [period["to"] for period in periods]
    day_after = {date.fromisoformat(end) + timedelta(1) for end in ends if end}
    return day_after | {date.fromisoformat(begin) for begin in begins}


@tried
@given(SEEDS)
def test_late_stays_late_until_a_fact_takes_effect(seed):
    case = random_case(seed)
    on = date.fromisoformat(case["on"])
    coming = [day for day in days_that_matter(case) if day > on]
    until = min(coming, default=on + timedelta(1000)) - timedelta(1)
    then = answers({**case, "on": str(until)})
    for today, later in zip(answers(case), then, strict=True):
        if today["status"] in LATE:
            assert later == today


def after(case: dict, days: int) -> str:
    return str(date.fromisoformat(case["on"]) + timedelta(days))


@tried
@given(SEEDS, st.integers(1, 400))
def test_what_begins_after_the_day_changes_nothing(seed, days):
    case, rng = random_case(seed), Dice(seed)
    coming = {"from": after(case, days), "to": rng.choice([None, after(case, days + 30)])}
    more = copy.deepcopy(case)
    for person in more["people"]:
        rule = rng.choice(more["requirements"])["id"]
        person["leave"].append(coming)
        person["exemptions"].append({"requirement": rule, **coming})
        record = random_record(rng, f"later {person['id']}", person["id"])
        more["records"].append({**record, "happened_on": after(case, days)})
    for item in more["items"]:
        new = {"number": 50, "published_on": after(case, days), "must_redo": True}
        item["editions"].append(new)
    assert answers(more) == answers(case)


@tried
@given(SEEDS, st.integers(1, 400))
def test_a_post_that_begins_later_makes_nobody_late_and_excuses_nobody(seed, days):
    case, rng = random_case(seed), Dice(seed)
    more = copy.deepcopy(case)
    for person in more["people"]:
        role = rng.choice(["teacher", "dsl", "governor"])
        person["posts"].append({"role": role, "from": after(case, days), "to": None})
    for was, now in zip(answers(case), answers(more), strict=True):
        if was["status"] in LATE or now["status"] in LATE:
            assert now == was


@tried
@given(SEEDS)
def test_a_record_and_its_void_are_as_if_neither_had_been(seed):
    case, rng = random_case(seed), Dice(seed)
    more = copy.deepcopy(case)
    for person in case["people"]:
        wrong = random_record(rng, f"wrong {person['id']}", person["id"])
        void = random_record(rng, f"void {person['id']}", person["id"])
        long_known = {"recorded_at": "2000-01-01T00:00:00Z"}
        more["records"] += [wrong, {**void, **long_known, "voids": wrong["id"]}]
    assert answers(more) == answers(case)


@tried
@given(SEEDS)
def test_the_order_of_the_facts_does_not_matter(seed):
    case, rng = random_case(seed), Dice(seed)
    mixed = copy.deepcopy(case)
    rng.shuffle(mixed["records"])
    for person in mixed["people"]:
        rng.shuffle(person["posts"])
        rng.shuffle(person["leave"])
    for item in mixed["items"]:
        rng.shuffle(item["editions"])
    assert answers(mixed) == answers(case)


@tried
@given(SEEDS)
def test_one_standing_alone_is_as_among_all(seed):
    case = read_case(random_case(seed))
    facts = case.facts
    alone = [
        standing(
            person,
            required,
            case.on,
            records=facts.records,
            editions=facts.editions[required.item],
            known_at=case.known_at,
        )
        for person in facts.people
        for required in facts.requirements
    ]
    assert alone == standings(facts, case.on, case.known_at)
