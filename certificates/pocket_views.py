"""The quick-reference card as a PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from certificates.drawing import CannotPrint
from certificates.pocket import draw_pocket_card
from people.access import membership, today
from people.card import card_of
from people.desk_session import open_at_the_desk


@open_at_the_desk
@login_required
@require_safe
def pocket_card(request: HttpRequest) -> HttpResponse:
    """Two sides of A6 with the school's names of today."""
    school = membership(request).school
    if school is None:
        raise Http404("There is a card where you have a post.")
    try:
        pdf = draw_pocket_card(card_of(school), today())
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("card")
    headers = {"Content-Disposition": 'inline; filename="who-to-tell.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
