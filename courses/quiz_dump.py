"""What a `dumpdata` of django-quiz-app 0.5.1 (or its master) holds.

Reading only: no database, and nothing here decides what becomes of a question. Why that package
is not itself installed: docs/decisions/002-our-own-quiz.md.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

QUIZ, QUESTION = "quiz.quiz", "quiz.question"
CHOICE, ANSWER = "multichoice.mcquestion", "multichoice.answer"
TRUE_FALSE, ESSAY = "true_false.tf_question", "essay.essay_question"
CATEGORY, SUB_CATEGORY = "quiz.category", "quiz.subcategory"
KINDS = {CHOICE: "choice", TRUE_FALSE: "true_false", ESSAY: "essay"}
HOW = "Write it with: python manage.py dumpdata quiz multichoice true_false essay > quiz.json"

Fields = dict[str, Any]


class Unreadable(ValueError):
    """The file is not a dump, or is broken. One sentence, and how to write a dump."""


class Refused(ValueError):
    """The file was understood, and cannot be brought in. One sentence."""


@dataclass(frozen=True, slots=True)
class DumpedAnswer:
    """One answer of a multiple choice question."""

    pk: int
    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class DumpedQuestion:
    """One question; `kind` is choice, true_false, essay, or nothing where no row says it.

    `is_true` is for true or false; `quizzes` are those of the file that ask it.
    """

    pk: int
    kind: str
    text: str
    explanation: str
    figure: str
    quizzes: tuple[int, ...]
    answers: tuple[DumpedAnswer, ...] = ()
    in_random_order: bool = False
    is_true: bool = False


@dataclass(frozen=True, slots=True)
class DumpedQuiz:
    """One quiz; `settings` are its other columns, by name."""

    pk: int
    title: str
    url: str
    category: str
    settings: Fields


@dataclass(slots=True)
class Dump:
    """The whole file. `counts` are rows by model, `loose_ends` sentences about rows that fit
    nowhere."""

    quizzes: list[DumpedQuiz]
    questions: list[DumpedQuestion]
    counts: Counter[str]
    loose_ends: list[str] = field(default_factory=list)


def read_dump(data: bytes) -> Dump:
    """What the file holds. Raises Unreadable or Refused."""
    tables = _tables(_rows(data))
    counts = Counter({model: len(rows) for model, rows in tables.items()})
    if not tables.get(QUIZ) and not tables.get(QUESTION):
        raise Refused(f"This dump holds no quiz of django-quiz-app and no question. {HOW}")
    categories = tables.get(CATEGORY, {})
    quizzes = [_quiz(pk, row, categories) for pk, row in sorted(tables.get(QUIZ, {}).items())]
    found = Dump(quizzes, [], counts)
    answers = _answers(tables, found.loose_ends)
    for pk, row in sorted(tables.get(QUESTION, {}).items()):
        found.questions.append(_question(pk, row, tables, answers, found.loose_ends))
    found.loose_ends += _without_a_question(tables)
    return found


def _rows(data: bytes) -> list[Fields]:
    try:
        rows = json.loads(data)  # finds out by itself which UTF it is
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"This file is not JSON. {HOW}") from error
    if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
        raise Unreadable(f"This file is not a list of objects as Django’s dumpdata writes. {HOW}")
    return rows


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("model"), str)
        and isinstance(row.get("fields"), dict)
    )


def _tables(rows: Iterable[Fields]) -> dict[str, dict[int, Fields]]:
    """The rows' fields by model and primary key."""
    tables: dict[str, dict[int, Fields]] = {}
    for row in rows:
        model = row["model"].lower()
        table = tables.setdefault(model, {})
        # What is not of the quiz may have any key: those rows are only counted.
        pk = _number(row.get("pk"), f"the pk of a {model}") if _is_ours(model) else len(table)
        if pk in table:
            raise Refused(f"The file has {model} {pk} twice, so it is not clear which one counts.")
        table[pk] = row["fields"]
    return tables


def _is_ours(model: str) -> bool:
    return model in KINDS or model in {QUIZ, QUESTION, ANSWER, CATEGORY, SUB_CATEGORY}


def _number(value: Any, what: str) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable(f"In this file {what} is not a number. {HOW}")
    return value


def _text(row: Fields, name: str, what: str, *, needed: bool = False) -> str:
    value = row.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"In this file the {name} of {what} is not a text. {HOW}")
    return value


def _truth(row: Fields, name: str, what: str) -> bool:
    value = row.get(name)
    if not isinstance(value, bool):
        raise Unreadable(f"In this file the “{name}” of {what} is neither true nor false. {HOW}")
    return value


def _quiz(pk: int, row: Fields, categories: dict[int, Fields]) -> DumpedQuiz:
    what = f"quiz {pk}"
    of = row.get("category")
    category = {} if of is None else categories.get(_number(of, f"the category of {what}"), {})
    named = ("title", "url", "category")
    return DumpedQuiz(
        pk=pk,
        title=_text(row, "title", what, needed=True),
        url=_text(row, "url", what),
        category=_text(category, "category", "a category"),
        settings={name: value for name, value in row.items() if name not in named},
    )


def _answers(
    tables: dict[str, dict[int, Fields]], loose_ends: list[str]
) -> dict[int, list[DumpedAnswer]]:
    """The answers by their question's key, in the order they were written."""
    by_question: dict[int, list[DumpedAnswer]] = {}
    for pk, row in sorted(tables.get(ANSWER, {}).items()):
        what = f"answer {pk}"
        of = _number(row.get("question"), f"the question of {what}")
        answer = DumpedAnswer(
            pk, _text(row, "content", what, needed=True), _truth(row, "correct", what)
        )
        if of in tables.get(CHOICE, {}) and of in tables.get(QUESTION, {}):
            by_question.setdefault(of, []).append(answer)
        else:
            loose_ends.append(f"Answer {pk} belongs to question {of}, which is not in the file.")
    return by_question


def _question(
    pk: int,
    row: Fields,
    tables: dict[str, dict[int, Fields]],
    answers: dict[int, list[DumpedAnswer]],
    loose_ends: list[str],
) -> DumpedQuestion:
    """The question, joined with the row of its kind, which has the same key."""
    what = f"question {pk}"
    model, child = next(
        ((model, tables[model][pk]) for model in KINDS if pk in tables.get(model, {})), ("", {})
    )
    asked_in = {_number(each, f"a quiz of {what}") for each in _listed(row, child, what)}
    known = asked_in & tables.get(QUIZ, {}).keys()
    for gone in sorted(asked_in - known):
        loose_ends.append(f"Question {pk} was asked in quiz {gone}, which is not in the file.")
    order = child.get("answer_order")
    chosen = answers.get(pk, [])
    return DumpedQuestion(
        pk=pk,
        kind=KINDS.get(model, ""),
        text=_text(row, "content", what, needed=True),
        explanation=_text(row, "explanation", what),
        figure=_text(row, "figure", what),
        quizzes=tuple(sorted(known)),
        answers=tuple(sorted(chosen, key=lambda each: each.text) if order == "content" else chosen),
        in_random_order=order == "random",
        is_true=_truth(child, "correct", what) if model == TRUE_FALSE else False,
    )


def _listed(row: Fields, child: Fields, what: str) -> list[Any]:
    """The quizzes that ask it: dumpdata writes them in the question and again in its kind."""
    found = []
    for value in (row.get("quiz") or [], child.get("quiz") or []):
        if not isinstance(value, list):
            raise Unreadable(f"In this file the quizzes of {what} are not a list. {HOW}")
        found += value
    return found


def _without_a_question(tables: dict[str, dict[int, Fields]]) -> list[str]:
    """Rows of a kind whose question, with its text, is missing."""
    there = tables.get(QUESTION, {})
    return [
        f"{model} {pk} has no quiz.question {pk} beside it, so it has no text."
        for model in KINDS
        for pk in sorted(tables.get(model, {}))
        if pk not in there
    ]
