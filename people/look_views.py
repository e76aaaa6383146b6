"""Who looked: for each person at what is theirs, and for the DSL and the head at their school."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.access import check_may, people_of, posts_as_they_stand
from people.clock import clock
from people.looks import between, looks_at, looks_in
from people.models import Look, Post, User
from people.roles import ROLES, SEE_LOOKS
from people.staff_days import full_day

ON_A_PAGE = 50
ERASED = "Somebody whose name has been erased"
# What was done, by the page; {whose} is “your” or “Imran Wintermoss’s”, {all} “42 people”.
DID_ONE = {
    Look.Page.RECORD: "opened {whose} training record",
    Look.Page.CERTIFICATE: "opened {whose} certificate{about}",
    Look.Page.EVIDENCE: "opened a file that goes with {whose} record{about}",
    Look.Page.REQUEST: "looked at a request about {whose} record",
    Look.Page.WORDS: "read {whose} question or reason{about}",
}
DID_MANY = {
    Look.Page.STANDINGS: "took away a table of who stands where {plain}, with {all}",
    Look.Page.SIGNED: "took away a table of who signed, with {all}{about}",
    Look.Page.CERTIFICATES: "took away the certificates of {all}{about}",
    Look.Page.PACK: "took away a pack of evidence about {all}{about}",
}
MANY = "took away a file about {all}{about}"


@dataclass(frozen=True, slots=True)
class Line:
    """A look in words: when in the day, who, what they are there, what they did."""

    time: str
    who: str
    role: str
    did: str


@dataclass(frozen=True, slots=True)
class Day:
    """The looks of a day, the latest first."""

    words: str
    lines: list[Line]


class LookFilters(forms.Form):
    """Which looks. Everything may be left out."""

    by = forms.ChoiceField(label="Who looked", required=False)
    person = forms.ChoiceField(label="At whom", required=False)
    kind = forms.ChoiceField(
        label="At what", required=False, choices=[("", "Everything"), *Look.Page.choices]
    )
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, by: dict[str, str], people: dict[str, str]) -> None:
        super().__init__(data, auto_id="%s")
        self.fields["by"].choices = [("", "Anybody"), *by.items()]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", "Anybody"), *people.items()]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "Choose one of those in the list."
            field.error_messages["invalid"] = "Write the day as 2026-03-14, or leave it out."

    def kept(self) -> dict[str, Any]:
        """What was asked for and makes sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@login_required
@require_safe
def who_looked(request: HttpRequest) -> HttpResponse:
    """Who looked at the reader's own training."""
    page = Paginator(looks_at(request.user.ref), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "days": _days(page, yours=True),
        "crumbs": [{"label": "My training", "url": "/my-training/"}, {"label": "Who looked"}],
    }
    return render(request, "people/who_looked.html", context)


@login_required
@require_safe
def school_looks(request: HttpRequest) -> HttpResponse:
    """Who looked at whom at the school."""
    here = check_may(request, SEE_LOOKS)
    assert here.school is not None
    urn = here.school.urn
    seen = Look.objects.filter(school=urn)
    viewers = set(seen.values_list("by", flat=True).distinct())
    looked_at = set(seen.exclude(person="").values_list("person", flat=True).distinct())
    form = LookFilters(
        request.GET, by=_by_name(viewers), people=_by_name(looked_at | set(people_of(urn)))
    )
    kept = form.kept()
    found = looks_in(
        urn, by=kept.get("by", ""), person=kept.get("person", ""), page=kept.get("kind", "")
    )
    found = between(found, kept.get("since"), kept.get("until"))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "days": _days(page),
        "any": bool(viewers),
        "crumbs": [{"label": "Our school", "url": "/school/"}, {"label": "Who looked"}],
    }
    return render(request, "people/school_looks.html", context)


def _by_name(refs: Collection[str]) -> dict[str, str]:
    """Names by ref, in the order of an office. One query."""
    users = User.objects.filter(ref__in=refs).order_by("last_name", "first_name")
    return {user.ref: user.get_full_name() for user in users}


def _days(page: Page | Iterable[Look], *, yours: bool = False) -> list[Day]:
    """The looks in words, by day. Two queries."""
    looks = list(page)
    names = _by_name({ref for look in looks for ref in (look.by, look.person) if ref})
    posts = posts_as_they_stand(
        person__in={look.by for look in looks}, chain__in={look.school for look in looks}
    )
    return [
        Day(words, [_line(look, names, posts, yours) for look in these])
        for words, these in groupby(looks, key=lambda look: full_day(timezone.localdate(look.at)))
    ]


def _line(look: Look, names: dict[str, str], posts: list[Post], yours: bool) -> Line:
    day = timezone.localdate(look.at)
    held = [
        ROLES[post.role].words
        for post in posts
        if (post.person, post.chain) == (look.by, look.school) and post.holds(day)
    ]
    return Line(
        clock(look.at),
        names.get(look.by, ERASED),
        " and ".join(held),
        _did(look, names, yours),
    )


def _did(look: Look, names: dict[str, str], yours: bool) -> str:
    """“opened your certificate “Induction””, “took away the certificates of 42 people”."""
    about = f" “{look.about}”" if look.about else ""
    if look.person:
        whose = "your" if yours else f"{names.get(look.person, ERASED)}’s"
        words = DID_ONE.get(look.page, "looked at {whose} record")  # type: ignore[call-overload]
        return words.format(whose=whose, about=f":{about}" if about else "")
    everyone = "one person" if look.number == 1 else f"{look.number} people"
    if yours:
        everyone = "you alone" if look.number == 1 else f"{look.number} people, you among them"
    words = DID_MANY.get(look.page, MANY)  # type: ignore[call-overload]
    return words.format(all=everyone, plain=look.about, about=f":{about}" if about else "")
