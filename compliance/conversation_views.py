"""A module as a conversation: asking for it; and for leads, agreeing a day and writing it down."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from compliance import conversations
from compliance.board import listed
from compliance.conversation_forms import AgreeForm, HoldForm
from compliance.conversation_pages import lines, words
from compliance.conversations import Heading, headings, leads_for, module_edition
from compliance.corrections_views import crumbs, person_led
from compliance.requirements_views import either, school_led
from compliance.roster import names_of
from compliance.why import full_date
from people.access import membership, today
from people.contacts import contacts, slot_words
from people.models import School
from register.models import Edition, Item


def _module(school: School | None, slug: str) -> Edition:
    edition = module_edition(school, slug, today()) if school else None
    if edition is None:
        raise Http404("Your school has no such module.")
    return edition


@login_required
@either
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to do a module as a conversation, without a reason; and what came of it."""
    here = membership(request)
    edition = _module(here.school, slug)
    assert here.school is not None
    told: dict[str, Any] = {"school": here.school, "item": slug, "by": here.user.ref}
    if request.method == "POST":
        if request.POST.get("step") == "take_back":
            conversations.take_back(**told)
            messages.success(request, "Taken back. The module is here whenever you like.")
        else:
            conversations.ask(**told)
            messages.success(request, "Asked. It counts the same, and nobody asks why.")
        return redirect("ask_conversation", slug)
    mine = conversations.conversations_of(here.school.urn, person=here.user.ref, item=slug)
    now = mine[-1] if mine and mine[-1].step != conversations.Step.TAKEN_BACK else None
    leads = leads_for(here.school, here.user.ref)
    names = names_of([*leads, *([now.with_whom] if now and now.with_whom else [])])
    context = {
        "title": edition.title,
        "module_url": f"/modules/{slug}/",
        "leads": listed([names[ref] for ref in leads if ref in names] or [""], "or"),
        "now": now,
        "words": words(now, names) if now else "",
        "waits": now is not None and now.step in conversations.WAITS,
        "crumbs": [
            {"label": "My training", "url": "/my-training/"},
            {"label": edition.title, "url": f"/modules/{slug}/"},
            {"label": "As a conversation"},
        ],
    }
    return render(request, "compliance/conversation_ask.html", context)


@login_required
@either
def school_conversations(request: HttpRequest) -> HttpResponse:
    """Who asks for one, what was agreed, and those that were held."""
    here, school = school_led(request)
    form = AgreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agreed = conversations.agree(school=school, by=here.user.ref, **form.cleaned_data)
            assert agreed.day
            messages.success(request, f"Agreed for {full_date(agreed.day)}. They are told.")
            return redirect("conversations")
        except ValidationError as error:
            form.add_error("day", error)
    found = lines(school, here.user.ref)
    context = {
        "waiting": [each for each in found if each.waits],
        "held": [each for each in found if not each.waits],
        "form": form,
        "crumbs": [{"label": "Our school", "url": "/school/"}, {"label": "Conversations"}],
    }
    return render(request, "compliance/conversations.html", context)


@login_required
@require_safe
def choose(request: HttpRequest, ref: str) -> HttpResponse:
    """Which module it was that a person did as a conversation."""
    lead, school, person = person_led(request, ref)
    items = Item.objects.filter(kind=Item.Kind.MODULE).exclude(address="").order_by("title")
    context = {
        "person": person,
        "own": lead.ref == person.ref,
        "items": [each for each in items if module_edition(school, each.slug, today())],
        "crumbs": crumbs(person, "As a conversation"),
    }
    return render(request, "compliance/conversation_choose.html", context)


def _with_names(found: list[Heading], school: School) -> list[Heading]:
    """The headings with the school's own people where the module leaves room for them."""
    told = slot_words(school, contacts(school))
    for slot, name in told.items():
        found = [replace(each, words=each.words.replace(f"{{{slot}}}", name)) for each in found]
    return found


@login_required
@either
def hold(request: HttpRequest, ref: str, slug: str) -> HttpResponse:
    """Write down a conversation that was held."""
    lead, school, person = person_led(request, ref)
    edition = _module(school, slug)
    names = names_of(leads_for(school, person.ref))
    form = HoldForm(
        request.POST or None,
        headings=_with_names(headings(edition), school),
        leads=list(names.items()),
        initial={"day": today(), "with_whom": lead.ref},
    )
    if request.method == "POST" and form.is_valid():
        try:
            conversations.hold(
                school=school,
                person=person.ref,
                item=slug,
                day=form.cleaned_data["day"],
                with_whom=form.cleaned_data["with_whom"],
                covered=form.covered,
                by=lead.ref,
            )
            messages.success(
                request, f"Written down. {person.get_full_name()} has done “{edition.title}”."
            )
            return redirect("person_at_school", person.ref)
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "person": person,
        "title": edition.title,
        "own": lead.ref == person.ref,
        "form": form,
        "crumbs": crumbs(person, "As a conversation"),
    }
    return render(request, "compliance/conversation_hold.html", context)
