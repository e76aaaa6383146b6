"""How often, and when again."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from courses.marking import Quiz
from courses.tries import NextTry, Sent, next_try

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FAILED, PASSED = False, True


def after(*outcomes: bool, tries: int = 0, wait: int = 0) -> NextTry:
    """What comes after these tries, of which the last was sent just now."""
    quiz = Quiz("Check", "", 80, (), tries=tries, wait_minutes=wait)
    count = len(outcomes)
    sent = [
        Sent(UUID(int=n), passed, NOW - timedelta(minutes=count - 1 - n))
        for n, passed in enumerate(outcomes)
    ]
    return next_try(quiz, sent, "somebody:something")


@pytest.mark.parametrize(
    ("outcomes", "tries", "left", "is_open"),
    [
        ([], 0, None, True),
        ([FAILED] * 30, 0, None, True),
        ([], 2, 2, True),
        ([FAILED], 2, 1, True),
        ([FAILED, FAILED], 2, 0, False),
        ([FAILED, FAILED, FAILED], 2, 0, False),
        ([FAILED, PASSED], 2, 2, True),  # a refresher begins afresh
        ([FAILED, PASSED, FAILED], 2, 1, True),
    ],
)
def test_tries_are_counted_since_the_last_pass(outcomes, tries, left, is_open):
    found = after(*outcomes, tries=tries)
    assert found.left == left
    assert found.is_open(NOW) is is_open


@pytest.mark.parametrize(
    ("outcomes", "minutes", "is_open"),
    [
        ([], 0, True),
        ([FAILED], 0, False),
        ([FAILED], 59, False),
        ([FAILED], 60, True),
        ([FAILED, PASSED], 0, True),
    ],
)
def test_the_wait_is_between_two_tries_and_not_before_the_first(outcomes, minutes, is_open):
    assert after(*outcomes, wait=60).is_open(NOW + timedelta(minutes=minutes)) is is_open


def test_whoever_has_no_try_left_waits_for_nothing():
    found = after(FAILED, tries=1, wait=60)
    assert not found.waits(NOW)
    assert not found.is_open(NOW + timedelta(days=1))


def test_every_try_has_a_key_of_its_own_that_all_windows_share():
    assert after(FAILED).key == after(FAILED).key
    assert len({after(*[FAILED] * n).key for n in range(5)}) == 5


def test_other_people_have_other_keys():
    quiz = Quiz("Check", "", 80, ())
    assert next_try(quiz, [], "a").key != next_try(quiz, [], "b").key
