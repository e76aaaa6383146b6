"""The player: an opening, one passage at a time, and the debrief. No JavaScript anywhere."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from cms.markdown import to_html
from people.access import membership
from people.contacts import contacts, fill, slot_words
from scenarios.models import Step
from scenarios.runs import Reading, Stale, reading, take_step
from scenarios.story import NotOffered, debrief


def _reading(request: HttpRequest, slug: str) -> Reading:
    found = reading(membership(request), slug)
    if found is None:
        raise Http404("This scenario has not been published yet.")
    return found


class Words:
    """Turns a story's words into the page's: Markdown to HTML, slots to this school's people."""

    def __init__(self, read: Reading) -> None:
        self.slots = slot_words(read.here.school, contacts(read.here.school))

    def prose(self, text: str) -> SafeString:
        """Paragraphs and quotes."""
        return mark_safe(fill(to_html(text), self.slots))  # noqa: S308  (to_html shows HTML as text)

    def line(self, text: str) -> str:
        """One line, plain; the template escapes it."""
        for slot, value in self.slots.items():
            text = text.replace("{" + slot + "}", value)
        return text


def _frame(read: Reading, label: str) -> dict[str, Any]:
    """What every page of the player shows."""
    return {
        "read": read,
        "shown": read.shown,
        "crumbs": [
            {"label": "My training", "url": "/my-training/"},
            {"label": label, "url": ""},
        ],
    }


@login_required
@require_safe
def opening(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is about, the content note, and the way in or on."""
    read = _reading(request, slug)
    words = Words(read)
    context = _frame(read, read.shown["title"]) | {
        "lead": words.line(read.shown["lead"]),
        "content_note": words.line(read.shown["content_note"]),
    }
    return render(request, "scenarios/opening.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def playing(request: HttpRequest, slug: str) -> HttpResponse:
    """The passage where the reader stands, and what followed from the last choice."""
    read = _reading(request, slug)
    if request.method == "POST":
        return _step(request, read)
    if read.over:
        return redirect("../debrief/")
    return render(request, "scenarios/passage.html", _passage(read))


def _passage(read: Reading, error: str = "") -> dict[str, Any]:
    words, last = Words(read), read.last_choice
    at_once = last is not None and last.shown == "at_once"
    return _frame(read, read.shown["title"]) | {
        "text": words.prose(read.passage.text),
        "feedback": words.prose(last.feedback) if last and at_once else "",
        "chosen": words.line(last.words) if last else "",
        "place": len(read.choices) + 1,
        "content_note": words.line(read.shown["content_note"]),
        "options": [{"value": one.id, "words": words.line(one.words)} for one in read.offered],
        "error": error,
    }


def _step(request: HttpRequest, read: Reading) -> HttpResponse:
    kind = request.POST.get("step", Step.Kind.CHOICE)
    if kind not in Step.Kind.values:
        kind = Step.Kind.CHOICE
    at = request.POST.get("at", "")
    try:
        take_step(
            read,
            at=int(at) if at.isdecimal() and len(at) < 9 else -1,
            kind=kind,
            choice=request.POST.get("choice", ""),
        )
    except Stale:
        messages.info(request, "This story has moved on since that page was opened. Here you are.")
    except NotOffered as refusal:
        return render(request, "scenarios/passage.html", _passage(read, str(refusal)), status=400)
    return redirect(request.path)


@login_required
@require_safe
def debriefing(request: HttpRequest, slug: str) -> HttpResponse:
    """What was chosen, why it matters, and where that is written; then another go."""
    read = _reading(request, slug)
    if not read.over:
        return redirect("../story/")
    words = Words(read)
    told = debrief(read.story, read.choices)
    context = _frame(read, "Debrief") | {
        "ending": told.ending,
        "ending_text": words.prose(told.ending.text) if told.ending else "",
        "explanation": words.prose(told.ending.explanation) if told.ending else "",
        "ending_notes": told.ending_notes,
        "decisions": [_decision(words, decision) for decision in told.decisions],
        "sources": told.citations,
        "key": words.line(read.story.key),
        "reflection": words.line(read.story.reflection),
        "completes": read.completes,
    }
    return render(request, "scenarios/debrief.html", context)


def _decision(words: Words, decision: Any) -> dict[str, Any]:
    return {
        "chosen": _told(words, decision.chosen),
        "others": [_told(words, other) for other in decision.others],
    }


def _told(words: Words, told: Any) -> dict[str, Any]:
    return {
        "words": words.line(told.words),
        "feedback": words.prose(told.feedback),
        "rating": told.rating,
        "red_line": words.line(told.red_line),
        "notes": told.notes,
    }
