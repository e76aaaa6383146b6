"""What changes people, each as a fact with its author. Keyword-only, in one transaction."""

import unicodedata
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from people.models import Leave, Person, Post, School, User, new_ref, new_salt, tidied
from register.chain import commitment
from register.ledger import append, lock

SYSTEM = "inset"  # the author of facts that nobody pressed a button for
_TURNS_ROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # bidi controls


@transaction.atomic
def add_person(
    *,
    school: School,
    first_name: str,
    last_name: str = "",
    email: str | None = None,
    by: str,
    at: datetime | None = None,
    **fields: str,
) -> User:
    """A new person, known to the school, with a reference and (if an address is given) sign-in.

    Raises ValidationError with one sentence: no name, a name that cannot be shown, an address that
    is none or is somebody's already.
    """
    _check_name(first_name, last_name)
    _check_address(email)
    user = User.objects.create_user(
        first_name=first_name, last_name=last_name, email=email, **fields
    )
    _say_who(user, school.urn, by=by, at=at)
    return user


@transaction.atomic
def change_identity(*, user: User, school: School, by: str, **fields: str | None) -> None:
    """Another name, address or staff number: a new salt and a new commitment.

    Said in the chain of every school that knows the person, so that each can be verified alone.
    Raises ValidationError with one sentence, as `add_person` does.
    """
    for name, value in fields.items():
        setattr(user, name, value)
    user.email = tidied(user.email)
    _check_name(user.first_name, user.last_name)
    _check_address(user.email, besides=user)
    known = Person.objects.filter(person=user.ref).values_list("chain", flat=True)
    chains = {school.urn, *known}
    lock(*chains)
    user.salt = new_salt()
    user.save()
    for chain in sorted(chains):
        _say_who(user, chain, by=by)


def _say_who(user: User, chain: str, *, by: str, at: datetime | None = None) -> None:
    told = Person.objects.filter(chain=chain, person=user.ref).count()
    fact = Person(person=user.ref, who=commitment(bytes(user.salt), user.identity()))
    append(chain, f"person:{user.ref}:{told}", fact, by=by, at=at)


def _check_name(first_name: str, last_name: str) -> None:
    if not first_name.strip():
        raise ValidationError("Give a first name; it may be the only one.")
    for letter in first_name + last_name:
        if unicodedata.category(letter) == "Cc" or letter in _TURNS_ROUND:
            raise ValidationError(
                "This name holds a line break or a sign that cannot be seen. Type it again."
            )


def _check_address(email: str | None, besides: User | None = None) -> None:
    address = tidied(email)
    if address is None:
        return
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(f"“{address}” is not an e-mail address.") from None
    others = User.objects.exclude(pk=besides.pk) if besides else User.objects
    if others.filter(email=address).exists():
        raise ValidationError(
            f"Somebody here has the address {address} already. Each person needs their own."
        )


def open_post(
    *,
    school: School,
    person: str,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    job_title: str | None = None,
    by: str,
    at: datetime | None = None,
) -> Post:
    """A post from a day (to a day, inclusive, where it is known)."""
    _check_days("a post", starts_on, ends_on)
    ref = new_ref()
    fact = Post(
        ref=ref, person=person, role=role, starts_on=starts_on, ends_on=ends_on, job_title=job_title
    )
    return append(school.urn, f"post:{ref}:0", fact, by=by, at=at)


@transaction.atomic
def end_post(*, post: Post, ends_on: date, by: str, at: datetime | None = None) -> Post:
    """The post's last day: another row with its ref."""
    _check_days("a post", post.starts_on, ends_on)
    lock(post.chain)
    told = Post.objects.filter(chain=post.chain, ref=post.ref).count()
    fact = Post(
        ref=post.ref,
        person=post.person,
        role=post.role,
        starts_on=post.starts_on,
        ends_on=ends_on,
        job_title=post.job_title,
    )
    return append(post.chain, f"post:{post.ref}:{told}", fact, by=by, at=at)


def begin_leave(
    *,
    school: School,
    person: str,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    by: str,
    at: datetime | None = None,
) -> Leave:
    """Leave from a day, to its last day where that is known."""
    _check_days("leave", starts_on, ends_on)
    ref = new_ref()
    fact = Leave(ref=ref, person=person, kind=kind, starts_on=starts_on, ends_on=ends_on)
    return append(school.urn, f"leave:{ref}:0", fact, by=by, at=at)


def _check_days(what: str, starts_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise ValidationError(f"The last day of {what} cannot be before its first.")
