"""A school's six letters for the desk: a new set every Monday, and whenever the office asks.

They only lead to the question “who are you?”, which a witness answers (docs/decisions/013), so a
card may hang at the desk all week, and a photograph of it opens nothing.
"""

import secrets
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from people.access import today
from people.actions import SYSTEM
from people.models import DeskCode, School

LETTERS = "BCDFGHJKLMNPQRTVWX"  # none that looks like another, and no vowel: no word comes out
LENGTH = 6


def tidied_code(typed: str) -> str:
    """Capitals without spaces and hyphens."""
    return "".join(sign for sign in typed.upper() if sign not in " -.\u00a0")


def code_of(school: School) -> DeskCode:
    """The letters in use today; new ones where the week of the last ones is over."""
    kept = DeskCode.objects.filter(pk=school.urn, last_day__gte=today()).first()
    return kept or _other(school, SYSTEM, only_if_over=True)


def new_code(*, school: School, by: str) -> DeskCode:
    """Other letters from now on; the old ones are over."""
    return _other(school, by, only_if_over=False)


def _other(school: School, by: str, *, only_if_over: bool) -> DeskCode:
    """`only_if_over`: two who look at once see the same letters."""
    for _ in range(20):
        letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        try:
            with transaction.atomic():
                return _keep(school, letters, by, only_if_over)
        except IntegrityError:  # another school has them, or another worker was first
            continue
    raise RuntimeError("No free letters were found for the desk.")


def _keep(school: School, letters: str, by: str, only_if_over: bool) -> DeskCode:
    School.objects.select_for_update().get(pk=school.pk)
    kept = DeskCode.objects.filter(pk=school.urn).first()
    if kept and only_if_over and kept.last_day >= today():
        return kept
    row = DeskCode(school=school.urn, code=letters, last_day=_sunday(today()), made_by=by)
    row.save(force_insert=kept is None, force_update=kept is not None)
    return row


def _sunday(on: date) -> date:
    return on + timedelta(days=6 - on.weekday())


def school_of_code(code: str) -> School | None:
    """Whose letters these are today."""
    found = DeskCode.objects.filter(code=tidied_code(code), last_day__gte=today()).first()
    return School.objects.select_related("crest").filter(pk=found.school).first() if found else None


def desk_address(code: str) -> str:
    """What the card's code to scan opens."""
    return f"{settings.BASE_URL}/desk/{code}/"
