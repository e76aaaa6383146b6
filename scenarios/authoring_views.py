"""For editors: the map of a draft, its proof sheet, walking it from any passage, its preview."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from people.access import check_factor, membership, today
from people.models import User
from scenarios.actions import accept
from scenarios.layout import lay_out
from scenarios.models import ScenarioPage
from scenarios.outline import outline
from scenarios.pages import LEAVE, Words, passage_words
from scenarios.picture import as_drawn
from scenarios.proof import prove
from scenarios.story import BadStory, Passage, from_data

View = Callable[..., HttpResponse]
LISTED = 200  # passages of the outline on one page


def edits_scenario(view: View) -> View:
    """Hand the view the latest draft, for those who may edit it; for all others it is not there."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str) -> HttpResponse:
        page = ScenarioPage.objects.filter(slug=slug).first()
        if page is None or not page.permissions_for_user(request.user).can_edit():
            raise Http404("There is no such scenario for you to edit.")
        check_factor(request)
        draft = page.get_latest_revision_as_object()
        try:
            return view(request, draft)
        except BadStory as fault:
            context = _frame(draft, "Map") | {"fault": str(fault)}
            return render(request, "scenarios/unreadable.html", context)

    return wrapped


@require_safe
@edits_scenario
def story_map(request: HttpRequest, page: ScenarioPage) -> HttpResponse:
    """The picture, the same in words, and what to put right."""
    proof = prove(page)
    rows = Paginator(outline(proof.story), LISTED).get_page(request.GET.get("page"))
    context = {"proof": proof, "picture": as_drawn(lay_out(proof.story)), "rows": rows}
    return render(request, "scenarios/map.html", _frame(page, "Map") | context)


@require_http_methods(["GET", "HEAD", "POST"])
@edits_scenario
def proof_sheet(request: HttpRequest, page: ScenarioPage) -> HttpResponse:
    """What is proved, on paper as well; and somebody's name for what is not."""
    proof = prove(page)
    if request.method == "POST":
        accept(page=page, proof=proof, digest=request.POST.get("digest", ""), by=request.user.ref)
        return redirect("scenario_proof", page.slug)
    who = {line.code: line.accepted.by for line in proof.lines if line.accepted}
    users = User.objects.in_bulk(list(who.values()), field_name="ref")
    context = {
        "proof": proof,
        "lines": [(line, users.get(who.get(line.code, ""))) for line in proof.lines],
        "rows": outline(proof.story),
        "today": today(),
        "waits": [line for line in proof.lines if line.waits],
    }
    return render(request, "scenarios/proof.html", _frame(page, "Proof sheet") | context)


@require_safe
@edits_scenario
def trying(request: HttpRequest, page: ScenarioPage) -> HttpResponse:
    """The draft from any passage on, one press for each choice. Nothing is kept."""
    story = from_data(page.story)
    at = story.by_name.get(request.GET.get("from", story.start))
    if at is None:
        raise Http404("The draft has no passage of that name.")
    words = Words(membership(request).school)
    last = story.by_id.get(request.GET.get("by", ""))
    told = passage_words(words, at, at.choices, last)
    ways = [row for row in outline(story) if row.passage is at]
    context = told | {"at": at, "row": ways[0], "explanation": words.prose(at.explanation)}
    return render(request, "scenarios/try.html", _frame(page, "Try it") | context)


def preview(request: HttpRequest, page: ScenarioPage, mode: str) -> HttpResponse:
    """A draft as a reader would see it, for its editor; nothing on it can be sent."""
    words, shown = Words(membership(request).school), page.snapshot()
    context: dict[str, Any] = {
        "shown": shown,
        "here": membership(request),
        "content_note": words.line(shown["content_note"]),
        "lead": words.line(shown["lead"]),
        "leave_url": LEAVE,
        "crumbs": [],
        "preview": True,
        "lacks": page.not_ready(),
    }
    block = next((block for block in page.passages if block.id == mode), None)
    if block is None:
        return render(request, "scenarios/opening.html", context)
    return _preview_passage(request, page, context, words, block.value["name"])


def _preview_passage(
    request: HttpRequest, page: ScenarioPage, context: dict[str, Any], words: Words, name: str
) -> HttpResponse:
    try:
        passage = from_data(page.story).by_name[name]
    except BadStory:
        passage = Passage(name)
    context |= passage_words(words, passage, passage.choices, None) | {"place": 1}
    if passage.ending:
        context |= {"explanation": words.prose(passage.explanation), "sources": passage.citations}
        return render(request, "scenarios/debrief.html", context)
    return render(request, "scenarios/passage.html", context)


def _frame(page: ScenarioPage, label: str) -> dict[str, Any]:
    trail = [("Write and edit", "/admin/"), (page.title, edit_address(page)), (label, "")]
    return {
        "page": page,
        "edit_url": edit_address(page),
        "crumbs": [{"label": label, "url": url} for label, url in trail],
    }


def edit_address(page: ScenarioPage) -> str:
    """Where the draft is written."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
