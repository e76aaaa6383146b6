"""The player: an opening, one passage at a time, and the debrief. No JavaScript anywhere."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from people.access import membership
from scenarios.models import Step
from scenarios.pages import (
    debrief_address,
    debrief_page,
    opening_page,
    passage_page,
    story_address,
)
from scenarios.runs import Reading, Stale, reading, take_step
from scenarios.story import NotOffered

View = Callable[..., HttpResponse]


def reads_scenario(view: View) -> View:
    """Hand the view the reader's `Reading`; without an edition to read, say so kindly."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str) -> HttpResponse:
        found = reading(membership(request), slug)
        if found is None:
            return render(request, "scenarios/not_published.html", status=404)
        return view(request, found)

    return wrapped


@require_safe
@reads_scenario
def opening(request: HttpRequest, read: Reading) -> HttpResponse:
    """What it is about, the content note, and the way in or on."""
    return render(request, "scenarios/opening.html", opening_page(read))


@require_http_methods(["GET", "HEAD", "POST"])
@reads_scenario
def playing(request: HttpRequest, read: Reading) -> HttpResponse:
    """The passage where the reader stands, and what followed from the last choice."""
    if request.method == "POST":
        return _step(request, read)
    if read.over:
        return redirect("scenario_debrief", read.edition.item)
    return render(request, "scenarios/passage.html", passage_page(read))


def _step(request: HttpRequest, read: Reading) -> HttpResponse:
    kind = request.POST.get("step", Step.Kind.CHOICE)
    try:
        read = take_step(
            read,
            edition=request.POST.get("edition", ""),
            at=request.POST.get("at", ""),
            kind=kind if kind in Step.Kind.values else Step.Kind.CHOICE,
            choice=request.POST.get("choice", ""),
        )
    except Stale:
        messages.info(request, "This story has moved on since that page was opened. Here you are.")
        return redirect(story_address(read.edition.item))
    except NotOffered as refusal:
        context = passage_page(read, error=str(refusal))
        return render(request, "scenarios/passage.html", context, status=400)
    return redirect((debrief_address if read.over else story_address)(read.edition.item))


@require_safe
@reads_scenario
def debriefing(request: HttpRequest, read: Reading) -> HttpResponse:
    """What was chosen, why it matters, and where that is written; then another go."""
    if not read.over:
        return redirect("scenario_story", read.edition.item)
    return render(request, "scenarios/debrief.html", debrief_page(read))
