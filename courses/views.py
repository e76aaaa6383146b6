"""The pages of a module: its first page, a lesson, the questions, and what came of them.

Each loads with permission, makes one call and answers. Anybody signed in may read.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.kept_files import serve_kept
from courses import actions, facts, pages, reflections
from courses.drawing import asked_again, drawn
from courses.facts import Reading
from courses.forms import QuizForm, answers_from
from courses.marking import mark
from courses.models import Attempt, ModulePage
from courses.module import QUIZ, module_from
from courses.reflections import TooLong
from courses.showing import in_library, parts
from courses.tries import NextTry
from people.access import check_still_them, membership, today
from people.contacts import contacts_here, fill, slot_words
from register.models import SHARED

View = Callable[..., HttpResponse]
SLOT = re.compile(r"\{\w+\}")


def show(
    request: HttpRequest, name: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page of this room, its slots ({dsl} and the like) filled for the reader's school."""
    html = render_to_string(f"courses/{name}.html", context, request)
    if SLOT.search(html):
        school = membership(request).school
        html = fill(html, slot_words(school, contacts_here(request)))
    return HttpResponse(html, status=status)


def reads_module(view: View) -> View:
    """Hand the view the reader's `Reading`; without an edition to read, say so kindly."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        here = membership(request)
        chain = here.school.urn if here.school else None
        reading = facts.reading(person=here.user.ref, chain=chain, slug=slug, on=today())
        if reading is None:
            return show(request, "not_published", status=404)
        return view(request, reading, **kwargs)

    return wrapped


@require_safe
@reads_module
def overview(request: HttpRequest, reading: Reading) -> HttpResponse:
    """What the module is, its lessons, and *Start* or *Carry on*."""
    finished = facts.finished(person=reading.person, slug=reading.slug)
    known = finished and finished.edition
    changes = reading.changes_after(known) if known else []
    again = facts.to_be_redone(changes)
    done = finished is not None and not again
    context = pages.overview(reading.slug, reading.module, reading.read, done)
    context |= {"reading": reading, "finished": finished, "changes": changes, "again": again}
    return show(request, "overview", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reads_module
def lesson(request: HttpRequest, reading: Reading, lesson: str) -> HttpResponse:
    """One lesson. Carrying on from it marks it as read and moves the bookmark."""
    if request.method == "POST":
        return _send_lesson(request, reading, lesson)
    return _lesson(request, reading, lesson)


def _lesson(
    request: HttpRequest, reading: Reading, lesson: str, wrong: TooLong | None = None
) -> HttpResponse:
    this = reading.module.lesson(lesson)
    if this is None and reading.had(lesson):
        return _changed(request, reading)
    if this is None:
        raise Http404("This module has no such lesson.")
    shown = facts.lesson_parts(reading.edition.digest, lesson)
    context = pages.lesson(reading.slug, reading.module, this, reading.read, shown)
    if any(part.prompt for part in shown):
        mine = reflections.in_module(person=reading.person, item=reading.slug)
        context["parts"] = pages.thinking(shown, mine, request.POST, wrong)
        context["thinks"] = True
    return show(
        request, "lesson", context | {"edition": reading.edition.number, "reading": reading}
    )


def _send_lesson(request: HttpRequest, reading: Reading, lesson: str) -> HttpResponse:
    """Keep what was written in the lesson, whichever button was pressed; then go where it leads."""
    said = [
        (part.id, part.prompt, request.POST[f"think-{part.id}"])
        for part in facts.lesson_parts(reading.edition.digest, lesson)
        if f"think-{part.id}" in request.POST
    ]
    try:
        reflections.write(item=reading.slug, said=said, on=today(), by=reading.person)
    except TooLong as wrong:
        return _lesson(request, reading, lesson, wrong)
    for block, _, _ in said:
        if request.POST.get("save") == block:
            return redirect(f"{pages.address(reading.slug, lesson)}#think-{block}")
    if "leave" in request.POST:
        return redirect(pages.LEAVE)
    return _finish_lesson(request, reading, lesson)


def _finish_lesson(request: HttpRequest, reading: Reading, lesson: str) -> HttpResponse:
    edition = request.POST.get("edition", "")
    try:
        place = actions.finish_lesson(
            reading=reading, edition=edition, lesson=lesson, by=reading.person
        )
    except actions.EditionChanged:
        return _changed(request, reading)
    return redirect(pages.address(reading.slug, place))


def _changed(request: HttpRequest, reading: Reading) -> HttpResponse:
    messages.info(
        request, "This module has changed since you opened that page. Here it is as it is now."
    )
    return redirect("module", reading.slug)


@require_safe
@login_required
def file(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """A picture, sound, video or download, from the bytes that were kept with an edition."""
    here = membership(request)
    chain = here.school.urn if here.school else None
    kept = facts.file_in(slug=slug, chain=chain, digest=digest, on=today())
    if kept is None:
        raise Http404("No edition that you may read has this file.")
    return serve_kept(request, kept)


@require_POST
@reads_module
def newest(_: HttpRequest, reading: Reading) -> HttpResponse:
    """Leave the edition that was begun for the newest one."""
    actions.begin_newest(reading=reading, by=reading.person)
    return redirect("module", reading.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@reads_module
def quiz(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The questions, once the lessons are read; whoever has finished sees how it went."""
    if request.method == "POST":
        check_still_them(request)  # a module that is passed is as good as signed
        return _send(request, reading)
    if unread := reading.module.unread(frozenset(reading.read)):
        return _lessons_first(request, reading, unread)
    this_try = facts.next_try_of(reading)
    if not this_try.is_open(timezone.now()):
        return _not_now(request, reading, this_try.opens_at if this_try.left != 0 else None)
    return _ask(request, reading, this_try)


def _ask(
    request: HttpRequest, reading: Reading, this_try: NextTry, sent: QueryDict | None = None
) -> HttpResponse:
    context = {
        "crumbs": pages.crumbs(reading.slug, reading.module.title, reading.module.quiz.title),
        "quiz": reading.module.quiz,
        "form": QuizForm(drawn(reading.module.quiz, str(this_try.key)), sent),
        "form_key": this_try.key,
        "rules": pages.rules(reading.module.quiz, this_try),
        "edition": reading.edition.number,
        "leave_url": pages.LEAVE,
    }
    return show(request, "quiz", context)


def _not_now(request: HttpRequest, reading: Reading, opens_at: datetime | None) -> HttpResponse:
    context = {
        "crumbs": pages.crumbs(reading.slug, reading.module.title, reading.module.quiz.title),
        "module": reading.module,
        "again": pages.moment(opens_at) if opens_at else "",
        "slug": reading.slug,
        "at_school": reading.chain != SHARED,
        "module_url": reverse("module", args=[reading.slug]),
        "leave_url": pages.LEAVE,
    }
    return show(request, "not_now", context)


def _send(request: HttpRequest, reading: Reading) -> HttpResponse:
    try:
        form_key = UUID(request.POST.get("form_key", ""))
        attempt = actions.send_answers(
            reading=reading,
            edition=request.POST.get("edition", ""),
            answers_to=lambda asked: answers_from(asked, request.POST),
            form_key=form_key,
            on=today(),
            by=reading.person,
        )
    except actions.EditionChanged:
        return _changed(request, reading)
    except actions.LessonsFirst as early:
        return _lessons_first(request, reading, early.lessons)
    except actions.NotNow as closed:
        return _not_now(request, reading, closed.opens_at)
    except actions.Unanswered:
        return _ask(request, reading, facts.next_try_of(reading), request.POST)
    except ValueError:  # BadAnswers, and a form key that is none
        return show(request, "refused", status=400)
    return redirect("quiz_result", attempt.item, attempt.pk)


def _lessons_first(request: HttpRequest, reading: Reading, unread: list[Any]) -> HttpResponse:
    """Where nothing is read because the module has just been finished, the result is the answer."""
    finished = None if reading.read else facts.last_pass(person=reading.person, slug=reading.slug)
    if finished:
        return redirect("quiz_result", reading.slug, finished.pk)
    return show(request, "lessons_first", pages.lessons_first(reading.slug, reading.module, unread))


@require_safe
@login_required
def result(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How it went, from the text that was answered. Another person's is not there."""
    mine = Attempt.objects.filter(person=membership(request).user.ref, item=slug)
    attempt = get_object_or_404(mine, pk=pk)
    module = facts.module_of(attempt.digest)
    if module is None:
        raise Http404("The text of this attempt is not here.")
    quiz = asked_again(module.quiz, attempt.asked)
    marked, after = mark(quiz, attempt.answers), _next_try(request, attempt)
    context = pages.result(slug, module, quiz, marked, after, timezone.now())
    context |= {"sent_at": attempt.sent_at, "recorded": membership(request).school is not None}
    return show(request, "result", context)


def _next_try(request: HttpRequest, attempt: Attempt) -> NextTry | None:
    """The try that comes after; None once the questions are passed."""
    if attempt.passed:
        return None
    here = membership(request)
    chain = here.school.urn if here.school else None
    reading = facts.reading(person=attempt.person, chain=chain, slug=attempt.item, on=today())
    return facts.next_try_of(reading) if reading else None


def preview(request: HttpRequest, page: ModulePage, mode: str) -> HttpResponse:
    """A draft as a reader would see it, for its editor; nothing on it can be sent."""
    module, slug = module_from(page.snapshot()), page.slug or "new"
    this = module.lesson(mode)
    if this:
        context = pages.lesson(slug, module, this, [], parts(this.content, in_library))
        name = "lesson"
    elif mode == QUIZ:
        form = QuizForm(drawn(module.quiz, "preview"))
        context = {"quiz": module.quiz, "form": form, "leave_url": pages.LEAVE}
        name = "quiz"
    else:
        context, name = pages.overview(slug, module, []), "overview"
    return show(request, name, context | {"crumbs": [], "lacks": page.not_ready()})
