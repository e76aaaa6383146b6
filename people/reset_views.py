"""For the DSL and the headteacher: a colleague has lost their passkey or app."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from people.access import Membership, check_person_of, check_still_them, membership
from people.factor_reset import CannotReset, people_with_factor, reset_factor, resets_of
from people.models import User
from people.proofs import SETTING_UP
from people.roles import RESET

SHOWN = 50


class ResetForm(forms.Form):
    """Why, in the words of who resets it."""

    why = forms.CharField(
        label="What happened, and how do you know that it is them?",
        help_text="For example: lost her phone on Monday; I spoke to her in the office. It is kept "
        "with your name.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write a sentence: what happened, and how you know."},
    )


def check_may_reset(request: HttpRequest) -> Membership:
    """Raise 404 unless the reader may reset how others sign in."""
    here = membership(request)
    if here.school is None or not here.roles & RESET:
        raise Http404("This page is for the safeguarding lead and the headteacher.")
    return here


@login_required
@require_safe
def lost_factors(request: HttpRequest) -> HttpResponse:
    """Who has a passkey or an app, and what was reset before."""
    here = check_may_reset(request)
    assert here.school is not None
    rows = list(resets_of(here.school)[:SHOWN])
    refs = {ref for row in rows for ref in (row.person, row.by)}
    names = User.objects.in_bulk(refs, field_name="ref")
    context = {
        "people": people_with_factor(here.school, besides=here.user),
        "resets": [
            {"row": row, "person": names.get(row.person), "by": names.get(row.by)} for row in rows
        ],
        "crumbs": _crumbs(("When a phone is lost", "")),
    }
    return render(request, "people/lost_factors.html", context)


def _crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    trail = [("How you sign in", "/how-you-sign-in/"), *more]
    return [{"label": label, "url": url} for label, url in trail]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, ref: str) -> HttpResponse:
    """Whose, why, and one press."""
    here = check_may_reset(request)
    assert here.school is not None
    person = check_person_of(here, ref)
    form = ResetForm(request.POST or None)
    if form.is_valid():
        check_still_them(request, within=SETTING_UP)
        return _reset(request, here, person, form.cleaned_data["why"])
    crumbs = _crumbs(("When a phone is lost", "/school/sign-in/"), ("Reset", ""))
    context = {"form": form, "person": person, "crumbs": crumbs}
    return render(request, "people/reset_factor.html", context, status=400 if form.errors else 200)


def _reset(request: HttpRequest, here: Membership, person: User, why: str) -> HttpResponse:
    assert here.school is not None
    try:
        reset_factor(school=here.school, user=person, why=why, by=here.user)
    except CannotReset as error:
        messages.error(request, str(error))
    else:
        name = person.get_full_name()
        messages.success(request, f"Done. {name} is told by mail, and sets up a new one.")
    return redirect("lost_factors")
