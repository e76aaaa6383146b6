"""What allauth and Wagtail ask us about signing in and about one's account."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest
from django.shortcuts import render
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel

TOO_OFTEN = "That was several tries in a short time. Wait a few minutes, then try again."

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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A code, now: it lasts three minutes. Where it cannot go out, the page says so."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are OSErrors as well
            log.warning("A code to sign in could not be sent: %s", error)
            sorry = render(context["request"], "people/no_mail.html", status=503)
            raise ImmediateHttpResponse(sorry) from error


class EditorAccount(AccountView):
    """Wagtail's account page without the name, which the register is bound to: the office puts
    a name right, as a fact."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [
            panel for panel in super().get_panels() if not isinstance(panel, NameEmailSettingsPanel)
        ]
