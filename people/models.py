"""Schools and people. Posts and leave are facts; names are not (docs/decisions/003)."""

import secrets
import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from people import accent, roles
from register.chain import commitment
from register.models import Fact


def new_ref() -> str:
    """A person's random reference: what facts and commands say instead of a name."""
    return str(uuid.uuid4())


def new_salt() -> bytes:
    """What keeps a commitment to a name from being guessed."""
    return secrets.token_bytes(16)


def tidied(email: str | None) -> str | None:
    """An address as it is kept: in small letters, and none rather than an empty one."""
    return (email or "").strip().lower() or None


class UserManager(BaseUserManager["User"]):
    """Makes accounts. There is no superuser outside development."""

    def create_user(self, ref: str | None = None, **fields: Any) -> "User":
        """An account without a password."""
        email = tidied(fields.pop("email", None))
        user = self.model(ref=ref or new_ref(), email=email, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, ref: str, password: str, **fields: Any) -> "User":
        if not settings.DEBUG:
            raise ValidationError("Inset has no superuser outside development (DEBUG=1).")
        user = self.create_user(ref, is_staff=True, is_superuser=True, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Who a reference is: name, address, sign-in. The one row that an erasure deletes.

    Bound to the ledger by the newest `Person.who`; no fact points here by key.
    """

    ref = models.CharField("reference", max_length=36, unique=True, default=new_ref)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField("e-mail address", unique=True, null=True, blank=True)
    staff_number = models.CharField(max_length=40, blank=True)
    found_at = models.CharField("where to find them", max_length=80, blank=True)
    phone = models.CharField("work telephone", max_length=40, blank=True)
    salt = models.BinaryField(max_length=16, default=new_salt, editable=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "ref"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name"]
    objects = UserManager()

    class Meta:
        db_table = "people_identity"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email=""), name="people_identity_email_or_none"
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="people_identity_email_small"
            ),
            models.CheckConstraint(
                condition=~models.Q(first_name=""), name="people_identity_has_name"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """First name and last name, where there is one."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """The first name: what Wagtail's admin calls an editor."""
        return self.first_name

    def identity(self) -> dict[str, str]:
        """What `Person.who` commits to."""
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "email": self.email or "",
            "staff_number": self.staff_number,
        }


class Trust(models.Model):
    """Schools that count one another's training."""

    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


def check_colour(text: str) -> None:
    """Refuse what is not `#rrggbb`."""
    if not accent.is_colour(text):
        raise ValidationError(f"“{text}” is not a colour. Write # and six digits, such as #45398c.")


class School(models.Model):
    """A school: its URN names its chain in the ledger."""

    urn = models.CharField("URN", primary_key=True, max_length=20)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField("office telephone", max_length=40, blank=True)
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True, related_name="schools")
    accent = models.CharField(max_length=7, default="#45398c", validators=[check_colour])
    crest = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_by_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["urn"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(urn=""), name="people_school_has_urn"),
            models.CheckConstraint(
                condition=~models.Q(urn="shared"), name="people_school_not_shared"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DetailChange(models.Model):
    """That somebody changed what a school says of itself. Not a fact: no standing rests on it
    (docs/decisions/018). Rows are only added; of a crest, the beginning of its digest is kept.
    """

    class What(models.TextChoices):
        NAME = "name", "name"
        ADDRESS = "address", "address"
        PHONE = "phone", "office telephone"
        ACCENT = "accent", "colour"
        CREST = "crest", "crest"

    school = models.CharField(max_length=20, db_index=True)
    by = models.CharField(max_length=36)
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=20, choices=What.choices)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "people_detail_change"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(before=models.F("after")), name="people_detail_change_is_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.what}"


class Person(Fact):
    """That somebody is known to a school; `who` commits to the name, salted (docs/ledger.md)."""

    person = models.CharField(max_length=36, db_index=True)
    who = models.CharField(max_length=64)
    erased = models.BooleanField(null=True)

    class Meta:
        db_table = "people_person"

    def __str__(self) -> str:
        return self.person

    @classmethod
    def wrong_beside(cls, chain: str) -> str | None:
        """Every name that is kept is the one that the newest fact of its person commits to."""
        newest = {
            fact.person: fact for fact in cls.objects.filter(chain=chain).order_by("entry_id")
        }
        users = User.objects.in_bulk(list(newest), field_name="ref")
        for ref, fact in newest.items():
            if fault := fact._identity_fault(users.get(ref)):
                return f"The name of {ref} ({chain}) {fault}."
        return None

    def _identity_fault(self, user: User | None) -> str | None:
        if user is None:
            return None if self.erased else "is missing, and no fact says that it was erased"
        if self.erased:
            return "was erased and is there again"
        try:
            told = commitment(bytes(user.salt), user.identity())
        except ValueError:
            return "has lost the salt that binds it to the register"
        return None if told == self.who else "is not the one that the register is bound to"


class Post(Fact):
    """A person's role at a school from a day to a day, inclusive. The last row of a ref holds."""

    ref = models.CharField(max_length=36)
    person = models.CharField(max_length=36, db_index=True)
    role = models.CharField(max_length=40, choices=roles.CHOICES)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    job_title = models.CharField(max_length=80, null=True)
    withdrawn = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_post_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"

    def has_ended(self, on: date) -> bool:
        """Whether its last day is over."""
        return self.ends_on is not None and self.ends_on < on

    def holds(self, on: date) -> bool:
        """Whether it is held on the day."""
        return self.starts_on <= on and not self.has_ended(on)


class Leave(Fact):
    """A person away from a day to a day, inclusive. The last row of a ref holds."""

    class Kind(models.TextChoices):
        PARENTAL = "parental", "parental leave"
        SICK = "sick", "sickness"
        SECONDMENT = "secondment", "secondment"
        UNPAID = "unpaid", "unpaid leave"

    ref = models.CharField(max_length=36)
    person = models.CharField(max_length=36, db_index=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    withdrawn = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_leave_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"

    def holds(self, on: date) -> bool:
        """Whether they are away on the day."""
        within = self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
        return within and not self.withdrawn


class WaitingPost(Fact):
    """A post by which somebody would see others' records: asked for in a file, decided by another.

    The last row of a ref holds; once confirmed, the post itself has this ref (decisions/010).
    """

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", "confirmed"
        DECLINED = "declined", "declined"

    ref = models.CharField(max_length=36)
    person = models.CharField(max_length=36, db_index=True)
    role = models.CharField(max_length=40, choices=roles.CHOICES)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    verdict = models.CharField(max_length=20, choices=Verdict.choices, null=True)
    asked_by = models.CharField(max_length=60, null=True)  # of a verdict: who had asked

    class Meta:
        db_table = "people_waiting_post"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_waiting_post_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict=None, asked_by=None)
                | models.Q(verdict__isnull=False, asked_by__isnull=False),
                name="people_waiting_post_verdict_on_whose",
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict="confirmed", by=models.F("asked_by"))
                & ~models.Q(verdict="confirmed", by=models.F("person")),
                name="people_waiting_post_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}, {self.verdict or 'waiting'}"


class DeskCode(models.Model):
    """The six letters by which a tablet or a phone finds a school's desk. Not a fact.

    Kept as it is, since it hangs on the wall; what it opens is a question to a witness.
    """

    school = models.CharField(max_length=20, primary_key=True)
    code = models.CharField(max_length=6, unique=True)
    last_day = models.DateField()
    made_by = models.CharField(max_length=60)

    class Meta:
        db_table = "people_desk_code"

    def __str__(self) -> str:
        return self.code


class Visit(models.Model):
    """Somebody asked at the desk to be let in, and a witness said who they are. Not a fact: what
    they sign is one, and names the witness. Forgotten when the day is over.
    """

    school = models.CharField(max_length=20, db_index=True)
    surname = models.CharField(max_length=80, blank=True)  # as typed; forgotten once answered
    initial = models.CharField(max_length=1, blank=True)
    words = models.CharField(max_length=20)  # "Robin 42": on both screens
    asked_at = models.DateTimeField(default=timezone.now)
    person = models.CharField(max_length=36, null=True)
    witness = models.CharField(max_length=36, null=True)
    answered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_visit"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, witness=None, person=None)
                | models.Q(answered_at__isnull=False, witness__isnull=False),
                name="people_visit_answered_by_a_witness",
            ),
            models.CheckConstraint(
                condition=~models.Q(witness=models.F("person")),
                name="people_visit_witness_is_another",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at=None) | models.Q(person__isnull=False),
                name="people_visit_opened_for_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Try(models.Model):
    """That something was tried from somewhere, counted where every worker sees it. Not a fact."""

    what = models.CharField(max_length=20)
    whose = models.CharField(max_length=64)  # a digest of the address
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "people_try"
        indexes = [models.Index(fields=["what", "whose", "at"], name="people_try_counted")]

    def __str__(self) -> str:
        return self.what


class FactorReset(models.Model):
    """That somebody's passkeys and app were taken away by a second person, and why. Not a fact:
    it says nothing of anybody's training.
    """

    school = models.CharField(max_length=20)
    person = models.CharField(max_length=36)
    by = models.CharField(max_length=36)
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=300)

    class Meta:
        db_table = "people_factor_reset"
        indexes = [models.Index(fields=["school", "at"], name="people_factor_reset_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(by=models.F("person")), name="people_factor_reset_by_another"
            ),
            models.CheckConstraint(
                condition=~models.Q(why=""), name="people_factor_reset_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.person


class StaffFile(models.Model):
    """A staff file between preview and applying, and that it was applied. Not a fact.

    The bytes are forgotten when it is applied, the row of one that is not after a day.
    """

    school = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200, blank=True)
    data = models.BinaryField(null=True)
    kept_by = models.CharField(max_length=60)
    kept_at = models.DateTimeField(default=timezone.now)
    applied_by = models.CharField(max_length=60, null=True)
    applied_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "people_staff_file"
        constraints = [
            models.UniqueConstraint(fields=["school", "digest"], name="people_staff_file_once"),
            models.CheckConstraint(
                condition=models.Q(applied_by=None, applied_at=None, data__isnull=False)
                | models.Q(applied_by__isnull=False, applied_at__isnull=False, data=None),
                name="people_staff_file_applied_or_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.digest


class Look(models.Model):
    """That somebody looked at another person's record, or took records away. Not a fact: it is
    forgotten after two years (reliability.md T21).

    One row for each quarter of an hour (`quarter`, counted since 1970), so that a page loaded
    again is told once. `people`: of what was taken away, the refs of all, in one row.
    """

    class Page(models.TextChoices):
        RECORD = "record", "training record"
        CERTIFICATE = "certificate", "certificate"
        EVIDENCE = "evidence", "file with a record"
        REQUEST = "request", "request to put a record right"
        WORDS = "words", "question or reason about a policy"
        STANDINGS = "standings", "table of who stands where"
        CERTIFICATES = "certificates", "certificates"
        SIGNED = "signed", "table of who signed a policy"
        PACK = "pack", "pack of evidence"

    at = models.DateTimeField(default=timezone.now)
    quarter = models.PositiveIntegerField()
    school = models.CharField(max_length=20)
    by = models.CharField(max_length=36, db_index=True)
    person = models.CharField(max_length=36, blank=True, db_index=True)
    page = models.CharField(max_length=20, choices=Page.choices)
    about = models.CharField(max_length=200, blank=True)  # a certificate's title, say
    number = models.PositiveIntegerField(default=1)
    people = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "person", "page", "about", "quarter"],
                condition=~models.Q(person=""),
                name="people_look_once_in_a_quarter",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("by")), name="people_look_at_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} looked: {self.page}"
