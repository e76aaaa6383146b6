"""What the second person hears when something waits for them, and the first when it is decided.

No reason and no name of whom it is about: that is read in the site, signed in.
"""

from django.conf import settings

from compliance.models import Decision, Proposal
from outbox.actions import post_message
from people.actions import SYSTEM
from people.models import School, User

ASKED = {
    Proposal.Kind.CORRECTION: "a record to be made void",
    Proposal.Kind.RULE: "a requirement to be asked since a later day",
    Proposal.Kind.HISTORY: "training from before to be brought in",
    Proposal.Kind.PAPER: "signatures on paper to be entered",
}
ANSWERED = {
    Decision.Verdict.APPROVED: "agreed, and it is done",
    Decision.Verdict.DECLINED: "declined, and said why",
}


def tell_those_who_decide(proposal: Proposal, leads: set[str]) -> None:
    """One message to each lead who may decide, in the transaction that asks."""
    school, users = _known(proposal, {proposal.by, *leads})
    asker = users.get(proposal.by)
    who = asker.get_full_name() if asker else "Whoever keeps the server"
    for ref in sorted(leads & users.keys()):
        post_message(
            key=f"proposal:{proposal.ref}:{ref}",
            school=school.urn,
            to=ref,
            by=asker.ref if asker else "",
            subject=f"{who} asks you to look at something",
            body=(
                f"Dear {users[ref].first_name},\n\n"
                f"{who} asks for {ASKED[Proposal.Kind(proposal.kind)]} at {school.name}. A second "
                "person has to agree, and you can.\n\n"
                f"Read it and decide: {_address(proposal)}\n\n{school.name}\n"
            ),
        )


def tell_who_asked(proposal: Proposal, decision: Decision) -> None:
    """One message to the person who asked, in the transaction that decides."""
    if proposal.by in (SYSTEM, decision.by):
        return
    school, users = _known(proposal, {proposal.by, decision.by})
    asker, second = users.get(proposal.by), users.get(decision.by)
    if not asker or not second:
        return
    post_message(
        key=f"decision:{proposal.ref}",
        school=school.urn,
        to=asker.ref,
        by=second.ref,
        subject=f"{second.get_full_name()} has decided",
        body=(
            f"Dear {asker.first_name},\n\n"
            f"You asked for {ASKED[Proposal.Kind(proposal.kind)]} at {school.name}. "
            f"{second.get_full_name()} {ANSWERED[Decision.Verdict(decision.verdict)]}.\n\n"
            f"Read it: {_address(proposal)}\n\n{school.name}\n"
        ),
    )


def _known(proposal: Proposal, refs: set[str]) -> tuple[School, dict[str, User]]:
    users = User.objects.filter(ref__in=refs, is_active=True)
    return School.objects.get(urn=proposal.chain), {user.ref: user for user in users}


def _address(proposal: Proposal) -> str:
    return f"{settings.BASE_URL}/school/approvals/{proposal.ref}/"
