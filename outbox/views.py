"""The demo's outbox, as a page."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from outbox.models import Message
from people.models import School, User


@require_safe
def demo_outbox(request: HttpRequest) -> HttpResponse:
    """What the demo school has written, newest first. Not there outside the demo."""
    if not settings.DEMO:
        raise Http404("There is no demo here.")
    schools = School.objects.filter(made_by_demo=True).values_list("urn", flat=True)
    found = Message.objects.filter(school__in=list(schools)).order_by("-id")
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    users = {user.ref: user for user in User.objects.filter(ref__in={one.to for one in page})}
    letters = [{"message": one, "user": users.get(one.to)} for one in page]
    return render(request, "outbox/demo_outbox.html", {"page": page, "letters": letters})
