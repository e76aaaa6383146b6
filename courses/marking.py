"""How answers to a quiz are marked.

Pure: the standard library only. Everything is counted in whole numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

ONE, SEVERAL, TRUE_FALSE = "one", "several", "true_false"
ORDER, MATCH, SHORT = "order", "match", "short"
CHOICES = (ONE, SEVERAL, TRUE_FALSE)
KINDS = (*CHOICES, ORDER, MATCH, SHORT)
MOST_LETTERS = 200  # of a typed answer

Answers: TypeAlias = Mapping[str, Sequence[str]]
"""What was answered, by the id of the question:

one, several, true_false: the ids of the chosen options;
order: the ids of all options, in the order given;
match: for each option in turn, the id of the one whose partner was put to it;
short: the words as typed, one text.
"""


class BadAnswers(ValueError):
    """These answers cannot have come from the page: they name what is not on it."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer, and what is said to whoever gave it.

    For order, `place` is where it belongs, from 0; for match, `partner` is what belongs to it; for
    short, `text` is an answer that is right, or a wrong one that was foreseen.
    """

    id: str
    text: str
    right: bool
    feedback: str = ""
    partner: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question. Without a right answer to one that is a `must`, nobody passes.

    `otherwise` is said to a wrong answer to which no option's own feedback fits.
    """

    id: str
    kind: str
    text: str
    must: bool
    explanation: str
    options: tuple[Option, ...]
    otherwise: str = ""

    @property
    def right_ids(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.right)

    @property
    def in_order(self) -> tuple[Option, ...]:
        """The options where they belong."""
        return tuple(sorted(self.options, key=lambda option: option.place))

    def option(self, id: str) -> Option:
        """The option of this id, which is one of them."""
        return next(option for option in self.options if option.id == id)


@dataclass(frozen=True, slots=True)
class Draw:
    """Questions of a bank, of which `take` are asked: all that are a `must`, others by lot."""

    bank: str
    take: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Quiz:
    """Questions that are always asked, draws from banks, and the rules.

    `pass_mark` is in whole per cent from 1 to 100. `tries` is how often it may be tried (0: as
    often as one likes), `wait_minutes` the minutes between two tries. `shuffled`: questions and
    answers stand in another order each time.
    """

    title: str
    lead: str
    pass_mark: int
    questions: tuple[Question, ...]
    draws: tuple[Draw, ...] = ()
    shuffled: bool = False
    tries: int = 0
    wait_minutes: int = 0

    @property
    def asked(self) -> int:
        """How many questions a reader meets."""
        return len(self.questions) + sum(draw.take for draw in self.draws)

    @property
    def needed(self) -> int:
        """The smallest number of right answers that reaches the pass mark."""
        return -(-self.pass_mark * self.asked // 100)

    @property
    def every_question(self) -> tuple[Question, ...]:
        """Those that are always asked, then those of banks."""
        return self.questions + tuple(each for draw in self.draws for each in draw.questions)


@dataclass(frozen=True, slots=True)
class Mark:
    """One question, what was answered (as in Answers), and whether that was right."""

    question: Question
    chosen: tuple[str, ...]
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
    """Mark the answers to a quiz without draws. A question without an answer is not right.

    Passed: every `must` right, and right / out_of at or above the pass mark, without rounding.
    Raises BadAnswers as `check` does.
    """
    check(quiz, answers)
    marks = tuple(_mark(question, answers.get(question.id, ())) for question in quiz.questions)
    right, out_of = sum(each.right for each in marks), len(marks)
    missed = tuple(each.question.id for each in marks if each.question.must and not each.right)
    passed = out_of > 0 and not missed and right * 100 >= quiz.pass_mark * out_of
    return Marked(right, out_of, passed, marks, missed)


def _mark(question: Question, given: Sequence[str]) -> Mark:
    if question.kind in CHOICES:
        given = [option.id for option in question.options if option.id in given]
    return Mark(question, tuple(given), bool(given) and _is_right(question, given))


def _is_right(question: Question, given: Sequence[str]) -> bool:
    if question.kind == ORDER:
        return list(given) == [option.id for option in question.in_order]
    if question.kind == MATCH:
        return all(matches(question, option, id) for option, id in _pairs(question, given))
    if question.kind == SHORT:
        found = meant(question, given[0])
        return found is not None and found.right
    return frozenset(given) == question.right_ids


def _pairs(question: Question, given: Sequence[str]) -> list[tuple[Option, str]]:
    return list(zip(question.options, given, strict=True))


def matches(question: Question, option: Option, id: str) -> bool:
    """Whether what was put to this option belongs to it: two may have the same partner."""
    return fold(question.option(id).partner) == fold(option.partner)


def meant(question: Question, typed: str) -> Option | None:
    """The option that these typed words are, None if they are none of them."""
    return next((each for each in question.options if fold(each.text) == fold(typed)), None)


def fold(text: str) -> str:
    """Words as they are compared: without case, accents, punctuation and spare spaces."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "")).casefold()
    kept = "".join(each if each.isalnum() else " " for each in letters if not _is_accent(each))
    return " ".join(kept.split())


def _is_accent(letter: str) -> bool:
    return unicodedata.combining(letter) != 0


def check(quiz: Quiz, answers: Answers) -> None:
    """Raise BadAnswers unless these answers can have been given on the quiz's page: for a
    question or an option that is not on it, one that is given twice, more than one answer where
    one is asked for, and an order or a match that leaves something out."""
    questions = {question.id: question for question in quiz.questions}
    for asked, given in answers.items():
        if asked not in questions:
            raise BadAnswers("There is no such question in this quiz.")
        if given:
            _check(questions[asked], given)


def _check(question: Question, given: Sequence[str]) -> None:
    if question.kind == SHORT:
        if len(given) > 1 or len(given[0]) > MOST_LETTERS:
            raise BadAnswers("One question was given too long an answer.")
        return
    if not set(given) <= {option.id for option in question.options}:
        raise BadAnswers("One answer is not among those to choose from.")
    if question.kind != MATCH and len(given) != len(set(given)):
        raise BadAnswers("One answer was given twice.")
    if question.kind in (ORDER, MATCH) and len(given) != len(question.options):
        raise BadAnswers("One question was answered in part.")
    if question.kind in (ONE, TRUE_FALSE) and len(given) > 1:
        raise BadAnswers("One question was given more than one answer.")


def unanswered(quiz: Quiz, answers: Answers) -> list[Question]:
    """The questions that have no answer yet, in the quiz's order."""
    return [question for question in quiz.questions if not answers.get(question.id)]
