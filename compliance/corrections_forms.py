"""Forms for putting right what is on record, and for excusing somebody."""

from collections.abc import Iterable
from typing import Any

from django import forms

from compliance.requirement_forms import day_field

WHY = {"required": "Say why: whoever checks later will ask."}


def why_field(label: str, **more: Any) -> forms.CharField:
    """A reason, in a few sentences."""
    return forms.CharField(
        label=label,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=WHY,
        **more,
    )


class VoidForm(forms.Form):
    """Why a record is wrong."""

    reason = why_field("What is wrong with this record?")


class ExcuseForm(forms.Form):
    """Excused what, from when to when, and why."""

    requirement = forms.ChoiceField(
        label="Excused what?", error_messages={"required": "Choose what they are excused."}
    )
    starts_on = day_field("From which day?")
    ends_on = day_field("To which day?", help_text="The last day on which they are excused.")
    reason = why_field("Why?")

    def __init__(self, *args: Any, rules: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose"), *rules]
        self.fields["requirement"].choices = choices  # type: ignore[attr-defined]


class EndExcuseForm(forms.Form):
    """Until when it holds, or that it never did; and why."""

    how = forms.ChoiceField(
        label="What happens to it?",
        choices=[
            ("ends", "It ends on a day"),
            ("mistake", "It was a mistake, and never held"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens to it."},
    )
    last_day = day_field("If it ends: its last day", required=False)
    reason = why_field("Why?")

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("how") == "ends" and not said.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", "Choose the last day on which it holds.")


class EvidenceForm(forms.Form):
    """A file that goes with a record."""

    file = forms.FileField(
        label="The file, as a PDF, PNG or JPEG",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
        error_messages={"required": "Choose the file.", "empty": "This file is empty."},
    )
    label = forms.CharField(
        label="What is it?", max_length=120, initial="Certificate", required=False
    )
