"""The forms in which leads keep the rules of their school, in plain words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.text import capfirst

from compliance.actions import MOST_MONTHS
from compliance.bundles import Bundle, BundleRule
from compliance.models import Force, Requirement
from compliance.requirements import NAMED, items_for, named_item
from compliance.written_days import MONTHS
from people.models import School
from people.roles import ROLES, STAFF
from register.models import Item

ALL_STAFF = "all_staff"
NEW = "-"
MOST_DAYS = 3_650
PERIODS = [
    (6, "every 6 months"),
    (12, "every year"),
    (18, "every 18 months"),
    (24, "every 2 years"),
    (36, "every 3 years"),
    (48, "every 4 years"),
    (60, "every 5 years"),
]
FORCES = [
    (Force.MUST, "Law: must. Only where you can name the law"),
    (Force.SHOULD, "Guidance: should. National guidance that schools must have regard to"),
    (Force.LOCAL, "Local advice, from safeguarding partners, the council or the trust"),
    (Force.CONTRACT, "A condition of insurance or cover"),
    (Force.OWN, "Our own rule"),
]
RENEWALS = [
    (Requirement.Renewal.ONCE, "Once is enough"),
    (Requirement.Renewal.MONTHS, "After so many months"),
    (Requirement.Renewal.YEARLY, "Every year by one day for everyone, such as 30 September"),
]
KINDS = [
    (Item.Kind.SESSION, "A session at school, such as on an INSET day"),
    (Item.Kind.OUTSIDE, "A course or certificate from elsewhere"),
    (Item.Kind.CONVERSATION, "A conversation"),
]


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, as a browser's own calendar asks for it."""
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": "Write the day as 2026-09-01 or 01/09/2026.",
            "required": "Choose a day.",
        },
        **more,
    )


def days_field(label: str, **more: Any) -> forms.IntegerField:
    """A number of calendar days."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_DAYS,
        error_messages={
            "required": "Write a number of days; 0 is one.",
            "invalid": "Write a number.",
        },
        **more,
    )


class RuleForm(forms.Form):
    """One requirement: what, of whom, by when, who wants it, from when to when."""

    GROUPS: Mapping[str, tuple[str, ...]] = {
        "What": ("title", "item", "item_name", "item_kind", "covered_by"),
        "Of whom": ("roles",),
        "By when": ("first_due_days", "renewal", "months", "due_day", "window_days"),
        "Who wants it": ("force", "source", "source_edition"),
        "From when": ("applies_from", "applies_to"),
    }
    title = forms.CharField(
        label="What do you call it?",
        max_length=200,
        error_messages={"required": "Give it a title, as people will see it."},
    )
    item = forms.ChoiceField(
        label="What do people do?", error_messages={"required": "Choose what people do."}
    )
    item_name = forms.CharField(
        label="If it is something else: its name", max_length=200, required=False
    )
    item_kind = forms.ChoiceField(
        label="And what is it?", choices=KINDS, initial=Item.Kind.SESSION, required=False
    )
    covered_by = forms.MultipleChoiceField(
        label="Does other training count for it as well?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label="Who is asked?",
        choices=[
            (ALL_STAFF, "All staff"),
            *((slug, capfirst(role.plural)) for slug, role in ROLES.items()),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who is asked."},
    )
    first_due_days = days_field(
        "Within how many days of starting?", help_text="0 means by the first day."
    )
    renewal = forms.ChoiceField(
        label="How often?",
        choices=RENEWALS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often."},
    )
    months = forms.IntegerField(
        label="If after so many months: how many?",
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
    )
    due_day = forms.CharField(
        label="If every year: by which day?",
        required=False,
        max_length=30,
        help_text="Such as 30 September.",
    )
    window_days = days_field(
        "How many days before it is due may it be renewed?",
        help_text="Whoever does it in that time is asked again a full period after the due day, so "
        "being early costs nothing. 92 days before 30 September lets August count.",
    )
    force = forms.ChoiceField(
        label="Who wants it?",
        choices=FORCES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who wants it."},
    )
    source = forms.CharField(
        label="Where does it say so?",
        max_length=200,
        error_messages={"required": "Say where it comes from, even if it is your own rule."},
    )
    source_edition = forms.CharField(
        label="In which edition?", max_length=120, required=False, help_text="Such as 2025."
    )
    applies_from = day_field("From which day is it asked?")
    applies_to = day_field("Is there a last day?", required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = list(items_for(school).values_list("slug", "title"))
        self._choices("item", [("", "Choose"), *items, (NEW, "Something else")])
        self._choices("covered_by", items)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        if name in self.fields:
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields under their headings."""
        for heading, names in self.GROUPS.items():
            yield heading, [self[name] for name in names if name in self.fields]

    def clean_due_day(self) -> str | None:
        text = self.cleaned_data["due_day"].strip()
        return day_of_year(text) if text else None

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("renewal") == Requirement.Renewal.MONTHS and not said.get("months"):
            self._wants("months", "Write a number of months, such as 24.")
        if said.get("renewal") == Requirement.Renewal.YEARLY and not said.get("due_day"):
            self._wants("due_day", "Write a day of the year, such as 30 September.")
        if said.get("item") == NEW and not said.get("item_name", "").strip():
            self._wants("item_name", "Say what people do.")

    def _wants(self, name: str, sentence: str) -> None:
        if name not in self.errors:
            self.add_error(name, sentence)

    def chosen_item(self) -> Item:
        """What people do: one that is there, or a new one that is not saved yet."""
        said = self.cleaned_data
        if said["item"] != NEW:
            return Item.objects.get(slug=said["item"])
        return named_item(said["item_name"], said["item_kind"] or NAMED[0])

    def told(self) -> dict[str, Any]:
        """What `draft_requirement` takes, less the school, the slug and the item."""
        said = self.cleaned_data
        roles = set(said["roles"]) - {ALL_STAFF}
        if ALL_STAFF in said["roles"]:
            roles |= STAFF
        renewal = said["renewal"]
        return {
            "title": said["title"].strip(),
            "roles": roles,
            "first_due_days": said["first_due_days"],
            "renewal": renewal,
            "months": said["months"] if renewal == Requirement.Renewal.MONTHS else None,
            "due_day": said["due_day"] if renewal == Requirement.Renewal.YEARLY else None,
            "window_days": said["window_days"],
            "applies_from": said["applies_from"],
            "applies_to": said["applies_to"],
            "covered_by": said["covered_by"],
            "force": said["force"],
            "source": said["source"].strip(),
            "source_edition": said["source_edition"].strip(),
        }


class ChangeForm(RuleForm):
    """A change of a requirement: what people do stays, and so does the past."""

    GROUPS = {
        **RuleForm.GROUPS,
        "What": ("title", "covered_by"),
        "From when": ("applies_from", "applies_to", "since", "reason"),
    }
    item = item_name = item_kind = None  # type: ignore[assignment]
    applies_from = day_field(
        "From which day does the change hold?", help_text="Until then the rule stays as it is."
    )
    since = day_field(
        "Asked since",
        help_text="A later day gives people more time, so a second lead has to agree.",
    )
    reason = forms.CharField(
        label="Why, if a second lead has to agree",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, before: Requirement, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before, self.today = before, today

    def clean_applies_from(self) -> date:
        day = self.cleaned_data["applies_from"]
        if day < self.today:
            raise ValidationError("The past keeps its rules. Choose today or a later day.")
        return day

    def moves_later(self) -> bool:
        """Whether it would be asked since a later day: then it takes two."""
        return bool(self.is_valid() and self.cleaned_data["since"] > self.before.since)

    def told(self) -> dict[str, Any]:
        return super().told() | {
            "slug": self.before.slug,
            "item": self.before.item,
            "since": self.cleaned_data["since"],
        }


def as_initial(row: Requirement, today: date) -> dict[str, Any]:
    """A row as the change form shows it."""
    roles = set(row.roles.split(","))
    shown = [ALL_STAFF, *sorted(roles - STAFF)] if roles >= STAFF else sorted(roles)
    return {
        **{field.attname: getattr(row, field.attname) for field in Requirement.told()},
        "roles": shown,
        "covered_by": row.covered_by.split(",") if row.covered_by else [],
        "due_day": in_words(row.due_day) if row.due_day else "",
        "applies_from": max(today, row.applies_from),
    }


class EndForm(forms.Form):
    """The last day on which a requirement is asked."""

    last_day = day_field("What is its last day?")


class BundleForm(forms.Form):
    """Which rules of a bundle to adopt, from when, and how often where the school decides."""

    applies_from = day_field(
        "From which day are they asked?", help_text="Time to do them is counted from this day."
    )

    def __init__(self, *args: Any, bundle: Bundle, there: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = [rule for rule in bundle.rules if rule.slug not in set(there)]
        for rule in self.rules:
            self.fields[f"adopt_{rule.slug}"] = forms.BooleanField(
                label=f"Adopt “{rule.title}”", required=False, initial=rule.for_all
            )
            if rule.sets_months:
                self.fields[f"months_{rule.slug}"] = forms.TypedChoiceField(
                    label="How often?",
                    coerce=int,
                    choices=PERIODS,
                    initial=rule.when["months"],
                    error_messages={"required": "Choose how often."},
                )

    def clean(self) -> None:
        if not self.errors and not self.chosen():
            raise ValidationError("Choose at least one rule.")

    def chosen(self) -> list[BundleRule]:
        """The rules that were ticked."""
        return [rule for rule in self.rules if self.cleaned_data.get(f"adopt_{rule.slug}")]

    def told(self, rule: BundleRule) -> dict[str, Any]:
        """What `draft_requirement` takes for a rule, less the school."""
        said = rule.told() | {"applies_from": self.cleaned_data["applies_from"]}
        if rule.sets_months:
            said["months"] = self.cleaned_data[f"months_{rule.slug}"]
        return said


def day_of_year(text: str) -> str:
    """“30 September” or 30/9 as 09-30. Raises ValidationError."""
    words = text.replace("/", " ").replace("-", " ").replace(".", " ").split()
    wrong = ValidationError("Write a day of the year, such as 30 September.")
    if len(words) != 2:
        raise wrong
    day, month = words
    day = day.rstrip("stndrh")
    number = MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in MONTHS else 0
    number = int(month) if month.isdecimal() else number
    try:
        return date(2004, number, int(day)).strftime("%m-%d")
    except ValueError:
        raise wrong from None


def in_words(due_day: str) -> str:
    """09-30 as “30 September”."""
    day = date.fromisoformat(f"2004-{due_day}")
    return f"{day.day} {day:%B}"
