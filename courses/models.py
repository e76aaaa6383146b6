"""Modules, and where readers are in them. What counts as evidence is in the register."""

from copy import deepcopy
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, RevisionMixin

from cms.library import Chosen, FileLost, kept_in
from cms.models import ItemPage, NotReady, as_preview
from cms.panels import ReadyPanel
from cms.unfinished import unfinished
from courses.blocks import ASKED, DrawBlock, LessonBlock, questions_kept
from courses.faults import faults
from courses.minutes import reckoned
from courses.module import module_from
from courses.showing import content_kept, faults_in


class QuestionBank(DraftStateMixin, RevisionMixin, models.Model):
    """Questions that modules draw from. Publishing a module keeps them in its edition as they
    are then, so that a bank can be worked on at any time.

    `source` says where an imported bank comes from, `source_digest` what it said there.
    """

    title = models.CharField(max_length=120)
    about = models.TextField(
        blank=True, help_text="For editors: what the questions are about and where they come from."
    )
    questions = StreamField(ASKED, blank=True)
    source = models.CharField(max_length=200, blank=True, editable=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="question_bank")

    panels = [FieldPanel("title"), FieldPanel("about"), FieldPanel("questions")]

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=~models.Q(source=""), name="courses_bank_from_one"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> Any:
        return self._revisions


class ModulePage(ItemPage):
    """A module: lessons to read and questions to answer. One page, so one publication of all."""

    item_kind = "module"
    shelf = "modules"
    parent_page_types = ["cms.ShelfPage"]
    subpage_types: list[str] = []
    _chosen: Chosen  # the files of the snapshot made last

    audience = models.CharField(
        "for whom", max_length=200, blank=True, help_text="Such as “All staff, in any job”."
    )
    lessons = StreamField(
        [("lesson", LessonBlock())],
        blank=True,
        help_text="Readers may stop after each. Some short ones read better than one long.",
    )
    quiz_title = models.CharField("title", max_length=120, default="Check what you will do")
    quiz_lead = models.CharField("in one sentence", max_length=300, blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        default=80,
        validators=[
            MinValueValidator(1, "The pass mark is a whole number from 1 to 100."),
            MaxValueValidator(100, "The pass mark is a whole number from 1 to 100."),
        ],
        help_text="How many of every 100 must be right. With 80, six of eight are too few.",
    )
    shuffled = models.BooleanField(
        "in another order each time",
        default=False,
        help_text="Questions, and answers to choose from. Then no answer may say “all of these”.",
    )
    tries = models.PositiveSmallIntegerField(
        "how often it may be tried",
        default=0,
        validators=[
            MaxValueValidator(20, "Choose from 1 to 20 tries, or 0 for as many as one likes.")
        ],
        help_text="0 means as often as somebody likes, which is kindest. When tries are used up, "
        "a conversation with the safeguarding lead takes their place.",
    )
    wait_minutes = models.PositiveSmallIntegerField(
        "minutes between two tries",
        default=0,
        validators=[
            MaxValueValidator(7 * 24 * 60, "Choose at most a week, which is 10080 minutes.")
        ],
        help_text="0 means at once. A day is 1440.",
    )
    questions = StreamField([*ASKED, ("bank", DrawBlock())], blank=True)
    file_digest = models.CharField(max_length=64, blank=True, editable=False)  # courses/content.py

    content_panels = [
        ReadyPanel(),
        TitleFieldPanel("title", help_text="As it stands in people’s lists."),
        *ItemPage.about_panels,
        FieldPanel("audience"),
        FieldPanel("lessons"),
        MultiFieldPanel(
            [
                FieldPanel("quiz_title"),
                FieldPanel("quiz_lead"),
                FieldPanel("pass_mark"),
                FieldPanel("questions"),
                FieldPanel("shuffled"),
                FieldPanel("tries"),
                FieldPanel("wait_minutes"),
            ],
            heading="Questions at the end",
        ),
        MultiFieldPanel(ItemPage.checked_panels, heading="Checked against"),
    ]

    class Meta:
        verbose_name = "module"

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Minutes are reckoned from the lessons."""
        self.minutes = self.reckoned_minutes()
        return super().save(*args, **kwargs)

    def reckoned_minutes(self) -> int:
        """The minutes of all lessons together; the questions come on top."""
        return sum(lesson["value"]["minutes"] for lesson in self._lessons())

    def _lessons(self) -> list[dict[str, Any]]:
        """The lessons as stored, with minutes."""
        lessons = deepcopy(self.lessons.get_prep_value())
        for lesson in lessons:
            value = lesson["value"]
            value["minutes"] = value["minutes"] or reckoned(value["content"])
        return lessons

    def snapshot(self) -> dict[str, Any]:
        """The page with its lessons and quiz as stored; ids of blocks are kept, and files named
        by their digest.
        """
        lessons = self._lessons()
        self._chosen = content_kept(lessons)
        return super().snapshot() | {
            "minutes": sum(lesson["value"]["minutes"] for lesson in lessons),
            "audience": self.audience,
            "lessons": lessons,
            "quiz": {
                "title": self.quiz_title,
                "lead": self.quiz_lead,
                "pass_mark": self.pass_mark,
                "shuffled": self.shuffled,
                "tries": self.tries,
                "wait_minutes": self.wait_minutes,
                "questions": questions_kept(self.questions),
            },
        }

    def not_ready(self) -> list[str]:
        """A module has lessons that say something, and a quiz that can be passed."""
        module = module_from(self.snapshot())
        found = super().not_ready()
        if not module.lessons:
            found.append("Write at least one lesson.")
        for number, lesson in enumerate(module.lessons, start=1):
            found += [f"Lesson {number}: {fault}" for fault in faults_in(lesson.content)]
        for number, child in enumerate(self.lessons, start=1):
            found += [f"Lesson {number}: {each}" for each in unfinished(child.block, child.value)]
        return found + self._banks_not_ready() + faults(module.quiz)

    def _banks_not_ready(self) -> list[str]:
        banks = [child.value["bank"] for child in self.questions if child.block_type == "bank"]
        found = [
            f"The bank “{bank}” is a draft. Look at it under “Question banks”, then publish it."
            for bank in banks
            if bank and not bank.live
        ]
        if None in banks:
            found.append("A bank that questions were drawn from is gone: choose another one.")
        return found

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Through the door, as any item's page; the bytes of its files are kept with the edition.

        Raises NotReady when a file is lost or was replaced at this very moment.
        """
        draft = revision.as_object()
        named = {
            kept.digest
            for lesson in draft.snapshot()["lessons"]
            for block in lesson["value"]["content"]
            for kept in kept_in(block)
        }
        try:
            kept = draft._chosen.keep()
        except FileLost as lost:
            raise NotReady([str(lost)]) from lost
        if named - kept:
            raise NotReady(["A file was replaced while you published. Look, and publish again."])
        return super().publish(revision, *args, **kwargs)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The first page, each lesson, and the questions."""
        lessons = [(child.id, child.value["title"]) for child in self.lessons if child.id]
        return [("", "The first page"), *lessons, ("quiz", "The questions")]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft as a reader would see it, and what it lacks."""
        from courses.views import preview

        return as_preview(preview(request, self, mode_name))


class LessonRead(models.Model):
    """That a person is through with a lesson, in the edition they began. Kept until they pass.

    A convenience like a bookmark: it says where to carry on and opens the quiz.
    """

    person = models.CharField(max_length=36)
    item = models.CharField(max_length=80)
    lesson = models.CharField(max_length=80)
    edition = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "item", "lesson"], name="courses_lesson_read_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} read {self.lesson} of {self.item}"


class Attempt(models.Model):
    """Answers that a person sent to a quiz, marked. Theirs alone to see; the mark is evidence
    only where a record says so.

    `form_key` is the try's own number, so that a second press sends nothing twice; `digest` names
    the text that was answered, `asked` the questions of it in the order shown (none: all).
    """

    person = models.CharField(max_length=36)
    item = models.CharField(max_length=80)
    edition = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    form_key = models.UUIDField()
    answers = models.JSONField()
    right = models.PositiveSmallIntegerField()
    out_of = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    asked = models.JSONField(default=list)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "form_key"], name="courses_attempt_sent_once"
            ),
            models.CheckConstraint(
                condition=models.Q(right__lte=models.F("out_of")), name="courses_attempt_right"
            ),
        ]
        indexes = [models.Index(fields=["person", "item", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.right} of {self.out_of} in {self.item}"


class Reflection(models.Model):
    """What a person wrote for themselves beside a moment to think. Nobody else ever reads it:
    see courses/reflections.py. `prompt` is what was asked then; it goes on `delete_on`.
    """

    person = models.CharField(max_length=36)
    item = models.CharField(max_length=80)
    block = models.CharField(max_length=80)
    prompt = models.CharField(max_length=300)
    words = models.TextField()
    written_at = models.DateTimeField()
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "item", "block"], name="courses_reflection_one_each"
            ),
            models.CheckConstraint(
                condition=~models.Q(words=""), name="courses_reflection_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"A reflection in {self.item}"  # never whose, never the words: this may be logged
