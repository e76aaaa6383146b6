"""Putting a record right: made void by another record, asked by one lead, approved by another."""

from django.core.exceptions import ValidationError

from compliance import proposals
from compliance.models import Proposal
from people.models import School
from register.actions import CannotVoid, void_record
from register.models import Record

KIND = Proposal.Kind.CORRECTION


def records_of(school: School, person: str) -> list[Record]:
    """The records of a person at the school that still stand, the newest first."""
    standing = Record.objects.filter(chain=school.urn, person=person).not_void()
    return list(standing.order_by("-happened_on", "-entry_id"))


def ask_to_void(*, school: School, record: Record, reason: str, by: str) -> Proposal:
    """One lead asks that a record be made void. Raises ValidationError with one sentence."""
    if record.chain != school.urn:
        raise ValidationError("This record belongs to another school, which can make it void.")
    if record not in records_of(school, record.person):
        raise ValidationError("This record has been made void already.")
    return proposals.propose(
        school=school,
        kind=KIND,
        about=str(record.pk),
        person=record.person,
        reason=reason,
        by=by,
    )


def record_of(proposal: Proposal) -> Record:
    """The record that a correction is about."""
    return Record.objects.get(chain=proposal.chain, pk=int(proposal.about))


def make_void(school: School, proposal: Proposal, by: str) -> Record:
    """Do what was asked, in the approver's name. Raises ValidationError with one sentence."""
    try:
        return void_record(
            chain=school.urn, record=record_of(proposal), reason=proposal.reason, by=by
        )
    except CannotVoid as error:
        raise ValidationError(str(error)) from None
