"""Question banks made of a dump of django-quiz-app, and a sentence on all that does not fit.

One bank for each quiz, one for questions in no quiz. No database: `courses.banks` saves them.
"""

import hashlib
import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nh3

from courses.faults import MOST_OPTIONS
from courses.quiz_dump import Dump, DumpedQuestion, DumpedQuiz

MOST_LETTERS = 300  # of an answer, for whoever edits it (courses/blocks.py)
LOOSE = "Questions in no quiz"
_LINE_ENDS = re.compile(r"<(?:br|/p|/div|/li|/h\d)\b[^>]*>", re.IGNORECASE)
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")

Raw = dict[str, Any]  # a value as a stream field stores it


@dataclass(frozen=True, slots=True)
class DumpedBank:
    """A bank to be saved. `source` says where it comes from, and is the same for the same quiz."""

    source: str
    title: str
    about: str
    questions: list[Raw]

    @property
    def digest(self) -> str:
        """Changes when what was dumped changes."""
        said = json.dumps([self.title, self.about, self.questions], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def banks(dump: Dump) -> list[DumpedBank]:
    """Every bank that the dump makes, in the order of its quizzes."""
    made = [
        DumpedBank(
            source=f"django-quiz-app quiz {quiz.pk} {plain(quiz.url)}".strip()[:200],
            title=plain(quiz.title)[:120] or f"Quiz {quiz.pk}",
            about=_about(quiz),
            questions=[_raw(each) for each in dump.questions if _is_kept_in(each, quiz.pk)],
        )
        for quiz in dump.quizzes
    ]
    loose = [_raw(each) for each in dump.questions if is_carried(each) and not each.quizzes]
    if loose:
        about = "From django-quiz-app. No quiz asked them there."
        made.append(DumpedBank("django-quiz-app no quiz", LOOSE, about, loose))
    return made


def is_carried(question: DumpedQuestion) -> bool:
    """Whether it becomes a question here."""
    return question.kind == "true_false" or (question.kind == "choice" and bool(question.answers))


def _is_kept_in(question: DumpedQuestion, quiz: int) -> bool:
    return is_carried(question) and quiz in question.quizzes


def _about(quiz: DumpedQuiz) -> str:
    """What the quiz was, in words: a module has its own settings."""
    told = quiz.settings
    most = told.get("max_questions")
    rules = [
        f"category “{plain(quiz.category)}”" if quiz.category else "",
        f"pass mark {told.get('pass_mark') or 0} of 100",
        f"{most} questions each time" if most else "all questions each time",
        "in random order" if told.get("random_order") else "",
        "one attempt only" if told.get("single_attempt") else "",
        "answers shown at the end" if told.get("answers_at_end") else "",
        "a draft" if told.get("draft") else "",
    ]
    said = [
        plain(str(told.get("description") or "")),
        f"From django-quiz-app: {', '.join(filter(None, rules))}.",
        *(
            f"Said {when}: “{plain(str(told[name]))}”"
            for name, when in (("success_text", "on passing"), ("fail_text", "otherwise"))
            if told.get(name)
        ),
    ]
    return "\n".join(filter(None, said))


def _raw(question: DumpedQuestion) -> Raw:
    """The question as a stream field stores it. Ids are the keys it had."""
    if question.kind == "true_false":
        kind = "true_false"
        options = [("true", "True", question.is_true), ("false", "False", not question.is_true)]
    else:
        kind = "several" if sum(each.right for each in question.answers) > 1 else "one"
        options = [(str(each.pk), plain(each.text), each.right) for each in question.answers]
    value = {
        "text": plain(question.text),
        "kind": kind,
        "must": False,
        "options": [
            {"type": "item", "id": id, "value": {"text": text, "right": right, "feedback": ""}}
            for id, text, right in options
        ],
        "explanation": plain(question.explanation),
    }
    return {"type": "question", "id": f"django-quiz-app-{question.pk}", "value": value}


def plain(text: str) -> str:
    """The words alone: no markup, no script, nothing that turns or hides other letters."""
    words = html.unescape(nh3.clean(_LINE_ENDS.sub("\n", _shown(text)), tags=set()))
    return re.sub(r"\n\s*\n+", "\n", _shown(words)).strip()


def _shown(text: str) -> str:
    return "".join(letter for letter in text if letter == "\n" or _is_shown(letter))


def _is_shown(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _TURNS


# What does not fit.


def remarks(dump: Dump) -> list[str]:
    """What an editor has to look at, and what was left behind, each as a sentence or two."""
    found = [remark for question in dump.questions for remark in _on_question(question)]
    found += [remark for quiz in dump.quizzes for remark in _on_quiz(quiz, dump)]
    return [*found, *dump.loose_ends, *_left_behind(dump.counts)]


def _on_question(question: DumpedQuestion) -> Iterator[str]:
    name = f"Question {question.pk} (“{_short(question.text)}”)"
    if not question.kind:
        yield f"{name} has no row that says of which kind it is, so it is left out."
    elif question.kind == "essay":
        yield f"{name} is an essay, marked by hand. Essays are not brought over."
    elif not is_carried(question):
        yield f"{name} has no answers in the file, so it is left out."
    else:
        yield from _on_answers(name, question)
        if len(question.quizzes) > 1:
            yield f"{name} was asked in {len(question.quizzes)} quizzes, so it is in each bank."
        if not question.quizzes:
            yield f"{name} is in no quiz. It is in the bank “{LOOSE}”."
    if question.figure:
        yield f"{name} had a picture ({_short(question.figure)}), which no dump holds."
    texts = [question.text, question.explanation, *(each.text for each in question.answers)]
    if any(plain(text) != text.strip() for text in texts):
        yield f"{name} held markup, of which only the words are kept."


def _on_answers(name: str, question: DumpedQuestion) -> Iterator[str]:
    if question.kind != "choice":
        return
    right = sum(each.right for each in question.answers)
    if right > 1:
        yield (
            f"{name} has {right} right answers. One could be chosen there, and any of them "
            "counted; here everyone must choose them all. See that this is meant."
        )
    if right == 0:
        yield f"{name} has no right answer: mark one before it is used."
    if right and right == len(question.answers):
        yield f"{name} has no wrong answer: write one before it is used."
    if len(question.answers) > MOST_OPTIONS:
        yield f"{name} has {len(question.answers)} answers, and {MOST_OPTIONS} are the most here."
    if any(len(plain(each.text)) > MOST_LETTERS for each in question.answers):
        yield f"{name} has an answer of more than {MOST_LETTERS} letters: shorten it."
    if question.in_random_order:
        yield f"{name} showed its answers in random order, which is set in a module here."


def _on_quiz(quiz: DumpedQuiz, dump: Dump) -> Iterator[str]:
    name = f"Quiz {quiz.pk} (“{_short(quiz.title)}”)"
    if not any(_is_kept_in(question, quiz.pk) for question in dump.questions):
        yield f"{name} has no question that could be brought over, so its bank is empty."
    if not quiz.settings.get("pass_mark"):
        yield f"{name} was passed by anybody (pass mark 0). A module here needs one from 1 to 100."


def _left_behind(counts: Counter[str]) -> Iterator[str]:
    """Rows of which nothing is brought over."""
    sittings, progress = counts["quiz.sitting"], counts["quiz.progress"]
    if sittings or progress:
        yield (
            f"Not brought over: {counted(sittings, 'sitting')} and "
            f"{counted(progress, 'row')} of progress. Training done before comes in by “record”."
        )
    if people := counts["auth.user"]:
        yield f"Not brought over: {counted(people, 'user')}. Staff come in by “import_staff”."
    names = counts["quiz.category"], counts["quiz.subcategory"]
    if any(names):
        yield (
            f"Not brought over: {counted(names[0], 'category', 'categories')} and "
            f"{counted(names[1], 'sub-category', 'sub-categories')}. A bank says of which category "
            "its quiz was."
        )
    for model, number in sorted(counts.items()):
        if model.split(".")[0] not in {"quiz", "multichoice", "true_false", "essay", "auth"}:
            yield f"Not of the quiz, so left alone: {counted(number, 'row')} of {_short(model)}."


def counted(number: int, noun: str, plural: str = "") -> str:
    """“1 question”, “3 questions”."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def _short(text: str) -> str:
    words = " ".join(plain(text).split())
    return words if len(words) <= 60 else words[:59].rstrip() + "…"
