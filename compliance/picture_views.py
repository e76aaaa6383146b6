"""How much was in date over the past years, for the leads."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance.pictures import YEARS, line, shares
from people.access import check_leads, today


@login_required
@require_safe
def over_time(request: HttpRequest) -> HttpResponse:
    """The line and its table."""
    here = check_leads(request)
    assert here.school is not None
    years = YEARS[-1] if request.GET.get("years") == str(YEARS[-1]) else YEARS[0]
    found = shares(here.school, today(), years)
    context = {
        "now": found[-1] if found and found[-1].on == today() else None,
        "years": years,
        "picture": line(found) if len(found) > 1 else None,
        "crumbs": [{"label": "Our school", "url": "/school/"}, {"label": "Month by month"}],
    }
    return render(request, "compliance/over_time.html", context)
