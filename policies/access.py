"""Who may read and sign: anyone with a post at a school, there, for themselves."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest

from people.access import Membership, check_still_them, membership, today
from people.models import School
from register.models import SHARED, Edition


def check_may_read(request: HttpRequest) -> Membership:
    """The reader at their school. Raises PermissionDenied for someone signed in without one."""
    here = membership(request)
    if here.school is None:
        raise PermissionDenied(
            "You are signed in, but you have no post at a school here at the moment, so there is "
            "no edition for you to read. What you have signed is safe."
        )
    return here


def check_may_sign(request: HttpRequest) -> Membership:
    """Who signs, and at which school: whoever is signed in, whatever a form says.

    Raises StillThem for a form sent twelve hours after they showed who they are, or on a shared
    device: they are asked, and what they sent is done afterwards.
    """
    here = check_may_read(request)
    if request.method == "POST":
        check_still_them(request)
    return here


def editions_seen(school: School, item: str) -> list[Edition]:
    """Every edition that people of the school may have signed: its own, the shared ones, those of
    schools of its trust. Oldest first; a number may come twice.
    """
    trust = School.objects.filter(trust__schools=school.urn).values("urn")
    theirs = Q(chain__in=[school.urn, SHARED]) | Q(chain__in=trust)
    seen = Edition.objects.filter(theirs, item=item, published_on__lte=today())
    return list(seen.order_by("number", "entry_id"))
