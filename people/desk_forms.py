"""What is typed at the desk."""

from django import forms

from people.desk_code import LENGTH, tidied_code
from people.refusals import unseen

_LETTERS = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "class": "code",
}


class CodeForm(forms.Form):
    """The six letters of the school's card."""

    code = forms.CharField(
        label="The six letters on the card",
        help_text="Capitals or small letters. Or hold your phone’s camera to the card.",
        max_length=40,
        widget=forms.TextInput(attrs=_LETTERS),
        error_messages={"required": "Type the six letters that are on the card at the desk."},
    )

    def clean_code(self) -> str:
        """Says how many letters there are, if not six."""
        code = tidied_code(self.cleaned_data["code"])
        if len(code) != LENGTH:
            has = "one letter" if len(code) == 1 else f"{len(code)} letters"
            raise forms.ValidationError(f"The code has six letters. This one has {has}.")
        return code


class SurnameForm(forms.Form):
    """Who somebody says they are."""

    surname = forms.CharField(
        label="Your surname",
        help_text="As the school has it. We never show a list of names.",
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "family-name",
                "autocapitalize": "words",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": "Type your surname. If you have one name only, type that.",
            "max_length": "That is longer than a surname. Type your surname alone.",
        },
    )
    initial = forms.CharField(
        label="The first letter of your first name",
        required=False,
        max_length=1,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "code"}
        ),
        error_messages={"max_length": "One letter is enough here."},
    )

    def clean_surname(self) -> str:
        """Refuse signs that nobody can see."""
        surname = self.cleaned_data["surname"]
        if unseen(surname):
            raise forms.ValidationError(
                "This name holds a sign that cannot be seen. Type it again, letter by letter."
            )
        return surname
