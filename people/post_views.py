"""The pages that write posts: one question a page."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from people import posts
from people.access import today
from people.leaving import has_gone_by, has_left
from people.models import Post, WaitingPost
from people.question_page import WRITTEN, QuestionPage
from people.roles import ROLES
from people.staff_days import full_day
from people.staff_forms import ChangePostForm, EndForm, PostForm
from people.staff_person import days_words
from people.staff_views import either


def _post(page: QuestionPage, ref: str) -> Post:
    found = next((post for post in page.one.posts if post.ref == ref), None)
    if found is None:
        raise Http404("There is no such post.")
    return found


def _words(post: Post) -> str:
    return (
        f"{capfirst(ROLES[post.role].words)}, {days_words(post.starts_on, post.ends_on, today())}"
    )


@login_required
@either
def add_post(request: HttpRequest, ref: str) -> HttpResponse:
    """A post beside the others, or instead of one."""
    page = QuestionPage.about(request, ref)
    form = PostForm(request.POST or None, posts=page.one.lasting, initial={"starts_on": today()})
    written = page.written(form, lambda post, **said: posts.give_post(ref=post, **said))
    if written:
        return page.done(written)
    return page.shown(
        form,
        title="Add a post",
        button="Add this post",
        lead=f"For {page.user.get_full_name()}, at {page.school.name}. A post at another school is "
        "added there: they are asked whether it is the same person.",
    )


@login_required
@either
def change_post(request: HttpRequest, ref: str, post: str) -> HttpResponse:
    """A post put right where it was written down wrongly."""
    page = QuestionPage.about(request, ref)
    kept = _post(page, post)
    told = {"role": kept.role, "starts_on": kept.starts_on, "ends_on": kept.ends_on}
    form = ChangePostForm(request.POST or None, initial={**told, "seen": kept.pk})
    written = page.written(form, partial(posts.change_post, ref=kept.ref))
    if written:
        return _done(page, written)
    return page.shown(
        form,
        title="Put this post right",
        button="Put it right",
        lead=f"{_words(kept)}. This is for a slip of the pen. When somebody moves to another "
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
    page = QuestionPage.about(request, ref)
    kept = _post(page, post)
    last = kept.ends_on or max(today(), kept.starts_on)
    form = EndForm(request.POST or None, initial={"last_day": last, "seen": kept.pk})
    written = page.written(form, partial(_end, kept))
    if written:
        return _done(page, written)
    return page.shown(
        form,
        title="End this post",
        button="End this post",
        lead=f"{_words(kept)}. What they did in it stays on record.",
    )


def _end(post: Post, *, last_day: date, seen: int | None, **told: Any) -> Post | WaitingPost:
    as_it_is = {"ref": post.ref, "role": post.role, "starts_on": post.starts_on}
    return posts.change_post(**told, **as_it_is, ends_on=last_day, seen=seen or 0)


def _done(page: QuestionPage, written: Any, words: str = WRITTEN) -> HttpResponse:
    answer = page.done(written, words)
    _say_if_gone(page)
    return answer


def _say_if_gone(page: QuestionPage) -> None:
    """Where the last post ended or was withdrawn: what of their sign-in has."""
    name = page.one.name
    if has_left(page.one.ref):
        messages.info(page.request, f"Every sign-in and link of {name} has ended.")
    elif has_gone_by(page.one.ref, today()):
        messages.info(
            page.request,
            f"{name} is signed out everywhere now, may sign in again today, and not from "
            "tomorrow on.",
        )


@login_required
@require_POST
def withdraw_post(request: HttpRequest, ref: str, post: str) -> HttpResponse:
    """A post that never was."""
    page = QuestionPage.about(request, ref)
    if page.withdrawn("The post", partial(posts.withdraw_post, ref=post)):
        _say_if_gone(page)
    return redirect("staff_person", ref)


@login_required
@either
def leave_school(request: HttpRequest, ref: str) -> HttpResponse:
    """Every post ends on one day."""
    page = QuestionPage.about(request, ref)
    form = EndForm(request.POST or None, initial={"last_day": today()})
    written = page.written(form, lambda seen, **said: posts.leave_school(**said))
    if written is not None:  # none of them, where this is a second press
        last = full_day(form.cleaned_data["last_day"])
        return _done(page, written, f"{page.one.name}: the last day is {last}.")
    return page.shown(
        form,
        title=f"{page.user.first_name} leaves the school",
        button="Write down their last day",
        lead="Every post here ends on one day, and so does leave. Their training stays on record.",
        ending=[_words(post) for post in page.one.lasting],
    )
