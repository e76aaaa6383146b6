"""A random case told to the ledger as the facts of a school, to be read back and reckoned."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from compliance.models import Exemption, Requirement
from people.models import Leave, Post
from register.ledger import append_many, head
from register.models import Edition, Fact, Record
from tests.compliance.naive import moment

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
OFFICE = "the-office"


def tell(case: dict, urn: str, history: list[dict]) -> None:
    """Write a case down in a school's chain; `history`: former rows of its requirements first."""
    told = [*_editions(case), *_requirements(history), *_people(case, urn)]
    append_many(urn, told, by=OFFICE, at=LONG_AGO)
    append_many(urn, _records(case, urn), by=OFFICE)


def former_rows(case: dict, seed: int) -> list[dict]:
    """Every row of each requirement in the order of writing: now and then it was changed once or
    twice. The rows of the case are the newest."""
    rng = Random(seed)
    rows = []
    for rule in case["requirements"]:
        for _ in range(rng.choice([0, 0, 1, 2])):
            began = date(2022, 1, 1) + timedelta(rng.randint(0, 1500))
            rows.append(
                rule
                | {
                    "first_due_days": rng.choice([0, 30, 300]),
                    "window_days": rng.choice([0, 31, 365]),
                    "applies_from": str(began),
                    "applies_to": None,
                    "since": str(began - timedelta(rng.choice([0, 100]))),
                    "roles": rng.sample(["teacher", "dsl", "governor"], rng.randint(1, 2)),
                }
            )
        rows.append(rule)
    return rows


def holding(rows: list[dict], on: str) -> list[dict]:
    """One row of each requirement: the last written that had begun, else the first to begin."""
    chosen = []
    for name in dict.fromkeys(row["id"] for row in rows):
        own = [row for row in rows if row["id"] == name]
        begun = [row for row in own if row["applies_from"] <= on]
        first = min(row["applies_from"] for row in own)
        chosen.append((begun or [row for row in own if row["applies_from"] == first])[-1])
    return chosen


def ref(urn: str, person: str) -> str:
    """A person's reference in the ledger."""
    return f"{urn}:{person}"


def _editions(case: dict) -> list[tuple[str, Fact]]:
    told = []
    for item in case["items"]:
        for row in item["editions"]:
            must = bool(row["must_redo"])
            days = 14 if row["redo_days"] is None else row["redo_days"]
            fact = Edition(
                item=item["id"],
                number=row["number"],
                published_on=row["published_on"],
                grade="must_redo" if must else "reread",
                redo_days=days if must else None,
                title=item["id"],
                label="",
                digest="0" * 64,
                what_changed="",
                approved_by=OFFICE,
            )
            told.append((f"edition:{item['id']}:{row['number']}", fact))
    return told


def _requirements(rows: list[dict]) -> list[tuple[str, Fact]]:
    return [(f"requirement:{place}", _requirement(row)) for place, row in enumerate(rows)]


def _requirement(row: dict) -> Requirement:
    renewal = row["renewal"]
    return Requirement(
        slug=row["id"],
        title=row["id"],
        item=row["item"],
        roles=",".join(row["roles"]),
        first_due_days=row["first_due_days"],
        renewal=renewal["kind"],
        months=renewal.get("months"),
        due_day=renewal.get("due"),
        window_days=row["window_days"] or 0,
        applies_from=row["applies_from"],
        applies_to=row["applies_to"],
        since=row["since"] or row["applies_from"],
        covered_by=",".join(row["covered_by"]) or None,
        force="own",
        source="At random",
    )


def _people(case: dict, urn: str) -> list[tuple[str, Fact]]:
    told: list[Fact] = []
    for person in case["people"]:
        whose = {"person": ref(urn, person["id"])}
        told += [Post(role=row["role"], **whose, **_days(row)) for row in person["posts"]]
        told += [Leave(kind="sick", **whose, **_days(row)) for row in person["leave"]]
        told += [
            Exemption(requirement=row["requirement"], reason="At random", **whose, **_days(row))
            for row in person["exemptions"]
        ]
    for place, fact in enumerate(told):
        fact.ref = f"{urn}:{place}"
    return [(f"life:{place}", fact) for place, fact in enumerate(told)]


def _days(row: dict) -> dict:
    return {"starts_on": row["from"], "ends_on": row["to"]}


def _records(case: dict, urn: str) -> list[tuple[str, Fact]]:
    """In order of when they were written down. A void may have been written before what it voids,
    so that its number is reckoned ahead."""
    rows = sorted(case["records"], key=lambda row: moment(row["recorded_at"]))
    last = head(urn)
    number = {row["id"]: last.id + place for place, row in enumerate(rows, start=1)}
    return [(f"record:{place}", _record(row, urn, number)) for place, row in enumerate(rows)]


def _record(row: dict, urn: str, number: dict) -> Record:
    return Record(
        person=ref(urn, row["person"]),
        item=row["item"],
        kind="completed" if row["voids"] is None else "void",
        edition=row["edition"],
        happened_on=row["happened_on"],
        voids=None if row["voids"] is None else number[row["voids"]],
        reason=None if row["voids"] is None else "At random",
        recorded_at=moment(row["recorded_at"]),
    )
