"""A module as an edition keeps it: lessons to read and a quiz, from plain JSON data.

The data is what `ModulePage.snapshot` gives: values as Wagtail stores them in a stream, so that
they can be shown without the page. Pure but for those shapes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from courses.marking import Draw, Option, Question, Quiz

QUIZ = "quiz"  # the place after the last lesson


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson; `content` is a stream as stored, `minutes` for a calm reader."""

    id: str
    title: str
    lead: str
    minutes: int
    content_note: str
    content: list[dict[str, Any]]
    sources: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Module:
    """Everything that a reader of this edition is shown."""

    title: str
    lead: str
    why: str
    audience: str
    content_note: str
    minutes: int
    checked_against: tuple[str, ...]
    checked_on: date | None
    review_on: date | None
    lessons: tuple[Lesson, ...]
    quiz: Quiz

    def lesson(self, id: str) -> Lesson | None:
        """The lesson of this id, None if this edition has none."""
        return next((lesson for lesson in self.lessons if lesson.id == id), None)

    def number(self, id: str) -> int:
        """Which lesson it is, counted from 1."""
        return [lesson.id for lesson in self.lessons].index(id) + 1

    def unread(self, read: frozenset[str]) -> list[Lesson]:
        """The lessons that are left to read, in order."""
        return [lesson for lesson in self.lessons if lesson.id not in read]


def next_place(module: Module, read: list[str]) -> str:
    """Where to carry on: a lesson's id, or QUIZ when all are read. `read` has the latest last.

    It is the next unread lesson after the one read last; after the end, the first one left out.
    """
    left = module.unread(frozenset(read))
    if not left:
        return QUIZ
    last = next((id for id in reversed(read) if module.lesson(id)), None)
    after = module.number(last) if last else 0
    return next((each.id for each in left if module.number(each.id) > after), left[0].id)


def place_words(module: Module, place: str) -> str:
    """How a place is spoken of: “lesson 3 of 7”, or “the questions”."""
    if place == QUIZ:
        return "the questions"
    return f"lesson {module.number(place)} of {len(module.lessons)}"


def module_from(data: dict[str, Any]) -> Module:
    """The module from the data of an edition. Names that are missing there are empty."""
    lessons = tuple(_lesson(child) for child in data["lessons"])
    return Module(
        title=data["title"],
        lead=data["lead"],
        why=data["why"],
        audience=data.get("audience", ""),
        content_note=data["content_note"],
        minutes=data["minutes"],
        checked_against=tuple(data["checked_against"].splitlines()),
        checked_on=_day(data["checked_on"]),
        review_on=_day(data["review_on"]),
        lessons=lessons,
        quiz=_quiz(data["quiz"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _lesson(child: dict[str, Any]) -> Lesson:
    value = child["value"]
    return Lesson(
        id=child["id"],
        title=value["title"],
        lead=value.get("lead") or "",
        minutes=value.get("minutes") or 0,
        content_note=value.get("content_note") or "",
        content=value["content"],
        sources=[item["value"] for item in value["sources"]],
    )


BANK = "bank"


def _quiz(data: dict[str, Any]) -> Quiz:
    """The quiz. Rules that an edition does not speak of are the ones that ask least."""
    parts = data["questions"]
    return Quiz(
        title=data["title"],
        lead=data["lead"],
        pass_mark=data["pass_mark"],
        questions=tuple(_question(child) for child in parts if child["type"] != BANK),
        draws=tuple(_draw(child["value"]) for child in parts if child["type"] == BANK),
        shuffled=bool(data.get("shuffled")),
        tries=data.get("tries") or 0,
        wait_minutes=data.get("wait_minutes") or 0,
    )


def _draw(value: dict[str, Any]) -> Draw:
    questions = tuple(_question(child) for child in value["questions"])
    return Draw(value["bank"], value["take"] or len(questions), questions)


def _question(child: dict[str, Any]) -> Question:
    """A question; those that are not answered by choosing have their kind for a type."""
    value = child["value"]
    return Question(
        id=child["id"],
        kind=value.get("kind") or child["type"],
        text=value["text"],
        must=bool(value["must"]),
        explanation=value.get("explanation") or "",
        options=tuple(_option(place, item) for place, item in enumerate(value["options"])),
        otherwise=value.get("otherwise") or "",
    )


def _option(place: int, item: dict[str, Any]) -> Option:
    value = item["value"]
    return Option(
        id=item["id"],
        text=value["text"],
        right=bool(value.get("right")),
        feedback=value.get("feedback") or "",
        partner=value.get("partner") or "",
        place=place,
    )
