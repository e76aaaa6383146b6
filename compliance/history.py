"""Training from before Inset or from elsewhere, brought in as *declared*: asked for by one person,
approved by another in one go. `history_file` reads the spreadsheet, `history_rows` checks it."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from compliance import proposals
from compliance.evidence import attach
from compliance.history_rows import Event, Row, standing_events
from compliance.models import Proposal
from people.models import Person, School, User
from register.chain import canonical
from register.ledger import append_many
from register.models import Record

KIND = Proposal.Kind.HISTORY


def ask_to_bring_in(
    *, school: School, rows: Sequence[Row], by: str, reason: str, files: Mapping[str, str] = {}
) -> Proposal:
    """One person declares; the rows wait for a lead. `files`: digests of evidence by file name.

    Names are not kept with the rows, only references. Raises ValidationError with one sentence.
    """
    if not rows:
        raise ValidationError("There is nothing to bring in: every row is on record already.")
    said = [
        {
            "person": row.person,
            "item": row.item,
            "title": row.title,
            "on": row.on.isoformat(),
            "source": row.source,
            "evidence": files.get(row.evidence),
            "row": row.number,
        }
        for row in rows
    ]
    return _propose(school, said, by, reason)


def _propose(school: School, said: list[dict[str, Any]], by: str, reason: str) -> Proposal:
    body = {"rows": said}
    return proposals.propose(
        school=school,
        kind=KIND,
        about=f"{len(said)}:{hashlib.sha256(canonical(body).encode()).hexdigest()}",
        reason=reason,
        by=by,
        body=body,
    )


def number_of_rows(proposal: Proposal) -> int:
    """How many rows a batch has, without reading it."""
    return int(proposal.about.partition(":")[0])


def rows_of(proposal: Proposal) -> list[Row]:
    """The rows of a batch, with the names that people have today. `evidence` is a digest."""
    said = proposals.proposed(proposal)["rows"]
    users = User.objects.in_bulk([row["person"] for row in said], field_name="ref")
    return [
        Row(
            number=row["row"],
            person=row["person"],
            name=users[row["person"]].get_full_name() if row["person"] in users else "",
            item=row["item"],
            title=row["title"],
            on=date.fromisoformat(row["on"]),
            source=row["source"],
            evidence=row.get("evidence") or "",
        )
        for row in said
    ]


def bring_in(school: School, proposal: Proposal, by: str) -> list[Record]:
    """Write the rows down as declared by who asked, approved by `by`.

    Nobody approves their own record: rows about the approver wait on, for somebody else. What is
    on record already is left out. Raises ValidationError where all rows are the approver's own.
    """
    rows = rows_of(proposal)
    own = [row for row in rows if row.person == by]
    if len(own) == len(rows):
        raise ValidationError("All of these rows are about you, so another lead approves them.")
    there = standing_events(school, {row.person for row in rows})
    fresh = [row for row in rows if row.person != by and row.event not in there]
    written = _write(school, fresh, declared_by=proposal.by, approved_by=by)
    if own:
        said = [row for row in proposals.proposed(proposal)["rows"] if row["person"] == by]
        _propose(school, said, by, f"{proposal.reason} (rows about the person who approved)")
    return written


def _write(
    school: School, rows: Sequence[Row], *, declared_by: str, approved_by: str
) -> list[Record]:
    people = {row.person for row in rows}
    who = dict(
        Person.objects.filter(chain=school.urn, person__in=people)
        .order_by("entry_id")
        .values_list("person", "who")
    )
    told = _told(school, people)
    facts = []
    for row in rows:
        fact = Record(
            person=row.person,
            item=row.item,
            kind=Record.Kind.DECLARED,
            happened_on=row.on,
            title=row.title,
            who=who.get(row.person),
            how="declared",
            witness=approved_by,
            reason=row.source or None,
        )
        # The key that register.actions.write_record gives, so that either finds the other's.
        key = f"declared:{row.person}:{row.item}::{row.on}:{told[row.event]}"
        facts.append((key, fact))
    written = append_many(school.urn, facts, by=declared_by)
    for row, record in zip(rows, written, strict=True):
        if row.evidence:
            attach(record=record, digest=row.evidence, label="Certificate", by=declared_by)
    return written


def _told(school: School, people: set[str]) -> Counter[Event]:
    """How often each event was declared before, void ones included."""
    records = Record.objects.filter(
        chain=school.urn, person__in=people, kind=Record.Kind.DECLARED, edition=None
    )
    return Counter(records.values_list("person", "item", "happened_on"))
