"""Signatures on paper, entered by somebody else: by a lead at once, by the office if one agrees.

Who signs on paper signs the edition that was in force on that day. Nobody enters their own.
"""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from compliance import proposals
from compliance.evidence import attach
from compliance.models import Proposal
from compliance.why import full_date
from people.access import posts_as_they_stand, today
from people.models import Person, School
from policies.texts import text_of
from register.chain import canonical
from register.editions import in_force
from register.ledger import append_many, lock
from register.models import Edition, Record

KIND = Proposal.Kind.PAPER
HOW = "paper"
SCAN = "Sheet signed on paper"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was signed: which edition of an item, on which day, by whom; and its picture, if any."""

    item: str
    edition: int
    digest: str
    on: date
    people: tuple[str, ...]
    scan: str = ""


def edition_signed(school: School, item: str, number: int, on: date) -> Edition:
    """The edition of this number, if it was in force on the day. Raises ValidationError."""
    if on > today():
        raise ValidationError("That day is still to come. Write the day on which they signed.")
    then = in_force(item, school.urn, on)
    if then is None:
        raise ValidationError(f"No edition was in force on {full_date(on)}. Look at the day again.")
    if then.number != number:
        raise ValidationError(
            f"On {full_date(on)} edition {then.number} was in force, not edition {number}. Look at "
            "the sheet again. Who signed an edition that was over signs the new one."
        )
    return then


def check_sheet(school: School, sheet: Sheet, by: str) -> Edition:
    """Raise ValidationError with one sentence unless these signatures may be entered."""
    edition = edition_signed(school, sheet.item, sheet.edition, sheet.on)
    if edition.digest != sheet.digest:
        raise ValidationError("That is not the text of this edition. Print a new sheet.")
    if not sheet.people:
        raise ValidationError("Tick at least one person who signed.")
    if by in sheet.people:
        raise ValidationError(
            "Nobody enters their own signature. Sign here yourself, or ask a colleague to enter it."
        )
    held = posts_as_they_stand(chain=school.urn, person__in=sheet.people)
    there = {post.person for post in held if post.ends_on is None or sheet.on <= post.ends_on}
    if set(sheet.people) - there:
        raise ValidationError("Somebody who was ticked had no post here on that day. Look again.")
    return edition


@transaction.atomic
def enter(*, school: School, sheet: Sheet, by: str, agreed_by: str | None = None) -> list[Record]:
    """Write down what was signed on paper (`by` enters it, `agreed_by` is the second person).

    Who has signed that edition on that day already is left as they are. Raises ValidationError
    with one sentence.
    """
    lock(school.urn)
    edition = check_sheet(school, sheet, by)
    told, standing = _told(school, sheet)
    people = [ref for ref in sheet.people if ref not in standing]
    who = dict(
        Person.objects.filter(person__in=people)
        .order_by("recorded_at", "entry_id")
        .values_list("person", "who")
    )
    statement = text_of(edition.digest).statement
    facts = []
    for ref in people:
        fact = Record(
            person=ref,
            item=sheet.item,
            kind=Record.Kind.SIGNED,
            edition=edition.number,
            digest=edition.digest,
            title=edition.title,
            statement=statement,
            who=who.get(ref),
            happened_on=sheet.on,
            how=HOW,
            witness=agreed_by,
        )
        # The key that register.actions.write_record gives, so that either finds the other's.
        key = f"signed:{ref}:{sheet.item}:{edition.number}:{sheet.on}:{told[ref]}"
        facts.append((key, fact))
    written = append_many(school.urn, facts, by=by) if facts else []
    for record in written if sheet.scan else ():
        attach(record=record, digest=sheet.scan, label=SCAN, by=by)
    return written


def _told(school: School, sheet: Sheet) -> tuple[Counter[str], set[str]]:
    """How often each signed this on that day, void ones included; and whose signature stands."""
    records = Record.objects.filter(
        chain=school.urn,
        person__in=sheet.people,
        item=sheet.item,
        kind=Record.Kind.SIGNED,
        edition=sheet.edition,
        happened_on=sheet.on,
    )
    standing = set(records.not_void().values_list("person", flat=True))
    return Counter(records.values_list("person", flat=True)), standing


def ask_to_enter(*, school: School, sheet: Sheet, by: str) -> Proposal:
    """The office asks; a lead agrees. Raises ValidationError with one sentence."""
    check_sheet(school, sheet, by)
    return _propose(school, sheet, by)


def _propose(school: School, sheet: Sheet, by: str) -> Proposal:
    body = {
        "item": sheet.item,
        "edition": sheet.edition,
        "digest": sheet.digest,
        "on": sheet.on.isoformat(),
        "people": sorted(sheet.people),
        "scan": sheet.scan,
    }
    return proposals.propose(
        school=school,
        kind=KIND,
        about=f"{len(sheet.people)}:{hashlib.sha256(canonical(body).encode()).hexdigest()}",
        reason=f"Signed on paper on {full_date(sheet.on)}.",
        by=by,
        body=body,
    )


def sheet_of(proposal: Proposal) -> Sheet:
    """What the office wants to enter."""
    told = proposals.proposed(proposal)
    return Sheet(
        told["item"],
        told["edition"],
        told["digest"],
        date.fromisoformat(told["on"]),
        tuple(told["people"]),
        told["scan"],
    )


def enter_as_asked(school: School, proposal: Proposal, by: str) -> list[Record]:
    """Write down what the office asked for, in its name with the lead's. A signature of the lead
    who agrees waits for another one. Raises ValidationError with one sentence.
    """
    sheet = sheet_of(proposal)
    others = tuple(ref for ref in sheet.people if ref != by)
    if not others:
        raise ValidationError("This is your own signature, so another lead agrees to it.")
    written = enter(school=school, sheet=_of(sheet, others), by=proposal.by, agreed_by=by)
    if len(others) < len(sheet.people):
        _propose(school, _of(sheet, (by,)), proposal.by)
    return written


def _of(sheet: Sheet, people: Collection[str]) -> Sheet:
    return Sheet(sheet.item, sheet.edition, sheet.digest, sheet.on, tuple(people), sheet.scan)
