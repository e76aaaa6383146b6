"""A small school and its DSL, and the day on which tests of this room stand."""

from typing import Any

import pytest

from people.models import School, User
from tests.compliance.small_school import school, somebody


@pytest.fixture
def tuesday(time_machine: Any) -> None:
    """Tuesday 24 November 2026, 8.10 am."""
    time_machine.move_to("2026-11-24T08:10:00Z")


@pytest.fixture
def wednesday(time_machine: Any) -> None:
    """Wednesday 25 November 2026, 9.00 am, and it stays so."""
    time_machine.move_to("2026-11-25T09:00:00Z", tick=False)


@pytest.fixture
def here(db: None) -> School:
    return school()


@pytest.fixture
def ruth(here: School) -> User:
    """The designated safeguarding lead."""
    return somebody(here, "Ruth", "Otterby", role="dsl")
