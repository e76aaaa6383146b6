"""The quick-reference card as a page, for everyone at the school."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.access import membership
from people.card import card_of
from people.desk_session import open_at_the_desk


@open_at_the_desk
@login_required
@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """Who to tell here, and how."""
    school = membership(request).school
    if school is None:
        raise Http404("There is a card where you have a post.")
    crumbs = [{"label": "My training", "url": "/my-training/"}, {"label": "Who to tell"}]
    return render(request, "people/card.html", {"card": card_of(school), "crumbs": crumbs})
