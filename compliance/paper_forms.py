"""What is asked for when signatures on paper are entered."""

from collections.abc import Sequence
from typing import Any

from django import forms

from compliance.evidence import MOST_BYTES
from people.access import today
from register.models import Edition


class PaperForm(forms.Form):
    """Whose names are signed on the sheet, which edition it says, and the day beside them."""

    edition = forms.ChoiceField(
        label="Which edition does the sheet say?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the edition that the sheet says.",
            "invalid_choice": "Choose one of these editions.",
        },
    )
    on = forms.DateField(
        label="On which day did they sign?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=today,
        help_text="If several days stand on it, enter the sheet once for each day.",
        error_messages={
            "required": "Say on which day they signed.",
            "invalid": "Write the day as 2026-12-04.",
        },
    )
    people = forms.MultipleChoiceField(
        label="Who signed?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one person who signed.",
            "invalid_choice": "Somebody who was ticked is not asked for this any more. Look again.",
        },
    )
    scan = forms.FileField(
        label="A scan or photograph of the sheet",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
        help_text=f"PDF, PNG or JPEG, up to {MOST_BYTES // 2**20} MB. Only the leads can open it.",
        error_messages={"empty": "This file is empty."},
    )

    def __init__(
        self,
        *args: Any,
        editions: Sequence[Edition],
        people: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].choices = [  # type: ignore[attr-defined]
            (str(each.number), _edition_words(each)) for each in editions
        ]
        if editions:
            self.initial["edition"] = str(editions[0].number)
        self.fields["people"].choices = people  # type: ignore[attr-defined]


def _edition_words(edition: Edition) -> str:
    day = edition.published_on
    label = f" (“{edition.label}”)" if edition.label else ""
    return f"Edition {edition.number}{label}, in force from {day:%A} {day.day} {day:%B %Y}"
