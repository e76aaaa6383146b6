"""What the pages of the school's policies ask for."""

from collections.abc import Iterable, Mapping

from django import forms

from compliance.forms import NOT_THERE, STANDINGS, AsAtForm
from compliance.policy_evidence import Evidence, Line

NONE, CLOSED = "none", "closed"


class EvidenceFilters(AsAtForm):
    """Whom to show, by the edition signed last and by standing. Everything may be left out."""

    name = forms.CharField(label="Name", required=False, max_length=80)
    edition = forms.ChoiceField(label="Signed last", required=False, error_messages=NOT_THERE)
    standing = forms.ChoiceField(
        label="Standing",
        required=False,
        choices=[*STANDINGS, (CLOSED, "No longer asked")],
        error_messages=NOT_THERE,
    )
    field_order = ["name", "edition", "standing", "on", "known"]

    def __init__(self, data: Mapping, found: Evidence) -> None:
        super().__init__(data)
        numbers = {line.edition for line in (*found.lines, *found.closed) if line.edition}
        numbers |= {each.number for each in found.editions}
        editions = [(str(number), f"Edition {number}") for number in sorted(numbers, reverse=True)]
        self.fields["edition"].choices = [  # type: ignore[attr-defined]
            ("", "Any, or none"),
            *editions,
            (NONE, "Never signed"),
        ]

    def chosen(self, found: Evidence) -> list[Line]:
        """The lines that are left: of those asked, or of those who are asked no longer."""
        self.is_valid()
        told = self.cleaned_data
        lines: Iterable[Line] = found.closed if told.get("standing") == CLOSED else found.lines
        if name := told.get("name", "").casefold():
            lines = [line for line in lines if name in line.name.casefold()]
        if edition := told.get("edition"):
            wanted = None if edition == NONE else int(edition)
            lines = [
                line for line in lines if line.edition == wanted and (wanted or not line.signatures)
            ]
        if (standing := told.get("standing")) and standing != CLOSED:
            lines = [line for line in lines if line.kind == standing]
        return list(lines)

    @property
    def words(self) -> str:
        """What was chosen, for paper: “Never signed; late”; "" for everybody."""
        self.is_valid()
        told = self.cleaned_data
        said = [f"name with “{told['name']}”"] if told.get("name") else []
        for name in ("edition", "standing"):
            choices = dict(self.fields[name].choices)  # type: ignore[attr-defined]
            if told.get(name):
                said.append(str(choices[told[name]]).lower())
        return "; ".join(said)


class AnswerForm(forms.Form):
    """An answer to somebody who asked or declined."""

    words = forms.CharField(
        label="Your answer",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="It goes to them and is kept beside their words. Do not name a child here.",
        error_messages={"required": "Write a sentence for them, then send it."},
    )
