"""Putting somebody on a school's list: who it may be already, and the one press that does it.

Nobody becomes two people. Whoever the school or its trust may know already is asked about; of
people of other organisations nothing is said (decisions/010 and 011).
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from people.access import posts_as_they_stand, today
from people.actions import add_person
from people.leaves import until
from people.models import Person, Post, School, User, WaitingPost, tidied
from people.posts import USED, give_post
from people.roles import ROLES
from people.staff_days import full_day
from people.staff_row import name_key
from register.chain import commitment
from register.ledger import append, lock

NOT_USABLE = (
    "This address cannot be used for this person. Check the address and how the name is written, "
    "or leave the address empty."
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What the form says of somebody to put on the list."""

    first_name: str
    last_name: str
    email: str
    staff_number: str
    role: str
    starts_on: date
    ends_on: date | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody known who may be the same person, and what the page says of them."""

    ref: str
    words: str
    surely: bool  # by the address, which only one person can have


def alike(school: School, new: Newcomer) -> list[Likeness]:
    """Whom this may be already, at the school or in its trust. Six queries at most.

    Raises ValidationError with one sentence where the address or the staff number is another
    person's.
    """
    urns = [school.urn, *_sister_schools(school)]
    user = User.objects.filter(email=tidied(new.email)).first() if new.email else None
    if user:
        return [_of_that_address(school, urns, user, new)]
    _check_number(school, new)
    found = User.objects.filter(ref__in=_of_that_name(urns, new))
    told = [one for one in found if not (new.staff_number and one.staff_number)]
    return [Likeness(one.ref, _described(one, school), surely=False) for one in told]


def _sister_schools(school: School) -> list[str]:
    if school.trust_id is None:
        return []
    sisters = School.objects.filter(trust=school.trust_id).exclude(pk=school.pk)
    return list(sisters.values_list("urn", flat=True))


def _of_that_address(school: School, urns: list[str], user: User, new: Newcomer) -> Likeness:
    """Its holder, where the name fits as well."""
    known = set(Person.objects.filter(person=user.ref).values_list("chain", flat=True))
    if not known & set(urns):
        if _key(user) != name_key(new.first_name, new.last_name):
            raise ValidationError(NOT_USABLE)
        return Likeness(user.ref, "", surely=True)  # of another organisation: not described
    if not _name_in_common(user, new):
        raise ValidationError(_another_persons(user, new) if school.urn in known else NOT_USABLE)
    return Likeness(user.ref, _described(user, school), surely=True)


def _of_that_name(urns: list[str], new: Newcomer) -> list[str]:
    known = Person.objects.filter(chain__in=urns).values("person")
    names = User.objects.filter(ref__in=known).values_list("ref", "first_name", "last_name")
    wanted = name_key(new.first_name, new.last_name)
    return [ref for ref, first, last in names if name_key(first, last) == wanted]


def _key(user: User) -> tuple[str, str]:
    return name_key(user.first_name, user.last_name)


def _name_in_common(user: User, new: Newcomer) -> bool:
    first, last = name_key(new.first_name, new.last_name)
    return first == _key(user)[0] or bool(last and last == _key(user)[1])


def _another_persons(user: User, new: Newcomer) -> str:
    return (
        f"{user.email} is the address of {user.get_full_name()}, and a sign-in belongs to one "
        f"person. Give {new.first_name} an address of their own, or leave it empty."
    )


def _check_number(school: School, new: Newcomer) -> None:
    if not new.staff_number:
        return
    here = Person.objects.filter(chain=school.urn).values("person")
    for user in User.objects.filter(ref__in=here, staff_number=new.staff_number):
        if _key(user) != name_key(new.first_name, new.last_name):
            raise ValidationError(
                f"{new.staff_number} is the staff number of {user.get_full_name()}. Put the "
                "number right, or leave it empty."
            )


def _described(user: User, school: School) -> str:
    """“Imran Wintermoss, teacher at Larkfield Primary School since Tuesday 1 September 2026”."""
    posts = posts_as_they_stand(person=user.ref)
    posts.sort(key=lambda post: (post.chain != school.urn, post.has_ended(today())))
    if not posts:
        return f"{user.get_full_name()}, who is on the list without a post"
    post = posts[0]
    at = "here" if post.chain == school.urn else f"at {School.objects.get(pk=post.chain).name}"
    day = full_day(post.starts_on)
    words = f"from {day}{until(post.ends_on)}" if post.ends_on else f"since {day}"
    if post.starts_on > today():
        words = f"from {day}"
    return f"{user.get_full_name()}, {ROLES[post.role].words} {at} {words}"


@transaction.atomic
def put_on_list(
    *, school: School, new: Newcomer, ref: str, post: str, by: str
) -> tuple[User, Post | WaitingPost]:
    """A new person with their first post. `ref` and `post` come with the form: a second press
    finds what the first one wrote. Raises ValidationError with one sentence."""
    lock(school.urn)
    user = User.objects.filter(ref=ref).first()
    if user:
        _check_same_press(school, user, new, post)
    else:
        user = add_person(
            school=school,
            first_name=new.first_name,
            last_name=new.last_name,
            email=new.email,
            by=by,
            ref=ref,
            staff_number=new.staff_number,
        )
    return user, _first_post(school, ref, new, post, by)


def _check_same_press(school: School, user: User, new: Newcomer, post: str) -> None:
    """That the person of the form's reference was put on the list by this form, as it is now."""
    rows = [*Post.objects.filter(chain=school.urn, ref=post, person=user.ref)]
    rows += WaitingPost.objects.filter(chain=school.urn, ref=post, person=user.ref)
    told = (new.first_name, new.last_name, tidied(new.email), new.staff_number)
    if not rows or told != (user.first_name, user.last_name, user.email, user.staff_number):
        raise ValidationError(USED)


@transaction.atomic
def join_school(
    *, school: School, person: str, new: Newcomer, post: str, by: str
) -> tuple[User, Post | WaitingPost]:
    """Another post for somebody who is known, here or elsewhere; their name and address stay.

    Raises ValidationError with one sentence.
    """
    user = User.objects.get(ref=person)
    lock(school.urn)
    if not Person.objects.filter(chain=school.urn, person=person).exists():
        who = Person(person=person, who=commitment(bytes(user.salt), user.identity()))
        append(school.urn, f"person:{person}:0", who, by=by)
    return user, _first_post(school, person, new, post, by)


def _first_post(
    school: School, person: str, new: Newcomer, ref: str, by: str
) -> Post | WaitingPost:
    return give_post(
        school=school,
        person=person,
        ref=ref,
        role=new.role,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        by=by,
    )
