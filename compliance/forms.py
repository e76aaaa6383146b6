"""The day that is asked about, and the filters of *Our school*. Both are kept in the address."""

from collections.abc import Mapping

from django import forms
from django.utils.text import capfirst

from compliance.asat import AsAt
from compliance.roster import Roster
from people.access import today
from people.roles import ROLES

STANDINGS = [
    ("", "Late first"),
    ("late", "Late"),
    ("due_soon", "Due soon"),
    ("to_do", "To do"),
    ("current", "In date"),
    ("paused", "Paused"),
    ("excused", "Excused"),
]
KNOWN = [("", "As it stood"), ("then", "As it was known then")]
NOT_THERE = {"invalid_choice": "Choose one of those in the list."}


class AsAtForm(forms.Form):
    """Which day, and by what was known when. Both may be left out: today, by all that is known."""

    on = forms.DateField(
        label="As at",
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as 2026-03-14, or leave it out for today."},
    )
    known = forms.ChoiceField(
        label="A past day", required=False, choices=KNOWN, error_messages=NOT_THERE
    )

    def __init__(self, data: Mapping) -> None:
        super().__init__(data, auto_id="%s")

    def as_at(self) -> AsAt:
        """The day asked about; today where none is given, or none that is in the calendar."""
        self.is_valid()
        on = self.cleaned_data.get("on") or today()
        return AsAt(on, then=self.cleaned_data.get("known") == "then" and on < today())


class BoardFilters(AsAtForm):
    """Whom to show, of what, in which standing. Everything may be left out."""

    name = forms.CharField(label="Name", required=False, max_length=80)
    role = forms.ChoiceField(label="People", required=False, error_messages=NOT_THERE)
    requirement = forms.ChoiceField(label="Asked of them", required=False, error_messages=NOT_THERE)
    standing = forms.ChoiceField(
        label="Standing", required=False, choices=STANDINGS, error_messages=NOT_THERE
    )
    field_order = ["name", "role", "requirement", "standing", "on", "known"]

    def __init__(self, data: Mapping, roster: Roster) -> None:
        super().__init__(data)
        here = {role for row in roster.rows for role in row.roles}
        roles = [(slug, capfirst(role.plural)) for slug, role in ROLES.items() if slug in here]
        rules = [(rule.id, rule.words.title) for rule in roster.columns]
        self.fields["role"].choices = [("", "Everyone"), *roles]  # type: ignore[attr-defined]
        self.fields["requirement"].choices = [("", "Everything"), *rules]  # type: ignore[attr-defined]

    def kept(self) -> dict[str, str]:
        """What was asked for and makes sense, as links keep it."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
