"""The form under a policy or a document."""

from collections.abc import Sequence
from typing import Any

from django import forms

from people.models import User
from people.names import same_name
from policies.texts import Question


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

    def __init__(
        self, *args: Any, person: User, questions: Sequence[Question] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.asked = person, questions
        for place, question in enumerate(questions):
            self.fields[f"question-{place}"] = forms.ChoiceField(
                label=question.text,
                choices=list(enumerate(question.answers)),
                widget=forms.RadioSelect,
                error_messages={"required": "Choose an answer to each question."},
            )
        self.order_fields([name for name in self.fields if name != "name"])

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of the questions, in order."""
        return [self[f"question-{place}"] for place in range(len(self.asked))]

    @property
    def right(self) -> int | None:
        """How many answers are right; None unless every question was answered."""
        given = [field.data for field in self.questions]
        if not all(given):
            return None
        return sum(str(each.right) == told for each, told in zip(self.asked, given, strict=True))

    def clean_name(self) -> str:
        """Says how the school has the name, where it differs."""
        typed, name = self.cleaned_data["name"], self.person.get_full_name()
        if not same_name(typed, name):
            raise forms.ValidationError(
                f"The school has your name as “{name}”. Please type it like that. If that is not "
                "your name, tell the school office before you sign."
            )
        return typed

    def clean(self) -> None:
        """Whoever chose another answer looks again: the policy says something else."""
        for place, question in enumerate(self.asked):
            name = f"question-{place}"
            if self.cleaned_data.get(name, str(question.right)) != str(question.right):
                because = question.because or "Look at the text again, then choose."
                self.add_error(name, f"The policy says something else. {because}")


class WordsForm(forms.Form):
    """A question, a reason or an answer."""

    words = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Do not name a child here. Tell your safeguarding lead in person.",
        error_messages={"required": "Write a sentence, so that somebody can answer it."},
    )
