"""What keeps a quiz from being published, each as a sentence for its author. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from courses.marking import (
    KINDS,
    MATCH,
    ONE,
    ORDER,
    SEVERAL,
    SHORT,
    TRUE_FALSE,
    Draw,
    Question,
    Quiz,
    fold,
)

MOST_OPTIONS = 12  # more than a person can hold in mind and compare


def faults(quiz: Quiz) -> list[str]:
    """Everything that is wrong with the quiz; nothing if it can be asked and marked fairly."""
    found = []
    if not quiz.asked:
        found.append("Write at least one question.")
    if not 1 <= quiz.pass_mark <= 100:
        found.append("The pass mark is a whole number from 1 to 100.")
    if _twice(question.id for question in quiz.every_question):
        found.append("A question is in the quiz twice: leave one out, or copy it afresh.")
    for number, question in enumerate(quiz.questions, start=1):
        found += [f"Question {number}: {fault}" for fault in _faults(question)]
    for draw in quiz.draws:
        found += _faults_of(draw)
    return found


def _faults_of(draw: Draw) -> Iterator[str]:
    name, there = f"The bank “{draw.bank}”", len(draw.questions)
    musts = sum(question.must for question in draw.questions)
    if not 1 <= draw.take <= there:
        yield f"{name} has {there} questions, so {draw.take} cannot be drawn from it."
    elif musts > draw.take:
        yield f"{name} has {musts} questions that everyone must get right: draw at least {musts}."
    for number, question in enumerate(draw.questions, start=1):
        yield from (f"{name}, question {number}: {fault}" for fault in _faults(question))


def _faults(question: Question) -> Iterator[str]:
    options = question.options
    if question.kind not in KINDS:
        yield "choose which kind it is."
    if not question.text.strip() or any(not option.text.strip() for option in options):
        yield "neither a question nor an answer may be empty."
    fewest = 1 if question.kind == SHORT else 2
    if not fewest <= len(options) <= MOST_OPTIONS:
        things = {ORDER: "steps", MATCH: "pairs"}.get(question.kind, "answers")
        yield f"give from {'one' if fewest == 1 else 'two'} to {MOST_OPTIONS} {things}."
    if _twice(_compared(question)):
        yield "two answers say the same."
    if _twice(option.id for option in options):
        yield "two answers have the same id: write one afresh."
    if question.kind == MATCH:
        yield from _match_faults(question)
    elif question.kind != ORDER:
        yield from _right_faults(question)


def _compared(question: Question) -> list[str]:
    """The answers as a reader compares them; typed ones are compared folded."""
    if question.kind == SHORT:
        return [fold(option.text) for option in question.options]
    return [option.text.strip().lower() for option in question.options]


def _match_faults(question: Question) -> Iterator[str]:
    partners = [fold(option.partner) for option in question.options]
    if not all(partners):
        yield "say what belongs to each."
    elif len(set(partners)) < 2:
        yield "the same belongs to all of them: give two at least another one."


def _right_faults(question: Question) -> Iterator[str]:
    right = len(question.right_ids)
    if question.kind == TRUE_FALSE and len(question.options) != 2:
        yield "true or false has two answers."
    if question.kind in (ONE, TRUE_FALSE):
        if right != 1:
            yield "mark exactly one answer as right."
    elif right < 1:
        yield "mark at least one answer as right."
    if question.kind == SEVERAL and question.options and right == len(question.options):
        yield "one answer at least should be wrong."
    if question.kind == SHORT and any(
        option.text.strip() and not fold(option.text) for option in question.options
    ):
        yield "an answer needs letters or numbers."


def _twice(values: Iterable[str]) -> bool:
    return any(times > 1 for times in Counter(values).values())
