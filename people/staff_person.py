"""A person's page on the staff list: posts, leave, and who wrote what when. No training."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.text import capfirst

from people.access import posts_as_they_stand
from people.clock import clock
from people.leaves import until
from people.models import Leave, Person, Post, School, User, WaitingPost
from people.roles import ROLES
from people.staff_days import full_day
from people.staff_list import NAMELESS, Listed

BY = {"inset": "Inset", "import_staff": "the import_staff command"}


@dataclass(frozen=True, slots=True)
class Line:
    """A post or leave in words, and whether it is over."""

    ref: str
    words: str
    days: str
    over: bool


@dataclass(frozen=True, slots=True)
class Written:
    """One thing that somebody wrote: its moment in words, and what."""

    when: str
    words: str


def title_and_lead(one: Listed) -> tuple[str, str]:
    """The answer first: who they are here."""
    if not one.posts and one.waiting:
        return one.name, f"Waits to be confirmed as {ROLES[one.waiting[0].role].words}."
    if not one.posts:
        return one.name, "Holds no post here: what was entered has been withdrawn."
    if one.has_left:
        return f"{one.name} has left", f"{one.role_words}. {one.day_words.replace('Left; l', 'L')}."
    day = one.day_words
    words = f"{one.role_words}, {day[:1].lower()}{day[1:]}."
    return one.name, f"{words} {capfirst(_away(one.away))}." if one.away else words


def _away(leave: Leave) -> str:
    end = f"until {full_day(leave.ends_on)}" if leave.ends_on else "with no last day yet"
    return f"away on {leave.get_kind_display()} {end}"


def post_lines(one: Listed) -> list[Line]:
    """Their posts here, those that last first."""
    lines = [
        Line(
            post.ref,
            capfirst(ROLES[post.role].words),
            days_words(post.starts_on, post.ends_on, one.on),
            post.has_ended(one.on),
        )
        for post in one.posts
    ]
    return sorted(lines, key=lambda line: line.over)


def leave_lines(one: Listed) -> list[Line]:
    """Their leave here, the newest first."""
    return [
        Line(
            leave.ref,
            capfirst(leave.get_kind_display()),
            days_words(leave.starts_on, leave.ends_on, one.on),
            leave.ends_on is not None and leave.ends_on < one.on,
        )
        for leave in reversed(one.leave)
    ]


def days_words(first: date, last: date | None, on: date) -> str:
    """“since Tuesday 1 September 2026”, “from ... to ...”."""
    if last is None:
        return f"{'since' if first <= on else 'from'} {full_day(first)}"
    return f"from {full_day(first)}{until(last)}"


def elsewhere(school: School, ref: str) -> list[str]:
    """Their posts at other schools of the same trust, as “teacher at Whitmere Infant School”."""
    if school.trust_id is None:
        return []
    sisters = dict(
        School.objects.filter(trust=school.trust_id)
        .exclude(pk=school.pk)
        .values_list("urn", "name")
    )
    today = timezone.localdate()
    return [
        f"{capfirst(ROLES[post.role].words)} at {sisters[post.chain]}, "
        f"{days_words(post.starts_on, post.ends_on, today)}"
        for post in posts_as_they_stand(person=ref, chain__in=list(sisters))
        if not post.has_ended(today)
    ]


# --- who wrote what when ------------------------------------------------------------------------


def history(school: School, ref: str) -> list[Written]:
    """Every row about them in this school's ledger, the newest first. Five queries."""
    kinds = ((Person, _who), (Post, _post), (WaitingPost, _waiting), (Leave, _leave))
    rows = []
    for model, told in kinds:
        facts = list(model.objects.filter(chain=school.urn, person=ref).order_by("entry_id"))
        rows += [(fact, told(before, fact)) for before, fact in _lives(facts)]
    names = _names(fact.by for fact, _ in rows)
    rows.sort(key=lambda row: row[0].pk, reverse=True)
    return [Written(_moment(fact), f"{names[fact.by]} {words}.") for fact, words in rows]


def _lives(facts: Iterable) -> Iterator[tuple]:
    """Each row with the one before it of the same life."""
    last: dict[str, object] = {}
    for fact in facts:
        ref = getattr(fact, "ref", "who")
        yield last.get(ref), fact
        last[ref] = fact


def _names(authors: Iterable[str]) -> Mapping[str, str]:
    refs = set(authors)
    users = {user.ref: user.get_full_name() for user in User.objects.filter(ref__in=refs)}
    return {ref: users.get(ref) or BY.get(ref, NAMELESS) for ref in refs}


def _moment(fact: Post | Leave | Person | WaitingPost) -> str:
    at = timezone.localtime(fact.recorded_at)
    return f"{full_day(at.date())}, {clock(at)}"


def _who(before: Person | None, fact: Person) -> str:
    if fact.erased:
        return "erased the name and address"
    return "changed the name, address or staff number" if before else "put them on the list"


def _post(before: Post | None, fact: Post) -> str:
    what = ROLES[fact.role].words
    if fact.withdrawn:
        return f"withdrew the post: {what}, {_span(fact)}. It was a mistake"
    if before is None:
        return f"wrote down a post: {what}, {_span(fact)}"
    return f"changed the post {_changes(before, fact)}"


def _changes(before: Post | Leave, fact: Post | Leave) -> str:
    """“teacher: the last day is Friday 4 December 2026 (there was none)”."""
    if isinstance(before, Post) and isinstance(fact, Post):
        old, new = ROLES[before.role].words, ROLES[fact.role].words
    else:
        old, new = before.get_kind_display(), fact.get_kind_display()  # type: ignore[union-attr]
    found = [] if old == new else [f"it is {new}"]
    if before.starts_on != fact.starts_on:
        was = full_day(before.starts_on)
        found.append(f"the first day is {full_day(fact.starts_on)} (it was {was})")
    if before.ends_on != fact.ends_on:
        was = f"it was {full_day(before.ends_on)}" if before.ends_on else "there was none"
        now = full_day(fact.ends_on) if fact.ends_on else "not known"
        found.append(f"the last day is {now} ({was})")
    return f"{old}: {' and '.join(found) or 'as it was'}"


def _waiting(before: WaitingPost | None, fact: WaitingPost) -> str:
    what = f"{ROLES[fact.role].words}, {_span(fact)}"
    if fact.verdict:
        return f"{fact.get_verdict_display()} the post that waited: {what}"
    return f"asked for a post that a second person confirms: {what}"


def _leave(before: Leave | None, fact: Leave) -> str:
    what = fact.get_kind_display()
    if fact.withdrawn:
        return f"withdrew the leave: {what}, {_span(fact)}. It was a mistake"
    if before is None:
        return f"wrote down leave: {what}, {_span(fact)}"
    return f"changed the leave {_changes(before, fact)}"


def _span(fact: Post | Leave | WaitingPost) -> str:
    return f"from {full_day(fact.starts_on)}{until(fact.ends_on)}"
