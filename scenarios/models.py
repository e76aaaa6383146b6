"""Scenario pages with the sources they rest on, and the runs of those who read them."""

import json
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cms.models import ItemPage, as_preview
from scenarios import blocks
from scenarios.panels import StoryPanel
from scenarios.stream import from_stream, to_stream

COMPLETES = [
    ("best,acceptable", "Best and acceptable endings"),
    ("best", "Best endings only"),
    ("best,acceptable,unsafe", "Any ending"),
]


class ScenarioPage(ItemPage):
    """A case study that branches."""

    item_kind = "scenario"
    shelf = "scenarios"
    parent_page_types = ["cms.ShelfPage"]
    subpage_types: list[str] = []

    passages = StreamField([("passage", blocks.PassageBlock())], blank=True, collapsed=True)
    start = models.TextField(
        "where it starts",
        blank=True,
        help_text="The name of a passage. If you leave it empty, it is the first one below.",
    )
    key = models.TextField(
        "key point",
        blank=True,
        help_text="One sentence to take away, large in the debrief.",
    )
    reflection = models.TextField(
        "a moment to think",
        blank=True,
        help_text="What did you notice? Whom would you tell? What could the school change? "
        "Nothing is written down or sent.",
    )
    invented = models.TextField(
        "who is invented", blank=True, default="Names, ages and place are invented."
    )
    completes_with = models.CharField(
        "counts as done after",
        max_length=40,
        default="best,acceptable",
        blank=True,
        help_text="Any other ending leads to the debrief and another go.",
    )
    max_steps = models.PositiveSmallIntegerField(
        "most decisions on a way",
        null=True,
        blank=True,
        help_text="If you give a number, it is held to it.",
    )
    ifid = models.CharField(max_length=80, blank=True, editable=False)  # Twine's identifier

    content_panels = [
        ItemPage.door_panel,
        StoryPanel(heading="How the story stands"),
        *Page.content_panels,
        *ItemPage.about_panels,
        FieldPanel("minutes"),
        FieldPanel("passages"),
        MultiFieldPanel(
            [
                FieldPanel("start", widget=forms.TextInput(attrs={"list": "passage-names"})),
                FieldPanel("completes_with", widget=forms.Select(choices=COMPLETES)),
                FieldPanel("max_steps"),
            ],
            heading="From start to end",
        ),
        MultiFieldPanel(
            [
                FieldPanel("key", widget=forms.TextInput),
                FieldPanel("reflection", widget=forms.Textarea(attrs={"rows": 3})),
                FieldPanel("invented", widget=forms.TextInput),
            ],
            heading="In the debrief",
        ),
        MultiFieldPanel(ItemPage.checked_panels, heading="Checked against"),
    ]

    class Meta:
        verbose_name = "scenario"

    @property
    def story(self) -> dict[str, Any]:
        """The story as `story.to_data` gives it. What is half written is not hidden."""
        passages = from_stream(self.passages.get_prep_value())
        said = {
            "title": self.title,
            "start": self.start or (passages[0]["name"] if passages else ""),
            "passages": passages,
            "ifid": self.ifid,
            "lead": self.lead,
            "content_note": self.content_note,
            "invented": self.invented,
            "key": self.key,
            "reflection": self.reflection,
            "max_steps": self.max_steps,
        }
        told = {name: value for name, value in said.items() if value or name in ("title", "start")}
        if self.completes_with != "best,acceptable":
            told["completes_with"] = [kind for kind in self.completes_with.split(",") if kind]
        return told

    @story.setter
    def story(self, told: dict[str, Any]) -> None:
        """Fill the page from a story. Title, lead and content note are the page's own."""
        passages = told.get("passages", [])
        first = passages[0]["name"] if passages else ""
        self.passages = json.dumps(to_stream(passages))
        self.start = "" if told["start"] == first else told["start"]
        self.completes_with = ",".join(told.get("completes_with", ["best", "acceptable"]))
        self.max_steps = told.get("max_steps")
        for name in ("ifid", "invented", "key", "reflection"):
            setattr(self, name, told.get(name, ""))

    def snapshot(self) -> dict[str, Any]:
        return super().snapshot() | {"story": self.story}

    def not_ready(self) -> list[str]:
        """What the checks disprove, with a walk that does, and what nobody has accepted yet."""
        from scenarios.proof import what_stands_in_the_way

        return super().not_ready() + what_stands_in_the_way(self)

    def serve(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Readers are served from an edition (`scenarios.urls`), not from the page."""
        return redirect("scenario", self.slug)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The opening, and each passage."""
        names = [(block.id, block.value["name"]) for block in self.passages if block.id]
        return [("", "The opening"), *names]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft as a reader would see it, and what it lacks."""
        from scenarios.authoring_views import preview

        return as_preview(preview(request, self, mode_name))


@register_snippet
class Source(models.Model):
    """A document that citations may name. The list is the site's, and check SC12 asks it."""

    cite = models.CharField(
        "title", max_length=200, unique=True, help_text="As citations name it, to the letter."
    )
    edition = models.CharField(
        max_length=120, blank=True, help_text="Which edition we hold it to, such as “2025”."
    )
    force = models.CharField(
        "how far it binds",
        max_length=20,
        choices=blocks.FORCES,
        help_text="At most. A citation of a part of it may bind less.",
    )
    superseded = models.BooleanField(
        "there is a newer edition", default=False, help_text="Every scenario that cites it says so."
    )

    class Meta:
        ordering = ["cite"]

    def __str__(self) -> str:
        return self.cite


class Acceptance(models.Model):
    """Somebody answers by name for what a check could not prove of one exact story."""

    page = models.ForeignKey(ScenarioPage, models.CASCADE, related_name="acceptances")
    digest = models.CharField("of the story", max_length=64)
    code = models.CharField(max_length=4)
    why = models.TextField()
    by = models.CharField(max_length=36)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "digest", "code"], name="scenarios_accepted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.page}"


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
    choice = models.TextField(blank=True)
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
