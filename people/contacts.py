"""Who to turn to at a school: the leads by name, helplines, and the words that fill slots."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape

from django.http import HttpRequest

from people.access import membership, posts_as_they_stand, today
from people.chain_heads import Head
from people.models import Leave, Post, School, User
from people.roles import IN_TURN, ROLES


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to turn to."""

    name: str
    role: str
    role_words: str
    where: str
    phone: str
    away: bool = False  # on leave that day


@dataclass(frozen=True, slots=True)
class Helpline:
    """A helpline for adults, free to ring."""

    name: str
    hours: str
    phone: str


HELPLINES = (
    Helpline("Education Support", "day and night", "08000 562 561"),
    Helpline("Samaritans", "day and night", "116 123"),
    Helpline("NAPAC, for adults abused as children", "see their hours", "0808 801 0331"),
)


def contacts(school: School | None, on: date | None = None) -> list[Contact]:
    """The DSL, the deputies and the headteacher, in that order. Three queries."""
    return _named(*_leading(school.urn), on or today()) if school else []


def contacts_here(request: HttpRequest) -> list[Contact]:
    """Those of the reader's school; asked once a request, for somebody signed in. One query, and
    two more where the school's chain has grown."""
    if not hasattr(request, "_contacts"):
        here = membership(request)
        leading = _remembered(here.school.urn, here.heads[0]) if here.school else ([], [])
        request._contacts = _named(*leading, today())  # type: ignore[attr-defined]
    return request._contacts  # type: ignore[attr-defined]


def _leading(urn: str) -> tuple[list[Post], list[Leave]]:
    """The posts of those who ever led at a school, and their leave. Two queries."""
    posts = posts_as_they_stand(chain=urn, role__in=IN_TURN)
    away = Leave.objects.filter(chain=urn, person__in={post.person for post in posts})
    return posts, list({leave.ref: leave for leave in away.order_by("entry_id")}.values())


@lru_cache(maxsize=200)
def _remembered(urn: str, _head: Head) -> tuple[list[Post], list[Leave]]:
    return _leading(urn)


def _named(posts: list[Post], leave: list[Leave], on: date) -> list[Contact]:
    held = sorted((post for post in posts if post.holds(on)), key=lambda p: IN_TURN.index(p.role))
    named = User.objects.only("ref", "first_name", "last_name", "found_at", "phone")
    users = named.in_bulk([post.person for post in held], field_name="ref")
    away = {each.person for each in leave if each.holds(on)}
    return [
        Contact(
            user.get_full_name(),
            post.role,
            ROLES[post.role].words,
            user.found_at,
            user.phone,
            user.ref in away,
        )
        for post in held
        if (user := users.get(post.person))
    ]


def to_turn_to(people: list[Contact]) -> list[Contact]:
    """Those who are there: nobody in need is sent to somebody on leave, unless nobody else is."""
    return [contact for contact in people if not contact.away] or people


def slot_words(school: School | None, people: list[Contact]) -> dict[str, str]:
    """What {dsl}, {deputies}, {head}, {school} and {office} say at this school."""

    def names(role: str, otherwise: str) -> str:
        found = [each.name for each in to_turn_to([c for c in people if c.role == role])]
        if not found:
            return otherwise
        return " and ".join([", ".join(found[:-1]), found[-1]]) if found[1:] else found[0]

    office = "the school office"
    if school and school.phone:
        office += f" on {school.phone}"
    return {
        "dsl": names("dsl", "the designated safeguarding lead"),
        "deputies": names("deputy_dsl", "a deputy safeguarding lead"),
        "head": names("headteacher", "the headteacher"),
        "school": school.name if school else "this school",
        "office": office,
    }


def fill(html: str, words: dict[str, str]) -> str:
    """The text with its slots filled, escaped. Plain replacement: nothing is evaluated."""
    for slot, value in words.items():
        html = html.replace("{" + slot + "}", escape(value))
    return html
