"""What a school knows of its people, for a staff file: the one reader of the database for it."""

from collections.abc import Iterable

from django.db.models import Q

from people.access import posts_as_they_stand, today
from people.models import Person, School, User
from people.second_person import waiting_posts
from people.staff_known import Known, KnownPost, Roll
from people.staff_plan import SEE_OTHERS
from people.staff_row import StaffRow


def roll_of(school: School, rows: Iterable[StaffRow]) -> Roll:
    """What is known of a school's people, and of the addresses in these rows. Eight queries."""
    posts: dict[str, list[KnownPost]] = {}
    for post in posts_as_they_stand(chain=school.urn):
        told = KnownPost(post.ref, post.role, post.starts_on, post.ends_on)
        posts.setdefault(post.person, []).append(told)
    told_here = Person.objects.filter(chain=school.urn).values_list("person", flat=True)
    here = posts.keys() | set(told_here)
    waiting = frozenset((row.person, row.role) for row in waiting_posts(school))
    users = User.objects.in_bulk(list(here), field_name="ref")
    elsewhere = _known_elsewhere(school)
    careful = {ref for ref, held in posts.items() if _sees_others(held)}
    careful |= {ref for ref, _ in waiting} | _editors()
    addresses = {row.email for row in rows if row.email}
    return Roll(
        people=tuple(
            _known(
                user,
                tuple(posts.get(ref, ())),
                sees_others=ref in careful,
                elsewhere=ref in elsewhere,
            )
            for ref, user in sorted(users.items())
        ),
        elsewhere=_elsewhere(addresses, here),
        waiting=waiting,
    )


def _known_elsewhere(school: School) -> set[str]:
    """Whoever of this school another school knows as well."""
    here = Person.objects.filter(chain=school.urn).values("person")
    there = Person.objects.filter(person__in=here).exclude(chain=school.urn)
    return set(there.values_list("person", flat=True))


def _known(user: User, posts: tuple[KnownPost, ...], **more: bool) -> Known:
    return Known(
        user.ref,
        user.first_name,
        user.last_name,
        user.email or "",
        user.staff_number,
        posts,
        **more,
    )


def _sees_others(held: Iterable[KnownPost]) -> bool:
    on = today()
    return any(
        post.role in SEE_OTHERS and (post.ends_on is None or post.ends_on >= on) for post in held
    )


def _editors() -> set[str]:
    """Whoever may edit or administer: an address of theirs is a way in."""
    strong = Q(groups__isnull=False) | Q(is_staff=True) | Q(is_superuser=True)
    return set(User.objects.filter(strong).values_list("ref", flat=True))


def _elsewhere(addresses: set[str], here: Iterable[str]) -> dict[str, Known]:
    known_here = set(here)
    return {
        user.email: _known(user, (), elsewhere=True)
        for user in User.objects.in_bulk(list(addresses), field_name="email").values()
        if user.ref not in known_here and user.email
    }
