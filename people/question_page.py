"""A page with one question about somebody on the list: it is asked, and what fits is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from people.access import Membership
from people.models import School, User
from people.staff_list import Listed
from people.staff_views import check_keeps, crumbs, say_if_waiting, seen_on

WRITTEN = "Written down."


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Who asks, where, and about whom."""

    request: HttpRequest
    here: Membership
    school: School
    one: Listed
    user: User

    @classmethod
    def about(cls, request: HttpRequest, ref: str) -> "QuestionPage":
        """The page of whoever keeps the list about somebody else on it; 404 for all others."""
        return cls(request, *check_keeps(request, ref))

    @property
    def _told(self) -> dict[str, Any]:
        return {"school": self.school, "person": self.one.ref, "by": self.here.user.ref}

    def written(self, form: Form, write: Callable[..., Any]) -> Any:
        """What `write` wrote, given school, person, author and what the form says.

        None where nothing was pressed or nothing written: the form then says why, if anything.
        """
        if self.request.method != "POST" or not form.is_valid():
            return None
        try:
            return write(**self._told, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return None

    def shown(self, form: Form, *, title: str, button: str, **more: Any) -> HttpResponse:
        """The question, with its answer so far; `more` is what people/staff_form.html names."""
        person = (self.one.name, f"/school/people/{self.one.ref}/posts/")
        context = {"one": self.one, "form": form, "heading": title, "button": button, **more}
        context["crumbs"] = crumbs(person, (title, ""))
        status = 400 if form.errors else 200
        return render(self.request, "people/staff_form.html", context, status=status)

    def done(self, written: Any, words: str = WRITTEN) -> HttpResponse:
        """Back to the person, with what was done; and who must say yes, where somebody must."""
        messages.success(self.request, words)
        say_if_waiting(self.request, self.here, written)
        return redirect("staff_person", self.one.ref)

    def withdrawn(self, what: str, withdraw: Callable[..., None]) -> bool:
        """Press of *Withdraw this*: whether `withdraw` did, given what the page had seen too."""
        try:
            withdraw(**self._told, seen=seen_on(self.request))
        except ValidationError as error:
            messages.error(self.request, error.messages[0])
            return False
        words = f"{what} is withdrawn. That it was a mistake stays on record."
        messages.success(self.request, words)
        return True
