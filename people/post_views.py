"""The pages that write posts and leave: one question a page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from people import leaves, posts
from people.access import Membership, today
from people.leaving import has_gone_by, has_left
from people.models import Leave, Post, School
from people.roles import ROLES
from people.staff_days import full_day
from people.staff_forms import ChangeLeaveForm, ChangePostForm, EndForm, LeaveForm, PostForm
from people.staff_list import Listed
from people.staff_person import days_words
from people.staff_views import check_keeps, crumbs, either, say_if_waiting


def _page(
    request: HttpRequest, one: Listed, form: Form, *, title: str, button: str, **more: Any
) -> HttpResponse:
    context = {
        "one": one,
        "form": form,
        "heading": title,
        "button": button,
        "crumbs": crumbs((one.name, f"/school/people/{one.ref}/posts/"), (title, "")),
        **more,
    }
    return render(request, "people/staff_form.html", context, status=400 if form.errors else 200)


def _written(form: Form, write: Callable[[dict[str, Any]], Any]) -> Any:
    """What was written, or none: the form then says why in one sentence."""
    if not form.is_valid():
        return None
    try:
        return write(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _post(one: Listed, ref: str) -> Post:
    found = next((post for post in one.posts if post.ref == ref), None)
    if found is None:
        raise Http404("There is no such post.")
    return found


def _leave(one: Listed, ref: str) -> Leave:
    found = next((leave for leave in one.leave if leave.ref == ref), None)
    if found is None:
        raise Http404("There is no such leave.")
    return found


def _post_words(post: Post) -> str:
    return (
        f"{capfirst(ROLES[post.role].words)}, {days_words(post.starts_on, post.ends_on, today())}"
    )


# --- posts --------------------------------------------------------------------------------------


@login_required
@either
def add_post(request: HttpRequest, ref: str) -> HttpResponse:
    """A post beside the others, or instead of one."""
    here, school, one, user = check_keeps(request, ref)
    form = PostForm(request.POST or None, posts=one.lasting, initial={"starts_on": today()})
    if request.method == "POST":
        written = _written(
            form,
            lambda said: posts.give_post(
                school=school, person=ref, ref=said.pop("post"), by=here.user.ref, **said
            ),
        )
        if written:
            messages.success(request, "Written down.")
            say_if_waiting(request, here, written)
            return redirect("staff_person", ref)
    return _page(
        request,
        one,
        form,
        title="Add a post",
        button="Add this post",
        lead=f"For {user.get_full_name()}, at {school.name}. A post at another school is added "
        "there: they are asked whether it is the same person.",
    )


@login_required
@either
def change_post(request: HttpRequest, ref: str, post: str) -> HttpResponse:
    """A post put right where it was written down wrongly."""
    here, school, one, _user = check_keeps(request, ref)
    kept = _post(one, post)
    told = {"role": kept.role, "starts_on": kept.starts_on, "ends_on": kept.ends_on}
    form = ChangePostForm(request.POST or None, initial={**told, "seen": kept.pk})
    if request.method == "POST":
        written = _written(form, lambda said: _change(here, school, kept, said))
        if written:
            return _done(request, here, one, written)
    return _page(
        request,
        one,
        form,
        title="Put this post right",
        button="Put it right",
        lead=f"{_post_words(kept)}. This is for a slip of the pen. When somebody moves to another "
        "post, add that one instead of this one.",
        withdraw="withdraw_post",
        key=kept.ref,
        seen=kept.pk,
        what="post",
    )


@login_required
@either
def end_post(request: HttpRequest, ref: str, post: str) -> HttpResponse:
    """The last day of one post."""
    here, school, one, _user = check_keeps(request, ref)
    kept = _post(one, post)
    last = kept.ends_on or max(today(), kept.starts_on)
    form = EndForm(request.POST or None, initial={"last_day": last, "seen": kept.pk})
    if request.method == "POST":
        written = _written(
            form,
            lambda said: _change(
                here,
                school,
                kept,
                {
                    "role": kept.role,
                    "starts_on": kept.starts_on,
                    "ends_on": said["last_day"],
                    "seen": said["seen"] or 0,
                },
            ),
        )
        if written:
            return _done(request, here, one, written)
    return _page(
        request,
        one,
        form,
        title="End this post",
        button="End this post",
        lead=f"{_post_words(kept)}. What they did in it stays on record.",
    )


def _change(here: Membership, school: School, post: Post, said: dict[str, Any]) -> Any:
    return posts.change_post(
        school=school, person=post.person, ref=post.ref, by=here.user.ref, **said
    )


def _done(request: HttpRequest, here: Membership, one: Listed, written: Any) -> HttpResponse:
    messages.success(request, "Written down.")
    say_if_waiting(request, here, written)
    _say_if_gone(request, one)
    return redirect("staff_person", one.ref)


def _say_if_gone(request: HttpRequest, one: Listed) -> None:
    if has_left(one.ref):
        messages.info(request, f"Every sign-in and link of {one.name} has ended.")
    elif has_gone_by(one.ref, today()):
        messages.info(
            request,
            f"{one.name} is signed out everywhere now, may sign in again today, and not from "
            "tomorrow on.",
        )


@login_required
@require_POST
def withdraw_post(request: HttpRequest, ref: str, post: str) -> HttpResponse:
    """A post that never was."""
    here, school, one, _user = check_keeps(request, ref)
    try:
        posts.withdraw_post(
            school=school, person=ref, ref=post, seen=_seen(request), by=here.user.ref
        )
        messages.success(request, "The post is withdrawn. That it was a mistake stays on record.")
        _say_if_gone(request, one)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("staff_person", ref)


def _seen(request: HttpRequest) -> int:
    told = request.POST.get("seen", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 18 else -1


@login_required
@either
def leave_school(request: HttpRequest, ref: str) -> HttpResponse:
    """Every post ends on one day."""
    here, school, one, user = check_keeps(request, ref)
    form = EndForm(request.POST or None, initial={"last_day": today()})
    if request.method == "POST":
        written = _written(
            form,
            lambda said: (
                posts.leave_school(
                    school=school, person=ref, last_day=said["last_day"], by=here.user.ref
                ),
                said["last_day"],
            ),
        )
        if written:
            messages.success(request, f"{one.name}: the last day is {full_day(written[1])}.")
            _say_if_gone(request, one)
            return redirect("staff_person", ref)
    ending = [_post_words(post) for post in one.lasting]
    return _page(
        request,
        one,
        form,
        title=f"{user.first_name} leaves the school",
        button="Write down their last day",
        lead="Every post here ends on one day, and so does leave. Their training stays on record.",
        ending=ending,
    )


# --- leave --------------------------------------------------------------------------------------


@login_required
@either
def add_leave(request: HttpRequest, ref: str) -> HttpResponse:
    """Leave with its kind and days."""
    here, school, one, user = check_keeps(request, ref)
    form = LeaveForm(request.POST or None, initial={"starts_on": today()})
    if request.method == "POST":
        written = _written(
            form,
            lambda said: leaves.write_leave(
                school=school, person=ref, ref=said.pop("leave"), by=here.user.ref, **said
            ),
        )
        if written:
            messages.success(request, "Written down.")
            return redirect("staff_person", ref)
    return _page(
        request,
        one,
        form,
        title="Write down leave",
        button="Write it down",
        lead=f"While {user.first_name} is away, nothing falls due. What fell due meanwhile is due "
        "two weeks after the last day.",
    )


@login_required
@either
def change_leave(request: HttpRequest, ref: str, leave: str) -> HttpResponse:
    """Leave put right."""
    here, school, one, _user = check_keeps(request, ref)
    kept = _leave(one, leave)
    told = {"kind": kept.kind, "starts_on": kept.starts_on, "ends_on": kept.ends_on}
    form = ChangeLeaveForm(request.POST or None, initial={**told, "seen": kept.pk})
    if request.method == "POST":
        written = _written(
            form,
            lambda said: leaves.write_leave(
                school=school, person=ref, ref=kept.ref, by=here.user.ref, **said
            ),
        )
        if written:
            messages.success(request, "Written down.")
            return redirect("staff_person", ref)
    return _page(
        request,
        one,
        form,
        title="Put this leave right",
        button="Put it right",
        lead=_leave_words(kept),
        withdraw="withdraw_leave",
        key=kept.ref,
        seen=kept.pk,
        what="leave",
    )


@login_required
@either
def end_leave(request: HttpRequest, ref: str, leave: str) -> HttpResponse:
    """Somebody comes back."""
    here, school, one, user = check_keeps(request, ref)
    kept = _leave(one, leave)
    last = max(kept.starts_on, kept.ends_on or today() - posts.DAY)
    form = EndForm(request.POST or None, initial={"last_day": last, "seen": kept.pk})
    form.fields["last_day"].label = "Last day away"
    form.fields["last_day"].help_text = "The day before they are back."
    if request.method == "POST":
        written = _written(
            form,
            lambda said: leaves.write_leave(
                school=school,
                person=ref,
                ref=kept.ref,
                kind=kept.kind,
                starts_on=kept.starts_on,
                ends_on=said["last_day"],
                seen=said["seen"] or 0,
                by=here.user.ref,
            ),
        )
        if written:
            messages.success(request, "Written down.")
            return redirect("staff_person", ref)
    return _page(
        request,
        one,
        form,
        title=f"{user.first_name} comes back",
        button="Write down the last day away",
        lead=_leave_words(kept),
    )


def _leave_words(leave: Leave) -> str:
    days = days_words(leave.starts_on, leave.ends_on, today())
    return f"{capfirst(leave.get_kind_display())}, {days}."


@login_required
@require_POST
def withdraw_leave(request: HttpRequest, ref: str, leave: str) -> HttpResponse:
    """Leave that never was."""
    here, school, _one, _user = check_keeps(request, ref)
    try:
        leaves.withdraw_leave(
            school=school, person=ref, ref=leave, seen=_seen(request), by=here.user.ref
        )
        messages.success(request, "The leave is withdrawn. That it was a mistake stays on record.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("staff_person", ref)
