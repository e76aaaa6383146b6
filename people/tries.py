"""How often something was tried from one place. Counted in the database, so for every worker."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from people.models import Try

FORGOTTEN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in so many minutes: from one address, and from all together."""

    what: str
    each: int
    together: int
    minutes: int = 10


def client_ip(request: HttpRequest) -> str:
    """Who asks: as the outermost of our own proxies saw it, where there are any (TRUSTED_PROXIES).

    Each proxy adds to the end of X-Forwarded-For, so what a visitor wrote in front counts for
    nothing.
    """
    seen = request.headers.get("X-Forwarded-For", "").split(",")
    proxies = settings.TRUSTED_PROXIES
    if 0 < proxies <= len(seen) and seen[-proxies].strip():
        return seen[-proxies].strip()
    return request.META.get("REMOTE_ADDR", "")


def _whose(request: HttpRequest) -> str:
    """A digest that says nothing of the address to who does not know the installation's key."""
    return sha256(f"{settings.SECRET_KEY}:{client_ip(request)}".encode()).hexdigest()


def had_their_share(request: HttpRequest, limit: Limit) -> bool:
    """Whether this address, or all together, have tried as often as they may. One query or two."""
    since = timezone.now() - timedelta(minutes=limit.minutes)
    tried = Try.objects.filter(what=limit.what, at__gte=since)
    if tried.filter(whose=_whose(request)).count() >= limit.each:
        return True
    return tried.count() >= limit.together


@transaction.atomic
def count_try(request: HttpRequest, limit: Limit) -> None:
    """Write one try down, and forget those of an hour ago."""
    forget_old_tries()
    Try.objects.create(what=limit.what, whose=_whose(request))


def forget_old_tries() -> int:
    """Those of an hour ago go; how many there were."""
    return Try.objects.filter(at__lt=timezone.now() - FORGOTTEN).delete()[0]
