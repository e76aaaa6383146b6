"""A link that lets a new person in once, without typing anything (look.md, journey 1).

The token is Django's own: bound to the account's state, so that it dies when it has been used,
when the address changes, and after seven days.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from people.models import User

DAYS = 7


class InvitationTokens(PasswordResetTokenGenerator):
    """One use: signing in changes `last_login`, which is inside the token."""

    key_salt = "people.invitations"

    def check_token(self, user: User | None, token: str | None) -> bool:
        if not user or not user.is_active or not super().check_token(user, token):
            return False
        made = int((token or "").split("-")[0], 36)
        age = self._num_seconds(self._now()) - made
        return age <= timedelta(days=DAYS).total_seconds()


_tokens = InvitationTokens()


def invitation_address(user: User) -> str:
    """The whole address of a person's invitation."""
    return f"{settings.BASE_URL}/welcome/{user.ref}/{_tokens.make_token(user)}/"


def invited(ref: str, token: str) -> User | None:
    """Whom the link lets in, or nobody: unknown, used or old."""
    user = User.objects.filter(ref=ref).first()
    return user if user and _tokens.check_token(user, token) else None
