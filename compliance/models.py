"""What is required, who is excused, what was asked for and decided by two people, and what people
have been told. All but the last are facts."""

from django.db import models

from people.models import User
from register.models import Content, Fact


class Force(models.TextChoices):
    """Who wants it. Never dress the last three up as law (design/domain-facts.md a.0, 5)."""

    MUST = "must", "Law: must"
    SHOULD = "should", "Guidance: should"
    LOCAL = "local", "Local advice"
    CONTRACT = "contract", "Condition of cover"
    OWN = "own", "Our own rule"


class Requirement(Fact):
    """An item is required of roles, first within days, renewed by a rule. The last row of a
    slug holds; a changed rule keeps the `since` of the row before (due-dates.md, Words)."""

    class Renewal(models.TextChoices):
        ONCE = "once", "once"
        MONTHS = "months", "every so many months"
        YEARLY = "yearly", "yearly by a day"

    slug = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    item = models.CharField(max_length=80)
    roles = models.CharField(max_length=500)  # slugs, separated by commas
    first_due_days = models.PositiveIntegerField()
    renewal = models.CharField(max_length=10, choices=Renewal.choices)
    months = models.PositiveIntegerField(null=True)
    due_day = models.CharField(max_length=5, null=True)  # MM-DD
    window_days = models.PositiveIntegerField()
    applies_from = models.DateField()
    applies_to = models.DateField(null=True)
    since = models.DateField()
    covered_by = models.CharField(max_length=500, null=True)  # items' slugs, commas
    force = models.CharField(max_length=10, choices=Force.choices)
    source = models.CharField(max_length=200)
    source_edition = models.CharField(max_length=120, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(applies_to=None)
                | models.Q(applies_to__gte=models.F("applies_from")),
                name="compliance_requirement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(renewal="once", months=None, due_day=None)
                    | models.Q(renewal="months", months__gte=1, due_day=None)
                    | (models.Q(renewal="yearly", months=None) & ~models.Q(due_day=None))
                ),
                name="compliance_requirement_renewal_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Exemption(Fact):
    """A person is excused a requirement from a day to a day, with a reason, by someone else."""

    ref = models.CharField(max_length=36)
    person = models.CharField(max_length=36)
    requirement = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    reason = models.CharField(max_length=500)
    withdrawn = models.BooleanField(null=True)
    ended_because = models.CharField(max_length=500, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="compliance_exemption_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="compliance_exemption_has_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("by")),
                name="compliance_exemption_by_someone_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} excused {self.requirement}"


class Proposal(Fact):
    """What one lead asks for and another decides: docs/decisions/007."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "make a record void"
        RULE = "rule", "change a requirement"
        HISTORY = "history", "bring in training from before or elsewhere"
        PAPER = "paper", "enter what was signed on paper"

    ref = models.CharField(max_length=36)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    about = models.CharField(max_length=80)  # the record's entry, the requirement's slug, a digest
    person = models.CharField(max_length=36, null=True)  # whose record it is
    reason = models.CharField(max_length=500)
    digest = models.CharField(max_length=64, null=True)  # the kept bytes of what is proposed

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="compliance_proposal_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(person=None) | ~models.Q(person=models.F("by")),
                name="compliance_proposal_not_of_ones_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.about}"

    @classmethod
    def wrong_beside(cls, chain: str) -> str | None:
        """What was proposed is kept, and is still that."""
        for proposal in cls.objects.filter(chain=chain, digest__isnull=False):
            kept = Content.objects.filter(digest=proposal.digest).first()
            if kept is None or not kept.is_whole():
                return f"What proposal {proposal.ref} ({chain}) asked for is missing or changed."
        return None


class Decision(Fact):
    """A proposal was decided, by somebody else than who asked and whom it is about."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", "approved"
        DECLINED = "declined", "declined"
        TAKEN_BACK = "taken_back", "taken back"

    proposal = models.CharField(max_length=36)
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    asked_by = models.CharField(max_length=60)
    person = models.CharField(max_length=36, null=True)
    reason = models.CharField(max_length=500, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(verdict="approved", by=models.F("asked_by")),
                name="compliance_decision_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(person=None)
                | ~models.Q(verdict="approved", by=models.F("person")),
                name="compliance_decision_not_of_ones_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} {self.verdict}"


class Evidence(Fact):
    """A file that goes with a record: a certificate from elsewhere, kept by its digest."""

    record = models.BigIntegerField(db_index=True)  # the entry of the record
    person = models.CharField(max_length=36)
    digest = models.CharField(max_length=64)
    label = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.label

    @classmethod
    def wrong_beside(cls, chain: str) -> str | None:
        """The file is kept, and is still that one. After an erasure it may be gone."""
        for evidence in cls.objects.filter(chain=chain):
            kept = Content.objects.filter(digest=evidence.digest).first()
            if kept and not kept.is_whole():
                return f"The evidence for record {evidence.record} ({chain}) has been changed."
            if not kept and User.objects.filter(ref=evidence.person).exists():
                return f"The evidence for record {evidence.record} ({chain}) is missing."
        return None


class Conversation(Fact):
    """Somebody asks to do a module as a conversation, and what comes of it. The last row of a ref
    holds. That it was held is the record; `covered` are the ids of what was talked about.
    """

    class Step(models.TextChoices):
        ASKED = "asked", "asked for"
        AGREED = "agreed", "a day was agreed"
        TAKEN_BACK = "taken_back", "taken back"
        HELD = "held", "held"

    ref = models.CharField(max_length=36)
    person = models.CharField(max_length=36, db_index=True)
    item = models.CharField(max_length=80)
    step = models.CharField(max_length=20, choices=Step.choices)
    day = models.DateField(null=True)  # agreed, or on which it was held
    with_whom = models.CharField(max_length=36, null=True)
    covered = models.CharField(max_length=2000, null=True)  # ids, separated by commas
    record = models.BigIntegerField(null=True)  # the entry of the record

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(step="held")
                | models.Q(
                    day__isnull=False,
                    with_whom__isnull=False,
                    covered__isnull=False,
                    record__isnull=False,
                ),
                name="compliance_conversation_held_says_all",
            ),
            models.CheckConstraint(
                condition=~models.Q(step__in=["agreed", "held"])
                | (
                    ~models.Q(by=models.F("person"))
                    & (models.Q(with_whom=None) | ~models.Q(with_whom=models.F("person")))
                ),
                name="compliance_conversation_is_between_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.item} as a conversation, {self.step}"


class Notice(models.Model):
    """That a person was told one step about one due day: why nobody is told twice."""

    school = models.CharField(max_length=20)
    person = models.CharField(max_length=36)  # whom it is about
    told = models.CharField(max_length=36)  # who was told: the person, or the DSL
    requirement = models.CharField(max_length=80)
    due_on = models.DateField()
    step = models.CharField(max_length=10)  # "60", "30", "7", "late", "lapse"
    message = models.ForeignKey("outbox.Message", models.PROTECT, related_name="notices")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "told", "person", "requirement", "due_on", "step"],
                name="compliance_notice_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.told}: {self.requirement} of {self.person}, {self.step}"
