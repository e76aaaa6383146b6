"""How answers are marked, as tables and as laws."""

import ast
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import marking
from courses.faults import faults
from courses.marking import BadAnswers, Draw, Option, Question, Quiz, fold, mark, unanswered


def options(**right: bool) -> tuple[Option, ...]:
    return tuple(Option(id, f"Answer {id}", is_right) for id, is_right in right.items())


ONE = Question("one", "one", "Which?", False, "", options(a=True, b=False, c=False))
MUST = Question("must", "one", "Which?", True, "", options(a=True, b=False))
SEVERAL = Question("several", "several", "Which?", False, "", options(a=True, b=True, c=False))
TRUE = Question("tf", "true_false", "So?", False, "", options(true=True, false=False))


def quiz(*questions: Question, pass_mark: int = 50) -> Quiz:
    return Quiz("Check", "", pass_mark, questions)


STEPS = Question(
    "steps", "order", "Which order?", False, "",
    tuple(Option(id, f"Step {id}", False, place=n) for n, id in enumerate("abc")),
)  # fmt: skip
PAIRS = Question(
    "pairs", "match", "Which to which?", False, "",
    (
        Option("worry", "A worry", False, partner="The DSL"),
        Option("coat", "A lost coat", False, partner="The office"),
        Option("bruise", "A bruise", False, partner="the DSL."),
    ),
)  # fmt: skip
WORDS = Question(
    "words", "short", "What is it called?", False, "",
    (
        Option("full", "Designated safeguarding lead", True),
        Option("short", "DSL", True),
        Option("old", "DSP", False),
    ),
)  # fmt: skip


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
        (STEPS, ["a", "b", "c"], True),
        (STEPS, ["a", "c", "b"], False),
        (STEPS, [], False),
        (PAIRS, ["worry", "coat", "bruise"], True),
        (PAIRS, ["bruise", "coat", "worry"], True),  # two belong to the same
        (PAIRS, ["worry", "coat", "worry"], True),
        (PAIRS, ["coat", "worry", "bruise"], False),
        (PAIRS, ["worry", "worry", "worry"], False),
        (WORDS, ["DSL"], True),
        (WORDS, [" dsl. "], True),
        (WORDS, ["Désignated  Safeguarding-Lead!"], True),
        (WORDS, ["DSP"], False),
        (WORDS, ["the DSL"], False),
        (WORDS, ["?!"], False),
        (WORDS, [""], False),
        (WORDS, [], False),
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
        {"steps": ["a", "b"]},
        {"steps": ["a", "b", "b"]},
        {"steps": ["a", "b", "c", "c"]},
        {"steps": ["a", "b", "z"]},
        {"pairs": ["worry", "coat"]},
        {"pairs": ["worry", "coat", "The DSL"]},
        {"words": ["DSL", "DSL"]},
        {"words": ["x" * 201]},
    ],
)
def test_answers_that_the_page_cannot_send_are_refused(answers):
    with pytest.raises(BadAnswers):
        mark(quiz(ONE, TRUE, SEVERAL, STEPS, PAIRS, WORDS), answers)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Early  help\tassessment", "early help assessment"),
        ("It’s", "its"),
        ("Zoë Łukasz", "zoe łukasz"),
        ("STRASSE", "straße"),
        ("part-one (2025)", "part one 2025"),
        ("ﬁrst", "first"),
        ("...", ""),
    ],
)
def test_typed_words_are_compared_without_what_does_not_matter(typed, same):
    assert fold(typed) == fold(same)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_what_is_unanswered_is_named_in_order():
    assert unanswered(quiz(ONE, TRUE, SEVERAL), {"tf": ["true"], "one": []}) == [ONE, SEVERAL]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (quiz(), "at least one question"),
        (quiz(ONE, pass_mark=0), "pass mark"),
        (quiz(ONE, pass_mark=101), "pass mark"),
        (quiz(ONE, ONE), "in the quiz twice"),
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


def one_of(*found: Option, kind: str) -> Question:
    return Question("x", kind, "Which?", False, "", found)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (one_of(Option("a", "Listen", False), kind="order"), "from two"),
        (
            one_of(Option("a", "Listen", False), Option("b", "listen ", False), kind="order"),
            "say the same",
        ),
        (one_of(Option("a", "A", False, partner="X"), kind="match"), "from two"),
        (
            one_of(
                Option("a", "A", False, partner="X"), Option("b", "B", False, partner=" "),
                kind="match",
            ),
            "what belongs to each",
        ),
        (
            one_of(
                Option("a", "A", False, partner="X"), Option("b", "B", False, partner="x."),
                kind="match",
            ),
            "the same belongs to all",
        ),
        (one_of(Option("a", "A", False), kind="short"), "at least one answer as right"),
        (one_of(Option("a", "?!", True), kind="short"), "needs letters"),
        (
            one_of(Option("a", "D.S.L.", True), Option("b", "d s l", False), kind="short"),
            "say the same",
        ),
        (one_of(kind="short"), "from one"),
    ],
)  # fmt: skip
def test_every_kind_has_to_be_fair(question, says):
    assert any(says in fault for fault in faults(quiz(question)))


@pytest.mark.parametrize(
    ("take", "questions", "says"),
    [
        (0, ones(2), "has 2 questions, so 0 cannot be drawn"),
        (3, ones(2), "has 2 questions, so 3 cannot be drawn"),
        (1, [], "has 0 questions"),
        (1, [MUST, replace(MUST, id="also")], "draw at least 2"),
        (1, [replace(ONE, text="")], "“Bank”, question 1: neither"),
        (1, [replace(MUST, id="fixed")], "in the quiz twice"),
    ],
)
def test_a_draw_has_to_be_possible(take, questions, says):
    asked = replace(quiz(replace(MUST, id="fixed")), draws=(Draw("Bank", take, tuple(questions)),))
    assert any(says in fault for fault in faults(asked))


def test_one_mistake_is_said_in_one_sentence():
    both = one_of(Option("a", "Stay", True), Option("b", "Go", True), kind="one")
    assert faults(quiz(both)) == ["Question 1: mark exactly one answer as right."]
    empty = Question("x", "short", "", False, "", (Option("a", "", True),))
    assert faults(quiz(empty)) == ["Question 1: neither a question nor an answer may be empty."]


def test_a_fair_quiz_has_no_faults():
    assert faults(quiz(ONE, TRUE, SEVERAL, MUST, STEPS, PAIRS, WORDS)) == []
    assert faults(replace(quiz(), draws=(Draw("Bank", 2, tuple(ones(2))),))) == []


@st.composite
def questions(draw: st.DrawFn, id: str) -> Question:
    """A fair question of any kind."""
    kind = draw(st.sampled_from(marking.KINDS))
    rights = draw(st.lists(st.booleans(), min_size=2, max_size=5).filter(any))
    if kind in ("one", "true_false"):
        rights = [n == 0 for n, _ in enumerate(rights)]
    partners = draw(st.lists(st.sampled_from("xyz"), min_size=5, max_size=5))
    found = tuple(
        Option(f"{id}-{n}", f"Answer {n}", right, partner=partners[n], place=n)
        for n, right in enumerate(rights)
    )
    return Question(id, kind, "?", draw(st.booleans()), "", found)


@st.composite
def quizzes(draw: st.DrawFn) -> Quiz:
    asked = [draw(questions(f"q{n}")) for n in range(draw(st.integers(1, 8)))]
    return Quiz("Check", "", draw(st.integers(1, 100)), tuple(asked))


def right_to(question: Question) -> list[str]:
    if question.kind == "order":
        return [option.id for option in question.in_order]
    if question.kind == "match":
        return [option.id for option in question.options]
    if question.kind == "short":
        return [next(option.text for option in question.options if option.right)]
    return sorted(question.right_ids)


@st.composite
def answers_to(draw: st.DrawFn, question: Question) -> list[str]:
    """Anything that its page could send."""
    ids = [option.id for option in question.options]
    if question.kind == "short":
        return draw(st.lists(st.sampled_from(["Answer 0", "answer 1!", "no"]), max_size=1))
    if question.kind == "order":
        return draw(st.permutations(ids) | st.just([]))
    if question.kind == "match":
        each = st.sampled_from(ids)
        return draw(st.lists(each, min_size=len(ids), max_size=len(ids)) | st.just([]))
    most = len(ids) if question.kind == "several" else 1
    return draw(st.lists(st.sampled_from(ids), unique=True, max_size=most))


@st.composite
def answered(draw: st.DrawFn) -> tuple[Quiz, dict[str, list[str]]]:
    asked = draw(quizzes())
    return asked, {question.id: draw(answers_to(question)) for question in asked.questions}


@given(answered())
def test_putting_one_wrong_answer_right_never_costs_the_pass(case):
    asked, answers = case
    before = mark(asked, answers)
    for each in before.marks:
        if not each.right:
            after = mark(asked, answers | {each.question.id: right_to(each.question)})
            assert after.right == before.right + 1
            assert after.passed or not before.passed


@given(quizzes())
def test_all_right_passes_and_nothing_does_not(asked):
    everything = {question.id: right_to(question) for question in asked.questions}
    assert mark(asked, everything).passed
    assert not mark(asked, {}).passed


@given(answered())
def test_the_order_of_answers_does_not_matter_where_any_may_be_ticked(case):
    asked, answers = case
    chosen = {question.id for question in asked.questions if question.kind in marking.CHOICES}
    turned = {id: given[::-1] if id in chosen else given for id, given in reversed(answers.items())}
    assert mark(asked, turned) == mark(asked, answers)


PURE = ("marking", "faults", "drawing", "tries")


@pytest.mark.parametrize("name", PURE)
def test_the_rules_stand_on_the_standard_library_and_on_each_other(name):
    tree = ast.parse(Path(marking.__file__).with_name(f"{name}.py").read_text())
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    ours = {f"courses.{pure}" for pure in PURE}
    assert {each.split(".")[0] for each in named - ours if each} <= set(sys.stdlib_module_names)
