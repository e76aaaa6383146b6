"""Which questions of a quiz one try asks, and in which order: the same for the same key.

Pure: the standard library only. What is drawn rests on the key alone, so that nothing is written
when a page is opened, and two windows of one person show the same questions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from courses.marking import ONE, ORDER, SEVERAL, Draw, Question, Quiz

T = TypeVar("T")


def drawn(quiz: Quiz, key: str) -> Quiz:
    """The quiz as one try asks it: no draws are left in it.

    Steps to put in order are always mixed, answers to choose from only in a quiz that is
    `shuffled`. True and false stay where they are, and so do pairs: their answers go by place.
    """
    questions = list(quiz.questions)
    for draw in quiz.draws:
        questions += _taken(draw, key)
    if quiz.shuffled:
        questions = _mixed(questions, key, lambda question: question.id)
    asked = tuple(_options_mixed(each, key, quiz.shuffled) for each in questions)
    return replace(quiz, questions=asked, draws=())


def _taken(draw: Draw, key: str) -> list[Question]:
    """What everyone must get right, then others by lot; in the bank's own order."""
    musts = [question for question in draw.questions if question.must]
    others = [question for question in draw.questions if not question.must]
    by_lot = _mixed(others, key, lambda question: question.id)[: max(0, draw.take - len(musts))]
    taken = {question.id for question in (*musts[: draw.take], *by_lot)}
    return [question for question in draw.questions if question.id in taken]


def _options_mixed(question: Question, key: str, shuffled: bool) -> Question:
    if not (question.kind == ORDER or (shuffled and question.kind in (ONE, SEVERAL))):
        return question
    mixed = _mixed(question.options, f"{key}:{question.id}", lambda option: option.id)
    return replace(question, options=tuple(mixed))


def _mixed(things: Sequence[T], key: str, name: Callable[[T], str]) -> list[T]:
    """The things in an order that only the key and their names decide."""
    return sorted(things, key=lambda each: sha256(f"{key}:{name(each)}".encode()).digest())


def asked_again(quiz: Quiz, asked: Sequence[str]) -> Quiz:
    """The quiz with the questions that a try asked (their ids, in the order shown).

    Nothing named means all of them: tries were sent before draws were known.
    """
    by_id = {question.id: question for question in quiz.every_question}
    found = tuple(by_id[id] for id in asked if id in by_id)
    return replace(quiz, questions=found if asked else quiz.every_question, draws=())
