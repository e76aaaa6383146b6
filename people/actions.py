"""What changes people, each as a fact with its author. Keyword-only, in one transaction."""

from datetime import date, datetime

from django.db import transaction

from people.models import Leave, Person, Post, School, User, new_ref, new_salt
from register.chain import commitment
from register.ledger import append

SYSTEM = "inset"  # the author of facts that nobody pressed a button for


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
    """A new person, known to the school, with a reference and (if an address is given) sign-in."""
    user = User.objects.create_user(
        first_name=first_name, last_name=last_name, email=email, **fields
    )
    _say_who(user, school=school, by=by, at=at)
    return user


def _say_who(user: User, *, school: School, by: str, at: datetime | None = None) -> None:
    told = Person.objects.filter(chain=school.urn, person=user.ref).count()
    fact = Person(person=user.ref, who=commitment(bytes(user.salt), user.identity()))
    append(school.urn, f"person:{user.ref}:{told}", fact, by=by, at=at)


@transaction.atomic
def change_identity(*, user: User, school: School, by: str, **fields: str | None) -> None:
    """Another name, address or staff number: a new salt and a new commitment."""
    for name, value in fields.items():
        setattr(user, name, value)
    user.salt = new_salt()
    user.save()
    _say_who(user, school=school, by=by)


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
    ref = new_ref()
    fact = Post(
        ref=ref, person=person, role=role, starts_on=starts_on, ends_on=ends_on, job_title=job_title
    )
    append(school.urn, f"post:{ref}:0", fact, by=by, at=at)
    return fact


def end_post(*, post: Post, ends_on: date, by: str, at: datetime | None = None) -> Post:
    """The post's last day: another row with its ref."""
    told = Post.objects.filter(chain=post.chain, ref=post.ref).count()
    fact = Post(
        ref=post.ref,
        person=post.person,
        role=post.role,
        starts_on=post.starts_on,
        ends_on=ends_on,
        job_title=post.job_title,
    )
    append(post.chain, f"post:{post.ref}:{told}", fact, by=by, at=at)
    return fact


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
    ref = new_ref()
    fact = Leave(ref=ref, person=person, kind=kind, starts_on=starts_on, ends_on=ends_on)
    append(school.urn, f"leave:{ref}:0", fact, by=by, at=at)
    return fact
