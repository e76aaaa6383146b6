"""How answers to a quiz are marked, and what keeps a quiz from being published.

Pure: the standard library only. Everything is counted in whole numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

ONE, SEVERAL, TRUE_FALSE = "one", "several", "true_false"
KINDS = (ONE, SEVERAL, TRUE_FALSE)
MOST_OPTIONS = 12  # more than a person can hold in mind and compare

Answers: TypeAlias = Mapping[str, Collection[str]]
"""The ids of the chosen options by the id of their question."""


class BadAnswers(ValueError):
    """These answers cannot have come from the page: they name what is not on it."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose, and what is said to whoever chose it."""

    id: str
    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question. Without a right answer to one that is a `must`, nobody passes."""

    id: str
    kind: str
    text: str
    must: bool
    explanation: str
    options: tuple[Option, ...]

    @property
    def right_ids(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.right)


@dataclass(frozen=True, slots=True)
class Quiz:
    """Questions and the mark that passes, in whole per cent from 1 to 100."""

    title: str
    lead: str
    pass_mark: int
    questions: tuple[Question, ...]

    @property
    def needed(self) -> int:
        """The smallest number of right answers that reaches the pass mark."""
        return -(-self.pass_mark * len(self.questions) // 100)


@dataclass(frozen=True, slots=True)
class Mark:
    """One question, what was chosen, and whether that was right."""

    question: Question
    chosen: frozenset[str]
    right: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """The outcome; `missed_must` are the ids of questions that everyone must get right."""

    right: int
    out_of: int
    passed: bool
    marks: tuple[Mark, ...]
    missed_must: tuple[str, ...]


def mark(quiz: Quiz, answers: Answers) -> Marked:
    """Mark the answers. A question without an answer is not right.

    Passed: every `must` right, and right / out_of at or above the pass mark, without rounding.
    Raises BadAnswers for a question or an option that is not in the quiz, for an option given
    twice, and for more than one answer where only one can be chosen.
    """
    check(quiz, answers)
    marks = tuple(_mark(question, answers) for question in quiz.questions)
    right, out_of = sum(each.right for each in marks), len(marks)
    missed = tuple(each.question.id for each in marks if each.question.must and not each.right)
    passed = out_of > 0 and not missed and right * 100 >= quiz.pass_mark * out_of
    return Marked(right, out_of, passed, marks, missed)


def _mark(question: Question, answers: Answers) -> Mark:
    chosen = frozenset(answers.get(question.id, ()))
    return Mark(question, chosen, bool(chosen) and chosen == question.right_ids)


def check(quiz: Quiz, answers: Answers) -> None:
    """Raise BadAnswers unless these answers can have been given on the quiz's page."""
    questions = {question.id: question for question in quiz.questions}
    for asked, chosen in answers.items():
        if asked not in questions:
            raise BadAnswers("There is no such question in this quiz.")
        question = questions[asked]
        if len(chosen) != len(set(chosen)):
            raise BadAnswers("One answer was given twice.")
        if not set(chosen) <= {option.id for option in question.options}:
            raise BadAnswers("One answer is not among those to choose from.")
        if question.kind != SEVERAL and len(chosen) > 1:
            raise BadAnswers("One question was given more than one answer.")


def unanswered(quiz: Quiz, answers: Answers) -> list[Question]:
    """The questions that have no answer yet, in the quiz's order."""
    return [question for question in quiz.questions if not answers.get(question.id)]


def faults(quiz: Quiz) -> list[str]:
    """What keeps this quiz from being published, each as a sentence for its author."""
    found = []
    if not quiz.questions:
        found.append("Write at least one question.")
    if not 1 <= quiz.pass_mark <= 100:
        found.append("The pass mark is a whole number from 1 to 100.")
    if _twice(question.id for question in quiz.questions):
        found.append("Two questions have the same id: copy one afresh.")
    for number, question in enumerate(quiz.questions, start=1):
        found += [f"Question {number}: {fault}" for fault in _faults(question)]
    return found


def _faults(question: Question) -> list[str]:
    right, options = len(question.right_ids), question.options
    found = []
    if question.kind not in KINDS:
        found.append("choose which kind it is.")
    if not question.text.strip() or any(not option.text.strip() for option in options):
        found.append("neither a question nor an answer may be empty.")
    if not 2 <= len(options) <= MOST_OPTIONS:
        found.append(f"give from two to {MOST_OPTIONS} answers to choose from.")
    if question.kind == TRUE_FALSE and len(options) != 2:
        found.append("true or false has two answers.")
    if question.kind == SEVERAL and right < 1:
        found.append("mark at least one answer as right.")
    if question.kind != SEVERAL and right != 1:
        found.append("mark exactly one answer as right.")
    if options and all(option.right for option in options):
        found.append("one answer at least should be wrong.")
    if _twice(option.text.strip().lower() for option in options):
        found.append("two answers say the same.")
    if _twice(option.id for option in options):
        found.append("two answers have the same id: write one afresh.")
    return found


def _twice(values: Iterable[str]) -> bool:
    return any(times > 1 for times in Counter(values).values())
