"""The front desk for its witnesses, and the short list for somebody whom they let in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from compliance.desk_list import desk_list
from compliance.front_desk import front_desk, state_of, who_waits
from people.access import check_may_witness, membership, today
from people.contacts import contacts, to_turn_to
from people.desk_code import code_of
from people.desk_session import at_the_desk, open_at_the_desk
from people.roles import KEEP_LIST


@never_cache
@login_required
@require_safe
def desk_of_school(request: HttpRequest) -> HttpResponse:
    """Who waits, who is here today, who may start."""
    here = check_may_witness(request)
    assert here.school is not None
    name = request.GET.get("name", "").strip()
    page = front_desk(here.school, name)
    context = {
        "desk": page,
        "me": here.user.ref,
        "may_add": bool(here.roles & KEEP_LIST),
        "name": name,
        "code": code_of(here.school),
        "state": state_of(page.waiting),
        "crumbs": [{"label": "My training", "url": "/my-training/"}, {"label": "The desk"}],
    }
    return render(request, "compliance/front_desk.html", context)


@never_cache
@login_required
@require_safe
def waiting_now(request: HttpRequest) -> HttpResponse:
    """For the script: who waits, or nothing where that is what the page shows."""
    here = check_may_witness(request)
    assert here.school is not None
    waiting = who_waits(here.school)
    state = state_of(waiting)
    if request.GET.get("seen") == state:
        return HttpResponse(status=204)
    may_add = bool(here.roles & KEEP_LIST)
    context = {"waiting": waiting, "me": here.user.ref, "may_add": may_add}
    answer = render(request, "compliance/front_desk_waiting.html", context)
    answer["X-State"] = state
    return answer


@open_at_the_desk
@never_cache
@login_required
@require_safe
def list_at_the_desk(request: HttpRequest) -> HttpResponse:
    """What to read and sign now. Somebody with a session of their own has their own list."""
    here, desk = membership(request), at_the_desk(request)
    if desk is None or here.school is None:
        return redirect("my_training")
    page = desk_list(here, today())
    leads = [each for each in contacts(here.school) if each.role != "headteacher"]
    context = {"list": page, "large": "large" in request.GET, "leads": to_turn_to(leads)}
    return render(request, "compliance/desk_list.html", context)
