"""Who answers for a policy at a school: whoever holds the owner's post there."""

from collections.abc import Collection, Sequence
from datetime import date

from people.access import posts_as_they_stand, today
from people.models import Leave, School, User
from people.roles import IN_TURN


def owners(school: School, role: str, *, besides: str = "", on: date | None = None) -> list[str]:
    """Refs of those who hold the owner's post on the day and are not away; where there is nobody,
    of the DSLs, the deputies, the head. Never `besides`, unless nobody else is there. Two queries.
    """
    return owners_of(school, {role}, besides=besides, on=on)[role]


def owners_of(
    school: School, roles: Collection[str], *, besides: str = "", on: date | None = None
) -> dict[str, list[str]]:
    """The same for several posts at once. Two queries."""
    on = on or today()
    posts = posts_as_they_stand(chain=school.urn, role__in={*roles, *IN_TURN})
    held = [(post.role, post.person) for post in posts if post.holds(on)]
    away = _away(school, {person for _, person in held}, on)
    return {role: _first_there(role, held, away, besides) for role in roles}


def _first_there(
    role: str, held: Collection[tuple[str, str]], away: set[str], besides: str
) -> list[str]:
    for not_them in ({besides} | away, away, set[str]()):
        for wanted in (role, *IN_TURN):
            found = {person for held_role, person in held if held_role == wanted} - not_them
            if found:
                return sorted(found)
    return []


def _away(school: School, refs: Collection[str], on: date) -> set[str]:
    rows = Leave.objects.filter(chain=school.urn, person__in=refs).order_by("entry_id")
    last = {leave.ref: leave for leave in rows}
    return {leave.person for leave in last.values() if leave.holds(on)}


def names_of(refs: Collection[str]) -> str:
    """“Ruth Otterby and Kwame Thistlemere”; “the school” where nobody is there."""
    users = User.objects.filter(ref__in=refs).order_by("last_name", "first_name")
    return listed([user.get_full_name() for user in users])


def listed(names: Sequence[str]) -> str:
    """Names in a sentence; “the school” where there are none."""
    if not names:
        return "the school"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]
