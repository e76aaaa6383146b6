"""Ways from a text to something else. Names are kept in editions: see cms/blocks.py.

A policy or a scenario is named by its item; its title and address as they are when an edition is
published stand beside it as `leads_to`.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.validators import URLValidator
from wagtail import blocks

from register.models import Item

ITEMS = ("policy", "scenario")  # kinds of block, and of item
Raw = dict[str, Any]


def _published(kind: str) -> list[tuple[str, str]]:
    return list(Item.objects.filter(kind=kind).order_by("title").values_list("slug", "title"))


def policies() -> list[tuple[str, str]]:
    """Policies that have been published, by title."""
    return _published(Item.Kind.POLICY)


def scenarios() -> list[tuple[str, str]]:
    """Scenarios that have been published, by title."""
    return _published(Item.Kind.SCENARIO)


def _why() -> blocks.CharBlock:
    return blocks.CharBlock(
        max_length=200, required=False, help_text="Why to open it now, in a sentence."
    )


class PolicyBlock(blocks.StructBlock):
    """The way to a policy."""

    item = blocks.ChoiceBlock(
        choices=policies,
        label="Policy",
        search_index=False,
        help_text="Those that have been published. It opens in the edition in force.",
    )
    note = _why()

    class Meta:
        icon = "doc-full-inverse"
        label = "Policy"
        description = "The way to one of the school’s policies"
        template = "cms/blocks/leads_to.html"


class ScenarioBlock(blocks.StructBlock):
    """The way to a scenario."""

    item = blocks.ChoiceBlock(
        choices=scenarios,
        label="Scenario",
        search_index=False,
        help_text="Those that have been published.",
    )
    note = _why()

    class Meta:
        icon = "openquote"
        label = "Scenario"
        description = "The way to a story in which the reader chooses"
        template = "cms/blocks/leads_to.html"


class SiteBlock(blocks.StructBlock):
    """The way to a page elsewhere."""

    title = blocks.CharBlock(max_length=120, help_text="What is found there.")
    url = blocks.URLBlock(
        max_length=500,
        label="Address",
        validators=[
            URLValidator(
                ["https"],
                message="Give the whole address, beginning with https://, please.",
                code="address",  # a form's field has words of its own for “invalid”
            )
        ],
        help_text="Beginning with https://. Nothing of it is loaded here: readers go there.",
    )
    note = _why()

    class Meta:
        icon = "link-external"
        label = "Another website"
        description = "The way to a page elsewhere"
        template = "cms/blocks/site.html"

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        """The name of the site, so that readers know where they go."""
        context = super().get_context(value, parent_context)
        return context | {"host": urlsplit(value["url"]).hostname or ""}


def leads_to(blocks: Iterable[Raw]) -> dict[str, Raw]:
    """Title and address of the items that blocks (as stored) lead to, by slug. A query at most."""
    slugs = {block["value"].get("item") for block in blocks if block["type"] in ITEMS}
    if not slugs:
        return {}
    found = Item.objects.filter(slug__in=slugs)
    return {item.slug: {"title": item.title, "address": item.address} for item in found}
