"""What *Publish an edition* asks for."""

from typing import Any

from django import forms

from compliance.annexes import MOST_WORDS
from compliance.policy_approval import GOVERNORS, HEAD, Approval
from people.access import today

GRADES = [
    ("correction", "A correction: nobody is asked for anything"),
    ("reread", "Please re-read: shown as changed, and nobody has to do it again"),
    ("must_redo", "Must do again: everyone it is asked of does the new edition"),
]


class EditionForm(forms.Form):
    """The grade of change, and what changed, in a sentence."""

    grade = forms.ChoiceField(
        label="How much has changed?",
        choices=GRADES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how much has changed."},
    )
    redo_days = forms.IntegerField(
        label="If it must be done again: within how many days?",
        min_value=0,
        max_value=365,
        required=False,
        initial=14,
        help_text="14 days, if you leave it empty.",
    )
    what_changed = forms.CharField(
        label="What changed, in a sentence",
        help_text="Readers see this beside the new edition.",
        max_length=500,
        error_messages={"required": "Say in a sentence what changed."},
    )


class ModuleEditionForm(EditionForm):
    """The next edition of a module, which some people may be in the middle of."""

    withdraws = forms.BooleanField(
        label="Withdraw the edition before",
        required=False,
        help_text="Whoever has begun the edition before finishes it, and it counts. Tick this if "
        "something in it was wrong: then they go on in the new one, and lessons that say the same "
        "stay read.",
    )


class FirstEditionForm(forms.Form):
    """Nobody has done a first edition, so there is nothing to choose."""

    what_changed = forms.CharField(
        label="A note for the record",
        max_length=500,
        initial="First edition.",
        error_messages={"required": "Write a note, such as “First edition.”"},
    )


class Upload(forms.Form):
    """A document as a file, with the name of its edition."""

    file = forms.FileField(
        label="The document, as a PDF",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": "Choose the PDF.", "empty": "This file is empty."},
    )
    label = forms.CharField(
        label="Which edition is it?",
        help_text="As on its cover, such as “2025” or “September 2025”.",
        max_length=120,
        error_messages={"required": "Say which edition this is, as on its cover."},
    )


class DocumentForm(Upload, EditionForm):
    """The next edition of a document."""

    field_order = ("file", "label", "grade", "redo_days", "what_changed")


class FirstDocumentForm(Upload, FirstEditionForm):
    """The first edition of a document."""

    field_order = ("file", "label", "what_changed")


class Approved(forms.Form):
    """Who approved a policy, and from which day it is in force."""

    approved_by = forms.ChoiceField(
        label="Who approved it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say who approved it."},
    )
    meeting = forms.CharField(
        label="In which meeting?",
        help_text="Of governors, always: “Full governing body”, say, with its minute if you like.",
        max_length=120,
        required=False,
    )
    approved_on = forms.DateField(
        label="On which day was it approved?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        error_messages={"invalid": "Write the day as 2026-12-04."},
    )
    on = forms.DateField(
        label="In force from",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=today,
        error_messages={
            "required": "Say from which day it is in force.",
            "invalid": "Write the day as 2026-12-04.",
        },
    )

    def __init__(self, *args: Any, approval: Approval | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(GOVERNORS, "The governing body"), (HEAD, "The headteacher")]
        if approval:
            said.insert(0, (approval.by, approval.words))
            self.initial |= {"approved_by": approval.by, "approved_on": approval.on}
        self.fields["approved_by"].choices = said  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Governors approve in a meeting, on a day that somebody can look up in its minutes."""
        told = self.cleaned_data
        if told.get("approved_by") != GOVERNORS:
            return
        if not told.get("meeting", "").strip():
            self.add_error("meeting", "Say in which meeting the governors approved it.")
        if "approved_on" in told and told["approved_on"] is None:
            self.add_error("approved_on", "Say on which day the governors approved it.")

    def clean_approved_on(self) -> Any:
        """Approved already, whatever day it is in force from."""
        day = self.cleaned_data["approved_on"]
        if day and day > today():
            raise forms.ValidationError("That day is still to come. Publish it once approved.")
        return day

    def clean_on(self) -> Any:
        """Nobody could have read it in the past."""
        if self.cleaned_data["on"] < today():
            raise forms.ValidationError("No edition begins in the past. Choose today, or later.")
        return self.cleaned_data["on"]


class PolicyEditionForm(Approved, EditionForm):
    """The next edition of a policy."""

    field_order = (
        "grade",
        "redo_days",
        "what_changed",
        "approved_by",
        "meeting",
        "approved_on",
        "on",
    )


class AnnexForm(PolicyEditionForm):
    """A school's own annex to a shared policy, in force from today."""

    on = None  # type: ignore[assignment]
    words = forms.CharField(
        label="Our annex",
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="It becomes the last section of the policy. Leave a line empty between "
        "paragraphs; begin a point of a list with “- ”. Leave it all empty to go on without one.",
    )
    field_order = ("words", *PolicyEditionForm.field_order)

    def clean_on(self) -> None:
        """There is no such day to choose."""


class FirstPolicyEditionForm(Approved, FirstEditionForm):
    """The first edition of a policy."""

    field_order = ("what_changed", "approved_by", "meeting", "approved_on", "on")
