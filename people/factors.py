"""Passkeys, the authenticator app and recovery codes: how allauth keeps and checks them for us."""

import base64
from hashlib import sha256
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from cryptography.fernet import Fernet, MultiFernet
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from people.devices import device_words
from people.models import User

WRONG = "That code is not right. Look at the newest one, and type it again."
# A code of the app is good for its half minute and one on either side; used once, for all of them.
APP_CODE_LIVES = 3 * 30


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (sha256(f"people.factors:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class Adapter(DefaultMFAAdapter):
    """allauth's questions about second factors, answered for Inset."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG,
        "cannot_generate_recovery_codes": "Set up a passkey or an app first. Recovery codes stand "
        "in for those.",
    }

    def encrypt(self, text: str) -> str:
        """What makes an app's codes is not readable in a copy of the database."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> SafeString:
        """The picture to scan, dark on light in every colour scheme."""
        picture = segno.make(url, error="m", micro=False)
        title = "Code to scan with your authenticator app"
        svg = picture.svg_inline(scale=5, border=3, dark="#000", light="#fff", title=title)
        return mark_safe(svg)  # noqa: S308  (drawn by segno from an address that is encoded)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """A passkey is called after the browser in which it was made."""
        return device_words(_agent())

    def _get_site_name(self) -> str:
        return "Inset"


def _agent() -> str:
    from allauth.core import context

    return context.request.META.get("HTTP_USER_AGENT", "")


class OnceOnly:
    """A code of the app opens one door (allauth forgets it after one of its three half minutes)."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:  # type: ignore[attr-defined]
            used = f"allauth-code-used:{self.user.pk}:{normalize_user_code(code)}"  # type: ignore[attr-defined]
            if not cache.add(used, True, timeout=APP_CODE_LIVES):
                raise forms.ValidationError(WRONG)
        return code


class SecondStep(OnceOnly, AuthenticateForm):
    """The code of the app or a recovery code, in the middle of signing in."""


class SecondStepAgain(OnceOnly, ReauthenticateForm):
    """The same, for somebody signed in."""


class StartApp(ActivateTOTPForm):
    """The first code of an app proves that it was set up."""

    code = forms.CharField(
        label="The six digits that the app shows now",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}
        ),
    )


def has_factor(user: User) -> bool:
    """Whether a passkey or an app is set up. One query."""
    strong = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=strong).exists()


def ways_again(user: User, known: list[dict[str, Any]], by_code: str) -> list[dict[str, Any]]:
    """How somebody signed in shows that it is still them: by what they set up, a passkey first;
    by a code in the mail where nothing is.
    """
    words = {"mfa_reauthenticate": "Use your app, or a recovery code"}
    ways = [way | {"description": words.get(way["id"], "Use your passkey")} for way in known]
    if not ways and user.email:
        ways = [{"id": "code", "description": "Have a code sent to you", "url": by_code}]
    return sorted(ways, key=lambda way: way["id"] == "mfa_reauthenticate")


def mail_about(adapter: DefaultAccountAdapter, request: HttpRequest) -> dict[str, str]:
    """What a mail about a change in how somebody signs in says of where it was made."""
    return {"device": device_words(adapter.get_http_user_agent(request))}
