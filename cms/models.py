"""The site's own pages, and `ItemPage`: a Wagtail page that carries an item of the register."""

import json
from typing import Any

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.models import Page, PagePermissionTester
from wagtail.rich_text import expand_db_html

from cms.forms import ItemPageForm
from cms.middleware import ADMIN_POLICY
from register.models import Item

SLUG_LENGTH = 80  # Item.slug
WHERE_THE_DOOR_IS = "When it is ready, publish it under “Our school”, “Publish an edition”."


def _day_panel(name: str) -> FieldPanel:
    """The browser's own field: Wagtail's makes today of a day that it cannot read."""
    return FieldPanel(name, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class KeepsItsPlace(PagePermissionTester):
    """A page that addresses rest on: nobody moves or deletes it, or publishes in one go under it.

    Wagtail's *create and publish* asks the parent, so the parent is where it is refused.
    """

    def can_publish_subpage(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False


class NoWagtailPublish(PagePermissionTester):
    """Editing as always; publishing only through *Publish an edition*."""

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False


class HomePage(Page):
    """The root of the tree. Addresses above it belong to `config.urls`."""

    max_count = 1
    subpage_types = ["cms.ShelfPage"]
    parent_page_types = ["wagtailcore.Page"]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return KeepsItsPlace(user, self)


class ShelfPage(Page):
    """A shelf for one kind of page: modules, policies, scenarios."""

    parent_page_types = ["cms.HomePage"]
    is_creatable = False  # the three that the tree begins with are all there are
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return KeepsItsPlace(user, self)

    def serve(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shelves are for editors; a reader goes to their own list."""
        return redirect("/my-training/")


class DoorIsElsewhere(PermissionDenied):
    """Somebody tried to publish a page that carries an item by Wagtail's own door."""


class NotReady(ValidationError):
    """The draft cannot be published yet; its messages say what to put right."""


class ItemPage(Page):
    """A page that carries an item, for its editors.

    Readers are served from an edition's kept bytes, at the same address, by the page's room.
    """

    item_kind: str
    shelf = ""  # the slug of the one shelf where such pages stand; any if left out
    lead = models.CharField(
        "in one sentence",
        max_length=300,
        blank=True,
        help_text="What the reader will know or be able to do. It stands under the title.",
    )
    why = models.CharField(
        "why it is asked, for the list",
        max_length=300,
        blank=True,
        help_text="One sentence for “My training”, such as “So that you know who to tell, and "
        "what to do, from your first morning.”",
    )
    content_note = models.CharField(
        "content note",
        max_length=500,
        blank=True,
        help_text="If it speaks of harm, say honestly what it holds and what it leaves out. "
        "Readers see this first, with a way to leave.",
    )
    minutes = models.PositiveSmallIntegerField(default=0, help_text="How long a calm reader takes.")
    checked_against = models.TextField(
        blank=True, help_text="The documents that this was checked against, one a line."
    )
    checked_on = models.DateField(null=True, blank=True)
    review_on = models.DateField("to be looked at again by", null=True, blank=True)

    about_panels = [
        FieldPanel("lead"),
        FieldPanel("why"),
        FieldPanel("content_note"),
    ]
    checked_panels = [
        FieldPanel("checked_against"),
        _day_panel("checked_on"),
        _day_panel("review_on"),
    ]
    door_panel = HelpPanel(
        content=f"<p>What you save is a draft that only editors see. {WHERE_THE_DOOR_IS}</p>"
    )
    content_panels = [
        door_panel,
        *Page.content_panels,
        *about_panels,
        FieldPanel("minutes"),
        *checked_panels,
    ]
    promote_panels = [FieldPanel("slug", heading="Last part of the address")]
    base_form_class = ItemPageForm
    settings_panels: list[Any] = []  # no dates to go live or to expire: editions have their day

    class Meta:
        abstract = True

    def snapshot(self) -> dict[str, Any]:
        """Everything that a reader is shown, as plain JSON data: what an edition keeps."""
        return {
            "kind": self.item_kind,
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
        shown = with_addresses(self.snapshot())
        return json.dumps(shown, ensure_ascii=False, sort_keys=True, indent=1).encode()

    def not_ready(self) -> list[str]:
        """What must be put right before this can be published, each as a sentence."""
        return [] if self.title.strip() else ["Give it a title."]

    def carried_item(self) -> Item | None:
        """The item, once the page has been published for the first time."""
        return Item.objects.filter(page_id=self.pk).first() if self.pk else None

    def clean(self) -> None:
        """Records name the item by the slug: it stays once published, and is nobody else's."""
        super().clean()
        if self.checked_on and self.review_on and self.review_on <= self.checked_on:
            raise ValidationError(
                {"review_on": "Choose a day after the one on which it was checked."}
            )
        if len(self.slug) > SLUG_LENGTH or not self.slug.isascii():
            raise ValidationError(
                {"slug": f"Use up to {SLUG_LENGTH} plain letters, numbers and hyphens."}
            )
        mine = self.carried_item()
        if mine and mine.slug != self.slug:
            raise ValidationError(
                {"slug": f"People’s records name this by “{mine.slug}”, so that stays as it is."}
            )
        other = None if mine else Item.objects.filter(slug=self.slug).first()
        if other and (other.page_id or other.kind != self.item_kind):
            raise ValidationError(
                {"slug": f"“{other.title}” has that address already. Choose another one."}
            )

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        """On its own shelf only, since the shelf is the beginning of the address."""
        return super().can_exist_under(parent) and cls.shelf in ("", parent.slug)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """A new page, a copy as well, begins as a draft, with an address from its title."""
        if self._state.adding:
            self.live = False
        if not self.slug:
            words = slugify(self.title)[: SLUG_LENGTH - 4].strip("-")
            self.slug = self._get_autogenerated_slug(words or self.item_kind)
        return super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """A draft, without any day on which Wagtail would publish or withdraw it."""
        self.go_live_at = self.expire_at = None
        return super().save_revision(*args, **kwargs)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return NoWagtailPublish(user, self)

    def publish(
        self, revision: Any, *args: Any, through_the_door: bool = False, **kwargs: Any
    ) -> Any:
        """Refuse every way of Wagtail's to publish; `compliance.publishing` passes.

        Raises DoorIsElsewhere, or NotReady when the draft lacks something.
        """
        if not through_the_door:
            raise DoorIsElsewhere(WHERE_THE_DOOR_IS)
        if faults := revision.as_object().not_ready():
            raise NotReady(faults)
        return super().publish(revision, *args, **kwargs | {"skip_permission_checks": True})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page itself is shown to nobody: to sign-in, or to one's own list."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return redirect("/my-training/")


def with_addresses(shown: Any) -> Any:
    """The same data with links to pages of this site written out, so that bytes stand alone."""
    if isinstance(shown, dict):
        return {name: with_addresses(value) for name, value in shown.items()}
    if isinstance(shown, list):
        return [with_addresses(value) for value in shown]
    return expand_db_html(shown) if isinstance(shown, str) and "linktype=" in shown else shown


def as_preview(response: HttpResponse) -> HttpResponse:
    """Let the editor's own window show this answer to a page's `serve_preview`."""
    response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
