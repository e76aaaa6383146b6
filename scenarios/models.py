"""Scenario pages, and the runs of those who read them."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import path

from cms.models import ItemPage


class ScenarioPage(ItemPage):
    """A case study that branches. The story is kept as `story.to_data` gives it."""

    item_kind = "scenario"
    parent_page_types = ["cms.ShelfPage"]
    subpage_types: list[str] = []
    story = models.JSONField(default=dict, editable=False)

    def snapshot(self) -> dict[str, Any]:
        return super().snapshot() | {"story": self.story}

    def item_slug(self) -> str:
        """What facts call it; the page's own slug before its first edition."""
        item = self.carried_item()
        return item.slug if item else self.slug

    @path("")
    def opening(self, request: HttpRequest) -> HttpResponse:
        """What it is about, and the way in."""
        from scenarios import views

        return views.opening(request, self.item_slug())

    @path("story/")
    def playing(self, request: HttpRequest) -> HttpResponse:
        """The passage where the reader stands."""
        from scenarios import views

        return views.playing(request, self.item_slug())

    @path("debrief/")
    def debriefing(self, request: HttpRequest) -> HttpResponse:
        """What followed, why, and where that is written."""
        from scenarios import views

        return views.debriefing(request, self.item_slug())


class Run(models.Model):
    """One person's way through a story, pinned to the edition it began in. Not a fact."""

    person = models.CharField(max_length=36)
    item = models.CharField(max_length=80)
    edition = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    began_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "item", "edition"], name="scenarios_run_one_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} of {self.person}"


class Step(models.Model):
    """One step of a run: a choice with the words as shown, back, or again. Only added to."""

    class Kind(models.TextChoices):
        CHOICE = "choice", "choice"
        BACK = "back", "back"
        AGAIN = "again", "start again"

    run = models.ForeignKey(Run, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    choice = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="scenarios_step_in_order"),
            models.CheckConstraint(
                condition=models.Q(kind="choice") ^ models.Q(choice=""),
                name="scenarios_step_names_its_choice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.choice or self.kind}"

    def told(self) -> dict[str, Any]:
        """The step as `story.walk` reads it."""
        if self.kind == self.Kind.CHOICE:
            return {"choice": self.choice, "words": self.words}
        return {self.kind: True}
