"""The first page of the editor: what one can write, and where to go on."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from cms.models import ShelfPage

WORDS = {
    "modules": ("A module", "Lessons to read, and questions at the end."),
    "policies": ("A policy", "Sections or a PDF, and a sentence to sign under."),
    "scenarios": ("A scenario", "A story in which the reader chooses."),
}


class WhatToWrite(Component):
    """The shelves, each with the way to something new."""

    name = "what_to_write"
    order = 10
    template_name = "cms/admin/what_to_write.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Only shelves that this editor may add to."""
        user = parent_context["request"].user
        shelves = [
            {"page": page, "words": WORDS[page.slug][0], "about": WORDS[page.slug][1]}
            for page in ShelfPage.objects.filter(slug__in=WORDS).order_by("path")
            if page.permissions_for_user(user).can_add_subpage()
        ]
        return {"shelves": shelves}


def put_first(request: HttpRequest, panels: list[Any]) -> None:
    """Say first what can be written; counts of pages tell an author nothing."""
    panels.append(WhatToWrite())
