"""The quiz as a form: every question, on one page. It works without JavaScript and by keyboard.

Steps and pairs are selects, named by their place on the page: nothing that the page holds tells
where they belong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from courses.marking import (
    CHOICES,
    MATCH,
    MOST_LETTERS,
    ORDER,
    SEVERAL,
    SHORT,
    BadAnswers,
    Option,
    Question,
    Quiz,
    fold,
)

PREFIX = "q"
_PLACES = ("1st", "2nd", "3rd", *(f"{n}th" for n in range(4, 13)))


@dataclass(frozen=True, slots=True)
class Group:
    """One question on the page: one field, or for steps and pairs one for each of them."""

    label: str
    fields: list[BoundField]

    @property
    def is_one(self) -> bool:
        return len(self.fields) == 1


class QuizForm(forms.Form):
    """The fields of each question. It asks for answers that are missing; marking.py judges them.

    `quiz` is what one try asks (courses/drawing.py).
    """

    def __init__(self, quiz: Quiz, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=PREFIX)
        self.quiz = quiz
        for number, question in enumerate(quiz.questions, start=1):
            self.fields.update(_fields(number, question))

    def groups(self) -> list[Group]:
        """The questions in order."""
        return [
            Group(f"{number}. {question.text}", [self[name] for name in _names(question)])
            for number, question in enumerate(self.quiz.questions, start=1)
        ]

    def clean(self) -> dict[str, Any]:
        """Two steps cannot have the same place."""
        told = super().clean() or self.cleaned_data
        for number, question in enumerate(self.quiz.questions, start=1):
            if question.kind == ORDER:
                self._check_places(number, _names(question), told)
        return told

    def _check_places(self, number: int, names: list[str], told: dict[str, Any]) -> None:
        taken: set[str] = set()
        for name in names:
            place = told.get(name)
            if place in taken:
                said = f"Question {number}: two steps have the same place. Give each its own."
                self.add_error(name, said)
                return
            if place:
                taken.add(place)


def _names(question: Question) -> list[str]:
    """The names of its fields, without the prefix."""
    if question.kind in (ORDER, MATCH):
        return [f"{question.id}.{place}" for place, _ in enumerate(question.options)]
    return [question.id]


def _fields(number: int, question: Question) -> dict[str, forms.Field]:
    if question.kind == ORDER:
        places = [(str(place), words) for place, words in enumerate(_PLACES, start=1)]
        return _selects(number, question, places[: len(question.options)], "a place")
    if question.kind == MATCH:
        partners = [(str(n), each.partner) for n, each in enumerate(_partners(question))]
        return _selects(number, question, partners, "what belongs")
    if question.kind == SHORT:
        return {question.id: _words(number, question)}
    return {question.id: _choice(number, question)}


def _selects(
    number: int, question: Question, choices: list[tuple[str, str]], words: str
) -> dict[str, forms.Field]:
    preposition = "for" if question.kind == ORDER else "to"
    return {
        name: forms.ChoiceField(
            label=option.text,
            choices=[("", f"Choose {words}"), *choices],
            error_messages={
                "required": f"Question {number}: choose {words} {preposition} “{option.text}”."
            },
        )
        for name, option in zip(_names(question), question.options, strict=True)
    }


def _partners(question: Question) -> list[Option]:
    """One option for each different partner, in alphabetical order of partners."""
    first = {fold(option.partner): option for option in reversed(question.options)}
    return [first[name] for name in sorted(first)]


def _words(number: int, question: Question) -> forms.CharField:
    return forms.CharField(
        label=f"{number}. {question.text}",
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": f"Write an answer to question {number}."},
    )


def _choice(number: int, question: Question) -> forms.ChoiceField:
    several = question.kind == SEVERAL
    kind = forms.MultipleChoiceField if several else forms.ChoiceField
    words = "at least one answer" if several else "an answer"
    return kind(
        label=f"{number}. {question.text}",
        choices=[(option.id, option.text) for option in question.options],
        widget=forms.CheckboxSelectMultiple if several else forms.RadioSelect,
        error_messages={"required": f"Choose {words} to question {number}."},
    )


# What was sent.


def answers_from(quiz: Quiz, data: QueryDict) -> dict[str, list[str]]:
    """The answers in a posted form, as marking.Answers; none where something is left out.

    Raises BadAnswers for what this page has no field for.
    """
    known = {f"{PREFIX}-{name}" for question in quiz.questions for name in _names(question)}
    if any(name.startswith(f"{PREFIX}-") and name not in known for name in data):
        raise BadAnswers("There is no such question in this quiz.")
    return {question.id: _given(question, data) for question in quiz.questions}


def _given(question: Question, data: QueryDict) -> list[str]:
    names = [f"{PREFIX}-{name}" for name in _names(question)]
    if question.kind in CHOICES:
        return data.getlist(names[0])
    if any(len(data.getlist(name)) > 1 for name in names):
        raise BadAnswers("One answer was given twice.")
    given = [data.get(name, "").strip() for name in names]
    if question.kind == SHORT:
        return [given[0]] if given[0] else []
    ids = [option.id for option in question.options]
    if question.kind == MATCH:
        places = _numbers(given, first=0, most=len(_partners(question)))
        return [_partners(question)[place].id for place in places] if all(given) else []
    places = _numbers(given, first=1, most=len(ids))
    if not all(given) or len(set(places)) < len(ids):
        return []
    return [id for _, id in sorted(zip(places, ids, strict=True))]


def _numbers(given: list[str], *, first: int, most: int) -> list[int]:
    """The numbers that were chosen, of those from `first` on; nothing for what is left out."""
    choices = {str(number): number for number in range(first, first + most)}
    if any(text and text not in choices for text in given):
        raise BadAnswers("One answer is not among those to choose from.")
    return [choices[text] for text in given if text]
