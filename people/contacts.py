"""Who to turn to at a school: the leads by name, helplines, and the words that fill slots."""

from dataclasses import dataclass
from datetime import date
from html import escape

from people.access import _holds, posts_as_they_stand, today
from people.models import School, User
from people.roles import ROLES


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to turn to."""

    name: str
    role: str
    role_words: str
    where: str
    phone: str


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
    """The DSL, the deputies and the headteacher, in that order. Two queries."""
    if school is None:
        return []
    on = on or today()
    posts = [
        post
        for post in posts_as_they_stand(chain=school.urn, role__in=_ORDER)
        if _holds(post, on)
    ]
    users = {user.ref: user for user in User.objects.filter(ref__in={p.person for p in posts})}
    found = []
    for role in _ORDER:
        for post in posts:
            if post.role == role and (user := users.get(post.person)):
                found.append(
                    Contact(
                        user.get_full_name(), role, ROLES[role].words, user.found_at, user.phone
                    )
                )
    return found


def slot_words(school: School | None, people: list[Contact]) -> dict[str, str]:
    """What {dsl}, {deputies}, {head}, {school} and {office} say at this school."""

    def names(role: str, otherwise: str) -> str:
        found = [contact.name for contact in people if contact.role == role]
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
