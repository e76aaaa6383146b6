"""What editors and leads decide about a scenario."""

from people.models import School
from scenarios.models import Acceptance, ScenarioPage, Withdrawal
from scenarios.proof import Proof


def withdraw_edition(
    *, school: School, item: str, edition: int, reason: str, by: str
) -> Withdrawal:
    """Take an old edition (its number) from those who are part-way; they start afresh.

    Nothing that they did is taken back. A second press changes nothing.
    """
    withdrawn, _ = Withdrawal.objects.get_or_create(
        school=school.urn, item=item, edition=edition, defaults={"reason": reason, "by": by}
    )
    return withdrawn


def accept(*, page: ScenarioPage, proof: Proof, digest: str, by: str) -> None:
    """Answer by name for what is not proved of a story.

    `digest` is the story's whose proof was looked at: for any other nothing is accepted.
    """
    if digest != proof.digest:
        return
    for line in proof.lines:
        if line.waits:
            Acceptance.objects.get_or_create(
                page_id=page.pk,
                digest=digest,
                code=line.code,
                defaults={"why": line.answer.why, "by": by},
            )
