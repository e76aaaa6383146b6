"""Looking for words in everything that one may read."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from compliance import search
from compliance.search import MOST_LETTERS, Document, Found, Passage, Wanted
from compliance.search_texts import documents_for
from people.access import Membership, membership, today
from people.contacts import contacts, fill, slot_words
from register.models import Item

KINDS = {
    Item.Kind.MODULE: "Modules",
    Item.Kind.POLICY: "Policies",
    Item.Kind.DOCUMENT: "Documents",
    Item.Kind.SCENARIO: "Scenarios",
}
ONE = {
    Item.Kind.MODULE: "Module",
    Item.Kind.POLICY: "Policy",
    Item.Kind.DOCUMENT: "Document",
    Item.Kind.SCENARIO: "Scenario",
}
WORDS_TO_SHOW = 6  # by which a browser finds the paragraph


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph that has the words: where it is, and what it says with the words marked."""

    url: str
    heading: str
    words: SafeString


@dataclass(frozen=True, slots=True)
class Shown:
    """Something to read that has the words."""

    title: SafeString
    kind: str
    url: str
    places: list[Place]
    more: int


@login_required
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """What was found; before anything was asked, or where nothing was, all there is to read."""
    here = membership(request)
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:MOST_LETTERS]
    documents = documents_for(here, today())
    looked_for = search.wanted(query)
    found = search.find(documents, looked_for) if looked_for else None
    crumbs = [{"label": "My training", "url": "/my-training/"}, {"label": "Search"}]
    context: dict[str, Any] = {"query": query, "found": found, "crumbs": crumbs}
    if found and found.hits:
        context |= {"hits": _shown(here, found), "heading": _heading(found, query)}
        context["retired"] = list(dict.fromkeys(w for w in found.wanted if w.retired))
    else:
        context["shelves"] = _shelves(documents)
        context["retired"] = [each for each in looked_for if each.retired]
    return render(request, "compliance/search.html", context)


def _heading(found: Found, query: str) -> str:
    things = "One thing" if found.number == 1 else f"{found.number} things"
    return f"{things} to read for “{query}”"


def _shelves(documents: list[Document]) -> list[tuple[str, list[Document]]]:
    """All there is, by kind."""
    of = {words: [each for each in documents if each.kind == kind] for kind, words in KINDS.items()}
    return [(words, each) for words, each in of.items() if each]


def _shown(here: Membership, found: Found) -> list[Shown]:
    slots = slot_words(here.school, contacts(here.school))
    return [
        Shown(
            title=_marked(hit.document.title, found.wanted, slots),
            kind=ONE[Item.Kind(hit.document.kind)],
            url=hit.document.address,
            places=[_place(hit.document, each, found.wanted, slots) for each in hit.places],
            more=hit.more,
        )
        for hit in found.hits
    ]


def _place(
    document: Document, each: Passage, wanted: tuple[Wanted, ...], slots: dict[str, str]
) -> Place:
    cut = search.in_short(each.text, wanted)
    words = _marked(cut, wanted, slots)
    return Place(_address(document, each, wanted), each.heading, words)


def _marked(text: str, wanted: tuple[Wanted, ...], slots: dict[str, str]) -> SafeString:
    """The words marked; what a text leaves to each school is filled in, as in the text itself."""
    parts = [
        (mark_safe("<mark>{}</mark>" if hit else "{}").format(fill(escape(words), slots)),)  # noqa: S308
        for words, hit in search.marked(text, wanted)
    ]
    return format_html_join("", "{}", [(mark_safe(part),) for (part,) in parts])  # noqa: S308


def _address(document: Document, each: Passage, wanted: tuple[Wanted, ...]) -> str:
    """The lesson or section; browsers that can go on to the very words, and mark them there."""
    base = document.address
    if each.place and document.kind == Item.Kind.MODULE:
        return f"{base}{each.place}/#{_at_the_words(each, wanted)}"
    if each.place:
        return f"{base}?whole=1#{quote(each.place)}{_at_the_words(each, wanted)}"
    return base


def _at_the_words(each: Passage, wanted: tuple[Wanted, ...]) -> str:
    pieces = search.marked(each.text, wanted)
    hits = [place for place, (_, hit) in enumerate(pieces) if hit]
    if not hits:
        return ""
    rest = "".join(words for words, _ in pieces[hits[0] :]).split("{")[0]
    words = " ".join(rest.split()[:WORDS_TO_SHOW])
    return f":~:text={quote(words, safe='').replace('-', '%2D')}"
