"""The form in which a school says what it is called, where it is, and how it looks."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from people.accent import is_colour
from people.crest import drawn_afresh
from people.models import check_colour
from people.staff_forms import LineField

TELEPHONE = re.compile(r"(\+|\(?0)[0-9 ()./-]+")
NO_TELEPHONE = (
    "Write one telephone number with its area code and nothing else, such as 01632 960110, or "
    "leave it empty."
)


class PrintedField(LineField):
    """A line that certificates print too."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        for sign in text:
            if unicodedata.category(sign) in {"So", "Cn", "Co"}:
                raise ValidationError(f"Certificates cannot print “{sign}”. Write it without.")
        return text


class TelephoneField(LineField):
    """A number that somebody can ring."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        digits = sum(sign.isdecimal() for sign in text)
        if text and not (TELEPHONE.fullmatch(text) and 10 <= digits <= 15):
            raise ValidationError(NO_TELEPHONE)
        return text


class DetailsForm(forms.Form):
    """`accent_shown` is the colour that the page came with: by it either box of the colour does
    without a script (`chosen_colour`)."""

    use_required_attribute = False  # our own sentence is kinder than the browser's

    name = PrintedField(
        "Name of the school",
        120,
        error_messages={"required": "Write the name of the school. It cannot be empty."},
    )
    address = PrintedField("Address", 200, required=False, help_text="On one line.")
    phone = TelephoneField(
        "Office telephone",
        40,
        required=False,
        help_text="Read to volunteers on their card, and in policies as “the school office on …”.",
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    accent_picked = forms.CharField(
        label="Pick a colour", widget=forms.TextInput(attrs={"type": "color"})
    )
    accent = forms.CharField(
        label="Or write it, if you know its six digits",
        max_length=7,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages=dict.fromkeys(
            ("required", "max_length"), "Write the colour as # and six digits, such as #45398c."
        ),
    )
    accent_shown = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    crest = forms.FileField(
        label="Choose a picture",
        required=False,
        allow_empty_file=True,
        help_text="PNG, JPEG or WebP, up to 5 MB. A PNG without a background looks best, and a "
        "badge better than a wide line of words. Whatever the camera noted is left out.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
        error_messages={"max_length": "The name of this file is too long. Give it a shorter one."},
    )
    no_crest = forms.BooleanField(label="Take the crest away", required=False)

    def __init__(self, *args: Any, has_crest: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_crest:
            del self.fields["no_crest"]

    def clean_accent(self) -> str:
        """The colour, which `chosen_colour` has put in small letters."""
        colour = self.cleaned_data["accent"]
        check_colour(colour)
        return colour

    def clean_crest(self) -> bytes | None:
        """The picture drawn afresh, None where none was chosen."""
        file = self.cleaned_data["crest"]
        return drawn_afresh(file) if file else None

    def clean_seen(self) -> int:
        """The newest change that the page knew; what is no number knew none."""
        seen = self.cleaned_data["seen"]
        return int(seen) if re.fullmatch("[0-9]{1,9}", seen) else -1

    def clean(self) -> None:
        if self.cleaned_data.get("no_crest") and self.cleaned_data.get("crest"):
            self.add_error(
                "crest", "You chose a picture and ticked to take the crest away. Do one of the two."
            )

    def wanted_crest(self) -> bytes | None:
        """A PNG, b"" to take it away, None to leave it as it is."""
        return b"" if self.cleaned_data.get("no_crest") else self.cleaned_data["crest"]


def chosen_colour(sent: Any) -> str:
    """What was written if it differs from what the page came with, else what was picked."""
    written, picked, shown = (
        "".join(sent.get(name, "").split()).lower()
        for name in ("accent", "accent_picked", "accent_shown")
    )
    if picked and written in ("", shown):
        return picked
    return f"#{written}" if is_colour(f"#{written}") else written
