"""A second person says yes: what was asked for is done and written down in one transaction."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from compliance import corrections, history, paper, requirements
from compliance.models import Decision, Proposal
from compliance.proposals import APPROVED, check_open, decide
from people.models import School
from register.ledger import lock

DO: dict[str, Callable[[School, Proposal, str], Any]] = {
    Proposal.Kind.CORRECTION: corrections.make_void,
    Proposal.Kind.RULE: requirements.change_as_asked,
    Proposal.Kind.HISTORY: history.bring_in,
    Proposal.Kind.PAPER: paper.enter_as_asked,
}


@transaction.atomic
def approve(*, school: School, proposal: Proposal, by: str) -> Decision:
    """Do what was asked, all of it or nothing. Two presses at once: the second is told.

    Raises ValidationError with one sentence.
    """
    lock(school.urn)
    check_open(proposal)
    decision = decide(proposal=proposal, verdict=APPROVED, by=by)
    DO[proposal.kind](school, proposal, by)
    return decision
