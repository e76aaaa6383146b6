"""Signing in as through the pages, and a phone with an authenticator app."""

import re
import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from people.models import User

ASK, TYPE = "/accounts/login/code/", "/accounts/login/code/confirm/"
SECOND, AGAIN = "/accounts/second/", "/accounts/again/"


def code_in(mail: Any) -> str:
    """The code of a mail."""
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.body)
    assert found
    return found[0]


def sign_in(client: Client, user: User, mailoutbox: list, **more: str) -> Any:
    """By a code, as through the pages. Returns the answer to the code."""
    client.post(ASK, {"email": user.email, **more})
    return client.post(TYPE, {"code": code_in(mailoutbox[-1]), **more})


class Phone:
    """An authenticator app."""

    def __init__(self, user: User) -> None:
        self.secret = generate_totp_secret()
        TOTP.activate(user, self.secret)
        self.recovery = RecoveryCodes.activate(user).generate_codes()

    def code(self, steps: int = 0) -> str:
        """What it shows now, or so many half minutes later."""
        return shown(self.secret, steps)


def shown(secret: str, steps: int = 0) -> str:
    """The six digits of a secret."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
