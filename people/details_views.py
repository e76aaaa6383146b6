"""Our details: what the office, the DSL and the headteacher say of their school to everybody."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from people.accent import for_day, for_night, is_colour
from people.access import check_may
from people.brand import crest_address
from people.crest import is_wide
from people.details_form import DetailsForm, chosen_colour
from people.models import DetailChange, School
from people.roles import KEEP_DETAILS
from people.school_details import (
    IN_WORDS,
    ChangedMeanwhile,
    change_details,
    details_of,
    history,
    newest_change,
    with_theirs,
)

AGAIN = "Choose the picture again: a page that was not saved cannot keep it."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def school_details(request: HttpRequest) -> HttpResponse:
    """The page. `step=look` shows a colour and saves nothing."""
    here = check_may(request, KEEP_DETAILS)
    assert here.school is not None
    school = School.objects.select_related("crest").get(pk=here.school.pk)
    if request.method != "POST":
        return _page(request, school, _form(school))
    if request.POST.get("step") == "look":
        return _look(request, school)
    form = _sent(school, request.POST, request.FILES)
    if form.is_valid():
        told = {what.value: form.cleaned_data[what.value] for what in IN_WORDS}
        try:
            changes = change_details(
                school=school,
                told=told,
                crest=form.wanted_crest(),
                seen=form.cleaned_data["seen"],
                by=here.user.ref,
            )
            _say(request, changes)
            return redirect("school_details")
        except ChangedMeanwhile as meanwhile:
            form = _brought_up_to_date(school, told, form, meanwhile)
    if request.FILES and "crest" not in form.errors:
        form.add_error("crest", AGAIN)
    return _page(request, school, form, status=400)


def _form(school: School, **otherwise: str) -> DetailsForm:
    """The form as it stands, or with what somebody is still writing."""
    said = {**details_of(school), "seen": newest_change(school), **otherwise}
    said |= _boxes(said["accent"], school)
    return DetailsForm(initial=said, has_crest=school.crest is not None)


def _sent(school: School, data: Any, files: Any = None) -> DetailsForm:
    """What was sent, with one colour in both boxes, so that a page shown again has one."""
    said = {name: data.get(name, "") for name in data}
    said |= _boxes(chosen_colour(data), school)
    return DetailsForm(said, files, has_crest=school.crest is not None)


def _boxes(colour: str, school: School) -> dict[str, str]:
    """A colour in each of its boxes. What is none stays as it was written, to be put right."""
    if is_colour(colour):
        return dict.fromkeys(("accent", "accent_picked", "accent_shown"), colour)
    return {"accent": colour, "accent_picked": school.accent, "accent_shown": ""}


def _look(request: HttpRequest, school: School) -> HttpResponse:
    names = ("name", "address", "phone", "seen")
    typed = {name: request.POST.get(name, "") for name in names}
    return _page(request, school, _form(school, accent=chosen_colour(request.POST), **typed))


def _brought_up_to_date(
    school: School, told: dict[str, str], form: DetailsForm, meanwhile: ChangedMeanwhile
) -> DetailsForm:
    school.refresh_from_db()
    said = with_theirs(told, meanwhile.changes, school)
    said["seen"] = str(newest_change(school))
    if form.cleaned_data.get("no_crest"):
        said["no_crest"] = "on"
    fresh = _sent(school, said)
    fresh.add_error(None, meanwhile.message)
    return fresh


def _say(request: HttpRequest, changes: list[DetailChange]) -> None:
    if not changes:
        messages.info(request, "Nothing was different from what is saved already.")
        return
    messages.success(request, "Saved. Everybody at the school sees it on their next page.")
    for change in changes:
        if change.what == "accent" and for_day(change.after) != change.after:
            messages.warning(request, _darker(change.after))


def _darker(colour: str) -> str:
    return (
        f"{colour} is too light to be read on paper, so pages show it darker, as {for_day(colour)}."
    )


def _page(
    request: HttpRequest, school: School, form: DetailsForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "our_school": school,
        "crest_url": crest_address(school),
        "wide": is_wide(school),
        "sample": _sample(str(form["accent"].value() or "")),
        "history": history(school),
    }
    return render(request, "people/school_details.html", context, status=status)


def _sample(colour: str) -> dict[str, str] | None:
    """How a colour is shown by day and by night, and a sentence about it."""
    if not is_colour(colour):
        return None
    day, night = for_day(colour), for_night(colour)
    words = f"Pages show {colour} as it is." if day == colour else _darker(colour)
    if night not in (colour, day):
        words += f" On a dark screen they show it lighter, as {night}."
    return {"day": day, "night": night, "words": words}
