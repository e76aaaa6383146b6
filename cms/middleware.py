"""Wagtail's admin: what it may load, and where whoever is no editor goes instead."""

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

ADMIN_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
}


class AdminContentPolicy:
    """The looser content policy, under /admin/ only (previews are there too)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]
        return response


class NoEditor:
    """Whoever is signed in and edits nothing goes to their own list. Wagtail sends them to sign in,
    which sends them back, and so on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent_to_sign_in = response.get("Location", "").startswith(reverse("account_login"))
        inside = request.path.startswith("/admin/") and request.user.is_authenticated
        if not (sent_to_sign_in and inside) or request.user.has_perm("wagtailadmin.access_admin"):
            return response
        list(messages.get_messages(request))  # Wagtail's own words for it are used up here
        messages.info(
            request,
            "That page is for colleagues who write modules and policies. Ask the office if you "
            "should be one of them.",
        )
        return redirect("/my-training/")
