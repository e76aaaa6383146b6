"""The form under a policy or a document."""

from typing import Any

from django import forms

from people.models import User
from policies.names import same_name


class SigningForm(forms.Form):
    """One's own full name, typed."""

    name = forms.CharField(
        label="Type your full name",
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}
        ),
        error_messages={"required": "Type your full name to sign."},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_name(self) -> str:
        """Says how the school has the name, where it differs."""
        typed, name = self.cleaned_data["name"], self.person.get_full_name()
        if not same_name(typed, name):
            raise forms.ValidationError(
                f"The school has your name as “{name}”. Please type it like that. If that is not "
                "your name, tell the school office before you sign."
            )
        return typed
