"""The cast, and a real mail server."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast, gather
from tests.outbox.post_office import PostOffice, open_post_office


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_post_office(settings) as found:
        yield found
