"""Sound cases at random, crowded into a few years so that the rules collide."""

from datetime import date, timedelta
from random import Random

FIRST = date(2023, 6, 1)
EDGES = ["2024-02-29", "2024-08-31", "2025-01-31", "2025-09-30", "2025-10-01"]
ROLES = ["teacher", "dsl", "governor"]
ITEMS = ["refresher", "lead", "policy"]
YEARLY = ["09-30", "01-01", "12-31", "02-28", "03-01"]


def random_case(seed: int) -> dict:
    """A case as JSON has it, with at most 2 people and 3 requirements."""
    rng = Dice(seed)
    requirements = [_requirement(rng, n) for n in range(rng.randint(1, 3))]
    people = [_person(rng, n, requirements) for n in range(rng.randint(1, 2))]
    records = [
        random_record(rng, n, rng.choice(people)["id"]) for n in range(rng.choice([0, 3, 6, 12]))
    ]
    if records:
        records += [_void(rng, n, rng.choice(records)) for n in range(rng.choice([0, 0, 1, 2]))]
    rng.shuffle(records)
    return {
        "on": rng.day(),
        "known_at": rng.choice([None, None, None, f"{rng.day()}T12:00:00Z"]),
        "people": people,
        "items": [{"id": i, "editions": _editions(rng)} for i in ITEMS],
        "requirements": requirements,
        "records": records,
    }


class Dice(Random):
    """A random source that likes to name a day again, or the day before or after it."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.days = [date.fromisoformat(self.choice(EDGES))]

    def day(self) -> str:
        if self.random() < 0.5:
            day = self.choice(self.days) + timedelta(self.randint(-1, 1))
        else:
            day = FIRST + timedelta(self.randint(0, 1200))
        self.days = [*self.days[-7:], day]
        return str(day)


def random_period(rng: Dice) -> dict:
    start = rng.day()
    length = timedelta(rng.choice([0, 1, 6, 13, 14, 15, 40, 200, 500]))
    return {"from": start, "to": rng.choice([None, str(date.fromisoformat(start) + length)])}


def _person(rng: Dice, number: int, requirements: list[dict]) -> dict:
    posts = [{"role": rng.choice(ROLES), **random_period(rng)} for _ in range(rng.randint(0, 3))]
    if posts and posts[0]["to"]:  # the next post overlaps, touches or just misses it
        start = date.fromisoformat(posts[0]["to"]) + timedelta(rng.randint(-1, 3))
        if str(start) >= posts[0]["from"]:
            posts.append({"role": rng.choice(ROLES), "from": str(start), "to": None})
    if rng.random() < 0.4:
        posts.append({"role": rng.choice(ROLES), "from": "2020-09-01", "to": None})
    rng.shuffle(posts)
    return {
        "id": f"person {number}",
        "posts": posts,
        "leave": [random_period(rng) for _ in range(rng.choice([0, 0, 1, 2, 3]))],
        "exemptions": [
            {"requirement": rng.choice(requirements)["id"], **random_period(rng)}
            for _ in range(rng.choice([0, 0, 0, 1]))
        ],
    }


def _editions(rng: Dice) -> list[dict]:
    return [
        {
            "number": number + 1,
            "published_on": rng.day(),
            "must_redo": rng.choice([True, True, False, None]),
            "redo_days": rng.choice([None, 0, 14, 60, 400]),
        }
        for number in range(rng.choice([0, 0, 1, 2, 4]))
    ]


def _requirement(rng: Dice, number: int) -> dict:
    always = {"from": "2015-01-01", "to": None}
    applies = rng.choice([always, always, always, random_period(rng)])
    return {
        "id": f"rule {number}",
        "item": rng.choice(ITEMS),
        "roles": rng.sample(ROLES, rng.randint(1, 3)),
        "first_due_days": rng.choice([0, 7, 14, 90, 500]),
        "renewal": _renewal(rng),
        "window_days": rng.choice([None, 0, 1, 31, 60, 364, 365, 366, 500, 800]),
        "applies_from": applies["from"],
        "applies_to": applies["to"],
        "since": rng.choice([None, None, rng.day()]),
        "covered_by": rng.choices(ITEMS, k=rng.randint(0, 2)),
    }


def _renewal(rng: Dice) -> dict:
    kind = rng.choice(["once", "months", "months", "yearly"])
    if kind == "months":
        return {"kind": kind, "months": rng.choice([1, 2, 6, 12, 13, 24])}
    return {"kind": kind, "due": rng.choice(YEARLY)} if kind == "yearly" else {"kind": kind}


def random_record(rng: Dice, number: int | str, person: str) -> dict:
    happened = rng.day()
    recorded = date.fromisoformat(happened) + timedelta(rng.choice([0, 0, 1, 40]))
    clock = rng.choice(["12:00:00", "00:00:00+01:00", "12:00:00Z"])
    return {
        "id": rng.choice([number, f"record {number}"]),
        "person": person,
        "item": rng.choice(ITEMS),
        "edition": rng.choice([None, None, 0, 1, 2, 3, 9]),
        "happened_on": happened,
        "recorded_at": f"{recorded}T{clock}",
        "voids": None,
    }


def _void(rng: Dice, number: int, wrong: dict) -> dict:
    return {**random_record(rng, f"void {number}", wrong["person"]), "voids": wrong["id"]}
