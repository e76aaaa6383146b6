"""Stories from files into the site, and the site's stories for a file."""

import json
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify
from wagtail.models import Page

from cms.drafts import save_draft
from cms.models import SLUG_LENGTH
from people.access import today
from register import content
from register.editions import in_force
from register.models import SHARED, Edition, Item
from scenarios.imported import Imported
from scenarios.kept import ifid_of
from scenarios.models import ScenarioPage
from scenarios.story import BadStory, Story, from_data, to_data

IFID_LENGTH = 80  # ScenarioPage.ifid; Twine's own have 36 characters


def save_imported(read: Imported, *, title: str) -> tuple[ScenarioPage, bool]:
    """The story as a page's latest draft, and whether the page is new.

    A page that has the same story (by its identifier) gets a new draft; its older ones are kept.
    Any other page is left alone: a free slug is found.
    """
    ifid = read.ifid[:IFID_LENGTH] if read.ifid else ifid_of(read.story)
    page = _page_of(ifid)
    shown = {"title": title[:255].rstrip(), "story": to_data(replace(read.story, ifid=ifid))}
    for name, longest in (("lead", 300), ("content_note", 500)):
        if words := getattr(read.story, name):
            shown[name] = words[:longest]
    slug = page.slug if page else free_slug(title)
    return save_draft(ScenarioPage, shelf="scenarios", slug=slug, **shown), page is None


def _page_of(ifid: str) -> ScenarioPage | None:
    """The page whose draft, or edition in force, is the story with this identifier."""
    for page in ScenarioPage.objects.order_by("pk"):
        try:
            stories = [_draft_of(page.slug), _in_force(page.slug)]
        except BadStory:
            continue
        if ifid in [ifid_of(story) for story in stories if story]:
            return page
    return None


def free_slug(title: str) -> str:
    """A slug that no page has, and that nobody's records name."""
    words = slugify(title)[: SLUG_LENGTH - 4].strip("-") or "scenario"
    slug, number = words, 1
    while any(named.exists() for named in _named(slug)):
        number += 1
        slug = f"{words}-{number}"
    return slug


def _named(slug: str) -> tuple[QuerySet[Any], ...]:
    return (
        Page.objects.filter(slug=slug),
        Item.objects.filter(slug=slug),
        Edition.objects.filter(item=slug),
    )


def story_of(slug: str) -> Story | None:
    """The story of the edition in force, or of the draft where there is none; None: no such one.

    Raises BadStory for a draft that holds no story yet.
    """
    return _in_force(slug) or _draft_of(slug)


def _in_force(slug: str) -> Story | None:
    edition = in_force(slug, SHARED, today())
    shown = json.loads(content.fetch(edition.digest).data) if edition else {}
    return from_data(shown["story"]) if shown.get("kind") == "scenario" else None


def _draft_of(slug: str) -> Story | None:
    page = ScenarioPage.objects.filter(slug=slug).first()
    return from_data(page.get_latest_revision_as_object().story) if page else None
