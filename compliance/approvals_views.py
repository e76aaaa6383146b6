"""Where a second person decides. For leads of the school only."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from compliance import proposals
from compliance.approvals import approve
from compliance.approvals_pages import asked_lines, asked_page
from compliance.models import Proposal
from compliance.requirements_views import either, school_led
from people.looks import record_looks
from people.models import Look, School

SAID = {
    "approve": "Agreed, and done.",
    "decline": "Declined. Your colleague can see why.",
    "take_back": "Taken back.",
}
ROWS_ON_A_PAGE = 500
DECIDED_ON_A_PAGE = 30


class DecisionForm(forms.Form):
    """Yes, no, or no longer; a no says why."""

    step = forms.ChoiceField(choices=[(step, step) for step in SAID], widget=forms.HiddenInput)
    reason = forms.CharField(
        label="If you decline: why?",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@login_required
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    here, school = school_led(request)
    found = proposals.asked(school.urn)
    waiting = [each for each in found if each.decision is None]
    decided = Paginator([each for each in found if each.decision], DECIDED_ON_A_PAGE)
    page = decided.get_page(request.GET.get("page"))
    lines = asked_lines([*waiting, *page], here.user.ref)
    context = {
        "waiting": lines[: len(waiting)],
        "decided": lines[len(waiting) :],
        "page": page,
        "crumbs": [{"label": "Our school", "url": "/school/"}, {"label": "Two people"}],
    }
    return render(request, "compliance/approvals.html", context)


@login_required
@either
def approval(request: HttpRequest, ref: str) -> HttpResponse:
    """One proposal: what it would do, and yes or no."""
    here, school = school_led(request)
    found = proposals.asked(school.urn, ref=ref)
    if not found:
        raise Http404("Nothing like that was asked for at this school.")
    form = DecisionForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and _decide(school, found[0].proposal, form, here.user.ref):
        messages.success(request, SAID[form.cleaned_data["step"]])
        return redirect("approval", ref)
    page = asked_page(school, found[0], here.user.ref)
    whose = {row.person for row in page.rows} | ({found[0].proposal.person} - {None})
    record_looks(
        school=school.urn,
        by=here.user.ref,
        whose=dict.fromkeys(whose, ""),
        page=Look.Page.REQUEST,
    )
    context = {
        "page": page,
        "rows": Paginator(page.rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "crumbs": [
            {"label": "Our school", "url": "/school/"},
            {"label": "Two people", "url": "/school/approvals/"},
            {"label": "This one"},
        ],
    }
    return render(request, "compliance/approval.html", context)


def _decide(school: School, proposal: Proposal, form: DecisionForm, by: str) -> bool:
    """Do what was pressed; False and a word on the form if refused."""
    step, reason = form.cleaned_data["step"], form.cleaned_data["reason"]
    try:
        if step == "approve":
            approve(school=school, proposal=proposal, by=by)
        else:
            verdict = proposals.DECLINED if step == "decline" else proposals.TAKEN_BACK
            proposals.decide(proposal=proposal, verdict=verdict, by=by, reason=reason)
    except ValidationError as error:
        form.add_error("reason" if step == "decline" else None, error)
        return False
    return True
