"""The ledger and what is kept beside it (design: docs/house.md, docs/ledger.md).

A *fact* is written once, through `register.ledger.append`, and never changed. What is only
convenience (items' addresses, bookmarks) says so and is not evidence.
"""

import hashlib
import re
from functools import cache
from typing import Any

from django.db import models
from django.db.models import F, Q

SHARED = "shared"  # the chain of editions that every school on this installation reads


class FactsAreAppended(TypeError):
    """Somebody tried to save, change or delete a fact other than by `append`."""


def _refuse(*_args: Any, **_kwargs: Any) -> Any:
    raise FactsAreAppended("Facts are only appended, through register.ledger.append.")


class FactQuerySet(models.QuerySet):
    """Reads only; `append` writes."""

    update = delete = bulk_update = update_or_create = get_or_create = create = _refuse
    bulk_create = _refuse


class Written(models.Model):
    """A row that is written once: no save, no delete."""

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    save = delete = _refuse  # type: ignore[assignment]


class Entry(Written):
    """One line of the ledger: which fact, when, by whom, bound to the line before it."""

    id = models.BigIntegerField(primary_key=True)
    chain = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=250)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    body = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="register_entry_chain_seq"),
            models.UniqueConstraint(fields=["chain", "key"], name="register_entry_chain_key"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.kind}"


class Fact(Written):
    """A typed row that says in columns what its entry says in its body.

    Columns are only ever added: nullable, without a default, never renamed (rename in Python, with
    `db_column`), retyped or removed. Nothing in it is unique beside the entry: that belongs in the
    entry's key. No floats, decimals or JSON.
    """

    entry = models.OneToOneField(
        Entry, models.PROTECT, primary_key=True, related_name="+", db_constraint=True
    )
    chain = models.CharField(max_length=40, db_index=True)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        abstract = True

    @classmethod
    @cache
    def told(cls) -> list[models.Field]:
        """The fields that are the body of the entry."""
        own = {"entry", "chain", "recorded_at", "by"}
        return [field for field in cls._meta.concrete_fields if field.name not in own]

    @classmethod
    def wrong_beside(cls, chain: str) -> str | None:
        """One sentence on what is wrong with what these facts bind elsewhere, if anything.

        `verify_register` asks every kind of fact; a kind that binds something (a name, the bytes
        of an edition) says here how to check it.
        """
        return None


class Item(models.Model):
    """A thing that can be done or signed. Facts name it by its slug, which never changes.

    Title and address are for finding it today; what it was called is in its editions.
    """

    class Kind(models.TextChoices):
        MODULE = "module", "module"
        POLICY = "policy", "policy"
        DOCUMENT = "document", "document"
        SCENARIO = "scenario", "scenario"
        SESSION = "session", "INSET session"
        OUTSIDE = "outside", "outside training"
        CONVERSATION = "conversation", "conversation"

    slug = models.SlugField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=200)
    why = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    address = models.CharField(max_length=200, blank=True)
    page = models.OneToOneField(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="item"
    )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.address


_NAMED = re.compile(rb'"(?:digest|pdf)": "([0-9a-f]{64})"')


def _files_named_in(text: "Content | None") -> set[str]:
    """The digests of the files that a page's text rests on; a PDF names none."""
    if text is None or text.media_type != "application/json":
        return set()
    return {found.decode() for found in _NAMED.findall(bytes(text.data))}


def _wrong_with(kept: "Content | None") -> str:
    """What is wrong with kept bytes, to go on a sentence; nothing if they are whole."""
    if kept is None:
        return "is missing from the content store"
    return "" if kept.is_whole() else "is not the one that was published"


class Edition(Fact):
    """A published state of an item, in the chain of a school or in the shared one."""

    class Grade(models.TextChoices):
        CORRECTION = "correction", "correction"
        REREAD = "reread", "please re-read"
        MUST_REDO = "must_redo", "must do again"

    item = models.CharField(max_length=80, db_index=True)
    number = models.PositiveIntegerField()
    published_on = models.DateField()
    grade = models.CharField(max_length=20, choices=Grade.choices)
    redo_days = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=200)
    label = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    what_changed = models.CharField(max_length=500)
    approved_by = models.CharField(max_length=60)
    withdraws = models.BooleanField(null=True)  # the editions before: nobody goes on in them
    meeting = models.CharField(max_length=120, null=True)  # in which it was approved
    approved_on = models.DateField(null=True)
    review_on = models.DateField(null=True)  # to be looked at again by this day

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade="must_redo", redo_days__isnull=False)
                | (~Q(grade="must_redo") & Q(redo_days__isnull=True)),
                name="register_edition_redo_days",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}, edition {self.number}"

    @classmethod
    def wrong_beside(cls, chain: str) -> str | None:
        """The bytes that were published are kept, and are still those bytes; so are the files that
        a text names.
        """
        sound: set[str] = set()  # files that have been looked at: many editions share them
        for edition in cls.objects.filter(chain=chain).order_by("entry_id"):
            kept = Content.objects.filter(digest=edition.digest).first()
            if wrong := _wrong_with(kept):
                return f"The text of {edition} ({chain}) {wrong}."
            for digest in _files_named_in(kept) - sound:
                if wrong := _wrong_with(Content.objects.filter(digest=digest).first()):
                    return f"A file of {edition} ({chain}), {digest[:12]}, {wrong}."
                sound.add(digest)
        return None


class RecordQuerySet(FactQuerySet):
    """Records in the words of those who ask for them."""

    def not_void(self) -> "RecordQuerySet":
        """Those that still stand: no void among them, and none that was made void."""
        voids = Record.objects.filter(voids=models.OuterRef("entry_id"))
        return self.filter(~Q(kind=Record.Kind.VOID), ~models.Exists(voids))


class Record(Fact):
    """Who did or signed what, in which edition, on which day, by whose hand."""

    class Kind(models.TextChoices):
        COMPLETED = "completed", "completed"
        SIGNED = "signed", "signed"
        DECLARED = "declared", "declared"
        VOID = "void", "made void"

    person = models.CharField(max_length=36)
    item = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    edition = models.PositiveIntegerField(null=True)
    happened_on = models.DateField()
    digest = models.CharField(max_length=64, null=True)
    title = models.CharField(max_length=200, null=True)
    statement = models.CharField(max_length=500, null=True)
    who = models.CharField(max_length=64, null=True)
    score = models.PositiveIntegerField(null=True)
    out_of = models.PositiveIntegerField(null=True)
    how = models.CharField(max_length=30, null=True)
    witness = models.CharField(max_length=36, null=True)
    voids = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=500, null=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "item", "happened_on"]),
            models.Index(
                fields=["voids"], condition=Q(voids__isnull=False), name="register_record_voids"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="void", voids__isnull=False, reason__isnull=False, reason__gt="")
                | (~Q(kind="void") & Q(voids__isnull=True)),
                name="register_record_void_of_what_and_why",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True, out_of__isnull=True)
                | Q(score__isnull=False, out_of__isnull=False, score__lte=F("out_of")),
                name="register_record_score_out_of",
            ),
            models.CheckConstraint(
                condition=~Q(witness=F("person")), name="register_record_witness_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.item} on {self.happened_on}"


class Content(models.Model):
    """Bytes that an edition or a certificate rests on, by their SHA-256. Never replaced."""

    digest = models.CharField(primary_key=True, max_length=64)
    media_type = models.CharField(max_length=100)
    data = models.BinaryField()
    kept_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest

    def is_whole(self) -> bool:
        """Whether these are still the bytes that were kept."""
        return hashlib.sha256(bytes(self.data)).hexdigest() == self.digest


class Bookmark(models.Model):
    """Where a person was in an item: a convenience, not a fact."""

    person = models.CharField(max_length=36)
    item = models.CharField(max_length=80)
    edition = models.PositiveIntegerField(null=True)
    place = models.CharField(max_length=120)
    place_words = models.CharField(max_length=120, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "item"], name="register_bookmark_one_each"),
            models.CheckConstraint(
                condition=models.Q(done__lte=models.F("total")), name="register_bookmark_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.place} of {self.item}"
