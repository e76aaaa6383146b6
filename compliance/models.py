"""What is required, who is excused, and what people have been told. The first two are facts."""

from django.db import models

from register.models import Fact


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
