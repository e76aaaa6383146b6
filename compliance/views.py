"""My training, Our school, and one person's page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from compliance import board
from compliance.conversations import names_and_askers
from compliance.forms import AsAtForm, BoardFilters
from compliance.my_training import my_training as list_of
from compliance.person import person_page
from compliance.policy_register import past_review
from compliance.roster import roster
from people.access import check_leads, look_at, membership, today
from people.models import School


@login_required
@require_safe
def my_training(request: HttpRequest) -> HttpResponse:
    """The reader's own list."""
    here = membership(request)
    if here.school is None:
        return render(request, "compliance/no_post.html")
    schools = School.objects.filter(urn__in=here.schools) if len(here.schools) > 1 else None
    context = {
        "list": list_of(here, today()),
        "here": here,
        "schools": schools.values_list("urn", "name") if schools is not None else [],
    }
    return render(request, "compliance/my_training.html", context)


@login_required
@require_POST
def choose_school(request: HttpRequest) -> HttpResponse:
    """Which of the reader's own schools the pages speak of; `then`: where to go, their list or
    *Our school*."""
    chosen = request.POST.get("school", "")
    if chosen not in membership(request).schools:
        raise Http404("That is not one of your schools.")
    request.session["school"] = chosen
    return redirect("our_school" if request.POST.get("then") == "our_school" else "my_training")


@login_required
@require_safe
def our_school(request: HttpRequest) -> HttpResponse:
    """The leads' board."""
    here = check_leads(request)
    assert here.school is not None
    as_at = AsAtForm(request.GET).as_at()
    known = roster(here.school, as_at)
    form = BoardFilters(request.GET, known)
    asked = board.Asked(
        as_at=as_at,
        now=timezone.localtime(),
        kept=form.kept(),
        opened=request.GET.get("why", ""),
        page=request.GET.get("page", "1"),
        whole="whole" in request.GET,
    )
    names, asking = names_and_askers(here.school.urn, [row.ref for row in known.rows])
    page = board.present(known, names, asked)
    crumbs = [{"label": "My training", "url": "/my-training/"}, {"label": "Our school"}]
    context = {
        "board": page,
        "form": form,
        "crumbs": crumbs,
        "asking": asking and board.listed(asking),
        "past_review": past_review(known) if as_at.on == today() else [],
    }
    return render(request, "compliance/board.html", context)


@login_required
@require_safe
def person_at_school(request: HttpRequest, ref: str) -> HttpResponse:
    """One person of the school, for its leads."""
    here, user = look_at(request, ref)
    assert here.school is not None
    form = AsAtForm(request.GET)
    page = person_page(here.school, user, form.as_at(), timezone.localtime())
    crumbs = [
        {"label": "My training", "url": "/my-training/"},
        {"label": "Our school", "url": "/school/"},
        {"label": user.get_full_name()},
    ]
    context = {"page": page, "form": form, "crumbs": crumbs}
    return render(request, "compliance/person.html", context)
