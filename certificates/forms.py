"""What a lead asks for in one file."""

from typing import Any

from django import forms

from certificates.export import Wanted
from certificates.models import Certificate
from people.access import people_of
from people.models import School, User
from people.roles import ROLES
from register.models import Item

EVERYONE, CHOSEN = "everyone", "chosen"


class ExportForm(forms.Form):
    """Whose certificates, of what, since when. Everyone's of everything unless told otherwise."""

    who = forms.ChoiceField(
        label="Whose certificates?",
        choices=[(EVERYONE, "Everyone’s"), (CHOSEN, "Those of the people I choose below")],
        widget=forms.RadioSelect,
        initial=EVERYONE,
    )
    people = forms.MultipleChoiceField(
        label="People",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Somebody you chose is not on this page. Choose again."},
    )
    item = forms.ChoiceField(label="Only one module", required=False)
    since = forms.DateField(
        label="Completed since",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d %B %Y", "%d/%m/%Y"],
        error_messages={"invalid": "Write the day like this: 1 September 2026."},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modules = Item.objects.filter(kind=Item.Kind.MODULE).order_by("title")
        titles = list(modules.values_list("slug", "title"))
        self.fields["item"].choices = [("", "Every module"), *titles]  # type: ignore[attr-defined]
        self.fields["people"].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        if words.get("who") == CHOSEN and not words.get("people") and "people" not in self.errors:
            self.add_error("people", "Choose at least one person, or everyone.")
        return words

    def wanted(self, school: School) -> Wanted:
        """What the form asks for; everything as long as nothing has been sent."""
        if not self.is_bound:
            return Wanted(school=school)
        words = self.cleaned_data
        chosen = words["who"] == CHOSEN
        return Wanted(
            school=school,
            people=frozenset(words["people"]) if chosen else None,
            item=words["item"],
            since=words["since"],
        )


def people_to_choose(school: School) -> list[tuple[str, str]]:
    """Everyone at the school, and whoever has left with a certificate: ref and name, by surname."""
    posts = people_of(school.urn)
    certified = Certificate.objects.filter(chain=school.urn).values_list("person", flat=True)
    users = User.objects.in_bulk(set(posts) | set(certified), field_name="ref").values()
    by_name = sorted(users, key=lambda one: (one.last_name.casefold(), one.first_name.casefold()))
    return [(one.ref, f"{one.get_full_name()}, {_roles(posts.get(one.ref))}") for one in by_name]


def _roles(posts: list[Any] | None) -> str:
    return " and ".join(ROLES[post.role].words for post in posts) if posts else "has left"
