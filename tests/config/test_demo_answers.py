"""What the demo school answered to a module's questions."""

import random
from datetime import UTC, datetime

import pytest

from config.demo_answers import BETWEEN, answers_by, finish_quiz, right_answer, wrong_answer
from courses.facts import module_of, sent_by
from courses.marking import KINDS, mark
from courses.models import Attempt
from courses.module import module_from
from courses.together import fared, to_teach_again
from people.models import User
from tests.courses import samples

ENDS = datetime(2026, 11, 3, 15, 40, tzinfo=UTC)
ALL = [
    samples.question("one", "one", True, stay=True, shout=False, go=False),
    samples.question("true", "true_false", False, true=False, false=True),
    samples.question("several", "several", False, words=True, blame=False, time=True),
    samples.order("order", "see", "send", "sit"),
    samples.match("match", office="rings", dsl="decides"),
    samples.short("short", dsl=True, dsp=False),
]


@pytest.fixture
def quiz(db: None):
    return module_from(samples.draft(questions=ALL).snapshot()).quiz


def test_every_kind_of_question_is_answered_rightly_and_wrongly(quiz):
    assert {question.kind for question in quiz.questions} == set(KINDS)
    right = {question.id: right_answer(question) for question in quiz.questions}
    assert mark(quiz, right).right == len(ALL)
    for number in range(20):
        chance = random.Random(number)
        wrong = {question.id: wrong_answer(chance, question) for question in quiz.questions}
        assert mark(quiz, wrong).right == 0


def test_the_last_try_is_all_right_and_another_seed_errs_elsewhere(quiz):
    def of(seed: int, **more: bool):
        return answers_by(random.Random(seed), quiz, 0, at_last=False, **more)

    assert mark(quiz, answers_by(random.Random(1), quiz, 2, at_last=True)).passed
    assert of(1) == of(1)
    assert any(of(1) != of(seed) for seed in range(2, 8))


def test_tries_end_with_a_pass_on_the_day_and_groups_of_five_are_shown(db):
    edition = samples.published(samples.draft(questions=ALL))
    names = ("Ada", "Ben", "Cara", "Dev", "Ewa", "Finn", "Gita", "Hugh")
    for name in names:
        user = User.objects.create_user(first_name=name, last_name="Ash")
        passed = finish_quiz(user=user, edition=edition, ends=ENDS, seed=1)
        tries = list(Attempt.objects.filter(person=user.ref).order_by("pk"))
        assert [each.passed for each in tries] == [False] * (len(tries) - 1) + [True]
        assert tries[-1] == passed
        assert passed.sent_at == ENDS
        assert tries[0].sent_at == ENDS - (len(tries) - 1) * BETWEEN
    found = fared(module_of(edition.digest).quiz, sent_by(edition.digest, edition.item, None))
    assert all(each.first and each.first.people == len(names) for each in found)
    assert to_teach_again(found)
