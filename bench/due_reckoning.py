"""How long a big school's standings take to reckon, with the facts in memory.

300 people x 25 requirements, 9,000 records and 75 editions, the same each run.
Run from the project's root: python bench/due_reckoning.py
The bar: well under 150 ms on one ordinary core.
"""

import statistics
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from compliance.due import (
    Edition,
    Facts,
    Leave,
    Person,
    Post,
    Record,
    Renewal,
    Requirement,
    standings,
)

PEOPLE, REQUIREMENTS, RECORDS, ROUNDS = 300, 25, 9_000, 15
ON = date(2026, 11, 21)
ROLES = ["teacher", "teaching assistant", "office", "governor", "volunteer", "midday", "dsl"]
RENEWALS = [
    Renewal("once"),
    Renewal("months", months=36),
    Renewal("months", months=12),
    Renewal("yearly", due=(9, 30)),
]


def big_school(rng: Random) -> Facts:
    return Facts(
        people=[_person(rng, n) for n in range(PEOPLE)],
        requirements=[_requirement(rng, n) for n in range(REQUIREMENTS)],
        records=[_record(rng, n) for n in range(RECORDS)],
        editions={f"item {n}": _editions(rng) for n in range(REQUIREMENTS)},
    )


def _day(rng: Random) -> date:
    return ON - timedelta(rng.randint(0, 2200))


def _person(rng: Random, n: int) -> Person:
    posts = [Post(rng.choice(ROLES), _day(rng)) for _ in range(rng.choice([1, 1, 2, 3]))]
    leave = [Leave(start := _day(rng), start + timedelta(90)) for _ in range(rng.choice([0, 0, 1]))]
    return Person(f"person {n}", posts, leave)


def _requirement(rng: Random, n: int) -> Requirement:
    return Requirement(
        id=f"rule {n}",
        item=f"item {n}",
        roles=frozenset(rng.sample(ROLES, rng.choice([1, 2, 2]))),
        first_due_days=14,
        renewal=RENEWALS[n % len(RENEWALS)],
        window_days=60,
        applies_from=date(2015, 1, 1),
        covered_by=(f"item {(n + 1) % REQUIREMENTS}",) if n % 5 == 0 else (),
    )


def _editions(rng: Random) -> list[Edition]:
    return [Edition(number, _day(rng), must_redo=number == 3) for number in (1, 2, 3)]


def _record(rng: Random, n: int) -> Record:
    happened_on = _day(rng)
    return Record(
        id=n,
        person=f"person {rng.randrange(PEOPLE)}",
        item=f"item {rng.randrange(REQUIREMENTS)}",
        edition=rng.choice([None, 1, 2, 3]),
        happened_on=happened_on,
        recorded_at=datetime.combine(happened_on, datetime.min.time(), UTC),
    )


def main() -> None:
    facts = big_school(Random(1))
    known_at = datetime(2026, 11, 21, tzinfo=UTC)
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        answers = standings(facts, ON, known_at)
        taken.append((time.process_time() - started) * 1000)
    asked = len(answers) - Counter(each.status for each in answers)["not_required"]
    print(f"{len(answers)} standings, {asked} required ({asked / PEOPLE:.1f} a person)")
    print(f"CPU ms of {ROUNDS} rounds: min {min(taken):.1f}, median {statistics.median(taken):.1f}")


if __name__ == "__main__":
    main()
