"""Somebody has lost their passkey or app: a second person, who knows that it is them, resets it.

The DSL or the headteacher does (the access matrix: “MFA reset”), or who leads for the trust; never
for themselves, and never for somebody who leads at another school and not here.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet

from people.access import people_of, posts_as_they_stand, today
from people.models import FactorReset, School, User
from people.roles import SEE_OTHERS


class CannotReset(ValueError):
    """This person cannot reset that. The message says why, and what to do."""


def people_with_factor(school: School, besides: User) -> QuerySet[User]:
    """Who of the school has set up a passkey or an app, by name."""
    has_one = Authenticator.objects.values("user")
    here = User.objects.filter(ref__in=people_of(school.urn), is_active=True, pk__in=has_one)
    return here.exclude(pk=besides.pk).order_by("first_name", "last_name")


def resets_of(school: School) -> QuerySet[FactorReset]:
    """What was reset at the school, newest first."""
    return FactorReset.objects.filter(school=school.urn).order_by("-at")


@transaction.atomic
def reset_factor(*, school: School, user: User, why: str, by: User) -> FactorReset:
    """Take away every passkey, app and recovery code, end every session, and write down who did
    it, to whom, when and why. The person is told by mail (outbox.resets.tell_of_resets).

    Raises CannotReset with a sentence for who tried.
    """
    if by.pk == user.pk:
        raise CannotReset("Nobody resets their own. Ask another lead, or the headteacher.")
    if _leads_elsewhere_only(user, school):
        raise CannotReset(
            f"{user.get_full_name()} leads at another school. Their headteacher or safeguarding "
            "lead there can reset it."
        )
    User.objects.select_for_update().get(pk=user.pk)
    taken, _ = Authenticator.objects.filter(user=user).delete()
    if not taken:
        raise CannotReset(f"There is nothing to reset: {user.first_name} has none set up.")
    user.set_unusable_password()  # another one: every session of theirs was bound to the last
    user.save(update_fields=["password"])
    return FactorReset.objects.create(school=school.urn, person=user.ref, by=by.ref, why=why)


def _leads_elsewhere_only(user: User, school: School) -> bool:
    held = posts_as_they_stand(person=user.ref)
    led = {post.chain for post in held if post.role in SEE_OTHERS and post.holds(today())}
    return bool(led) and school.urn not in led
