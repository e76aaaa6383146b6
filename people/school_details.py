"""What a school says of itself: name, address, telephone, colour, crest; and who changed it when.

Not facts: no standing rests on them, and what was printed keeps what it said (decisions/018).
"""

from collections.abc import Iterable
from hashlib import sha1

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.brand import crest_digest
from people.clock import clock
from people.crest import put_in_library, take_out_of_library
from people.models import DetailChange, School, User
from people.staff_days import full_day
from people.staff_list import NAMELESS
from people.staff_person import Written

SHOWN = 50  # changes on the page
What = DetailChange.What
IN_WORDS = (What.NAME, What.ADDRESS, What.PHONE, What.ACCENT)


class ChangedMeanwhile(ValidationError):
    """Somebody else was quicker: `changes` are theirs, the oldest first."""

    def __init__(self, changes: list[DetailChange]) -> None:
        told = "; ".join(line.words.rstrip(".") for line in in_words(changes[-len(What) :]))
        super().__init__(
            f"While you had this page open, {told}. Nothing of yours is saved yet. What you typed "
            "still stands here: look at it beside what has changed, and press Save again."
        )
        self.changes = changes


def details_of(school: School) -> dict[str, str]:
    """How it stands, by what; of the crest, the beginning of its digest."""
    found = {what.value: getattr(school, what.value) for what in IN_WORDS}
    return found | {"accent": school.accent.lower(), "crest": crest_digest(school)}


def newest_change(school: School) -> int:
    """The number of the newest change, 0 before the first: what a form has seen."""
    newest = DetailChange.objects.filter(school=school.urn).order_by("-pk").first()
    return newest.pk if newest else 0


@transaction.atomic
def change_details(
    *, school: School, told: dict[str, str], crest: bytes | None, seen: int, by: str
) -> list[DetailChange]:
    """Write down what is different, each with its author; returns the changes.

    `crest`: a PNG, b"" to take it away, None to leave it as it is. `seen`: `newest_change` as the
    form knew it. Saying again what stands already changes nothing. Raises ChangedMeanwhile.
    """
    locked = School.objects.select_for_update(of=("self",)).select_related("crest")
    school = locked.get(pk=school.pk)
    digest = sha1(crest, usedforsecurity=False).hexdigest() if crest else ""
    wanted = dict(told)
    if crest is not None:
        wanted["crest"] = digest[:12]
    before = details_of(school)
    changed = {what: after for what, after in wanted.items() if after != before[what]}
    if not changed:
        return []
    if later := list(DetailChange.objects.filter(school=school.urn, pk__gt=seen).order_by("pk")):
        raise ChangedMeanwhile(later)
    _write(school, changed, crest, digest)
    rows = [
        DetailChange(school=school.urn, by=by, what=what, before=before[what], after=after)
        for what, after in changed.items()
    ]
    for row in rows:
        row.save()
    return rows


def _write(school: School, changed: dict[str, str], crest: bytes | None, digest: str) -> None:
    old = school.crest
    for what in IN_WORDS:
        if what in changed:
            setattr(school, what.value, changed[what])
    if What.CREST in changed:
        school.crest = put_in_library(school, crest, digest) if crest else None
    school.save()
    if old and What.CREST in changed:
        take_out_of_library(old)


def with_theirs(
    typed: dict[str, str], changes: Iterable[DetailChange], school: School
) -> dict[str, str]:
    """A form that is out of date, brought up to date: what its writer did not touch stands as it
    stands now, and what they typed stays."""
    was: dict[str, str] = {}
    for change in changes:
        was.setdefault(change.what, change.before)
    now = details_of(school)
    return {what: now[what] if was.get(what) == said else said for what, said in typed.items()}


def history(school: School) -> list[Written]:
    """Who changed what, the newest first. Two queries."""
    rows = DetailChange.objects.filter(school=school.urn).order_by("-pk")[:SHOWN]
    return in_words(list(rows))


def in_words(changes: list[DetailChange]) -> list[Written]:
    """Each change with its moment: “Devinder Ashgrove changed the office telephone from …”."""
    users = User.objects.filter(ref__in={change.by for change in changes})
    names = {user.ref: user.get_full_name() for user in users}
    return [
        Written(_moment(change), f"{names.get(change.by, NAMELESS)} {_did(change)}.")
        for change in changes
    ]


def _moment(change: DetailChange) -> str:
    at = timezone.localtime(change.at)
    return f"{full_day(at.date())}, {clock(at)}"


def _did(change: DetailChange) -> str:
    what = change.get_what_display()
    if change.what == What.CREST:
        return {
            (False, True): "put up a crest",
            (True, True): "put up another crest",
            (True, False): "took the crest away",
        }[bool(change.before), bool(change.after)]
    if not change.before:
        return f"gave the {what}: {change.after}"
    if not change.after:
        return f"took away the {what}, which was {change.before}"
    return f"changed the {what} from {change.before} to {change.after}"
