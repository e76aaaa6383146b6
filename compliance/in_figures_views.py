"""The school in numbers, for its governors and leads."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from compliance.forms import AsAtForm
from compliance.in_figures import figures_of
from compliance.roster import roster
from people.access import check_may
from people.roles import SEE_SHARES


@login_required
@require_safe
def in_figures(request: HttpRequest) -> HttpResponse:
    """How much is in date, without a name."""
    here = check_may(request, SEE_SHARES)
    assert here.school is not None
    form = AsAtForm(request.GET)
    as_at = form.as_at()
    context = {
        "school": here.school,
        "found": figures_of(roster(here.school, as_at)),
        "form": form,
        "as_at": as_at.words(timezone.localtime()),
        "crumbs": [
            {"label": "My training", "url": "/my-training/"},
            {"label": "The school in figures"},
        ],
    }
    return render(request, "compliance/in_figures.html", context)
