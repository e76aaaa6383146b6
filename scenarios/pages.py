"""What the player's pages say: a story's words, with this school's people in their slots."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cms.markdown import to_html
from people.contacts import contacts, fill, slot_words
from people.models import School
from scenarios.runs import Reading
from scenarios.story import AT_ONCE, UNSAFE, Choice, Decision, Passage, Told, debrief

LEAVE = "/my-training/"


class Words:
    """Turns a story's words into the page's: Markdown to HTML, slots to this school's people."""

    def __init__(self, school: School | None) -> None:
        self.slots = slot_words(school, contacts(school))

    def prose(self, text: str) -> SafeString:
        """Paragraphs and quotes."""
        return mark_safe(fill(to_html(text), self.slots))  # noqa: S308  (to_html shows HTML as text)

    def line(self, text: str) -> str:
        """One line, plain; the template escapes it."""
        for slot, value in self.slots.items():
            text = text.replace("{" + slot + "}", value)
        return text


def story_address(slug: str) -> str:
    """Where the reader stands, at the heading that a screen reader begins with."""
    return reverse("scenario_story", args=[slug]) + "#passage"


def debrief_address(slug: str) -> str:
    """What followed, at the same heading."""
    return reverse("scenario_debrief", args=[slug]) + "#passage"


def opening_page(read: Reading) -> dict[str, Any]:
    """What it is about, and the way in or on."""
    words = Words(read.here.school)
    return _frame(read, words) | {"lead": words.line(read.kept.shown["lead"])}


def passage_page(read: Reading, error: str = "") -> dict[str, Any]:
    """Where the reader stands, what followed from the last choice, and the ways on."""
    words = Words(read.here.school)
    told = passage_words(words, read.passage, read.offered, read.last_choice)
    return _frame(read, words) | told | {"place": len(read.choices) + 1, "error": error}


def passage_words(
    words: Words, passage: Passage, offered: Iterable[Choice], last: Choice | None
) -> dict[str, Any]:
    """A passage after a choice (None: none yet), as the page shows it."""
    at_once = last is not None and last.shown == AT_ONCE
    return {
        "text": words.prose(passage.text),
        "feedback": words.prose(last.feedback) if last and at_once else "",
        "chosen": words.line(last.words) if last else "",
        "options": [{"value": one.id, "words": words.line(one.words)} for one in offered],
    }


def debrief_page(read: Reading) -> dict[str, Any]:
    """The way taken, what it rests on, and another go."""
    words, story = Words(read.here.school), read.story
    told = debrief(story, read.choices)
    return _frame(read, words, "What followed") | {
        "text": words.prose(read.passage.text),
        "explanation": words.prose(read.passage.explanation),
        "ending_notes": told.ending_notes,
        "decisions": [_decision(words, decision) for decision in told.decisions],
        "sources": told.citations,
        "key": words.line(story.key),
        "reflection": words.line(story.reflection),
        "completes": read.completes,
        "unsafe": read.passage.ending == UNSAFE,
        "checked": _checked(read.kept.shown),
    }


def _frame(read: Reading, words: Words, last_crumb: str = "") -> dict[str, Any]:
    """What every page of the player shows."""
    slug, shown = read.edition.item, read.kept.shown
    crumbs = [(shown["title"], reverse("scenario", args=[slug])), (last_crumb, "")]
    crumbs = crumbs if last_crumb else [(shown["title"], "")]
    return {
        "read": read,
        "shown": shown,
        "here": read.here,
        "content_note": words.line(shown["content_note"]),
        "story_url": reverse("scenario_story", args=[slug]),
        "debrief_url": reverse("scenario_debrief", args=[slug]),
        "leave_url": LEAVE,
        "crumbs": [{"label": "My training", "url": LEAVE}]
        + [{"label": label, "url": url} for label, url in crumbs],
    }


def _checked(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What the text was held against, and the days of it."""
    return {
        "against": [line for line in shown["checked_against"].splitlines() if line.strip()],
        "on": _day(shown["checked_on"]),
        "again": _day(shown["review_on"]),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _decision(words: Words, decision: Decision) -> dict[str, Any]:
    return {
        "chosen": _told(words, decision.chosen),
        "others": [_told(words, other) for other in decision.others],
    }


def _told(words: Words, told: Told) -> dict[str, Any]:
    return {
        "words": words.line(told.words),
        "feedback": words.prose(told.feedback),
        "red_line": words.line(told.red_line),
        "notes": told.notes,
    }
