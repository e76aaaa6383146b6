"""Telling people that a second person has reset how they sign in."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from outbox.actions import post_message
from people.clock import clock
from people.models import FactorReset, User
from people.staff_days import full_day


def tell_of_resets() -> None:
    """A message to everybody whose passkeys and app were taken away, once for each time."""
    week = timezone.now() - timedelta(days=7)
    for row in FactorReset.objects.filter(at__gte=week):
        user = User.objects.filter(ref=row.person).first()
        if user and user.email:
            _tell_of_reset(row, user)


def _tell_of_reset(row: FactorReset, user: User) -> None:
    by = User.objects.filter(ref=row.by).first()
    name = by.get_full_name() if by else "A colleague"
    at = timezone.localtime(row.at)
    body = (
        f"Dear {user.first_name},\n\n"
        f"{name} reset how you sign in, on {full_day(at.date())} at {clock(at)}. Your "
        "passkeys, your authenticator app and your recovery codes no longer work, and you are "
        "signed out everywhere. Your training is as it was.\n\n"
        f"Sign in with a code in your mail, and set up a new one:\n{settings.BASE_URL}/"
        "how-you-sign-in/\n\n"
        "If you did not ask for this, tell your headteacher today.\n"
    )
    post_message(
        key=f"factor-reset:{row.pk}",
        school=row.school,
        to=user.ref,
        subject="How you sign in was reset",
        body=body,
        by=row.by,
    )
