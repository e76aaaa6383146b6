"""What a lead does about a scenario at their school."""

from people.models import School
from scenarios.models import Withdrawal


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
