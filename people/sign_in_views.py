"""Signing in, and showing again who one is. allauth's views, with what Inset asks besides."""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.views import BaseReauthenticateView, RequestLoginCodeView
from allauth.core import ratelimit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from people.proofs import keep_shared, note
from people.sign_in import TOO_OFTEN

CODE = "code-again"  # in the session: what was sent, when, and how often it was mistyped
LASTS = 180
TRIES = 3


class StartsOver:
    """Whoever comes back to the first page starts again; allauth would send them to the code that
    was sent to the wrong address, or to the app of a phone that is lost.
    """

    def _redirect_to_pending_stage(self, *_: object) -> None:
        return None


class AskForCode(StartsOver, RequestLoginCodeView):
    """The first page: one's address, and whether others use this device."""

    def form_valid(self, form: Form) -> HttpResponse:
        keep_shared(self.request, "shared" in self.request.POST)
        return super().form_valid(form)


class ByPasskey(StartsOver, LoginWebAuthnView):
    """The same page's other way: the browser shows a passkey. Counts as both factors."""

    def form_valid(self, form: Form) -> HttpResponse:
        keep_shared(self.request, "shared" in self.request.POST)
        return super().form_valid(form)

    def form_invalid(self, form: Form) -> HttpResponse:
        words = "That passkey is not known here. Have a code sent to you, and make a new passkey."
        messages.error(self.request, words)
        return HttpResponseRedirect(reverse("account_login"))


class Second(AuthenticateView):
    """In the middle of signing in: the app's code, a recovery code or a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        asked = context["js_data"]["request_options"]
        theirs = asked["publicKey"].get("allowCredentials")
        return context | {"options": json.dumps(asked) if theirs else ""}


class CodeSent(AbstractCodeVerificationProcess):
    """A code for somebody who is signed in already, kept in their session."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        super().__init__(max_attempts=TRIES, timeout=LASTS, state=state, user=request.user)
        self.request = request

    def persist(self) -> None:
        self.request.session[CODE] = self.state

    def abort(self) -> None:
        self.request.session.pop(CODE, None)

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        context = {"request": self.request, "code": self.code}
        adapter.send_mail("account/email/login_code", self.request.user.email, context)
        self.persist()


def _sent(request: HttpRequest) -> CodeSent | None:
    """The code that is on its way, if it is still good."""
    state = request.session.get(CODE)
    return CodeSent(request, state).abort_if_invalid() if state else None


@method_decorator([login_required, never_cache], name="dispatch")
class CodeAgain(BaseReauthenticateView):
    """Is it still you? By a code in the mail, for somebody without a passkey or an app."""

    form_class = ConfirmLoginCodeForm
    template_name = "people/code_again.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "send":
            self._send(request)
            return HttpResponseRedirect(request.get_full_path())
        if _sent(request) is None:
            messages.warning(request, "That code has run out. Have another one sent.")
            return HttpResponseRedirect(request.get_full_path())
        return super().post(request, *args, **kwargs)

    def _send(self, request: HttpRequest) -> None:
        key = request.user.email or ""
        if ratelimit.consume(request, action="request_login_code", key=key):
            CodeSent(request, CodeSent.initial_state(request.user, email=key)).send()
        else:
            messages.error(request, TOO_OFTEN)

    def get_form_kwargs(self) -> dict[str, Any]:
        sent = _sent(self.request)
        return super().get_form_kwargs() | {"code": sent.code if sent else ""}

    def form_invalid(self, form: Form) -> HttpResponse:
        sent = _sent(self.request)
        if sent and sent.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, TOO_OFTEN)
        return HttpResponseRedirect(self.request.get_full_path())

    def form_valid(self, form: Form) -> HttpResponse:
        self.request.session.pop(CODE, None)
        note(self.request, self.request.user, "code", again=True)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sent": _sent(self.request)}
