"""How each question does over many people: first tries and later ones, nobody to be read from it.

Pure. A first try is the first that somebody sent to a text; what they sent after it counts apart,
since they had read what was said to them. Nothing is shown of fewer than FEWEST people, nor of
people who all gave one and the same wrong answer: the rule of what we chose, together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from courses.drawing import asked_again
from courses.marking import CHOICES, SHORT, Mark, Option, Question, Quiz, mark, meant

FEWEST = 5
TO_TEACH_AGAIN = 3  # questions
ELSE = "Something else"


@dataclass(frozen=True, slots=True)
class Sent:
    """A try that somebody sent, the oldest first among theirs."""

    person: str
    asked: Sequence[str]
    answers: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer, whether it is right, and how many gave it."""

    words: str
    right: bool
    number: int
    percent: int


@dataclass(frozen=True, slots=True)
class Share:
    """What some tries said to a question: how many people and tries, how many right, which answers.

    Of several answers to one question each is counted, so that they may come to more than all.
    """

    people: int
    tries: int
    right: int
    rows: tuple[Row, ...]

    @property
    def percent(self) -> int:
        return _percent(self.right, self.tries)


@dataclass(frozen=True, slots=True)
class Fared:
    """A question, and what may be shown of how it does; None where that is nothing."""

    number: int
    question: Question
    first: Share | None
    later: Share | None

    @property
    def tempting(self) -> Option | None:
        """The wrong answer that most chose at first."""
        if self.first is None or self.question.kind not in CHOICES:
            return None
        counted = {row.words: row.number for row in self.first.rows}
        wrong = [each for each in self.question.options if not each.right and counted[each.text]]
        return max(wrong, key=lambda each: counted[each.text], default=None)


@dataclass(slots=True)
class _Tally:
    people: set[str] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)


def fared(quiz: Quiz, sent: Iterable[Sent]) -> list[Fared]:
    """Every question of a quiz in its order, those of banks at the end."""
    first: dict[str, _Tally] = {each.id: _Tally() for each in quiz.every_question}
    later: dict[str, _Tally] = {each.id: _Tally() for each in quiz.every_question}
    met: set[str] = set()
    for one in sent:
        tallies = later if one.person in met else first
        met.add(one.person)
        for each in mark(asked_again(quiz, one.asked), one.answers).marks:
            tallies[each.question.id].people.add(one.person)
            tallies[each.question.id].marks.append(each)
    return [
        Fared(number, each, _shown(first[each.id]), _shown(later[each.id]))
        for number, each in enumerate(quiz.every_question, start=1)
    ]


def to_teach_again(found: Iterable[Fared]) -> list[Fared]:
    """The questions that were worst answered at first, the worst first."""
    told = [each for each in found if each.first and each.first.right < each.first.tries]
    return sorted(told, key=lambda each: each.first.percent if each.first else 100)[:TO_TEACH_AGAIN]


def _shown(tally: _Tally) -> Share | None:
    marks = tally.marks
    right = sum(each.right for each in marks)
    alike = not right and len({each.chosen for each in marks}) == 1
    if len(tally.people) < FEWEST or alike:
        return None
    return Share(len(tally.people), len(marks), right, tuple(_rows(marks)))


def _rows(marks: Sequence[Mark]) -> list[Row]:
    """Which answers were given; what was typed is never shown, but what was foreseen is counted."""
    question, tries = marks[0].question, len(marks)
    if question.kind in CHOICES:
        counted = Counter(id for each in marks for id in each.chosen)
    elif question.kind == SHORT:
        options = [meant(question, each.chosen[0]) if each.chosen else None for each in marks]
        counted = Counter(option.id if option else ELSE for option in options)
    else:
        return []
    rows = [
        Row(each.text, each.right, counted[each.id], _percent(counted[each.id], tries))
        for each in question.options
    ]
    if counted[ELSE]:
        rows.append(Row(ELSE, False, counted[ELSE], _percent(counted[ELSE], tries)))
    return rows


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
