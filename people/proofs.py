"""What a session has proved about who sits there, and when. allauth keeps it in the session, so
asking costs no query.
"""

import time

from allauth.account.authentication import get_authentication_records

# Not among allauth's public names, but the only way to write the record that it reads.
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest

from people.models import User

SHARED = "shared-device"  # in the session: somebody else uses this computer as well
SEEN = "seen-at"
IDLE = 30 * 60  # seconds until a session on a shared device ends by itself
SIGNING = 12 * 3600  # seconds for which a proof is good enough to sign, on one's own device
SIGNING_SHARED = 15 * 60
SETTING_UP = 15 * 60  # for a first passkey or app, which opens others' records
DEMO = "demo"  # stepped in on the demo's page


def note(request: HttpRequest, user: User, how: str, *, again: bool = False) -> None:
    """Write down that the person has just shown who they are: `how` is code, mfa, invitation..."""
    record_authentication(request, user, method=how, reauthenticated=again or None)


def factor_passed(request: HttpRequest) -> bool:
    """Whether this session has seen a passkey, an app's code or a recovery code of theirs."""
    return any(how == "mfa" or how == DEMO for how, _ in _proofs(request))


def proved_within(request: HttpRequest, seconds: float) -> bool:
    """Whether they showed who they are, in whichever way, in so many last seconds."""
    return any(how == DEMO or at > time.time() - seconds for how, at in _proofs(request))


def _proofs(request: HttpRequest) -> list[tuple[str, float]]:
    rows = get_authentication_records(request, request.user)
    found = [(row["method"], row["at"]) for row in rows]
    return [(how, at) for how, at in found if how != DEMO or settings.DEMO]


def is_shared(request: HttpRequest) -> bool:
    """Whether they said, when they signed in, that others use this device."""
    return bool(request.session.get(SHARED))


def keep_shared(request: HttpRequest, shared: bool) -> None:
    """What was chosen on the page for signing in, for the session that may come of it."""
    if shared:
        request.session[SHARED] = True
    else:
        request.session.pop(SHARED, None)
