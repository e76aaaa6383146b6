"""A link that lets a new person in once, without typing anything (look.md, journey 1).

The token is signed, with its time, over how the account stands: it dies when somebody has signed
in, when the address changes, when their last post ends, and after seven days. Nothing in it says
who it is for.
"""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import constant_time_compare, salted_hmac

from people.access import schools_of
from people.models import User

DAYS = 7
_PURPOSE = "people.invitations"
_signer = TimestampSigner(sep=".", salt=_PURPOSE)


def invitation_address(user: User) -> str:
    """The whole address of a person's invitation."""
    return f"{settings.BASE_URL}/welcome/{user.ref}/{_signer.sign(_standing(user))}/"


def _standing(user: User) -> str:
    """How the account stands: signing in changes `last_login`, leaving the password."""
    seen = user.last_login and user.last_login.timestamp()
    told = [user.ref, user.email, seen, user.password]
    return salted_hmac(_PURPOSE, repr(told), algorithm="sha256").hexdigest()[:32]


def invited(ref: str, token: str, *, hold: bool = False) -> User | None:
    """Whom the link lets in, or nobody: used, old, not ours, or they have left.

    `hold` keeps the account to the end of the transaction, so that of two presses one gets in.
    """
    try:
        standing = _signer.unsign(token, max_age=timedelta(days=DAYS))
    except BadSignature:
        return None
    accounts = User.objects.select_for_update() if hold else User.objects
    user = accounts.filter(ref=ref, is_active=True).first()
    if user is None or not constant_time_compare(standing, _standing(user)):
        return None
    return user if schools_of(ref) else None
