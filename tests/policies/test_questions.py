"""Questions before signing: asked, answered, and kept with the signature."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from cms.models import NotReady
from people.models import School, User
from register.models import Edition
from tests.policies.reading import (
    NAME,
    POLICY,
    form_on,
    next_edition,
    sign,
    signatures,
    signed_in,
    text,
)


def question(*answers: str, right: int = 1, because: str = "Look at part 1 again.") -> dict:
    """A question of so many answers; the right one by its place, from 1."""
    told = [
        {"text": words, "right": place == right} for place, words in enumerate(answers, start=1)
    ]
    value = {"text": f"What about {answers[0]}?", "answers": told, "because": because}
    return {"type": "question", "value": value}


TWO = [
    question("I leave it.", "I ask by the end of tomorrow.", right=2),
    question("I tell the lead.", "I ring the parents.", because=""),
]
RIGHT = {"question-0": "1", "question-1": "0"}
ONE_WRONG = {"question-0": "0", "question-1": "0"}


@pytest.fixture
def asked(larkfield: School) -> Edition:
    """A policy with two questions."""
    return published(TWO)


def published(questions: list[dict], **more: Any) -> Edition:
    told = {"on": date(2026, 9, 1), "what_changed": "First edition."} | more
    return next_edition("<p>Tell {dsl}.</p>", questions=json.dumps(questions), **told)


def test_questions_stand_before_the_name(asked: Edition, at_bethans: Client) -> None:
    shown = text(at_bethans.get(POLICY))
    assert "2 questions first What about I leave it.? I leave it. I ask by" in shown
    assert shown.index("2 questions first") < shown.index("Type your full name")


def test_right_answers_are_kept_with_the_signature(asked: Edition, at_bethans: Client) -> None:
    answer = sign(at_bethans, **RIGHT)
    (record,) = signatures()
    assert (record.score, record.out_of) == (2, 2)
    assert "2 of 2 right at first" in text(answer)


def test_a_wrong_answer_signs_nothing_and_says_where_to_look(
    asked: Edition, at_bethans: Client
) -> None:
    shown = text(sign(at_bethans, **ONE_WRONG))
    assert signatures() == []
    assert "One thing to put right" in shown
    assert "The policy says something else. Look at part 1 again." in shown


def test_what_counts_is_what_was_right_at_first(asked: Edition, at_bethans: Client) -> None:
    sign(at_bethans, **ONE_WRONG)
    sign(at_bethans, **{"question-0": "0", "question-1": "1"})
    sign(at_bethans, **RIGHT)
    (record,) = signatures()
    assert (record.score, record.out_of) == (1, 2)


def test_a_question_left_out_is_no_first_answer(asked: Edition, at_bethans: Client) -> None:
    shown = text(sign(at_bethans, **{"question-1": "0"}))
    assert "Choose an answer to each question." in shown
    sign(at_bethans, **RIGHT)
    assert signatures()[0].score == 2


def test_a_wrong_name_beside_right_answers_costs_nothing(
    asked: Edition, at_bethans: Client
) -> None:
    sign(at_bethans, name="Somebody", **RIGHT)
    sign(at_bethans, **RIGHT)
    assert signatures()[0].score == 2


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"question-0": "7", "question-1": "0"},
        {"question-0": "-1", "question-1": "0"},
        {"question-0": "one", "question-1": "0"},
        {"question-2": "0", "score": "2", "out_of": "2"},
    ],
)
def test_answers_that_are_not_on_the_page_sign_nothing(
    asked: Edition, at_bethans: Client, sent: dict[str, str]
) -> None:
    assert sign(at_bethans, **sent).status_code == 200
    assert signatures() == []


def test_a_score_that_a_form_sends_is_not_believed(asked: Edition, at_bethans: Client) -> None:
    sign(at_bethans, **ONE_WRONG)
    sign(at_bethans, **RIGHT, score="2", out_of="2")
    assert signatures()[0].score == 1


def test_which_answer_is_right_is_not_in_the_page(asked: Edition, at_bethans: Client) -> None:
    html = at_bethans.get(POLICY).content.decode().partition('id="sign"')[2]
    assert "right" not in html.partition("</form>")[0]
    assert "Look at part 1 again." not in html


def test_a_second_press_keeps_the_first_score(asked: Edition, at_bethans: Client) -> None:
    sent = form_on(at_bethans.get(POLICY)) | {"name": NAME}
    at_bethans.post(POLICY, sent | ONE_WRONG)
    at_bethans.post(POLICY, sent | RIGHT)
    at_bethans.post(POLICY, sent | RIGHT)
    (record,) = signatures()
    assert record.score == 1


def test_first_answers_are_those_to_this_edition(asked: Edition, at_bethans: Client) -> None:
    sign(at_bethans, **ONE_WRONG)
    published(TWO[:1], on=date(2026, 11, 25), what_changed="One question fewer.")
    sign(at_bethans, **{"question-0": "1"})
    (record,) = signatures()
    assert (record.score, record.out_of) == (1, 1)


def test_somebody_elses_first_answers_are_not_mine(
    asked: Edition, at_bethans: Client, ruth: User
) -> None:
    sign(at_bethans, **ONE_WRONG)
    sign(signed_in(ruth), name="Ruth Otterby", **RIGHT)
    assert signatures()[0].score == 2


def test_a_policy_without_questions_keeps_no_score(policy: Edition, at_bethans: Client) -> None:
    sign(at_bethans)
    (record,) = signatures()
    assert (record.score, record.out_of) == (None, None)


@pytest.mark.parametrize("right", [0, 3])
def test_a_question_without_exactly_one_right_answer_is_not_published(
    larkfield: School, right: int
) -> None:
    with pytest.raises(NotReady, match="Question 1: tick exactly one"):
        published([question("Yes.", "No.", right=right)])
