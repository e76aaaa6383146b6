"""A school's list of people: who is here, who is coming, who is away, who has left. No training.

Everything is read from facts in six queries, however many people there are.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property
from django.utils.text import capfirst

from people.access import posts_as_they_stand
from people.leaves import leaves_as_they_stand
from people.models import Leave, Person, Post, School, User, WaitingPost
from people.roles import ROLES
from people.second_person import waiting_posts
from people.staff_days import full_day

NAMELESS = "Somebody whose name was erased"
SHOW = {
    "": "Here or coming",
    "coming": "Coming",
    "away": "On leave",
    "no_mail": "No e-mail address",
    "not_in": "Not come in yet",
    "waiting": "Waiting for a yes",
    "left": "Left",
}


@dataclass(frozen=True)
class Listed:
    """A person with what the list says of them on a day."""

    ref: str
    user: User | None
    posts: list[Post]  # as they stand, the oldest first
    leave: list[Leave]
    waiting: list[WaitingPost]
    on: date

    @cached_property
    def name(self) -> str:
        return self.user.get_full_name() if self.user else NAMELESS

    @cached_property
    def lasting(self) -> list[Post]:
        """Posts that they hold or will hold."""
        return [post for post in self.posts if not post.has_ended(self.on)]

    @cached_property
    def is_here(self) -> bool:
        return any(post.holds(self.on) for post in self.posts)

    @cached_property
    def is_coming(self) -> bool:
        return bool(self.lasting) and not self.is_here

    @cached_property
    def has_left(self) -> bool:
        return not self.lasting and not self.waiting

    @cached_property
    def away(self) -> Leave | None:
        return next((leave for leave in self.leave if leave.holds(self.on)), None)

    @cached_property
    def no_mail(self) -> bool:
        return self.user is not None and not self.user.email

    @cached_property
    def not_in(self) -> bool:
        """Whether they could sign in and never have."""
        user = self.user
        return bool(self.lasting and user and user.email and user.last_login is None)

    @cached_property
    def role_words(self) -> str:
        """“Teacher, first aider”: of posts that last, or the last ones of a leaver."""
        last = max((post.ends_on for post in self.posts if post.ends_on), default=None)
        shown = self.lasting or [post for post in self.posts if post.ends_on == last]
        slugs = {post.role for post in shown}
        return capfirst(", ".join(ROLES[slug].words for slug in ROLES if slug in slugs))

    @cached_property
    def day_words(self) -> str:
        """Since when they are here, from when they will be, or until when they were."""
        if self.lasting:
            first = min(post.starts_on for post in self.lasting)
            return f"{'Since' if first <= self.on else 'From'} {full_day(first)}"
        last = max((post.ends_on for post in self.posts if post.ends_on), default=None)
        return f"Left; last day {full_day(last)}" if last else ""

    @cached_property
    def notes(self) -> list[str]:
        """What the office would want to know at a glance."""
        found = [f"Waiting to be confirmed as {ROLES[row.role].words}" for row in self.waiting]
        if self.has_left:
            return found if self.posts else [*found, "Entered by mistake; no post"]
        if self.away:
            last = self.away.ends_on
            end = f"until {full_day(last)}" if last else "with no last day yet"
            found.append(f"On {self.away.get_kind_display()} {end}")
        if ends := self._last_day():
            found.append(f"Last day {full_day(ends)}")
        if self.no_mail:
            found.append("No e-mail address")
        if self.not_in:
            found.append("Has not come in yet")
        return found

    def _last_day(self) -> date | None:
        days = [post.ends_on for post in self.lasting]
        return max(day for day in days if day) if days and all(days) else None

    def is_shown(self, show: str) -> bool:
        """Whether a choice of `SHOW` shows them."""
        chosen = {
            "": not self.has_left,
            "coming": self.is_coming,
            "away": self.away is not None and not self.has_left,
            "no_mail": self.no_mail and not self.has_left,
            "not_in": self.not_in,
            "waiting": bool(self.waiting),
            "left": self.has_left,
        }
        return chosen.get(show, False)


def staff_list(school: School, on: date) -> list[Listed]:
    """Everyone whom the school knows, by surname. Five queries."""
    return _listed(school, on, {})


def listed_person(school: School, ref: str, on: date) -> Listed | None:
    """One of them, or nobody. Five queries."""
    return next(iter(_listed(school, on, {"person": ref})), None)


def _listed(school: School, on: date, who: Mapping[str, str]) -> list[Listed]:
    posts = _by_person(posts_as_they_stand(chain=school.urn, **who))
    leave = _by_person(leaves_as_they_stand(chain=school.urn, **who))
    waiting = _by_person(waiting_posts(school))
    known = Person.objects.filter(chain=school.urn, **who)
    refs = posts.keys() | set(known.values_list("person", flat=True))
    users = {user.ref: user for user in User.objects.filter(ref__in=refs)}
    found = [
        Listed(
            ref,
            users.get(ref),
            sorted(posts.get(ref, []), key=lambda post: post.starts_on),
            sorted(leave.get(ref, []), key=lambda one: one.starts_on),
            waiting.get(ref, []),
            on,
        )
        for ref in refs
    ]
    return sorted(found, key=_place)


def _by_person(facts: Iterable) -> dict[str, list]:
    found: dict[str, list] = {}
    for fact in facts:
        found.setdefault(fact.person, []).append(fact)
    return found


def _place(one: Listed) -> tuple[bool, str, str]:
    """By surname as an office files it; a nameless person last."""
    user = one.user
    if user is None:
        return True, "", one.ref
    return False, plain(user.last_name or user.first_name), plain(user.first_name)


def plain(text: str) -> str:
    """Letters as somebody types who does not know the accents: “Łukasz” is found by “lukasz”."""
    bare = text.casefold().translate(_STROKES)
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", bare)
        if not unicodedata.combining(letter)
    )


_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ı": "i"})


def chosen(people: Iterable[Listed], *, name: str, role: str, show: str) -> list[Listed]:
    """Those whom a filter leaves, in the same order. The name's words may come in any order."""
    words = plain(name).split()
    return [
        one
        for one in people
        if one.is_shown(show)
        and all(word in plain(one.name) for word in words)
        and (not role or any(post.role == role for post in one.lasting or one.posts))
    ]
