"""When somebody has left: their sign-ins, links and codes end at once (decisions/011)."""

from collections.abc import Callable
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
    return not any(
        post.ends_on is None or post.ends_on > on for post in posts_as_they_stand(person=ref)
    )


def close_doors(ref: str) -> None:
    """End every session, password and unopened link of somebody, wherever they are.

    All of them are signed over what is kept in place of a password, so another one ends them.
    """
    user = User.objects.filter(ref=ref).first()
    if user:
        user.set_unusable_password()
        user.save(update_fields=["password"])


class Leavers:
    """Signs a leaver out wherever they knock, and says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and membership(request).left:
            logout(request)
            return redirect("left")
        return self.get_response(request)
