"""A school's case rebuilt from the bodies of its ledger's entries, and from nothing else.

It reads `register_entry` and never a typed table, so that what it says can be held against what
the site says. `naive` reckons with the case.
"""

import json
from collections.abc import Iterable
from typing import Any

from register.models import Entry
from tests.compliance.told_cases import holding

Body = dict[str, Any]


def case_of(urn: str, on: str, *elsewhere: str) -> Body:
    """The case of a school on a day; `elsewhere`: the other schools of its trust."""
    people = _people(urn)
    records = [
        row
        for chain in (urn, *elsewhere)
        for row in bodies(chain, "register_record")
        if row["person"] in people
    ]
    rules = [_rule(row) for row in bodies(urn, "compliance_requirement")]
    return {
        "on": on,
        "people": list(people.values()),
        "items": _items(urn, rules, records),
        "requirements": holding(rules, on),
        "records": [_record(row) for row in records],
    }


def bodies(chain: str, kind: str) -> list[Body]:
    """What the entries of a kind say, in their order, each with its number and moment."""
    entries = Entry.objects.filter(chain=chain, kind=kind).order_by("seq")
    return [
        json.loads(entry.body) | {"id": entry.id, "recorded_at": entry.recorded_at.isoformat()}
        for entry in entries
    ]


def _last(rows: Iterable[Body]) -> list[Body]:
    """The last row of each reference, without those withdrawn."""
    by_ref = {row["ref"]: row for row in rows}
    return [row for row in by_ref.values() if not row.get("withdrawn")]


def _people(urn: str) -> dict[str, Body]:
    people: dict[str, Body] = {}
    for row in _last(bodies(urn, "people_post")):
        none: Body = {"id": row["person"], "posts": [], "leave": [], "exemptions": []}
        person = people.setdefault(row["person"], none)
        person["posts"].append({"role": row["role"], **_days(row)})
    for row in _last(bodies(urn, "people_leave")):
        people[row["person"]]["leave"].append(_days(row))
    for row in _last(bodies(urn, "compliance_exemption")):
        excused = {"requirement": row["requirement"], **_days(row)}
        people[row["person"]]["exemptions"].append(excused)
    return people


def _days(row: Body) -> Body:
    return {"from": row["starts_on"], "to": row.get("ends_on")}


def _rule(row: Body) -> Body:
    renewal = {"kind": row["renewal"], "months": row.get("months"), "due": row.get("due_day")}
    covered = row.get("covered_by")
    return row | {
        "id": row["slug"],
        "roles": row["roles"].split(","),
        "renewal": renewal,
        "applies_to": row.get("applies_to"),
        "covered_by": covered.split(",") if covered else [],
    }


def _items(urn: str, rules: list[Body], records: list[Body]) -> list[Body]:
    own, shared = bodies(urn, "register_edition"), bodies("shared", "register_edition")
    slugs = {row["item"] for row in [*rules, *records]}
    slugs |= {slug for rule in rules for slug in rule["covered_by"]}
    return [{"id": slug, "editions": _editions(slug, own, shared)} for slug in sorted(slugs)]


def _editions(slug: str, own: list[Body], shared: list[Body]) -> list[Body]:
    ours = [row for row in own if row["item"] == slug]
    return [
        {
            "number": row["number"],
            "published_on": row["published_on"],
            "must_redo": row["grade"] == "must_redo",
            "redo_days": row.get("redo_days"),
        }
        for row in ours or [row for row in shared if row["item"] == slug]
    ]


def _record(row: Body) -> Body:
    return row | {"edition": row.get("edition"), "voids": row.get("voids")}
