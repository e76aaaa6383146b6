"""The trust's page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from compliance.forms import AsAtForm
from compliance.trust import check_trust_lead, trust_page


@login_required
@require_safe
def our_schools(request: HttpRequest) -> HttpResponse:
    """Every school of the trust, worst first."""
    trust, may_open = check_trust_lead(request)
    form = AsAtForm(request.GET)
    context = {
        "trust": trust,
        "page": trust_page(trust, may_open, form.as_at(), timezone.localtime()),
        "form": form,
        "crumbs": [{"label": "My training", "url": "/my-training/"}, {"label": "Our schools"}],
    }
    return render(request, "compliance/trust.html", context)
