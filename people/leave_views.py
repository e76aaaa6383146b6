"""The pages that write leave: one question a page."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from people import leaves
from people.access import today
from people.models import Leave
from people.posts import DAY
from people.question_page import QuestionPage
from people.staff_forms import ChangeLeaveForm, EndForm, LeaveForm
from people.staff_person import days_words
from people.staff_views import either


def _leave(page: QuestionPage, ref: str) -> Leave:
    found = next((leave for leave in page.one.leave if leave.ref == ref), None)
    if found is None:
        raise Http404("There is no such leave.")
    return found


def _words(leave: Leave) -> str:
    days = days_words(leave.starts_on, leave.ends_on, today())
    return f"{capfirst(leave.get_kind_display())}, {days}."


@login_required
@either
def add_leave(request: HttpRequest, ref: str) -> HttpResponse:
    """Leave with its kind and days."""
    page = QuestionPage.about(request, ref)
    form = LeaveForm(request.POST or None, initial={"starts_on": today()})
    written = page.written(form, lambda leave, **said: leaves.write_leave(ref=leave, **said))
    if written:
        return page.done(written)
    return page.shown(
        form,
        title="Write down leave",
        button="Write it down",
        lead=f"While {page.user.first_name} is away, nothing falls due. What fell due meanwhile is "
        "due two weeks after the last day.",
    )


@login_required
@either
def change_leave(request: HttpRequest, ref: str, leave: str) -> HttpResponse:
    """Leave put right."""
    page = QuestionPage.about(request, ref)
    kept = _leave(page, leave)
    told = {"kind": kept.kind, "starts_on": kept.starts_on, "ends_on": kept.ends_on}
    form = ChangeLeaveForm(request.POST or None, initial={**told, "seen": kept.pk})
    written = page.written(form, partial(leaves.write_leave, ref=kept.ref))
    if written:
        return page.done(written)
    return page.shown(
        form,
        title="Put this leave right",
        button="Put it right",
        lead=_words(kept),
        withdraw="withdraw_leave",
        key=kept.ref,
        seen=kept.pk,
        what="leave",
    )


@login_required
@either
def end_leave(request: HttpRequest, ref: str, leave: str) -> HttpResponse:
    """Somebody comes back."""
    page = QuestionPage.about(request, ref)
    kept = _leave(page, leave)
    last = max(kept.starts_on, kept.ends_on or today() - DAY)
    form = EndForm(request.POST or None, initial={"last_day": last, "seen": kept.pk})
    form.fields["last_day"].label = "Last day away"
    form.fields["last_day"].help_text = "The day before they are back."
    written = page.written(form, partial(_end, kept))
    if written:
        return page.done(written)
    return page.shown(
        form,
        title=f"{page.user.first_name} comes back",
        button="Write down the last day away",
        lead=_words(kept),
    )


def _end(leave: Leave, *, last_day: date, seen: int | None, **told: Any) -> Leave:
    as_it_is = {"ref": leave.ref, "kind": leave.kind, "starts_on": leave.starts_on}
    return leaves.write_leave(**told, **as_it_is, ends_on=last_day, seen=seen or 0)


@login_required
@require_POST
def withdraw_leave(request: HttpRequest, ref: str, leave: str) -> HttpResponse:
    """Leave that never was."""
    page = QuestionPage.about(request, ref)
    page.withdrawn("The leave", partial(leaves.withdraw_leave, ref=leave))
    return redirect("staff_person", ref)
