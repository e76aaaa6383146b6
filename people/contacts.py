"""Who to turn to at a school: the leads by name, helplines, and the words that fill slots."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

from django.http import HttpRequest

from people.access import membership, posts_as_they_stand, today
from people.models import Leave, School, User
from people.roles import ROLES


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
_ORDER = ("dsl", "deputy_dsl", "headteacher")


def contacts(school: School | None, on: date | None = None) -> list[Contact]:
    """The DSL, the deputies and the headteacher, in that order. Three queries."""
    if school is None:
        return []
    on = on or today()
    held = posts_as_they_stand(chain=school.urn, role__in=_ORDER)
    posts = sorted(
        (post for post in held if post.holds(on)), key=lambda post: _ORDER.index(post.role)
    )
    users = User.objects.in_bulk([post.person for post in posts], field_name="ref")
    away = _away(school, users, on)
    return [
        Contact(
            user.get_full_name(),
            post.role,
            ROLES[post.role].words,
            user.found_at,
            user.phone,
            user.ref in away,
        )
        for post in posts
        if (user := users.get(post.person))
    ]


def contacts_here(request: HttpRequest) -> list[Contact]:
    """Those of the reader's school; asked once a request, for somebody signed in."""
    if not hasattr(request, "_contacts"):
        request._contacts = contacts(membership(request).school)  # type: ignore[attr-defined]
    return request._contacts  # type: ignore[attr-defined]


def _away(school: School, refs: Iterable[str], on: date) -> set[str]:
    last = {
        leave.ref: leave
        for leave in Leave.objects.filter(chain=school.urn, person__in=refs).order_by("entry_id")
    }
    return {leave.person for leave in last.values() if leave.holds(on)}


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
