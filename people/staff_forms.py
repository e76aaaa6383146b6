"""The forms in which a school keeps its list of people."""

import unicodedata
import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from people.access import today
from people.models import Leave, Post
from people.refusals import unseen
from people.roles import ROLES, TRUST_LEAD
from people.staff_days import NoDay, full_day, read_day

FAR_AHEAD, FAR_BACK = timedelta(days=2 * 366), timedelta(days=60 * 366)
NO_END = "Leave it empty while no end is known."
GIVEN = [(slug, capfirst(role.words)) for slug, role in ROLES.items() if slug != TRUST_LEAD]


class DayField(forms.Field):
    """A day, as a browser's calendar sends it or as people write it here."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, label: str, **more: Any) -> None:
        empty = {"required": "Choose a day."}
        super().__init__(label=label, error_messages=empty | more.pop("error_messages", {}), **more)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        try:
            day, _ = read_day(value if isinstance(value, date) else str(value)[:40])
        except NoDay as error:
            raise ValidationError(f"{capfirst(error.reason)} {error.remedy}") from None
        if not today() - FAR_BACK <= day <= today() + FAR_AHEAD:
            raise ValidationError(f"{full_day(day)} cannot be right. Look at the year.")
        return day

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != data)


class LineField(forms.CharField):
    """A line of text as a register can keep it."""

    def __init__(self, label: str, most: int, **more: Any) -> None:
        told = {"max_length": f"This is longer than {most} letters. Shorten it."}
        super().__init__(
            label=label,
            max_length=most,
            error_messages=told | more.pop("error_messages", {}),
            **more,
        )

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", " ".join(str(value or "").split(" ")).strip())
        if unseen(text):
            raise ValidationError(
                "This holds a line break or a sign that cannot be seen. Type it again."
            )
        return " ".join(text.split())


class KeyField(forms.UUIDField):
    """A reference that is made with the form, so that pressing twice writes once."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(initial=uuid.uuid4)

    def clean(self, value: Any) -> str:
        return str(super().clean(value))


def role_field(label: str = "What are they here?", **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", "Choose"), *GIVEN],
        error_messages={
            "required": "Choose what they are here.",
            "invalid_choice": "Choose one of the roles in the list.",
        },
        **more,
    )


class IdentityForm(forms.Form):
    """Name, address and staff number."""

    first_name = LineField("First name", 80, error_messages={
        "required": "Give a first name; it may be the only one."
    })  # fmt: skip
    last_name = LineField("Last name", 80, required=False)
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=254,
        help_text="Their own, not one that several share. Without one they read and sign at the "
        "front desk.",
        error_messages={"invalid": "Write it like name@school.org, or leave it empty."},
    )
    staff_number = LineField("Staff number", 40, required=False)


class DaysForm(forms.Form):
    """From a day to a day."""

    def clean(self) -> None:
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", f"This is before the first day, {full_day(first)}.")


class AddForm(IdentityForm, DaysForm):
    """Somebody new, with their first post. `same` says who of those known it is, or that it is
    nobody of them."""

    role = role_field()
    starts_on = DayField("First day")
    ends_on = DayField("Last day", required=False, help_text=NO_END)
    person = KeyField()
    post = KeyField()


class PostForm(DaysForm):
    """A post beside the others, or instead of one."""

    role = role_field("Which post?")
    starts_on = DayField("First day")
    ends_on = DayField("Last day", required=False, help_text=NO_END)
    instead_of = forms.ChoiceField(
        label="Beside their other posts, or instead of one?",
        required=False,
        error_messages={"invalid_choice": "Choose one of their posts."},
    )
    post = KeyField()

    def __init__(self, *args: Any, posts: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [
            (post.ref, f"Instead of {ROLES[post.role].words}, which ends the day before")
            for post in posts
        ]
        if held:
            choices = [("", "Beside the others"), *held]
            self.fields["instead_of"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["instead_of"]


class ChangePostForm(DaysForm):
    """A post put right."""

    role = role_field("Post")
    starts_on = DayField("First day")
    ends_on = DayField("Last day", required=False, help_text=NO_END)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(forms.Form):
    """A last day."""

    last_day = DayField("Last day", help_text="They still belong to the school on this day.")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class LeaveForm(DaysForm):
    """Leave with its kind and days."""

    kind = forms.ChoiceField(
        label="What kind of leave?",
        choices=[("", "Choose"), *[(kind.value, capfirst(kind.label)) for kind in Leave.Kind]],
        error_messages={
            "required": "Choose the kind of leave.",
            "invalid_choice": "Choose one of the kinds in the list.",
        },
    )
    starts_on = DayField("First day away")
    ends_on = DayField(
        "Last day away", required=False, help_text="Leave it empty while it is not known."
    )
    leave = KeyField()


class ChangeLeaveForm(LeaveForm):
    """The same, put right."""

    leave = None  # type: ignore[assignment]
    seen = forms.IntegerField(widget=forms.HiddenInput)
