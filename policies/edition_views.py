"""Any edition as it was signed, for ever; and what is different between two."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from people.access import today
from people.models import School
from policies.access import check_may_read, editions_seen
from policies.differences import differences
from policies.pages import Reading, crumbs, edition_words
from policies.texts import text_of
from register.editions import editions_of, in_force
from register.models import Edition, Item


@require_safe
@login_required
def edition(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """The kept text of an edition, with the names of a day (`on`; else of its first day)."""
    here = check_may_read(request)
    item = get_object_or_404(Item, slug=slug, kind=kind)
    found = _edition(here.school, slug, number, request.GET.get("text", ""))
    text = text_of(found.digest)
    page = Reading(
        here, found.title, text.minutes or item.minutes, text, found, _day(request, found)
    )
    context = {
        "page": page,
        "now": in_force(slug, here.school.urn, today()),
        "others": [each for each in editions_seen(here.school, slug) if each.pk != found.pk],
        "crumbs": _crumbs(item, found),
        "large": "large" in request.GET,
    }
    return render(request, "policies/edition.html", context)


@require_safe
@login_required
def since(request: HttpRequest, slug: str, number: int, before: int, kind: str) -> HttpResponse:
    """What is different in an edition since an earlier one."""
    here = check_may_read(request)
    item = get_object_or_404(Item, slug=slug, kind=kind)
    old, new = (_edition(here.school, slug, each, "") for each in (before, number))
    page = Reading(here, new.title, item.minutes, text_of(new.digest), new)
    found = differences(old.digest, new.digest)
    context = {
        "page": page,
        "differences": found,
        "found": page.marked(found) if found else [],
        "old": edition_words(old),
        "new": edition_words(new),
        "crumbs": _crumbs(item, new),
    }
    return render(request, "policies/since.html", context)


def _edition(school: School, slug: str, number: int, digest: str) -> Edition:
    """The edition of this number; of several, that with the digest, else the school's own."""
    found = [each for each in editions_seen(school, slug) if each.number == number]
    if digest:
        found = [each for each in found if each.digest == digest]
    mine = set(editions_of(slug, school.urn).values_list("pk", flat=True)) if found[1:] else set()
    found.sort(key=lambda each: each.pk in mine)
    if not found:
        raise Http404("Your school has no such edition.")
    return found[-1]


def _day(request: HttpRequest, found: Edition) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return found.published_on


def _crumbs(item: Item, found: Edition) -> list[dict[str, str]]:
    return [
        *crumbs(item.title)[:1],
        {"label": item.title, "url": item.address},
        {"label": f"Edition {found.number}"},
    ]
