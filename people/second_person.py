"""A post by which somebody would see others' records takes a second person (decisions/010)."""

from django.db import transaction

from people.access import posts_as_they_stand, today
from people.models import Post, School, WaitingPost
from people.roles import CONFIRM
from register.ledger import append_many, lock
from register.models import Fact


class CannotDecide(ValueError):
    """This person cannot decide this post. The message says why."""


def waiting_posts(school: School) -> list[WaitingPost]:
    """What waits for a second person, oldest first."""
    last: dict[str, WaitingPost] = {}
    for row in WaitingPost.objects.filter(chain=school.urn).order_by("entry_id"):
        last[row.ref] = row
    return [row for row in last.values() if row.verdict is None]


def waits_words(school: School, waiting: WaitingPost) -> str:
    """What to tell whoever asked: what happens now, and whose yes counts. One query."""
    held = posts_as_they_stand(chain=school.urn, role__in=CONFIRM)
    may = {post.person for post in held if post.holds(today())}
    words = (
        f"The post as {waiting.get_role_display()} waits for a second person, because its holder "
        "sees the training of others. "
    )
    if may - {waiting.by, waiting.person}:
        return words + "A safeguarding lead or the headteacher confirms it."
    if waiting.by in may:
        return words + (
            "You are the only one here whose yes counts. Decline it, ask the office to put it "
            "forward, and then confirm it."
        )
    return words + "Nobody here can confirm it yet. Ask whoever looks after Inset for you."


def may_decide(waiting: WaitingPost, by: str) -> bool:
    """Whether this person is a second one: neither who asked nor whom it is about."""
    return by not in (waiting.by, waiting.person)


@transaction.atomic
def decide_post(*, school: School, ref: str, verdict: str, by: str) -> WaitingPost:
    """A lead confirms or declines; what is confirmed becomes the post, and both are named.

    Pressing again is harmless. Raises CannotDecide with a sentence for the person who tried.
    """
    lock(school.urn)
    rows = list(WaitingPost.objects.filter(chain=school.urn, ref=ref).order_by("entry_id"))
    if not rows:
        raise CannotDecide("There is nothing to decide here.")
    waiting = rows[-1]
    if waiting.verdict == verdict:
        return waiting
    if waiting.verdict:
        raise CannotDecide(f"This was {waiting.get_verdict_display()} already.")
    if not may_decide(waiting, by) and verdict == WaitingPost.Verdict.CONFIRMED:
        raise CannotDecide(
            "This takes a second person: neither who put it forward nor whom it is about."
        )
    return _decide(school, waiting, len(rows), verdict, by)


def _decide(school: School, waiting: WaitingPost, told: int, verdict: str, by: str) -> WaitingPost:
    what = {
        "ref": waiting.ref,
        "person": waiting.person,
        "role": waiting.role,
        "starts_on": waiting.starts_on,
        "ends_on": waiting.ends_on,
    }
    decided = WaitingPost(**what, verdict=verdict, asked_by=waiting.by)
    facts: list[tuple[str, Fact]] = [(f"waiting-post:{waiting.ref}:{told}", decided)]
    if verdict == WaitingPost.Verdict.CONFIRMED:
        before = _posts_that_it_follows(school, waiting)
        post = Post(**what, job_title=before[-1].job_title if before else None)
        facts.append((f"post:{waiting.ref}:{len(before)}", post))
    append_many(school.urn, facts, by=by)
    return decided


def _posts_that_it_follows(school: School, waiting: WaitingPost) -> list[Post]:
    """The rows of the post so far. Refused where the list has gone on since it was asked."""
    before = list(Post.objects.filter(chain=school.urn, ref=waiting.ref).order_by("entry_id"))
    since = before and before[-1].entry_id > waiting.entry_id
    held = posts_as_they_stand(chain=school.urn, person=waiting.person, role=waiting.role)
    if since or any(post.ref != waiting.ref and not post.has_ended(today()) for post in held):
        raise CannotDecide(
            "Their posts have changed since this was put forward. Decline it, and look at their "
            "page."
        )
    return before
