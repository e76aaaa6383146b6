"""Certificate numbers: hard to guess, easy to type."""

import re

import pytest

from certificates.numbers import new_number, tidy


def test_a_number_is_four_groups_of_four_without_lookalike_letters():
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", new_number())


def test_numbers_use_all_32_characters_in_all_16_places():
    numbers = [new_number().replace("-", "") for _ in range(2000)]
    assert [len(set(place)) for place in zip(*numbers, strict=True)] == [32] * 16


def test_no_number_comes_twice():
    assert len({new_number() for _ in range(5000)}) == 5000


def test_a_number_is_tidy_as_it_is_printed():
    number = new_number()
    assert tidy(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        "7q4d-m2xa-9kpt-3wz1",
        "7Q4DM2XA9KPT3WZ1",
        "  7Q4D M2XA 9KPT 3WZ1\n",
        "7Q4D\u2013M2XA\u20139KPT\u20133WZ1",
        "7Q4D-M2XA-9KPT-3WZI",
        "7q4d-m2xa-9kpt-3wzl",
        "7Q4 DM2X A9KP T3WZ1",
    ],
)
def test_a_number_typed_in_a_hurry_is_understood(typed):
    assert tidy(typed) == "7Q4D-M2XA-9KPT-3WZ1"


def test_the_letter_o_is_read_as_nought():
    assert tidy("OooO-0000-0000-0000") == "0000-0000-0000-0000"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7Q4D-M2XA-9KPT",
        "7Q4D-M2XA-9KPT-3WZB-1",
        "7Q4D-M2XA-9KPT-3WZU",
        "7Q4D-M2XA-9KPT-3WZ%",
        "٠٠٠٠-0000-0000-0000",
        "ßßßßßßßß",
        "7Q4D-M2XA-9KPT-3WZ\0",
        "7" * 10_000,
    ],
)
def test_what_cannot_be_a_number_is_none(typed):
    assert tidy(typed) is None
