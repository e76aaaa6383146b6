"""Forms about conversations: the day that was agreed, and what was talked about."""

from collections.abc import Sequence
from typing import Any

from django import forms

from compliance.conversations import STATEMENT, Heading
from compliance.requirement_forms import day_field

TICKS = forms.CheckboxSelectMultiple


class AgreeForm(forms.Form):
    """When they sit down together."""

    ref = forms.CharField(widget=forms.HiddenInput)
    day = day_field("On which day do you sit down together?")


class HoldForm(forms.Form):
    """When, with whom, what was talked about, and what the person said."""

    day = day_field("On which day did you talk?")
    with_whom = forms.ChoiceField(
        label="Who talked with them?", error_messages={"required": "Choose who talked with them."}
    )
    lessons = forms.MultipleChoiceField(
        label="What did you talk about?",
        widget=TICKS,
        required=False,
        help_text="Tick each as you go. Write it down when all of it has been talked about.",
    )
    questions = forms.MultipleChoiceField(
        label="What could they tell you?",
        widget=TICKS,
        required=False,
        help_text="Everyone here must know these, because a child may depend on it.",
    )
    said = forms.BooleanField(
        label=f"They said: “{STATEMENT}”",
        error_messages={"required": "Ask them whether they can say so, then tick it."},
    )

    def __init__(
        self,
        *args: Any,
        headings: Sequence[Heading],
        leads: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["with_whom"].choices = leads  # type: ignore[attr-defined]
        for name, question in (("lessons", False), ("questions", True)):
            told = [(each.id, each.words) for each in headings if each.question == question]
            self.fields[name].choices = told  # type: ignore[attr-defined]
            if not told:
                del self.fields[name]

    @property
    def covered(self) -> list[str]:
        """The ids of all that was ticked."""
        said = self.cleaned_data
        return [*said.get("lessons", ()), *said.get("questions", ())]
