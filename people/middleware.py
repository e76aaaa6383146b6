"""What holds for every page of somebody signed in, and of a visitor at the desk."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from people.access import FactorNeeded, StillThem
from people.desk_session import at_the_desk, leave, still_open
from people.proofs import IDLE, SEEN, factor_passed, is_shared

ADMIN = "/admin/"
EDITORS = (
    ADMIN,
    "/media/",
    "/documents/",
)  # rooms below this one, which ask Wagtail and no role of ours
GetResponse = Callable[[HttpRequest], HttpResponse]


class PrivatePages:
    """`Cache-Control: no-store` on every answer to someone signed in (reliability.md T15)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class AtTheDesk:
    """A session at the desk opens what it is for, and nothing after its time (decisions/013)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if at_the_desk(request) and not still_open(request):
            leave(request)
            return redirect("desk_over")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> HttpResponse | None:
        """Closed unless the view says that it is open at the desk."""
        if not at_the_desk(request) or getattr(view, "open_at_the_desk", False):
            return None
        if request.method in ("GET", "HEAD"):
            return redirect("desk_list")
        raise Http404("This is not open at the desk.")


class SharedDevice:
    """A session on a shared device ends after half an hour in which nobody looked at anything."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_shared(request) and request.user.is_authenticated:
            now = time.time()
            seen = request.session.get(SEEN, now)
            if now - seen > IDLE:
                logout(request)
            elif now - seen > 60 or SEEN not in request.session:
                request.session[SEEN] = now  # written once a minute, not on every page
        return self.get_response(request)


class AskWho:
    """Sends somebody to show who they are, where a page wants that first, and brings them back.

    Deny by default: whoever holds a role that still waits for its second factor, and is told "not
    here" by any page that asked for their roles, is asked for the factor instead. Editors' pages
    ask Wagtail and no role of ours, so they are stopped at their address.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if not request.path.startswith(EDITORS) or not request.user.is_authenticated:
            return None
        if request.user.has_perm("wagtailadmin.access_admin"):
            return None if factor_passed(request) else _to_factor(request)
        if request.path.startswith(ADMIN):  # Wagtail would send them to sign in, which they have
            raise Http404("This is for those who write and edit.")
        return None

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, StillThem):
            return _ask_again(request)
        here = getattr(request, "_membership", None)
        turned_away = isinstance(fault, Http404 | PermissionDenied) and here and here.waiting
        if turned_away or isinstance(fault, FactorNeeded):
            return _to_factor(request)
        return None


def _to_factor(request: HttpRequest) -> HttpResponse:
    after = request.get_full_path() if request.method in ("GET", "HEAD") else "/my-training/"
    return redirect(f"{reverse('second_factor')}?{urlencode({'next': after})}")


def _ask_again(request: HttpRequest) -> HttpResponse:
    """allauth keeps what was posted and does it afterwards, where the address has no query."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    if request.method == "POST":
        request.META["QUERY_STRING"] = ""
    return suspend_request(request, ways[0]["url"] if ways else reverse("account_login"))
