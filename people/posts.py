"""What the office writes about a person's posts, each as a fact with its author (decisions/011).

A post by which somebody would see others' records waits for a second person, as in a staff file.
Pressing twice writes once; nobody writes about themselves. Every refusal is one sentence.
"""

from datetime import date, timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst

from people.access import posts_as_they_stand, today
from people.leaves import CHANGED, check_not_own, leaves_as_they_stand, until
from people.leaving import close_doors, has_gone_by, has_left
from people.models import Leave, Post, School, WaitingPost
from people.roles import ROLES, SEE_OTHERS, TRUST_LEAD, a_role
from people.second_person import waiting_posts
from people.staff_days import full_day
from register.ledger import append, append_many, lock
from register.models import Fact

F = TypeVar("F", bound=Fact)
DAY = timedelta(days=1)
USED = (
    "This form has been used already, and what it said then is written down. To change that, open "
    "the person’s page."
)


@transaction.atomic
def give_post(
    *,
    school: School,
    person: str,
    ref: str,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    instead_of: str = "",
    by: str,
) -> Post | WaitingPost:
    """A new post, or (for a role that sees others) the request for it.

    `ref` comes with the form, so that a second press finds what the first one wrote. `instead_of`
    is the ref of a post that ends the day before. Raises ValidationError with one sentence.
    """
    check_not_own(person, by)
    lock(school.urn)
    if written := _written(school, ref):
        if (written.person, written.role) != (person, role) or written.starts_on != starts_on:
            raise ValidationError(USED)
        return written
    _check_may_hold(school, person, role, starts_on, ends_on, besides=instead_of)
    if has_left(person):
        close_doors(person)  # they come back with a new way in: nothing old opens again
    if role in SEE_OTHERS:
        return _ask(school, person, ref, role, starts_on, ends_on, bool(instead_of), by)
    facts = _ended_before(school, person, instead_of, starts_on) if instead_of else []
    post = Post(ref=ref, person=person, role=role, starts_on=starts_on, ends_on=ends_on)
    append_many(school.urn, [*facts, (f"post:{ref}:0", post)], by=by)
    return post


def _ask(
    school: School,
    person: str,
    ref: str,
    role: str,
    starts_on: date,
    ends_on: date | None,
    instead: bool,
    by: str,
) -> WaitingPost:
    if instead:
        raise ValidationError(
            f"{capfirst(a_role(role))} waits for a second person. Add it beside their other posts "
            "now, and end the other one when it is confirmed."
        )
    told = WaitingPost.objects.filter(chain=school.urn, ref=ref).count()
    asked = WaitingPost(ref=ref, person=person, role=role, starts_on=starts_on, ends_on=ends_on)
    return append(school.urn, f"waiting-post:{ref}:{told}", asked, by=by)


def _ended_before(school: School, person: str, ref: str, starts_on: date) -> list[tuple[str, Fact]]:
    """The post that another follows, ended the day before; as it is if it ended earlier."""
    old = _as_it_stands(school, person, ref)
    if starts_on <= old.starts_on:
        raise ValidationError(
            f"The new post must begin after {full_day(old.starts_on)}, when the old one began."
        )
    return [_again(old, ends_on=starts_on - DAY)] if _later(old.ends_on, starts_on - DAY) else []


def _written(school: School, ref: str) -> Post | WaitingPost | None:
    """What an earlier press of the same form wrote."""
    return (
        Post.objects.filter(chain=school.urn, ref=ref).order_by("entry_id").first()
        or WaitingPost.objects.filter(chain=school.urn, ref=ref).order_by("entry_id").first()
    )


def _check_may_hold(
    school: School, person: str, role: str, starts_on: date, ends_on: date | None, *, besides: str
) -> None:
    """Days in order, a role that a school may give, and no second post in it at the same time."""
    if ends_on and ends_on < starts_on:
        raise ValidationError("The last day of a post cannot be before its first.")
    if role == TRUST_LEAD:
        raise ValidationError(
            f"A school cannot make anybody a {ROLES[role].words}: the trust gives it by hand."
        )
    for post in posts_as_they_stand(chain=school.urn, person=person, role=role):
        meets = post.starts_on <= (ends_on or date.max) and starts_on <= (post.ends_on or date.max)
        if meets and post.ref != besides:
            raise ValidationError(
                f"They have this post already: {post.get_role_display()} from "
                f"{full_day(post.starts_on)}{until(post.ends_on)}. Change that one instead."
            )
    if any((row.person, row.role) == (person, role) for row in waiting_posts(school)):
        raise ValidationError(
            f"{capfirst(a_role(role))} is what somebody has asked for already. It waits for a "
            "second person."
        )


@transaction.atomic
def change_post(
    *,
    school: School,
    person: str,
    ref: str,
    role: str,
    starts_on: date,
    ends_on: date | None,
    seen: int,
    by: str,
) -> Post | WaitingPost:
    """Put a post right, or end it: another row with its ref.

    `seen` is the number of the row that the page showed. What lets somebody see others' records
    for longer waits for a second person. Raises ValidationError with one sentence.
    """
    check_not_own(person, by)
    lock(school.urn)
    post = _as_it_stands(school, person, ref)
    if (post.role, post.starts_on, post.ends_on) == (role, starts_on, ends_on):
        return post
    if post.pk != seen:
        raise ValidationError(CHANGED)
    if role != post.role and SEE_OTHERS & {role, post.role}:
        raise ValidationError(
            f"A post cannot become that of {a_role(role)}. End or withdraw this one, and add the "
            "other."
        )
    wider = starts_on < post.starts_on or _later(ends_on, post.ends_on)
    if role != post.role or wider:
        _check_may_hold(school, person, role, starts_on, ends_on, besides=ref)
    elif ends_on and ends_on < starts_on:
        raise ValidationError("The last day of a post cannot be before its first.")
    if role in SEE_OTHERS and wider:
        return _ask(school, person, ref, role, starts_on, ends_on, False, by)
    key, changed = _again(post, role=role, starts_on=starts_on, ends_on=ends_on)
    append(school.urn, key, changed, by=by)
    _close_if_gone(person)
    return changed


@transaction.atomic
def withdraw_post(*, school: School, person: str, ref: str, seen: int, by: str) -> None:
    """Say that a post never was. Raises ValidationError with one sentence."""
    check_not_own(person, by)
    lock(school.urn)
    last = Post.objects.filter(chain=school.urn, person=person, ref=ref).order_by("entry_id").last()
    if last and last.withdrawn:
        return
    post = _as_it_stands(school, person, ref)
    if post.pk != seen:
        raise ValidationError(CHANGED)
    key, gone = _again(post, withdrawn=True)
    append(school.urn, key, gone, by=by)
    _close_if_gone(person)


@transaction.atomic
def leave_school(*, school: School, person: str, last_day: date, by: str) -> list[Post]:
    """End every post here on one day, inclusive, and what goes with them; returns those that end.

    Posts that were to begin later are withdrawn, leave ends, and what waits for a second person is
    declined. Pressing again finds nothing to do. Raises ValidationError with one sentence.
    """
    check_not_own(person, by)
    lock(school.urn)
    held = posts_as_they_stand(chain=school.urn, person=person)
    posts = [post for post in held if _later(post.ends_on, last_day)]
    ending = [post for post in posts if post.starts_on <= last_day]
    _check_some_end_then(held, ending, last_day)
    facts: list[tuple[str, Fact]] = [_again(post, ends_on=last_day) for post in ending]
    facts += [_again(post, withdrawn=True) for post in posts if post not in ending]
    facts += _leave_over(school, person, last_day)
    facts += _declined(school, person)
    append_many(school.urn, facts, by=by)
    _close_if_gone(person)
    return ending


def _check_some_end_then(held: list[Post], ending: list[Post], last_day: date) -> None:
    if ending or any(post.ends_on == last_day for post in held):
        return
    first = min((post.starts_on for post in held), default=None)
    if first and last_day < first:
        raise ValidationError(
            f"Their first day was {full_day(first)}. Choose a last day that is not before it; a "
            "post that never was is withdrawn on its own page."
        )
    raise ValidationError("They hold no post here on that day or later.")


def _leave_over(school: School, person: str, last_day: date) -> list[tuple[str, Fact]]:
    """Leave that would outlast the last post."""
    found: list[tuple[str, Fact]] = []
    for leave in leaves_as_they_stand(chain=school.urn, person=person):
        if _later(leave.ends_on, last_day):
            over = {"ends_on": last_day} if leave.starts_on <= last_day else {"withdrawn": True}
            told = Leave.objects.filter(chain=school.urn, ref=leave.ref).count()
            found.append((f"leave:{leave.ref}:{told}", _copied(leave, **over)))
    return found


def _declined(school: School, person: str) -> list[tuple[str, Fact]]:
    """What was asked for them and waits: nobody confirms it once they have left."""
    found: list[tuple[str, Fact]] = []
    for row in waiting_posts(school):
        if row.person == person:
            told = WaitingPost.objects.filter(chain=school.urn, ref=row.ref).count()
            over = _copied(row, verdict=WaitingPost.Verdict.DECLINED, asked_by=row.by)
            found.append((f"waiting-post:{row.ref}:{told}", over))
    return found


def _as_it_stands(school: School, person: str, ref: str) -> Post:
    found = posts_as_they_stand(chain=school.urn, person=person, ref=ref)
    if not found:
        raise ValidationError("This post has been withdrawn. Look at their page again.")
    return found[0]


def _again(post: Post, **otherwise: object) -> tuple[str, Post]:
    """The next row of a post, with its key."""
    told = Post.objects.filter(chain=post.chain, ref=post.ref).count()
    return f"post:{post.ref}:{told}", _copied(post, **otherwise)


def _copied(fact: F, **otherwise: object) -> F:
    told = {field.attname: getattr(fact, field.attname) for field in fact.told()}
    return type(fact)(**told | otherwise)


def _later(one: date | None, other: date | None) -> bool:
    """Whether a last day is later than another; none is later than any."""
    return (one or date.max) > (other or date.max)


def _close_if_gone(person: str) -> None:
    if has_gone_by(person, today()):
        close_doors(person)
