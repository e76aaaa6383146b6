"""Who approved a draft: by a Wagtail workflow, or as whoever publishes it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from compliance.why import full_date
from people.models import User
from register.models import Edition

GOVERNORS, HEAD = "the governing body", "the headteacher"


@dataclass(frozen=True, slots=True)
class Approval:
    """That somebody (a ref) approved the latest draft on a day."""

    by: str
    name: str
    on: date

    @property
    def words(self) -> str:
        """“Comfort Marrowell, on Friday 4 December 2026”."""
        return f"{self.name}, on {full_date(self.on)}"


def approval_of(page: Page) -> Approval | None:
    """How the latest draft was approved by a workflow; one of an older draft does not count."""
    done = (
        TaskState.objects.filter(
            revision=page.latest_revision_id,
            status=TaskState.STATUS_APPROVED,
            workflow_state__status=WorkflowState.STATUS_APPROVED,
            finished_by__isnull=False,
        )
        .select_related("finished_by")
        .order_by("finished_at")
        .last()
    )
    if done is None or page.latest_revision_id is None:
        return None
    user = done.finished_by
    return Approval(user.ref, user.get_full_name(), timezone.localtime(done.finished_at).date())


def approver_words(approved_by: str) -> str:
    """The name of whoever approved an edition, or the words that were written down."""
    user = User.objects.filter(ref=approved_by).first()
    return user.get_full_name() if user else approved_by


def approval_words(edition: Edition, names: Mapping[str, str]) -> str:
    """“the governing body, on Wednesday 15 July 2026 (Full governing body)”; `names` by ref."""
    said = names.get(edition.approved_by, edition.approved_by)
    if edition.approved_on:
        said += f", on {full_date(edition.approved_on)}"
    return f"{said} ({edition.meeting})" if edition.meeting else said
