"""When somebody has left: their sign-ins, links and codes end at once (decisions/011)."""

from collections.abc import Callable, Collection
from datetime import date

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from people.access import membership, posts_as_they_stand, today
from people.models import User


def has_left(ref: str, on: date | None = None) -> bool:
    """Whether somebody had a post, and has none on the day or later, at any school. One query."""
    held = posts_as_they_stand(person=ref)
    return bool(held) and all(post.has_ended(on or today()) for post in held)


def has_gone_by(ref: str, on: date) -> bool:
    """Whether no post of theirs outlasts the day. One query."""
    return ref in gone_by([ref], on)


def gone_by(refs: Collection[str], on: date) -> set[str]:
    """Those of them of whom no post outlasts the day. One query."""
    posts = posts_as_they_stand(person__in=refs)
    return set(refs) - {post.person for post in posts if not post.ends_on or post.ends_on > on}


def close_doors(*refs: str) -> None:
    """End every session, password and unopened link of these people, wherever they are.

    All of them are signed over what is kept in place of a password, so another one ends them.
    """
    users = User.objects.filter(ref__in=refs)
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_update(users, ["password"], batch_size=500)


class Leavers:
    """Signs a leaver out wherever they knock, and says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and membership(request).left:
            logout(request)
            return redirect("left")
        return self.get_response(request)
