"""How answers are marked, as tables and as laws."""

import ast
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import marking
from courses.marking import BadAnswers, Option, Question, Quiz, faults, mark, unanswered


def options(**right: bool) -> tuple[Option, ...]:
    return tuple(Option(id, f"Answer {id}", is_right) for id, is_right in right.items())


ONE = Question("one", "one", "Which?", False, "", options(a=True, b=False, c=False))
MUST = Question("must", "one", "Which?", True, "", options(a=True, b=False))
SEVERAL = Question("several", "several", "Which?", False, "", options(a=True, b=True, c=False))
TRUE = Question("tf", "true_false", "So?", False, "", options(true=True, false=False))


def quiz(*questions: Question, pass_mark: int = 50) -> Quiz:
    return Quiz("Check", "", pass_mark, questions)


def ones(number: int) -> list[Question]:
    return [
        Question(str(n), "one", "Which?", False, "", options(a=True, b=False))
        for n in range(number)
    ]


@pytest.mark.parametrize(
    ("question", "chosen", "right"),
    [
        (ONE, ["a"], True),
        (ONE, ["b"], False),
        (ONE, [], False),
        (TRUE, ["true"], True),
        (TRUE, ["false"], False),
        (SEVERAL, ["a", "b"], True),
        (SEVERAL, ["b", "a"], True),
        (SEVERAL, ["a"], False),
        (SEVERAL, ["a", "b", "c"], False),
        (SEVERAL, ["c"], False),
        (SEVERAL, [], False),
    ],
)
def test_a_question_is_right_only_with_exactly_the_right_answers(question, chosen, right):
    assert mark(quiz(question), {question.id: chosen}).marks[0].right is right


@pytest.mark.parametrize(
    ("right", "out_of", "pass_mark", "passed"),
    [
        (2, 3, 66, True),
        (2, 3, 67, False),  # 66.66... is not rounded up
        (1, 3, 33, True),
        (1, 3, 34, False),
        (4, 5, 80, True),
        (6, 8, 80, False),
        (7, 8, 80, True),
        (3, 3, 100, True),
        (2, 3, 100, False),
        (0, 3, 1, False),
        (1, 100, 1, True),
    ],
)
def test_the_pass_mark_is_reached_or_it_is_not_without_rounding(right, out_of, pass_mark, passed):
    asked = quiz(*ones(out_of), pass_mark=pass_mark)
    marked = mark(asked, {str(n): ["a"] for n in range(right)})
    assert (marked.right, marked.out_of, marked.passed) == (right, out_of, passed)
    assert (right >= asked.needed) is passed


def test_nobody_passes_without_what_everyone_must_get_right():
    asked = quiz(MUST, *ones(9), pass_mark=50)
    marked = mark(asked, {"must": ["b"]} | {str(n): ["a"] for n in range(9)})
    assert marked.right == 9
    assert not marked.passed
    assert marked.missed_must == ("must",)


def test_a_must_that_is_left_out_is_missed():
    assert mark(quiz(MUST, ONE), {"one": ["a"]}).missed_must == ("must",)


def test_a_quiz_without_questions_is_never_passed():
    assert not mark(quiz(), {}).passed


@pytest.mark.parametrize(
    "answers",
    [
        {"nobody asked": ["a"]},
        {"one": ["z"]},
        {"one": ["a", "b"]},
        {"tf": ["true", "false"]},
        {"several": ["a", "a", "b"]},
        {"several": ["a", "b", "z"]},
        {"": [""]},
    ],
)
def test_answers_that_the_page_cannot_send_are_refused(answers):
    with pytest.raises(BadAnswers):
        mark(quiz(ONE, TRUE, SEVERAL), answers)


def test_what_is_unanswered_is_named_in_order():
    assert unanswered(quiz(ONE, TRUE, SEVERAL), {"tf": ["true"], "one": []}) == [ONE, SEVERAL]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (quiz(), "at least one question"),
        (quiz(ONE, pass_mark=0), "pass mark"),
        (quiz(ONE, pass_mark=101), "pass mark"),
        (quiz(ONE, ONE), "same id"),
        (quiz(Question("x", "one", "Which?", False, "", options(a=False, b=False))), "exactly one"),
        (
            quiz(Question("x", "one", "Which?", False, "", options(a=True, b=True, c=False))),
            "exactly",
        ),
        (
            quiz(Question("x", "several", "W?", False, "", options(a=False, b=False))),
            "at least one",
        ),
        (quiz(Question("x", "several", "W?", False, "", options(a=True, b=True))), "wrong"),
        (quiz(Question("x", "one", "Which?", False, "", options(a=True))), "from two"),
        (quiz(Question("x", "one", "Which?", False, "", ())), "from two"),
        (
            quiz(
                Question(
                    "x", "one", "W?", False, "", options(**{f"o{n}": n == 0 for n in range(500)})
                )
            ),
            "from two to 12",
        ),
        (
            quiz(Question("x", "true_false", "So?", False, "", options(a=True, b=False, c=False))),
            "two answers",
        ),
        (quiz(Question("x", "essay", "So?", False, "", options(a=True, b=False))), "which kind"),
        (quiz(Question("x", "one", " ", False, "", options(a=True, b=False))), "empty"),
        (
            quiz(
                Question(
                    "x",
                    "one",
                    "W?",
                    False,
                    "",
                    (Option("a", "So", True), Option("b", "so ", False)),
                )
            ),
            "say the same",
        ),
        (
            quiz(
                Question(
                    "x", "one", "W?", False, "", (Option("a", "So", True), Option("a", "No", False))
                )
            ),
            "same id",
        ),
    ],
)
def test_a_quiz_that_cannot_be_marked_fairly_is_not_published(asked, says):
    assert any(says in fault for fault in faults(asked))


def test_a_fair_quiz_has_no_faults():
    assert faults(quiz(ONE, TRUE, SEVERAL, MUST)) == []


@st.composite
def quizzes(draw: st.DrawFn) -> Quiz:
    questions = []
    for n in range(draw(st.integers(1, 8))):
        rights = draw(st.lists(st.booleans(), min_size=2, max_size=5).filter(any))
        kind = "several" if sum(rights) > 1 else draw(st.sampled_from(["one", "several"]))
        chosen = tuple(Option(str(i), str(i), right) for i, right in enumerate(rights))
        questions.append(Question(f"q{n}", kind, "?", draw(st.booleans()), "", chosen))
    return Quiz("Check", "", draw(st.integers(1, 100)), tuple(questions))


@st.composite
def answered(draw: st.DrawFn) -> tuple[Quiz, dict[str, list[str]]]:
    asked, answers = draw(quizzes()), {}
    for question in asked.questions:
        ids = [option.id for option in question.options]
        most = len(ids) if question.kind == "several" else 1
        answers[question.id] = draw(st.lists(st.sampled_from(ids), unique=True, max_size=most))
    return asked, answers


@given(answered())
def test_putting_one_wrong_answer_right_never_costs_the_pass(case):
    asked, answers = case
    before = mark(asked, answers)
    for each in before.marks:
        if not each.right:
            after = mark(asked, answers | {each.question.id: sorted(each.question.right_ids)})
            assert after.right == before.right + 1
            assert after.passed or not before.passed


@given(quizzes())
def test_all_right_passes_and_nothing_does_not(asked):
    everything = {question.id: sorted(question.right_ids) for question in asked.questions}
    assert mark(asked, everything).passed
    assert not mark(asked, {}).passed


@given(answered())
def test_the_order_of_answers_does_not_matter(case):
    asked, answers = case
    turned = {id: chosen[::-1] for id, chosen in reversed(answers.items())}
    assert mark(asked, turned) == mark(asked, answers)


def test_marking_stands_on_the_standard_library_alone():
    tree = ast.parse(Path(marking.__file__).read_text())
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    assert {name.split(".")[0] for name in named if name} <= set(sys.stdlib_module_names)
