"""Sending a reminder: the words and the names on a page of their own, then one press."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from compliance.asat import AsAt
from compliance.board import NAMED, listed
from compliance.forms import BoardFilters
from compliance.reminders import Reminders, letters, reminders, reminders_of, send_reminders
from compliance.roster import roster
from compliance.why import full_date
from people.access import Membership, check_leads, today

CRUMBS = [{"label": "Our school", "url": "/school/"}]
FILTER = ("name", "role", "requirement", "standing")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest) -> HttpResponse:
    """Whom and of what, as asked by ticks or by a filter; with `send`, written to the outbox."""
    here = check_leads(request)
    kept, found = _found(request, here)
    if "send" in request.POST:
        return _sent(request, here, found)
    context = {
        "reminders": found,
        "kept": kept,
        "crumbs": [*CRUMBS, {"label": "Send a reminder"}],
    }
    return render(request, "compliance/reminders.html", context)


def _found(request: HttpRequest, here: Membership) -> tuple[dict[str, str], Reminders]:
    """The filter, and whom it leaves today: of those who were ticked, or all in a link."""
    assert here.school is not None
    asked = request.POST if request.method == "POST" else request.GET
    known = roster(here.school, AsAt(today()))
    form = BoardFilters(asked, known)
    kept = {name: value for name, value in form.kept().items() if name in FILTER}
    ticked = frozenset(asked.getlist("person"))
    everyone = request.method != "POST" and kept and not ticked
    return kept, reminders(here.school, known, kept, here.user, None if everyone else ticked)


def _sent(request: HttpRequest, here: Membership, found: Reminders) -> HttpResponse:
    assert here.school is not None
    send_reminders(found, school=here.school, by=here.user)
    by_mail = [one.name for one in found.to_send if one.by_mail]
    if by_mail:
        messages.success(request, f"A reminder is on its way to {_listed(by_mail)}.")
    if found.on_paper:
        who = _listed(found.on_paper)
        have = "has" if len(found.on_paper) == 1 else "have"
        slips = reverse("reminders_of_day", args=[today().isoformat()])
        words = '{} {} no e-mail address. <a href="{}">Print what to hand over</a>.'
        messages.warning(request, format_html(words, who, have, slips))
    if not found.to_send:
        messages.info(request, "Nothing was sent: everyone you chose has had a reminder today.")
    return redirect("our_school")


def _listed(names: list[str]) -> str:
    return listed(names) if len(names) <= NAMED else f"{len(names)} people"


@login_required
@require_safe
def reminders_of_day(request: HttpRequest, day: str) -> HttpResponse:
    """What was sent on a day and by whom; the slips for those without e-mail, to print."""
    here = check_leads(request)
    assert here.school is not None
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404("That is not a day.") from None
    context = {
        "on": full_date(on),
        "sent": letters(reminders_of(here.school, on)),
        "crumbs": [*CRUMBS, {"label": "Reminders"}],
    }
    return render(request, "compliance/reminders_of_day.html", context)
