"""The school's list of people: the list itself, somebody new, a person's page, a name put right."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from people import joining, name_and_address, second_person, staff_list, staff_person
from people.access import Membership, check_may, today
from people.joining import Likeness, Newcomer
from people.models import School, User, WaitingPost
from people.roles import CONFIRM, KEEP_LIST, ROLES, SEE_LIST
from people.staff_forms import AddForm, IdentityForm
from people.staff_list import Listed

SHOWN = 100  # people on one page
either = require_http_methods(["GET", "HEAD", "POST"])


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of the list is."""
    return [{"label": label, "url": url} for label, url in [("People", "/school/people/"), *more]]


def check_listed(
    request: HttpRequest, ref: str, roles: frozenset[str]
) -> tuple[Membership, School, Listed]:
    """The reader, their school and somebody on its list; 404 for everybody else."""
    here = check_may(request, roles)
    assert here.school is not None
    one = staff_list.listed_person(here.school, ref, today())
    if one is None:
        raise Http404("Nobody of that reference is on this school's list.")
    return here, here.school, one


def check_keeps(request: HttpRequest, ref: str) -> tuple[Membership, School, Listed, User]:
    """The same for who writes: the person is there, and is not the reader; else 404."""
    here, school, one = check_listed(request, ref, KEEP_LIST)
    if one.user is None or one.ref == here.user.ref:
        raise Http404("Nobody writes here about themselves, or about who was erased.")
    return here, school, one, one.user


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The list, and its filter, which is kept in the address."""
    here = check_may(request, SEE_LIST)
    assert here.school is not None
    everyone = staff_list.staff_list(here.school, today())
    kept = _kept(request, everyone)
    found = staff_list.chosen(everyone, **kept)
    context = {
        "people": Paginator(found, SHOWN).get_page(request.GET.get("page")),
        "heading": staff_list.SHOW[kept["show"]],
        "counts": _counts(everyone),
        "kept": kept,
        "shows": staff_list.SHOW,
        "roles": _roles(everyone),
        "may_write": bool(here.roles & KEEP_LIST),
        "may_decide": bool(here.roles & CONFIRM),
    }
    return render(request, "people/staff_list.html", context)


def _kept(request: HttpRequest, everyone: list[Listed]) -> dict[str, str]:
    """What the address asks for and makes sense."""
    show, role = request.GET.get("show", ""), request.GET.get("role", "")
    return {
        "name": " ".join(request.GET.get("name", "").split())[:80],
        "role": role if role in _roles(everyone) else "",
        "show": show if show in staff_list.SHOW else "",
    }


def _roles(everyone: list[Listed]) -> dict[str, str]:
    held = {post.role for one in everyone for post in one.posts}
    return {slug: capfirst(role.plural) for slug, role in ROLES.items() if slug in held}


def _counts(everyone: list[Listed]) -> dict[str, int]:
    counts = {show: sum(one.is_shown(show) for one in everyone) for show in staff_list.SHOW}
    return counts | {"here": sum(one.is_here for one in everyone)}


@login_required
@require_safe
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """Posts, leave and address of one person, and who wrote what when."""
    here, school, one = check_listed(request, ref, SEE_LIST)
    title, lead = staff_person.title_and_lead(one)
    own = one.ref == here.user.ref
    context = {
        "one": one,
        "title_words": title,
        "lead": lead,
        "posts": staff_person.post_lines(one),
        "leave": staff_person.leave_lines(one),
        "elsewhere": staff_person.elsewhere(school, ref),
        "history": staff_person.history(school, ref),
        "own": own,
        "may_write": bool(here.roles & KEEP_LIST) and not own and one.user is not None,
        "may_decide": bool(here.roles & CONFIRM),
        "leads": here.leads and bool(one.posts),
        "crumbs": crumbs((one.name, "")),
    }
    return render(request, "people/staff_person.html", context)


# --- somebody new -------------------------------------------------------------------------------


@login_required
@either
def add_somebody(request: HttpRequest) -> HttpResponse:
    """A person with their first post. Whom they may be already is asked about first."""
    here = check_may(request, KEEP_LIST)
    form = AddForm(request.POST or None, initial={"starts_on": today()})
    likely: list[Likeness] = []
    if request.method == "POST" and form.is_valid():
        try:
            likely = _likely(here, form)
            if not likely or _is_settled(likely, request.POST.get("same", "")):
                return _added(request, here, form, likely)
        except ValidationError as error:
            form.add_error(None, error)
        except IntegrityError:  # another school gave somebody the address at this moment
            form.add_error("email", joining.NOT_USABLE)
    context = {"form": form, "likely": likely, "crumbs": crumbs(("Add somebody", ""))}
    context["sure"] = any(one.surely for one in likely)
    status = 400 if form.errors else 200
    return render(request, "people/staff_add.html", context, status=status)


def _newcomer(form: AddForm) -> Newcomer:
    said = form.cleaned_data
    return Newcomer(**{name: said[name] for name in Newcomer.__dataclass_fields__})


def _likely(here: Membership, form: AddForm) -> list[Likeness]:
    assert here.school is not None
    found = joining.alike(here.school, _newcomer(form))
    return [one for one in found if one.ref != form.cleaned_data["person"]]  # not a second press


def _is_settled(likely: list[Likeness], same: str) -> bool:
    """Whether somebody has said who it is; of another organisation's person nothing is asked."""
    if same == "new":
        return not any(one.surely for one in likely)
    return same in {one.ref for one in likely} or not any(one.words for one in likely)


def _added(
    request: HttpRequest, here: Membership, form: AddForm, likely: list[Likeness]
) -> HttpResponse:
    assert here.school is not None
    told = {"school": here.school, "new": _newcomer(form), "by": here.user.ref}
    keys = form.cleaned_data
    if likely and request.POST.get("same") != "new":
        known = next((one for one in likely if one.ref == request.POST.get("same")), likely[0])
        user, post = joining.join_school(person=known.ref, post=keys["post"], **told)
    else:
        user, post = joining.put_on_list(ref=keys["person"], post=keys["post"], **told)
    messages.success(request, f"{user.get_full_name()} is on the list.")
    say_if_waiting(request, here, post)
    if isinstance(post, WaitingPost) or user.last_login:
        return redirect("staff_person", user.ref)
    return redirect("invitation", user.ref)


def seen_on(request: HttpRequest) -> int:
    """The number of what the page showed, as its form sends it back; -1 where there is none."""
    told = request.POST.get("seen", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 18 else -1


def say_if_waiting(request: HttpRequest, here: Membership, post: Any) -> None:
    """Where a second person has to say yes, say so, and to whom to turn."""
    if isinstance(post, WaitingPost):
        assert here.school is not None
        words = second_person.waits_words(here.school, post)
        messages.warning(request, words)


# --- name and address ---------------------------------------------------------------------------


@login_required
@either
def put_name_right(request: HttpRequest, ref: str) -> HttpResponse:
    """Another name, address or staff number."""
    here, school, one, user = check_keeps(request, ref)
    why = name_and_address.why_not_identity(here, user)
    form = _identity_form(request, user, why or name_and_address.why_not_address(here, user))
    if request.method == "POST" and not why and form.is_valid():
        try:
            if name_and_address.put_identity_right(
                here=here, user=user, seen=seen_on(request), **form.cleaned_data
            ):
                messages.success(request, "Written down.")
            return redirect("staff_person", ref)
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "one": one,
        "form": form,
        "why": why,
        "seen": name_and_address.times_told(school, user),
        "crumbs": crumbs((one.name, f"/school/people/{ref}/posts/"), ("Name and address", "")),
    }
    status = 400 if form.errors else 200
    return render(request, "people/staff_identity.html", context, status=status)


def _identity_form(request: HttpRequest, user: User, why_not_address: str) -> IdentityForm:
    kept = {name: getattr(user, name) or "" for name in IdentityForm.base_fields}
    form = IdentityForm(request.POST or None, initial=kept)
    if why_not_address:
        form.fields["email"].disabled = True
        form.fields["email"].help_text = why_not_address
    return form
