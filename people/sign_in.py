"""What allauth and Wagtail ask us about signing in and about one's account."""

import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.cache import cache
from django.core.mail import get_connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel

from people.factors import mail_about, ways_again
from people.leaving import has_left
from people.models import User, tidied
from people.proofs import is_shared

TOO_OFTEN = "That was several tries in a short time. Wait a few minutes, then try again."
UNKNOWN = "account/email/unknown_account"
TOOK = "allauth-mail-took"  # seconds that the last code needed to go out
LONGEST = 5.0

log = logging.getLogger(__name__)


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: the school adds its people."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "incorrect_code": "That is not the code that we sent. Look at the newest mail, and type "
        "the code again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse | None:
        """Whoever has left comes in by no way at all."""
        if has_left(user.ref):
            return redirect("left")
        return super().pre_login(request, user, **told)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A code, now: it lasts three minutes. Where it cannot go out, the page says so.

        An address that nobody here has, or that of a leaver, gets no mail, and the same answer
        after the same time.
        """
        try:
            if template_prefix == UNKNOWN or _is_a_leavers(email):
                _as_if_sent()
            else:
                began = time.monotonic()
                super().send_mail(template_prefix, email, context)
                cache.set(TOOK, time.monotonic() - began, timeout=24 * 3600)
        except OSError as error:  # smtplib's errors are OSErrors as well
            log.warning("A code to sign in could not be sent: %s", error)
            sorry = render(self.request, "people/no_mail.html", status=503)
            raise ImmediateHttpResponse(sorry) from error

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Any = None, email: str | None = None
    ) -> None:
        """That something changed in how they sign in. A mail that fails undoes nothing."""
        if not user.email:
            return
        told = {"user": user, "current_site": "Inset", "timestamp": timezone.now()}
        told |= mail_about(self, self.request)
        try:
            super().send_mail(template_prefix, user.email, told | (context or {}))
        except OSError as error:
            log.warning("A mail about a sign-in could not be sent: %s", error)

    def login(self, request: HttpRequest, user: User) -> None:
        """On a shared device the session ends with the browser (people.middleware: or sooner)."""
        super().login(request, user)
        if is_shared(request):
            request.session.set_expiry(0)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        known = super().get_reauthentication_methods(user)
        return ways_again(user, known, reverse("code_again")) if user.is_authenticated else []


def _is_a_leavers(address: str) -> bool:
    user = User.objects.filter(email=tidied(address)).first()
    return user is not None and has_left(user.ref)


def _as_if_sent() -> None:
    """Ask the mail server whether it is there, and take as long as the last real mail did."""
    began = time.monotonic()
    connection = get_connection()
    if hasattr(connection, "host"):  # one that goes over the network
        connection.open()
        connection.close()
    took = min(cache.get(TOOK) or 0.0, LONGEST)
    time.sleep(max(0.0, took - (time.monotonic() - began)))


class EditorAccount(AccountView):
    """Wagtail's account page without the name, which the register is bound to: the office puts
    a name right, as a fact."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [
            panel for panel in super().get_panels() if not isinstance(panel, NameEmailSettingsPanel)
        ]
