"""The desk as its witness meets it: who asks, yes or no; the code and the card to hang up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from people.access import Membership, check_may_witness, check_still_them
from people.card import card_of
from people.desk_code import code_of, desk_address, new_code
from people.models import User, Visit
from people.scan import code_to_scan
from people.visits import CannotAnswer, confirm, end, turn_away, waiting_at


def _asked(request: HttpRequest, pk: int) -> tuple[Membership, Visit]:
    here = check_may_witness(request)
    assert here.school is not None
    return here, get_object_or_404(Visit, pk=pk, school=here.school.urn)


@login_required
@require_POST
def say_who(request: HttpRequest, pk: int) -> HttpResponse:
    """“Yes, this is …”: the witness knows the person who stands before them."""
    here, visit = _asked(request, pk)
    check_still_them(request)  # their word is as good as a signature
    try:
        visit = confirm(visit=visit, person=request.POST.get("person", ""), by=here.user.ref)
    except CannotAnswer as error:
        messages.error(request, str(error))
    else:
        name = User.objects.get(ref=visit.person).get_full_name()
        messages.success(request, f"{visit.words} is {name}. Their screen goes on now.")
    return redirect("front_desk")


@login_required
@require_POST
def say_no(request: HttpRequest, pk: int) -> HttpResponse:
    """“No”: their screen asks them to speak to the office."""
    here, visit = _asked(request, pk)
    try:
        turn_away(visit=visit, by=here.user.ref)
    except CannotAnswer as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{visit.words} was not let in.")
    return redirect("front_desk")


@login_required
@require_POST
def end_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """A tablet was left lying: what is open on it closes."""
    _, visit = _asked(request, pk)
    if visit.person is None:
        raise Http404("Nobody was let in.")
    end(visit)
    messages.success(request, "That is closed. What they signed stands.")
    return redirect("front_desk")


@login_required
@require_POST
def other_code(request: HttpRequest) -> HttpResponse:
    """Other letters; whoever waits by the old ones types again."""
    here = check_may_witness(request)
    assert here.school is not None
    waiting_at(here.school).delete()
    made = new_code(school=here.school, by=here.user.ref)
    messages.success(request, f"The letters are {made.code} now. Print the card again.")
    return redirect("front_desk")


@never_cache
@login_required
@require_safe
def desk_card(request: HttpRequest) -> HttpResponse:
    """Two sides to print: the way in, and who to tell."""
    here = check_may_witness(request)
    assert here.school is not None
    code = code_of(here.school)
    address = desk_address(code.code)
    context = {
        "code": code,
        "scan": code_to_scan(address),
        "typed": desk_address("").rstrip("/").partition("://")[2],
        "card": card_of(here.school),
        "crumbs": [
            {"label": "My training", "url": "/my-training/"},
            {"label": "The desk", "url": "/school/desk/"},
            {"label": "The card"},
        ],
    }
    return render(request, "people/desk_card.html", context)
