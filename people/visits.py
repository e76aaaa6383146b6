"""Who asks at the desk, and the witness who says who it is (docs/decisions/013)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from difflib import get_close_matches

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from people.access import people_of, today
from people.models import Post, School, User, Visit
from people.names import bare
from people.roles import ROLES, SEE_OTHERS, WITNESSES

WAITS = timedelta(minutes=15)  # for an answer, and then to go on
MOST = 12  # waiting at one desk at once
THINGS = (
    "Acorn", "Apple", "Beech", "Clover", "Daisy", "Fern", "Finch", "Hazel", "Heron", "Holly",
    "Lark", "Maple", "Otter", "Pebble", "Poppy", "Robin", "Rowan", "Swift", "Willow", "Wren",
)  # fmt: skip


class DeskIsFull(Exception):
    """So many are waiting that nobody could tell them apart."""


class CannotAnswer(ValueError):
    """This visit cannot be answered so, or not by this person. The message says why."""


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody on the school's list whom a visitor may be. `why_not`: why not here, or ""."""

    ref: str
    name: str
    role_words: str
    why_not: str


# --- the visitor ----------------------------------------------------------------------------------


@transaction.atomic
def ask(*, school: School, surname: str, initial: str = "") -> Visit:
    """Somebody says their surname. Nothing is looked up: a witness does that.

    Raises DeskIsFull.
    """
    School.objects.select_for_update().get(pk=school.pk)
    forget_old()
    taken = set(waiting_at(school).values_list("words", flat=True))
    if len(taken) >= MOST:
        raise DeskIsFull
    words = _words()
    while words in taken:
        words = _words()
    return Visit.objects.create(
        school=school.urn, surname=surname[:80], initial=initial[:1], words=words
    )


def _words() -> str:
    return f"{secrets.choice(THINGS)} {secrets.randbelow(90) + 10}"


def forget_old() -> int:
    """Visits of other days go; how many there were. The worker asks for it too, once a day."""
    midnight = timezone.make_aware(datetime.combine(today(), time.min))
    return Visit.objects.filter(asked_at__lt=midnight).delete()[0]


def is_waiting(visit: Visit) -> bool:
    """Whether a witness may still answer."""
    return visit.answered_at is None and timezone.now() - visit.asked_at < WAITS


def may_go_on(visit: Visit) -> bool:
    """Whether a witness has said who it is, not long ago, and nobody went on yet."""
    return (
        visit.person is not None
        and visit.opened_at is None
        and visit.ended_at is None
        and timezone.now() - visit.answered_at < WAITS
    )


# --- the witness ----------------------------------------------------------------------------------


def waiting_at(school: School) -> QuerySet[Visit]:
    """Who waits for an answer, the longest first."""
    since = timezone.now() - WAITS
    waits = Visit.objects.filter(school=school.urn, answered_at=None, asked_at__gt=since)
    return waits.order_by("asked_at")


def known_today(school: School) -> QuerySet[Visit]:
    """Who was let in today, the last first."""
    midnight = timezone.make_aware(datetime.combine(today(), time.min))
    known = Visit.objects.filter(school=school.urn, person__isnull=False, asked_at__gte=midnight)
    return known.order_by("-answered_at")


@dataclass(frozen=True)
class Known:
    """Everyone on a school's list today, to look a surname up in. Three queries."""

    posts: dict[str, list[Post]]
    users: list[User]
    editors: set[str]

    @classmethod
    def at(cls, school: School) -> "Known":
        posts = people_of(school.urn)
        users = User.objects.filter(ref__in=posts, is_active=True)
        editors = users.filter(groups__permissions__codename="access_admin")
        return cls(
            posts,
            list(users.order_by("last_name", "first_name")),
            set(editors.values_list("ref", flat=True)),
        )

    def matches(self, visit: Visit) -> list[Match]:
        """Whom the visitor may be, for the witness: nobody else is told whether a name is known.

        A surname counts whatever its accents and hyphens, one part of a double name too. Where
        nobody has it, names that look like it. An initial chooses among several.
        """
        typed = bare(visit.surname)
        found = [user for user in self.users if typed in _surnames(user)]
        if not found:
            near = get_close_matches(typed, [bare(_last(user)) for user in self.users], 4, 0.75)
            found = [user for user in self.users if bare(_last(user)) in near]
        initial = bare(visit.initial) if visit.initial else ""
        same = [user for user in found if bare(user.first_name)[:1] == initial]
        return [self._match(user) for user in same or found]

    def match(self, ref: str) -> Match | None:
        """The one of this reference."""
        return next((self._match(user) for user in self.users if user.ref == ref), None)

    def _match(self, user: User) -> Match:
        roles = [ROLES[post.role].words for post in self.posts[user.ref]]
        return Match(user.ref, user.get_full_name(), " and ".join(roles), self._why_not(user))

    def _why_not(self, user: User) -> str:
        """Nobody who sees others' records, or writes here, comes in without their own sign-in."""
        held = {post.role for post in self.posts[user.ref]}
        if held & (WITNESSES | SEE_OTHERS) or user.ref in self.editors or user.is_superuser:
            return "They see more here than their own training, so they use their own account."
        return ""


def _last(user: User) -> str:
    return user.last_name or user.first_name


def _surnames(user: User) -> set[str]:
    """What somebody may type for theirs: all of it, one part of it, or the whole name."""
    last = _last(user)
    parts = [part for part in last.replace("-", " ").split() if len(part) > 1]
    return {bare(name) for name in (last, user.get_full_name(), *parts)}


@transaction.atomic
def confirm(*, visit: Visit, person: str, by: str) -> Visit:
    """A witness (`by`) says that the visitor is this person of the school. The same again is a
    second press. Raises CannotAnswer with a sentence.
    """
    held = Visit.objects.select_for_update().get(pk=visit.pk)
    if held.person == person and held.witness == by:
        return held
    _check_waits(held)
    match = Known.at(School.objects.get(pk=held.school)).match(person)
    if match is None:
        raise CannotAnswer("Nobody of that name is on the list of this school any more.")
    if person == by:
        raise CannotAnswer("Nobody is their own witness. Please ask a colleague.")
    if match.why_not:
        raise CannotAnswer(match.why_not)
    return _answered(held, person, by)


@transaction.atomic
def turn_away(*, visit: Visit, by: str) -> Visit:
    """A witness says that it is nobody whom they know. Raises CannotAnswer with a sentence."""
    held = Visit.objects.select_for_update().get(pk=visit.pk)
    if held.answered_at and held.person is None:
        return held
    _check_waits(held)
    return _answered(held, None, by)


def _check_waits(visit: Visit) -> None:
    if visit.answered_at:
        raise CannotAnswer(f"{visit.words} was answered already.")
    if not is_waiting(visit):
        raise CannotAnswer(f"{visit.words} has waited too long. Ask them to type it again.")


def _answered(visit: Visit, person: str | None, by: str) -> Visit:
    visit.person, visit.witness, visit.answered_at = person, by, timezone.now()
    visit.surname = visit.initial = ""
    visit.save()
    return visit


def end(visit: Visit) -> None:
    """The visit is over, at the tablet and for whoever holds its session. Again is harmless."""
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=timezone.now())
