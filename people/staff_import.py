"""Bringing a staff file in: look at it, keep it for a day, apply it once and whole.

docs/decisions/010 says what a file may and may not do.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from people.access import today
from people.clock import clock
from people.leaving import close_doors, gone_by
from people.models import Person, Post, School, StaffFile, User, WaitingPost, new_ref, new_salt
from people.refusals import Refused
from people.staff_days import full_day
from people.staff_facts import roll_of
from people.staff_file import read_file
from people.staff_plan import Fate, Kind, Plan, PostAct, count_words, plan
from people.staff_rows import Sheet, read_rows
from register.chain import commitment
from register.ledger import append_many, lock
from register.models import Fact

KEPT_FOR = timedelta(hours=24)


class ListChanged(Exception):
    """The list of people is another one than when the preview was shown."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do here; or when it was applied already."""

    digest: str
    plan: Plan
    applied: StaffFile | None = None
    refs: dict[int, str] = field(default_factory=dict)  # rows to people, of what was written


# --- looking ------------------------------------------------------------------------------------


def look(school: School, data: bytes) -> Preview:
    """What the file would do, with nothing written. Raises Refused for what is no list of staff."""
    digest = hashlib.sha256(data).hexdigest()
    if once := applied(school, digest):
        return Preview(digest, Plan(), once)
    return Preview(digest, _plan(school, read_rows(read_file(data), today())))


def applied(school: School, digest: str) -> StaffFile | None:
    """When this same file was applied to this school, if it was."""
    return StaffFile.objects.filter(
        school=school.urn, digest=digest, applied_at__isnull=False
    ).first()


def _plan(school: School, sheet: Sheet) -> Plan:
    return plan(sheet, roll_of(school, sheet.rows), today())


# --- keeping ------------------------------------------------------------------------------------


@transaction.atomic
def keep(*, school: School, name: str, data: bytes, by: str) -> StaffFile:
    """Keep a file for its preview, for a day. One that was applied stays as it is."""
    forget_old()
    digest = hashlib.sha256(data).hexdigest()
    lock(school.urn)
    if once := applied(school, digest):
        return once
    told = {"name": name[:200], "data": data, "kept_by": by, "kept_at": timezone.now()}
    kept, _ = StaffFile.objects.update_or_create(school=school.urn, digest=digest, defaults=told)
    return kept


def kept_file(school: School, digest: str) -> StaffFile | None:
    """A file of this school, kept or applied; none once its day is over."""
    since = timezone.now() - KEPT_FOR
    return (
        StaffFile.objects.filter(school=school.urn, digest=digest)
        .filter(Q(applied_at__isnull=False) | Q(kept_at__gt=since))
        .first()
    )


def forget_old() -> int:
    """Forget files whose day is over without being applied; returns how many."""
    old = StaffFile.objects.filter(applied_at=None, kept_at__lte=timezone.now() - KEPT_FOR)
    return old.delete()[0]


# --- applying -----------------------------------------------------------------------------------


def apply_file(
    *, school: School, data: bytes, name: str, by: str, seen: str | None = None
) -> Preview:
    """Write everything that the file says, or nothing; once, however often it is asked.

    `seen` is the digest of the plan that was shown: where the list has changed since, ListChanged
    is raised, and somebody looks again. Raises Refused where anything at all is refused. The
    preview that is returned says what was written, or (`applied`) that it was written before.
    """
    digest = hashlib.sha256(data).hexdigest()
    if once := applied(school, digest):
        return Preview(digest, Plan(), once)
    sheet = read_rows(read_file(data), today())
    try:
        return _apply(school, sheet, digest, name, by, seen)
    except IntegrityError as error:  # another school's file took an address at this moment
        raise ListChanged from error


@transaction.atomic
def _apply(
    school: School, sheet: Sheet, digest: str, name: str, by: str, seen: str | None
) -> Preview:
    lock(school.urn)
    if once := applied(school, digest):
        return Preview(digest, Plan(), once)
    found = _plan(school, sheet)
    if found.refused:
        raise Refused(found.refused)
    if seen is not None and found.digest != seen:
        raise ListChanged
    refs = {fate.row: fate.person or new_ref() for fate in found.fates}
    if found.does_something:
        known = [fate.person for fate in found.fates if fate.person and fate.posts]
        had_left = gone_by(known, today() - timedelta(days=1))
        append_many(school.urn, _written(school, found.fates, refs), by=by)
        # Whoever leaves is out at once; whoever comes back comes with a new way in.
        close_doors(*had_left | gone_by(known, today()))
        _mark_applied(school, digest, name, by, outcome_words(found))
    return Preview(digest, found, refs=refs)


def _written(school: School, fates: list[Fate], refs: dict[int, str]) -> list[tuple[str, Fact]]:
    """Every fact of a plan, people before posts; names go into the one table that holds them."""
    return [
        *_who_facts(school, fates, refs),
        *_post_facts(school, fates, refs),
        *_waiting_facts(school, fates, refs),
    ]


def _who_facts(school: School, fates: list[Fate], refs: dict[int, str]) -> list[tuple[str, Fact]]:
    touched = [fate for fate in fates if fate.identity or fate.joins]
    users = User.objects.in_bulk([fate.person for fate in touched if fate.person], field_name="ref")
    for fate in touched:
        if fate.person and fate.identity:
            _change(users[fate.person], fate)
    users |= {user.ref: user for user in _new_people(touched, refs)}
    rows = Person.objects.filter(chain=school.urn, person__in=[refs[fate.row] for fate in touched])
    told = Counter(rows.values_list("person", flat=True))
    found: list[tuple[str, Fact]] = []
    for fate in touched:
        user = users[refs[fate.row]]
        who = commitment(bytes(user.salt), user.identity())
        found.append((f"person:{user.ref}:{told[user.ref]}", Person(person=user.ref, who=who)))
    return found


def _change(user: User, fate: Fate) -> None:
    for what, value in fate.identity:
        setattr(user, what, value)
    user.salt = new_salt()
    user.save()


def _new_people(fates: list[Fate], refs: dict[int, str]) -> list[User]:
    users = []
    for fate in fates:
        if not fate.person:
            told = dict(fate.identity)
            user = User(ref=refs[fate.row], **told | {"email": told["email"] or None})
            user.set_unusable_password()
            users.append(user)
    return User.objects.bulk_create(users, batch_size=500)


def _post_facts(school: School, fates: list[Fate], refs: dict[int, str]) -> list[tuple[str, Fact]]:
    acts = [(refs[fate.row], act) for fate in fates for act in fate.posts]
    known = [act.ref for _, act in acts if act.ref]
    rows = Post.objects.filter(chain=school.urn, ref__in=known)
    told = Counter(rows.values_list("ref", flat=True))
    titles = dict(rows.values_list("ref", "job_title"))
    found: list[tuple[str, Fact]] = []
    for person, act in acts:
        ref = act.ref or new_ref()
        post = Post(ref=ref, person=person, job_title=titles.get(ref), **_told(act))
        found.append((f"post:{ref}:{told[ref]}", post))
    return found


def _waiting_facts(
    school: School, fates: list[Fate], refs: dict[int, str]
) -> list[tuple[str, Fact]]:
    acts = [(refs[fate.row], act) for fate in fates for act in fate.held]
    rows = WaitingPost.objects.filter(chain=school.urn, ref__in=[a.ref for _, a in acts if a.ref])
    told = Counter(rows.values_list("ref", flat=True))
    found: list[tuple[str, Fact]] = []
    for person, act in acts:
        ref = act.ref or new_ref()
        row = WaitingPost(ref=ref, person=person, **_told(act))
        found.append((f"waiting-post:{ref}:{told[ref]}", row))
    return found


def _told(act: PostAct) -> dict[str, object]:
    return {"role": act.role, "starts_on": act.starts_on, "ends_on": act.ends_on}


def _mark_applied(school: School, digest: str, name: str, by: str, words: str) -> None:
    told = {"data": None, "applied_by": by, "applied_at": timezone.now(), "words": words}
    StaffFile.objects.update_or_create(
        school=school.urn,
        digest=digest,
        defaults=told,
        create_defaults=told | {"name": name[:200], "kept_by": by},
    )


def outcome_words(found: Plan) -> str:
    """“3 new, 1 changed and 2 leaving”, or that nothing changes."""
    counts = [(len(found.of(kind)), str(kind)) for kind in (Kind.NEW, Kind.CHANGED, Kind.LEAVING)]
    waiting = [(len(found.held), "waiting for a second person")]
    return count_words(counts + waiting) or "nothing to change"


def applied_words(once: StaffFile) -> str:
    """“applied on Friday 4 December 2026 at 10.42 am by Devinder Ashgrove”."""
    assert once.applied_at is not None
    at: datetime = timezone.localtime(once.applied_at)
    user = User.objects.filter(ref=once.applied_by).first()
    by = user.get_full_name() if user else "the import_staff command"
    day = "today" if at.date() == today() else f"on {full_day(at.date())}"
    return f"{day} at {clock(at)} by {by}"
