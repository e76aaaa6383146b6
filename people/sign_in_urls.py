"""The doors of signing in. Names are allauth's; only these of its second-factor pages are open."""

from allauth.mfa.base.views import reauthenticate
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.totp.views import deactivate_totp
from allauth.mfa.webauthn.views import remove_webauthn
from django.urls import path
from django.views.generic import RedirectView

from people import factor_views, reset_views, sign_in_views

HOW = "how-you-sign-in/"
to_index = RedirectView.as_view(pattern_name="mfa_index", http_method_names=["get"])
urlpatterns = [
    path("accounts/login/", sign_in_views.AskForCode.as_view(), name="account_login"),
    path(
        "accounts/login/code/",
        sign_in_views.AskForCode.as_view(),
        name="account_request_login_code",
    ),
    path("accounts/passkey/", sign_in_views.ByPasskey.as_view(), name="mfa_login_webauthn"),
    path("accounts/second/", sign_in_views.Second.as_view(), name="mfa_authenticate"),
    path("accounts/again/", reauthenticate, name="mfa_reauthenticate"),
    path("accounts/again/code/", sign_in_views.CodeAgain.as_view(), name="code_again"),
    path(
        "accounts/again/passkey/",
        factor_views.PasskeyAgain.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("school/sign-in/", reset_views.lost_factors, name="lost_factors"),
    path("school/sign-in/<str:ref>/", reset_views.reset, name="reset_factor"),
    path(HOW, factor_views.how_you_sign_in, name="mfa_index"),
    path(HOW + "first/", factor_views.second_factor, name="second_factor"),
    path(HOW + "devices/", factor_views.Devices.as_view(), name="usersessions_list"),
    path(HOW + "passkey/", factor_views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        HOW + "passkeys/",
        to_index,
        name="mfa_list_webauthn",
    ),
    path(HOW + "passkey/<int:pk>/remove/", remove_webauthn, name="mfa_remove_webauthn"),
    path(HOW + "app/", factor_views.StartAppView.as_view(), name="mfa_activate_totp"),
    path(HOW + "app/off/", deactivate_totp, name="mfa_deactivate_totp"),
    path(
        HOW + "recovery-codes/",
        factor_views.RecoveryCodes.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(HOW + "recovery-codes/new/", generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
