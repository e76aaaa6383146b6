"""Places in a module, and the module from kept data."""

import json

import pytest

from courses.module import QUIZ, module_from, next_place, place_words
from tests.courses import samples


def module(*ids: str):
    data = {
        "title": "Induction",
        "lead": "",
        "why": "",
        "content_note": "",
        "minutes": 0,
        "checked_against": "One\nTwo",
        "checked_on": "2026-11-20",
        "review_on": None,
        "lessons": [samples.lesson(id, id.title()) for id in ids],
        "quiz": {"title": "Check", "lead": "", "pass_mark": 80, "questions": samples.QUESTIONS},
    }
    return module_from(json.loads(json.dumps(data)))


@pytest.mark.parametrize(
    ("read", "place"),
    [
        ([], "a"),
        (["a"], "b"),
        (["b"], "c"),  # begun in the middle: on from there
        (["a", "c"], "b"),  # at the end: back to the one left out
        (["c", "a"], "b"),
        (["a", "b", "c"], QUIZ),
        (["gone"], "a"),  # a lesson of another edition counts for nothing
        (["a", "gone"], "b"),
    ],
)
def test_carrying_on_goes_to_the_next_lesson_that_is_unread(read, place):
    assert next_place(module("a", "b", "c"), read) == place


def test_a_place_is_spoken_of_by_its_number():
    assert place_words(module("a", "b", "c"), "b") == "lesson 2 of 3"
    assert place_words(module("a", "b", "c"), QUIZ) == "the questions"


def test_a_lesson_that_is_not_in_the_edition_is_none():
    assert module("a").lesson("b") is None


def test_what_it_was_checked_against_stands_line_by_line():
    assert module("a").checked_against == ("One", "Two")
    assert module("a").checked_on.isoformat() == "2026-11-20"
    assert module("a").review_on is None


def test_the_quiz_keeps_the_ids_of_its_answers():
    note = module("a").quiz.questions[2]
    assert (note.id, note.right_ids) == ("note", {"words", "time"})


def test_fields_that_an_old_edition_did_not_have_are_empty():
    kept = module("a")
    assert (kept.audience, kept.lessons[0].content_note) == ("", "")
