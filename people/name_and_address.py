"""Who may put a name and an address right, and how. An address is a way in (decisions/011)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people.access import Membership, posts_as_they_stand, today
from people.actions import change_identity
from people.leaves import CHANGED, OWN
from people.models import Person, School, User, tidied
from people.roles import CHANGE_LEADS, SEE_OTHERS


def why_not_identity(here: Membership, user: User) -> str:
    """Why the reader may not change this person's name at all; "" if they may. Two queries."""
    if user.ref == here.user.ref:
        return OWN
    assert here.school is not None
    known = Person.objects.filter(person=user.ref).exclude(chain=here.school.urn)
    others = School.objects.filter(urn__in=known.values("chain"))
    if here.school.trust_id:
        others = others.exclude(trust=here.school.trust_id)
    if others.exists():
        return (
            "This person signs in with the same name and address elsewhere too, so neither is "
            "changed here. Ask whoever looks after Inset for you."
        )
    return ""


def why_not_address(here: Membership, user: User) -> str:
    """Why the reader may not change this person's address; "" if they may. Two queries."""
    assert here.school is not None
    posts = posts_as_they_stand(person=user.ref, role__in=SEE_OTHERS)
    sees = {post.chain for post in posts if not post.has_ended(today())}
    edits = user.is_staff or user.is_superuser or user.groups.exists()
    if sees - {here.school.urn}:
        return (
            "They see other people’s records at another school, so the lead or the headteacher "
            "there changes the address."
        )
    if (sees or edits) and not here.roles & CHANGE_LEADS:
        return (
            "They see other people’s records or publish, so the safeguarding lead or the "
            "headteacher changes the address."
        )
    return ""


@transaction.atomic
def put_identity_right(
    *,
    here: Membership,
    user: User,
    first_name: str,
    last_name: str,
    email: str,
    staff_number: str,
    seen: int,
) -> bool:
    """Another name, address or staff number; whether anything was changed.

    `seen` is `times_told` as the page knew it. Raises ValidationError with one sentence.
    """
    assert here.school is not None
    wanted = {
        "first_name": first_name,
        "last_name": last_name,
        "email": tidied(email),
        "staff_number": staff_number,
    }
    user = User.objects.select_for_update().get(pk=user.pk)
    changed = {name: value for name, value in wanted.items() if value != getattr(user, name)}
    if not changed:
        return False
    if seen != times_told(here.school, user):
        raise ValidationError(CHANGED)
    why = why_not_identity(here, user) or ("email" in changed and why_not_address(here, user))
    if why:
        raise ValidationError(why)
    if "staff_number" in changed:
        _check_number(here.school, user, staff_number)
    try:
        with transaction.atomic():
            change_identity(user=user, school=here.school, by=here.user.ref, **changed)
    except IntegrityError:  # somebody else was given the address at this moment
        raise ValidationError(f"Somebody has the address {email} already.") from None
    return True


def times_told(school: School, user: User) -> int:
    """How often the school has been told who they are."""
    return Person.objects.filter(chain=school.urn, person=user.ref).count()


def _check_number(school: School, user: User, number: str) -> None:
    known = Person.objects.filter(chain=school.urn).values("person")
    other = User.objects.filter(ref__in=known, staff_number=number).exclude(pk=user.pk).first()
    if number and other:
        raise ValidationError(f"{number} is the staff number of {other.get_full_name()} already.")
