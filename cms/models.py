"""The site's own pages, and `ItemPage`: a Wagtail page that carries an item of the register."""

import json
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, PagePermissionTester

from register.models import Item


class HomePage(Page):
    """The root of the tree. Addresses above it belong to `config.urls`."""

    max_count = 1
    subpage_types = ["cms.ShelfPage"]
    parent_page_types = ["wagtailcore.Page"]


class ShelfPage(Page):
    """A shelf for one kind of page: modules, policies, scenarios."""

    parent_page_types = ["cms.HomePage"]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shelves are for editors; a reader goes to their own list."""
        from django.shortcuts import redirect

        return redirect("/my-training/")


class DoorIsElsewhere(PermissionDenied):
    """Somebody tried to publish a page that carries an item by Wagtail's own door."""


class NoWagtailPublish(PagePermissionTester):
    """Editing as always; publishing only through *Publish an edition*."""

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_schedule(self) -> bool:
        return False


class ItemPage(RoutablePageMixin, Page):
    """A page that carries an item. Readers are served from an edition's kept bytes."""

    item_kind: str
    lead = models.CharField("in one sentence", max_length=300, blank=True)
    why = models.CharField("why it is asked, for the list", max_length=300, blank=True)
    content_note = models.CharField("content note", max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    checked_against = models.CharField(max_length=500, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("why"),
        FieldPanel("content_note"),
        FieldPanel("minutes"),
        FieldPanel("checked_against"),
        FieldPanel("checked_on"),
        FieldPanel("review_on"),
    ]

    class Meta:
        abstract = True

    def snapshot(self) -> dict[str, Any]:
        """Everything that a reader is shown, as plain JSON data: what an edition keeps."""
        return {
            "title": self.title,
            "lead": self.lead,
            "why": self.why,
            "content_note": self.content_note,
            "minutes": self.minutes,
            "checked_against": self.checked_against,
            "checked_on": self.checked_on.isoformat() if self.checked_on else None,
            "review_on": self.review_on.isoformat() if self.review_on else None,
        }

    def snapshot_bytes(self) -> bytes:
        """The snapshot as the bytes that are kept and digested."""
        text = json.dumps(self.snapshot(), ensure_ascii=False, sort_keys=True, indent=1)
        return text.encode()

    def carried_item(self) -> Item | None:
        """The item, once the page has been published for the first time."""
        return Item.objects.filter(page=self.page_ptr).first()

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return NoWagtailPublish(user, self)

    def publish(self, revision: Any, *args: Any, through_the_door: bool = False, **kwargs: Any) -> Any:
        """Refuse every way of Wagtail's to publish; `compliance.actions.publish` passes."""
        if not through_the_door:
            raise DoorIsElsewhere("Publish this page under “Publish an edition”.")
        return super().publish(revision, *args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask who is reading before any route of the page answers."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().serve(request, *args, **kwargs)
