"""What a reader does in a module: each in one transaction. A second press changes nothing."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.drawing import drawn
from courses.facts import Reading, next_try_of
from courses.marking import Answers, Quiz, mark, unanswered
from courses.models import Attempt, LessonRead
from courses.module import Lesson, next_place, place_words
from register.actions import move_bookmark, write_record
from register.models import SHARED, Record


class EditionChanged(Exception):
    """The page that was sent belongs to an edition that this person is not reading."""


class Unanswered(Exception):
    """A question has no answer yet."""


class NotNow(Exception):
    """The questions cannot be tried now; `opens_at` is when they can, None if tries are used up."""

    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__("These questions cannot be tried now.")
        self.opens_at = opens_at


class LessonsFirst(Exception):
    """The questions come after the lessons; `lessons` are those still to read."""

    def __init__(self, lessons: list[Lesson]) -> None:
        super().__init__("Read these lessons first.")
        self.lessons = lessons


def check_edition(reading: Reading, edition: str) -> None:
    """Raise EditionChanged unless the page that was sent was of the edition being read."""
    if edition != str(reading.edition.number):
        raise EditionChanged("This module has changed since the page was opened.")


@transaction.atomic
def finish_lesson(*, reading: Reading, edition: str, lesson: str, by: str) -> str:
    """Mark a lesson (its id) as read; returns the place to carry on at.

    Raises EditionChanged when the page was of another edition, or its lesson is in none.
    """
    check_edition(reading, edition)
    if reading.module.lesson(lesson) is None:
        raise EditionChanged("This edition has no such lesson.")
    row = LessonRead(
        person=by,
        item=reading.slug,
        lesson=lesson,
        edition=reading.edition.number,
        read_at=timezone.now(),
    )
    LessonRead.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["person", "item", "lesson"],
        update_fields=["edition", "read_at"],
    )
    read = [*(each for each in reading.read if each != lesson), lesson]
    place = next_place(reading.module, read)
    left = len(reading.module.unread(frozenset(read)))
    _move_bookmark(reading, place, done=len(reading.module.lessons) - left)
    return place


@transaction.atomic
def send_answers(
    *,
    reading: Reading,
    edition: str,
    answers_to: Callable[[Quiz], Answers],
    form_key: UUID,
    on: date,
    by: str,
) -> Attempt:
    """Mark answers and keep the attempt; passing writes the completion into the register.

    `edition` and `form_key` are what the page said; `answers_to` gives the answers to the
    questions that this try asks. The key of a try that was sent returns the attempt it made, so a
    second press or window changes nothing. Raises EditionChanged (for any other key as well),
    LessonsFirst while lessons of this edition are unread, NotNow, BadAnswers for what cannot have
    come from the page, and Unanswered.
    """
    if sent := Attempt.objects.filter(person=by, form_key=form_key).first():
        return sent
    _check_may_send(reading, edition)
    this_try = next_try_of(reading)
    if form_key != this_try.key:
        raise EditionChanged("This page is of another try.")
    if not this_try.is_open(timezone.now()):
        raise NotNow(this_try.opens_at if this_try.left != 0 else None)
    quiz = drawn(reading.module.quiz, str(form_key))
    attempt = _attempt(reading, quiz, answers_to(quiz), form_key)
    try:
        with transaction.atomic():
            attempt.save()
    except IntegrityError:  # another window, at the same moment
        return Attempt.objects.get(person=by, form_key=form_key)
    if attempt.passed:
        _finish(reading, attempt, on=on, by=by)
    return attempt


def _attempt(reading: Reading, quiz: Quiz, answers: Answers, form_key: UUID) -> Attempt:
    marked = mark(quiz, answers)
    if unanswered(quiz, answers):
        raise Unanswered("Some questions have no answer yet.")
    return Attempt(
        person=reading.person,
        form_key=form_key,
        item=reading.slug,
        edition=reading.edition.number,
        digest=reading.edition.digest,
        asked=[question.id for question in quiz.questions],
        answers={question: list(given) for question, given in answers.items()},
        right=marked.right,
        out_of=marked.out_of,
        passed=marked.passed,
    )


def _check_may_send(reading: Reading, edition: str) -> None:
    check_edition(reading, edition)
    if unread := reading.module.unread(frozenset(reading.read)):
        raise LessonsFirst(unread)


def _finish(reading: Reading, attempt: Attempt, *, on: date, by: str) -> None:
    """Through: the next time begins afresh. The register comes last, since it locks the chain."""
    LessonRead.objects.filter(person=by, item=reading.slug).delete()
    _move_bookmark(reading, "", done=_steps(reading))
    if reading.chain == SHARED:
        return
    write_record(
        chain=reading.chain,
        person=by,
        item=reading.slug,
        kind=Record.Kind.COMPLETED,
        happened_on=on,
        edition=reading.edition,
        score=attempt.right,
        out_of=attempt.out_of,
        how="online",
        by=by,
    )


@transaction.atomic
def begin_newest(*, reading: Reading, by: str) -> None:
    """Leave the edition that was begun, and begin the newest one."""
    LessonRead.objects.filter(person=by, item=reading.slug).delete()
    move_bookmark(
        person=by,
        item=reading.slug,
        edition=reading.newest.number,
        place="",
        place_words="",
        done=0,
        total=0,
    )


def _steps(reading: Reading) -> int:
    """The lessons, and the questions as one more."""
    return len(reading.module.lessons) + 1


def _move_bookmark(reading: Reading, place: str, *, done: int) -> None:
    move_bookmark(
        person=reading.person,
        item=reading.slug,
        edition=reading.edition.number,
        place=place,
        place_words=place_words(reading.module, place) if place else "",
        done=done,
        total=_steps(reading),
    )
