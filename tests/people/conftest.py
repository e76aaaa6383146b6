"""The cast, for tests of this room."""

import pytest

from tests.cast import Cast, gather


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()
