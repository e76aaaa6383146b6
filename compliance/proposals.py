"""What takes two people: one lead asks, another decides. Both are facts (docs/decisions/007)."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from compliance.models import Decision, Proposal
from compliance.proposal_letters import tell_those_who_decide, tell_who_asked
from people.access import people_of, today
from people.models import School, new_ref
from people.roles import LEADS
from register import content
from register.chain import canonical
from register.ledger import append, lock
from register.models import Content

APPROVED, DECLINED, TAKEN_BACK = Decision.Verdict.values
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal with its decision, None while it waits."""

    proposal: Proposal
    decision: Decision | None


def asked(urn: str, known_at: datetime | None = None, **where: Any) -> list[Asked]:
    """The proposals of a school, the newest first, each with its decision. Two queries.

    `known_at` hides what was written down after that moment.
    """
    known: dict[str, Any] = {} if known_at is None else {"recorded_at__lte": known_at}
    proposals = list(Proposal.objects.filter(chain=urn, **where, **known).order_by("-entry_id"))
    refs = [proposal.ref for proposal in proposals]
    decisions = Decision.objects.filter(chain=urn, proposal__in=refs, **known) if refs else ()
    decided = {decision.proposal: decision for decision in decisions}
    return [Asked(proposal, decided.get(proposal.ref)) for proposal in proposals]


def waiting(urn: str, **where: Any) -> list[Proposal]:
    """The proposals that nobody has decided, the newest first."""
    return [each.proposal for each in asked(urn, **where) if each.decision is None]


def proposed(proposal: Proposal) -> dict[str, Any]:
    """What is proposed, where it is more than a reference."""
    assert proposal.digest
    return json.loads(content.fetch(proposal.digest).data)


def all_proposed(found: Collection[Proposal]) -> dict[str, dict[str, Any]]:
    """What each of these proposes, by its ref. One query."""
    kept = Content.objects.in_bulk({each.digest for each in found if each.digest})
    return {
        each.ref: json.loads(bytes(kept[each.digest].data)) for each in found if each.digest in kept
    }


@transaction.atomic
def propose(
    *,
    school: School,
    kind: str,
    about: str,
    reason: str,
    by: str,
    person: str | None = None,
    body: dict[str, Any] | None = None,
) -> Proposal:
    """Ask for something that another lead decides. `body`, if given, is kept by its digest.

    Raises ValidationError with one sentence: no reason, one's own record, or asked already.
    """
    if not reason.strip():
        raise ValidationError("Say why: whoever decides, and whoever checks later, will ask.")
    if by == person:
        raise ValidationError("This is your own record. Please ask a colleague to ask for it.")
    lock(school.urn)
    if waiting(school.urn, kind=kind, about=about):
        raise ValidationError("This has been asked for already, and waits for a second person.")
    ref = new_ref()
    fact = Proposal(
        ref=ref,
        kind=kind,
        about=about,
        person=person,
        reason=reason.strip(),
        digest=content.keep(canonical(body).encode(), JSON) if body else None,
    )
    proposal = append(school.urn, f"proposal:{ref}", fact, by=by)
    tell_those_who_decide(proposal, who_may_decide(proposal))
    return proposal


def leads_of(urn: str) -> set[str]:
    """Refs of those who lead at the school today. One query."""
    on = today()
    return {
        person
        for person, posts in people_of(urn, on).items()
        if any(post.role in LEADS and post.holds(on) for post in posts)
    }


def who_may_decide(proposal: Proposal) -> set[str]:
    """Of the school's leads, those who may approve or decline it. One query."""
    return {lead for lead in leads_of(proposal.chain) if why_not(proposal, lead) is None}


def why_not(proposal: Proposal, by: str) -> str | None:
    """One sentence on why this lead cannot approve or decline it; None where they can."""
    if by == proposal.by:
        return "You asked for this, so another lead decides."
    if by == proposal.person:
        return "This is about your own record, so another lead decides."
    return None


def check_open(proposal: Proposal) -> None:
    """Raise ValidationError where it has been decided. Hold the chain before asking."""
    if Decision.objects.filter(chain=proposal.chain, proposal=proposal.ref).exists():
        raise ValidationError("This has been decided already.")


@transaction.atomic
def decide(*, proposal: Proposal, verdict: str, by: str, reason: str | None = None) -> Decision:
    """Write down what became of a proposal; `approvals.approve` does what was asked as well.

    Raises ValidationError with one sentence.
    """
    lock(proposal.chain)
    check_open(proposal)
    if verdict == TAKEN_BACK:
        if by != proposal.by:
            raise ValidationError("Only the person who asked for this can take it back.")
    elif sentence := why_not(proposal, by):
        raise ValidationError(sentence)
    elif by not in leads_of(proposal.chain):
        raise ValidationError("A safeguarding lead or the headteacher decides this.")
    if verdict == DECLINED and not (reason or "").strip():
        raise ValidationError("Say why not, so that your colleague knows what to change.")
    fact = Decision(
        proposal=proposal.ref,
        verdict=verdict,
        asked_by=proposal.by,
        person=proposal.person,
        reason=(reason or "").strip() or None,
    )
    decision = append(proposal.chain, f"decision:{proposal.ref}", fact, by=by)
    tell_who_asked(proposal, decision)
    return decision
