"""Policies. What people signed, and in which edition, is in the register."""

from collections.abc import Mapping
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import SourceBlock
from cms.models import ItemPage, as_preview
from policies.blocks import QuestionBlock, SectionBlock
from register.models import Content, Fact

STATEMENT = "I have read and understood this policy. I know who to tell, and I will follow it."
STATEMENT_LENGTH = 500  # Record.statement


class PolicyPage(ItemPage):
    """A policy: sections to read, and a sentence to sign under. One page, one publication."""

    item_kind = "policy"
    shelf = "policies"
    parent_page_types = ["cms.ShelfPage"]
    subpage_types: list[str] = []

    sections = StreamField([("section", SectionBlock())], blank=True)
    statement = models.TextField(
        "what people sign",
        default=STATEMENT,
        validators=[MaxLengthValidator(STATEMENT_LENGTH)],
        help_text="The sentence above their name, in the first person.",
    )
    questions = StreamField(
        [("question", QuestionBlock())],
        blank=True,
        max_num=3,
        help_text="If you like: two or three, answered before signing, so that you know that it "
        "was understood. How many were right at once is kept with the signature.",
    )
    model_note = models.TextField(
        "note on a model",
        blank=True,
        help_text="What to adapt before it is yours. Readers see it; empty it once that is done.",
    )
    sources = StreamField([("source", SourceBlock())], blank=True)

    content_panels = [
        ItemPage.door_panel,
        *Page.content_panels,
        *ItemPage.about_panels,
        FieldPanel("minutes"),
        FieldPanel("model_note"),
        FieldPanel("sections"),
        FieldPanel("questions"),
        FieldPanel("statement"),
        MultiFieldPanel(
            [FieldPanel("sources"), *ItemPage.checked_panels], heading="Where this comes from"
        ),
    ]

    class Meta:
        verbose_name = "policy"
        verbose_name_plural = "policies"

    def snapshot(self) -> dict[str, Any]:
        """The page with its sections, each under the id of its block, and what is signed."""
        return super().snapshot() | {
            "sections": [
                {"id": child["id"]} | child["value"] for child in self.sections.get_prep_value()
            ],
            "questions": [dict(child.value) | _answers(child.value) for child in self.questions],
            "statement": self.statement,
            "model_note": self.model_note,
            "sources": [child["value"] for child in self.sources.get_prep_value()],
        }

    def not_ready(self) -> list[str]:
        """A policy has sections that say something, and a sentence to sign under."""
        shown, found = self.snapshot(), super().not_ready()
        if not shown["sections"]:
            found.append("Write at least one section.")
        for number, section in enumerate(shown["sections"], start=1):
            if not (section["title"].strip() and section["body"].strip()):
                found.append(f"Section {number}: give it a title and a text.")
        for number, question in enumerate(shown["questions"], start=1):
            if sum(answer["right"] for answer in question["answers"]) != 1:
                found.append(f"Question {number}: tick exactly one right answer.")
        if not self.statement.strip():
            found.append("Say what people sign, in a sentence.")
        return found

    def serve(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Readers are served by address, from an edition: see policies/urls.py."""
        return redirect("policy", self.slug)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft as a reader would see it."""
        from policies.views import preview

        return as_preview(preview(request, self))


def _answers(question: Mapping[str, Any]) -> dict[str, Any]:
    return {"answers": [dict(answer) for answer in question["answers"]]}


class Word(Fact):
    """What somebody said of an edition before or instead of signing it, or was answered.

    `words` is the digest of what was said, kept beside the ledger: free text may speak of people,
    so it can be erased with a name while the fact that something was said stays.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", "a question"
        DECLINE = "decline", "declined"
        ANSWER = "answer", "an answer"

    person = models.CharField(max_length=36, db_index=True)  # who asked or declined
    item = models.CharField(max_length=80)
    edition = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    words = models.CharField(max_length=64)
    about = models.BigIntegerField(null=True)  # of an answer: the entry that it answers

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="answer", about__isnull=False)
                | (~models.Q(kind="answer") & models.Q(about__isnull=True)),
                name="policies_word_answers_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.kind} on {self.item}"

    @classmethod
    def wrong_beside(cls, chain: str) -> str | None:
        """Words that are kept are those that were said."""
        said = cls.objects.filter(chain=chain).values("words")
        for kept in Content.objects.filter(digest__in=said):
            if not kept.is_whole():
                return f"Words of somebody on a policy ({chain}) are not those that were said."
        return None
