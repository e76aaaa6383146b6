"""Policies. What people signed, and in which edition, is in the register."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import SourceBlock
from cms.models import ItemPage, as_preview
from people.roles import OWNERS, ROLES
from policies.blocks import QuestionBlock, SectionBlock
from policies.files import PDF, check_pdf
from register import content
from register.models import Content, Fact

REVIEWED = [(12, "every year"), (24, "every two years"), (36, "every three years")]
STATEMENT = "I have read and understood this policy. I know who to tell, and I will follow it."
STATEMENT_LENGTH = 500  # Record.statement


class PolicyPage(ItemPage):
    """A policy: sections to read, and a sentence to sign under. One page, one publication."""

    item_kind = "policy"
    shelf = "policies"
    parent_page_types = ["cms.ShelfPage"]
    subpage_types: list[str] = []
    _read: tuple[str | None, bytes | None] | None = None  # the file's name and bytes

    sections = StreamField([("section", SectionBlock())], blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="the text as a PDF",
        help_text="In place of sections. Its bytes are kept with each edition: replacing the file "
        "changes nothing that was signed.",
    )
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
    owner_post = models.CharField(
        "who answers for it",
        max_length=40,
        choices=[(slug, ROLES[slug].words) for slug in OWNERS],
        default="dsl",
        help_text="Whoever holds this post gets questions, and is reminded before the review.",
    )
    review_months = models.PositiveSmallIntegerField(
        "how often it is reviewed", choices=REVIEWED, default=12
    )
    statutory_as = models.CharField(
        "its name in the list of statutory policies",
        max_length=120,
        blank=True,
        help_text="As the Department for Education calls it. Empty if it is not on that list.",
    )

    content_panels = [
        ItemPage.door_panel,
        *Page.content_panels,
        *ItemPage.about_panels,
        FieldPanel("minutes"),
        FieldPanel("model_note"),
        FieldPanel("sections"),
        FieldPanel("document"),
        FieldPanel("questions"),
        FieldPanel("statement"),
        MultiFieldPanel(
            [FieldPanel("owner_post"), FieldPanel("review_months"), FieldPanel("statutory_as")],
            heading="Owner and review",
        ),
        MultiFieldPanel(
            [FieldPanel("sources"), *ItemPage.checked_panels], heading="Where this comes from"
        ),
    ]

    class Meta:
        verbose_name = "policy"
        verbose_name_plural = "policies"

    @property
    def pdf(self) -> bytes | None:
        """The file's bytes, None without a file or when it is lost. Read once: what was digested
        is what is kept, even if somebody writes over the file meanwhile.
        """
        name = self.document.file.name if self.document else None
        if self._read is None or self._read[0] != name:
            self._read = name, self._bytes()
        return self._read[1]

    def _bytes(self) -> bytes | None:
        if self.document is None:
            return None
        try:
            with self.document.file.open("rb") as file:
                return file.read()
        except OSError:
            return None

    def snapshot(self) -> dict[str, Any]:
        """The page with its sections, each under the id of its block, and what is signed."""
        return super().snapshot() | {
            "sections": [
                {"id": child["id"]} | child["value"] for child in self.sections.get_prep_value()
            ],
            "pdf": hashlib.sha256(self.pdf).hexdigest() if self.pdf else None,
            "pdf_size": len(self.pdf or b""),
            "questions": [dict(child.value) | _answers(child.value) for child in self.questions],
            "statement": self.statement,
            "model_note": self.model_note,
            "sources": [child["value"] for child in self.sources.get_prep_value()],
            "owner": self.owner_post,
            "review_months": self.review_months,
            "statutory_as": self.statutory_as,
        }

    def not_ready(self) -> list[str]:
        """A policy has sections that say something or a PDF, and a sentence to sign under."""
        shown, found = self.snapshot(), super().not_ready()
        found += self._text_not_ready(shown["sections"])
        for number, question in enumerate(shown["questions"], start=1):
            if sum(answer["right"] for answer in question["answers"]) != 1:
                found.append(f"Question {number}: tick exactly one right answer.")
        if not self.statement.strip():
            found.append("Say what people sign, in a sentence.")
        return found

    def _text_not_ready(self, sections: list[dict[str, str]]) -> list[str]:
        if self.document is None:
            found = [] if sections else ["Write at least one section, or choose a PDF."]
        elif sections:
            found = ["Take out the sections or the PDF: readers should have one text."]
        elif self.pdf is None:
            found = ["The PDF’s file is lost. Upload it again."]
        else:
            try:
                check_pdf(self.pdf)
                found = []
            except ValidationError as error:
                found = error.messages
        for number, section in enumerate(sections, start=1):
            if not (section["title"].strip() and section["body"].strip()):
                found.append(f"Section {number}: give it a title and a text.")
        return found

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """Through the door, as any item's page; the file's bytes are kept with the edition."""
        if self.pdf:
            content.keep(self.pdf, PDF)
        return super().publish(*args, **kwargs)

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
