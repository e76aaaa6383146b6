"""The filters of *Our school*, kept in the address."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.text import capfirst

from compliance.due import Facts
from compliance.facts import rules_of
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
NOT_THERE = {"invalid_choice": "Choose one of those in the list."}


class BoardFilters(forms.Form):
    """Whom to show, of what, in which standing, as at which day. Everything may be left out."""

    name = forms.CharField(label="Name", required=False, max_length=80)
    role = forms.ChoiceField(label="People", required=False, error_messages=NOT_THERE)
    requirement = forms.ChoiceField(label="Asked of them", required=False, error_messages=NOT_THERE)
    standing = forms.ChoiceField(
        label="Standing", required=False, choices=STANDINGS, error_messages=NOT_THERE
    )
    on = forms.DateField(
        label="As at",
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as 2026-03-14, or leave it out for today."},
    )

    def __init__(self, data: Mapping, facts: Facts) -> None:
        super().__init__(data, auto_id="%s")
        here = {post.role for person in facts.people for post in person.posts}
        roles = [(slug, capfirst(role.plural)) for slug, role in ROLES.items() if slug in here]
        rules = {rule.id: rule.words.title for rule in rules_of(facts)}.items()
        self.fields["role"].choices = [("", "Everyone"), *roles]  # type: ignore[attr-defined]
        self.fields["requirement"].choices = [("", "Everything"), *rules]  # type: ignore[attr-defined]

    def kept(self) -> dict[str, str]:
        """What was asked for and makes sense, as links keep it."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def day(self) -> date | None:
        """The day asked about, None for today."""
        self.is_valid()
        return self.cleaned_data.get("on")
