"""The quiz as a form: every question, on one page."""

from collections.abc import Mapping
from typing import Any

from django import forms

from courses.marking import SEVERAL, Question, Quiz

PREFIX = "q"


class QuizForm(forms.Form):
    """A field for each question. It asks for answers that are missing; marking.py judges them."""

    def __init__(self, quiz: Quiz, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=PREFIX)
        for number, question in enumerate(quiz.questions, start=1):
            self.fields[question.id] = _field(number, question)


def _field(number: int, question: Question) -> forms.ChoiceField:
    several = question.kind == SEVERAL
    kind = forms.MultipleChoiceField if several else forms.ChoiceField
    words = "at least one answer" if several else "an answer"
    return kind(
        label=f"{number}. {question.text}",
        choices=[(option.id, option.text) for option in question.options],
        widget=forms.CheckboxSelectMultiple if several else forms.RadioSelect,
        error_messages={"required": f"Choose {words} to question {number}."},
    )


def answers_from(data: Any) -> dict[str, list[str]]:
    """The answers in a posted form, by question; whether they can be right is not asked here."""
    mark = f"{PREFIX}-"
    return {name.removeprefix(mark): data.getlist(name) for name in data if name.startswith(mark)}
