"""The pages for bringing in a staff file, and for the second person's yes."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import second_person, staff_import
from people.access import Membership, check_may
from people.models import StaffFile, User, WaitingPost
from people.refusals import Refusal, Refused
from people.roles import CONFIRM, KEEP_LIST, ROLES, SEE_FILE, TRUST_LEAD
from people.staff_file import MOST_BYTES, MOST_PEOPLE
from people.staff_plan import Kind, Plan

SHOWN = 100  # rows of one list on one page
SAYS = {
    Kind.LEAVING: ("Leaving", "leaving"),
    Kind.CHANGED: ("Changed", "changed"),
    Kind.NEW: ("New here", "new"),
}


WAITING_CRUMBS = [
    {"label": "People", "url": "/school/people/"},
    {"label": "Waiting for a second person", "url": ""},
]


class StaffFileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="The list of staff, as .xlsx or CSV",
        help_text="Nothing is written before you have seen what would change.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={"required": "Choose a file."},
    )


def _crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    trail = [("People", "/school/people/"), ("Bring in a staff list", ""), *more]
    if more:
        trail[1] = ("Bring in a staff list", "/school/people/import/")
    return [{"label": label, "url": url} for label, url in trail]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_staff(request: HttpRequest) -> HttpResponse:
    """Choose a file. One that is refused is shown with its reasons, and not kept."""
    here = check_may(request, SEE_FILE)
    assert here.school is not None
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StaffFileForm(*sent)
    if form.is_valid():
        return _look(request, here, form.cleaned_data["file"])
    context = {
        "form": form,
        "roles": [role.words for role in ROLES.values() if role.slug != TRUST_LEAD],
        "most": MOST_PEOPLE,
        "crumbs": _crumbs(),
        **_waiting_for(here),
    }
    return render(request, "people/import.html", context, status=400 if form.errors else 200)


def _look(request: HttpRequest, here: Membership, file: UploadedFile) -> HttpResponse:
    assert here.school is not None
    data = file.read(MOST_BYTES + 1)
    try:
        preview = staff_import.look(here.school, data)
    except Refused as refused:
        status = 415 if refused.unreadable else 413 if len(data) > MOST_BYTES else 400
        return _refused(request, file.name or "", refused.refusals, status)
    if preview.plan.refused:
        return _refused(request, file.name or "", preview.plan.refused, 400)
    if not (preview.applied or preview.plan.does_something):
        return _shown(request, here, StaffFile(name=file.name or ""), preview.plan)
    if preview.applied:
        _say_already(request, preview.applied)
    kept = staff_import.keep(school=here.school, name=file.name or "", data=data, by=here.user.ref)
    return redirect("import_preview", digest=kept.digest)


def _say_already(request: HttpRequest, once: StaffFile) -> None:
    when = staff_import.applied_words(once)
    messages.info(request, f"This file was already applied {when}. Nothing was done again.")


def _refused(request: HttpRequest, name: str, refusals: list[Refusal], status: int) -> HttpResponse:
    context = {
        "name": name,
        "refusals": refusals[:SHOWN],
        "number": len(refusals),
        "more": max(0, len(refusals) - SHOWN),
        "form": StaffFileForm(),
        "crumbs": _crumbs(("Not brought in", "")),
    }
    return render(request, "people/import_refused.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_preview(request: HttpRequest, digest: str) -> HttpResponse:
    """What the kept file would do, and the one press that does it."""
    here = check_may(request, KEEP_LIST if request.method == "POST" else SEE_FILE)
    assert here.school is not None
    kept = staff_import.kept_file(here.school, digest)
    if kept is None:
        raise Http404("There is no such file, or its day is over.")
    if request.method == "POST":
        return _apply(request, here, kept)
    if kept.applied_at:
        context = {"kept": kept, "when": staff_import.applied_words(kept)}
        context |= {"crumbs": _crumbs((kept.name, "")), **_waiting_for(here)}
        return render(request, "people/import_applied.html", context)
    return _preview(request, here, kept)


def _preview(request: HttpRequest, here: Membership, kept: StaffFile) -> HttpResponse:
    assert here.school is not None
    found = staff_import.look(here.school, bytes(kept.data or b"")).plan
    if found.refused:  # the list has changed since the file was kept
        return _refused(request, kept.name, found.refused, 400)
    return _shown(request, here, kept, found)


def _shown(request: HttpRequest, here: Membership, kept: StaffFile, found: Plan) -> HttpResponse:
    see = request.GET.get("see", "")
    context = {
        "kept": kept,
        "plan": found,
        "outcome": staff_import.outcome_words(found),
        "sections": _sections(found, see, request.GET.get("page", "1")),
        "whole": see in SAYS,
        "same": len(found.of(Kind.SAME)),
        "may_apply": bool(here.roles & KEEP_LIST),
        "crumbs": _crumbs((kept.name, "")),
    }
    return render(request, "people/import_preview.html", context)


def _sections(found: Plan, see: str, page: str) -> list[dict[str, Any]]:
    """Who leaves, changes and is new; of a long list its first page, or the page asked for."""
    sections = []
    for kind, (heading, noun) in SAYS.items():
        fates = found.of(kind)
        if fates and see in ("", kind):
            paginator = Paginator(fates, SHOWN)
            shown = paginator.get_page(page if see else 1)
            sections.append(
                {
                    "kind": str(kind),
                    "heading": heading,
                    "noun": noun,
                    "page": shown,
                    "number": len(fates),
                    "more": len(fates) - SHOWN if not see else 0,
                }
            )
    return sections


def _apply(request: HttpRequest, here: Membership, kept: StaffFile) -> HttpResponse:
    try:
        _press(request, here, kept)
    except staff_import.ListChanged:
        messages.warning(
            request,
            "The list of people has changed since you looked. This is what the file would do now: "
            "please look again.",
        )
    except Refused as refused:
        return _refused(request, kept.name, refused.refusals, 400)
    return redirect("import_preview", digest=kept.digest)


def _press(request: HttpRequest, here: Membership, kept: StaffFile) -> None:
    assert here.school is not None
    if kept.data is None:
        return _say_already(request, kept)
    done = staff_import.apply_file(
        school=here.school,
        data=bytes(kept.data),
        name=kept.name,
        by=here.user.ref,
        seen=request.POST.get("seen", ""),
    )
    if done.applied:
        return _say_already(request, done.applied)
    return messages.success(request, "The list is in.")


# --- the second person --------------------------------------------------------------------------


def _waiting_for(here: Membership) -> dict[str, Any]:
    """How many posts wait, and whether the reader's yes counts."""
    assert here.school is not None
    waiting = second_person.waiting_posts(here.school)
    return {"waiting": len(waiting), "may_decide": bool(here.roles & CONFIRM)}


@login_required
@require_safe
def waiting_posts(request: HttpRequest) -> HttpResponse:
    """Posts that wait for a second person, for those whose yes counts."""
    here = check_may(request, CONFIRM)
    assert here.school is not None
    waiting = second_person.waiting_posts(here.school)
    refs = {ref for row in waiting for ref in (row.person, row.by)}
    users = User.objects.in_bulk(list(refs), field_name="ref")
    rows = [_waiting_row(row, users.get, here.user.ref) for row in waiting]
    context = {"rows": rows, "crumbs": WAITING_CRUMBS}
    return render(request, "people/import_waiting.html", context)


def _waiting_row(
    row: WaitingPost, who: Callable[[str], User | None], reader: str
) -> dict[str, Any]:
    asked_by = who(row.by)
    return {
        "post": row,
        "person": who(row.person),
        "asked_by": asked_by.get_full_name() if asked_by else "the import_staff command",
        "mine": row.by == reader,
        "about_me": row.person == reader,
        "may_decide": second_person.may_decide(row, reader),
    }


@login_required
@require_POST
def decide_post(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm or decline one of them."""
    here = check_may(request, CONFIRM)
    assert here.school is not None
    verdict = request.POST.get("verdict", "")
    waits = WaitingPost.objects.filter(chain=here.school.urn, ref=ref).exists()
    if not waits or verdict not in WaitingPost.Verdict.values:
        raise Http404("There is nothing to decide here.")
    try:
        decided = second_person.decide_post(
            school=here.school, ref=ref, verdict=verdict, by=here.user.ref
        )
        messages.success(request, f"That is {decided.get_verdict_display()}.")
    except second_person.CannotDecide as error:
        messages.error(request, str(error))
    return redirect("waiting_posts")
