"""What one try asks: by lot, and the same in every window."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from courses.drawing import asked_again, drawn
from courses.marking import Draw, Option, Question, Quiz


def question(id: str, kind: str = "one", must: bool = False) -> Question:
    found = tuple(Option(f"{id}{n}", f"Answer {n}", n == 0, place=n) for n in range(4))
    return Question(id, kind, "Which?", must, "", found)


BANK = tuple(question(f"b{n}") for n in range(6))
MUSTS = (question("m1", must=True), *BANK, question("m2", must=True))


def quiz(*always: Question, take: int = 2, bank: tuple[Question, ...] = BANK, **more) -> Quiz:
    return Quiz("Check", "", 80, always, (Draw("Bank", take, bank),), **more)


def ids(asked: Quiz) -> list[str]:
    return [each.id for each in asked.questions]


KEYS = [str(n) for n in range(300)]


def test_the_same_try_is_the_same_questions_in_the_same_order():
    asked = quiz(question("a"), shuffled=True)
    assert drawn(asked, "one try") == drawn(asked, "one try")


def test_as_many_are_drawn_as_the_editor_said_and_no_draw_is_left():
    for key in KEYS:
        asked = drawn(quiz(question("a"), take=3), key)
        assert len(asked.questions) == asked.asked == 4
        assert asked.draws == ()


def test_every_question_of_a_bank_comes_about_as_often():
    often = Counter(id for key in KEYS for id in ids(drawn(quiz(), key)))
    assert set(often) == {each.id for each in BANK}
    assert min(often.values()) > 60  # of 100 expected


def test_what_everyone_must_get_right_is_always_asked():
    for key in KEYS:
        assert {"m1", "m2"} < set(ids(drawn(quiz(take=3, bank=MUSTS), key)))


def test_questions_stand_in_the_editors_order_unless_they_are_shuffled():
    always = [question("a"), question("b"), question("c")]
    assert {tuple(ids(drawn(quiz(*always), key)))[:3] for key in KEYS} == {("a", "b", "c")}
    orders = {tuple(ids(drawn(quiz(*always, shuffled=True), key))) for key in KEYS}
    assert len(orders) > 50


def test_answers_are_mixed_only_where_that_is_wanted_and_true_stays_before_false():
    choose, truth = question("a"), replace(question("t", "true_false"))
    for shuffled, several in ((False, False), (True, True)):
        asked = [drawn(quiz(choose, truth, shuffled=shuffled), key) for key in KEYS[:50]]
        by_id = [{each.id: each for each in one.questions} for one in asked]
        assert (len({one["a"].options for one in by_id}) > 1) is several
        assert {one["t"].options for one in by_id} == {truth.options}


def test_steps_are_always_mixed_and_know_their_places():
    steps = question("s", "order")
    seen = [drawn(quiz(steps), key).questions[0] for key in KEYS]
    assert len({each.options for each in seen}) == 24
    assert {each.in_order for each in seen} == {steps.options}


def test_pairs_stay_where_they_are_since_answers_go_by_place():
    pairs = question("p", "match")
    for key in KEYS[:20]:
        asked = {each.id: each for each in drawn(quiz(pairs, shuffled=True), key).questions}
        assert asked["p"].options == pairs.options


def test_a_result_is_told_of_the_questions_that_were_asked():
    whole = quiz(question("a"), shuffled=True)
    asked = drawn(whole, "a try")
    again = asked_again(whole, ids(asked))
    assert ids(again) == ids(asked)
    assert again.needed == asked.needed == 3


def test_a_try_from_before_there_were_draws_asked_everything():
    assert ids(asked_again(quiz(question("a"), bank=BANK[:1], take=1), [])) == ["a", "b0"]


@given(st.integers(1, 6), st.text(max_size=20), st.booleans())
def test_nothing_is_asked_twice_and_nothing_from_elsewhere(take, key, shuffled):
    asked = ids(drawn(quiz(question("a"), take=take, shuffled=shuffled), key))
    assert len(asked) == len(set(asked)) == take + 1
    assert set(asked) <= {"a", *(each.id for each in BANK)}
