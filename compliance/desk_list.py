"""What somebody at the desk reads and signs today, and what they have signed."""

from dataclasses import dataclass
from datetime import date

from compliance.my_training import my_training
from compliance.task import Task
from people.access import Membership
from people.models import User
from policies.pages import receipt_rows
from register.models import Edition, Item, Record

READ = {Item.Kind.POLICY, Item.Kind.DOCUMENT}


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed at the desk today, with its receipt."""

    title: str
    rows: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class DeskList:
    """The page: what to read now, what can wait, what is signed."""

    to_read: list[Task]
    other: list[Task]
    signed: list[Signed]

    @property
    def title(self) -> str:
        number = len(self.to_read)
        if number:
            return "One thing to read and sign" if number == 1 else "A few things to read and sign"
        return "That is everything. Thank you" if self.signed else "Nothing to sign today"


def desk_list(here: Membership, on: date) -> DeskList:
    """The reader's list at the desk."""
    assert here.school is not None
    waits = [task for group in my_training(here, on).groups for task in group.tasks]
    return DeskList(
        to_read=[task for task in waits if task.kind in READ and task.url],
        other=[task for task in waits if task.kind not in READ or not task.url],
        signed=_signed(here, on),
    )


def _signed(here: Membership, on: date) -> list[Signed]:
    """Today's signatures at this desk. Three queries."""
    records = Record.objects.filter(
        person=here.user.ref, chain=here.school.urn, happened_on=on, how="desk"
    ).not_void()
    found = list(records.select_related("entry").order_by("entry_id"))
    editions = {
        (each.item, each.number, each.digest): each
        for each in Edition.objects.filter(digest__in=[record.digest for record in found])
    }
    names = User.objects.in_bulk([record.witness for record in found], field_name="ref")
    return [
        Signed(
            record.title or record.item,
            receipt_rows(
                here.user.get_full_name(),
                record,
                editions.get((record.item, record.edition, record.digest)),
                str(names.get(record.witness, "")),
            ),
        )
        for record in found
    ]
