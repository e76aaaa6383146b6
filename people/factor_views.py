"""*How you sign in*: passkeys, the app, recovery codes, devices; and the way to a second factor."""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from people.access import check_still_them, membership
from people.devices import device_words
from people.factors import has_factor
from people.proofs import SETTING_UP, factor_passed, note
from people.roles import RESET

AFTER = "after-factor"  # in the session: where somebody was going when they were asked


@login_required
@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where a page that shows others sends somebody first: to their passkey or app, or to set one
    up; and then back.
    """
    after = request.GET.get("next", "")
    after = after if get_adapter().is_safe_url(after) else "/my-training/"
    if factor_passed(request):
        return redirect(after)
    if has_factor(request.user):
        way = get_adapter().get_reauthentication_methods(request.user)[0]
        return redirect(f"{way['url']}?{urlencode({'next': after})}")
    request.session[AFTER] = after
    return render(request, "people/second_factor.html", {"after": after})


@login_required
@never_cache
@require_safe
def how_you_sign_in(request: HttpRequest) -> HttpResponse:
    """Everything by which this person signs in, and where they are signed in."""
    found = [row.wrap() for row in Authenticator.objects.filter(user=request.user)]
    passkeys, app, codes = (
        [one for one in found if one.instance.type == kind]
        for kind in (
            Authenticator.Type.WEBAUTHN,
            Authenticator.Type.TOTP,
            Authenticator.Type.RECOVERY_CODES,
        )
    )
    here = membership(request)
    context = {
        "passkeys": passkeys,
        "app": app[0] if app else None,
        "codes_left": len(codes[0].get_unused_codes()) if codes else None,
        "devices": _devices(request),
        "sees_others": bool(here.waiting) or here.leads or "trust_lead" in here.roles,
        "may_reset": bool(here.roles & RESET),
        "after": request.session.pop(AFTER, None) if factor_passed(request) else None,
        "crumbs": [
            {"label": "My training", "url": "/my-training/"},
            {"label": "How you sign in", "url": ""},
        ],
    }
    return render(request, "people/how_you_sign_in.html", context)


def _devices(request: HttpRequest) -> list[dict[str, Any]]:
    """Where they are signed in, this device first, then the newest."""
    rows = UserSession.objects.purge_and_list(request.user)
    found = [
        {"words": device_words(row.user_agent), "since": row.created_at, "this": row.is_current()}
        for row in rows
    ]
    found.sort(key=lambda row: row["since"], reverse=True)
    return sorted(found, key=lambda row: not row["this"])


class Devices(ListUserSessionsView):
    """Signing out everywhere but here."""

    http_method_names = ["post"]
    success_url = reverse_lazy("mfa_index")


class FirstProved:
    """A first factor opens others' records, so it is set up by somebody who has just shown who
    they are. (For a further one allauth asks for one that is there.)
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not has_factor(request.user):
            check_still_them(request, within=SETTING_UP)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def form_valid(self, form: Form) -> HttpResponse:
        """They have just used it, so this session has passed it."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        note(self.request, self.request.user, "mfa", again=True)  # type: ignore[attr-defined]
        return response


class AddPasskey(FirstProved, AddWebAuthnView):
    """A passkey, which the device opens with a finger, a face or a PIN: two factors in one."""

    template_name = "people/passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(begin_registration(self.request.user, True))}


class StartAppView(FirstProved, ActivateTOTPView):
    """An authenticator app: a picture to scan, and its first code."""

    template_name = "people/app.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret.rstrip("=")
        fours = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return context | {"secret": fours}


class PasskeyAgain(ReauthenticateWebAuthnView):
    """Is it still you? By a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(context["js_data"]["request_options"])}

    def form_invalid(self, form: Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(ViewRecoveryCodesView):
    """The codes for the day on which the phone is lost, to be written down."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"after": self.request.session.pop(AFTER, None) or reverse("mfa_index")}
