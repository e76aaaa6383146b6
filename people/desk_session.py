"""A session at the desk: a witness has just said who it is. It reads and signs, no more, and ends.

`request.session["desk"]` marks it: {"visit", "witness" (a ref), "since", "seen"}, moments in
seconds. What it may open says so with `open_at_the_desk`; all else is not there for it.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.models import User, Visit
from people.proofs import keep_shared, note
from people.visits import WAITS, end

IDLE = 15 * 60  # seconds without a page, a touch or a key
A_DAY = 12 * 3600  # that a tablet keeps the school’s letters
WHOLE = 60 * 60  # then the witness is asked again
MARK = "desk"
CODE = "desk_code"  # the school’s letters, which a tablet keeps for the next person
_BACKEND = settings.AUTHENTICATION_BACKENDS[0]
View = Callable[..., HttpResponse]


def open_at_the_desk(view: View) -> View:
    """A page that somebody let in at the desk may open. Outermost of a view's decorators."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    opened.open_at_the_desk = True  # type: ignore[attr-defined]
    return opened


def at_the_desk(request: HttpRequest) -> dict[str, Any] | None:
    """The mark of a session at the desk, or None: a session of one's own."""
    return request.session.get(MARK)


def how_signed(request: HttpRequest) -> dict[str, str]:
    """What a record says of how it was signed: by oneself, or at the desk before a witness."""
    desk = at_the_desk(request)
    return {"how": "desk", "witness": desk["witness"]} if desk else {"how": "self"}


def let_in(request: HttpRequest, visit: Visit) -> bool:
    """Begin the session of the person whom a witness has named; False if it is too late, or it
    was begun already: a visit lets in once.
    """
    user = User.objects.filter(ref=visit.person, is_active=True).first()
    fresh = Visit.objects.filter(
        pk=visit.pk, person__isnull=False, opened_at=None, ended_at=None
    ).filter(answered_at__gt=timezone.now() - WAITS)
    if user is None or not fresh.update(opened_at=timezone.now()):
        return False
    keep_shared(request, False)  # what somebody chose on this tablet for a sign-in of their own
    login(request, user, backend=_BACKEND)
    note(request, user, MARK)  # a witness has just said who it is
    now = int(time.time())
    request.session["school"] = visit.school
    request.session[MARK] = {
        "visit": visit.pk,
        "witness": visit.witness,
        "since": now,
        "seen": now,
    }
    request.session.set_expiry(0)  # a shared tablet forgets it when its browser closes
    return True


def still_open(request: HttpRequest) -> bool:
    """Whether the session at the desk goes on; then it was seen now. One query."""
    mark, now = request.session[MARK], int(time.time())
    if now - mark["seen"] >= IDLE or now - mark["since"] >= WHOLE:
        return False
    if not Visit.objects.filter(pk=mark["visit"], ended_at=None).exists():
        return False
    request.session[MARK] = mark | {"seen": now}
    return True


def leave(request: HttpRequest) -> None:
    """End it, and leave nothing of the person on the tablet."""
    mark, code = at_the_desk(request), request.session.get(CODE)
    visit = Visit.objects.filter(pk=mark["visit"]).first() if mark else None
    logout(request)
    if visit:
        end(visit)
    if code:
        request.session[CODE] = code
        request.session.set_expiry(A_DAY)
