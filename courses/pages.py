"""What the pages of a module say, as plain values for their templates. No database here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from courses.marking import (
    CHOICES,
    MATCH,
    ORDER,
    SHORT,
    Mark,
    Marked,
    Question,
    Quiz,
    matches,
    meant,
)
from courses.models import Reflection
from courses.module import QUIZ, Lesson, Module, next_place, place_words
from courses.reflections import TooLong
from courses.showing import Part
from courses.tries import NextTry
from people.clock import clock
from people.staff_days import full_day

LEAVE = "/my-training/"


def address(slug: str, place: str) -> str:
    """The address of a lesson (its id) or of the questions."""
    return reverse("quiz", args=[slug]) if place == QUIZ else reverse("lesson", args=[slug, place])


def crumbs(slug: str, title: str, *here: str) -> list[dict[str, str]]:
    """From My training through the module to here."""
    module_url = reverse("module", args=[slug]) if here else ""
    trail = [("My training", LEAVE), (title, module_url), *((label, "") for label in here)]
    return [{"label": label, "url": url} for label, url in trail]


def lines(slug: str, module: Module, read: list[str], here: str = "") -> list[dict[str, Any]]:
    """The lessons and the questions, each with its address and whether it is done."""
    found = [
        _line(slug, lesson.id, lesson.title, lesson.minutes, read, here)
        for lesson in module.lessons
    ]
    return [*found, _line(slug, QUIZ, module.quiz.title, 0, [], here)]


def _line(
    slug: str, place: str, title: str, minutes: int, read: list[str], here: str
) -> dict[str, Any]:
    state = "here" if place == here else "done" if place in read else "ahead"
    return {"title": title, "url": address(slug, place), "state": state, "minutes": minutes}


def checked(module: Module) -> str:
    """When it was checked and is looked at again, in a sentence or two; nothing if never."""
    words = f"Checked on {full_day(module.checked_on)}." if module.checked_on else ""
    if module.review_on:
        words += f" To be looked at again by {full_day(module.review_on)}."
    return words.strip()


def overview(slug: str, module: Module, read: list[str], finished: bool = False) -> dict[str, Any]:
    """The first page: what it is, what it holds, and the one way on."""
    begin = "Read it again" if finished else "Start"
    place = next_place(module, read) if module.lessons else QUIZ
    return {
        "crumbs": crumbs(slug, module.title),
        "module": module,
        "lines": lines(slug, module, read),
        "go_url": address(slug, place),
        "go_words": f"Carry on with {place_words(module, place)}" if read else begin,
        "checked": checked(module),
        "leave_url": LEAVE,
    }


def lesson(
    slug: str, module: Module, this: Lesson, read: list[str], parts: list[Part]
) -> dict[str, Any]:
    """A lesson in its parts, where it stands, and the ways on, out and back."""
    number, total = module.number(this.id), len(module.lessons)
    after = next_place(module, [*(each for each in read if each != this.id), this.id])
    before = module.lessons[number - 2] if number > 1 else None
    return {
        "crumbs": crumbs(slug, module.title, f"Lesson {number}"),
        "lesson": this,
        "parts": parts,
        "number": number,
        "total": total,
        "done": len(module.lessons) - len(module.unread(frozenset(read))),
        "lines": lines(slug, module, read, here=this.id),
        "on_words": f"Carry on to {_on_words(module, after)}",
        "back_url": address(slug, before.id) if before else "",
        "back_words": f"Back to lesson {number - 1}",
        "checked": checked(module),
        "leave_url": LEAVE,
    }


@dataclass(frozen=True, slots=True)
class Thought:
    """A moment to think, with what the reader has written there; `kept` is when."""

    id: str
    prompt: str
    words: SafeString
    kept: str
    error: str


def thinking(
    parts: list[Part],
    mine: Mapping[str, Reflection],
    typed: Mapping[str, str],
    wrong: TooLong | None,
) -> list[Part | Thought]:
    """The parts of a lesson, with the reader's own words where there is a moment to think."""
    return [_thought(part, mine, typed, wrong) if part.prompt else part for part in parts]


def _thought(
    part: Part, mine: Mapping[str, Reflection], typed: Mapping[str, str], wrong: TooLong | None
) -> Thought:
    kept = mine.get(part.id)
    words = typed.get(f"think-{part.id}", kept.words if kept else "")
    return Thought(
        id=part.id,
        prompt=part.prompt,
        words=as_typed(words),
        kept=full_day(timezone.localtime(kept.written_at).date()) if kept else "",
        error=str(wrong) if wrong and wrong.block == part.id else "",
    )


def as_typed(words: str) -> SafeString:
    """Words of a reader as HTML in which nothing is filled in: {dsl} stays {dsl}."""
    return SafeString(escape(words).replace("{", "&#123;"))


def _on_words(module: Module, place: str) -> str:
    return "the questions" if place == QUIZ else f"lesson {module.number(place)}"


def lessons_first(slug: str, module: Module, unread: list[Lesson]) -> dict[str, Any]:
    """The questions were asked for too early: which lessons come first."""
    left = [
        {"number": module.number(each.id), "title": each.title, "url": address(slug, each.id)}
        for each in unread
    ]
    return {
        "crumbs": crumbs(slug, module.title, module.quiz.title),
        "module": module,
        "left": left,
        "leave_url": LEAVE,
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that was given, and what is said to it."""

    text: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one question: what was answered, with what is said to it.

    Right answers that were not given are told only to whoever has passed; `more` says that there
    are some, and that nothing wrong was chosen.
    """

    number: int
    text: str
    right: bool
    must: bool
    verb: str
    chosen: list[Choice]
    missing: list[str]
    more: bool
    explanation: str


def replies(marked: Marked) -> list[Reply]:
    """Every question with what came of it, in order."""
    return [_reply(number, each, marked.passed) for number, each in enumerate(marked.marks, 1)]


def _reply(number: int, each: Mark, passed: bool) -> Reply:
    question, told = each.question, passed or each.right
    return Reply(
        number=number,
        text=question.text,
        right=each.right,
        must=question.must,
        verb="wrote" if question.kind == SHORT else "chose",
        chosen=_chosen(each),
        missing=_missing(each) if told else [],
        more=not told and question.kind in CHOICES and question.right_ids > set(each.chosen),
        explanation=question.explanation if told else "",
    )


def _chosen(each: Mark) -> list[Choice]:
    question = each.question
    if question.kind in CHOICES:
        options = [question.option(id) for id in each.chosen]
        return [Choice(option.text, option.right, option.feedback) for option in options]
    if question.kind == MATCH:
        return [
            Choice(
                f"{option.text}: {question.option(id).partner}",
                fits := matches(question, option, id),
                "" if fits else option.feedback,
            )
            for option, id in zip(question.options, each.chosen, strict=True)
        ]
    otherwise = "" if each.right else question.otherwise
    if question.kind == ORDER:
        steps = _in_words([question.option(id).text for id in each.chosen])
        return [Choice(steps, each.right, otherwise)]
    found = meant(question, each.chosen[0])
    feedback = found.feedback if found else ""
    return [Choice(each.chosen[0], each.right, feedback or otherwise)]


def _missing(each: Mark) -> list[str]:
    """What is right and was not answered."""
    question = each.question
    if question.kind in CHOICES:
        missing = [option for option in question.options if option.id not in each.chosen]
        return [option.text for option in missing if option.right]
    if each.right:
        return []
    return [right_answer(question)]


def right_answer(question: Question) -> str:
    """What is right, in words."""
    if question.kind == ORDER:
        return _in_words([option.text for option in question.in_order])
    if question.kind == MATCH:
        return "; ".join(f"{option.text}: {option.partner}" for option in question.options)
    return " or ".join(option.text for option in question.options if option.right)


def _in_words(steps: list[str]) -> str:
    return " ".join(f"{place}. {step}" for place, step in enumerate(steps, start=1))


def result(
    slug: str, module: Module, quiz: Quiz, marked: Marked, after: NextTry | None, now: datetime
) -> dict[str, Any]:
    """How it went, and what comes next. `quiz` is what was asked, `after` the try that comes next,
    None where there is none to speak of."""
    then = when_again(after, now) if after else ""
    return {
        "crumbs": crumbs(slug, module.title, module.quiz.title),
        "module": module,
        "marked": marked,
        "lead": _outcome(quiz, marked, then),
        "replies": replies(marked),
        "is_open": after is None or after.is_open(now),
        "used_up": after is not None and after.left == 0,
        "slug": slug,
        "module_url": reverse("module", args=[slug]),
        "quiz_url": address(slug, QUIZ),
        "leave_url": LEAVE,
    }


def _outcome(quiz: Quiz, marked: Marked, then: str) -> str:
    verb = "is" if marked.right == 1 else "are"
    score = f"{marked.right} of {marked.out_of} {verb} right"
    if marked.passed:
        return f"{score}. That is it: you have finished this module."
    again = then or "You can try again as often as you like."
    if marked.right >= quiz.needed:
        return (
            f"{score}, which would be enough. But some things everyone here must get right, "
            f"because a child may depend on it. They are marked below. {then}"
        ).strip()
    return f"{score}, and {quiz.needed} are needed. {again}"


def rules(quiz: Quiz, this_try: NextTry) -> str:
    """What it takes to finish, and how often and when it may be tried, before anybody begins."""
    needed = "all" if quiz.needed == quiz.asked else f"{quiz.needed} of {quiz.asked}"
    words = f"To finish, {needed} need to be right."
    if this_try.left is None:
        words += " You can try as often as you like"
    else:
        words += f" You have {this_try.left} {'try' if this_try.left == 1 else 'tries'} left"
    return f"{words}{f', with {_length(quiz.wait_minutes)} between' if quiz.wait_minutes else ''}."


def _length(minutes: int) -> str:
    """“1 day”, “2 hours” or “90 minutes”."""
    units = ((1440, "day"), (60, "hour"), (1, "minute"))
    length, name = next(unit for unit in units if minutes % unit[0] == 0)
    number = minutes // length
    return f"{number} {name}{'' if number == 1 else 's'}"


def when_again(after: NextTry, now: datetime) -> str:
    """When the questions can be tried again, in a sentence; nothing for at once and for ever."""
    if after.left == 0:
        return "Your tries are used up, so the next step is a talk with {dsl}."
    words = ""
    if after.left is not None:
        words = f"You have {after.left} {'try' if after.left == 1 else 'tries'} left. "
    if after.opens_at and after.waits(now):
        words += f"You can try again from {moment(after.opens_at)}."
    return words.strip()


def moment(at: datetime) -> str:
    """“10.42 am on Friday 4 December 2026”, in Europe/London; never before the moment."""
    here = timezone.localtime(at + timedelta(seconds=59))
    return f"{clock(here)} on {full_day(here.date())}"
