"""Scenario pages, and the runs of those who read them."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cms.models import ItemPage
from scenarios.case import DISPROVED
from scenarios.checks import check, publishable
from scenarios.story import BadStory, from_data


class ScenarioPage(ItemPage):
    """A case study that branches. The story is kept as `story.to_data` gives it."""

    item_kind = "scenario"
    shelf = "scenarios"
    parent_page_types = ["cms.ShelfPage"]
    subpage_types: list[str] = []
    story = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = "scenario"

    def snapshot(self) -> dict[str, Any]:
        return super().snapshot() | {"story": self.story}

    def not_ready(self) -> list[str]:
        """A story that is written, and in which no check SC01 to SC09 was disproved."""
        try:
            answers = check(from_data(self.story))
        except BadStory as fault:
            return [*super().not_ready(), str(fault)]
        faults = [f"{code}: {one.why}" for code, one in answers.items() if one.answer == DISPROVED]
        return super().not_ready() + ([] if publishable(answers) else faults)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Readers are served from an edition (`scenarios.urls`), not from the page."""
        return redirect(f"/scenarios/{self.slug}/")


class Run(models.Model):
    """One person's way through a story, pinned to the edition it began in. Not a fact."""

    person = models.CharField(max_length=36)
    item = models.CharField(max_length=80)
    edition = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    school = models.CharField("URN of the school where it was begun", max_length=20, blank=True)
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

    def says_as(self, other: "Step") -> bool:
        """Whether it says the same: one of the two was a second press."""
        return (self.kind, self.choice) == (other.kind, other.choice)

    def told(self) -> dict[str, Any]:
        """The step as `story.walk` reads it."""
        if self.kind == self.Kind.CHOICE:
            return {"choice": self.choice, "words": self.words}
        return {self.kind: True}


class Withdrawal(models.Model):
    """A school takes an old edition away from those who are part-way, for a reason they are told.

    Their runs stay as they are; they start afresh in the edition in force.
    """

    school = models.CharField(max_length=20)
    item = models.CharField(max_length=80)
    edition = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=36)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "item", "edition"], name="scenarios_withdrawn_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="scenarios_withdrawn_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}, edition {self.edition}, at {self.school}"
