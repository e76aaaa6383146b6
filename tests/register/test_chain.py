"""The spelling of facts. The vectors are fixed for ever: old registers are verified with them."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.chain import NO_PREV, canonical, commitment, digest, plain
from register.models import Record

MOMENT = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
LINE = {
    "id": 1_000_000_000,
    "chain": "900001",
    "seq": 1,
    "kind": "register_record",
    "key": "signed:p:policy:1:2026-09-01:0",
    "recorded_at": MOMENT,
    "by": "p",
    "body": '{"item":"policy"}',
    "prev": NO_PREV,
}

bodies = st.dictionaries(
    st.text(),
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text() | st.integers()),
)


def test_a_body_has_one_spelling() -> None:
    said = {"b": 1, "a": "é", "day": date(2026, 9, 1), "yes": True, "nothing": None}
    assert canonical(said) == '{"a":"é","b":1,"day":"2026-09-01","yes":true}'


def test_two_ways_to_type_a_letter_are_one() -> None:
    assert canonical({"name": "Zoe\u0308"}) == canonical({"name": "Zoë"})


def test_a_column_that_came_later_changes_no_old_body() -> None:
    assert canonical({"item": "x", "came_later": None}) == canonical({"item": "x"})


def test_a_moment_is_written_in_utc_with_six_decimals() -> None:
    summer = timezone(timedelta(hours=1))
    assert plain(datetime(2026, 9, 1, 9, 30, tzinfo=summer)) == "2026-09-01T08:30:00.000000+00:00"


def test_a_reference_is_written_as_text() -> None:
    assert plain(UUID(int=1)) == "00000000-0000-0000-0000-000000000001"


def test_a_choice_is_written_as_its_plain_text() -> None:
    assert type(plain(Record.Kind.SIGNED)) is str
    assert plain(Record.Kind.SIGNED) == "signed"


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        Decimal("1.5"),
        b"bytes",
        {1, 2},
        "nul\0",
        "\ud800",
        datetime(2026, 9, 1),
        {1: "x"},
        [0.1],
    ],
)
def test_what_has_no_one_spelling_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        plain(value)


@given(bodies)
def test_what_is_read_back_is_spelled_the_same(body: dict[str, object]) -> None:
    try:
        said = canonical(body)
    except ValueError:
        return  # NUL, or half a surrogate pair
    assert canonical(json.loads(said)) == said


def test_the_digest_of_a_line_is_fixed_for_ever() -> None:
    assert digest(**LINE) == "bec536e4ab9d95b14c70f92d648857510dc790265b1ad958ff192523cf2cfbb2"


def test_nothing_in_a_line_is_tidied_before_it_is_hashed() -> None:
    assert digest(**LINE | {"key": "Zoe\u0308"}) != digest(**LINE | {"key": "Zoë"})


def test_the_commitment_is_fixed_for_ever() -> None:
    assert (
        commitment(b"0123456789abcdef", {"name": "Zoë"})
        == "1cf39b2d8f6e04c47c90daa2f2795e96067632219a35b77930ad77ae50e4d0ed"
    )


def test_the_salt_hides_a_name() -> None:
    assert commitment(b"0" * 16, {"name": "Zoë"}) != commitment(b"1" * 16, {"name": "Zoë"})


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(ValueError):
        commitment(b"short", {"name": "Zoë"})
